//! Time limits that have passed: how often each, on what basis, and every one.

use super::{Say, Table, column, names, numbers};
use crate::model::time::Zone;
use crate::notice::late_clock::{ClockCount, LateClock};
use crate::words::phrases::thousands;

impl Say<'_> {
    /// How often each time limit has passed, and on what basis it stands.
    pub(super) fn clock_counts(&self) -> Table {
        let words = self.words;
        let row = |rule: &ClockCount| {
            let text = |text: &crate::playbook::Text| text.in_lang(words.lang()).to_owned();
            vec![text(&rule.title), thousands(rule.count), text(&rule.basis)]
        };
        let columns = vec![
            names(words.say("notice-column-clock")),
            numbers(words.say("notice-column-times")),
            names(words.say("notice-column-basis")),
        ];
        let rows = self.notice.clock_rules.iter().map(row).collect();
        Table { caption: words.say("notice-clock-rules-caption"), columns, rows }
    }

    /// Each of `clocks`.
    pub(super) fn clock_table<'c>(
        &self,
        caption: String,
        clocks: impl Iterator<Item = &'c LateClock>,
    ) -> Table {
        let words = self.words;
        let columns = vec![
            numbers(words.say("notice-column-number")),
            column(words.say("notice-column-case")),
            names(words.say("notice-column-clock")),
            numbers(words.say("notice-column-seq")),
            column(words.say("notice-column-start")),
            column(words.say("notice-column-due")),
            numbers(words.say("notice-column-past")),
        ];
        let row = |(nth, late): (u32, &LateClock)| self.late_clock(nth, late);
        Table { caption, columns, rows: (1..).zip(clocks).map(row).collect() }
    }

    fn late_clock(&self, nth: u32, late: &LateClock) -> Vec<String> {
        let (words, zone) = (self.words, &self.notice.zone);
        let rule = self.notice.clock_rules.iter().find(|rule| rule.clock == late.clock);
        let title = rule.map_or(late.clock.as_str(), |rule| rule.title.in_lang(words.lang()));
        // A limit of days ends with its last day; one of hours ends within it, and the hour is said.
        let civil = zone.civil(late.due);
        let is_whole = civil.ends_with("23:59:59");
        let day = if is_whole {
            Zone::format_day(zone.day(late.due))
        } else {
            civil.get(..16).unwrap_or("").to_owned()
        };
        let due = if late.provisional { format!("{day} {}", words.say("notice-provisional")) } else { day };
        let past_s = self.notice.drafted_at.unix().saturating_sub(late.due.unix());
        vec![
            nth.to_string(),
            late.case.clone(),
            title.to_owned(),
            late.seq.map_or_else(String::new, |seq| seq.to_string()),
            zone.civil(late.start).get(..16).unwrap_or("").to_owned(),
            due,
            words.duration(u64::from(past_s)),
        ]
    }
}
