//! Receipts: a request that was carried out is kept, with its answer, in the batch of what it did, so that asking again
//! finds the answer and does nothing twice.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::graph::record::{Record, RecordError};
use crate::graph::schema::STATE;
use crate::ledger::merkle::hex;
use crate::model::entry::{Body, Draft, EntryKind, ServiceRecord};
use crate::model::subject::{Subject, SubjectKind};

/// What a request is known by.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// The account that asks.
    pub account: &'a str,
    /// The key that its client chose; only a digest of it is kept.
    pub key: &'a str,
    /// SHA-256 of everything that the request asks: method, path and body.
    pub fingerprint: [u8; 32],
}

/// An answer. The ledger keeps it for ever and every auditor reads it, so nothing that is sealed may stand in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

/// What is kept of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Nothing: it may be carried out.
    New,
    /// It was carried out, with this answer.
    Same(Answer),
    /// The key was used for a request that asked something else.
    Other,
}

impl Key<'_> {
    fn subject(&self) -> Subject {
        let digest: [u8; 32] = Sha256::digest(self.key.as_bytes()).into();
        Subject::new(SubjectKind::Request, &format!("{}|{}", self.account, hex(&digest)))
    }
}

/// What is kept of `key`. Whoever carries the request out holds the directory alone from here to the commit.
///
/// # Errors
/// When the graph cannot be read, or holds something else.
pub fn look_up(directory: &Directory, key: &Key<'_>) -> Result<Kept, AppError> {
    let subject = key.subject();
    let Some(text) = directory.graph.text(subject.uuid(), *STATE)? else { return Ok(Kept::New) };
    let document = Record::decode(&text)?.document.unwrap_or_default();
    let fingerprint = document.get("fingerprint").and_then(Value::as_str);
    let status = document.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    match (fingerprint, status, document.get("body")) {
        (Some(kept), _, _) if kept != hex(&key.fingerprint) => Ok(Kept::Other),
        (Some(_), Some(status), Some(body)) => Ok(Kept::Same(Answer { status, body: body.clone() })),
        _ => Err(RecordError::Damaged { line: subject.to_string() }.into()),
    }
}

/// The entry that keeps `answer`, for the batch of what was done; the key is new.
#[must_use]
pub fn draft(key: &Key<'_>, answer: &Answer) -> Draft {
    let Answer { status, body } = answer;
    Draft {
        subject: key.subject(),
        expected_version: 0,
        kind: EntryKind::Service(ServiceRecord::RequestAnswered),
        occurred_at: "".into(),
        body: Body::Document(json!({ "fingerprint": hex(&key.fingerprint), "status": status, "body": body })),
    }
}

#[cfg(test)]
mod tests;
