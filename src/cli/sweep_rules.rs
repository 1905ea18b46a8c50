//! The table of broken rules of a playbook, for the terminal.

use crate::calendar::budget::DueAt;
use crate::cli::sweep_tables::{Listed, Page};
use crate::cli::term::numbers::thousands;
use crate::detect::rules::RuleId;
use crate::detect::rules::broken::{Fact, Key};
use crate::model::table::{EVENT_KINDS, PRESENCE, Table, case_events, rosters};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::titles::List;
use crate::rim::sweep_view::rules::{BrokenView, SubjectView};
use crate::snapshot::index::AgencyIdx;
use crate::words::{Arg, Lang};

/// Items of a list in a cell; the JSON document has them all.
const ITEMS_SHOWN_MAX: usize = 5;

impl Page<'_> {
    /// The list of a detector of rules; none when it was not run.
    pub(super) fn broken(&self, id: RuleId) -> Option<Listed> {
        let rows = self.view.rules.of(id)?;
        let mut table = self.table(&[
            ("sweep-column-rule", false),
            ("sweep-column-subject", false),
            ("sweep-column-unit", false),
            ("sweep-column-since", false),
            ("sweep-column-due", false),
            ("sweep-column-facts", false),
        ]);
        for row in rows {
            table.push([
                row.title.map_or_else(
                    // A section that has one rule only: its own title.
                    || self.words.say(&format!("section-{}", row.rule)),
                    |title| title.in_lang(self.words.lang()).to_owned(),
                ),
                self.subject(row.subject),
                row.agency.map_or_else(String::new, |agency| self.agency(agency)),
                self.time(row.row.since),
                self.due(row.row.due),
                self.facts(row),
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

    fn due(&self, due: Option<DueAt>) -> String {
        let Some(due) = due else { return String::new() };
        let date = self.time(Some(due.at));
        if due.is_provisional { self.provisional(&date) } else { date }
    }

    /// The facts of a row in words, one after another.
    fn facts(&self, row: &BrokenView<'_>) -> String {
        let said = row.row.facts.iter().map(|(key, fact)| {
            let value = self.value(*key, fact);
            if matches!(fact, Fact::Why(_)) {
                return value;
            }
            let about = self.words.say(&format!("rule-fact-{}", key.name()));
            self.words.say_with("rule-fact", &[("about", (&about).into()), ("said", (&value).into())])
        });
        said.collect::<Vec<_>>().join(self.words.say("rule-separator").trim_matches('"'))
    }

    fn value(&self, key: Key, fact: &Fact) -> String {
        let words = self.words;
        let unit = |agency: AgencyIdx| self.agency(self.snapshot.agencies().id(agency));
        match fact {
            Fact::Count(count) => thousands(*count),
            Fact::Why(why) => words.say(&format!("rule-why-{}", why.name())),
            Fact::Seconds(seconds) => words.duration(*seconds),
            Fact::Time(at) => self.time(Some(*at)),
            Fact::Days(days) => self.some(days, |day: &Day| Zone::format_day(*day)),
            Fact::Text(text) if key == Key::Needs => words.say(&format!("rule-needs-{text}")),
            Fact::Text(text) => self.word(key, text),
            Fact::Texts(texts) => self.some(texts, |text| self.word(key, text)),
            Fact::Event(kind) => self.table_word(Table::CaseEvents, case_events::KIND, EVENT_KINDS, *kind),
            Fact::Mode(mode) => self.table_word(Table::Rosters, rosters::MODE, PRESENCE, *mode),
            Fact::Limit(amount, of) => {
                words.say_with(&format!("rule-limit-{of}"), &[("amount", Arg::Count(u64::from(*amount)))])
            }
            Fact::Case(case) => self.snapshot.cases().id(*case).to_owned(),
            Fact::Agencies(agencies) => self.some(agencies, |&agency| unit(agency)),
            Fact::PerAgency(per) => {
                self.some(per, |&(agency, count)| format!("{} × {}", unit(agency), thousands(count)))
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
        let said: Vec<String> = items.iter().take(ITEMS_SHOWN_MAX).map(say).collect();
        self.words.list(&said) + if ITEMS_SHOWN_MAX < items.len() { " …" } else { "" }
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
