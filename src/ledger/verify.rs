//! Checking a whole ledger: every checksum, leaf, header, root, sequence and version is computed anew.

use std::path::Path;

use hashbrown::HashMap;
use rayon::prelude::*;
use uuid::Uuid;

use super::Tip;
use super::chunks::checked_entry;
use super::envelope::{Commit, Header};
use super::error::LedgerError;
use super::fault::{Damage, HeaderFault};
use super::file::directory;
use super::merkle::{DigestKind, Frontier, Hash};
use super::open::{Tail, damage_in, damaged, header, last_number};
use crate::model::entry::{Entry, Seq};
use crate::model::time::Instant;
use crate::store::segment::files::{Segment, Stop};
use crate::store::segment::record::{Frame, Kind};

/// Entries checked by one task.
const TASK_ENTRIES: usize = 2048;

/// A ledger that was found true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Its tip.
    pub tip: Tip,
    /// How many batches it holds.
    pub batches: u64,
    /// How many segments.
    pub segments: u32,
    /// How many subjects its entries are about.
    pub subjects: u64,
    /// Bytes of its segments, the tail included.
    pub bytes: u64,
    /// What follows the last commit and does not count.
    pub tail: Tail,
}

/// Checks the ledger in the data directory `dir` from its first byte to its last. `progress` is told how many entries
/// have been checked.
///
/// Memory is bounded by two segments and by 20 to 40 bytes for each subject.
///
/// # Errors
/// The first thing found wrong, with its file and sequence.
pub fn verify(dir: &Path, progress: &(dyn Fn(u64) + Sync)) -> Result<VerifyReport, LedgerError> {
    verify_with(dir, progress, &|_| {})
}

/// [`verify`], which also shows every entry to `inspect` once it has been checked by itself, on all cores and in no
/// order.
///
/// # Errors
/// See [`verify`].
pub fn verify_with(
    dir: &Path,
    progress: &(dyn Fn(u64) + Sync),
    inspect: &(dyn Fn(&Entry) + Sync),
) -> Result<VerifyReport, LedgerError> {
    let dir = directory(dir);
    let last = last_number(&dir)?;
    let mut check = Check::default();
    let mut segment = Segment::load(&dir, 1)?;
    for number in 1..=last {
        let load_next = || (number < last).then(|| Segment::load(&dir, number + 1)).transpose();
        let (checked, next) = rayon::join(|| check.segment(&segment, inspect), load_next);
        checked?;
        progress(check.next_seq() - 1);
        if let Some(next) = next? {
            segment = next;
        }
    }
    Ok(check.report(last))
}

/// What one entry adds to the checks that go in order.
struct Checked {
    leaf: Hash,
    subject: Uuid,
    version: u32,
    recorded_at: Instant,
}

#[derive(Default)]
struct Check {
    /// Identity of the ledger and the tree so far; none before the first header.
    state: Option<(String, Frontier)>,
    /// Version of each subject after the entries so far.
    versions: HashMap<Uuid, u32>,
    /// First entry of the batch that is open, and when it was recorded.
    batch: Option<(Seq, Instant)>,
    tip: Option<Tip>,
    batches: u64,
    bytes: u64,
    /// What was read since the last commit.
    tail: Tail,
    /// Subjects that committed entries are about.
    subjects: u64,
    /// Whether a torn record was passed: only the tail can follow it.
    interrupted: bool,
}

impl Check {
    fn next_seq(&self) -> Seq {
        self.state.as_ref().map_or(1, |(_, frontier)| frontier.size() + 1)
    }

    fn segment(&mut self, segment: &Segment, inspect: &(dyn Fn(&Entry) + Sync)) -> Result<(), LedgerError> {
        self.bytes += u64::try_from(segment.bytes.len()).unwrap_or(u64::MAX);
        let (mut committed, tail_before) = (0, self.tail);
        if segment.stop == Stop::Damaged {
            return Err(damage_in(segment));
        }
        if self.interrupted || (segment.frames.is_empty() && 1 < segment.number) {
            return self.pass_over(segment);
        }
        self.interrupted = segment.stop == Stop::Torn;
        let header = header(segment)?;
        self.check_header(segment, &header)?;
        let checked = check_entries(segment, (header.first_seq(), header.frontier.digest()), inspect)?;
        let mut checked = checked.into_iter().flatten();
        for frame in &segment.frames[1..] {
            match frame.kind {
                Kind::Entry => {
                    if let Some(entry) = checked.next() {
                        self.check_order(segment, &entry)?;
                    }
                }
                Kind::Commit => {
                    self.check_commit(segment, frame)?;
                    committed = frame.end;
                }
                Kind::Header => return Err(damaged(&segment.path, self.next_seq(), Damage::SecondHeader)),
            }
        }
        self.tail = if committed == 0 { tail_before } else { Tail::default() };
        self.tail.segments += u32::from(committed == 0 && 1 < segment.number);
        let counted = if committed == 0 && segment.number == 1 { segment.frames[0].end } else { committed };
        self.tail.add(segment, counted);
        Ok(())
    }

