//! Worked cases: every filter over one small world, and what becomes of the rows that were counted.

mod moves;
mod tables;

use super::*;
use crate::model::time::Instant;
use crate::playbook::kpis::Counted;
use crate::playbook::sections::kpis::COUNT_OF;
use crate::playbook::{builtin_source, parse};
use crate::snapshot::testing::{snapshot, zone};

/// The default playbook with these figures besides.
fn playbook(kpis: &str) -> Playbook {
    parse("p", &format!("{}\n{kpis}", builtin_source("default").unwrap())).unwrap()
}

/// A figure called `id` that counts `of`, which is all between the braces.
fn kpi(id: &str, of: &str, more: &str) -> String {
    let texts = "{ zh = \"数\", en = \"number\" }";
    format!("[[kpis]]\nid = \"{id}\"\ntitle = {texts}\nnote = {texts}\nnumerator = {{ {of} }}\n{more}\n")
}

fn moment(text: &str) -> Moment {
    let now: Instant = zone().parse_instant(text.as_bytes()).unwrap();
    Moment::at(now, &zone())
}

/// How many rows each count finds in the world of [`tables`] at the start of 2025.
fn rows(counts: &[(&str, u64)]) {
    let snapshot = snapshot(tables::WORLD);
    let kpis: String = counts
        .iter()
        .enumerate()
        .map(|(nth, (of, _))| kpi(&format!("k{nth}"), of, "shown = \"count\""))
        .collect();
    let found = figures(&snapshot, &playbook(&kpis), moment("2025-01-01"));
    let found: Vec<_> = counts.iter().zip(&found).map(|((of, _), figure)| (*of, figure.numerator)).collect();
    assert_eq!(found, counts);
}

