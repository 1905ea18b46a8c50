//! A data directory: settings, ledger, graph, vault and the playbook in force.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::error::AppError;
use crate::app::follow;
use crate::app::known::Known;
use crate::app::lock::{Access, Lock};
use crate::app::playbooks::{self, PlaybookSource};
use crate::app::watch::{Event, Phase, Watcher};
use crate::graph::record::Record;
use crate::graph::schema::{LAYOUT, Relation, STATE};
use crate::ledger::file::{Access as LedgerAccess, FileLedger};
use crate::ledger::{Batch, Ledger, Tip};
use crate::model::entry::{Body, Draft, EntryKind};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, divisions};
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::store::graph::reader::Reader;
use crate::store::graph::{Access as StoreAccess, GraphStore, StoreError};
use crate::store::segment::disk::{OsDisk, create_whole};
use crate::vault::Vault;
use crate::vault::master::MasterKey;

/// Version of the directory's layout.
const FORMAT: u32 = 1;

/// `duban.toml`: what must be known before anything else can be opened.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// Version of the directory's layout.
    format: u32,
    /// Where the master key lies, relative to the directory.
    master_key: PathBuf,
}

/// An open data directory.
pub struct Directory {
    /// Where it is.
    pub path: PathBuf,
    /// The ledger.
    pub ledger: FileLedger,
    /// The graph, at the ledger's tip.
    pub graph: GraphStore,
    /// The playbook in force.
    pub playbook: Playbook,
    settings: Settings,
    _lock: Lock,
}

/// How a directory is made.
#[derive(Clone, Debug)]
pub struct Init<'a> {
    /// Where; must be absent or empty.
    pub path: &'a Path,
    /// The playbook to adopt.
    pub playbook: &'a PlaybookSource,
    /// Where the master key lies or will be made; beside the directory when not given.
    pub master_key: Option<&'a Path>,
    /// The time of day.
    pub now: Instant,
}

impl Directory {
    /// Makes a data directory; returns where its master key lies.
    ///
    /// # Errors
    /// When the place is taken, the playbook is faulty, or a file cannot be written.
    pub fn init(init: &Init<'_>) -> Result<PathBuf, AppError> {
        let path = init.path;
        playbooks::load(init.playbook)?;
        if path.exists()
            && fs::read_dir(path).map_err(AppError::io(path, "reading the folder"))?.next().is_some()
        {
            return Err(AppError::Occupied { path: path.display().to_string() });
        }
        fs::create_dir_all(path).map_err(AppError::io(path, "making the folder"))?;
        let absolute = fs::canonicalize(path).map_err(AppError::io(path, "finding the folder"))?;
        let (key_path, setting) = key_place(&absolute, init.master_key)?;
        let key = if key_path.exists() { MasterKey::load(&key_path)? } else { MasterKey::create(&key_path)? };
        let _lock = Lock::take(path, Access::Write)?;
        Vault::create(path, &key)?;
        let mut ledger = FileLedger::create(path, init.now)?;
        let document = serde_json::json!({ "name": init.playbook.name, "source": init.playbook.text });
        let draft = Draft {
            subject: directory_subject(),
            expected_version: 0,
            kind: EntryKind::PlaybookAdopted,
            occurred_at: "".into(),
            body: Body::Document(document),
        };
        let drafts = &mut std::iter::once(draft);
        ledger.append(Batch { actor: "init", recorded_at: init.now, drafts, progress: &|_| {} })?;
        follow::build(&graph_path(path), &ledger, &|_| {})?;
        // The settings come last: a directory without them was never finished and is refused.
        let settings = Settings { format: FORMAT, master_key: setting };
        let text = toml::to_string(&settings).map_err(|e| AppError::Settings {
            path: settings_path(path).display().to_string(),
            reason: e.to_string(),
        })?;
        let file = settings_path(path);
        create_whole(&OsDisk, &file, text.as_bytes(), false)
            .map_err(|e| AppError::io(&file, "writing")(e.source))?;
        Ok(key_path)
    }

