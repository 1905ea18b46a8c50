//! What an entry is about: the unit of versioning, of history and of sealing keys.

use std::fmt;

use uuid::Uuid;

use super::id;
use super::rows::Row;
use super::table::{Table, TableSpec, assignments};

/// Kind of a [`Subject`]; also the kind byte of its `Uuid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SubjectKind {
    /// The directory itself: its creation and the playbook in force.
    Directory = 1,
    /// A division.
    Division = 2,
    /// An agency.
    Agency = 3,
    /// A person who holds responsibility.
    Person = 4,
    /// A case with its handoffs, events and parties.
    Case = 5,
    /// One assignment of a person to a division, case or agency.
    Assignment = 6,
    /// One division's report in a screening campaign.
    Screening = 7,
    /// A notice.
    Notice = 8,
    /// A unit's presence at a centre.
    Roster = 9,
    /// A task.
    Task = 10,
    /// A unit's part in a meeting.
    Meeting = 11,
    /// A pairing.
    Link = 12,
    /// An account of the service.
    Account = 13,
    /// What one account did in one month that an auditor may look up.
    Audit = 14,
    /// A request that was carried out and may be repeated without being carried out again.
    Request = 15,
    /// A subscription by which another program is told what happens.
    Webhook = 16,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Directory,
        Self::Division,
        Self::Agency,
        Self::Person,
        Self::Case,
        Self::Assignment,
        Self::Screening,
        Self::Notice,
        Self::Roster,
        Self::Task,
        Self::Meeting,
        Self::Link,
        Self::Account,
        Self::Audit,
        Self::Request,
        Self::Webhook,
    ];

    /// Whether such a subject is a record of the service itself, and neither of the world nor of a notice.
    #[must_use]
    pub fn is_of_service(self) -> bool {
        match self {
            Self::Account | Self::Audit | Self::Request | Self::Webhook => true,
            Self::Directory
            | Self::Division
            | Self::Agency
            | Self::Person
            | Self::Case
            | Self::Assignment
            | Self::Screening
            | Self::Notice
            | Self::Roster
            | Self::Task
            | Self::Meeting
            | Self::Link => false,
        }
    }

    /// Name used in the ledger and as vertex type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Division => "division",
            Self::Agency => "agency",
            Self::Person => "person",
            Self::Case => "case",
            Self::Assignment => "assignment",
            Self::Screening => "screening",
            Self::Notice => "notice",
            Self::Roster => "roster",
            Self::Task => "task",
            Self::Meeting => "meeting",
            Self::Link => "link",
            Self::Account => "account",
            Self::Audit => "audit",
            Self::Request => "request",
            Self::Webhook => "webhook",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// The kind of subject that rows of `table` belong to.
    #[must_use]
    pub fn of(table: Table) -> Self {
        match table {
            Table::Divisions => Self::Division,
            Table::Agencies => Self::Agency,
            Table::People | Table::Mediators => Self::Person,
            Table::Cases | Table::Handoffs | Table::CaseEvents | Table::Parties => Self::Case,
            Table::Assignments => Self::Assignment,
            Table::Screenings => Self::Screening,
            Table::Rosters => Self::Roster,
            Table::Tasks => Self::Task,
            Table::Meetings => Self::Meeting,
            Table::Links => Self::Link,
        }
    }
}

/// What an entry is about, by kind and natural key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Kind of thing.
    pub kind: SubjectKind,
    /// Its identifier; the cells of a composed key are joined by `|`.
    pub key: Box<str>,
}

impl Subject {
    /// The subject of that kind and key.
    #[must_use]
    pub fn new(kind: SubjectKind, key: &str) -> Self {
        Self { kind, key: key.into() }
    }

    /// The subject that `row` of `table` belongs to.
    #[must_use]
    pub fn of_row(table: Table, row: Row<'_>) -> Self {
        let kind = SubjectKind::of(table);
        match table {
            Table::Assignments | Table::Screenings | Table::Rosters | Table::Meetings | Table::Links => {
                Self { kind, key: joined_key(table.spec(), row) }
            }
            // In every other table the subject's identifier is the first column.
            Table::Divisions
            | Table::Agencies
            | Table::People
            | Table::Mediators
            | Table::Cases
            | Table::Handoffs
            | Table::CaseEvents
            | Table::Parties
            | Table::Tasks => Self::new(kind, row.text(0)),
        }
    }

    /// Reads `kind:key`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, key) = text.split_once(':')?;
        Some(Self::new(SubjectKind::parse(kind)?, key))
    }

    /// The cells of a composed key, as they stand in the row. A key that is one identifier is not escaped and has none.
    #[must_use]
    pub fn key_cells(&self) -> Vec<String> {
        let (mut cells, mut cell, mut chars) = (Vec::new(), String::new(), self.key.chars());
        while let Some(c) = chars.next() {
            match c {
                '\\' => cell.extend(chars.next()),
                '|' => cells.push(std::mem::take(&mut cell)),
                plain => cell.push(plain),
            }
        }
        cells.push(cell);
        cells
    }

    /// The subject's vertex id.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        id::uuid(self.kind as u8, &self.key)
    }

    /// Whose key seals the sealed cells of `row` of `table`: its case, or the row's own subject.
    #[must_use]
    pub fn sealing_subject(table: Table, row: Row<'_>) -> Self {
        match (table, row.text(assignments::CASE_ID)) {
            (Table::Assignments, case) if !case.is_empty() => Self::new(SubjectKind::Case, case),
            _ => Self::of_row(table, row),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.name(), self.key)
    }
}

fn joined_key(spec: &TableSpec, row: Row<'_>) -> Box<str> {
    let cells: Vec<String> =
        spec.key.iter().map(|&c| row.text(c).replace('\\', "\\\\").replace('|', "\\|")).collect();
    cells.join("|").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::RowBuf;

    #[test]
    fn rows_of_a_case_share_its_subject() {
        let handoff = RowBuf::new(["c:7", "1", "A", "B", "2026-01-01"]);
        let subject = Subject::of_row(Table::Handoffs, handoff.as_row());
        assert_eq!(subject.to_string(), "case:c:7");
        assert_eq!(Subject::parse("case:c:7"), Some(subject));
    }

    #[test]
    fn composed_keys_cannot_be_confused() {
        let a = RowBuf::new(["p|1", "v", "", "", "mediator", "2026-01-01"]);
        let b = RowBuf::new(["p", "1|v", "", "", "mediator", "2026-01-01"]);
        let subject = |row: &RowBuf| Subject::of_row(Table::Assignments, row.as_row());
        assert_eq!(&*subject(&a).key, "p\\|1|v|||mediator|2026-01-01");
        assert_ne!(subject(&a), subject(&b));
        assert_eq!(subject(&a).key_cells(), ["p|1", "v", "", "", "mediator", "2026-01-01"]);
        assert_eq!(subject(&b).key_cells(), ["p", "1|v", "", "", "mediator", "2026-01-01"]);
    }
}
