//! What sweeps find for accounts: made on all cores, narrowed to what an account sees, and kept for a minute, so that
//! clients that ask again and again do not sweep again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::access::sight::Sight;
use crate::app::clock::Stopwatch;
use crate::app::narrow::{Eyes, counts_of_cases, is_whole, narrowed, out_of_scope};
use crate::detect::sweep::{Asked, Sweep, sweep_asked};
use crate::detect::world::Moment;
use crate::limits::SWEEPS_KEPT_MAX;
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;

/// What is asked, and for whom.
#[derive(Clone, Debug)]
pub struct Question {
    /// What the account sees.
    pub sight: Arc<Sight>,
    /// What it may know of that.
    pub eyes: Eyes,
    /// The playbook in force.
    pub playbook: Arc<Playbook>,
    /// The moment.
    pub now: Instant,
    /// The minute since 1970, when the moment is the present: an answer of the same minute will do.
    pub minute: Option<u32>,
    /// What is asked for.
    pub asked: Asked,
}

/// What was found, and at which moment.
#[derive(Clone, Debug)]
pub struct Found {
    /// The moment: of the present, when it was first asked in that minute.
    pub moment: Moment,
    /// The rows that the account sees.
    pub sweep: Arc<Sweep>,
}

/// The last sweeps.
#[derive(Debug, Default)]
pub struct Sweeps {
    /// Of whole snapshots, which accounts share.
    of_snapshots: Mutex<VecDeque<Kept<Snapshot>>>,
    /// Narrowed to accounts.
    of_sights: Mutex<VecDeque<Kept<Sight>>>,
}

/// A sweep of `of`. Nothing is kept alive by it: a snapshot may take as much memory as all the rest.
#[derive(Debug)]
struct Kept<T> {
    of: Weak<T>,
    playbook: Weak<Playbook>,
    minute: Option<u32>,
    asked: Asked,
    found: Found,
}

impl<T> Kept<T> {
    fn answers(&self, of: &Arc<T>, question: &Question) -> bool {
        let is_then = self.found.moment.now == question.now
            || (question.minute.is_some() && self.minute == question.minute);
        is_then
            && std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(of))
            && std::ptr::eq(self.playbook.as_ptr(), Arc::as_ptr(&question.playbook))
            && self.asked == question.asked
    }
}

impl Sweeps {
    /// What was found for the same question before.
    #[must_use]
    pub fn known(&self, question: &Question) -> Option<Found> {
        if is_whole(&question.sight, question.eyes) {
            known(&self.of_snapshots, question.sight.snapshot_arc(), question)
        } else {
            known(&self.of_sights, &question.sight, question)
        }
    }

    /// What is found: known, or found now.
    #[must_use]
    pub fn find(&self, question: &Question) -> Found {
        if let Some(found) = self.known(question) {
            return found;
        }
        let snapshot = question.sight.snapshot_arc();
        let whole = known(&self.of_snapshots, snapshot, question).unwrap_or_else(|| {
            let moment = Moment::at(question.now, &question.playbook.zone);
            let watch = Stopwatch::start();
            let sweep = Arc::new(sweep_asked(snapshot, &question.playbook, moment, &question.asked));
            metrics::histogram!("duban_sweep_seconds").record(watch.elapsed().as_secs_f64());
            keep(&self.of_snapshots, snapshot, question, Found { moment, sweep })
        });
        if is_whole(&question.sight, question.eyes) {
            return whole;
        }
        let sweep = Arc::new(narrow(question, &whole));
        keep(&self.of_sights, &question.sight, question, Found { moment: whole.moment, sweep })
    }
}

/// What the account sees of `whole`.
fn narrow(question: &Question, whole: &Found) -> Sweep {
    let Question { sight, eyes, playbook, asked, .. } = question;
    let counts = counts_of_cases(asked);
    let unseen = if counts.detectors.is_empty() || !eyes.cases { Vec::new() } else { out_of_scope(sight) };
    let counted = (!unseen.is_empty())
        .then(|| sweep_asked(&sight.snapshot().without(&unseen), playbook, whole.moment, &counts));
    narrowed(Sweep::clone(&whole.sweep), counted, sight, *eyes)
}

fn known<T>(all: &Mutex<VecDeque<Kept<T>>>, of: &Arc<T>, question: &Question) -> Option<Found> {
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    all.iter().find(|kept| kept.answers(of, question)).map(|kept| kept.found.clone())
}

fn keep<T>(all: &Mutex<VecDeque<Kept<T>>>, of: &Arc<T>, question: &Question, found: Found) -> Found {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|kept| 0 < kept.of.strong_count());
    while SWEEPS_KEPT_MAX <= all.len() {
        all.pop_front();
    }
    all.push_back(Kept {
        of: Arc::downgrade(of),
        playbook: Arc::downgrade(&question.playbook),
        minute: question.minute,
        asked: question.asked.clone(),
        found: found.clone(),
    });
    found
}
