//! The common row of all rules of a playbook: what is broken, by whom, since when, and the facts that show it.

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

/// Words of a closed list, each with its name in JSON and in the message catalogue.
macro_rules! names {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $($(#[$doc])* $variant,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

names! {
    /// What a fact is about.
    Key {
        /// Why it is broken.
        Why "why",
        /// What was asked for.
        Needs "needs",
        /// How many there are.
        Has "has",
        /// How many there must be at the least.
        Min "min",
        /// How many there may be at the most.
        Max "max",
        /// Kinds of agencies of which none takes part, or that had to be there.
        Kinds "kinds",
        /// How a unit must be present.
        Mode "mode",
        /// On how many days it was missed.
        Missed "missed",
        /// Of how many days.
        Of "of",
        /// Which days.
        Days "days",
        /// The campaign with its year.
        Campaign "campaign",
        /// When a report was made.
        ReportedAt "reported_at",
        /// When it happened.
        At "at",
        /// By how much it was or is late.
        LateS "late_s",
        /// The limit.
        Limit "limit",
        /// The step of a flow.
        Step "step",
        /// The step beside which it is out of place.
        Beside "beside",
        /// The rung of a ladder.
        Rung "rung",
        /// The rung before it.
        From "from",
        /// The role.
        Role "role",
        /// Which visit, from 1.
        Visit "visit",
        /// How often a unit was called.
        Called "called",
        /// How often it came in time.
        InTime "in_time",
        /// How often it came late.
        Late "late",
        /// How often it never came.
        Never "never",
        /// Who called it, and how often.
        Callers "callers",
        /// Which meetings were missed or joined late.
        Meetings "meetings",
        /// The units that handle it.
        Units "units",
        /// The unit that leads it.
        Lead "lead",
        /// The kind of the case.
        CaseKind "case_kind",
        /// The kind of agency.
        AgencyKind "agency_kind",
        /// The team.
        Team "team",
        /// The channel.
        Channel "channel",
        /// The board.
        Board "board",
        /// The case.
        Case "case",
        /// The role in which a person has an interest.
        Interest "interest",
        /// The title of a task.
        Title "title",
        /// The project of a task.
        Project "project",
        /// The statutory path.
        Path "path",
        /// How often it happened.
        Times "times",
    }
}

names! {
    /// Why a rule is broken.
    Why {
        /// Fewer than are needed.
        TooFew "too_few",
        /// More than may be.
        TooMany "too_many",
        /// It never happened.
        Missing "missing",
        /// It happened too late.
        Late "late",
        /// It happened before it could count.
        Early "early",
        /// It has ended.
        Lapsed "lapsed",
        /// A step after a later one.
        OutOfOrder "out_of_order",
        /// A step or rung left out.
        Skipped "skipped",
        /// Too long before a step.
        Dwelt "dwelt",
        /// A step that is no rung of any ladder.
        UnknownRung "unknown_rung",
        /// A rung below the one reached.
        Down "down",
        /// A branch did not end.
        NoEnd "no_end",
        /// The case bears another channel than it must.
        Channel "channel",
        /// A unit took a step that it may not take.
        WrongUnit "wrong_unit",
        /// By a unit that may not.
        NotAllowed "not_allowed",
        /// No such party.
        NoParty "no_party",
        /// No leader.
        NoLeader "no_leader",
        /// No task force.
        NoTaskForce "no_task_force",
        /// Nobody has said who gave the tier and why.
        NoReason "no_reason",
        /// Not closed within the limit.
        PastLimit "past_limit",
        /// Several units and none that leads.
        NoLead "no_lead",
        /// More than one unit leads.
        SeveralLeads "several_leads",
        /// Another unit leads than should.
        WrongLead "wrong_lead",
        /// Nobody to guide and supervise in law.
        NoGuide "no_guide",
        /// Not split off onto its path.
        NotSplit "not_split",
        /// Split off too late.
        SplitLate "split_late",
        /// Not told who handles it.
        NotTold "not_told",
        /// Told too late.
        ToldLate "told_late",
        /// No unit.
        NoUnit "no_unit",
        /// No due date.
        NoDue "no_due",
        /// Not done when it was due.
        PastDue "past_due",
        /// A visit not made in time.
        NotVisited "not_visited",
        /// A rebound after which the case was not reopened in time.
        NotReopened "not_reopened",
        /// An interest in the case.
        Interest "interest",
        /// The unit recused itself.
        Recused "recused",
        /// The case complains against that person.
        Accused "accused",
        /// Cases that the agency does not take.
        AgencyKind "agency_kind",
        /// Cases that the team does not take.
        Team "team",
        /// Cases that the board does not take.
        Board "board",
        /// Returned more often than one unit may.
        TooOften "too_often",
        /// Returned by the unit that it was designated to.
        Designated "designated",
        /// Returned without the sender's approval.
        NotApproved "not_approved",
    }
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
