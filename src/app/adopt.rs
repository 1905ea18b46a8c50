//! Adopting a playbook.

use std::sync::Arc;

use crate::app::calendars;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::playbooks::{PlaybookSource, adoption, in_force, load};
use crate::ledger::Batch;
use crate::model::entry::{Draft, Seq};
use crate::model::time::Instant;

/// What is adopted, when and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Adoption<'a> {
    /// The playbook.
    pub source: &'a PlaybookSource,
    /// The entry by which the one in force was adopted that is to be replaced; whichever is, when none.
    pub seen: Option<Seq>,
    /// Who adopts it.
    pub actor: &'a str,
    /// The time of day.
    pub now: Instant,
}

/// Adopts a playbook; it is in force from the entry that is returned on.
///
/// # Errors
/// [`AppError::PlaybookFaulty`] with every problem, [`AppError::Stale`] when another was adopted in the meantime, and when
/// the directory cannot be read or written.
pub fn adopt(
    directory: &mut Directory,
    adoption_of: &Adoption<'_>,
    more: impl FnOnce(Seq) -> Vec<Draft>,
) -> Result<Seq, AppError> {
    let Adoption { source, seen, actor, now } = *adoption_of;
    let known = in_force(&directory.graph)?;
    if let Some(expected) = seen.filter(|seen| *seen != known.seq) {
        return Err(AppError::Stale { expected, known: known.seq });
    }
    let mut playbook = load(source)?;
    calendars::lay_over_of(&mut playbook, &directory.path)?;
    let seq = directory.tip().seq + 1;
    let draft = adoption(source, known.version);
    let drafts = &mut std::iter::once(draft).chain(more(seq));
    directory.commit(Batch { actor, recorded_at: now, drafts, progress: &|_| {} }, &|_| {})?;
    directory.playbook = Arc::new(playbook);
    Ok(seq)
}
