//! A data directory: settings, ledger, graph, vault and the playbook in force.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app::calendars;
use crate::app::error::AppError;
use crate::app::follow;
use crate::app::known::Known;
use crate::app::lock::{Access, Lock};
use crate::app::playbooks::{self, PlaybookSource};
use crate::app::replay;
use crate::app::settings_fault::SettingsFault;
use crate::app::unfinished::{Found, found};
use crate::app::watch::{Event, Phase, Watcher};
use crate::chain::graph::ids_of;
use crate::graph::record::{Record, RecordError};
use crate::graph::schema::{LAYOUT, Relation, STATE};
use crate::ledger::file::{Access as LedgerAccess, FileLedger};
use crate::ledger::{Batch, Ledger, Tip};
use crate::model::entry::Seq;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, divisions};
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::store::graph::reader::Reader;
use crate::store::graph::{Access as StoreAccess, GraphStore, StoreError};
use crate::vault::Vault;
use crate::vault::master::MasterKey;

/// Version of the directory's layout.
const FORMAT: u32 = 1;

/// Records that are read at a time.
const RECORDS_PER_CHUNK: usize = 1_024;

/// `duban.toml`: what must be known before anything else can be opened.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// Version of the directory's layout.
    format: u32,
    /// Where the master key lies, relative to the directory.
    master_key: PathBuf,
}

impl Settings {
    pub(super) fn new(master_key: PathBuf) -> Self {
        Self { format: FORMAT, master_key }
    }

    /// The text of the settings file `file`.
    pub(super) fn to_text(&self, file: &Path) -> Result<String, AppError> {
        toml::to_string(self).map_err(|e| settings_fault(file, SettingsFault::Form { reason: e.to_string() }))
    }
}

fn settings_fault(file: &Path, fault: SettingsFault) -> AppError {
    AppError::Settings { path: file.display().to_string(), fault }
}

/// An open data directory.
pub struct Directory {
    /// Where it is.
    pub path: PathBuf,
    /// The ledger.
    pub ledger: FileLedger,
    /// The graph, at the ledger's tip; of a [`Directory::reader`] perhaps further.
    pub graph: Arc<GraphStore>,
    /// The playbook in force.
    pub playbook: Arc<Playbook>,
    settings: Settings,
    lock: Arc<Lock>,
}

/// How a directory is made.
#[derive(Clone, Debug)]
pub struct Init<'a> {
    /// Where; must be absent, empty, or what an interrupted making has left.
    pub path: &'a Path,
    /// The playbook to adopt.
    pub playbook: &'a PlaybookSource,
    /// Where the master key lies or will be made; beside the directory when not given.
    pub master_key: Option<&'a Path>,
    /// The time of day.
    pub now: Instant,
}

impl Directory {
    /// Opens the data directory at `path`; the graph is brought to the ledger's tip, and rebuilt when it is
    /// missing, stale or damaged.
    ///
    /// # Errors
    /// When it is no data directory, is in use, or its ledger is damaged.
    pub fn open(path: &Path, access: Access, watcher: &dyn Watcher) -> Result<Self, AppError> {
        let settings = read_settings(path)?;
        let mut lock = Lock::take(path, access, watcher)?;
        let mut is_alone = access == Access::Write;
        // Opening the ledger for writing cuts its tail, so the graph's cursor is held against it before.
        let (mut ledger, report) = FileLedger::open(path, LedgerAccess::Read)?;
        let mut graph = open_graph(path, &ledger, access);
        if access == Access::Read && !graph.as_ref().is_ok_and(|g| stands_at(g, ledger.tip())) {
            // Following or rebuilding writes: take the directory alone and look again.
            drop((graph, lock, ledger));
            lock = Lock::take(path, Access::Write, watcher)?;
            is_alone = true;
            ledger = FileLedger::open(path, LedgerAccess::Read)?.0;
            graph = open_graph(path, &ledger, Access::Write);
        }
        not_shortened(path, &graph, &ledger)?;
        if is_alone {
            replay::remove_stale(path)?;
        }
        if access == Access::Write {
            ledger = FileLedger::open(path, LedgerAccess::Write)?.0;
            if 0 < report.tail.bytes {
                watcher.event(&Event::TailCut { bytes: report.tail.bytes });
            }
        }
        let graph = caught_up(path, graph, &ledger, watcher)?;
        let playbook = playbook_of(&graph, path)?;
        Ok(Self::of(path, ledger, graph, playbook, settings, lock))
    }

