//! Where encoded entries go: into segments, a new one whenever one has reached its size.

use super::envelope::Header;
use super::error::LedgerError;
use super::merkle::Frontier;
use super::pipeline::Encoded;
use crate::model::entry::Seq;
use crate::store::segment::writer::SegmentWriter;

/// The writing end of one batch.
pub(super) struct Sink<'a> {
    pub(super) writer: &'a mut SegmentWriter,
    /// The tree with the entries written so far.
    pub(super) frontier: Frontier,
    /// First entries of the segments that this batch began.
    pub(super) begun: Vec<Seq>,
    pub(super) ledger: &'a str,
    pub(super) recorded_at: String,
    pub(super) progress: &'a (dyn Fn(u64) + Sync),
    pub(super) written: u64,
}

impl Sink<'_> {
    /// Writes a piece.
    pub(super) fn write(&mut self, piece: &Encoded) -> Result<(), LedgerError> {
        let bytes = u64::try_from(piece.records.len()).unwrap_or(u64::MAX);
        if bytes <= self.writer.room() && 0 < self.writer.room() {
            self.writer.append(&piece.records)?;
            self.frontier.append(&piece.stretch);
        } else {
            self.write_one_by_one(piece)?;
        }
        self.written += u64::try_from(piece.leaves.len()).unwrap_or(0);
        (self.progress)(self.written);
        Ok(())
    }

    fn write_one_by_one(&mut self, piece: &Encoded) -> Result<(), LedgerError> {
        let mut start = 0;
        for (end, leaf) in piece.ends.iter().zip(&piece.leaves) {
            if self.writer.room() == 0 {
                self.begin_segment()?;
            }
            self.writer.append(&piece.records[start..*end])?;
            self.frontier.push(*leaf);
            start = *end;
        }
        Ok(())
    }

    fn begin_segment(&mut self) -> Result<(), LedgerError> {
        let header = Header {
            ledger: self.ledger.to_owned(),
            segment: self.writer.number() + 1,
            frontier: self.frontier.clone(),
            recorded_at: self.recorded_at.clone(),
        };
        self.writer.begin_segment(&header.encode())?;
        self.begun.push(header.first_seq());
        Ok(())
    }
}
