//! `screening_gaps`: divisions that did not report in a screening campaign, or not within it.
//!
//! **Meaning.** A campaign of `[[campaigns]]` is held once a year, in a window round a festival or solar term or between
//! two days of the year (the second may lie in the next); its reports bear the name `ID-YEAR`. Looked at are the years
//! from `since` on whose window has begun, whether anybody reported or not. Where `since` is left out, those whose
//! window ended after the first report in any campaign of the playbook, for the place has reported since then, and
//! those for which there is a report. Every division of the level
//! that exists on the window's last day must report within it, also when nothing was found: a report of zero is a
//! report. A division is found with
//! - `missing`: it has not reported, and the window is over;
//! - `late`: it reported after the window;
//! - `early`: it reported before the window, and the window is over.
//!
//! Charged is the unit that coordinates the nearest division around. Order: how late it is or was, most first.
//!
//! **Worked case.** Each group reports around the Dragon Boat festival of 19 June 2026, from three days before it to two
//! after. g1 reported nil on the 16th and g2 five cases at the last second of the 21st: both in time. g3 reported on
//! the 22nd: late. g4 never reported: missing. Round Mid-Autumn nobody reports at all: once its window is over, every
//! group is missing.

use std::collections::BTreeSet;

use super::broken::{Broken, Fact, Subject};
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName, named};
use crate::calendar::budget::DueAt;
use crate::calendar::lunar::{Festival, SolarTerm, Window, date, festival, solar_term, window};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::place::{Campaign, CampaignWindow};
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::index::DivisionIdx;
use crate::snapshot::side::ScreeningRow;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "screening_gaps",
    meaning_zh: "排查活动中未按期上报（含零报告）的区划",
    meaning_en: "divisions that did not report in a screening campaign, nil reports included, or not in time",
    names_cases: false,
    rules: |place| named!(place.campaigns),
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let first = first_report(scene);
    scene.place.campaigns.iter().flat_map(|rule| of_rule(scene, rule, first)).collect()
}

/// The campaign of the playbook and the year that a report bears; none where it is of another.
fn campaign_of<'s>(scene: &'s Scene<'_>, row: &ScreeningRow) -> Option<(&'s Campaign, i32)> {
    let (id, year) = scene.snapshot.words().get(row.campaign).rsplit_once('-')?;
    Some((scene.place.campaigns.iter().find(|rule| rule.id == id)?, year.parse().ok()?))
}

/// The day of the first report in any campaign of the playbook.
fn first_report(scene: &Scene<'_>) -> Option<Day> {
    let screenings = &scene.snapshot.side().screenings;
    let of_playbook = screenings.chunk_by(|a, b| a.campaign == b.campaign);
    let of_playbook = of_playbook.filter(|same| campaign_of(scene, &same[0]).is_some()).flatten();
    of_playbook.filter_map(|row| row.reported_at).min().map(|at| scene.day(at))
}

/// The years in which `rule` is looked at; `first` is the day of the first report at all.
fn years_of(scene: &Scene<'_>, rule: &Campaign, first: Option<Day>) -> BTreeSet<i32> {
    let year_of = |day: Day| Zone::format_day(day).get(0..4).and_then(|year| year.parse::<i32>().ok());
    // A window can begin in the year before its own, and end in the one after.
    let Some(last) = year_of(scene.moment.today).map(|year| year + 1) else { return BTreeSet::new() };
    if let Some(since) = rule.since.and_then(|since| i32::try_from(since).ok()) {
        return (since..=last).collect();
    }
    let screenings = &scene.snapshot.side().screenings;
    let own = screenings.chunk_by(|a, b| a.campaign == b.campaign).filter_map(|same| {
        campaign_of(scene, &same[0]).filter(|(campaign, _)| campaign.id == rule.id).map(|(_, year)| year)
    });
    let ends_after = |year: &i32, first: Day| window_of(rule, *year).is_some_and(|w| first <= w.last());
    let in_use = first.and_then(|first| Some((first, year_of(first)? - 1)));
    let in_use = in_use
        .into_iter()
        .flat_map(|(first, from)| (from..=last).filter(move |year| ends_after(year, first)));
    own.chain(in_use).collect()
}

