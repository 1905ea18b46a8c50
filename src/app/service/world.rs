//! What is read: a snapshot, the directory as a reader sees it, and what each account sees of both.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use hashbrown::HashMap;

use crate::access::account::Account;
use crate::access::sight::{Sight, hidden};
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::service::accounts::Known;
use crate::app::service::refresh::Refresher;
use crate::app::watch::{Phase, Watcher};
use crate::graph::load;
use crate::ledger::{Ledger, Tip};
use crate::model::entry::Seq;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::build::build;
use crate::snapshot::index::CaseIdx;
use crate::store::graph::reader::Reader;

/// The world at one position of the ledger.
pub struct World {
    /// The last entry that the snapshot shows.
    pub seq: Seq,
    /// The columns.
    pub snapshot: Arc<Snapshot>,
    /// The directory for reading: history, notices, the ledger's entries.
    pub reading: Arc<Directory>,
    views: Arc<Views>,
}

/// What has been made of one snapshot for those who ask.
#[derive(Default)]
struct Views {
    /// What accounts see, by name, with the account as it stood: one that has changed since sees something else.
    sights: RwLock<HashMap<String, (Account, Arc<Sight>)>>,
    /// Snapshots without the cases that some units must not see: units that must not see the same share one.
    without: Mutex<BTreeMap<Vec<CaseIdx>, Arc<Snapshot>>>,
}

impl World {
    /// The world as `directory`, which is held alone, stands.
    ///
    /// # Errors
    /// When its graph cannot be read.
    pub fn load(
        directory: &Directory,
        refresher: &Refresher,
        watcher: &dyn Watcher,
    ) -> Result<Self, AppError> {
        Self::of_view(&directory.graph.reader()?, Arc::new(directory.reader()), refresher, watcher)
    }

    /// The world that `reader` sees; it was taken together with `reading`, while nobody wrote.
    pub(super) fn of_view(
        reader: &Reader,
        reading: Arc<Directory>,
        refresher: &Refresher,
        watcher: &dyn Watcher,
    ) -> Result<Self, AppError> {
        watcher.phase(Phase::Loading, 0);
        let seq = reading.ledger.tip().seq;
        let rows = refresher.run(|| load::tables(reader))?;
        let snapshot = refresher.run(|| build(&rows, &reading.playbook.zone, Some(seq)))?;
        refresher.spawn(move || drop(rows));
        Ok(Self::of(seq, Arc::new(snapshot), reading))
    }

    fn of(seq: Seq, snapshot: Arc<Snapshot>, reading: Arc<Directory>) -> Self {
        Self { seq, snapshot, reading, views: Arc::default() }
    }

    /// This world with the ledger's end as `directory` has it. The snapshot shows that end when no row changed since.
    pub(super) fn with_end(&self, directory: &Directory, shows_end: bool) -> Self {
        let reading = Arc::new(directory.reader());
        // While a snapshot is being made it lags, and an entry that touches no row does not change that.
        let is_current = self.seq == self.tip().seq;
        let seq = if shows_end && is_current { reading.ledger.tip().seq } else { self.seq };
        Self { seq, snapshot: Arc::clone(&self.snapshot), reading, views: Arc::clone(&self.views) }
    }

    /// The ledger's end that this world has, with the snapshot of `fresh`, which may have been begun before that.
    pub(super) fn with_snapshot(&self, fresh: Self) -> Self {
        let is_newer = fresh.tip().seq < self.tip().seq;
        let reading = if is_newer { Arc::clone(&self.reading) } else { Arc::clone(&fresh.reading) };
        Self { reading, ..fresh }
    }

    /// Makes the snapshots that `accounts` and the public are answered from, before anybody asks: the time of an answer must
    /// not tell from whom something is kept. Whoever asked of `before` is likely to ask again, and is not made to wait.
    pub(super) fn prepare(&self, accounts: &[Known], before: &Self) {
        for known in accounts.iter().filter(|known| known.account.is_enabled) {
            drop(self.without(hidden(&self.snapshot, &known.account)));
        }
        let asked: Vec<Account> = {
            let sights = before.views.sights.read().unwrap_or_else(PoisonError::into_inner);
            sights.values().map(|(account, _)| account.clone()).collect()
        };
        asked.iter().for_each(|account| drop(self.sight(account)));
        drop(self.public());
    }

    /// Whether the snapshot that `account` is answered from has been made.
    #[cfg(test)]
    pub(crate) fn is_prepared(&self, account: &Account) -> bool {
        let hidden = hidden(&self.snapshot, account);
        hidden.is_empty()
            || self.views.without.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&hidden)
    }

    /// Whether what the account of that name sees has been made.
    #[cfg(test)]
    pub(crate) fn knows_sight(&self, account: &str) -> bool {
        self.views.sights.read().unwrap_or_else(PoisonError::into_inner).contains_key(account)
    }

    /// How far the ledger reaches.
    #[must_use]
    pub fn tip(&self) -> Tip {
        self.reading.ledger.tip()
    }

    /// The playbook in force.
    #[must_use]
    pub fn playbook(&self) -> &Playbook {
        &self.reading.playbook
    }

    /// What `account` sees.
    #[must_use]
    pub fn sight(&self, account: &Account) -> Arc<Sight> {
        {
            let sights = self.views.sights.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, sight)) = sights.get(&account.id).filter(|(known, _)| known == account) {
                return Arc::clone(sight);
            }
        }
        let seen = self.without(hidden(&self.snapshot, account));
        let sight = Arc::new(Sight::new(&self.snapshot, seen, account));
        let mut sights = self.views.sights.write().unwrap_or_else(PoisonError::into_inner);
        sights.insert(account.id.clone(), (account.clone(), Arc::clone(&sight)));
        sight
    }

    /// The snapshot without `cases`, made once.
    fn without(&self, cases: Vec<CaseIdx>) -> Arc<Snapshot> {
        if cases.is_empty() {
            return Arc::clone(&self.snapshot);
        }
        let without = || self.views.without.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = without().get(&cases) {
            return Arc::clone(known);
        }
        // Not held while it is made: the threads that make it may meanwhile take up a request that needs it, too.
        let made = Arc::new(self.snapshot.without(&cases));
        Arc::clone(without().entry(cases).or_insert(made))
    }

    /// The snapshot without any case that complains: what may be shown to whoever is not known.
    #[must_use]
    pub fn public(&self) -> Arc<Snapshot> {
        let cases = self.snapshot.cases();
        let complains =
            |case: &CaseIdx| cases.against_agency(*case).is_some() || cases.against_person(*case).is_some();
        self.without(cases.iter().filter(complains).collect())
    }
}