    /// Opens the data directory at `path` for reading without checking the pages of its graph, when `is_whole` says that
    /// they are known to be whole and the graph stands at the ledger's tip; none when it has to be opened as ever.
    ///
    /// # Errors
    /// When it is no data directory, is in use, or its ledger is damaged.
    pub fn open_unchecked(
        path: &Path,
        is_whole: impl Fn(&Path) -> bool,
        watcher: &dyn Watcher,
    ) -> Result<Option<Self>, AppError> {
        let settings = read_settings(path)?;
        let lock = Lock::take(path, Access::Read, watcher)?;
        if !is_whole(path) {
            return Ok(None);
        }
        let (ledger, _) = FileLedger::open(path, LedgerAccess::Read)?;
        let graph = GraphStore::open_unchecked(&graph_path(path), LAYOUT);
        let Ok(graph) = graph else { return Ok(None) };
        if !stands_at(&graph, ledger.tip()) {
            return Ok(None);
        }
        let Ok(playbook) = playbook_of(&graph, path) else { return Ok(None) };
        Ok(Some(Self::of(path, ledger, graph, playbook, settings, lock)))
    }

    fn of(
        path: &Path,
        ledger: FileLedger,
        graph: GraphStore,
        playbook: Playbook,
        settings: Settings,
        lock: Lock,
    ) -> Self {
        let (path, graph, lock) = (path.to_owned(), Arc::new(graph), Arc::new(lock));
        let playbook = Arc::new(playbook);
        Self { path, ledger, graph, playbook, settings, lock }
    }

    /// A second handle for reading, which waits for no writer: the ledger as far as it reaches now, the same graph and
    /// the playbook that is in force now. The graph goes on following what the first handle commits, so that it may show
    /// more than this ledger has. The directory stays locked until the last handle is dropped.
    #[must_use]
    pub fn reader(&self) -> Self {
        Self {
            path: self.path.clone(),
            ledger: self.ledger.reader(),
            graph: Arc::clone(&self.graph),
            playbook: Arc::clone(&self.playbook),
            settings: self.settings.clone(),
            lock: Arc::clone(&self.lock),
        }
    }

    /// The vault, with the master key when its file is there.
    ///
    /// # Errors
    /// When the key file or the vault cannot be read.
    pub fn vault(&self, key_override: Option<&Path>) -> Result<Vault, AppError> {
        let place = key_override.map_or_else(|| self.path.join(&self.settings.master_key), Path::to_owned);
        let key = if place.exists() { Some(MasterKey::load(&place)?) } else { None };
        Ok(Vault::open(&self.path, key)?)
    }

    /// How far the ledger reaches.
    #[must_use]
    pub fn tip(&self) -> Tip {
        self.ledger.tip()
    }

    /// The records of every subject of that kind.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn records(&self, kind: SubjectKind) -> Result<Vec<Record>, AppError> {
        let mut records = Ok(Vec::new());
        self.graph.scan_text(*STATE, ids_of(kind), RECORDS_PER_CHUNK, |texts| {
            let more: Result<Vec<Record>, RecordError> =
                texts.iter().map(|(_, text)| Record::decode(text)).collect();
            match (&mut records, more) {
                (Ok(records), Ok(more)) => records.extend(more),
                (_, more) => records = more,
            }
            if records.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(records?)
    }

    /// Appends drafts as one batch and lets the graph follow.
    ///
    /// # Errors
    /// When the ledger or the graph cannot be written.
    pub fn commit(&mut self, batch: Batch<'_>, progress: &(dyn Fn(u64) + Sync)) -> Result<Tip, AppError> {
        let tip = self.ledger.append(batch)?;
        follow::follow(&self.ledger, &self.graph, progress)?;
        Ok(tip)
    }

    /// The directory as one moment shows it: a state of the graph, and the ledger up to the entry that it shows.
    ///
    /// # Errors
    /// When the graph or the ledger cannot be read.
    pub fn moment(&self) -> Result<StateAt, AppError> {
        let reader = self.graph.reader()?;
        let seq = reader.cursor()?.map_or(0, |cursor| cursor.seq);
        // The ledger of a reader may end before; the one on the disk never does.
        let is_ahead = self.ledger.tip().seq < seq;
        let ledger =
            if is_ahead { FileLedger::open(&self.path, LedgerAccess::Read)?.0 } else { self.ledger.reader() };
        Ok(StateAt { reader, seq, ledger })
    }

    /// What is known, as an import asks for it.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn known(&self) -> Result<KnownGraph, AppError> {
        Ok(KnownGraph { empty: self.ledger.tip().seq <= 1, reader: self.graph.reader()? })
    }
}

/// A directory as one moment shows it, whatever is committed meanwhile.
pub struct StateAt {
    /// The graph.
    pub reader: Reader,
    /// The last entry that the graph shows.
    pub seq: Seq,
    /// The ledger, which reaches as far at least.
    pub ledger: FileLedger,
}

/// The graph as an import asks it.
pub struct KnownGraph {
    empty: bool,
    reader: Reader,
}

impl Known for KnownGraph {
    fn is_empty(&self) -> bool {
        self.empty
    }

    fn record(&self, subject: &Subject) -> Result<Option<Record>, AppError> {
        let text = self.reader.text(subject.uuid(), *STATE)?;
        Ok(text.map(|t| Record::decode(&t)).transpose()?)
    }

