//! Audit records: what an auditor may look up. Notes of what accounts did, and changes of accounts and webhooks.
//!
//! A note is about one account in one month, so that its record stays small. No data about parties is part of one.

use hashbrown::HashMap;
use serde_json::{Value, json};
use std::ops::ControlFlow;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::chain::graph::ids_of;
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::ledger::{Batch, Ledger, Tip};
use crate::limits::{AUDIT_PAGE_MAX, AUDIT_READ_MAX};
use crate::model::entry::{Body, Draft, Entry, EntryKind, Seq, ServiceRecord};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::{Instant, Zone};

/// Records read from the graph at a time.
const RECORDS_PER_CHUNK: usize = 1_024;
/// Entries read from the ledger at a time.
const ENTRIES_PER_READ: usize = 64;
/// Who states notes on their own: the service itself. A note beside rows is stated with them by whoever hands them in.
const ACTOR: &str = "service";

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Denied,
    /// It was tried and did not succeed.
    Failed,
}

impl Outcome {
    /// Name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }
}

/// Something that an account did.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// The account, by its name; of a sign-in that failed, the name given.
    pub account: &'a str,
    /// What it did: `sign_in`, `read_parties`.
    pub action: &'a str,
    /// How that ended.
    pub outcome: Outcome,
    /// With what, if with one thing.
    pub subject: Option<&'a Subject>,
    /// What else an auditor should know; nothing about parties and no free text.
    pub detail: Value,
    /// When.
    pub at: Instant,
}

impl Note<'_> {
    /// The record of its account and month.
    fn record(&self, zone: &Zone) -> Subject {
        Subject::new(SubjectKind::Audit, &format!("{}|{}", self.account, month(zone, self.at)))
    }

    fn draft(&self, subject: Subject, expected_version: u32, zone: &Zone) -> Draft {
        let at = zone.rfc3339(self.at);
        let document = json!({
            "account": self.account,
            "action": self.action,
            "outcome": self.outcome.name(),
            "subject": self.subject.map(ToString::to_string),
            "detail": self.detail,
            "at": at,
        });
        Draft {
            subject,
            expected_version,
            kind: EntryKind::Service(ServiceRecord::AuditNoted),
            occurred_at: at.into(),
            body: Body::Document(document),
        }
    }
}

/// `2026-06`.
fn month(zone: &Zone, at: Instant) -> String {
    zone.civil(at).chars().take(7).collect()
}

/// The entries that `notes` make, in their order, for the batch of what was done or one of their own.
///
/// # Errors
/// When the graph cannot be read.
pub fn drafts(directory: &Directory, notes: &[Note<'_>]) -> Result<Vec<Draft>, AppError> {
    let (reader, zone) = (directory.graph.reader()?, &directory.playbook.zone);
    let mut versions: HashMap<Subject, u32> = HashMap::new();
    let mut drafts = Vec::with_capacity(notes.len());
    for note in notes {
        let record = note.record(zone);
        let version = match versions.get(&record) {
            Some(version) => *version,
            None => match reader.text(record.uuid(), *STATE)? {
                Some(text) => Record::decode(&text)?.version(),
                None => 0,
            },
        };
        versions.insert(record.clone(), version + 1);
        drafts.push(note.draft(record, version, zone));
    }
    Ok(drafts)
}

/// Appends `notes` as a batch of their own.
///
/// # Errors
/// When the directory cannot be read or written.
pub fn append(directory: &mut Directory, notes: &[Note<'_>], now: Instant) -> Result<Tip, AppError> {
    let drafts = &mut drafts(directory, notes)?.into_iter();
    directory.commit(Batch { actor: ACTOR, recorded_at: now, drafts, progress: &|_| {} }, &|_| {})
}

/// Which records are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// What this account did; of changes of accounts and webhooks, those that it made.
    pub account: Option<&'a str>,
    /// This action; of changes the name of their entry, such as `account.changed`.
    pub action: Option<&'a str>,
    /// From this moment on.
    pub from: Option<Instant>,
    /// Before this moment.
    pub to: Option<Instant>,
}

/// Some of the records, the newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Their entries.
    pub entries: Vec<Entry>,
    /// Before which entry there may be more; none when there is none.
    pub next: Option<Seq>,
}