    /// Opens the data directory at `path`; the graph is brought to the ledger's tip, and rebuilt when it is
    /// missing, stale or damaged.
    ///
    /// # Errors
    /// When it is no data directory, is in use, or its ledger is damaged.
    pub fn open(path: &Path, access: Access, watcher: &dyn Watcher) -> Result<Self, AppError> {
        let settings = read_settings(path)?;
        let mut lock = Lock::take(path, access)?;
        // Opening the ledger for writing cuts its tail, so the graph's cursor is held against it before.
        let (mut ledger, report) = FileLedger::open(path, LedgerAccess::Read)?;
        let mut graph = open_graph(path, &ledger, access);
        if access == Access::Read && !graph.as_ref().is_ok_and(|g| stands_at(g, ledger.tip())) {
            // Following or rebuilding writes: take the directory alone and look again.
            drop((graph, lock, ledger));
            lock = Lock::take(path, Access::Write)?;
            ledger = FileLedger::open(path, LedgerAccess::Read)?.0;
            graph = open_graph(path, &ledger, Access::Write);
        }
        not_shortened(path, &graph, &ledger)?;
        if access == Access::Write {
            ledger = FileLedger::open(path, LedgerAccess::Write)?.0;
            if 0 < report.tail.bytes {
                watcher.event(&Event::TailCut { bytes: report.tail.bytes });
            }
        }
        let graph = caught_up(path, graph, &ledger, watcher)?;
        let playbook = playbook_of(&graph)?;
        Ok(Self { path: path.to_owned(), ledger, graph, playbook, settings, _lock: lock })
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

    /// Appends drafts as one batch and lets the graph follow.
    ///
    /// # Errors
    /// When the ledger or the graph cannot be written.
    pub fn commit(&mut self, batch: Batch<'_>, progress: &(dyn Fn(u64) + Sync)) -> Result<Tip, AppError> {
        let tip = self.ledger.append(batch)?;
        follow::follow(&self.ledger, &self.graph, progress)?;
        Ok(tip)
    }

    /// What is known, as an import asks for it.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn known(&self) -> Result<KnownGraph, AppError> {
        Ok(KnownGraph { empty: self.ledger.tip().seq <= 1, reader: self.graph.reader()? })
    }
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

fn directory_subject() -> Subject {
    Subject::new(SubjectKind::Directory, "duban")
}

/// Where the graph's file lies.
#[must_use]
pub fn graph_path(path: &Path) -> PathBuf {
    path.join("graph.redb")
}

fn settings_path(path: &Path) -> PathBuf {
    path.join("duban.toml")
}

/// The master key's path, and how the settings name it: beside the directory unless given.
fn key_place(absolute: &Path, given: Option<&Path>) -> Result<(PathBuf, PathBuf), AppError> {
    if let Some(given) = given {
        let place = std::path::absolute(given).map_err(AppError::io(given, "finding the master key"))?;
        return Ok((place.clone(), place));
    }
    let mut name = absolute.file_name().unwrap_or_default().to_owned();
    name.push(".master-key");
    let setting = Path::new("..").join(&name);
    Ok((absolute.parent().unwrap_or(absolute).join(name), setting))
}

fn read_settings(path: &Path) -> Result<Settings, AppError> {
    let file = settings_path(path);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e)
            if e.kind() == std::io::ErrorKind::NotFound || e.kind() == std::io::ErrorKind::NotADirectory =>
        {
            return Err(AppError::NotADirectory { path: path.display().to_string() });
        }
        Err(e) => return Err(AppError::io(&file, "reading")(e)),
    };
    let bad = |reason| AppError::Settings { path: file.display().to_string(), reason };
    let settings: Settings = toml::from_str(&text).map_err(|e| bad(e.to_string()))?;
    if settings.format != FORMAT {
        return Err(bad(format!(
            "format {} is not known; this version reads format {FORMAT}",
            settings.format
        )));
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
    let off_ledger = || StoreError::Damaged { detail: "it does not lie on this ledger".to_owned() };
    match graph.cursor()? {
        Some(cursor) if ledger.tip().seq < cursor.seq => Ok(graph),
        Some(cursor) if ledger.root_at(cursor.seq).is_ok_and(|root| root == Some(cursor.root)) => Ok(graph),
        _ => Err(off_ledger()),
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
    let reason = match opened {
        Ok(graph) => {
            let cursor = graph.cursor()?.map_or(0, |c| c.seq);
            if cursor == tip.seq {
                return Ok(graph);
            }
            watcher.phase(Phase::Following, tip.seq - cursor);
            match follow::follow(ledger, &graph, &|n| watcher.advance(n)) {
                Ok(()) => return Ok(graph),
                Err(AppError::Store(StoreError::Damaged { detail })) => detail,
                Err(AppError::Record(error)) => error.to_string(),
                Err(other) => return Err(other),
            }
        }
        Err(error @ (StoreError::InUse | StoreError::Io { .. })) => return Err(error.into()),
        Err(error) => error.to_string(),
    };
    watcher.event(&Event::GraphRebuilt { reason });
    let file = graph_path(path);
    if file.exists() {
        fs::remove_file(&file).map_err(AppError::io(&file, "removing the graph"))?;
    }
    watcher.phase(Phase::Following, tip.seq);
    follow::build(&file, ledger, &|n| watcher.advance(n))
}

fn playbook_of(graph: &GraphStore) -> Result<Playbook, AppError> {
    let text = graph.text(directory_subject().uuid(), *STATE)?.ok_or(AppError::PlaybookUnnamed)?;
    let document = Record::decode(&text)?.document.ok_or(AppError::PlaybookUnnamed)?;
    let part = |key: &str| document.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let (Some(name), Some(text)) = (part("name"), part("source")) else {
        return Err(AppError::PlaybookUnnamed);
    };
    playbooks::load(&PlaybookSource { place: name.clone(), name, text })
}
