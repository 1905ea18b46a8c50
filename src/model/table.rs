//! The contract's tables as one list: columns, keys, cell kinds, Chinese header names, what is sealed.
//!
//! Intake, the ledger's encoding, comparison with present state and the published Table Schemas are all driven by
//! [`Table::spec`]; nothing about a column is said twice.

use std::fmt;

mod lists;
mod specs;
mod words_zh;

/// A table of the contract.
///
/// The order is the order of dependency: a row refers only to tables before it or to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Table {
    /// Administrative divisions, from province to group.
    Divisions,
    /// Agencies and other units that handle cases.
    Agencies,
    /// People: officials, mediators, grid officers, judges.
    People,
    /// Short form of [`Table::People`]; merged into it on admission, so it is never stored.
    Mediators,
    /// Matters brought by residents.
    Cases,
    /// Who is responsible for what, from when to when.
    Assignments,
    /// A case going from one agency to another.
    Handoffs,
    /// What happened to a case besides handoffs.
    CaseEvents,
    /// The sides of a case: sealed on entry.
    Parties,
    /// Reports of screening campaigns, nil reports included.
    Screenings,
    /// Which units are present at a centre, how and when.
    Rosters,
    /// Tasks of a project, each with a unit and a due date.
    Tasks,
    /// Meetings: one row for each unit that was called or took part.
    Meetings,
    /// Pairings, such as a judge and a firm, or a tribunal and a centre.
    Links,
}

/// What a cell of a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// An identifier of a row of the same table.
    Id,
    /// An identifier of a row of the named table.
    Ref(Table),
    /// Any text.
    Text,
    /// `true`, `false`, `yes`, `no`, `1`, `0`, `是`, `否`.
    Bool,
    /// A whole number from 0 to [`crate::limits::INTEGER_MAX`].
    Integer,
    /// `YYYY-MM-DD`.
    Date,
    /// RFC 3339, or `YYYY-MM-DD[ HH:MM[:SS]]` in the playbook's zone.
    Instant,
    /// One word of a closed list.
    Word(&'static [&'static str]),
}

/// When a cell is encrypted before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// Plain text.
    Never,
    /// Always encrypted under its subject's key.
    Always,
    /// Encrypted when the row is about a case.
    WhenCase,
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Header name of the contract.
    pub name: &'static str,
    /// Header names accepted besides `name`.
    pub aliases: &'static [&'static str],
    /// What a cell may hold.
    pub kind: CellKind,
    /// Words accepted besides those of a closed list, each with the word that is kept.
    pub synonyms: &'static [(&'static str, &'static str)],
    /// Whether an empty cell is a reject.
    pub required: bool,
    /// When the cell is encrypted.
    pub sealing: Sealing,
}

impl Column {
    /// The word that is kept for `word`, when it is a synonym of one.
    #[must_use]
    pub fn meaning(&self, word: &[u8]) -> Option<&'static str> {
        self.synonyms.iter().find(|(synonym, _)| synonym.as_bytes() == word).map(|(_, kept)| *kept)
    }

    /// The Chinese word for `word`, when the list has one: the first of several.
    #[must_use]
    pub fn in_chinese(&self, word: &str) -> Option<&'static str> {
        self.synonyms.iter().find(|(_, kept)| *kept == word).map(|(synonym, _)| *synonym)
    }

    /// Whether a synonym stands for `word`: it is one that people and playbooks of many places use.
    #[must_use]
    pub fn is_common(&self, word: &[u8]) -> bool {
        self.synonyms.iter().any(|(_, kept)| kept.as_bytes() == word)
    }
}

/// One table: its columns in canonical order and the columns of its key.
#[derive(Clone, Copy, Debug)]
pub struct TableSpec {
    /// File stem and name of the table.
    pub name: &'static str,
    /// Name in Chinese, also accepted as a file stem.
    pub name_zh: &'static str,
    /// Further file stems and names of sheets.
    pub aliases: &'static [&'static str],
    /// Columns; cell `i` of a row belongs to `columns[i]`.
    pub columns: &'static [Column],
    /// Indexes of the key columns.
    pub key: &'static [usize],
}

/// Levels of divisions, from the widest to the narrowest.
pub const LEVELS: &[&str] = &["province", "city", "county", "town", "village", "group"];

/// Kinds of case events: a closed list.
pub const EVENT_KINDS: &[&str] = lists::EVENT_KINDS;

/// Results that a case event may have: a closed list, so that it is no place for free text about people.
pub const EVENT_RESULTS: &[&str] = lists::EVENT_RESULTS;

/// How a unit is present at a centre.
pub const PRESENCE: &[&str] = &["resident", "rotating", "on_call"];

/// Parts a unit can have in a meeting.
pub const MEETING_PARTS: &[&str] = &["convener", "called", "guide"];

/// Parts an agency can have in a handoff.
pub const HANDOFF_ROLES: &[&str] = &["lead", "participating"];

/// Cell indexes of [`Table::Divisions`].
pub mod divisions {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const CODE: usize = 0;
    pub const PARENT_CODE: usize = 1;
    pub const LEVEL: usize = 2;
    pub const NAME: usize = 3;
    pub const KIND: usize = 4;
    pub const VALID_FROM: usize = 5;
    pub const VALID_TO: usize = 6;
    pub const SUCCESSOR_CODE: usize = 7;
}

/// Cell indexes of [`Table::Agencies`].
pub mod agencies {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const ID: usize = 0;
    pub const NAME: usize = 1;
    pub const KIND: usize = 2;
    pub const DIVISION_CODE: usize = 3;
    pub const PARENT_ID: usize = 4;
    pub const SUPERVISED_BY: usize = 5;
    pub const COORDINATES: usize = 6;
    pub const SUCCESSOR_ID: usize = 7;
    pub const VALID_FROM: usize = 8;
    pub const VALID_TO: usize = 9;
}

