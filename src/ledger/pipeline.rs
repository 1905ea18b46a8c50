//! Encoding drafts on all cores while one thread pulls them and another writes them, in order.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, channel, sync_channel};

use super::encoding::Parts;
use super::encoding::write::Encoder;
use super::error::LedgerError;
use super::merkle::{DigestKind, Hash, Stretch};
use crate::model::entry::{Body, Draft, Seq};
use crate::model::subject::Subject;
use crate::store::segment::disk::at;
use crate::store::segment::record;

/// Most drafts of a piece.
const PIECE_DRAFTS: usize = 4096;
/// A piece is closed when its rows hold this many bytes.
const PIECE_BYTES: usize = 4 << 20;
/// Bytes reckoned for a body that is not a row.
const DOCUMENT_BYTES: usize = 64 << 10;

/// Some drafts on their way to be encoded.
struct Piece {
    first_seq: Seq,
    /// Subject of the draft before the first, and the version it makes.
    before: Option<(Subject, u32)>,
    drafts: Vec<Draft>,
}

/// Encoded drafts.
pub(super) struct Encoded {
    /// Their records.
    pub(super) records: Vec<u8>,
    /// Where each record ends.
    pub(super) ends: Vec<usize>,
    /// Their Merkle leaves.
    pub(super) leaves: Vec<Hash>,
    /// The leaves' part of the tree.
    pub(super) stretch: Stretch,
}

/// Cuts an iterator of drafts into pieces.
struct Pieces<'a> {
    drafts: &'a mut dyn Iterator<Item = Draft>,
    next_seq: Seq,
    before: Option<(Subject, u32)>,
    ended: bool,
}

impl Pieces<'_> {
    fn pull(&mut self) -> Piece {
        let (mut drafts, mut bytes) = (Vec::new(), 0);
        while drafts.len() < PIECE_DRAFTS && bytes < PIECE_BYTES {
            let Some(draft) = self.drafts.next() else {
                self.ended = true;
                break;
            };
            bytes += match &draft.body {
                Body::Row(row) => row.as_row().cells().map(<[u8]>::len).sum(),
                Body::Correction(_) | Body::Document(_) => DOCUMENT_BYTES,
            };
            drafts.push(draft);
        }
        let last = drafts.last().map(|d| (d.subject.clone(), d.expected_version.saturating_add(1)));
        let piece =
            Piece { first_seq: self.next_seq, before: std::mem::replace(&mut self.before, last), drafts };
        self.next_seq += u64::try_from(piece.drafts.len()).unwrap_or(0);
        piece
    }
}

/// Encodes `drafts`, the first of which becomes entry `first_seq`, and hands them to `write` in order.
///
/// # Errors
/// The first error of encoding or of `write`, in the order of the drafts.
pub(super) fn run(
    drafts: &mut dyn Iterator<Item = Draft>,
    first_seq: Seq,
    encoder: &Encoder,
    digest: DigestKind,
    write: &mut (dyn FnMut(&Encoded) -> Result<(), LedgerError> + Send),
) -> Result<(), LedgerError> {
    let mut pieces = Pieces { drafts, next_seq: first_seq, before: None, ended: false };
    let first = pieces.pull();
    if pieces.ended {
        // Threads would cost more than they save.
        return if first.drafts.is_empty() { Ok(()) } else { write(&encode(encoder, digest, &first)?) };
    }
    run_pieces(first, pieces, encoder, digest, write)
}

type Outcome = Result<Encoded, LedgerError>;

