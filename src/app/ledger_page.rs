//! Entries of the ledger in order, as an auditor may read them.
//!
//! What is hidden from the account is left out: entries about a case that complains against its unit, about what belongs
//! to such a case, and notes and notices that name one. Of notices the documents are kept back, since they are for those
//! who have to do with them; of answers to requests as well, which may say anything.

use serde_json::Value;

use crate::access::account::Account;
use crate::access::action::Action;
use crate::access::policy::reach;
use crate::access::sight::Sight;
use crate::app::error::AppError;
use crate::app::history::Placed;
use crate::app::history::shown::without_complaint;
use crate::app::narrow::Eyes;
use crate::app::notices;
use crate::app::said::names_hidden;
use crate::app::service::world::World;
use crate::limits::LEDGER_LOOKED_AT_MAX;
use crate::model::entry::{Body, Entry, EntryKind, Seq, ServiceRecord};
use crate::model::subject::SubjectKind;

/// Entries in order.
#[derive(Debug)]
pub struct LedgerPage {
    /// Those that may be read.
    pub entries: Vec<Placed>,
    /// The entry after which the next page begins; none at the end of what the world shows.
    pub next: Option<Seq>,
}

/// The entries after `after`, at most `limit` and up to the last one that `world` shows.
///
/// # Errors
/// When the ledger or the graph cannot be read.
pub fn read(
    world: &World,
    (account, sight): (&Account, &Sight),
    after: Seq,
    limit: usize,
) -> Result<LedgerPage, AppError> {
    let ledger = &world.reading.ledger;
    let reader = Reader { world, sight, eyes: Eyes::of(account), account };
    let (mut entries, mut last) = (Vec::new(), after);
    // A page may be short: whoever may read little is not made to wait for all that lies between.
    let until = world.seq.min(after.saturating_add(LEDGER_LOOKED_AT_MAX));
    while last < until && entries.len() < limit {
        let room = (limit - entries.len()) as u64;
        let seqs: Vec<Seq> = (last + 1..=until.min(last.saturating_add(room))).collect();
        for entry in ledger.read_entries(&seqs)? {
            last = entry.seq;
            if let Some(placed) = reader.shown(entry)? {
                entries.push(placed);
            }
        }
    }
    Ok(LedgerPage { entries, next: Some(last).filter(|last| *last < world.seq) })
}

/// Whether `account` may see that there is `entry`: one that `world` shows, and that names nothing hidden from it.
///
/// # Errors
/// When the graph cannot be read.
pub fn sees(world: &World, (account, sight): (&Account, &Sight), entry: &Entry) -> Result<bool, AppError> {
    let reader = Reader { world, sight, eyes: Eyes::of(account), account };
    Ok(entry.seq <= world.seq && reader.sees(entry)?)
}

struct Reader<'a> {
    world: &'a World,
    sight: &'a Sight,
    eyes: Eyes,
    account: &'a Account,
}

impl Reader<'_> {
    /// The entry as it may be read; none when it may not.
    fn shown(&self, entry: Entry) -> Result<Option<Placed>, AppError> {
        if !self.sees(&entry)? {
            return Ok(None);
        }
        let keeps_back = match entry.kind {
            EntryKind::Service(ServiceRecord::RequestAnswered) => true,
            EntryKind::NoticeDrafted | EntryKind::NoticeStepped(_) => {
                reach(self.account.role, Action::ReadNotices).is_none()
            }
            EntryKind::Service(
                ServiceRecord::AccountChanged | ServiceRecord::AuditNoted | ServiceRecord::WebhookChanged,
            )
            | EntryKind::PlaybookAdopted
            | EntryKind::Recorded(_)
            | EntryKind::Progressed(_)
            | EntryKind::Corrected(_) => false,
        };
        let mut placed = Placed::of(entry, &self.world.reading.ledger)?;
        if keeps_back {
            placed.entry.body = Body::Document(Value::Null);
            placed.leaf = None;
        }
        let is_left = self.eyes.complaints || without_complaint(&mut placed);
        Ok(is_left.then_some(placed))
    }

    fn sees(&self, entry: &Entry) -> Result<bool, AppError> {
        let names_none = || match &entry.body {
            Body::Document(document) => !names_hidden(document, self.sight),
            Body::Row(_) | Body::Correction(_) => true,
        };
        match entry.subject.kind {
            SubjectKind::Account | SubjectKind::Request | SubjectKind::Webhook => Ok(true),
            SubjectKind::Audit => Ok(names_none() && self.sees_noted(&entry.body)?),
            SubjectKind::Notice => self.sees_notice(&entry.subject.key),
            SubjectKind::Directory
            | SubjectKind::Division
            | SubjectKind::Agency
            | SubjectKind::Person
            | SubjectKind::Case
            | SubjectKind::Assignment
            | SubjectKind::Screening
            | SubjectKind::Roster
            | SubjectKind::Task
            | SubjectKind::Meeting
            | SubjectKind::Link => Ok(self.sight.sees_subject(&entry.subject)),
        }
    }

    /// Whether what a note is about may be known: no notice that names what is hidden.
    fn sees_noted(&self, note: &Body) -> Result<bool, AppError> {
        let Body::Document(note) = note else { return Ok(true) };
        let subject = note.get("subject").and_then(Value::as_str).unwrap_or_default();
        let Some(id) = subject.strip_prefix("notice:") else { return Ok(true) };
        match notices::find(&self.world.reading, id) {
            Ok(filed) => {
                Ok(filed.notice.to_document().is_ok_and(|document| !names_hidden(&document, self.sight)))
            }
            Err(AppError::Unknown { .. }) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// That there is a notice about a conflict tells of a complaint.
    fn sees_notice(&self, id: &str) -> Result<bool, AppError> {
        let filed = match notices::find(&self.world.reading, id) {
            Ok(filed) => filed,
            Err(AppError::Unknown { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        if filed.notice.matter.is_apart() && !self.eyes.complaints {
            return Ok(false);
        }
        Ok(filed.notice.to_document().is_ok_and(|document| !names_hidden(&document, self.sight)))
    }
}