/// Cell indexes of [`Table::People`].
pub mod people {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const ID: usize = 0;
    pub const KIND: usize = 1;
    pub const NAME: usize = 2;
    pub const AGENCY_ID: usize = 3;
    pub const TITLE: usize = 4;
    pub const CAPACITY: usize = 5;
    pub const TEAM: usize = 6;
    pub const VALID_FROM: usize = 7;
    pub const VALID_TO: usize = 8;
    pub const STARS: usize = 9;
    pub const STARS_BASIS: usize = 10;
}

/// Cell indexes of [`Table::Mediators`].
pub mod mediators {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const ID: usize = 0;
    pub const AGENCY_ID: usize = 1;
    pub const CAPACITY: usize = 2;
}

/// Cell indexes of [`Table::Cases`].
pub mod cases {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const ID: usize = 0;
    pub const VILLAGE_CODE: usize = 1;
    pub const KIND: usize = 2;
    pub const OPENED_AT: usize = 3;
    pub const CHANNEL: usize = 4;
    pub const TIER: usize = 5;
    pub const AGAINST_AGENCY: usize = 6;
    pub const AGAINST_PERSON: usize = 7;
    pub const CLOSED_AT: usize = 8;
    pub const OUTCOME: usize = 9;
    pub const RATING: usize = 10;
    pub const BOARD: usize = 11;
    pub const TIER_BY: usize = 12;
    pub const TIER_REASON: usize = 13;
}

/// Cell indexes of [`Table::Assignments`].
pub mod assignments {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const PERSON_ID: usize = 0;
    pub const DIVISION_CODE: usize = 1;
    pub const CASE_ID: usize = 2;
    pub const AGENCY_ID: usize = 3;
    pub const ROLE: usize = 4;
    pub const VALID_FROM: usize = 5;
    pub const VALID_TO: usize = 6;
    pub const BASIS: usize = 7;
}

/// Cell indexes of [`Table::Handoffs`].
pub mod handoffs {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const CASE_ID: usize = 0;
    pub const SEQ: usize = 1;
    pub const FROM_AGENCY: usize = 2;
    pub const TO_AGENCY: usize = 3;
    pub const SENT_AT: usize = 4;
    pub const RECEIVED_AT: usize = 5;
    pub const FINISHED_AT: usize = 6;
    pub const ACTION: usize = 7;
    pub const ROLE: usize = 8;
}

/// Cell indexes of [`Table::CaseEvents`].
pub mod case_events {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const CASE_ID: usize = 0;
    pub const AT: usize = 1;
    pub const KIND: usize = 2;
    pub const AGENCY_ID: usize = 3;
    pub const REASON: usize = 4;
    pub const DETAIL: usize = 5;
    pub const STEP: usize = 6;
    pub const RESULT: usize = 7;
    pub const COUNT: usize = 8;
}

/// Cell indexes of [`Table::Parties`].
pub mod parties {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const CASE_ID: usize = 0;
    pub const REF: usize = 1;
    pub const NAME: usize = 2;
    pub const CONTACT: usize = 3;
}

/// Cell indexes of [`Table::Screenings`].
pub mod screenings {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const CAMPAIGN: usize = 0;
    pub const DIVISION_CODE: usize = 1;
    pub const REPORTED_AT: usize = 2;
    pub const CASES_FOUND: usize = 3;
    pub const REPORTER: usize = 4;
}

/// Cell indexes of [`Table::Rosters`].
pub mod rosters {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const CENTRE_ID: usize = 0;
    pub const UNIT_ID: usize = 1;
    pub const MODE: usize = 2;
    pub const WINDOW: usize = 3;
    pub const VALID_FROM: usize = 4;
    pub const VALID_TO: usize = 5;
}

/// Cell indexes of [`Table::Tasks`].
pub mod tasks {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const ID: usize = 0;
    pub const TITLE: usize = 1;
    pub const PROJECT: usize = 2;
    pub const UNIT_ID: usize = 3;
    pub const DIVISION_CODE: usize = 4;
    pub const DUE_ON: usize = 5;
    pub const DONE_AT: usize = 6;
}

/// Cell indexes of [`Table::Meetings`].
pub mod meetings {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const ID: usize = 0;
    pub const AGENCY_ID: usize = 1;
    pub const KIND: usize = 2;
    pub const PART: usize = 3;
    pub const CALLED_BY: usize = 4;
    pub const CALLED_AT: usize = 5;
    pub const ATTENDED_AT: usize = 6;
    pub const CASE_ID: usize = 7;
    pub const DIVISION_CODE: usize = 8;
}

/// Cell indexes of [`Table::Links`].
pub mod links {
    #![allow(missing_docs, clippy::allow_attributes, reason = "each is named for its column")]
    pub const KIND: usize = 0;
    pub const AGENCY_ID: usize = 1;
    pub const PERSON_ID: usize = 2;
    pub const DIVISION_CODE: usize = 3;
    pub const TO_AGENCY: usize = 4;
    pub const TO_PERSON: usize = 5;
    pub const TO_DIVISION: usize = 6;
    pub const VALID_FROM: usize = 7;
    pub const VALID_TO: usize = 8;
}

impl Table {
    /// The table's name in files, the ledger and schemas.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The table of that name (English or Chinese, or another it goes by), if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let is_named =
            |t: &Self| t.name() == name || t.spec().name_zh == name || t.spec().aliases.contains(&name);
        Self::ALL.into_iter().find(is_named)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
