//! Errors of the use cases: what a shell prints and exits with 2 for.

use std::path::{Path, PathBuf};

use crate::access::credentials::NoRandomness;
use crate::app::account_fault::AccountFault;
use crate::app::export_error::ExportError;
use crate::app::holder::Holder;
use crate::app::settings_fault::SettingsFault;
use crate::app::worlds::WorldError;
use crate::calendar::problem as calendar;
use crate::graph::load::LoadError;
use crate::graph::record::RecordError;
use crate::intake::file_error::FileError;
use crate::ledger::error::LedgerError;
use crate::model::time::TimeError;
use crate::notice::document::DocumentError;
use crate::notice::life::Impossible;
use crate::notice::refusal::Refusal;
use crate::playbook::problem::Problem;
use crate::snapshot::error::SnapshotError;
use crate::store::graph::StoreError;
use crate::vault::error::VaultError;
use crate::words::{Lang, Words};

/// Why a use case could not be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// The path holds no data directory.
    #[error("{path}: is not a duban directory; make one with `duban init {path}`")]
    NotADirectory {
        /// The path given.
        path: String,
    },
    /// The place of a new directory is taken.
    #[error("{path}: already holds files; give a new or empty folder")]
    Occupied {
        /// The path given.
        path: String,
    },
    /// A data directory that `init` has not finished.
    #[error("{path}: `duban init` was interrupted here; run it again")]
    Unfinished {
        /// The path given.
        path: String,
    },
    /// Another process has the directory open.
    #[error(
        "{path}: is in use by {}; wait until it ends",
        holder.as_ref().map_or_else(|| "another process".to_owned(), ToString::to_string)
    )]
    InUse {
        /// The directory.
        path: String,
        /// Who uses it, when that writes; readers are not known by name.
        holder: Option<Holder>,
    },
    /// The directory's settings cannot be read.
    #[error("{path}: {fault}")]
    Settings {
        /// The settings file.
        path: String,
        /// What is wrong in it.
        fault: SettingsFault,
    },
    /// No playbook of that name.
    #[error("no built-in playbook and no file `{name}`")]
    PlaybookMissing {
        /// The name or path given.
        name: String,
    },
    /// A playbook's file is not text.
    #[error("{path}: is not UTF-8 text")]
    PlaybookEncoding {
        /// The path given.
        path: String,
    },
    /// A file of days is no good.
    #[error("{place}: {} faults", problems.len())]
    CalendarFaulty {
        /// The file.
        place: String,
        /// What is wrong.
        problems: Vec<calendar::Problem>,
    },
    /// A playbook with faults.
    #[error("{place}: {} faults", problems.len())]
    PlaybookFaulty {
        /// Name or path.
        place: String,
        /// Every fault.
        problems: Vec<Problem>,
    },
    /// The directory's ledger names no playbook.
    #[error("the ledger names no playbook; it was not made by `duban init`")]
    PlaybookUnnamed,
    /// A file or folder could not be read or written.
    #[error("{path}: {doing} failed")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file is not a table.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why; its text is part of the message.
        source: FileError,
    },
    /// No table among what was given.
    #[error("{path}: holds no table; tables are CSV files such as cases.csv")]
    NoTables {
        /// What was given.
        path: String,
    },
    /// The files of the call have too many rows together.
    #[error("{path}: up to here the call has more than {max} rows; give fewer files at a time")]
    TooManyRows {
        /// The file with which there are too many.
        path: String,
        /// How many there may be.
        max: u64,
    },
    /// An upload that is too large.
    #[error("{path}: up to here the upload has more than {max} bytes; hand in less at a time")]
    UploadBytes {
        /// The file with which it is too large.
        path: String,
        /// How many there may be.
        max: u64,
    },
    /// The ledger ends before what the graph has applied.
    #[error(
        "the ledger ends at entry {ledger} but entry {graph} was acknowledged and applied: its end is lost; \
         put the ledger back from a copy, or delete {path} to go on without what is lost"
    )]
    LedgerShortened {
        /// Last entry of the ledger.
        ledger: u64,
        /// Last entry applied to the graph.
        graph: u64,
        /// The graph's file.
        path: String,
    },
    /// A file to be written would overwrite what is read, or lie in the data directory.
    #[error("{path}: the file would overwrite what is read, or lie in the data directory")]
    RejectsPlace {
        /// The path given.
        path: String,
    },
    /// The file of refused rows could not be written.
    #[error("the file of refused rows could not be written; nothing was stored")]
    RejectsFile {
        /// The system's reason.
        source: std::io::Error,
    },
    /// The ledger holds the entries, but the graph could not follow.
    #[error(
        "the rows are stored as entries {first} to {last}, but the graph could not follow; it will at the next command"
    )]
    StoredNotFollowed {
        /// First entry.
        first: u64,
        /// Last entry.
        last: u64,
        /// Why the graph could not follow.
        source: Box<AppError>,
    },
    /// A step with notices, or drafts of them, that the ledger holds and the graph could not follow.
    #[error(
        "it is stored as entries {first} to {last}, but the graph could not follow; it will at the next command"
    )]
    StepStored {
        /// First entry.
        first: u64,
        /// Last entry.
        last: u64,
        /// Why the graph could not follow.
        source: Box<AppError>,
    },
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The graph failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The graph holds something unreadable.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A sealed field failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A snapshot could not be built.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Rows of the folder are bad.
    #[error("{count} rows are refused; nothing was swept")]
    BadRows {
        /// How many.
        count: u64,
    },
    /// A text that is no moment.
    #[error("`{text}` is not a moment")]
    Moment {
        /// The text given.
        text: String,
        /// Why.
        source: TimeError,
    },
    /// A text that may be two days.
    #[error("`{text}`: day and month cannot be told apart; write the year first")]
    MomentAmbiguous {
        /// The text given.
        text: String,
    },
    /// A correction without a basis.
    #[error("--basis is empty; say on what basis filled cells are changed")]
    BasisEmpty,
    /// An option for folders of tables, given with a data directory.
    #[error("{path}: is a data directory; {option} is for folders of tables")]
    FolderOption {
        /// The directory.
        path: String,
        /// The option.
        option: &'static str,
    },
    /// No detector of that name.
    #[error("`{name}` is not a detector; there are: {names}")]
    NoDetector {
        /// The name given.
        name: String,
        /// The names that there are.
        names: String,
    },
    /// A notice cannot be written or read.
    #[error(transparent)]
    Notice(#[from] DocumentError),
    /// A notice's entries do not follow each other.
    #[error(transparent)]
    NoticeLife(#[from] Impossible),
    /// A notice's record holds an entry of another kind.
    #[error("entry {seq} stands among the steps of a notice and is none")]
    NoticeSteps {
        /// The entry.
        seq: u64,
    },
    /// A step with a notice that may not be taken.
    #[error("notice {id}: {}", refusal.say(&Words::new(Lang::En)))]
    Refused {
        /// The notice.
        id: String,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// Notices that would be drafted at a time that has not come.
    #[error("notices are not drafted ahead of time: it is {now}; give a moment up to then, or --dry-run")]
    DraftAhead {
        /// The time of day.
        now: String,
    },
    /// No matter of that name.
    #[error("`{name}` is not a matter of notices; there are: {names}")]
    NoMatter {
        /// The name given.
        name: String,
        /// The names that there are.
        names: String,
    },
    /// No demonstration world of that name.
    #[error("no demonstration of `{name}`; there are: {names}")]
    NoWorld {
        /// The name given.
        name: String,
        /// The names that there are.
        names: String,
    },
    /// A world file is at fault.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A demonstration cannot be read back.
    #[error("{path}: {reason}")]
    Planted {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// Another writer has the directory for too long.
    #[error("the directory is being written to; try again in a moment")]
    Busy,
    /// The file of secrets holds something else, or the system gave no randomness.
    #[error(
        "the file of secrets cannot be used: it holds what this program did not write, or no secret could be made"
    )]
    Secrets,
    /// The server could not begin or go on.
    #[error("{reason}")]
    Server {
        /// Why.
        reason: String,
    },
    /// No threads.
    #[error("no threads could be started: {reason}")]
    Threads {
        /// The system's reason.
        reason: String,
    },
    /// An account that cannot be as it is asked for.
    #[error("account: {field}: {fault}")]
    Account {
        /// The field at fault.
        field: &'static str,
        /// What is wrong with it.
        fault: AccountFault,
    },
    /// The thing has changed since the caller saw it.
    #[error("it stands at entry {known} and not at {expected} any more; look at it again")]
    Stale {
        /// The entry that the caller has seen.
        expected: u64,
        /// The entry at which it stands.
        known: u64,
    },
    /// An export could not be made.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A case that is opened only later than the moment asked about.
    #[error("case `{id}` is opened only at {opened}; ask about a later moment")]
    NotYet {
        /// Its id.
        id: String,
        /// When it is opened.
        opened: String,
    },
    /// No such notice or unit.
    #[error("no {} `{id}`", what.trim_start_matches("what-"))]
    Unknown {
        /// Kind of thing.
        what: &'static str,
        /// The id asked for.
        id: String,
        /// Some that there are.
        near: Vec<String>,
    },
}

impl From<NoRandomness> for AppError {
    fn from(_: NoRandomness) -> Self {
        Self::Secrets
    }
}

impl From<LoadError> for AppError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Store(e) => Self::Store(e),
            LoadError::Record(e) => Self::Record(e),
        }
    }
}

impl AppError {
    /// An error of the file system at `path` while `doing` something.
    pub fn io(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, doing, source }
    }
}
