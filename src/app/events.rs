//! What followers are told: entries of the ledger that an account may see, without what these state, and how many things
//! each detector finds in a snapshot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::access::account::Account;
use crate::access::action::Action;
use crate::access::field::Field;
use crate::access::policy::reach;
use crate::access::sight::Sight;
use crate::app::error::AppError;
use crate::app::notices::reader::Reader;
use crate::app::notices::reading::find_seen;
use crate::app::service::world::World;
use crate::detect::sweep::sweep;
use crate::detect::world::Moment;
use crate::detect::{DETECTORS, DetectorId};
use crate::ledger::Ledger;
use crate::limits::{EVENTS_LOOKED_AT_MAX, EVENTS_MAX};
use crate::model::entry::{Entry, Seq};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;

/// An entry of the ledger, without what it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the ledger.
    pub seq: Seq,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub subject: Subject,
    /// When it happened, as stated; empty when nothing was.
    pub occurred_at: Box<str>,
    /// When the ledger learnt it.
    pub recorded_at: Instant,
}

/// What there is to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The events, in the ledger's order.
    pub events: Vec<Event>,
    /// The last entry that was looked at: where to go on.
    pub seq: Seq,
}

/// Whoever follows.
#[derive(Clone, Copy)]
pub struct Follower<'a> {
    /// The world of the moment.
    pub world: &'a World,
    /// What the account sees of it.
    pub sight: &'a Sight,
    /// The account.
    pub account: &'a Account,
}

impl Follower<'_> {
    /// What there is to be told of the entries behind `after` that the snapshot shows, as far as one go looks.
    ///
    /// Entries that the snapshot does not show yet wait: who may see them is known only when it does.
    ///
    /// # Errors
    /// When the ledger or the graph cannot be read.
    pub fn since(&self, after: Seq) -> Result<Told, AppError> {
        let last = self.world.seq.min(after.saturating_add(EVENTS_LOOKED_AT_MAX));
        let mut told = Told { events: Vec::new(), seq: after.min(self.world.seq) };
        if last <= after {
            return Ok(told);
        }
        let mut notices = BTreeMap::new();
        for chunk in self.world.reading.ledger.read(after + 1)? {
            for entry in chunk?.entries {
                if last < entry.seq || EVENTS_MAX <= told.events.len() {
                    return Ok(told);
                }
                told.seq = entry.seq;
                if self.sees(&entry, &mut notices)? {
                    let Entry { seq, subject, kind, occurred_at, recorded_at, .. } = entry;
                    told.events.push(Event { seq, kind: kind.name(), subject, occurred_at, recorded_at });
                }
            }
        }
        Ok(told)
    }

    /// Whether the account may see that there is `entry`; `notices` holds what is known of notices by now.
    fn sees(&self, entry: &Entry, notices: &mut BTreeMap<Box<str>, bool>) -> Result<bool, AppError> {
        let subject = &entry.subject;
        let Some(action) = action(subject.kind) else { return Ok(false) };
        if reach(self.account.role, action).is_none() {
            return Ok(false);
        }
        if subject.kind != SubjectKind::Notice {
            let is_of_case = subject.kind == SubjectKind::Assignment
                && matches!(&*subject.key_cells(), [_, _, case, ..] if !case.is_empty());
            if is_of_case && reach(self.account.role, Action::ReadCases).is_none() {
                return Ok(false);
            }
            return Ok(self.sight.sees_subject(subject));
        }
        if let Some(&is_seen) = notices.get(&subject.key) {
            return Ok(is_seen);
        }
        let reader = Reader::new(&self.world.snapshot, self.sight, self.account);
        let is_seen = find_seen(&self.world.reading, &reader, &subject.key)?.is_some();
        notices.insert(subject.key.clone(), is_seen);
        Ok(is_seen)
    }
}

/// The action without which nobody learns of such a subject; none where nobody follows it.
fn action(kind: SubjectKind) -> Option<Action> {
    match kind {
        SubjectKind::Directory => Some(Action::ReadPlaybook),
        SubjectKind::Division => Some(Action::ReadDivisions),
        SubjectKind::Agency => Some(Action::ReadAgencies),
        SubjectKind::Person => Some(Action::ReadPeople),
        SubjectKind::Assignment => Some(Action::ReadAssignments),
        SubjectKind::Case => Some(Action::ReadCases),
        SubjectKind::Notice => Some(Action::ReadNotices),
        // They are seen as what is found in them is.
        SubjectKind::Screening
        | SubjectKind::Roster
        | SubjectKind::Task
        | SubjectKind::Meeting
        | SubjectKind::Link => Some(Action::ReadFindings),
        SubjectKind::Account | SubjectKind::Audit | SubjectKind::Request | SubjectKind::Webhook => None,
    }
}

/// How many things each detector finds.
pub type Counts = BTreeMap<&'static str, u64>;

/// Counts by snapshot: all who are answered from one snapshot share one sweep of it.
#[derive(Default)]
pub struct Counted(Mutex<Vec<(Weak<Snapshot>, Arc<Counts>)>>);

impl Counted {
    /// What the detectors find in `snapshot`, counted once; at the moment `now` when nobody has asked before.
    #[must_use]
    pub fn of(&self, snapshot: &Arc<Snapshot>, playbook: &Playbook, now: Instant) -> Arc<Counts> {
        // Held while it is swept: whoever else needs it waits instead of sweeping again.
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_this = |known: &Weak<Snapshot>| std::ptr::eq(known.as_ptr(), Arc::as_ptr(snapshot));
        counted.retain(|(known, _)| 0 < known.strong_count());
        if let Some((_, counts)) = counted.iter().find(|(known, _)| is_this(known)) {
            return Arc::clone(counts);
        }
        let ids: Vec<DetectorId> = DETECTORS.iter().map(|detector| detector.id).collect();
        let found = sweep(snapshot, playbook, Moment::at(now, &playbook.zone), &ids);
        let counts = DETECTORS.iter().filter_map(|detector| Some((detector.name, found.count(detector.id)?)));
        let counts = Arc::new(counts.collect::<Counts>());
        counted.push((Arc::downgrade(snapshot), Arc::clone(&counts)));
        counts
    }
}

/// Whether `account` may be told how often the detector of that name finds something.
#[must_use]
pub fn may_count(account: &Account, detector: &str) -> bool {
    let tells_of_complaints = detector == DetectorId::Conflicts.detector().name;
    reach(account.role, Action::ReadFindings).is_some()
        && (!tells_of_complaints || Field::Complaints.is_for(account.role))
}
