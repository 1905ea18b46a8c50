//! The common row of all rules of a playbook: what is broken, by whom, since when, and the facts that show it.

use super::names::{Key, Why};
use crate::calendar::budget::{DueAt, Terms, Unit};
use crate::model::time::{Day, Instant};
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx};

/// A rule of the playbook that is broken.
///
/// Indexes are those of the snapshot that was swept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule's id in the playbook; the name of its section where that has one rule only.
    pub rule: Box<str>,
    /// What the rule is broken for.
    pub subject: Subject,
    /// The unit that is charged, where the rule says which.
    pub agency: Option<AgencyIdx>,
    /// Since when it is broken, or when what was limited began.
    pub since: Option<Instant>,
    /// The end of what was in time.
    pub due: Option<DueAt>,
    /// What shows it, in the order of the detector; a key stands at most once.
    pub facts: Vec<(Key, Fact)>,
    /// By how much it is broken, in the detector's own measure: rows are in descending order of it.
    pub excess: u64,
}

/// What a rule is broken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A case.
    Case(CaseIdx),
    /// An agency.
    Agency(AgencyIdx),
    /// A division.
    Division(DivisionIdx),
    /// A person, of a requirement or a recusal only.
    Person(PersonIdx),
    /// A task, as a place in the snapshot's tasks.
    Task(u32),
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// How many.
    Count(u64),
    /// Why it is broken.
    Why(Why),
    /// A length of time in seconds.
    Seconds(u64),
    /// A moment.
    Time(Instant),
    /// Days in order.
    Days(Vec<Day>),
    /// A word of the tables or of the playbook.
    Text(Box<str>),
    /// Such words.
    Texts(Vec<Box<str>>),
    /// A kind of case event, as a place in `EVENT_KINDS`.
    Event(u8),
    /// How a unit is present, as a place in `PRESENCE`.
    Mode(u8),
    /// A limit: its amount and its unit, as in playbooks.
    Limit(u32, &'static str),
    /// A case.
    Case(CaseIdx),
    /// Units in order.
    Agencies(Vec<AgencyIdx>),
    /// Units in order, each with a number.
    PerAgency(Vec<(AgencyIdx, u64)>),
}

impl Subject {
    /// Its kind, as in JSON.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Agency(_) => "agency",
            Self::Division(_) => "division",
            Self::Person(_) => "person",
            Self::Task(_) => "task",
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(self, snapshot: &Snapshot) -> &str {
        match self {
            Self::Case(case) => snapshot.cases().id(case),
            Self::Agency(agency) => snapshot.agencies().id(agency),
            Self::Division(division) => snapshot.divisions().id(division),
            Self::Person(person) => snapshot.people().id(person),
            Self::Task(at) => snapshot.side().tasks.get(at as usize).map_or("", |task| &task.id),
        }
    }

    /// Its place among all of its kind in the order of ids.
    fn rank(self, snapshot: &Snapshot) -> (u8, u32) {
        match self {
            Self::Case(case) => (0, snapshot.cases().rank(case)),
            Self::Agency(agency) => (1, agency.get()),
            Self::Division(division) => (2, division.get()),
            Self::Person(person) => (3, person.get()),
            Self::Task(at) => (4, at),
        }
    }
}

impl Broken {
    /// A row of the rule `rule` about `subject`.
    pub(super) fn of(rule: &str, subject: Subject) -> Self {
        Self {
            rule: rule.into(),
            subject,
            agency: None,
            since: None,
            due: None,
            facts: Vec::new(),
            excess: 0,
        }
    }

    /// The row with the unit that is charged.
    pub(super) fn by(mut self, agency: Option<AgencyIdx>) -> Self {
        self.agency = agency;
        self
    }

    /// The row with when it began and when it was due.
    pub(super) fn span(mut self, since: Option<Instant>, due: Option<DueAt>) -> Self {
        (self.since, self.due) = (since, due);
        self
    }

    /// The row with what it is ordered by.
    pub(super) fn exceeding(mut self, excess: impl TryInto<u64>) -> Self {
        self.excess = excess.try_into().unwrap_or(0);
        self
    }

    /// The row with a fact more.
    pub(super) fn fact(mut self, key: Key, fact: Fact) -> Self {
        self.facts.push((key, fact));
        self
    }

    /// The row with how late it was or is, which it is ordered by.
    pub(super) fn late(self, late_s: u32) -> Self {
        self.exceeding(late_s).fact(Key::LateS, Fact::Seconds(u64::from(late_s)))
    }

    /// The row with why.
    pub(super) fn why(self, why: Why) -> Self {
        self.fact(Key::Why, Fact::Why(why))
    }

    /// The order of rows: the worst first, then by subject, rule, time, unit and facts, so that no two rows that
    /// differ are equal in it.
    pub(super) fn order(&self, other: &Self, snapshot: &Snapshot) -> std::cmp::Ordering {
        let place =
            |row: &Self| (row.subject.rank(snapshot), row.since, row.due.map(|due| due.at), row.agency);
        other
            .excess
            .cmp(&self.excess)
            .then_with(|| place(self).0.cmp(&place(other).0))
            .then_with(|| self.rule.cmp(&other.rule))
            .then_with(|| place(self).cmp(&place(other)))
            .then_with(|| self.facts.cmp(&other.facts))
    }
}

impl Fact {
    /// The limit of `terms`.
    pub(super) fn limit(terms: Terms) -> Self {
        let unit = match terms.unit {
            Unit::CalendarDay => "calendar_day",
            Unit::WorkingDay => "working_day",
            Unit::Hour => "hour",
            Unit::WorkingHour => "working_hour",
        };
        Self::Limit(terms.amount, unit)
    }

    /// How many of something there are.
    pub(super) fn count(count: impl TryInto<u64>) -> Self {
        Self::Count(count.try_into().unwrap_or(u64::MAX))
    }

    /// Words of a playbook.
    pub(super) fn texts<T: AsRef<str>>(texts: &[T]) -> Self {
        Self::Texts(texts.iter().map(|text| text.as_ref().into()).collect())
    }
}

#[cfg(test)]
mod tests;
