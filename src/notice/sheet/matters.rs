//! What differs from matter to matter: title, first paragraph, findings, doubts and evidence.

use super::{Block, Say, Table, column, names, numbers};
use crate::notice::Place;
use crate::notice::matter::Matter;
use crate::words::Arg;

impl Say<'_> {
    pub(super) fn title(&self) -> String {
        let key = match self.notice.matter {
            Matter::Lagging => "notice-title",
            Matter::Stuck => "notice-title-stuck",
            Matter::Uncovered => "notice-title-uncovered",
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
        })
    }

    fn coverage_rule(&self) -> String {
        let Some(rule) = &self.notice.rules.coverage else { return String::new() };
        let level = self.words.say(match rule.level.as_str() {
            "province" => "level-province",
            "city" => "level-city",
            "county" => "level-county",
            "town" => "level-town",
            "group" => "level-group",
            _ => "level-village",
        });
        let args = [
            ("level", Arg::from(&level)),
            ("persons", Arg::from(rule.persons_min)),
            ("role", Arg::from(&rule.role)),
        ];
        self.words.say_with("notice-coverage-rule", &args)
    }

    pub(super) fn findings(&self) -> Vec<Block> {
        let mut blocks = match (self.notice.matter, &self.notice.figures) {
            (Matter::Lagging, Some(figures)) => self.comparison(figures),
            (Matter::Lagging, None) => Vec::new(),
            (Matter::Stuck, _) => vec![Block::Table(self.senders())],
            (Matter::Uncovered, _) => self.reasons(),
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
        let count = |why: &str| self.notice.places.iter().filter(|p| p.why == why).count();
        let words = self.words;
        let points = ["person_left", "lapsed", "not_yet", "never"].into_iter().filter(|why| 0 < count(why));
        let point = |why: &str| {
            let said = self.why(why);
            words.say_with("notice-reason", &[("why", Arg::from(&said)), ("count", Arg::from(count(why)))])
        };
        vec![Block::Points(points.map(point).collect())]
    }

    fn why(&self, why: &str) -> String {
        self.words.say(match why {
            "person_left" => "sweep-why-person-left",
            "lapsed" => "sweep-why-lapsed",
            "not_yet" => "sweep-why-not-yet",
            _ => "sweep-why-never",
        })
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
            Matter::Uncovered => vec![words.say("notice-doubt-assignments"), verdict],
        })
    }

    pub(super) fn evidence(&self) -> Vec<Block> {
        let late = || Block::Table(self.late_table(self.late_caption(), self.notice.late.iter()));
        match self.notice.matter {
            Matter::Lagging => vec![late(), Block::Table(self.senders())],
            Matter::Stuck => vec![late()],
            Matter::Uncovered => {
                let (shown, all) = (self.notice.places.len(), self.notice.place_count);
                let args = [("shown", Arg::from(shown)), ("all", Arg::from(all))];
                let caption = self.words.say_with("notice-places-caption", &args);
                vec![Block::Table(self.place_table(caption, self.notice.places.iter()))]
            }
        }
    }

    pub(super) fn place_table<'p>(&self, caption: String, places: impl Iterator<Item = &'p Place>) -> Table {
        let words = self.words;
        let columns = vec![
            numbers(words.say("notice-column-number")),
            column(words.say("notice-column-code")),
            names(words.say("notice-column-place")),
            names(words.say("notice-column-why")),
        ];
        let row = |(nth, place): (u32, &Place)| {
            vec![nth.to_string(), place.code.clone(), place.name.clone(), self.why(&place.why)]
        };
        Table { caption, columns, rows: (1..).zip(places).map(row).collect() }
    }
}
