//! Reading a single entry by its sequence, without an index.
//!
//! Every record is one line and no JSON holds a raw newline, so a line's beginning can be found from anywhere in a
//! segment: the segment is halved until a short stretch is left, and that is read through.

use std::path::Path;

use super::chunks::checked_entry;
use super::encoding::decode;
use super::error::LedgerError;
use super::fault::Damage;
use super::merkle::DigestKind;
use super::open::damaged;
use crate::limits::ENTRY_BYTES_MAX;
use crate::model::entry::{Entry, Seq};
use crate::store::segment::files;
use crate::store::segment::record::{self, Kind, Next};

/// A stretch that is read through rather than halved.
const STRETCH_BYTES: u64 = 64 << 10;
/// Bytes read to find the beginning of a line and a whole entry behind it.
const PROBE_BYTES: usize = 8 << 10;

/// A part of a segment in which an entry is looked for.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Where a line begins.
    low: u64,
    /// The first entry at or after `low`.
    low_seq: Seq,
    /// The line of the entry looked for begins before.
    high: u64,
}

/// Entry `seq` of the segment in `path`, which begins with entry `first`.
pub(super) fn entry_at(path: &Path, first: Seq, seq: Seq, digest: DigestKind) -> Result<Entry, LedgerError> {
    let mut stretch = Stretch { low: 0, low_seq: first, high: files::length(path)? };
    while STRETCH_BYTES < stretch.high - stretch.low {
        let middle = stretch.low + (stretch.high - stretch.low) / 2;
        match entry_after(path, middle)? {
            Some((start, found)) if found <= seq => {
                stretch = Stretch { low: start, low_seq: found, ..stretch }
            }
            Some(_) => stretch.high = middle,
            // A long line, or the end: read through what is left.
            None => break,
        }
    }
    // The line may go on behind the stretch: mostly a little, at worst by the longest entry.
    let length = usize::try_from(stretch.high - stretch.low).unwrap_or(usize::MAX);
    for beyond in [PROBE_BYTES, ENTRY_BYTES_MAX + PROBE_BYTES] {
        if let Some(entry) = read_through(path, stretch, seq, digest, length.saturating_add(beyond))? {
            return Ok(entry);
        }
    }
    Err(damaged(path, seq, Damage::NotInPlace))
}

/// The first entry whose line begins after `offset`, when it is found close by.
fn entry_after(path: &Path, offset: u64) -> Result<Option<(u64, Seq)>, LedgerError> {
    let bytes = files::read_part(path, offset, PROBE_BYTES)?;
    let mut at = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |newline| newline + 1);
    while let Next::Whole(frame) = record::next(&bytes, at) {
        if frame.kind == Kind::Entry {
            let start = offset + u64::try_from(at).unwrap_or(0);
            return Ok(decode(frame.json(&bytes)).ok().map(|entry| (start, entry.seq)));
        }
        at = frame.end;
    }
    Ok(None)
}

fn read_through(
    path: &Path,
    stretch: Stretch,
    seq: Seq,
    digest: DigestKind,
    length: usize,
) -> Result<Option<Entry>, LedgerError> {
    let bytes = files::read_part(path, stretch.low, length)?;
    let (mut at, mut next) = (0, stretch.low_seq);
    while let Next::Whole(frame) = record::next(&bytes, at) {
        if frame.kind == Kind::Entry {
            if next == seq {
                return checked_entry(path, &bytes, &frame, seq, digest).map(|(entry, _)| Some(entry));
            }
            next += 1;
        }
        at = frame.end;
    }
    Ok(None)
}
