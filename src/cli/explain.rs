//! Errors and rejects in the reader's language.

use crate::app::error::AppError;
use crate::app::import::gather::Ignored;
use crate::intake::csv_blocks::CutError;
use crate::intake::header::HeaderError;
use crate::intake::read::FileError;
use crate::intake::reject::Reason;
use crate::limits::{COLUMNS_MAX, RECORD_BYTES_MAX, ROWS_MAX};
use crate::model::time::TimeError;
use crate::playbook;
use crate::playbook::problem::Problem;
use crate::words::{Arg, Words};

/// What `error` says, in words.
#[must_use]
pub fn error(error: &AppError, words: Words) -> String {
    match error {
        AppError::NotADirectory { path } => words.say_with("error-not-a-directory", &[("path", path.into())]),
        AppError::Occupied { path } => words.say_with("error-occupied", &[("path", path.into())]),
        AppError::InUse { path, holder } => {
            words.say_with("error-in-use", &[("path", path.into()), ("holder", holder.into())])
        }
        AppError::NoTables { path } => words.say_with("error-no-tables", &[("path", path.into())]),
        AppError::Io { path, doing, source } => {
            let (path, reason) = (path.display().to_string(), source.to_string());
            let args = [("path", (&path).into()), ("doing", (*doing).into()), ("reason", (&reason).into())];
            words.say_with("error-io", &args)
        }
        AppError::File { path, source } => format!("{path}: {}", file(source, words)),
        AppError::BadRows { count } => words.say_with("error-bad-rows", &[("count", (*count).into())]),
        AppError::LedgerShortened { ledger, graph, path } => {
            let args = [("ledger", (*ledger).into()), ("graph", (*graph).into()), ("path", path.into())];
            words.say_with("error-ledger-shortened", &args)
        }
        AppError::Unknown { what, id, near } => {
            let what = words.say(what);
            let args = [("what", (&what).into()), ("id", id.into()), ("near", near.into())];
            words.say_with("error-unknown", &args)
        }
        AppError::PlaybookMissing { name } => {
            let names = playbook::builtins().join(", ");
            words.say_with("error-playbook-name", &[("name", name.into()), ("names", (&names).into())])
        }
        AppError::PlaybookFaulty { place, problems } => {
            problems.iter().map(|p| problem(place, p, words)).collect::<Vec<_>>().join("\n")
        }
        AppError::Moment { text, source } => {
            let reason = reason(&Reason::Instant(*source), words);
            words.say_with("error-now", &[("text", text.into()), ("reason", (&reason).into())])
        }
        AppError::NoDetector { name, names } => {
            words.say_with("error-only", &[("name", name.into()), ("names", names.into())])
        }
        AppError::RejectsFile { source } => {
            words.say_with("error-rejects-file", &[("reason", (&source.to_string()).into())])
        }
        AppError::RejectsPlace { path } => words.say_with("error-rejects-place", &[("path", path.into())]),
        AppError::StoredNotFollowed { first, last, source } => {
            let reason = self::error(source, words);
            let args = [("first", (*first).into()), ("last", (*last).into()), ("reason", (&reason).into())];
            words.say_with("error-stored-not-followed", &args)
        }
        AppError::Settings { .. }
        | AppError::Notice(_)
        | AppError::Planted { .. }
        | AppError::PlaybookEncoding { .. }
        | AppError::PlaybookUnnamed
        | AppError::Ledger(_)
        | AppError::Store(_)
        | AppError::Record(_)
        | AppError::Vault(_)
        | AppError::Snapshot(_) => words.say_with("error-detail", &[("detail", (&chain(error)).into())]),
    }
}

/// A fault of a playbook with its place, in words.
#[must_use]
pub fn problem(place: &str, problem: &Problem, words: Words) -> String {
    format!("{place}:{}:{}: {}", problem.line, problem.column, problem.say(&words))
}

/// An error with its causes, for what is not in the catalogue.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

