//! The shape of the sections that a playbook may have: every key with what it takes, as one list.
//!
//! Reading, the messages about what is wrong, the published JSON Schema and the page of keys are all driven by
//! [`SECTIONS`]; nothing about a key is said twice.

use super::sections;

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text that is compared with cells of tables, up to [`crate::limits::ID_BYTES_MAX`] characters.
    Word,
    /// A list of such texts, each once.
    Words,
    /// A list of lists of such texts.
    WordGroups,
    /// A text in both languages.
    Texts,
    /// A whole number in a range.
    Integer {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// `true` or `false`.
    Bool,
    /// One word of a closed list.
    OneOf(&'static [&'static str]),
    /// A list of words of a closed list, each once.
    SomeOf(&'static [&'static str]),
    /// A number as it was published, in quotation marks so that its last zeros are kept.
    Decimal,
    /// A day of the year, `MM-DD`.
    MonthDay,
    /// Spans of a day, each `HH:MM-HH:MM`.
    Hours,
    /// A table.
    Table(&'static [Key]),
    /// A list of tables, which may be empty.
    Tables(&'static [Key]),
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// What it says, for those who write playbooks.
    pub about: &'static str,
}

impl Key {
    /// A key that must be given.
    #[must_use]
    pub const fn must(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, required: true, about }
    }

    /// A key that may be left out.
    #[must_use]
    pub const fn may(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, required: false, about }
    }
}

/// The sections that a playbook may have besides those that it must have.
pub const SECTIONS: &[Key] = &[
    Key::may("calendar", Kind::Table(sections::CALENDAR), "By which days and hours work is counted."),
    Key::may("accounts", Kind::Tables(sections::ACCOUNTS), "Levels of accounts and what each sees."),
    Key::may(
        "agency_kinds",
        Kind::Tables(sections::AGENCY_KINDS),
        "Kinds of agencies and which cases they take.",
    ),
    Key::may("teams", Kind::Tables(sections::TEAMS), "Teams of people and which cases they take."),
    Key::may("case_kinds", Kind::Tables(sections::CASE_KINDS), "Kinds of cases."),
    Key::may("channels", Kind::Tables(sections::NAMED), "Ways by which cases come in."),
    Key::may("boards", Kind::Tables(sections::BOARDS), "Boards or windows at which cases are taken in."),
    Key::may(
        "tiers",
        Kind::Tables(sections::TIERS),
        "Tiers that people give to cases, with what each asks for.",
    ),
    Key::may("flows", Kind::Tables(sections::FLOWS), "Steps of a case in order."),
    Key::may(
        "ladders",
        Kind::Tables(sections::LADDERS),
        "Ways of solving a case in order; only the next may follow.",
    ),
    Key::may("clocks", Kind::Tables(sections::CLOCKS), "Time limits."),
    Key::may(
        "requirements",
        Kind::Tables(sections::REQUIREMENTS),
        "What must be there for each place, unit or person.",
    ),
    Key::may("rosters", Kind::Tables(sections::ROSTERS), "Which units must be present at a centre."),
    Key::may("campaigns", Kind::Tables(sections::CAMPAIGNS), "Screening campaigns."),
    Key::may("meetings", Kind::Tables(sections::MEETINGS), "Meetings that must be held again and again."),
    Key::may(
        "contracts",
        Kind::Tables(sections::CONTRACTS),
        "Cases that a leading official must be contracted to.",
    ),
    Key::may("follow_up", Kind::Table(sections::FOLLOW_UP), "Visits after a case was closed, and rebounds."),
    Key::may("whistle", Kind::Table(sections::WHISTLE), "Departments that are called and must come."),
    Key::may("joint", Kind::Table(sections::JOINT), "Cases of several units."),
    Key::may("tasks", Kind::Table(sections::TASKS), "The list of tasks of a project."),
    Key::may("routing", Kind::Table(sections::ROUTING), "Who should take a case."),
    Key::may("recusal", Kind::Table(sections::RECUSAL), "Who must not handle a case."),
    Key::may("kpis", Kind::Tables(sections::KPIS), "The place's own figures."),
];
