//! Errors of the ledger in the reader's language.

use super::below;
use crate::ledger::encoding::{DecodeError, EncodeError};
use crate::ledger::error::LedgerError;
use crate::ledger::fault::{Damage, HeaderFault};
use crate::limits::ENTRY_BYTES_MAX;
use crate::words::{Arg, Words};

pub(super) fn error(error: &LedgerError, words: Words) -> String {
    match error {
        LedgerError::Absent { dir } => words.say_with("ledger-absent", &[("path", (&shown(dir)).into())]),
        LedgerError::Exists { dir } => words.say_with("ledger-exists", &[("path", (&shown(dir)).into())]),
        LedgerError::Missing { file } => words.say_with("ledger-missing", &[("path", (&shown(file)).into())]),
        LedgerError::ReadOnly { dir } => {
            words.say_with("ledger-read-only", &[("path", (&shown(dir)).into())])
        }
        LedgerError::Header { file, what } => {
            let (path, what) = (shown(file), header(what, words));
            words.say_with("ledger-header", &[("path", (&path).into()), ("what", (&what).into())])
        }
        LedgerError::Damaged { file, seq, what, source } => {
            let (path, mut what) = (shown(file), damage(what, words));
            if let Some(source) = source {
                what = words.say_with(
                    "ledger-because",
                    &[("what", (&what).into()), ("why", (&decode(source, words)).into())],
                );
            }
            let args = [("path", (&path).into()), ("seq", (*seq).into()), ("what", (&what).into())];
            words.say_with("ledger-damaged", &args)
        }
        LedgerError::Encode { seq, subject, source } => {
            let why = encode(source, words);
            let args = [("seq", (*seq).into()), ("subject", subject.into()), ("why", (&why).into())];
            words.say_with("ledger-encode", &args)
        }
        LedgerError::Versions { seq, subject, expected, made } => {
            let args = [
                ("seq", (*seq).into()),
                ("subject", subject.into()),
                ("expected", (*expected).into()),
                ("made", (*made).into()),
            ];
            words.say_with("ledger-versions", &args)
        }
        LedgerError::Beyond { seq, last } => {
            words.say_with("ledger-beyond", &[("seq", (*seq).into()), ("last", (*last).into())])
        }
        LedgerError::Random { .. } => words.say("error-random"),
        LedgerError::Stopped => words.say("ledger-stopped"),
        LedgerError::Disk(error) => below::disk(error, words),
    }
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}

fn header(fault: &HeaderFault, words: Words) -> String {
    match fault {
        HeaderFault::Absent => words.say("header-absent"),
        HeaderFault::Form { reason } => words.say_with("header-form", &[("reason", reason.into())]),
        HeaderFault::Version { found, known } => {
            words.say_with("header-version", &[("found", (*found).into()), ("known", (*known).into())])
        }
        HeaderFault::Digest { name } => words.say_with("header-digest", &[("name", name.into())]),
        HeaderFault::Frontier => words.say("header-frontier"),
        HeaderFault::NotCanonical => words.say("header-not-canonical"),
        HeaderFault::Number { says } => words.say_with("header-number", &[("says", (*says).into())]),
        HeaderFault::EntriesBefore => words.say("header-entries-before"),
        HeaderFault::NotNext => words.say("header-not-next"),
    }
}

fn damage(damage: &Damage, words: Words) -> String {
    match damage {
        Damage::Checksum => words.say("damage-checksum"),
        Damage::NotInPlace => words.say("damage-not-in-place"),
        Damage::NotInSegment => words.say("damage-not-in-segment"),
        Damage::SecondHeader => words.say("damage-second-header"),
        Damage::NoLeaf => words.say("damage-no-leaf"),
        Damage::Leaf => words.say("damage-leaf"),
        Damage::Entry => words.say("damage-entry"),
        Damage::Number { says } => words.say_with("damage-number", &[("says", (*says).into())]),
        Damage::Version { made, known } => {
            words.say_with("damage-version", &[("made", (*made).into()), ("known", (*known).into())])
        }
        Damage::RecordedAt => words.say("damage-recorded-at"),
        Damage::EntriesMissing => words.say("damage-entries-missing"),
        Damage::CommitForm { reason } => words.say_with("damage-commit-form", &[("reason", reason.into())]),
        Damage::CommitRoot => words.say("damage-commit-root"),
        Damage::CommitParts => words.say("damage-commit-parts"),
        Damage::CommitOther => words.say("damage-commit-other"),
        Damage::CommitEmpty => words.say("damage-commit-empty"),
        Damage::CommitStates => words.say("damage-commit-states"),
    }
}

fn decode(error: &DecodeError, words: Words) -> String {
    match error {
        DecodeError::NotUtf8 => words.say("decode-not-utf8"),
        DecodeError::Version { found } => words.say_with("decode-version", &[("found", (*found).into())]),
        DecodeError::Kind { name } => words.say_with("decode-kind", &[("name", name.into())]),
        DecodeError::Column { table, column } => {
            words.say_with("decode-column", &[("table", table.name().into()), ("column", column.into())])
        }
        DecodeError::Form { at, .. } => words.say_with("decode-form", &[("at", (*at).into())]),
        DecodeError::Document => words.say("decode-document"),
    }
}

fn encode(error: &EncodeError, words: Words) -> String {
    match error {
        EncodeError::NotUtf8 { table } => {
            words.say_with("encode-not-utf8", &[("table", table.name().into())])
        }
        EncodeError::Number { number } => words.say_with("encode-number", &[("number", number.into())]),
        EncodeError::Depth => words.say("encode-depth"),
        EncodeError::TooLong { bytes } => {
            let args = [("bytes", Arg::count(*bytes)), ("max", Arg::count(ENTRY_BYTES_MAX))];
            words.say_with("encode-too-long", &args)
        }
        EncodeError::BodyForm { .. } | EncodeError::Column { .. } | EncodeError::Correction { .. } => {
            words.say("encode-form")
        }
    }
}
