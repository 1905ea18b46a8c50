//! Errors and rejects in the reader's language.

mod below;
mod calendar;
mod columns;
pub mod files;
mod ledger;
pub mod near;
mod options;
pub mod service;
mod vault;

use crate::app::error::AppError;
use crate::app::export_error::ExportError;
use crate::app::holder::Holder;
use crate::app::settings_fault::SettingsFault;
use crate::export::workbook::BookError;
use crate::intake::csv_blocks::CutError;
use crate::intake::file_error::FileError;
use crate::intake::header::HeaderError;
use crate::intake::reject::reason::{Mangled, Reason};
use crate::limits::{COLUMNS_MAX, RECORD_BYTES_MAX, ROWS_MAX, SHEET_CELL_UNITS_MAX, WORKBOOK_BYTES_MAX};
use crate::model::time::TimeError;
use crate::notice::document::DocumentError;
use crate::notice::life::Impossible;
use crate::playbook;
use crate::playbook::problem::Problem;
use crate::rim::terms;
use crate::store::graph::StoreError;
use crate::words::{Arg, Words};

/// What `error` says, in words.
#[must_use]
pub fn error(error: &AppError, words: Words) -> String {
    match error {
        AppError::NotADirectory { path } => words.say_with("error-not-a-directory", &[("path", path.into())]),
        AppError::Occupied { path } => words.say_with("error-occupied", &[("path", path.into())]),
        AppError::Unfinished { path } => words.say_with("error-unfinished", &[("path", path.into())]),
        AppError::InUse { path, holder } => {
            let holder = self::holder(holder.as_ref(), words);
            words.say_with("error-in-use", &[("path", path.into()), ("holder", (&holder).into())])
        }
        AppError::NoTables { path } => words.say_with("error-no-tables", &[("path", path.into())]),
        AppError::Io { path, doing, source } => below::io(path, doing, source, words),
        AppError::File { path, source } => format!("{path}: {}", file(source, words)),
        AppError::BadRows { count } => words.say_with("error-bad-rows", &[("count", Arg::Count(*count))]),
        AppError::TooManyRows { .. } | AppError::UploadBytes { .. } => options::too_much(error, words),
        AppError::LedgerShortened { ledger, graph, path } => {
            let args = [("ledger", (*ledger).into()), ("graph", (*graph).into()), ("path", path.into())];
            words.say_with("error-ledger-shortened", &args)
        }
        AppError::Unknown { what, id, near } => unknown(what, id, near, words),
        AppError::NotYet { id, opened } => {
            words.say_with("error-not-yet", &[("id", id.into()), ("opened", opened.into())])
        }
        AppError::PlaybookMissing { .. }
        | AppError::PlaybookFaulty { .. }
        | AppError::PlaybookEncoding { .. }
        | AppError::PlaybookUnnamed => of_playbook(error, words),
        AppError::CalendarFaulty { place, problems } => calendar::problems(place, problems, words),
        AppError::Moment { .. }
        | AppError::MomentAmbiguous { .. }
        | AppError::BasisEmpty
        | AppError::FolderOption { .. } => options::error(error, words),
        AppError::NoDetector { name, names } => near::none_of("error-only", name, names, words),
        AppError::RejectsFile { source } => {
            words.say_with("error-rejects-file", &[("reason", (&below::system(source, words)).into())])
        }
        AppError::RejectsPlace { path } => words.say_with("error-rejects-place", &[("path", path.into())]),
        AppError::StoredNotFollowed { first, last, source } => {
            let reason = self::error(source, words);
            let args = [("first", (*first).into()), ("last", (*last).into()), ("reason", (&reason).into())];
            words.say_with("error-stored-not-followed", &args)
        }
        AppError::Busy
        | AppError::Secrets
        | AppError::Threads { .. }
        | AppError::Server { .. }
        | AppError::Account { .. }
        | AppError::Stale { .. } => service::error(error, words),
        AppError::Settings { path, fault } => format!("{path}: {}", settings(fault, words)),
        AppError::Planted { .. } | AppError::NoWorld { .. } | AppError::World(_) => demo(error, words),
        AppError::Notice(_)
        | AppError::NoticeLife(_)
        | AppError::NoticeSteps { .. }
        | AppError::NoMatter { .. }
        | AppError::DraftAhead { .. }
        | AppError::StepStored { .. }
        | AppError::Refused { .. } => notice(error, words),
        AppError::Export(error) => export(error, words),
        AppError::Ledger(error) => ledger::error(error, words),
        AppError::Store(error) => below::store(error, words),
        AppError::Record(error) => below::record(error, words),
        AppError::Vault(error) => vault::error(error, words),
        AppError::Snapshot(error) => below::snapshot(error, words),
    }
}

