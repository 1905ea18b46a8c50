//! Time limits as data: what starts a clock, what stops it, what is not counted, and who is charged.

use super::Text;
use crate::calendar::budget::Terms;

/// A time limit (`[[clocks]]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRule {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// Statute and article, or the place's own practice.
    pub basis: Text,
    /// How long it is.
    pub terms: Terms,
    /// What has a clock of its own.
    pub scope: ClockScope,
    /// What starts it.
    pub start: Vec<ClockPoint>,
    /// Steps of the starting event; any when empty.
    pub start_steps: Vec<String>,
    /// What stops it: the first of these from the start on.
    pub stop: Vec<ClockPoint>,
    /// Steps of the stopping event; any when empty.
    pub stop_steps: Vec<String>,
    /// Steps of `noted` events that except a case, and of starting events that except themselves.
    pub unless: Vec<String>,
    /// For which cases and units.
    pub only: ClockFilter,
    /// Times not counted besides the case's suspensions.
    pub excludes: Vec<Exclusion>,
    /// How it may be extended.
    pub extension: Option<Extension>,
    /// What follows when it runs out.
    pub expiry: Expiry,
    /// Who is charged.
    pub charged: Charged,
}

/// For which cases and units a clock holds; an empty list is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockFilter {
    /// Kinds of cases.
    pub case_kinds: Vec<String>,
    /// Tiers of cases.
    pub tiers: Vec<String>,
    /// Kinds of the agencies addressed or acting.
    pub to_kinds: Vec<String>,
}

/// What has a clock of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockScope {
    /// Each case; anew from each reopening of a closed case on.
    Case,
    /// Each starting event.
    Event,
    /// Each handoff.
    Handoff,
}

/// A moment at which a clock starts or stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockPoint {
    /// The case was opened.
    CaseOpened,
    /// The case was closed.
    CaseClosed,
    /// A handoff was sent.
    Sent,
    /// A handoff was received.
    Received,
    /// A handoff was finished.
    Finished,
    /// A ruling upheld an objection: of a handoff, one of its addressee.
    Upheld,
    /// An event of that kind, by its place in `EVENT_KINDS`.
    Event(u8),
}

impl ClockPoint {
    /// The point at that place in [`super::sections::CLOCK_POINTS`].
    #[must_use]
    pub fn at(place: usize) -> Self {
        match place {
            0 => Self::CaseOpened,
            1 => Self::CaseClosed,
            2 => Self::Sent,
            3 => Self::Received,
            4 => Self::Finished,
            5 => Self::Upheld,
            event => Self::Event(u8::try_from(event - 6).unwrap_or(u8::MAX)),
        }
    }

    /// Whether it is a moment of a handoff.
    #[must_use]
    pub fn is_of_handoff(self) -> bool {
        matches!(self, Self::Sent | Self::Received | Self::Finished)
    }
}

/// A time that a clock does not count: from an event of one kind to the next of another. Kinds are places in
/// `EVENT_KINDS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The event that begins it.
    pub from: u8,
    /// The event that ends it.
    pub to: u8,
    /// It ends by itself when so much has passed since it began.
    pub most: Option<Terms>,
    /// How often in a case; as often as it begins when nothing is said.
    pub times: Option<u32>,
}

/// How a clock may be extended, by events `extended`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// How much longer, in the clock's unit.
    pub amount: u32,
    /// How often.
    pub times: u32,
    /// Kinds of agencies that may do so; only who is charged with the clock when empty.
    pub by_kinds: Vec<String>,
    /// Whether a reason must be recorded.
    pub needs_reason: bool,
}

/// What follows when a clock runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Whoever is charged is late.
    Overdue,
    /// Who was asked counts as having agreed, and nobody is late.
    DeemedConsent,
}

/// Who is charged with a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charged {
    /// Who holds the case.
    Holder,
    /// Who the handoff was sent to.
    Addressee,
    /// Who sent the handoff.
    Sender,
    /// The agency of the starting event; who holds the case where it names none.
    Acting,
    /// Who took the case in: the sender of its first handoff, else the agency of its first event.
    Registrar,
}
