//! The calendar that is compiled in against the published list of days, files laid over it, and festivals.
//!
//! `DUBAN_REAL_DATA` names the folder with the list day by day; without it the digest of that list still decides.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test itself may")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use duban::calendar::lunar::{Festival, SOLAR_TERMS, SolarTerm, Window, festival, solar_term, window};
use duban::calendar::{Calendar, DayKind};
use duban::model::time::{Day, Zone};
use proptest::prelude::*;
use proptest::sample::Index;
use sha2::{Digest, Sha256};

/// SHA-256 of the list of 2023 to 2026, a line for each day: `date,is_workday,name`.
const LIST_SHA256: &str = "df8b994e9872782f62d8add8dba6d704430e98f55b88ef5c9c536d6c3e01f853";

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap()
}

/// The calendar as such a list.
fn list(calendar: &Calendar) -> String {
    let mut list = "date,is_workday,name\n".to_owned();
    for number in day("2023-01-01").number()..=day("2026-12-31").number() {
        let day = Day::from_number(number);
        let name = calendar.kind(day).holiday().map_or("", |h| h.name.zh.as_str());
        let works = u8::from(calendar.is_workday(day));
        writeln!(list, "{},{works},{name}", Zone::format_day(day)).unwrap();
    }
    list
}

#[test]
fn all_days_of_2023_to_2026_equal_the_published_list() {
    let list = list(&Calendar::china());
    assert_eq!(list.lines().count(), 1 + 1_461);
    let digest: String = Sha256::digest(&list).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(digest, LIST_SHA256);
}