#[test]
fn divisions_and_agencies() {
    rows(&[
        (r#"table = "divisions""#, 5),
        (r#"table = "divisions", level = "village""#, 2),
        (r#"table = "divisions", kinds = ["quiet", "unheard of"]"#, 1),
        (r#"table = "divisions", linked = "circuit""#, 1),
        (r#"table = "agencies""#, 4),
        (r#"table = "agencies", level = "town""#, 3),
        (r#"table = "agencies", kinds = ["bank"]"#, 2),
        (r#"table = "agencies", agency_kinds = ["bank", "centre"]"#, 3),
        (r#"table = "agencies", kinds = ["bank"], agency_kinds = ["centre"]"#, 0),
        (r#"table = "agencies", kinds = ["unheard of"]"#, 0),
        (r#"table = "agencies", linked = "pair""#, 2),
        (r#"table = "agencies", linked = "unheard of""#, 0),
        (r#"table = "agencies", distinct = "unit""#, 4),
    ]);
}

#[test]
fn people_and_assignments() {
    rows(&[
        (r#"table = "people""#, 3),
        (r#"table = "people", kinds = ["mediator"]"#, 1),
        (r#"table = "people", teams = ["law"]"#, 2),
        (r#"table = "people", stars = 5"#, 2),
        (r#"table = "people", stars = 0"#, 0),
        (r#"table = "people", agency_kinds = ["tribunal"]"#, 2),
        (r#"table = "people", level = "county""#, 1),
        (r#"table = "people", linked = "pair""#, 2),
        (r#"table = "people", distinct = "unit""#, 2),
        (r#"table = "assignments""#, 4),
        (r#"table = "assignments", roles = ["mediator"]"#, 1),
        (r#"table = "assignments", kinds = ["judge"]"#, 3),
        (r#"table = "assignments", teams = ["law"]"#, 3),
        (r#"table = "assignments", stars = 4"#, 1),
        (r#"table = "assignments", level = "village""#, 3),
        (r#"table = "assignments", level = "county""#, 1),
        (r#"table = "assignments", agency_kinds = ["centre"]"#, 2),
        (r#"table = "assignments", channels = ["app"]"#, 1),
        (r#"table = "assignments", clock = "dispatch_sign""#, 1),
        (r#"table = "assignments", distinct = "unit""#, 2),
        (r#"table = "assignments", distinct = "case""#, 2),
    ]);
}

#[test]
fn cases() {
    rows(&[
        (r#"table = "cases""#, 4),
        (r#"table = "cases", level = "town""#, 1),
        (r#"table = "cases", kinds = ["loan"]"#, 2),
        (r#"table = "cases", agency_kinds = ["bank"]"#, 2),
        (r#"table = "cases", channels = ["app"]"#, 2),
        (r#"table = "cases", boards = ["police"]"#, 1),
        (r#"table = "cases", tiers = ["simple"]"#, 2),
        (r#"table = "cases", closed = true"#, 1),
        (r#"table = "cases", closed = false"#, 3),
        (r#"table = "cases", year = 2024"#, 3),
        (r#"table = "cases", year = 2023"#, 1),
        (r#"table = "cases", ratings = ["good"]"#, 1),
        (r#"table = "cases", ratings = ["good", "bad"]"#, 2),
        (r#"table = "cases", rated = true"#, 3),
        (r#"table = "cases", rated = false"#, 1),
        (r#"table = "cases", clock = "dispatch_sign""#, 2),
        (r#"table = "cases", distinct = "unit""#, 3),
        (r#"table = "cases", distinct = "case""#, 4),
    ]);
}

#[test]
fn cases_by_their_events() {
    rows(&[
        (r#"table = "cases", with = ["mediated"]"#, 3),
        (r#"table = "cases", with = ["mediated", "delegated"]"#, 1),
        (r#"table = "cases", with = ["mediated"], results = ["agreed"]"#, 2),
        (r#"table = "cases", with = ["mediated"], steps = ["second"]"#, 1),
        (r#"table = "cases", with = ["mediated"], steps = ["first"], results = ["agreed"]"#, 1),
        (r#"table = "cases", with = ["mediated", "delegated"], results = ["agreed"]"#, 0),
        (r#"table = "cases", results = ["failed"]"#, 2),
        (r#"table = "cases", steps = ["first", "second"]"#, 3),
        (r#"table = "cases", without = ["mediated"]"#, 1),
        (r#"table = "cases", without = ["delegated", "reopened"]"#, 2),
        (r#"table = "cases", with = ["mediated"], without = ["delegated"]"#, 2),
    ]);
}

#[test]
fn events_and_handoffs() {
    rows(&[
        (r#"table = "events""#, 7),
        (r#"table = "events", with = ["mediated", "delegated"]"#, 5),
        (r#"table = "events", with = ["mediated"], results = ["agreed"]"#, 2),
        (r#"table = "events", steps = ["first"]"#, 3),
        (r#"table = "events", without = ["delegated"]"#, 4),
        (r#"table = "events", kinds = ["loan"]"#, 5),
        (r#"table = "events", agency_kinds = ["centre"]"#, 2),
        (r#"table = "events", channels = ["app"]"#, 5),
        (r#"table = "events", closed = true"#, 3),
        (r#"table = "events", level = "town""#, 0),
        (r#"table = "events", clock = "dispatch_sign""#, 2),
        (r#"table = "events", with = ["mediated"], distinct = "case""#, 3),
        (r#"table = "events", with = ["mediated"], distinct = "unit""#, 3),
        (r#"table = "handoffs""#, 4),
        (r#"table = "handoffs", agency_kinds = ["bank"]"#, 3),
        (r#"table = "handoffs", kinds = ["loan"]"#, 3),
        (r#"table = "handoffs", level = "town""#, 1),
        (r#"table = "handoffs", closed = true"#, 2),
        (r#"table = "handoffs", with = ["mediated"]"#, 3),
        (r#"table = "handoffs", clock = "dispatch_sign""#, 3),
        (r#"table = "handoffs", distinct = "unit""#, 3),
        (r#"table = "handoffs", distinct = "case""#, 3),
    ]);
}

#[test]
fn links_and_rosters() {
    rows(&[
        (r#"table = "links""#, 4),
        (r#"table = "links", kinds = ["pair"]"#, 3),
        (r#"table = "links", kinds = ["pair"], distinct = "pair""#, 2),
        (r#"table = "links", kinds = ["pair"], agency_kinds = ["tribunal"]"#, 3),
        (r#"table = "links", kinds = ["pair"], agency_kinds = ["centre"]"#, 0),
        (r#"table = "links", kinds = ["pair"], distinct = "unit""#, 3),
        (r#"table = "links", kinds = ["pair"], agency_kinds = ["bank"], distinct = "unit""#, 2),
        (r#"table = "links", level = "village""#, 1),
        (r#"table = "rosters""#, 3),
        (r#"table = "rosters", modes = ["resident"]"#, 2),
        (r#"table = "rosters", modes = ["resident", "on_call"]"#, 3),
        (r#"table = "rosters", kinds = ["centre"]"#, 2),
        (r#"table = "rosters", level = "county""#, 2),
        (r#"table = "rosters", agency_kinds = ["bank"]"#, 3),
        (r#"table = "rosters", distinct = "unit""#, 2),
    ]);
}

#[test]
fn tasks_meetings_and_screenings() {
    rows(&[
        (r#"table = "tasks""#, 3),
        (r#"table = "tasks", closed = true"#, 1),
        (r#"table = "tasks", closed = false"#, 2),
        (r#"table = "tasks", kinds = ["p1"]"#, 2),
        (r#"table = "tasks", agency_kinds = ["bank"]"#, 2),
        (r#"table = "tasks", level = "village""#, 2),
        (r#"table = "tasks", level = "town""#, 1),
        (r#"table = "tasks", distinct = "unit""#, 2),
        (r#"table = "meetings""#, 3),
        (r#"table = "meetings", kinds = ["whistle"]"#, 2),
        (r#"table = "meetings", agency_kinds = ["bank"]"#, 2),
        (r#"table = "meetings", level = "village""#, 2),
        (r#"table = "meetings", level = "county""#, 1),
        (r#"table = "meetings", channels = ["app"]"#, 2),
        (r#"table = "meetings", distinct = "unit""#, 2),
        (r#"table = "meetings", distinct = "case""#, 1),
        (r#"table = "screenings""#, 2),
        (r#"table = "screenings", kinds = ["s-2024"]"#, 1),
        (r#"table = "screenings", level = "town""#, 0),
    ]);
}

#[test]
fn every_key_of_the_playbook_is_explained_and_none_beyond() {
    let mut explained: Vec<&str> =
        crate::playbook::filters::FILTERS.iter().filter_map(|f| f.key.split(' ').next()).collect();
    explained.dedup();
    let keys: Vec<&str> = COUNT_OF.iter().map(|key| key.name).filter(|name| *name != "table").collect();
    assert_eq!(explained, keys);
}

#[test]
fn what_a_table_cannot_be_asked_fits_no_row() {
    rows(&[
        (r#"table = "divisions", ratings = ["good"]"#, 0),
        (r#"table = "people", closed = false"#, 0),
        (r#"table = "cases", stars = 5"#, 0),
        (r#"table = "screenings", distinct = "unit""#, 0),
        (r#"table = "cases", distinct = "pair""#, 0),
    ]);
    let vain = |of: &str| {
        let playbook = playbook(&kpi("k", of, "shown = \"count\""));
        crate::playbook::filters::in_vain(&playbook.kpis[0].numerator)
            .map(|filter| filter.key)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        vain(r#"table = "divisions", ratings = ["good"], level = "town", stars = 1"#),
        ["stars", "ratings"]
    );
    assert_eq!(vain(r#"table = "cases", distinct = "pair""#), ["distinct = \"pair\""]);
    assert_eq!(vain(r#"table = "cases", closed = true, distinct = "unit""#), [""; 0]);
}

/// The figure of so many rows, shown as `shown` with `more` keys.
fn of_rows(shown: &str, more: &str, numerator: u64, denominator: u64) -> Figure {
    let denominated = "denominator = { table = \"cases\" }";
    let text = kpi("k", r#"table = "cases""#, &format!("{denominated}\nshown = \"{shown}\"\n{more}"));
    figure(&playbook(&text).kpis[0], numerator, Some(denominator))
}

fn told(figure: &Figure) -> (String, Option<bool>) {
    (figure.value.map_or("-".to_owned(), |value| value.to_string()), figure.equal)
}

#[test]
fn a_figure_is_shown_and_compared_as_the_playbook_says() {
    let told = |shown, more, n, d| told(&of_rows(shown, more, n, d));
    let yes = |value: &str| (value.to_owned(), Some(true));
    let no = |value: &str| (value.to_owned(), Some(false));
    assert_eq!(told("percent", "places = 2\npublished = \"99.41\"", 1_685, 1_695), yes("99.41"));
    assert_eq!(told("percent", "places = 2\npublished = \"99.42\"", 1_685, 1_695), no("99.41"));
    assert_eq!(told("percent", "places = 1\npublished = \"99.3\"\nscale = 100", 16_716, 16_833), yes("99.3"));
    assert_eq!(told("percent", "places = 2\npublished = \"99.3\"", 16_716, 16_833), yes("99.30"));
    assert_eq!(told("percent", "places = 0\npublished = \"99.3\"", 16_716, 16_833), yes("99"));
    assert_eq!(told("per", "places = 2\npublished = \"3.34\"", 301, 90), yes("3.34"));
    assert_eq!(told("ratio", "published = \"1\"", 45, 45), yes("1"));
    assert_eq!(told("change_percent", "published = \"-18\"", 82, 100), yes("-18"));
    assert_eq!(told("change_percent", "places = 1\npublished = \"-18\"", 825, 1_000), yes("-17.5"));
    assert_eq!(told("count", "published = \"254\"", 254, 0), yes("254"));
    assert_eq!(told("count", "published = \"254\"", 255, 0), no("255"));
    assert_eq!(told("count", "", 7, 0), ("7".to_owned(), None));
}

#[test]
fn a_plus_means_at_least_and_only_counts_are_scaled() {
    let told = |shown, more, n, d| told(&of_rows(shown, more, n, d));
    let at_least = "at_least = true\npublished = \"37800\"\nscale = 100";
    assert_eq!(told("count", at_least, 378, 1), ("37800".to_owned(), Some(true)));
    assert_eq!(told("count", at_least, 400, 1), ("40000".to_owned(), Some(true)));
    assert_eq!(told("count", at_least, 377, 1), ("37700".to_owned(), Some(false)));
    let at_least = "at_least = true\npublished = \"98\"";
    assert_eq!(
        told("percent", at_least, 979, 1_000),
        ("98".to_owned(), Some(false)),
        "97.9 is not 98 or more"
    );
    assert_eq!(told("per", "scale = 100", 10, 5), ("2".to_owned(), None));
}

#[test]
fn nothing_is_divided_by_nothing() {
    for shown in ["percent", "ratio", "per", "change_percent"] {
        let figure = of_rows(shown, "published = \"1\"", 3, 0);
        assert_eq!((figure.value, figure.equal, figure.is_near_hundred), (None, None, false), "{shown}");
        assert_eq!((figure.numerator, figure.denominator), (3, Some(0)));
    }
}

#[test]
fn rates_near_a_hundred_per_cent_are_marked() {
    assert!(of_rows("percent", "", 98, 100).is_near_hundred);
    assert!(!of_rows("percent", "", 97_999, 100_000).is_near_hundred, "98 when rounded");
    assert!(!of_rows("per", "", 99, 100).is_near_hundred);
    assert!(!of_rows("count", "", 99, 100).is_near_hundred);
}

#[test]
fn counted_tables_stand_in_the_order_of_their_names() {
    for (place, name) in crate::playbook::sections::COUNTED.iter().enumerate() {
        assert_eq!(Counted::at(place).map(|table| table as usize), Some(place), "{name}");
    }
}
