//! Entries of the ledger: the closed enum of their kinds, the envelope and the body.

use super::notice_step::NoticeStep;
use super::rows::RowBuf;
use super::subject::Subject;
use super::table::Table;
use super::time::Instant;

/// Position of an entry in the ledger's one global order, from 1.
pub type Seq = u64;

/// Kind of an entry: closed, so that a new kind breaks the build wherever it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The playbook in force from this entry on.
    PlaybookAdopted,
    /// A row of a table was stated for the first time.
    Recorded(Table),
    /// Empty cells of a known row were filled.
    Progressed(Table),
    /// Filled cells of a known row were changed, on a stated basis.
    Corrected(Table),
    /// A joint-supervision notice was drafted.
    NoticeDrafted,
    /// A step was taken with a notice.
    NoticeStepped(NoticeStep),
    /// Something about the service itself was stated.
    Service(ServiceRecord),
}

/// What a service records about itself; such an entry states the whole of it as it is from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceRecord {
    /// An account as it is after an administrator opened or changed it; no secret is in it.
    AccountChanged,
    /// Something that an auditor may look up: a reading of sealed fields, a sign-in, an administrator's act.
    AuditNoted,
    /// A request that was carried out, and its answer: in the same batch as what it did.
    RequestAnswered,
    /// A webhook as it is after an administrator made, changed or removed it; no secret is in it.
    WebhookChanged,
}

impl ServiceRecord {
    /// Every kind of record.
    pub const ALL: [Self; 4] =
        [Self::AccountChanged, Self::AuditNoted, Self::RequestAnswered, Self::WebhookChanged];

    /// Name in the ledger.
    #[must_use]
    pub fn entry_name(self) -> &'static str {
        match self {
            Self::AccountChanged => "account.changed",
            Self::AuditNoted => "audit.noted",
            Self::RequestAnswered => "request.answered",
            Self::WebhookChanged => "webhook.changed",
        }
    }

    /// The record of that name.
    #[must_use]
    pub fn parse_entry(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|record| record.entry_name() == name)
    }
}

/// What an entry states, by kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// `Recorded`: all filled cells. `Progressed`: the key cells and the cells filled now.
    Row(RowBuf),
    /// `Corrected`.
    Correction(Box<Correction>),
    /// `PlaybookAdopted`, `NoticeDrafted`, `NoticeStepped`, `Service`: a document of its own form.
    Document(serde_json::Value),
}

/// A change of cells that were already filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The key cells, and the changed cells as they are from now on.
    pub row: RowBuf,
    /// The changed cells as they were.
    pub was: RowBuf,
    /// Cells that the correction changes, by column index, ascending.
    pub columns: Vec<usize>,
    /// Entries that had stated the changed cells.
    pub corrects: Vec<Seq>,
    /// On what basis (sealed when the row is about a case).
    pub basis: Box<str>,
}

/// An entry that is still to be appended.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it is about.
    pub subject: Subject,
    /// The subject's version that the writer has seen: how many entries it had.
    pub expected_version: u32,
    /// Its kind.
    pub kind: EntryKind,
    /// When it happened, as stated (a date or a time as given); empty when nothing was stated.
    pub occurred_at: Box<str>,
    /// What it states; sealed cells are already sealed.
    pub body: Body,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Position in the ledger.
    pub seq: Seq,
    /// The subject's version that this entry makes: 1 for its first entry.
    pub version: u32,
    /// What it is about.
    pub subject: Subject,
    /// Its kind.
    pub kind: EntryKind,
    /// When it happened, as stated; empty when nothing was stated.
    pub occurred_at: Box<str>,
    /// When the ledger learnt it.
    pub recorded_at: Instant,
    /// Who stated it.
    pub actor: Box<str>,
    /// What it states.
    pub body: Body,
}

impl EntryKind {
    /// Name in the ledger: `cases.recorded`, `notice.drafted`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::PlaybookAdopted => "playbook.adopted".to_owned(),
            Self::Recorded(table) => format!("{table}.recorded"),
            Self::Progressed(table) => format!("{table}.progressed"),
            Self::Corrected(table) => format!("{table}.corrected"),
            Self::NoticeDrafted => "notice.drafted".to_owned(),
            Self::NoticeStepped(step) => step.entry_name().to_owned(),
            Self::Service(record) => record.entry_name().to_owned(),
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "playbook.adopted" => return Some(Self::PlaybookAdopted),
            "notice.drafted" => return Some(Self::NoticeDrafted),
            _ => {}
        }
        if let Some(step) = NoticeStep::parse_entry(name) {
            return Some(Self::NoticeStepped(step));
        }
        if let Some(record) = ServiceRecord::parse_entry(name) {
            return Some(Self::Service(record));
        }
        let (table, change) = name.split_once('.')?;
        let table = Table::ALL.into_iter().find(|t| t.name() == table)?;
        match change {
            "recorded" => Some(Self::Recorded(table)),
            "progressed" => Some(Self::Progressed(table)),
            "corrected" => Some(Self::Corrected(table)),
            _ => None,
        }
    }
}