#[test]
fn all_days_equal_the_list_in_the_folder_of_real_inputs() {
    let Some(place) = std::env::var_os("DUBAN_REAL_DATA").map(PathBuf::from) else {
        return println!("skipped: this test wants real inputs, and DUBAN_REAL_DATA is not set");
    };
    let published = fs::read_to_string(place.join("calendars/calendar-2023-2026.csv")).unwrap();
    for (ours, theirs) in list(&Calendar::china()).lines().zip(published.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(list(&Calendar::china()), published);
}

#[test]
fn each_year_has_its_number_of_working_days() {
    let calendar = Calendar::china();
    let days = |year: i32| {
        let first = |year: i32| day(&format!("{year}-01-01"));
        calendar.workdays_between(first(year), first(year + 1))
    };
    assert_eq!([2023, 2024, 2025, 2026].map(days), [249, 251, 248, 248]);
    // Where no list reaches, the weekend alone is followed.
    assert_eq!(days(2027), 261);
    assert_eq!((calendar.known_from(), calendar.known_through()), (day("2023-01-01"), day("2026-12-31")));
}

#[test]
fn each_holiday_says_where_it_was_announced() {
    let calendar = Calendar::china();
    for holiday in calendar.holidays() {
        let year = &Zone::format_day(holiday.last)[..4];
        assert!(holiday.notice.title.zh.contains(year), "{holiday:?}");
        assert!(holiday.notice.number.as_ref().unwrap().starts_with("国办发明电〔"), "{holiday:?}");
        assert!(holiday.notice.issued.unwrap() < holiday.first, "{holiday:?}");
        assert!(holiday.workdays.iter().all(|&d| calendar.is_workday(d)));
    }
}

/// Part of a file as a place would write it for a year that is still to come.
const LATER: &str = r#"
known_from = 2027-01-01
known_through = 2027-12-31

[[notice]]
title = { zh = "后一年的安排", en = "Arrangement of the year after" }

[[notice.holiday]]
name = { zh = "春节", en = "Spring Festival" }
first = 2027-02-05
last = 2027-02-11
workdays = [2027-02-14]
"#;

#[test]
fn a_file_laid_over_adds_days_and_decides_of_days_that_both_name() {
    let longer = Calendar::china().extended(LATER).unwrap();
    assert_eq!((longer.known_from(), longer.known_through()), (day("2023-01-01"), day("2027-12-31")));
    assert!(!longer.is_workday(day("2027-02-05")));
    assert!(longer.is_workday(day("2027-02-14")));
    assert_eq!(list(&longer), list(&Calendar::china()));

    let turned = LATER.replace("[2027-02-14]", "[2026-10-01]").replace("2027-02-", "2026-02-");
    let turned = Calendar::china().extended(&turned).unwrap();
    assert!(matches!(turned.kind(day("2026-10-01")), DayKind::MakeUpWorkday(_)));
    assert!(matches!(turned.kind(day("2026-02-05")), DayKind::Holiday(_)));
    // What the file does not name stays, even of a holiday that it names.
    assert!(!turned.is_workday(day("2026-02-23")));
}

/// The problems of [`LATER`] with one passage replaced.
fn problems(from: &str, to: &str) -> String {
    assert!(LATER.contains(from));
    let problems = Calendar::china().extended(&LATER.replace(from, to)).unwrap_err();
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn problems_name_line_column_key_and_what_is_allowed() {
    assert_eq!(
        problems("first =", "frist ="),
        "8:1: `notice[1].holiday[1].first`: missing; give a date without quotes and without a time, such as 2026-10-01\n\
         10:1: `notice[1].holiday[1].frist`: no such key; did you mean `first`? allowed: name, first, last, workdays"
    );
    assert_eq!(
        problems("2027-02-05", "\"5 February\""),
        "10:9: `notice[1].holiday[1].first`: string found; give a date without quotes and without a time, such as 2026-10-01"
    );
    assert_eq!(
        problems("2027-02-11", "2027-02-01"),
        "11:8: `notice[1].holiday[1].last`: 2027-02-01 lies before the first day, 2027-02-05; give the same day or a later one"
    );
    assert_eq!(
        problems("2027-02-11", "2028-02-11"),
        "11:8: `notice[1].holiday[1].last`: a holiday of 372 days; at most 62 are allowed: is the year right?"
    );
    assert_eq!(
        problems("[2027-02-14]", "[2027-02-11]"),
        "12:12: `notice[1].holiday[1].workdays`: 2027-02-11 was named before, for 春节; name each day once"
    );
    assert_eq!(
        problems(", en = \"Spring Festival\"", ""),
        "9:8: `notice[1].holiday[1].name.en`: missing; give a text in quotes"
    );
    assert_eq!(
        problems("春节", " "),
        "9:15: `notice[1].holiday[1].name.zh`: an empty text; give a text of at most 200 characters"
    );
    assert_eq!(
        problems("2027-02-14", "2227-02-14"),
        "12:13: `notice[1].holiday[1].workdays[1]`: 2227-02-14 lies outside the years 1970 to 2105"
    );
    assert!(problems("2027-02-14", "2027-02-30").starts_with("12:13: not TOML: "));
    assert!(
        problems("[[notice]]", "[notice]").starts_with("5:1: `notice`: table found; give a list of tables")
    );
}

proptest! {
    /// A file whose text was damaged anywhere is read or refused.
    #[test]
    fn damaged_files_never_stop_the_program(at: Index, cut in 0_usize..12, put in ".{0,6}") {
        let chars: Vec<char> = LATER.chars().collect();
        let at = at.index(chars.len());
        let rest = &chars[(at + cut).min(chars.len())..];
        let text: String = chars[..at].iter().copied().chain(put.chars()).chain(rest.iter().copied()).collect();
        if let Err(problems) = Calendar::china().extended(&text) {
            prop_assert!(!problems.is_empty());
            let places: Vec<(usize, usize)> = problems.iter().map(|p| (p.line, p.column)).collect();
            prop_assert!(places.is_sorted() && places[0] >= (1, 1));
        }
    }
}

#[test]
fn known_days_must_join_those_known_before() {
    let gap = LATER.replace("2027", "2028");
    let problems = Calendar::china().extended(&gap).unwrap_err();
    let expected = "2:14: `known_from`: the days made known do not join those known before, 2023-01-01 through \
        2026-12-31; the days between would be wrong";
    assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    // A calendar that stands alone says which days it knows.
    let alone = Calendar::parse("").unwrap_err();
    assert_eq!(alone[0].key, "known_from");
    assert!(Calendar::parse(LATER).is_ok());
}

#[test]
fn each_festival_lies_within_its_holiday() {
    let names = [
        (Festival::NewYear, "元旦"),
        (Festival::SpringFestival, "春节"),
        (Festival::Qingming, "清明节"),
        (Festival::LabourDay, "劳动节"),
        (Festival::DragonBoat, "端午节"),
        (Festival::MidAutumn, "中秋节"),
        (Festival::NationalDay, "国庆节"),
    ];
    let calendar = Calendar::china();
    for year in 2023..=2026 {
        for (which, name) in names {
            let day = festival(year, which).unwrap();
            let date = Zone::format_day(day);
            assert!(!calendar.is_workday(day), "{which:?} of {year} is worked: {date}");
            let holiday = calendar.kind(day).holiday().unwrap();
            assert!(holiday.name.zh.contains(name), "{which:?} of {year}, {date}, lies in {holiday:?}");
        }
    }
}

#[test]
fn festivals_and_terms_far_off_lie_on_their_known_days() {
    let known = [
        (1985, Festival::SpringFestival, "1985-02-20"),
        (2000, Festival::MidAutumn, "2000-09-12"),
        (2020, Festival::DragonBoat, "2020-06-25"),
        (2026, Festival::LunarNewYearsEve, "2026-02-16"),
        (2026, Festival::Lantern, "2026-03-03"),
        (2026, Festival::DoubleNinth, "2026-10-18"),
        // The year with a leap month after the eleventh, which many tables had wrong.
        (2033, Festival::SpringFestival, "2033-01-31"),
        (2033, Festival::MidAutumn, "2033-09-08"),
        (2034, Festival::SpringFestival, "2034-02-19"),
        (2050, Festival::SpringFestival, "2050-01-23"),
        (2026, Festival::WinterSolstice, "2026-12-22"),
    ];
    for (year, which, expected) in known {
        assert_eq!(festival(year, which), Some(day(expected)), "{which:?} of {year}");
    }
    let term = |name: &str| solar_term(2026, SolarTerm::parse(name).unwrap());
    assert_eq!(term("xiaohan"), Some(day("2026-01-05")));
    assert_eq!(term("guyu"), Some(day("2026-04-20")));
    assert_eq!(term("xiazhi"), Some(day("2026-06-21")));
    assert_eq!(term("shuangjiang"), Some(day("2026-10-23")));
    assert_eq!(festival(1969, Festival::NewYear), None);
    assert_eq!(festival(2106, Festival::MidAutumn), None);
}

#[test]
fn every_festival_and_term_of_every_year_is_dated() {
    for year in 1970..=2105 {
        for (which, name) in Festival::ALL {
            assert_eq!(Festival::parse(name), Some(which));
            let date = Zone::format_day(festival(year, which).unwrap());
            assert!(date.starts_with(&year.to_string()), "{name} of {year} on {date}");
        }
        let terms: Vec<Day> =
            SOLAR_TERMS.iter().map(|n| solar_term(year, SolarTerm::parse(n).unwrap()).unwrap()).collect();
        let gaps = terms.windows(2).map(|pair| pair[1].number() - pair[0].number());
        assert!(gaps.into_iter().all(|days| (14..=16).contains(&days)), "{year}");
    }
    assert_eq!(SolarTerm::QINGMING.name(), "qingming");
    assert_eq!(SolarTerm::DONGZHI.name(), "dongzhi");
}

#[test]
fn windows_hold_their_first_and_last_day() {
    let campaign = window(festival(2026, Festival::SpringFestival).unwrap(), 15, 7);
    assert!(campaign.contains(day("2026-02-02")) && campaign.contains(day("2026-02-24")));
    assert!(!campaign.contains(day("2026-02-01")) && !campaign.contains(day("2026-02-25")));
    assert_eq!(Window::new(day("2026-04-20"), day("2026-04-05")), None);
}
