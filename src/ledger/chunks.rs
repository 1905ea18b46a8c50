//! Reading committed entries in order, by the chunk, decoded on all cores.

use std::path::Path;

use rayon::prelude::*;

use super::Tip;
use super::encoding::decode;
use super::envelope::Commit;
use super::error::LedgerError;
use super::fault::Damage;
use super::merkle::{DigestKind, Hash};
use super::open::{damage_in, damaged, header};
use crate::model::entry::{Entry, Seq};
use crate::store::segment::files::{Segment, Stop};
use crate::store::segment::record::{Frame, Kind, put_hex};

/// Entries of a chunk, about.
pub const CHUNK_ENTRIES: usize = 50_000;
/// Entries decoded by one task.
const TASK_ENTRIES: usize = 1024;

/// Entries that follow each other.
#[derive(Debug)]
pub struct Chunk {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The ledger's tip after the last of them, when that ends a batch.
    pub commit: Option<Tip>,
}

/// Committed entries in order. After an error there are no more.
#[derive(Debug)]
pub struct EntryChunks<'a> {
    dir: &'a Path,
    /// Number of the segment to load next.
    number: u32,
    segment: Option<Segment>,
    digest: DigestKind,
    /// Index of the next record in the segment.
    frame: usize,
    /// The next entry to hand out.
    next: Seq,
    /// The last one.
    last: Seq,
}

impl<'a> EntryChunks<'a> {
    pub(super) fn new(dir: &'a Path, number: u32, from: Seq, last: Seq) -> Self {
        Self { dir, number, segment: None, digest: DigestKind::Sha256, frame: 0, next: from, last }
    }

    fn chunk(&mut self) -> Result<Chunk, LedgerError> {
        let segment = match self.segment.take() {
            Some(segment) if self.frame < segment.frames.len() => segment,
            Some(segment) if segment.stop != Stop::End => return Err(damage_in(&segment)),
            Some(_) | None => self.load()?,
        };
        let (end, commit) = self.cut(&segment)?;
        let frames = &segment.frames[self.frame..end];
        let entries = decode_frames(&segment, frames, self.next, self.digest)?;
        self.next += u64::try_from(entries.len()).unwrap_or(0);
        self.frame = end;
        self.segment = Some(segment);
        Ok(Chunk { entries, commit })
    }

    /// Loads the next segment and finds the next entry in it.
    fn load(&mut self) -> Result<Segment, LedgerError> {
        let segment = Segment::load(self.dir, self.number)?;
        let header = header(&segment)?;
        self.digest = header.frontier.digest();
        let skipped = self.next.checked_sub(header.first_seq());
        let entries = segment.frames.iter().enumerate().filter(|(_, f)| f.kind == Kind::Entry);
        let found =
            skipped.and_then(|n| usize::try_from(n).ok()).and_then(|n| entries.map(|(i, _)| i).nth(n));
        let Some(found) = found else {
            return Err(match segment.stop {
                Stop::End => damaged(&segment.path, self.next, Damage::NotInSegment),
                Stop::Torn | Stop::Damaged => damage_in(&segment),
            });
        };
        self.frame = found;
        self.number += 1;
        Ok(segment)
    }

    /// Where the chunk that begins at the next record ends: behind the last commit record within reach, or, when
    /// there is none, where it is full.
    fn cut(&self, segment: &Segment) -> Result<(usize, Option<Tip>), LedgerError> {
        let (mut entries, mut seq, mut commit) = (0, self.next, None);
        let mut end = self.frame;
        for (index, frame) in segment.frames.iter().enumerate().skip(self.frame) {
            match frame.kind {
                Kind::Entry if entries == CHUNK_ENTRIES || self.last < seq => break,
                Kind::Entry => {
                    entries += 1;
                    seq += 1;
                    end = index + 1;
                }
                Kind::Commit => {
                    commit = Some((index + 1, stated(segment, frame, seq - 1)?));
                    end = index + 1;
                }
                Kind::Header => return Err(damaged(&segment.path, seq, Damage::SecondHeader)),
            }
        }
        Ok(commit.map_or((end, None), |(end, tip)| (end, Some(tip))))
    }
}

impl Iterator for EntryChunks<'_> {
    type Item = Result<Chunk, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.last < self.next {
            return None;
        }
        let chunk = self.chunk();
        if chunk.is_err() {
            self.next = self.last + 1;
        }
        Some(chunk)
    }
}

/// The tip that a commit record states, when it is the one after entry `last`.
fn stated(segment: &Segment, frame: &Frame, last: Seq) -> Result<Tip, LedgerError> {
    let commit = Commit::decode(frame.json(&segment.bytes));
    match commit.map_err(|what| damaged(&segment.path, last, what))? {
        commit if commit.tip.seq == last => Ok(commit.tip),
        _ => Err(damaged(&segment.path, last, Damage::CommitOther)),
    }
}

fn decode_frames(
    segment: &Segment,
    frames: &[Frame],
    first: Seq,
    digest: DigestKind,
) -> Result<Vec<Entry>, LedgerError> {
    let entries: Vec<Frame> = frames.iter().filter(|f| f.kind == Kind::Entry).copied().collect();
    let tasks = entries.par_chunks(TASK_ENTRIES).enumerate();
    let decoded: Vec<Result<Vec<Entry>, LedgerError>> = tasks
        .map(|(task, frames)| {
            let first = first + u64::try_from(task * TASK_ENTRIES).unwrap_or(0);
            let checked = |(seq, frame): (Seq, &Frame)| {
                checked_entry(&segment.path, &segment.bytes, frame, seq, digest).map(|(entry, _)| entry)
            };
            (first..).zip(frames).map(checked).collect()
        })
        .collect();
    let mut all = Vec::with_capacity(entries.len());
    for entries in decoded {
        all.extend(entries?);
    }
    Ok(all)
}

/// The entry of a record and its Merkle leaf, after comparing leaf and sequence.
pub(super) fn checked_entry(
    path: &Path,
    bytes: &[u8],
    frame: &Frame,
    seq: Seq,
    digest: DigestKind,
) -> Result<(Entry, Hash), LedgerError> {
    let json = frame.json(bytes);
    let leaf = digest.leaf(json);
    let mut leaf_hex = [0u8; 64];
    put_hex(&mut leaf_hex, &leaf);
    if leaf_hex != frame.leaf_hex(bytes) {
        return Err(damaged(path, seq, Damage::Leaf));
    }
    let entry = decode(json).map_err(|source| LedgerError::Damaged {
        file: path.to_owned(),
        seq,
        what: Damage::Entry,
        source: Some(source),
    })?;
    if entry.seq != seq {
        return Err(damaged(path, seq, Damage::Number { says: entry.seq }));
    }
    Ok((entry, leaf))
}