    /// Counts a segment of which nothing is committed.
    fn pass_over(&mut self, segment: &Segment) -> Result<(), LedgerError> {
        if segment.last_commit().is_some() {
            return Err(damaged(&segment.path, self.next_seq(), Damage::EntriesMissing));
        }
        self.interrupted = true;
        self.tail.add(segment, 0);
        self.tail.segments += 1;
        Ok(())
    }

    fn check_header(&mut self, segment: &Segment, header: &Header) -> Result<(), LedgerError> {
        let digest = header.frontier.digest();
        let (ledger, frontier) =
            self.state.get_or_insert_with(|| (header.ledger.clone(), Frontier::new(digest)));
        if header.ledger == *ledger && header.frontier == *frontier {
            return Ok(());
        }
        let what = HeaderFault::NotNext;
        Err(LedgerError::Header { file: segment.path.clone(), what })
    }

    fn check_order(&mut self, segment: &Segment, entry: &Checked) -> Result<(), LedgerError> {
        let seq = self.next_seq();
        let version = self.versions.entry(entry.subject).or_insert(0);
        if version.checked_add(1) != Some(entry.version) {
            let what = Damage::Version { made: entry.version, known: *version };
            return Err(damaged(&segment.path, seq, what));
        }
        *version = entry.version;
        let (_, recorded_at) = *self.batch.get_or_insert((seq, entry.recorded_at));
        if recorded_at != entry.recorded_at {
            return Err(damaged(&segment.path, seq, Damage::RecordedAt));
        }
        if let Some((_, frontier)) = self.state.as_mut() {
            frontier.push(entry.leaf);
        }
        Ok(())
    }

    fn check_commit(&mut self, segment: &Segment, frame: &Frame) -> Result<(), LedgerError> {
        let seq = self.next_seq() - 1;
        let wrong = |what: Damage| damaged(&segment.path, seq, what);
        let stated = Commit::decode(frame.json(&segment.bytes)).map_err(wrong)?;
        let (Some((_, frontier)), Some((first, recorded_at))) = (&self.state, self.batch.take()) else {
            return Err(wrong(Damage::CommitEmpty));
        };
        let tip = Tip { seq, root: frontier.root() };
        if stated != Commit::new(first, tip, recorded_at, frontier.digest()) {
            return Err(wrong(Damage::CommitStates));
        }
        self.tip = Some(tip);
        self.batches += 1;
        self.subjects = u64::try_from(self.versions.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    fn report(self, segments: u32) -> VerifyReport {
        let Self { tip, batches, subjects, bytes, tail, .. } = self;
        let tip = tip.unwrap_or_else(|| Tip { seq: 0, root: DigestKind::Sha256.empty() });
        VerifyReport { tip, batches, segments, subjects, bytes, tail }
    }
}

/// Checks each entry by itself, on all cores; results in order.
fn check_entries(
    segment: &Segment,
    (first, digest): (Seq, DigestKind),
    inspect: &(dyn Fn(&Entry) + Sync),
) -> Result<Vec<Vec<Checked>>, LedgerError> {
    let entries: Vec<Frame> = segment.frames.iter().filter(|f| f.kind == Kind::Entry).copied().collect();
    let tasks = entries.par_chunks(TASK_ENTRIES).enumerate();
    let checked: Vec<Result<Vec<Checked>, LedgerError>> = tasks
        .map(|(task, frames)| {
            let first = first + u64::try_from(task * TASK_ENTRIES).unwrap_or(0);
            let check = |(seq, frame)| check_entry(segment, frame, (seq, digest), inspect);
            (first..).zip(frames).map(check).collect()
        })
        .collect();
    checked.into_iter().collect()
}

fn check_entry(
    segment: &Segment,
    frame: &Frame,
    (seq, digest): (Seq, DigestKind),
    inspect: &(dyn Fn(&Entry) + Sync),
) -> Result<Checked, LedgerError> {
    let (entry, leaf) = checked_entry(&segment.path, &segment.bytes, frame, seq, digest)?;
    inspect(&entry);
    let (subject, version) = (entry.subject.uuid(), entry.version);
    Ok(Checked { leaf, subject, version, recorded_at: entry.recorded_at })
}
