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

/// The histogram of how long sweeps took.
pub const SWEEP_SECONDS: &str = "duban_sweep_seconds";

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
    /// The moment: of the present, when the account first asked in that minute.
    pub moment: Moment,
    /// The rows that the account sees.
    pub sweep: Arc<Sweep>,
}

/// The last sweeps, each for the account that asked: one that was shared would tell, by its moment and by how soon it is
/// there, who is answered from the same snapshot, and so from whom something is kept.
#[derive(Debug, Default)]
pub struct Sweeps(Mutex<VecDeque<Kept>>);

/// A sweep for whoever sees `of`. Nothing is kept alive by it: a snapshot may take as much memory as all the rest.
#[derive(Debug)]
struct Kept {
    of: Weak<Sight>,
    eyes: Eyes,
    playbook: Weak<Playbook>,
    minute: Option<u32>,
    asked: Asked,
    found: Found,
}

impl Kept {
    fn answers(&self, question: &Question) -> bool {
        let is_then = self.found.moment.now == question.now
            || (question.minute.is_some() && self.minute == question.minute);
        is_then
            && std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(&question.sight))
            && self.eyes == question.eyes
            && std::ptr::eq(self.playbook.as_ptr(), Arc::as_ptr(&question.playbook))
            && self.asked == question.asked
    }
}

impl Sweeps {
    /// What was found for the same question before.
    #[must_use]
    pub fn known(&self, question: &Question) -> Option<Found> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|kept| kept.answers(question)).map(|kept| kept.found.clone())
    }

    /// What is found: known, or found now.
    #[must_use]
    pub fn find(&self, question: &Question) -> Found {
        if let Some(found) = self.known(question) {
            return found;
        }
        let moment = Moment::at(question.now, &question.playbook.zone);
        let watch = Stopwatch::start();
        let whole = sweep_asked(question.sight.snapshot(), &question.playbook, moment, &question.asked);
        metrics::histogram!(SWEEP_SECONDS).record(watch.elapsed().as_secs_f64());
        let is_whole = is_whole(&question.sight, question.eyes);
        let sweep = if is_whole { whole } else { narrow(question, whole, moment) };
        let found = Found { moment, sweep: Arc::new(sweep) };
        self.keep(question, found.clone());
        found
    }

    fn keep(&self, question: &Question, found: Found) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| 0 < kept.of.strong_count());
        while SWEEPS_KEPT_MAX <= all.len() {
            all.pop_front();
        }
        all.push_back(Kept {
            of: Arc::downgrade(&question.sight),
            eyes: question.eyes,
            playbook: Arc::downgrade(&question.playbook),
            minute: question.minute,
            asked: question.asked.clone(),
            found,
        });
    }
}

/// What the account sees of `whole`, found at `moment`.
fn narrow(question: &Question, whole: Sweep, moment: Moment) -> Sweep {
    let Question { sight, eyes, playbook, asked, .. } = question;
    let counts = counts_of_cases(asked);
    let unseen = if counts.detectors.is_empty() || !eyes.cases { Vec::new() } else { out_of_scope(sight) };
    let counted = (!unseen.is_empty())
        .then(|| sweep_asked(&sight.snapshot().without(&unseen), playbook, moment, &counts));
    narrowed(whole, counted, sight, *eyes)
}
