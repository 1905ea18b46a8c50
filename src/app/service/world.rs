//! What is read: a snapshot, the directory as a reader sees it, and what each account sees of both.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::access::account::Account;
use crate::access::sight::{Sight, hidden};
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::service::accounts::Known;
use crate::app::service::refresh::Refresher;
use crate::app::watch::{Phase, Watcher};
use crate::graph::load;
use crate::ledger::{Ledger, Tip};
use crate::limits::COPIES_BYTES_MAX;
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
    /// The last entry that touched rows or the playbook, as far as this service has seen it stored.
    rows: Seq,
    /// The columns.
    pub snapshot: Arc<Snapshot>,
    /// The directory for reading: history, notices, the ledger's entries.
    pub reading: Arc<Directory>,
    views: Arc<Views>,
}

/// What has been made of one snapshot for those who ask.
struct Views {
    /// What accounts see, by name, with the account as it stood: one that has changed since sees something else.
    sights: RwLock<HashMap<String, (Account, Arc<Sight>)>>,
    /// Snapshots without the cases that some units must not see: units that must not see the same share one.
    without: Mutex<BTreeMap<Vec<CaseIdx>, Arc<Snapshot>>>,
    /// Most bytes that these may have, beside the first.
    bytes_max: usize,
}

impl Default for Views {
    fn default() -> Self {
        Self { sights: RwLock::default(), without: Mutex::default(), bytes_max: COPIES_BYTES_MAX }
    }
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
        Self { seq, rows: seq, snapshot, reading, views: Arc::default() }
    }

    /// This world with the ledger's end as `directory` has it; `touched` says whether rows changed on the way there.
    pub(super) fn with_end(&self, directory: &Directory, touched: bool) -> Self {
        let reading = Arc::new(directory.reader());
        let rows = if touched { reading.ledger.tip().seq } else { self.rows };
        Self { rows, reading, snapshot: Arc::clone(&self.snapshot), views: Arc::clone(&self.views), ..*self }
            .caught_up()
    }

    /// The ledger's end that this world has, with the snapshot of `fresh`, which may have been begun before that.
    pub(super) fn with_snapshot(&self, fresh: Self) -> Self {
        let is_newer = fresh.tip().seq < self.tip().seq;
        let (from, rows) = (if is_newer { self } else { &fresh }, self.rows.max(fresh.rows));
        let reading = Arc::clone(&from.reading);
        Self { reading, rows, ..fresh }.caught_up()
    }

    /// What a snapshot shows reaches to the ledger's end once it has every row: further entries change nothing in it.
    fn caught_up(self) -> Self {
        let seq = if self.rows <= self.seq { self.tip().seq } else { self.seq };
        Self { seq, ..self }
    }

    /// Makes the snapshots that `accounts` and the public are answered from, before anybody asks: the time of an answer must
    /// not tell from whom something is kept. Whoever asked of `before` is likely to ask again, and is not made to wait. What
    /// was made for accounts that are closed, or have other rights by now, is dropped.
    pub(super) fn prepare(&self, accounts: &[Known], before: &Self) {
        let open = accounts.iter().map(|known| &*known.account).filter(|account| account.is_enabled);
        let open: HashMap<&str, &Account> = open.map(|account| (&*account.id, account)).collect();
        let listed: Vec<&Account> = open.values().copied().collect();
        let wanted: BTreeSet<Vec<CaseIdx>> =
            listed.par_iter().map(|account| hidden(&self.snapshot, account)).collect();
        let complaining = self.complaining();
        self.views.without().retain(|cases, _| *cases == complaining || wanted.contains(cases));
        self.views.sights_mut().retain(|id, (known, _)| open.get(&**id).is_some_and(|open| *open == known));
        // The first one is kept in any case, and anybody may ask for that of the public.
        [complaining].into_iter().chain(wanted).for_each(|cases| drop(self.without(cases)));
        let asked: Vec<&Account> = {
            let sights = before.views.sights();
            listed.into_iter().filter(|account| sights.contains_key(&account.id)).collect()
        };
        asked.par_iter().for_each(|account| drop(self.sight(account)));
    }

    /// Whether the snapshot that `account` is answered from has been made.
    #[cfg(test)]
    pub(crate) fn is_prepared(&self, account: &Account) -> bool {
        let hidden = hidden(&self.snapshot, account);
        hidden.is_empty() || self.views.without().contains_key(&hidden)
    }

    /// Whether what the account of that name sees has been made.
    #[cfg(test)]
    pub(crate) fn knows_sight(&self, account: &str) -> bool {
        self.views.sights().contains_key(account)
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
            let sights = self.views.sights();
            if let Some((_, sight)) = sights.get(&account.id).filter(|(known, _)| known == account) {
                return Arc::clone(sight);
            }
        }
        let (seen, is_kept) = self.without(hidden(&self.snapshot, account));
        let sight = Arc::new(Sight::new(&self.snapshot, seen, account));
        if is_kept {
            self.views.sights_mut().insert(account.id.clone(), (account.clone(), Arc::clone(&sight)));
        }
        sight
    }

    /// The snapshot without `cases`, and whether it is kept: made once, unless too much is kept already.
    fn without(&self, cases: Vec<CaseIdx>) -> (Arc<Snapshot>, bool) {
        if cases.is_empty() {
            return (Arc::clone(&self.snapshot), true);
        }
        if let Some(known) = self.views.without().get(&cases) {
            return (Arc::clone(known), true);
        }
        // Not held while it is made: the threads that make it may meanwhile take up a request that needs it, too.
        let made = Arc::new(self.snapshot.without(&cases));
        let mut without = self.views.without();
        let bytes: usize = without.values().map(|kept| kept.memory_bytes()).sum();
        if !without.is_empty() && self.views.bytes_max < bytes + made.memory_bytes() {
            tracing::warn!(
                cases = cases.len(),
                kept = without.len(),
                "too many accounts are answered from snapshots of their own: one is made anew for each request"
            );
            return (made, false);
        }
        (Arc::clone(without.entry(cases).or_insert(made)), true)
    }

    /// The snapshot without any case that complains: what may be shown to whoever is not known.
    #[must_use]
    pub fn public(&self) -> Arc<Snapshot> {
        self.without(self.complaining()).0
    }

    fn complaining(&self) -> Vec<CaseIdx> {
        let cases = self.snapshot.cases();
        let complains =
            |case: &CaseIdx| cases.against_agency(*case).is_some() || cases.against_person(*case).is_some();
        cases.iter().filter(complains).collect()
    }
}

