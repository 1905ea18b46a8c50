//! A directory in service: one writer, and a world to read that is swapped in whole.
//!
//! Whoever writes holds the directory alone for as long as the use case takes, and publishes the ledger's new end at once;
//! the snapshot follows in the background. Whoever reads takes the world of the moment and never waits for a writer.

pub mod accounts;
pub mod news;
pub mod refresh;
pub mod scratch;
pub mod sessions;
pub mod sign_in;
mod snapshots;
pub mod world;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};
use std::time::Duration;

use rayon::ThreadPool;
use tokio::sync::watch;

use crate::access::account::Account;
use crate::access::sight::Sight;
use crate::app::clock::Stopwatch;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::watch::Watcher;
use crate::ledger::Ledger;
use crate::limits::{SIGN_INS_MAX, WRITER_MS_MAX};
use crate::model::entry::{EntryKind, Seq, ServiceRecord};
use crate::store::secrets::Secrets;
use crate::vault::error::VaultError;

use accounts::Accounts;
use news::News;
use refresh::{Refresher, Wanted, low_priority};
use sessions::Sessions;
use world::World;

/// Entries of one write that are looked at to see what has to follow; of more, everything is made anew.
const ENTRIES_LOOKED_AT_MAX: u64 = 256;

/// A directory in service.
pub struct Service {
    /// The accounts.
    pub accounts: Accounts,
    /// Who is signed in, and the tokens of programs.
    pub sessions: Sessions,
    writer: Mutex<Directory>,
    world: RwLock<Arc<World>>,
    refresher: Refresher,
    /// Threads that read and check tables and make exports. None of their work may wait for the writer: a thread that waits
    /// for its part of one work takes up another.
    tables: ThreadPool,
    /// Threads for the work of the writer, of which there is one at a time.
    writing: ThreadPool,
    /// Threads that try passwords, so that no other request waits for that.
    passwords: ThreadPool,
    news: watch::Sender<News>,
    master_key: Option<PathBuf>,
}

impl Service {
    /// Puts the directory at `path` into service; `master_key` says where the key lies when it is not at its place.
    ///
    /// # Errors
    /// When the directory or its file of secrets cannot be opened, or its graph not be read.
    pub fn open(
        path: &Path,
        master_key: Option<PathBuf>,
        watcher: &dyn Watcher,
    ) -> Result<Arc<Self>, AppError> {
        let directory = Directory::open(path, Access::Write, watcher)?;
        scratch::clear(path)?;
        let accounts = Accounts::load(&directory)?;
        let sessions = Sessions::load(Secrets::open(&path.join("secrets.redb"))?)?;
        let refresher = Refresher::new()?;
        let world = Arc::new(World::load(&directory, &refresher, watcher)?);
        let (news, _) = watch::channel(News { tip: world.tip().seq, shown: world.seq });
        let service = Arc::new(Self {
            accounts,
            sessions,
            writer: Mutex::new(directory),
            world: RwLock::new(world),
            refresher,
            tables: low_priority("tables", None)?,
            writing: low_priority("writing", None)?,
            passwords: low_priority("passwords", Some(SIGN_INS_MAX))?,
            news,
            master_key,
        });
        service.prepare(&service.world());
        snapshots::start(&service);
        Ok(service)
    }

    /// The world as it is published now.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What `account` sees of the world as it is published now.
    #[must_use]
    pub fn sight(&self, account: &Account) -> (Arc<World>, Arc<Sight>) {
        let world = self.world();
        let sight = world.sight(account);
        (world, sight)
    }

    /// Where the master key lies, when it is not at its place.
    #[must_use]
    pub fn master_key(&self) -> Option<&Path> {
        self.master_key.as_deref()
    }

    /// Whether the master key opens the vault: asked at the start, so that no request is the first to find out.
    ///
    /// # Errors
    /// When it is not there, cannot be read, or is another vault's.
    pub fn check_master_key(&self) -> Result<(), AppError> {
        let directory = self.alone()?;
        if directory.vault(self.master_key())?.has_master() {
            return Ok(());
        }
        let file = self.master_key.clone().unwrap_or_default();
        Err(VaultError::MasterMissing { file }.into())
    }