/// Why a file cannot be read, in words.
#[must_use]
pub fn file(error: &FileError, words: Words) -> String {
    match error {
        FileError::Empty => words.say("file-empty"),
        FileError::Workbook => words.say("file-workbook"),
        FileError::Binary { offset } => words.say_with("file-binary", &[("offset", (*offset).into())]),
        FileError::Utf16 => words.say("file-utf16"),
        FileError::Encoding => words.say("file-encoding"),
        FileError::Header(error) => header(error, words),
        FileError::Cut(CutError::Read(error)) => {
            words.say_with("file-read", &[("reason", (&error.to_string()).into())])
        }
        FileError::Cut(CutError::QuoteOpen { line }) => {
            words.say_with("file-quote-open", &[("line", (*line).into())])
        }
        FileError::Cut(CutError::RecordTooLong { line }) => {
            let args = [("line", (*line).into()), ("max", RECORD_BYTES_MAX.into())];
            words.say_with("file-record-too-long", &args)
        }
        FileError::TooManyRows => words.say_with("file-too-many-rows", &[("max", ROWS_MAX.into())]),
    }
}

fn header(error: &HeaderError, words: Words) -> String {
    match error {
        HeaderError::TooManyColumns { found } => {
            words.say_with("file-columns", &[("found", (*found).into()), ("max", COLUMNS_MAX.into())])
        }
        HeaderError::Unnamed { position } => {
            words.say_with("file-unnamed", &[("position", (*position).into())])
        }
        HeaderError::Twice { name } => words.say_with("file-twice", &[("name", name.into())]),
        HeaderError::UnknownColumn { table, name, hint } => {
            let args = [("table", table.name().into()), ("name", name.into()), ("hint", hint.into())];
            words.say_with("file-unknown-column", &args)
        }
        HeaderError::Missing { table, name, aliases } => {
            let args =
                [("table", table.name().into()), ("name", (*name).into()), ("aliases", aliases.into())];
            words.say_with("file-missing", &args)
        }
        HeaderError::NoTable => words.say("file-no-table"),
        HeaderError::SeveralTables { tables } => {
            words.say_with("file-several-tables", &[("tables", tables.into())])
        }
    }
}

/// Why a row is refused, in words.
#[must_use]
pub fn reason(reason: &Reason, words: Words) -> String {
    let one = |key: &str, name: &str, arg: Arg<'_>| words.say_with(key, &[(name, arg)]);
    match reason {
        Reason::Empty => words.say("reject-empty"),
        Reason::CellCount { expected, found } => words
            .say_with("reject-cell-count", &[("found", (*found).into()), ("expected", (*expected).into())]),
        Reason::Encoding => words.say("reject-encoding"),
        Reason::Control => words.say("reject-control"),
        Reason::TooLong { max } => one("reject-too-long", "max", (*max).into()),
        Reason::Integer { max } => one("reject-integer", "max", (*max).into()),
        Reason::Word { allowed } => one("reject-word", "allowed", allowed.into()),
        Reason::Bool => words.say("reject-bool"),
        Reason::Date => words.say("reject-date"),
        Reason::Instant(TimeError::Form) => words.say("reject-instant-form"),
        Reason::Instant(TimeError::Absent) => words.say("reject-instant-absent"),
        Reason::Instant(TimeError::Range) => words.say("reject-instant-range"),
        Reason::Before { earlier } => one("reject-before", "earlier", (*earlier).into()),
        Reason::ToItself => words.say("reject-to-itself"),
        Reason::Target => words.say("reject-target"),
        Reason::Unknown { table } => one("reject-unknown", "table", (*table).into()),
        Reason::Circle => words.say("reject-circle"),
        Reason::Level { parent } => one("reject-level", "parent", parent.into()),
        Reason::Twice { other } => one("reject-twice", "other", other.into()),
        Reason::Changes { known } => one("reject-changes", "known", known.into()),
    }
}

/// Why a file of a folder was passed over, in words.
#[must_use]
pub fn ignored(path: &std::path::Path, why: Ignored, words: Words) -> String {
    let path = path.display().to_string();
    match why {
        Ignored::NotCsv => words.say_with("import-ignored-not-csv", &[("path", (&path).into())]),
        Ignored::NoTable => words.say_with("import-ignored-no-table", &[("path", (&path).into())]),
    }
}
