//! The place's own figures as data: what is counted, of what, and what the place published.

use super::Text;

/// A figure (`[[kpis]]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kpi {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// What is counted.
    pub numerator: Count,
    /// Of what it is a part, or per what it is.
    pub denominator: Option<Count>,
    /// As what it is shown.
    pub shown: Shown,
    /// Decimal places, as published: 0 to 4.
    pub places: u32,
    /// The number that the place published, as it wrote it.
    pub published: Option<String>,
    /// Whether it was published as `+`: at least.
    pub at_least: bool,
    /// How many each counted row stands for in a world built to a scale; 1 otherwise.
    pub scale: u32,
    /// What the number does not say.
    pub note: Text,
}

/// As what a figure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A number of rows, times the scale.
    Count,
    /// Numerator of denominator in per cent.
    Percent,
    /// Numerator : denominator.
    Ratio,
    /// Numerator per denominator, as a decimal.
    Per,
    /// How far the numerator is above the denominator, in per cent of it.
    ChangePercent,
}

/// The rows that a figure counts: those of one table that fit all that is given; an empty list or none is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The table.
    pub table: Counted,
    /// Level of the divisions, as an index into `LEVELS`.
    pub level: Option<usize>,
    /// Kinds of the rows.
    pub kinds: Vec<String>,
    /// Kinds of the agency that a row belongs to.
    pub agency_kinds: Vec<String>,
    /// Channels of cases.
    pub channels: Vec<String>,
    /// Boards of cases.
    pub boards: Vec<String>,
    /// Tiers of cases.
    pub tiers: Vec<String>,
    /// Teams of people.
    pub teams: Vec<String>,
    /// Roles of assignments.
    pub roles: Vec<String>,
    /// Stars that people were given.
    pub stars: Option<u32>,
    /// How units are present, as places in `PRESENCE`.
    pub modes: Vec<usize>,
    /// Whether cases are closed, tasks done.
    pub closed: Option<bool>,
    /// Year in which cases were opened.
    pub year: Option<u32>,
    /// Ratings of cases.
    pub ratings: Vec<String>,
    /// Whether cases were rated.
    pub rated: Option<bool>,
    /// Kinds of events of which a case must have each, or that an event is one of: places in `EVENT_KINDS`.
    pub with: Vec<u8>,
    /// Kinds of events of which a case may have none.
    pub without: Vec<u8>,
    /// Results of events, as places in `EVENT_RESULTS`.
    pub results: Vec<usize>,
    /// Steps of events.
    pub steps: Vec<String>,
    /// A clock, as a place in the playbook's clocks, that the case kept.
    pub clock: Option<usize>,
    /// Kind of link that an agency or person must have.
    pub linked: Option<String>,
    /// What is counted once.
    pub distinct: Option<Distinct>,
}

/// The tables that figures count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Divisions valid on the day.
    Divisions,
    /// Agencies valid on the day.
    Agencies,
    /// People valid on the day.
    People,
    /// Assignments valid on the day.
    Assignments,
    /// Cases opened by the moment.
    #[default]
    Cases,
    /// Case events by the moment.
    Events,
    /// Handoffs sent by the moment.
    Handoffs,
    /// Links valid on the day.
    Links,
    /// Rosters valid on the day.
    Rosters,
    /// Tasks.
    Tasks,
    /// Units called to meetings by the moment.
    Meetings,
    /// Screening reports by the moment.
    Screenings,
}

impl Counted {
    /// The table at that place in [`super::sections::COUNTED`].
    #[must_use]
    pub fn at(place: usize) -> Option<Self> {
        const ALL: [Counted; 12] = [
            Counted::Divisions,
            Counted::Agencies,
            Counted::People,
            Counted::Assignments,
            Counted::Cases,
            Counted::Events,
            Counted::Handoffs,
            Counted::Links,
            Counted::Rosters,
            Counted::Tasks,
            Counted::Meetings,
            Counted::Screenings,
        ];
        ALL.get(place).copied()
    }
}

/// What a count takes once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distinct {
    /// The agency of a row.
    Unit,
    /// The two ends of a link, whichever stands first.
    Pair,
    /// The case of an event or handoff.
    Case,
}