/// What an error of demonstrations says.
#[expect(clippy::wildcard_enum_match_arm, reason = "the caller hands in errors of demonstrations only")]
fn demo(error: &AppError, words: Words) -> String {
    match error {
        AppError::NoWorld { name, names } => near::none_of("error-no-world", name, names, words),
        AppError::Planted { path, reason } => {
            words.say_with("error-planted", &[("path", path.into()), ("reason", reason.into())])
        }
        error => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
            let reason = format!("{error}{}", cause.unwrap_or_default());
            words.say_with("error-world", &[("reason", (&reason).into())])
        }
    }
}

/// What an error of playbooks says.
#[expect(clippy::wildcard_enum_match_arm, reason = "the caller hands in errors of playbooks only")]
fn of_playbook(error: &AppError, words: Words) -> String {
    match error {
        AppError::PlaybookMissing { name } => {
            near::none_of("error-playbook-name", name, &playbook::builtins().join(", "), words)
        }
        AppError::PlaybookFaulty { place, problems } => {
            problems.iter().map(|p| problem(place, p, words)).collect::<Vec<_>>().join("\n")
        }
        AppError::PlaybookEncoding { path } => {
            words.say_with("error-playbook-encoding", &[("path", path.into())])
        }
        _ => words.say("error-playbook-unnamed"),
    }
}

/// What an error of notices says.
#[expect(clippy::wildcard_enum_match_arm, reason = "the caller hands in errors of notices only")]
fn notice(error: &AppError, words: Words) -> String {
    match error {
        AppError::Notice(DocumentError::Form { found }) => {
            words.say_with("error-notice-form", &[("found", found.into())])
        }
        AppError::Notice(damaged) => {
            words.say_with("error-notice-damaged", &[("reason", (&chain(damaged)).into())])
        }
        AppError::NoticeLife(Impossible { seq, step, state }) => {
            let args = [("seq", (*seq).into()), ("step", (*step).into()), ("state", (*state).into())];
            words.say_with("error-notice-life", &args)
        }
        AppError::StepStored { first, last, source } => {
            let reason = self::error(source, words);
            let args = [("first", (*first).into()), ("last", (*last).into()), ("reason", (&reason).into())];
            words.say_with("life-stored-not-followed", &args)
        }
        AppError::DraftAhead { now } => words.say_with("life-draft-ahead", &[("now", now.into())]),
        AppError::NoticeSteps { seq } => words.say_with("error-notice-steps", &[("seq", (*seq).into())]),
        AppError::NoMatter { name, names } => {
            words.say_with("error-matter", &[("name", name.into()), ("names", names.into())])
        }
        AppError::Refused { id, refusal } => {
            let why = refusal.say(&words);
            words.say_with("life-refused", &[("id", id.into()), ("why", (&why).into())])
        }
        other => words.say_with("error-notice-damaged", &[("reason", (&chain(other)).into())]),
    }
}

fn unknown(what: &str, id: &str, near: &[String], words: Words) -> String {
    // Of tables all are named, of other things what is near.
    let key = if what == "what-table" { "error-unknown-of" } else { "error-unknown-near" };
    let (what, near) = (words.say(what), words.list(near));
    if near.is_empty() {
        return words.say_with("error-unknown", &[("what", (&what).into()), ("id", id.into())]);
    }
    let args = [("what", (&what).into()), ("id", id.into()), ("near", (&near).into())];
    words.say_with(key, &args)
}

/// Who holds a directory, in words.
#[must_use]
pub fn holder(holder: Option<&Holder>, words: Words) -> String {
    match holder {
        Some(Holder { process, host: Some(host) }) => {
            words.say_with("holder", &[("process", (*process).into()), ("host", host.into())])
        }
        Some(Holder { process, host: None }) => {
            words.say_with("holder-here", &[("process", (*process).into())])
        }
        None => words.say("holder-unknown"),
    }
}