/// Up to `limit` of the wanted records before entry `before` that `sees` shows, the newest first. Only their entries are
/// read, and no more than [`AUDIT_READ_MAX`] that are shown: a page may hold fewer than asked for and still not be the last.
/// What is not shown leaves no trace: neither is it counted, nor does a page begin or end by it.
///
/// # Errors
/// When the graph or the ledger cannot be read.
pub fn list(
    directory: &Directory,
    sees: &dyn Fn(&Entry) -> Result<bool, AppError>,
    filter: &Filter<'_>,
    before: Option<Seq>,
    limit: usize,
) -> Result<Page, AppError> {
    let last = directory.ledger.tip().seq;
    let before = before.unwrap_or(Seq::MAX).min(last.saturating_add(1));
    let mut seqs = candidates(directory, filter)?;
    // The graph may be ahead of a reader's ledger.
    seqs.retain(|&seq| seq < before);
    seqs.sort_unstable_by(|a, b| b.cmp(a));
    let limit = limit.clamp(1, AUDIT_PAGE_MAX);
    let zone = &directory.playbook.zone;
    let mut page = Page::default();
    let (mut looked_at, mut last) = (0, None);
    for part in seqs.chunks(ENTRIES_PER_READ) {
        for entry in directory.ledger.read_entries(part)? {
            if !sees(&entry)? {
                continue;
            }
            if looked_at == AUDIT_READ_MAX {
                page.next = last;
                return Ok(page);
            }
            (looked_at, last) = (looked_at + 1, Some(entry.seq));
            if !filter.wants(&entry, zone) {
                continue;
            }
            if page.entries.len() == limit {
                page.next = page.entries.last().map(|entry| entry.seq);
                return Ok(page);
            }
            page.entries.push(entry);
        }
    }
    Ok(page)
}

/// Entries that may be wanted, by what the names of their records say.
fn candidates(directory: &Directory, filter: &Filter<'_>) -> Result<Vec<Seq>, AppError> {
    let (reader, zone) = (directory.graph.reader()?, &directory.playbook.zone);
    let (from, to) = (filter.from.map(|at| month(zone, at)), filter.to.map(|at| month(zone, at)));
    let mut seqs = Vec::new();
    for kind in [SubjectKind::Account, SubjectKind::Audit, SubjectKind::Webhook] {
        let mut outcome = Ok(());
        reader.scan_text(*STATE, ids_of(kind), RECORDS_PER_CHUNK, |records| {
            outcome = records.iter().try_for_each(|(_, text)| {
                let record = Record::decode(text)?;
                let is_wanted = kind != SubjectKind::Audit || {
                    let part = |name: &str| record.document.as_ref()?.get(name)?.as_str();
                    let of_month = part("at").and_then(|at| at.get(..7));
                    filter.account.is_none_or(|account| part("account") == Some(account))
                        && from.as_deref().is_none_or(|from| of_month.is_none_or(|month| from <= month))
                        && to.as_deref().is_none_or(|to| of_month.is_none_or(|month| month <= to))
                };
                seqs.extend(record.seqs().filter(|_| is_wanted));
                Ok::<(), AppError>(())
            });
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        outcome?;
    }
    Ok(seqs)
}

impl Filter<'_> {
    fn wants(&self, entry: &Entry, zone: &Zone) -> bool {
        let name = entry.kind.name();
        let (account, action) = match (entry.kind, &entry.body) {
            (EntryKind::Service(ServiceRecord::AuditNoted), Body::Document(document)) => {
                let part = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or("");
                (part("account"), part("action"))
            }
            (_, Body::Document(_) | Body::Row(_) | Body::Correction(_)) => (&*entry.actor, name.as_str()),
        };
        let at = zone.parse_instant(entry.occurred_at.as_bytes()).unwrap_or(entry.recorded_at);
        self.account.is_none_or(|wanted| wanted == account)
            && self.action.is_none_or(|wanted| wanted == action)
            && self.from.is_none_or(|from| from <= at)
            && self.to.is_none_or(|to| at < to)
    }
}

#[cfg(test)]
mod tests;
