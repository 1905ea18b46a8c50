//! The ledger in segment files: the one implementation of [`Ledger`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chunks::EntryChunks;
use super::encoding::text_of_instant;
use super::encoding::write::Encoder;
use super::envelope::{Commit, Header};
use super::error::LedgerError;
use super::merkle::{DigestKind, Frontier, Hash};
use super::open::{self, End, Tail};
use super::pipeline;
use super::single::entry_at;
use super::sink::Sink;
use super::{Batch, Ledger, Tip};
use crate::limits::SEGMENT_BYTES;
use crate::model::entry::{Entry, Seq};
use crate::model::time::Instant;
use crate::store::segment::disk::{Disk, DiskError, OsDisk, create_dir};
use crate::store::segment::files::{self, Segment};
use crate::store::segment::record::Kind;
use crate::store::segment::writer::SegmentWriter;

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading: nothing on disk is changed.
    Read,
    /// Reading and appending; the caller holds the lock of the directory.
    Write,
}

/// What may differ from one ledger on disk to another.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A segment is followed by a new one when it has reached this size in bytes.
    pub segment_bytes: u64,
    /// The disk beneath.
    pub disk: Arc<dyn Disk>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { segment_bytes: SEGMENT_BYTES, disk: Arc::new(OsDisk) }
    }
}

/// What was found at open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenReport {
    /// What followed the last commit: cut away when opened for writing, else passed over.
    pub tail: Tail,
}

/// A ledger in the segment files of one directory.
#[derive(Debug)]
pub struct FileLedger {
    dir: PathBuf,
    id: String,
    tip: Tip,
    frontier: Frontier,
    /// First entries of segments 1, 2, ...
    first_seqs: Vec<Seq>,
    writer: Option<SegmentWriter>,
}

/// The ledger's directory in the data directory `dir`.
#[must_use]
pub fn directory(dir: &Path) -> PathBuf {
    dir.join("ledger")
}

impl FileLedger {
    /// Makes an empty ledger in the data directory `dir` and opens it for writing.
    ///
    /// # Errors
    /// [`LedgerError::Exists`] when there is one already, else when it cannot be written.
    pub fn create(dir: &Path, recorded_at: Instant) -> Result<Self, LedgerError> {
        Self::create_with(dir, recorded_at, Settings::default())
    }

