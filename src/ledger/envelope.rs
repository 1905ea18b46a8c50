//! What a segment's header and a batch's commit record say, as canonical JSON.

use serde::{Deserialize, Serialize};

use super::Tip;
use super::encoding::text_of_instant;
use super::fault::{Damage, HeaderFault};
use super::merkle::{DigestKind, Frontier, Hash, hex};
use crate::model::entry::Seq;
use crate::model::time::Instant;
use crate::store::segment::record::parse_hex;

/// Version of the segments' form that is written.
const FORMAT: u32 = 1;

/// Members in the order of their names, so that serializing them is canonical.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderText {
    digest: String,
    first_seq: Seq,
    format: u32,
    frontier: Vec<String>,
    ledger: String,
    recorded_at: String,
    segment: u32,
}

/// The first record of a segment: where it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The ledger's identity: the same in all its segments.
    pub(super) ledger: String,
    /// Number of the segment, from 1.
    pub(super) segment: u32,
    /// The Merkle tree over all entries before the segment; its size is one less than the first sequence.
    pub(super) frontier: Frontier,
    /// When the batch was recorded that began the segment.
    pub(super) recorded_at: String,
}

impl Header {
    /// The first entry of the segment.
    pub(super) fn first_seq(&self) -> Seq {
        self.frontier.size() + 1
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let text = HeaderText {
            digest: self.frontier.digest().name().to_owned(),
            first_seq: self.first_seq(),
            format: FORMAT,
            frontier: self.frontier.peaks().iter().map(hex).collect(),
            ledger: self.ledger.clone(),
            recorded_at: self.recorded_at.clone(),
            segment: self.segment,
        };
        // Strings and numbers always serialize.
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// Reads a header; else what is wrong with it.
    pub(super) fn decode(json: &[u8]) -> Result<Self, HeaderFault> {
        let text: HeaderText =
            serde_json::from_slice(json).map_err(|e| HeaderFault::Form { reason: e.to_string() })?;
        if text.format != FORMAT {
            return Err(HeaderFault::Version { found: text.format, known: FORMAT });
        }
        let digest = DigestKind::parse(&text.digest).ok_or(HeaderFault::Digest { name: text.digest })?;
        let peaks: Option<Vec<Hash>> = text.frontier.iter().map(|peak| parse_hex(peak.as_bytes())).collect();
        let frontier = text.first_seq.checked_sub(1).zip(peaks);
        let frontier = frontier.and_then(|(size, peaks)| Frontier::from_parts(digest, size, peaks));
        let frontier = frontier.ok_or(HeaderFault::Frontier)?;
        let header =
            Self { ledger: text.ledger, segment: text.segment, frontier, recorded_at: text.recorded_at };
        if header.encode() == json { Ok(header) } else { Err(HeaderFault::NotCanonical) }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitText {
    count: u64,
    first_seq: Seq,
    last_seq: Seq,
    recorded_at: String,
    root: String,
}

/// The last record of a batch: from here on its entries count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    /// The batch's first entry.
    pub(super) first: Seq,
    /// The ledger's last entry and root with this batch.
    pub(super) tip: Tip,
    /// When the batch was recorded.
    pub(super) recorded_at: String,
    /// The hash function of the root.
    pub(super) digest: DigestKind,
}

impl Commit {
    pub(super) fn new(first: Seq, tip: Tip, recorded_at: Instant, digest: DigestKind) -> Self {
        Self { first, tip, recorded_at: text_of_instant(recorded_at), digest }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let text = CommitText {
            count: (self.tip.seq + 1).saturating_sub(self.first),
            first_seq: self.first,
            last_seq: self.tip.seq,
            recorded_at: self.recorded_at.clone(),
            root: format!("{}:{}", self.digest.name(), hex(&self.tip.root)),
        };
        serde_json::to_vec(&text).unwrap_or_default()
    }

    /// Reads a commit record; else what is wrong with it.
    pub(super) fn decode(json: &[u8]) -> Result<Self, Damage> {
        let text: CommitText =
            serde_json::from_slice(json).map_err(|e| Damage::CommitForm { reason: e.to_string() })?;
        let root = text.root.split_once(':');
        let digest = root.and_then(|(digest, _)| DigestKind::parse(digest));
        let root = root.and_then(|(_, hex)| parse_hex(hex.as_bytes()));
        let (digest, root) = digest.zip(root).ok_or(Damage::CommitRoot)?;
        let tip = Tip { seq: text.last_seq, root };
        let commit = Self { first: text.first_seq, tip, recorded_at: text.recorded_at, digest };
        let canonical = commit.first <= tip.seq && tip.seq < Seq::MAX && commit.encode() == json;
        if canonical { Ok(commit) } else { Err(Damage::CommitParts) }
    }
}