/// Why a graph is made anew, in words.
#[must_use]
#[expect(clippy::wildcard_enum_match_arm, reason = "few errors lead to a rebuild")]
pub fn rebuilt(why: &AppError, words: Words) -> String {
    match why {
        AppError::Store(StoreError::Missing) => words.say("rebuilt-missing"),
        AppError::Store(StoreError::Stale { .. }) => words.say("rebuilt-stale"),
        AppError::Store(StoreError::Foreign) => words.say("rebuilt-foreign"),
        AppError::Store(StoreError::Damaged { .. }) | AppError::Record(_) => words.say("rebuilt-damaged"),
        other => error(other, words),
    }
}

fn settings(fault: &SettingsFault, words: Words) -> String {
    match fault {
        SettingsFault::Form { reason } => words.say_with("error-settings-form", &[("reason", reason.into())]),
        SettingsFault::Version { found, known } => words
            .say_with("error-settings-version", &[("found", (*found).into()), ("known", (*known).into())]),
        SettingsFault::ServiceForm { reason } => {
            words.say_with("error-service-settings-form", &[("reason", reason.into())])
        }
        SettingsFault::Unknown { name, names } => {
            words.say_with("error-setting-unknown", &[("name", name.into()), ("names", names.into())])
        }
        SettingsFault::Value { name, value, why } => {
            let why = service::value_fault(*why, words);
            let args = [("name", (*name).into()), ("value", value.into()), ("why", (&why).into())];
            words.say_with("error-setting-value", &args)
        }
    }
}

/// Why an export could not be made, in words.
fn export(error: &ExportError, words: Words) -> String {
    match error {
        ExportError::Exists { path } => words.say_with("export-error-exists", &[("path", path.into())]),
        ExportError::NotAnExport { path, entry } => {
            words.say_with("export-error-foreign", &[("path", path.into()), ("entry", entry.into())])
        }
        ExportError::InDirectory { path } => words.say_with("export-error-inside", &[("path", path.into())]),
        ExportError::Book(BookError::CellTooLong { table, key }) => {
            let args = [
                ("table", terms::table(*table, words).into()),
                ("key", key.into()),
                ("max", SHEET_CELL_UNITS_MAX.into()),
            ];
            words.say_with("export-error-cell", &args)
        }
        ExportError::Book(_) => words.say_with("export-error-book", &[("detail", (&chain(error)).into())]),
    }
}

/// A fault of a playbook with its place, in words.
#[must_use]
pub fn problem(place: &str, problem: &Problem, words: Words) -> String {
    format!("{place}:{}:{}: {}", problem.line, problem.column, problem.say(&words))
}

/// An error with its causes, in English: for logs, and for what libraries say.
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
        FileError::NotXlsx => words.say("file-not-xlsx"),
        FileError::DamagedWorkbook { reason } => {
            words.say_with("file-damaged-workbook", &[("reason", reason.into())])
        }
        FileError::WorkbookSize => {
            words.say_with("file-workbook-size", &[("max", WORKBOOK_BYTES_MAX.into())])
        }
        FileError::FormulaWithoutResult { cell } => {
            words.say_with("file-formula-without-result", &[("cell", cell.into())])
        }
        FileError::OldWorkbook => words.say("file-old-workbook"),
        FileError::Malformed { encoding, line, column } => {
            let args =
                [("encoding", (*encoding).into()), ("line", (*line).into()), ("column", (*column).into())];
            words.say_with("file-malformed", &args)
        }
        FileError::Again => words.say("file-again"),
        FileError::Header { line, source } => {
            let reason = header(source, words);
            words.say_with("file-header", &[("line", (*line).into()), ("reason", (&reason).into())])
        }
        FileError::Cut(CutError::Read(error)) => {
            words.say_with("file-read", &[("reason", (&below::system(error, words)).into())])
        }
        FileError::Cut(CutError::QuoteOpen { line }) => {
            words.say_with("file-quote-open", &[("line", (*line).into())])
        }
        FileError::Cut(CutError::RecordTooLong { line }) => {
            let args = [("line", (*line).into()), ("max", RECORD_BYTES_MAX.into())];
            words.say_with("file-record-too-long", &args)
        }
        FileError::TooManyRows => {
            words.say_with("file-too-many-rows", &[("max", Arg::Count(ROWS_MAX.into()))])
        }
    }
}