fn of_rule(scene: &Scene<'_>, rule: &Campaign, first_report: Option<Day>) -> Vec<Broken> {
    let screenings = &scene.snapshot.side().screenings;
    let mut rows = Vec::new();
    for year in years_of(scene, rule, first_report) {
        let begun = window_of(rule, year).filter(|window| window.first() <= scene.moment.today);
        let span = begun.and_then(|w| Some((w, scene.first_second(w.first())?, scene.stated(w.last())?)));
        let Some((window, first, last)) = span else { continue };
        let name = format!("{}-{year}", rule.id);
        let reports = scene.word(&name).map_or(&[][..], |word| {
            let from = screenings.partition_point(|row| row.campaign < word);
            &screenings[from..screenings.partition_point(|row| row.campaign <= word)]
        });
        let year = Year { scene, rule, name: &name, window, first, last, reports };
        rows.extend(year.divisions().filter_map(|division| year.gap(division)));
    }
    rows
}

/// The window of `rule` in `year`.
fn window_of(rule: &Campaign, year: i32) -> Option<Window> {
    match rule.window {
        CampaignWindow::Around { festival: name, before, after } => {
            let day = match Festival::parse(name) {
                Some(known) => festival(year, known)?,
                None => solar_term(year, SolarTerm::parse(name)?)?,
            };
            Some(window(day, before, after))
        }
        CampaignWindow::Dates { from, to } => {
            let last = if (from.month(), from.day()) <= (to.month(), to.day()) { year } else { year + 1 };
            Window::new(date(year, from)?, date(last, to)?)
        }
    }
}

/// A campaign in one year.
struct Year<'s, 'a> {
    scene: &'s Scene<'a>,
    rule: &'s Campaign,
    name: &'s str,
    window: Window,
    first: Instant,
    last: DueAt,
    reports: &'s [ScreeningRow],
}