    /// What is remembered beside the ledger.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        self.sessions.secrets()
    }

    /// Hears of every new end of the ledger and of every new snapshot.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<News> {
        self.news.subscribe()
    }

    /// Does `work` with the directory alone, and publishes what came of it whether it succeeded or not.
    ///
    /// # Errors
    /// [`AppError::Busy`] when another writer takes too long; else those of `work`.
    pub fn write<T>(&self, work: impl FnOnce(&mut Directory) -> Result<T, AppError>) -> Result<T, AppError> {
        let mut directory = self.alone()?;
        let before = directory.ledger.tip().seq;
        let outcome = work(&mut directory);
        // An entry counts from its commit on, also where the use case failed after it.
        if before < directory.ledger.tip().seq {
            self.publish(&directory, before)?;
        }
        outcome
    }

    /// Does `work`, which must not ask for the writer, on threads that make way for answers, and waits for it.
    pub fn at_low_priority<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.tables.install(work)
    }

    /// Does `work` of the writer, who holds the directory, on threads that make way for answers, and waits for it.
    pub fn writing<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.writing.install(work)
    }

    /// The world once it shows entry `seq`; none when that takes too long.
    #[must_use]
    pub fn once_shown(&self, seq: Seq) -> Option<Arc<World>> {
        let watch = Stopwatch::start();
        loop {
            let world = self.world();
            if seq <= world.seq {
                return Some(world);
            }
            if Duration::from_millis(WRITER_MS_MAX) <= watch.elapsed() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Reads the directory as its writer does: for checks that a reader's view is too old for.
    fn alone(&self) -> Result<MutexGuard<'_, Directory>, AppError> {
        let watch = Stopwatch::start();
        loop {
            match self.writer.try_lock() {
                Ok(directory) => return Ok(directory),
                Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
            if Duration::from_millis(WRITER_MS_MAX) <= watch.elapsed() {
                return Err(AppError::Busy);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Publishes the ledger's new end, and has made anew what the entries after `before` touch.
    fn publish(&self, directory: &Directory, before: Seq) -> Result<(), AppError> {
        let touched = touched(directory, before)?;
        if touched.accounts {
            self.accounts.reload(directory)?;
        }
        {
            let mut world = self.world.write().unwrap_or_else(PoisonError::into_inner);
            *world = Arc::new(world.with_end(directory, touched.rows));
            self.tell(&world);
        }
        let wanted =
            if touched.rows { Some(Wanted::Snapshot) } else { touched.accounts.then_some(Wanted::Views) };
        wanted.into_iter().for_each(|what| self.refresher.want(what));
        Ok(())
    }

    /// Publishes a newer snapshot, unless one that is newer still is there.
    fn show(&self, fresh: World) {
        let mut world = self.world.write().unwrap_or_else(PoisonError::into_inner);
        if world.seq <= fresh.seq {
            *world = Arc::new(world.with_snapshot(fresh));
            self.tell(&world);
        }
    }

    /// Tells followers of `world`, which is held: told out of turn, the older of two would be the last that they hear.
    fn tell(&self, world: &World) {
        self.news.send_replace(News { tip: world.tip().seq, shown: world.seq });
    }
}

/// What entries touch.
#[derive(Clone, Copy, Debug, Default)]
struct Touched {
    /// Rows of tables, or the playbook: the snapshot has to follow.
    rows: bool,
    /// Accounts.
    accounts: bool,
}

fn touched(directory: &Directory, before: Seq) -> Result<Touched, AppError> {
    let tip = directory.ledger.tip().seq;
    if ENTRIES_LOOKED_AT_MAX < tip - before {
        return Ok(Touched { rows: true, accounts: true });
    }
    let seqs: Vec<Seq> = (before + 1..=tip).collect();
    let mut touched = Touched::default();
    for entry in directory.ledger.read_entries(&seqs)? {
        match entry.kind {
            EntryKind::Recorded(_)
            | EntryKind::Progressed(_)
            | EntryKind::Corrected(_)
            | EntryKind::PlaybookAdopted => touched.rows = true,
            EntryKind::Service(ServiceRecord::AccountChanged) => touched.accounts = true,
            EntryKind::NoticeDrafted
            | EntryKind::NoticeStepped(_)
            | EntryKind::Service(
                ServiceRecord::AuditNoted | ServiceRecord::RequestAnswered | ServiceRecord::WebhookChanged,
            ) => {}
        }
    }
    Ok(touched)
}