fn header(error: &HeaderError, words: Words) -> String {
    match error {
        HeaderError::TooManyColumns { found } => {
            words.say_with("file-columns", &[("found", Arg::count(*found)), ("max", COLUMNS_MAX.into())])
        }
        HeaderError::Twice { name } => words.say_with("file-twice", &[("name", name.into())]),
        HeaderError::UnknownColumns { table, unknown, free } => {
            columns::unknown(*table, unknown, free, words)
        }
        HeaderError::Missing { table, name, aliases } => {
            let shown = terms::column_named(Some(*table), name, words);
            // The name of the contract stands among the others where the page has another.
            let others = aliases.split(", ").chain((shown != *name).then_some(*name));
            let aliases = words.list(&others.filter(|other| *other != shown).collect::<Vec<_>>());
            let args = [
                ("table", terms::table(*table, words).into()),
                ("name", shown.into()),
                ("aliases", (&aliases).into()),
            ];
            words.say_with("file-missing", &args)
        }
        HeaderError::Separator { found } => {
            words.say_with("file-separator", &[("found", (&found.to_string()).into())])
        }
        HeaderError::NoTable => words.say("file-no-table"),
        HeaderError::SeveralTables { tables } => {
            let tables: Vec<&str> = tables.split(", ").map(|name| terms::table_named(name, words)).collect();
            words.say_with("file-several-tables", &[("tables", (&words.list(&tables)).into())])
        }
    }
}

/// Why a row is refused, in words.
#[must_use]
pub fn reason(reason: &Reason, words: Words) -> String {
    let one = |key: &str, name: &str, arg: Arg<'_>| words.say_with(key, &[(name, arg)]);
    match reason {
        Reason::Empty => words.say("reject-empty"),
        Reason::CellCount { expected, found } => words.say_with(
            "reject-cell-count",
            &[("found", Arg::count(*found)), ("expected", (*expected).into())],
        ),
        Reason::Encoding => words.say("reject-encoding"),
        Reason::Control => words.say("reject-control"),
        Reason::TooLong { max } => one("reject-too-long", "max", (*max).into()),
        Reason::Integer { max } => one("reject-integer", "max", (*max).into()),
        Reason::Word { allowed } => {
            let allowed: Vec<&str> = allowed.split(", ").map(|word| terms::word(word, words)).collect();
            one("reject-word", "allowed", (&words.list(&allowed)).into())
        }
        Reason::Bool => words.say("reject-bool"),
        Reason::Date => words.say("reject-date"),
        Reason::DayOrMonth => words.say("reject-day-or-month"),
        Reason::Instant(TimeError::Form) => words.say("reject-instant-form"),
        Reason::Instant(TimeError::Absent) => words.say("reject-instant-absent"),
        Reason::Instant(TimeError::Range) => words.say("reject-instant-range"),
        Reason::Mangled(mangled) => {
            let what = words.say(match mangled {
                Mangled::Date => "mangled-date",
                Mangled::Digits => "mangled-digits",
                Mangled::Exponent => "mangled-exponent",
                Mangled::Fraction => "mangled-fraction",
                Mangled::Zeros => "mangled-zeros",
            });
            one("reject-mangled", "what", (&what).into())
        }
        Reason::CellError => words.say("reject-cell-error"),
        Reason::NoColumn { cell } => one("reject-no-column", "cell", cell.into()),
        Reason::Before { earlier } => {
            one("reject-before", "earlier", terms::column_named(None, earlier, words).into())
        }
        Reason::ToItself => words.say("reject-to-itself"),
        Reason::Target => words.say("reject-target"),
        Reason::LinkEnds => words.say("reject-link-ends"),
        Reason::Unknown { table } => one("reject-unknown", "table", terms::table_named(table, words).into()),
        Reason::Circle => words.say("reject-circle"),
        Reason::Level { parent } => one("reject-level", "parent", terms::word(parent, words).into()),
        Reason::Twice { other } => one("reject-twice", "other", other.into()),
        Reason::Unusable => words.say("reject-unusable"),
        Reason::Unplaced => words.say("reject-unplaced"),
        Reason::OutOfHands => words.say("reject-out-of-hands"),
        Reason::Concealed => words.say("reject-concealed"),
        Reason::Structure => words.say("reject-structure"),
        Reason::OwnUnit => words.say("reject-own-unit"),
        Reason::Changes { known } => one("reject-changes", "known", known.into()),
    }
}
