//! When a case's time did not run, from its events in the graph.

use crate::app::directory::KnownGraph;
use crate::app::error::AppError;
use crate::app::known::Known;
use crate::app::notices::desk::Pauses;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, case_events};
use crate::model::time::{Instant, Zone};
use crate::notice::own_time::{Mark, Pause, pauses};

/// The events of cases as the graph has them.
pub(super) struct GraphPauses<'a> {
    pub(super) known: &'a KnownGraph,
    pub(super) zone: &'a Zone,
}

impl Pauses for GraphPauses<'_> {
    fn of(&self, case: &str, now: Instant) -> Result<Vec<Pause>, AppError> {
        let record = self.known.record(&Subject::new(SubjectKind::Case, case))?.unwrap_or_default();
        let events = record.rows.iter().filter(|(table, _)| *table == Table::CaseEvents);
        let mark = |row: crate::model::rows::Row<'_>| {
            let at = self.zone.parse_instant(row.cell(case_events::AT)).ok()?;
            Some((at.unix(), Mark::of_event(row.text(case_events::KIND))?))
        };
        Ok(pauses(events.filter_map(|(_, row)| mark(row.as_row())).collect(), now.unix()))
    }
}
