//! What people enter about cases and what must then be there: channels, branches, records.

use crate::playbook::Text;

/// A way by which cases come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The word in the cases table.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Kinds of events, as places in `EVENT_KINDS`: a case with one of them must bear this channel.
    pub required_by: Vec<u8>,
}

/// A branch that a case may be sent onto, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// Kinds of cases.
    pub case_kinds: Vec<String>,
    /// The kind of event by which a case enters it.
    pub event: u8,
    /// Steps of that event; any when empty.
    pub entry_steps: Vec<String>,
    /// Kinds of events that end it.
    pub end: Vec<u8>,
    /// Results, as places in `EVENT_RESULTS`, with which it ends as it should; with any other, a reason is recorded.
    pub results: Vec<u8>,
}

/// Something that people decide and enter, with a reason, and that nothing computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The step of the event, or the kind of the pairing.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// Where it is entered.
    pub held_in: HeldIn,
    /// Of a pairing: kinds of people or agencies that it may be about; any when empty.
    pub about_kinds: Vec<String>,
}

/// Where a record is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldIn {
    /// As an event `noted` of a case, about the unit that it names.
    CaseEvents,
    /// As a pairing of the unit that decides with the person or unit that it is about.
    Links,
}