    fn divisions_below(&self, code: &str) -> Result<Vec<String>, AppError> {
        let parent = Subject::new(SubjectKind::Division, code).uuid();
        let mut levels = Vec::new();
        for child in self.reader.inbound(parent, Relation::PartOf.identifier())? {
            let text = self.reader.text(child, *STATE)?;
            let record = text.map(|t| Record::decode(&t)).transpose()?.unwrap_or_default();
            levels.extend(record.head(Table::Divisions).map(|row| row.text(divisions::LEVEL).to_owned()));
        }
        Ok(levels)
    }
}

/// Where the graph's file lies.
#[must_use]
pub fn graph_path(path: &Path) -> PathBuf {
    path.join("graph.redb")
}

pub(super) fn settings_path(path: &Path) -> PathBuf {
    path.join("duban.toml")
}

fn read_settings(path: &Path) -> Result<Settings, AppError> {
    let file = settings_path(path);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e)
            if e.kind() == std::io::ErrorKind::NotFound || e.kind() == std::io::ErrorKind::NotADirectory =>
        {
            let is_unfinished = matches!(found(path), Ok(Found::Unfinished));
            let path = path.display().to_string();
            return Err(if is_unfinished {
                AppError::Unfinished { path }
            } else {
                AppError::NotADirectory { path }
            });
        }
        Err(e) => return Err(AppError::io(&file, "reading")(e)),
    };
    let form = |e: toml::de::Error| settings_fault(&file, SettingsFault::Form { reason: e.to_string() });
    let settings: Settings = toml::from_str(&text).map_err(form)?;
    if settings.format != FORMAT {
        return Err(settings_fault(&file, SettingsFault::Version { found: settings.format, known: FORMAT }));
    }
    Ok(settings)
}

fn stands_at(graph: &GraphStore, tip: Tip) -> bool {
    matches!(graph.cursor(), Ok(Some(c)) if c.seq == tip.seq && c.root == tip.root)
}

/// Opens the graph's file and checks that its cursor lies on the ledger.
fn open_graph(path: &Path, ledger: &FileLedger, access: Access) -> Result<GraphStore, StoreError> {
    let store_access = if access == Access::Read { StoreAccess::Read } else { StoreAccess::Write };
    let graph = GraphStore::open(&graph_path(path), LAYOUT, store_access)?;
    match graph.cursor()? {
        Some(cursor) if ledger.tip().seq < cursor.seq => Ok(graph),
        Some(cursor) if ledger.root_at(cursor.seq).is_ok_and(|root| root == Some(cursor.root)) => Ok(graph),
        _ => Err(StoreError::Foreign),
    }
}

/// Refuses a ledger that ends before what the graph has applied: an acknowledged entry is gone.
fn not_shortened(
    path: &Path,
    graph: &Result<GraphStore, StoreError>,
    ledger: &FileLedger,
) -> Result<(), AppError> {
    let cursor = match graph {
        Ok(graph) => graph.cursor()?.map_or(0, |c| c.seq),
        Err(_) => 0,
    };
    let tip = ledger.tip().seq;
    if cursor <= tip {
        return Ok(());
    }
    let path = graph_path(path).display().to_string();
    Err(AppError::LedgerShortened { ledger: tip, graph: cursor, path })
}

fn caught_up(
    path: &Path,
    opened: Result<GraphStore, StoreError>,
    ledger: &FileLedger,
    watcher: &dyn Watcher,
) -> Result<GraphStore, AppError> {
    let tip = ledger.tip();
    let why: AppError = match opened {
        Ok(graph) => {
            let cursor = graph.cursor()?.map_or(0, |c| c.seq);
            if cursor == tip.seq {
                return Ok(graph);
            }
            watcher.phase(Phase::Following, tip.seq - cursor);
            match follow::follow(ledger, &graph, &|n| watcher.advance(n)) {
                Ok(()) => return Ok(graph),
                Err(error @ (AppError::Store(StoreError::Damaged { .. }) | AppError::Record(_))) => error,
                Err(other) => return Err(other),
            }
        }
        Err(error @ (StoreError::InUse | StoreError::Io { .. })) => return Err(error.into()),
        Err(error) => error.into(),
    };
    watcher.event(&Event::GraphRebuilt { why });
    let file = graph_path(path);
    if file.exists() {
        fs::remove_file(&file).map_err(AppError::io(&file, "removing the graph"))?;
    }
    watcher.phase(Phase::Following, tip.seq);
    follow::build(&file, ledger, &|n| watcher.advance(n))
}

/// The playbook that was adopted, with the days that the directory at `path` holds.
fn playbook_of(graph: &GraphStore, path: &Path) -> Result<Playbook, AppError> {
    let source = playbooks::in_force(graph)?.source;
    let mut playbook = playbooks::load(&source)?;
    calendars::lay_over_of(&mut playbook, path)?;
    Ok(playbook)
}