    /// [`FileLedger::create`] with other settings.
    ///
    /// # Errors
    /// See [`FileLedger::create`].
    pub fn create_with(dir: &Path, recorded_at: Instant, settings: Settings) -> Result<Self, LedgerError> {
        let data_dir = dir;
        let dir = directory(data_dir);
        create_dir(settings.disk.as_ref(), &dir)?;
        let header = Header {
            ledger: new_id()?,
            segment: 1,
            frontier: Frontier::new(DigestKind::Sha256),
            recorded_at: text_of_instant(recorded_at),
        };
        match SegmentWriter::create(&dir, settings.disk.as_ref(), &header.encode()) {
            Err(DiskError { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(LedgerError::Exists { dir });
            }
            created => created?,
        }
        Self::open_with(data_dir, Access::Write, settings).map(|(ledger, _)| ledger)
    }

    /// Opens the ledger in the data directory `dir` at its last commit.
    ///
    /// What follows that commit was never acknowledged; for writing it is cut away. Of the segments before the last
    /// commit only the headers are read: [`super::verify::verify`] checks everything.
    ///
    /// # Errors
    /// When there is no ledger, a segment is missing, or what was read is damaged.
    pub fn open(dir: &Path, access: Access) -> Result<(Self, OpenReport), LedgerError> {
        Self::open_with(dir, access, Settings::default())
    }

    /// [`FileLedger::open`] with other settings.
    ///
    /// # Errors
    /// See [`FileLedger::open`].
    pub fn open_with(
        dir: &Path,
        access: Access,
        settings: Settings,
    ) -> Result<(Self, OpenReport), LedgerError> {
        let dir = directory(dir);
        let End { tip, frontier, ledger, first_seqs, committed, highest, tail } = open::find(&dir)?;
        let Settings { segment_bytes, disk } = settings;
        let writer = match access {
            Access::Read => None,
            Access::Write => Some(SegmentWriter::open(&dir, disk, segment_bytes, committed, highest)?),
        };
        Ok((Self { dir, id: ledger, tip, frontier, first_seqs, writer }, OpenReport { tail }))
    }

    /// The ledger as far as it reaches now, for reading beside this one, whatever this one appends later.
    #[must_use]
    pub fn reader(&self) -> Self {
        Self {
            dir: self.dir.clone(),
            id: self.id.clone(),
            tip: self.tip,
            frontier: self.frontier.clone(),
            first_seqs: self.first_seqs.clone(),
            writer: None,
        }
    }

    /// The ledger's identity: made at its creation, the same for ever.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What leaves and nodes of the Merkle tree are hashed with.
    #[must_use]
    pub fn digest(&self) -> DigestKind {
        self.frontier.digest()
    }

    /// Number of the segment that holds entry `seq`, or would.
    #[must_use]
    pub fn segment_number(&self, seq: Seq) -> u32 {
        self.segment_of(seq).0
    }

    /// Single entries, in the order asked for.
    ///
    /// # Errors
    /// [`LedgerError::Beyond`] for a sequence without an entry; [`LedgerError::Damaged`] for a damaged one.
    pub fn read_entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, LedgerError> {
        let read = |seq: &Seq| {
            if *seq == 0 || self.tip.seq < *seq {
                return Err(LedgerError::Beyond { seq: *seq, last: self.tip.seq });
            }
            let (number, first) = self.segment_of(*seq);
            entry_at(&files::path(&self.dir, number), first, *seq, self.frontier.digest())
        };
        seqs.iter().map(read).collect()
    }

    /// The root that was committed with a batch ending at entry `seq`; none when no batch ends there.
    ///
    /// # Errors
    /// When a segment cannot be read.
    pub fn root_at(&self, seq: Seq) -> Result<Option<Hash>, LedgerError> {
        if seq == self.tip.seq {
            return Ok(Some(self.tip.root));
        }
        if seq == 0 || self.tip.seq < seq {
            return Ok(None);
        }
        // The commit record follows its batch's last entry, at the beginning of the next segment at the latest.
        let (number, _) = self.segment_of(seq);
        for number in [number, number + 1] {
            if self.first_seqs.len() < number as usize {
                break;
            }
            let segment = Segment::load(&self.dir, number)?;
            let commits = segment.frames.iter().filter(|f| f.kind == Kind::Commit);
            let tips = commits.filter_map(|f| Commit::decode(f.json(&segment.bytes)).ok()).map(|c| c.tip);
            if let Some(tip) = tips.into_iter().find(|tip| tip.seq == seq) {
                return Ok(Some(tip.root));
            }
        }
        Ok(None)
    }

    /// Number and first entry of the segment that holds entry `seq`.
    fn segment_of(&self, seq: Seq) -> (u32, Seq) {
        let number = self.first_seqs.partition_point(|first| *first <= seq).max(1);
        (u32::try_from(number).unwrap_or(u32::MAX), self.first_seqs[number - 1])
    }

    fn write(&mut self, batch: Batch<'_>) -> Result<Tip, LedgerError> {
        let Some(writer) = self.writer.as_mut() else {
            return Err(LedgerError::ReadOnly { dir: self.dir.clone() });
        };
        if writer.is_dirty() {
            writer.abandon()?;
        }
        let encoder = Encoder::new(batch.actor, batch.recorded_at);
        let (first, digest) = (self.tip.seq + 1, self.frontier.digest());
        let mut sink = Sink {
            writer,
            frontier: self.frontier.clone(),
            begun: Vec::new(),
            ledger: &self.id,
            recorded_at: text_of_instant(batch.recorded_at),
            progress: batch.progress,
            written: 0,
        };
        pipeline::run(batch.drafts, first, &encoder, digest, &mut |piece| sink.write(piece))?;
        let Sink { writer, frontier, begun, written, .. } = sink;
        if written == 0 {
            return Ok(self.tip);
        }
        let tip = Tip { seq: frontier.size(), root: frontier.root() };
        writer.commit(&Commit::new(first, tip, batch.recorded_at, digest).encode())?;
        self.tip = tip;
        self.frontier = frontier;
        self.first_seqs.extend(begun);
        Ok(tip)
    }
}

impl Ledger for FileLedger {
    fn tip(&self) -> Tip {
        self.tip
    }

    fn append(&mut self, batch: Batch<'_>) -> Result<Tip, LedgerError> {
        let written = self.write(batch);
        if written.is_err()
            && let Some(writer) = self.writer.as_mut()
            && writer.is_dirty()
        {
            // If cutting back fails as well, the writer stays dirty and the next append begins by trying again.
            writer.abandon().unwrap_or(());
        }
        written
    }

    fn read(&self, from: Seq) -> Result<EntryChunks<'_>, LedgerError> {
        let from = from.max(1);
        if self.tip.seq + 1 < from {
            return Err(LedgerError::Beyond { seq: from, last: self.tip.seq });
        }
        let (number, _) = self.segment_of(from);
        Ok(EntryChunks::new(&self.dir, number, from, self.tip.seq))
    }
}

fn new_id() -> Result<String, LedgerError> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|source| LedgerError::Random { source })?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}
