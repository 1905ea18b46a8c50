//! One thing done with a notice, as the notice's record keeps it: what its state is folded from.

use serde_json::{Value, json};

use crate::model::entry::{Body, Entry, EntryKind, Seq};
use crate::model::time::Instant;

/// An entry about a notice, without what the record says already.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRecord {
    /// The entry.
    pub seq: Seq,
    /// Its kind: `NoticeDrafted` or a `NoticeStepped`.
    pub kind: EntryKind,
    /// Who did it: the entry's actor.
    pub actor: Box<str>,
    /// When the ledger learnt it.
    pub recorded_at: Instant,
    /// What the entry states; null for the drafting, whose document the record has. Free text in it is sealed.
    pub body: Value,
}

impl StepRecord {
    /// The step that `entry` makes.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let body = match (&entry.body, entry.kind) {
            (Body::Document(body), EntryKind::NoticeStepped(_)) => body.clone(),
            (Body::Document(_) | Body::Row(_) | Body::Correction(_), _) => Value::Null,
        };
        let Entry { seq, kind, recorded_at, .. } = *entry;
        Self { seq, kind, actor: entry.actor.clone(), recorded_at, body }
    }

    /// The step as a text of JSON.
    #[must_use]
    pub fn encode(&self) -> String {
        let recorded_at = self.recorded_at.unix();
        json!({
            "actor": *self.actor, "body": self.body, "kind": self.kind.name(), "recorded_at": recorded_at,
            "seq": self.seq,
        })
        .to_string()
    }

    /// Reads what [`StepRecord::encode`] wrote; none for anything else.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let mut parts: Value = serde_json::from_str(text).ok()?;
        let body = parts.get_mut("body")?.take();
        let kind = EntryKind::parse(parts.get("kind")?.as_str()?)?;
        Some(Self {
            seq: parts.get("seq")?.as_u64()?,
            kind,
            actor: parts.get("actor")?.as_str()?.into(),
            recorded_at: Instant::from_unix(parts.get("recorded_at")?.as_i64()?)?,
            body,
        })
    }
}