fn run_pieces(
    first: Piece,
    mut pieces: Pieces<'_>,
    encoder: &Encoder,
    digest: DigestKind,
    write: &mut (dyn FnMut(&Encoded) -> Result<(), LedgerError> + Send),
) -> Result<(), LedgerError> {
    let in_flight_max = 2 * rayon::current_num_threads() + 2;
    std::thread::scope(|threads| {
        let (ready, encoded) = sync_channel::<Outcome>(in_flight_max);
        let write_all = move || encoded.into_iter().try_for_each(|piece| write(&piece?));
        let thread = std::thread::Builder::new().name("ledger writer".to_owned());
        let writer = thread.spawn_scoped(threads, write_all);
        let writer = writer.map_err(at("start a thread to write", "the ledger".as_ref()))?;
        rayon::in_place_scope(|scope| {
            // Moved in, so that the writer sees its end on every way out of here, a panic of the drafts included.
            let ready = ready;
            let (mut waiting, mut piece) = (VecDeque::new(), Some(first));
            loop {
                if let Some(piece) = piece.take() {
                    let (done, outcome) = channel();
                    scope.spawn(move |_| drop(done.send(encode(encoder, digest, &piece))));
                    waiting.push_back(outcome);
                }
                let ended = pieces.ended;
                if (ended || in_flight_max <= waiting.len()) && !pass_on(&mut waiting, &ready) {
                    break;
                }
                piece = (!ended).then(|| pieces.pull()).filter(|p| !p.drafts.is_empty());
            }
        });
        writer.join().unwrap_or(Err(LedgerError::Stopped))
    })
}

/// Hands the oldest outcome to the writer; false when there is none or the writer has stopped.
fn pass_on(waiting: &mut VecDeque<Receiver<Outcome>>, ready: &SyncSender<Outcome>) -> bool {
    let Some(oldest) = waiting.pop_front() else {
        return false;
    };
    let outcome = wait(&oldest).unwrap_or(Err(LedgerError::Stopped));
    let go_on = outcome.is_ok();
    ready.send(outcome).is_ok() && go_on
}

/// Waits for an outcome; on a thread of the pool it does the pool's work meanwhile, since nobody else may be there to.
fn wait(outcome: &Receiver<Outcome>) -> Option<Outcome> {
    loop {
        match outcome.try_recv() {
            Ok(outcome) => return Some(outcome),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) if rayon::yield_now() == Some(rayon::Yield::Executed) => {}
            Err(TryRecvError::Empty) => return outcome.recv().ok(),
        }
    }
}

fn encode(encoder: &Encoder, digest: DigestKind, piece: &Piece) -> Outcome {
    let count = piece.drafts.len();
    let mut encoded = Encoded {
        // Entries of cases and handoffs take 300 to 400 bytes.
        records: Vec::with_capacity(count * 384),
        ends: Vec::with_capacity(count),
        leaves: Vec::with_capacity(count),
        stretch: Stretch::new(digest, piece.first_seq - 1),
    };
    let mut before = piece.before.as_ref().map(|(subject, version)| (subject, *version));
    for (seq, draft) in (piece.first_seq..).zip(&piece.drafts) {
        let version = next_version(seq, draft, before)?;
        before = Some((&draft.subject, version));
        let parts = Parts {
            seq,
            version,
            subject: &draft.subject,
            kind: draft.kind,
            occurred_at: &draft.occurred_at,
            body: &draft.body,
        };
        let start = record::begin_entry(&mut encoded.records);
        let put = encoder.put(&mut encoded.records, &parts);
        put.map_err(|source| LedgerError::Encode { seq, subject: draft.subject.to_string(), source })?;
        let leaf = digest.leaf(record::unfinished_json(&encoded.records, start));
        record::finish_entry(&mut encoded.records, start, &leaf);
        encoded.ends.push(encoded.records.len());
        encoded.leaves.push(leaf);
        encoded.stretch.push(leaf);
    }
    Ok(encoded)
}

/// The version that `draft` makes, checked against the draft before when that is about the same subject.
fn next_version(seq: Seq, draft: &Draft, before: Option<(&Subject, u32)>) -> Result<u32, LedgerError> {
    let expected = draft.expected_version;
    match (before, expected.checked_add(1)) {
        (Some((subject, made)), _) if *subject == draft.subject && made != expected => {
            Err(LedgerError::Versions { seq, subject: subject.to_string(), expected, made })
        }
        (_, Some(version)) => Ok(version),
        (_, None) => {
            let subject = draft.subject.to_string();
            Err(LedgerError::Versions { seq, subject, expected, made: expected })
        }
    }
}
