//! Webhooks: other programs that are told of steps with notices and of new findings, as the ledger states them.

use serde::{Deserialize, Serialize};

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::ledger::Batch;
use crate::model::entry::{Body, Draft, EntryKind, Seq, ServiceRecord};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Instant;

/// A webhook. Its secret is no part of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where it is told.
    pub url: String,
    /// Of what: `notice.signed`, or all of a family: `notice.*`, `finding.*`.
    pub events: Vec<String>,
    /// Whether it is told.
    pub enabled: bool,
    /// Whether it was taken away.
    #[serde(default)]
    pub removed: bool,
}

impl Webhook {
    /// Whether it wants to be told of events of that kind: `notice.signed`, `finding.stuck`.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        self.events.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(family) => kind.starts_with(family),
            None => wanted == kind,
        })
    }
}

/// A webhook and its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The webhook.
    pub webhook: Webhook,
    /// Its first entry: what comes after it is told.
    pub first: Seq,
    /// Its last entry.
    pub seq: Seq,
    version: u32,
}

/// The webhooks that there are, by id.
///
/// # Errors
/// When the graph cannot be read.
pub fn all(directory: &Directory) -> Result<Vec<Known>, AppError> {
    let records = directory.records(SubjectKind::Webhook)?;
    let mut all: Vec<Known> = records.iter().filter_map(known).collect();
    all.sort_by(|a, b| a.webhook.id.cmp(&b.webhook.id));
    Ok(all)
}

/// The webhook of that id.
///
/// # Errors
/// When the graph cannot be read.
pub fn find(directory: &Directory, id: &str) -> Result<Option<Known>, AppError> {
    let text = directory.graph.text(Subject::new(SubjectKind::Webhook, id).uuid(), *STATE)?;
    Ok(text.map(|text| Record::decode(&text)).transpose()?.as_ref().and_then(known))
}

fn known(record: &Record) -> Option<Known> {
    let webhook = Webhook::deserialize(record.document.as_ref()?).ok().filter(|webhook| !webhook.removed)?;
    let (first, seq) = (record.seqs().next()?, record.seqs().last()?);
    Some(Known { webhook, first, seq, version: record.version() })
}

/// What a webhook is to be.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The webhook.
    pub webhook: &'a Webhook,
    /// The entry at which whoever changes it has seen it; none when it is new.
    pub seen: Option<Seq>,
    /// Who makes or changes it.
    pub actor: &'a str,
    /// The time of day.
    pub now: Instant,
}

/// Makes, changes or takes away a webhook; returns the entry. `more` is told it and says what belongs into its batch
/// besides.
///
/// # Errors
/// [`AppError::Stale`] when it has changed since, [`AppError::Unknown`] when there is none.
pub fn state(
    directory: &mut Directory,
    wanted: &Wanted<'_>,
    more: impl FnOnce(Seq) -> Vec<Draft>,
) -> Result<Seq, AppError> {
    let webhook = wanted.webhook;
    let known = find(directory, &webhook.id)?;
    match (&known, wanted.seen) {
        (Some(known), Some(expected)) if known.seq != expected => {
            return Err(AppError::Stale { expected, known: known.seq });
        }
        (None, Some(_)) => {
            return Err(AppError::Unknown { what: "what-webhook", id: webhook.id.clone(), near: Vec::new() });
        }
        (Some(_), Some(_)) | (None | Some(_), None) => {}
    }
    let draft = Draft {
        subject: Subject::new(SubjectKind::Webhook, &webhook.id),
        expected_version: known.map_or(0, |known| known.version),
        kind: EntryKind::Service(ServiceRecord::WebhookChanged),
        occurred_at: directory.playbook.zone.rfc3339(wanted.now).into(),
        body: Body::Document(serde_json::to_value(webhook).map_err(|_| AppError::Secrets)?),
    };
    let seq = directory.tip().seq + 1;
    let drafts = &mut std::iter::once(draft).chain(more(seq));
    let batch = Batch { actor: wanted.actor, recorded_at: wanted.now, drafts, progress: &|_| {} };
    directory.commit(batch, &|_| {})?;
    Ok(seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_all_kinds_that_begin_with_it() {
        let webhook = |events: &[&str]| Webhook {
            id: "w".to_owned(),
            url: "https://example.org/".to_owned(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            enabled: true,
            removed: false,
        };
        assert!(webhook(&["notice.*"]).wants("notice.signed"));
        assert!(!webhook(&["notice.*"]).wants("finding.stuck"));
        assert!(webhook(&["notice.issued", "finding.stuck"]).wants("finding.stuck"));
        assert!(!webhook(&["notice.issued"]).wants("notice.signed"));
        assert!(!webhook(&[]).wants("notice.signed"));
    }
}