impl Views {
    fn sights(&self) -> RwLockReadGuard<'_, HashMap<String, (Account, Arc<Sight>)>> {
        self.sights.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn sights_mut(&self) -> RwLockWriteGuard<'_, HashMap<String, (Account, Arc<Sight>)>> {
        self.sights.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn without(&self) -> MutexGuard<'_, BTreeMap<Vec<CaseIdx>, Arc<Snapshot>>> {
        self.without.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::account::Scope;
    use crate::access::role::Role;
    use crate::app::accounts::{Wanted, state};
    use crate::app::testing::{Small, now};
    use crate::app::watch::Silent;

    fn known(id: &str, unit: &str, is_enabled: bool) -> Known {
        let account = Account {
            id: id.to_owned(),
            title: id.to_owned(),
            role: Role::UnitClerk,
            level: None,
            agency: Some(unit.to_owned()),
            person: None,
            scope: Scope::default(),
            is_enabled,
        };
        Known { account: Arc::new(account), seq: 1, version: 1 }
    }

    fn world(small: &Small) -> World {
        World::load(&small.directory, &Refresher::new().unwrap(), &Silent).unwrap()
    }

    fn small() -> Small {
        Small::new(&[
            ("divisions.csv", "code,level,name,parent_code\n1,county,C,\n11,village,V,1\n"),
            ("agencies.csv", "id,name,kind,division_code\nA,A,k,1\nB,B,k,1\nC,C,k,1\n"),
            (
                "cases.csv",
                "id,village_code,kind,opened_at,against_agency\na,11,k,2026-01-01,A\nb,11,k,2026-01-01,B\nc,11,k,2026-01-01,\n",
            ),
        ])
    }

    #[test]
    fn an_entry_without_rows_does_not_keep_a_snapshot_that_is_being_made_from_being_the_newest() {
        let mut small = small();
        let refresher = Refresher::new().unwrap();
        let load = |small: &Small| World::load(&small.directory, &refresher, &Silent).unwrap();
        let before = load(&small);
        small.import(&[("cases.csv", "id,village_code,kind,opened_at\nd,11,k,2026-01-01\n")]);
        let lagging = before.with_end(&small.directory, true);
        assert_eq!(lagging.seq, before.seq);
        let fresh = load(&small);
        let account = known("clerk", "A", true).account;
        let wanted = Wanted { account: &account, seen: None, actor: "init", now: now() };
        state(&mut small.directory, &wanted, |_| Vec::new()).unwrap();
        let still = lagging.with_end(&small.directory, false);
        assert_eq!(still.seq, before.seq, "the row is not shown yet");
        let shown = still.with_snapshot(fresh);
        assert!(shown.snapshot.cases().find("d").is_some());
        assert_eq!((shown.seq, shown.tip().seq), (still.tip().seq, still.tip().seq));
    }

    #[test]
    fn what_nobody_is_answered_from_any_more_is_dropped() {
        let world = world(&small());
        let of_a = known("a", "A", true);
        world.prepare(&[of_a.clone(), known("b", "B", true), known("c", "C", true)], &world);
        assert_eq!(world.views.without().len(), 3, "without a, without b, and the public's");
        drop(world.sight(&of_a.account));
        world.prepare(&[known("a", "A", false), known("b", "B", true)], &world);
        assert_eq!((world.views.without().len(), world.knows_sight("a")), (2, false));
        drop(world.sight(&of_a.account));
        world.prepare(&[known("a", "B", true)], &world);
        assert_eq!((world.views.without().len(), world.knows_sight("a")), (2, false), "it moved to B");
    }

    #[test]
    fn what_does_not_fit_is_made_for_each_request_and_lacks_the_same_cases() {
        let mut world = world(&small());
        world.views = Arc::new(Views { bytes_max: 0, ..Views::default() });
        let accounts = [known("a", "A", true), known("c", "C", true)];
        world.prepare(&accounts, &world);
        assert_eq!(world.views.without().len(), 1, "the public's in any case");
        let [of_a, of_c] = &accounts;
        for _ in 0..2 {
            let sight = world.sight(&of_a.account);
            assert!(sight.case("a").is_none() && sight.case("b").is_some());
            assert!(world.sight(&of_c.account).case("a").is_some());
        }
        assert!(!world.knows_sight("a") && world.knows_sight("c"));
        assert!(world.public().cases().find("b").is_none());
    }
}
