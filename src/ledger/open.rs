//! Finding the end of a ledger: its last commit, and what follows it.

use std::path::{Path, PathBuf};

use super::Tip;
use super::envelope::{Commit, Header};
use super::error::LedgerError;
use super::fault::{Damage, HeaderFault};
use super::merkle::{Frontier, Hash};
use crate::model::entry::Seq;
use crate::store::segment::disk::DiskError;
use crate::store::segment::files::{self, Segment, Stop};
use crate::store::segment::record::{self, Kind, Next, parse_hex};
use crate::store::segment::writer::Mark;

/// Bytes read to find a header: more than the longest one takes.
const HEADER_BYTES_MAX: usize = 8 << 10;

/// The end of a ledger.
pub(super) struct End {
    pub(super) tip: Tip,
    pub(super) frontier: Frontier,
    /// Identity of the ledger.
    pub(super) ledger: String,
    /// First entries of segments 1, 2, ... up to the one that holds the last commit.
    pub(super) first_seqs: Vec<Seq>,
    /// Where the last commit record ends.
    pub(super) committed: Mark,
    /// Highest number of a segment, committed or not.
    pub(super) highest: u32,
    /// What follows the last commit.
    pub(super) tail: Tail,
}

/// What follows the last commit record: entries of a batch whose writing was interrupted. They do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// Its bytes, over all segments.
    pub bytes: u64,
    /// Its whole entries.
    pub entries: u64,
    /// Segments that hold nothing else.
    pub segments: u32,
}

impl Tail {
    pub(super) fn add(&mut self, segment: &Segment, from: usize) {
        let length = segment.bytes.len();
        let committed = segment.frames.iter().take_while(|f| f.end <= from).count();
        self.bytes += u64::try_from(length - from).unwrap_or(u64::MAX);
        self.entries += segment.entries(segment.frames.len()) - segment.entries(committed);
    }
}

/// The numbers of the segments in `dir`, checked to run from 1 without a gap; the last of them.
pub(super) fn last_number(dir: &Path) -> Result<u32, LedgerError> {
    let absent = || LedgerError::Absent { dir: dir.to_owned() };
    let numbers = match files::list(dir) {
        Err(DiskError { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(absent());
        }
        listed => listed?,
    };
    for (number, expected) in numbers.iter().zip(1..) {
        if *number != expected {
            return Err(LedgerError::Missing { file: files::path(dir, expected) });
        }
    }
    numbers.last().copied().ok_or_else(absent)
}

/// Looks for the last commit from the last segment backwards.
pub(super) fn find(dir: &Path) -> Result<End, LedgerError> {
    let highest = last_number(dir)?;
    let mut tail = Tail::default();
    let mut number = highest;
    loop {
        let segment = Segment::load(dir, number)?;
        if segment.stop == Stop::Damaged {
            return Err(damage_in(&segment));
        }
        let commit = segment.last_commit();
        if commit.is_some() || number == 1 {
            let header = header(&segment)?;
            let (tip, frontier, committed) = replay(&segment, &header, commit)?;
            tail.add(&segment, committed);
            let length = u64::try_from(committed).unwrap_or(u64::MAX);
            return Ok(End {
                tip,
                frontier,
                first_seqs: first_seqs(dir, &header)?,
                ledger: header.ledger,
                committed: Mark { number, length },
                highest,
                tail,
            });
        }
        tail.add(&segment, 0);
        tail.segments += 1;
        number -= 1;
    }
}

/// The header of a segment that must have one.
pub(super) fn header(segment: &Segment) -> Result<Header, LedgerError> {
    let (path, number) = (&segment.path, segment.number);
    parse_header(path, number, segment.header())
}

fn parse_header(path: &Path, number: u32, json: Option<&[u8]>) -> Result<Header, LedgerError> {
    let wrong = |what: HeaderFault| LedgerError::Header { file: path.to_owned(), what };
    let header = json.ok_or_else(|| wrong(HeaderFault::Absent));
    let header = Header::decode(header?).map_err(wrong)?;
    if header.segment != number {
        return Err(wrong(HeaderFault::Number { says: header.segment }));
    }
    Ok(header)
}

/// The tree from the segment's header to its commit record number `commit`, compared with the root stated there.
fn replay(
    segment: &Segment,
    header: &Header,
    commit: Option<usize>,
) -> Result<(Tip, Frontier, usize), LedgerError> {
    let mut frontier = header.frontier.clone();
    let Some(commit) = commit else {
        let end = segment.frames.first().map_or(0, |f| f.end);
        if header.first_seq() != 1 {
            let what = HeaderFault::EntriesBefore;
            return Err(LedgerError::Header { file: segment.path.clone(), what });
        }
        return Ok((Tip { seq: 0, root: frontier.root() }, frontier, end));
    };
    for frame in segment.frames.iter().take(commit).filter(|f| f.kind == Kind::Entry) {
        let leaf: Option<Hash> = parse_hex(frame.leaf_hex(&segment.bytes));
        let seq = frontier.size() + 1;
        frontier.push(leaf.ok_or_else(|| damaged(&segment.path, seq, Damage::NoLeaf))?);
    }
    let frame = segment.frames[commit];
    let stated = Commit::decode(frame.json(&segment.bytes));
    let stated = stated.map_err(|what| damaged(&segment.path, frontier.size() + 1, what))?;
    let tip = Tip { seq: frontier.size(), root: frontier.root() };
    if stated.tip != tip {
        return Err(damaged(&segment.path, tip.seq, Damage::CommitStates));
    }
    Ok((tip, frontier, frame.end))
}

/// First entries of the segments up to the one with the header `last`, whose headers must continue each other.
fn first_seqs(dir: &Path, last: &Header) -> Result<Vec<Seq>, LedgerError> {
    let mut first_seqs: Vec<Seq> = Vec::new();
    for number in 1..=last.segment {
        let path = files::path(dir, number);
        let bytes = files::read_part(&path, 0, HEADER_BYTES_MAX)?;
        let json = match record::next(&bytes, 0) {
            Next::Whole(frame) if frame.kind == Kind::Header => Some(frame.json(&bytes)),
            Next::Whole(_) | Next::End | Next::Torn | Next::Damaged => None,
        };
        let header = parse_header(&path, number, json)?;
        let follows = first_seqs.last().map_or(header.first_seq() == 1, |f| *f < header.first_seq());
        if header.ledger != last.ledger || !follows {
            let what = HeaderFault::NotNext;
            return Err(LedgerError::Header { file: path, what });
        }
        first_seqs.push(header.first_seq());
    }
    Ok(first_seqs)
}

/// The error for a segment whose records stop at a damaged one.
pub(super) fn damage_in(segment: &Segment) -> LedgerError {
    match header(segment) {
        Ok(header) => {
            let seq = header.first_seq() + segment.entries(segment.frames.len());
            damaged(&segment.path, seq, Damage::Checksum)
        }
        Err(error) => error,
    }
}

pub(super) fn damaged(file: &Path, seq: Seq, what: Damage) -> LedgerError {
    LedgerError::Damaged { file: PathBuf::from(file), seq, what, source: None }
}
