//! What differs from matter to matter: title, first paragraph, findings, doubts and evidence.

use super::{Block, Say, Table, column, names, numbers};
use crate::model::table::LEVELS;
use crate::model::time::Zone;
use crate::notice::matter::Matter;
use crate::notice::{HeldCase, Place, SenderWait, terms};
use crate::words::Arg;
use crate::words::phrases::thousands;

impl Say<'_> {
    pub(super) fn title(&self) -> String {
        let key = match self.notice.matter {
            Matter::Lagging => "notice-title",
            Matter::Stuck => "notice-title-stuck",
            Matter::Uncovered if self.lacks_some() => "notice-title-uncovered-few",
            Matter::Uncovered => "notice-title-uncovered",
            Matter::BrokenChain => "notice-title-broken-chain",
            Matter::Overdue => "notice-title-overdue",
            Matter::Conflicts => "notice-title-conflicts",
        };
        self.words.say_with(key, &[("unit", Arg::from(self.notice.unit.label()))])
    }

    pub(super) fn matter(&self) -> Block {
        let (notice, words) = (self.notice, self.words);
        let offices = words.list(&self.offices());
        let now = self.moment(notice.drafted_at);
        let hours = notice.rules.wait_hours_max;
        let head = [("offices", Arg::from(&offices)), ("now", Arg::from(&now))];
        let say = |key: &str, rest: &[(&str, Arg<'_>)]| words.say_with(key, &[&head, rest].concat());
        Block::Paragraph(match (notice.matter, &notice.figures) {
            (Matter::Lagging, figures) => {
                let (handoffs, overdue) = figures.as_ref().map_or((0, 0), |f| (f.handoffs, f.overdue));
                let rest = [
                    ("handoffs", Arg::from(handoffs)),
                    ("overdue", Arg::from(overdue)),
                    ("hours", Arg::from(hours)),
                ];
                say("notice-matter", &rest)
            }
            (Matter::Stuck, _) => say(
                "notice-matter-stuck",
                &[("count", Arg::from(notice.late_count)), ("hours", Arg::from(hours))],
            ),
            (Matter::Uncovered, _) => say(
                "notice-matter-uncovered",
                &[("count", Arg::from(notice.place_count)), ("rule", Arg::from(&self.coverage_rule()))],
            ),
            (Matter::BrokenChain, _) => say(
                "notice-matter-broken-chain",
                &[("count", Arg::from(notice.place_count)), ("rule", Arg::from(&self.chain_rule()))],
            ),
            (Matter::Overdue, _) => say("notice-matter-overdue", &[("count", Arg::from(notice.clock_count))]),
            (Matter::Conflicts, _) => {
                say("notice-matter-conflicts", &[("count", Arg::from(notice.held_count))])
            }
        })
    }

    /// Whether somebody is there at some of the places, but too few.
    fn lacks_some(&self) -> bool {
        self.notice.places.iter().any(|place| place.has.is_some())
    }

    fn coverage_rule(&self) -> String {
        let Some(rule) = &self.notice.rules.coverage else { return String::new() };
        let (level, role) = (terms::level(&rule.level, self.words), terms::role(&rule.role, self.words));
        let args = [
            ("level", Arg::from(&level)),
            ("persons", Arg::from(rule.persons_min)),
            ("role", Arg::from(&role)),
        ];
        self.words.say_with("notice-coverage-rule", &args)
    }

    fn chain_rule(&self) -> String {
        let rules = &self.notice.rules;
        let level = |level: &String| terms::level(level, self.words);
        let levels = self.words.list(&rules.chain_levels.iter().map(level).collect::<Vec<_>>());
        let role = rules.coverage.as_ref().map_or_else(String::new, |c| terms::role(&c.role, self.words));
        let args = [("levels", Arg::from(&levels)), ("role", Arg::from(&role))];
        self.words.say_with("notice-chain-rule", &args)
    }

    /// Only lagging is a matter of comparison.
    pub(super) fn findings_heading(&self) -> String {
        self.words.say(match self.notice.matter {
            Matter::Lagging => "notice-heading-findings",
            Matter::Stuck | Matter::Uncovered | Matter::BrokenChain | Matter::Overdue => {
                "notice-heading-found"
            }
            Matter::Conflicts => "notice-heading-rules",
        })
    }

    pub(super) fn findings(&self) -> Vec<Block> {
        let mut blocks = match (self.notice.matter, &self.notice.figures) {
            (Matter::Lagging, Some(figures)) => self.comparison(figures),
            (Matter::Lagging, None) => Vec::new(),
            (Matter::Stuck, _) => vec![Block::Table(self.senders())],
            (Matter::Uncovered | Matter::BrokenChain, _) => self.reasons(),
            (Matter::Overdue, _) => vec![Block::Table(self.clock_counts())],
            (Matter::Conflicts, _) => ["notice-conflicts-rule", "notice-conflicts-care"]
                .map(|key| Block::Paragraph(self.words.say(key)))
                .into(),
        };
        blocks.extend(self.set_aside().map(Block::Paragraph));
        blocks
    }

    /// That some handoffs are not held against the unit, and why.
    fn set_aside(&self) -> Option<String> {
        let (aside, words) = (self.notice.set_aside, self.words);
        let shortened = self.notice.late.iter().filter(|late| 0 < late.not_own_s).count();
        let mut said = Vec::new();
        if !aside.is_empty() {
            let args = [
                ("handoffs", Arg::from(aside.handoffs)),
                ("suspended", Arg::from(aside.suspended)),
                ("objected", Arg::from(aside.objected)),
            ];
            said.push(words.say_with("notice-set-aside", &args));
        }
        if 0 < shortened {
            said.push(words.say_with("notice-shortened", &[("count", Arg::from(shortened))]));
        }
        (!said.is_empty()).then(|| said.join(&words.say("notice-sentence-space").replace('"', "")))
    }

    fn reasons(&self) -> Vec<Block> {
        let places = || self.notice.places.iter();
        let words = self.words;
        let whys = ["too_few", "person_left", "lapsed", "not_yet", "never"];
        let mut points = Vec::new();
        for why in whys.iter().chain(LEVELS).copied() {
            let mut said: Vec<String> = places().filter(|p| p.why == why).map(|p| self.why(p)).collect();
            said.sort_unstable();
            for alike in said.chunk_by(|a, b| a == b) {
                let args = [("why", Arg::from(&alike[0])), ("count", Arg::from(alike.len()))];
                points.push(words.say_with("notice-reason", &args));
            }
        }
        vec![Block::Points(points)]
    }

    fn why(&self, place: &Place) -> String {
        let key = match place.why.as_str() {
            "too_few" => {
                let min = self.notice.rules.coverage.as_ref().map_or(0, |rule| rule.persons_min);
                let args = [("has", Arg::from(place.has.unwrap_or(0))), ("min", Arg::from(min))];
                return self.words.say_with("sweep-why-too-few", &args);
            }
            "person_left" => "sweep-why-person-left",
            "lapsed" => "sweep-why-lapsed",
            "not_yet" => "sweep-why-not-yet",
            "never" => "sweep-why-never",
            level => {
                let level = terms::level(level, self.words);
                return self.words.say_with("notice-level-vacant", &[("level", Arg::from(&level))]);
            }
        };
        self.words.say(key)
    }

    pub(super) fn doubt(&self) -> Block {
        let words = self.words;
        let fdr = words.percent(u64::from(self.notice.rules.fdr_permille), 1_000);
        let verdict = words.say("notice-doubt-verdict");
        Block::Points(match self.notice.matter {
            Matter::Lagging => vec![
                words.say("notice-doubt-clock"),
                words.say("notice-doubt-own-time"),
                words.say("notice-doubt-recording"),
                words.say("notice-doubt-likeness"),
                words.say_with("notice-doubt-many", &[("fdr", Arg::from(&fdr))]),
                verdict,
            ],
            Matter::Stuck => vec![
                words.say("notice-doubt-clock"),
                words.say("notice-doubt-own-time"),
                words.say("notice-doubt-recording"),
                verdict,
            ],
            Matter::Uncovered | Matter::BrokenChain => vec![words.say("notice-doubt-assignments"), verdict],
            Matter::Overdue => vec![
                words.say("notice-doubt-clock-stops"),
                words.say("notice-doubt-clock-charge"),
                words.say("notice-doubt-recording"),
                verdict,
            ],
            // The unit addressed is not the one that is complained against: there is nothing to establish about it.
            Matter::Conflicts => vec![words.say("notice-doubt-complaint"), words.say("notice-doubt-holder")],
        })
    }

    pub(super) fn evidence(&self) -> Vec<Block> {
        let late = || Block::Table(self.late_table(self.late_caption(), self.notice.late.iter()));
        match self.notice.matter {
            Matter::Lagging => vec![late(), Block::Table(self.senders())],
            Matter::Stuck => vec![late()],
            Matter::Uncovered => vec![Block::Table(self.places(if self.lacks_some() {
                "notice-places-caption-few"
            } else {
                "notice-places-caption"
            }))],
            Matter::BrokenChain => vec![Block::Table(self.places("notice-chain-caption"))],
            Matter::Overdue => {
                let args = self.shown_of(self.notice.clocks.len(), self.notice.clock_count);
                let caption = self.words.say_with("notice-clocks-caption", &args);
                vec![Block::Table(self.clock_table(caption, self.notice.clocks.iter()))]
            }
            Matter::Conflicts => {
                let args = self.shown_of(self.notice.held.len(), self.notice.held_count);
                let caption = self.words.say_with("notice-held-caption", &args);
                vec![Block::Table(self.held_table(caption, self.notice.held.iter()))]
            }
        }
    }

    fn senders(&self) -> Table {
        let (words, notice) = (self.words, self.notice);
        let row = |sender: &SenderWait| {
            vec![
                sender.from.label().to_owned(),
                thousands(sender.handoffs),
                words.duration(sender.longest_wait_s),
                words.duration(sender.total_wait_s),
            ]
        };
        let shown = notice.senders.len();
        // About stuck handoffs this is the first table: there are no figures to compare.
        let table = if notice.matter == Matter::Stuck { 1 } else { 3 };
        let caption = words.say_with(
            "notice-senders-caption",
            &[
                ("table", Arg::Number(table)),
                ("shown", Arg::from(shown)),
                ("all", Arg::from(notice.sender_count)),
            ],
        );
        let columns = vec![
            names(words.say("notice-column-from")),
            numbers(words.say("notice-column-late")),
            numbers(words.say("notice-column-longest")),
            numbers(words.say("notice-column-total")),
        ];
        Table { caption, columns, rows: notice.senders.iter().map(row).collect() }
    }

    pub(super) fn shown_of(&self, shown: usize, all: u64) -> [(&'static str, Arg<'static>); 2] {
        [("shown", Arg::from(shown)), ("all", Arg::from(all))]
    }

    fn places(&self, caption: &str) -> Table {
        let args = self.shown_of(self.notice.places.len(), self.notice.place_count);
        self.place_table(self.words.say_with(caption, &args), self.notice.places.iter())
    }

    pub(super) fn held_table<'h>(&self, caption: String, held: impl Iterator<Item = &'h HeldCase>) -> Table {
        let words = self.words;
        let columns = vec![
            numbers(words.say("notice-column-number")),
            column(words.say("notice-column-case")),
            names(words.say("notice-column-holder")),
            names(words.say("notice-column-against")),
        ];
        let row = |(nth, held): (u32, &HeldCase)| {
            let (agency, against) = (held.agency.label().to_owned(), held.against.label().to_owned());
            vec![nth.to_string(), held.case.clone(), agency, against]
        };
        Table { caption, columns, rows: (1..).zip(held).map(row).collect() }
    }

    pub(super) fn place_table<'p>(&self, caption: String, places: impl Iterator<Item = &'p Place>) -> Table {
        let words = self.words;
        let columns = vec![
            numbers(words.say("notice-column-number")),
            column(words.say("notice-column-code")),
            names(words.say("notice-column-place")),
            names(words.say(match self.notice.matter {
                Matter::BrokenChain => "notice-column-level",
                Matter::Lagging | Matter::Stuck | Matter::Uncovered | Matter::Overdue | Matter::Conflicts => {
                    "notice-column-why"
                }
            })),
            column(words.say("notice-column-since")),
        ];
        let ever =
            |place: &Place| if place.has.is_some() { "notice-since-ever-few" } else { "notice-since-ever" };
        let since = |place: &Place| place.since.map_or_else(|| words.say(ever(place)), Zone::format_day);
        let row = |(nth, place): (u32, &Place)| {
            let name = place.name.clone();
            vec![nth.to_string(), place.code.clone(), name, self.why(place), since(place)]
        };
        Table { caption, columns, rows: (1..).zip(places).map(row).collect() }
    }
}