impl Year<'_, '_> {
    /// The divisions that must report.
    fn divisions(&self) -> impl Iterator<Item = DivisionIdx> + '_ {
        let divisions = self.scene.snapshot.divisions();
        let level = Level::new(self.rule.level);
        let exists = move |&d: &DivisionIdx| divisions.validity(d).holds(self.window.last());
        divisions.iter().filter(move |&d| Some(divisions.level(d)) == level).filter(exists)
    }

    fn gap(&self, division: DivisionIdx) -> Option<Broken> {
        let now = self.scene.now();
        let report = self.reports.binary_search_by_key(&division, |row| row.division);
        let reported = report.ok().and_then(|at| self.reports[at].reported_at).filter(|&at| at <= now);
        let is_over = self.last.at.unix() < now;
        let why = match reported {
            Some(at) if self.last.at.unix() < at => Why::Late,
            Some(at) if at < self.first.unix() && is_over => Why::Early,
            None if is_over => Why::Missing,
            Some(_) | None => return None,
        };
        let late_s = reported.unwrap_or(now).saturating_sub(self.last.at.unix());
        let mut row = Broken::of(&self.rule.id, Subject::Division(division))
            .by(self.scene.coordinator(division))
            .span(Some(self.first), Some(self.last))
            .why(why)
            .fact(Key::Campaign, Fact::Text(self.name.into()));
        if let Some(at) = reported {
            row = row.fact(Key::ReportedAt, Fact::Time(crate::clocks::trace::instant(at)));
        }
        Some(if why == Why::Early { row } else { row.late(late_s) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(rule: &str, reports: &str, now: &str) -> Vec<String> {
        let tables = [
            (
                Table::Divisions,
                "code,parent_code,level,name,valid_to
                t,,town,镇,
                g1,t,group,组,
                g2,t,group,组,
                g3,t,group,组,
                g4,t,group,组,
                g5,t,group,组,2026-06-21",
            ),
            (Table::Agencies, "id,name,kind,division_code,coordinates\nT,所,station,t,true"),
            (Table::Screenings, &format!("campaign,division_code,reported_at,cases_found\n{reports}")),
        ];
        let rule = format!(
            "[[campaigns]]\nid = \"boat\"\ntitle = {{ zh = \"端午\", en = \"boat\" }}\nlevel = \"group\"\n{rule}\n"
        );
        lines("screening_gaps", &tables, &rule, now)
    }

    const BOAT: &str = "festival = \"dragon_boat\"\ndays_before = 3\ndays_after = 2";
    const REPORTS: &str = "boat-2026,g1,2026-06-16 00:00:00,0
        boat-2026,g2,2026-06-21 23:59:59,5
        boat-2026,g3,2026-06-22 00:00:00,
        boat-2026,g4,,
        boat-x,g4,2026-06-17,0";

    #[test]
    fn the_worked_case() {
        let window = "@T 2026-06-16T00:00 <2026-06-21T23:59";
        assert_eq!(
            found(BOAT, REPORTS, "2026-06-22 00:00:09"),
            [
                format!("boat g4 {window} why=missing campaign=boat-2026 late_s=10"),
                format!("boat g3 {window} why=late campaign=boat-2026 reported_at=2026-06-22T00:00 late_s=1"),
            ]
        );
        assert_eq!(found(BOAT, REPORTS, "2026-06-21 23:59:59"), [] as [&str; 0], "the window is not over");
    }

    #[test]
    fn years_without_any_report_count_from_the_first_on() {
        assert_eq!(found(BOAT, "", "2026-07-01"), [] as [&str; 0], "no year is known of");
        let since = format!("{BOAT}\nsince = 2025");
        let of = |year: &str, rows: &[String]| rows.iter().filter(|row| row.contains(year)).count();
        let rows = found(&since, REPORTS, "2026-07-01");
        assert_eq!((of("boat-2025", &rows), of("boat-2026", &rows), rows.len()), (5, 2, 7));
    }

    #[test]
    fn a_campaign_in_which_nobody_at_all_reported_is_missed() {
        let other = "\n[[campaigns]]\nid = \"moon\"\ntitle = { zh = \"中秋\", en = \"moon\" }\nlevel = \"group\"\n\
                     festival = \"mid_autumn\"\ndays_after = 1";
        let of_moon = |now: &str| {
            let rows = found(&format!("{BOAT}{other}"), REPORTS, now);
            rows.into_iter().filter(|row| row.starts_with("moon")).collect::<Vec<_>>()
        };
        // Mid-Autumn is on 25 September 2026; that of 2025 was over before anybody reported at all.
        assert_eq!(of_moon("2026-09-26 23:59:59"), [] as [&str; 0], "the window is not over");
        let rows = of_moon("2026-09-27");
        let groups: Vec<&str> = rows.iter().filter_map(|row| row.split(' ').nth(1)).collect();
        assert_eq!(groups, ["g1", "g2", "g3", "g4"], "g5 was no more");
        assert!(rows.iter().all(|row| row.contains("why=missing campaign=moon-2026")), "{rows:#?}");
    }

    #[test]
    fn a_window_may_end_in_the_next_year_and_reports_may_come_before_it() {
        let reports = "boat-2025,g1,2026-01-10,0\nboat-2025,g2,2025-12-19 23:59:59,0
            boat-2025,g3,2025-12-20,0\nboat-2025,g4,2026-01-05,0\nboat-2025,g5,2026-01-05,0";
        let rule = "from = \"12-20\"\nto = \"01-10\"";
        let rows = found(rule, reports, "2026-01-11");
        assert_eq!(
            rows,
            [
                "boat g2 @T 2025-12-20T00:00 <2026-01-10T23:59 why=early campaign=boat-2025 reported_at=2025-12-19T23:59"
            ]
        );
    }
}
