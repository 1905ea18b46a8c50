//! The table of broken rules of a playbook, for the terminal.

use crate::calendar::budget::DueAt;
use crate::cli::sweep_tables::{Listed, Page};
use crate::cli::term::numbers::thousands;
use crate::detect::rules::RuleId;
use crate::detect::rules::broken::Fact;
use crate::detect::rules::names::Key;
use crate::model::table::{EVENT_KINDS, PRESENCE, Table, case_events, rosters};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::place::Presence;
use crate::playbook::titles::List;
use crate::rim::sweep_view::rules::{BrokenView, SubjectView};
use crate::snapshot::index::AgencyIdx;
use crate::words::{Arg, Lang, Words};

/// Items of a list in a cell, and of days and of units, whose names are long; the JSON document has them all.
const ITEMS_SHOWN_MAX: usize = 5;
const FEW_SHOWN_MAX: usize = 3;

impl Page<'_> {
    /// The list of a detector of rules; none when it was not run.
    pub(super) fn broken(&self, id: RuleId) -> Option<Listed> {
        let rows = self.view.rules.of(id)?;
        let mut table = self.table_wrapped(
            &[
                "sweep-column-rule",
                "sweep-column-subject",
                "sweep-column-unit",
                "sweep-column-since",
                "sweep-column-due",
            ],
            "sweep-column-facts",
        );
        let is_about_unit =
            |row: &BrokenView<'_>| row.subject.kind == "agency" && row.agency == Some(row.subject.id);
        let all_same = rows.iter().all(is_about_unit);
        for row in rows {
            let unit = match row.agency {
                Some(_) if all_same => String::new(),
                Some(_) if is_about_unit(row) => self.words.say("sweep-row-same"),
                Some(agency) => self.agency(agency),
                None => String::new(),
            };
            table.push([
                row.title.map_or_else(
                    // A section that has one rule only: its own title.
                    || self.words.say(&format!("section-{}", row.rule)),
                    |title| title.in_lang(self.words.lang()).to_owned(),
                ),
                self.subject(row.subject),
                unit,
                self.since(row.row.since),
                self.due(row.row.due),
                self.facts(id, row),
            ]);
        }
        Some(Listed { table, shown: rows.len(), total: self.view.totals.of_rule(id)? })
    }

    fn subject(&self, subject: SubjectView<'_>) -> String {
        match subject.kind {
            "agency" => self.agency(subject.id),
            "division" => self.division(subject.id),
            "person" => self.person(subject.id),
            _ => subject.id.to_owned(),
        }
    }

    fn time(&self, at: Option<Instant>) -> String {
        at.map_or_else(String::new, |at| self.zone.civil(at).get(..16).unwrap_or_default().to_owned())
    }

    /// A day that begins with it is told as a day.
    fn since(&self, at: Option<Instant>) -> String {
        let time = self.time(at);
        time.strip_suffix(" 00:00").map(str::to_owned).unwrap_or(time)
    }

    /// A day that ends with it is told as a day.
    fn due(&self, due: Option<DueAt>) -> String {
        let Some(due) = due else { return String::new() };
        let time = self.time(Some(due.at));
        let date = time.strip_suffix(" 23:59").map(str::to_owned).unwrap_or(time);
        if due.is_provisional { self.provisional(&date) } else { date }
    }

    /// The facts of a row in words, one after another, and over how many days was looked back.
    fn facts(&self, id: RuleId, row: &BrokenView<'_>) -> String {
        let detector = id.detector().name;
        let said = row.row.facts.iter().map(|(key, fact)| {
            if let Fact::Why(why) = fact {
                return of_detector(&format!("rule-why-{}", why.name()), detector, self.words);
            }
            let value = self.value(*key, fact);
            let about = format!("rule-fact-{}", key.name());
            // One kind is no choice among several.
            let is_one = matches!(fact, Fact::Texts(texts) if texts.len() == 1);
            let about =
                if is_one { self.words.say(&about) } else { of_detector(&about, detector, self.words) };
            self.words.say_with("rule-fact", &[("about", (&about).into()), ("said", (&value).into())])
        });
        let mut said: Vec<String> = said.collect();
        let window = self.window(detector, &row.rule);
        said.extend(window.map(|days| self.words.say_with("rule-window", &[("days", Arg::from(days))])));
        said.join(self.words.say("rule-separator").trim_matches('"'))
    }

    /// Over how many days the rule looks back, where it does.
    fn window(&self, detector: &str, rule: &str) -> Option<u32> {
        let place = &self.playbook.place;
        match detector {
            "roster_gaps" => {
                let rule = place.rosters.iter().find(|of| of.id == rule)?;
                (rule.mode != Presence::OnCall).then_some(rule.look_back_days)
            }
            "meeting_gaps" => Some(place.meetings.iter().find(|of| of.id == rule)?.look_back_days),
            "whistle_gaps" => Some(place.whistle.as_ref()?.look_back_days),
            _ => None,
        }
    }

    fn value(&self, key: Key, fact: &Fact) -> String {
        let words = self.words;
        let unit = |agency: AgencyIdx| self.agency(self.snapshot.agencies().id(agency));
        match fact {
            Fact::Count(count) => thousands(*count),
            Fact::Why(why) => words.say(&format!("rule-why-{}", why.name())),
            Fact::Seconds(seconds) => words.duration(*seconds),
            Fact::Time(at) => self.time(Some(*at)),
            Fact::Days(days) => {
                let day = |day: &Day| Zone::format_day(*day);
                some_of("list-cut-days", FEW_SHOWN_MAX, days, self.words, day)
            }
            Fact::Text(text) if key == Key::Needs => words.say(&format!("rule-needs-{text}")),
            Fact::Text(text) => self.word(key, text),
            Fact::Texts(texts) => self.some(texts, |text| self.word(key, text)),
            Fact::Event(kind) => self.table_word(Table::CaseEvents, case_events::KIND, EVENT_KINDS, *kind),
            Fact::Mode(mode) => self.table_word(Table::Rosters, rosters::MODE, PRESENCE, *mode),
            Fact::Limit(amount, of) => {
                words.say_with(&format!("rule-limit-{of}"), &[("amount", Arg::Count(u64::from(*amount)))])
            }
            Fact::Case(case) => self.snapshot.cases().id(*case).to_owned(),
            Fact::Agencies(agencies) => self.some_units(agencies, |&agency| unit(agency)),
            Fact::PerAgency(per) => {
                let agencies = self.snapshot.agencies();
                let called = |agency: AgencyIdx| match agencies.name(agency) {
                    "" => agencies.id(agency),
                    name => name,
                };
                self.some_units(per, |&(agency, count)| format!("{} × {}", called(agency), thousands(count)))
            }
        }
    }

    /// A word of the tables or of the playbook: what it is called there.
    fn word(&self, key: Key, text: &str) -> String {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only the words of a playbook have titles")]
        let list = match key {
            Key::Kinds | Key::AgencyKind => List::AgencyKinds,
            Key::CaseKind => List::CaseKinds,
            Key::Rung | Key::From => List::Rungs,
            Key::Role | Key::Interest => List::Roles,
            Key::Team => List::Teams,
            Key::Board => List::Boards,
            Key::Channel => List::Channels,
            Key::Path => List::Others,
            Key::Campaign => {
                let (id, year) = text.rsplit_once('-').unwrap_or((text, ""));
                let campaign = self.playbook.place.campaigns.iter().find(|campaign| campaign.id == id);
                let title = campaign.map(|campaign| campaign.title.in_lang(self.words.lang()));
                return title.map_or_else(|| text.to_owned(), |title| format!("{title} {year}"));
            }
            // Texts that people wrote, ids and numbers stand as they are.
            _ => return text.to_owned(),
        };
        self.playbook.called(list, text, &self.words).into_owned()
    }

    /// A list, cut after the first few.
    fn some<T>(&self, items: &[T], say: impl Fn(&T) -> String) -> String {
        some_of("list-cut", ITEMS_SHOWN_MAX, items, self.words, say)
    }

    /// A list of units, cut after the first few.
    fn some_units<T>(&self, items: &[T], say: impl Fn(&T) -> String) -> String {
        some_units(items, self.words, say)
    }

    /// A word of a closed list of the tables as the reader's tables write it.
    fn table_word(&self, table: Table, column: usize, list: &[&'static str], at: u8) -> String {
        let word = list.get(usize::from(at)).copied().unwrap_or_default();
        let chinese = table.spec().columns.get(column).and_then(|column| column.in_chinese(word));
        match (self.words.lang(), chinese) {
            (Lang::Zh, Some(chinese)) => chinese.to_owned(),
            (Lang::Zh, None) | (Lang::En, _) => word.replace('_', " "),
        }
    }
}

/// The words under `key` as they fit the detector, where it has its own.
pub(super) fn of_detector(key: &str, detector: &str, words: Words) -> String {
    let own = format!("{key}-{detector}");
    let said = words.say(&own);
    if said == own { words.say(key) } else { said }
}

/// The first units of a list, and how many there are where these are more.
pub(super) fn some_units<T>(items: &[T], words: Words, say: impl Fn(&T) -> String) -> String {
    some_of("list-cut-units", FEW_SHOWN_MAX, items, words, say)
}

/// The first `shown_max` of a list, and by the message `cut` how many there are where these are more.
fn some_of<T>(cut: &str, shown_max: usize, items: &[T], words: Words, say: impl Fn(&T) -> String) -> String {
    let said: Vec<String> = items.iter().take(shown_max).map(say).collect();
    let list = words.list(&said);
    if items.len() <= shown_max {
        return list;
    }
    words.say_with(cut, &[("list", (&list).into()), ("count", Arg::count(items.len()))])
}
