//! Broken rules of the playbook as `sweep --json` prints them: each detector's rows under its name, all of one form.

use serde::Serialize;
use serde::ser::Serializer;
use serde_json::{Map, Value, json};

use crate::detect::rules::RuleId;
use crate::detect::rules::broken::{Broken, Fact};
use crate::detect::rules::names::Key;
use crate::model::table::{EVENT_KINDS, PRESENCE};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::{Playbook, Text};
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;

/// The rows of the detectors that were run, in the order of their catalogue.
#[derive(Debug)]
pub struct RulesView<'a>(Vec<(RuleId, Vec<BrokenView<'a>>)>);

/// A broken rule.
#[derive(Debug, Serialize)]
pub struct BrokenView<'a> {
    /// The rule's id in the playbook.
    pub rule: Box<str>,
    /// What it is called; none for a section that has one rule only.
    #[serde(skip)]
    pub title: Option<&'a Text>,
    /// What it is broken for.
    pub subject: SubjectView<'a>,
    /// Who is charged; null where the rule does not say.
    pub agency: Option<&'a str>,
    /// Since when it is broken, or when what was limited began.
    pub since: Option<String>,
    /// The last second in time.
    pub due: Option<String>,
    /// Whether it may still change with lists of holidays that are not known yet.
    pub due_provisional: bool,
    /// What shows it.
    pub facts: FactsView,
    /// The row itself.
    #[serde(skip)]
    pub row: Broken,
}

/// What a rule is broken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SubjectView<'a> {
    /// `case`, `agency`, `division`, `person` or `task`.
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
}

/// The facts of a row by name.
#[derive(Debug)]
pub struct FactsView(Vec<(Key, Value)>);

impl Serialize for RulesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, rows)| (id.detector().name, rows)))
    }
}

impl Serialize for FactsView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key.name(), value)))
    }
}

impl<'a> RulesView<'a> {
    /// The rows `found`; at most `limit` a list, 0 for all.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        playbook: &'a Playbook,
        found: &[(RuleId, Vec<Broken>)],
        limit: usize,
    ) -> Self {
        let limit = if limit == 0 { usize::MAX } else { limit };
        let of_detector = |(id, rows): &(RuleId, Vec<Broken>)| {
            let rules = id.detector().rules(&playbook.place);
            let title = |row: &Broken| rules.iter().find(|rule| *rule.id == *row.rule).and_then(|r| r.title);
            let view = |row: &Broken| broken(snapshot, &playbook.zone, row, title(row));
            (*id, rows.iter().take(limit).map(view).collect())
        };
        Self(found.iter().map(of_detector).collect())
    }

    /// The rows of a detector; none when it was not run.
    #[must_use]
    pub fn of(&self, id: RuleId) -> Option<&[BrokenView<'a>]> {
        self.0.iter().find(|found| found.0 == id).map(|found| found.1.as_slice())
    }
}

fn broken<'a>(snapshot: &'a Snapshot, zone: &Zone, row: &Broken, title: Option<&'a Text>) -> BrokenView<'a> {
    let time = |at: Option<Instant>| at.map(|at| zone.rfc3339(at));
    let facts = row.facts.iter().map(|(key, fact)| (*key, value(snapshot, zone, fact)));
    BrokenView {
        rule: row.rule.clone(),
        title,
        subject: SubjectView { kind: row.subject.kind(), id: row.subject.id(snapshot) },
        agency: row.agency.map(|agency| snapshot.agencies().id(agency)),
        since: time(row.since),
        due: time(row.due.map(|due| due.at)),
        due_provisional: row.due.is_some_and(|due| due.is_provisional),
        facts: FactsView(facts.collect()),
        row: row.clone(),
    }
}

fn value(snapshot: &Snapshot, zone: &Zone, fact: &Fact) -> Value {
    let id = |agency: AgencyIdx| snapshot.agencies().id(agency);
    match fact {
        Fact::Count(count) | Fact::Seconds(count) => json!(count),
        Fact::Why(why) => json!(why.name()),
        Fact::Time(at) => json!(zone.rfc3339(*at)),
        Fact::Days(days) => days.iter().map(|&day: &Day| Zone::format_day(day)).collect(),
        Fact::Text(text) => json!(text),
        Fact::Texts(texts) => json!(texts),
        Fact::Event(kind) => json!(EVENT_KINDS.get(usize::from(*kind))),
        Fact::Mode(mode) => json!(PRESENCE.get(usize::from(*mode))),
        Fact::Limit(amount, unit) => json!({"amount": amount, "unit": unit}),
        Fact::Case(case) => json!(snapshot.cases().id(*case)),
        Fact::Agencies(agencies) => agencies.iter().map(|&agency| id(agency)).collect(),
        Fact::PerAgency(per) => {
            let per = per.iter().map(|&(agency, count)| (id(agency).to_owned(), json!(count)));
            Value::Object(per.collect::<Map<String, Value>>())
        }
    }
}
