//! Routing: who should take a case, from a snapshot.

use crate::app::chains::near_in_snapshot;
use crate::app::error::AppError;
use crate::app::near;
use crate::chain::Kind;
use crate::clocks::trace::instant;
use crate::detect::world::Moment;
use crate::model::subject::SubjectKind;
use crate::playbook::Playbook;
use crate::route::answer::Route;
use crate::route::route;
use crate::snapshot::Snapshot;

/// Who should take the case called `id` at `moment`.
///
/// # Errors
/// [`AppError::Unknown`] with near matches, [`AppError::NotYet`] for a case that is opened later.
pub fn of(snapshot: &Snapshot, playbook: &Playbook, id: &str, moment: Moment) -> Result<Route, AppError> {
    let Some(case) = snapshot.cases().find(id) else {
        let near = near_in_snapshot(snapshot, Kind::Case, id);
        return Err(near::said(SubjectKind::Case, id, &near));
    };
    let opened = snapshot.cases().opened(case);
    if moment.now.unix() < opened {
        return Err(AppError::NotYet { id: id.to_owned(), opened: playbook.zone.civil(instant(opened)) });
    }
    Ok(route(snapshot, playbook, moment, case))
}
