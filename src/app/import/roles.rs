//! Roles of assignments that no rule knows: no fault, but perhaps another word for one that a rule knows.

use crate::app::import::codes::counted;
use crate::app::import::index::Verdicts;
use crate::model::rows::Tables;
use crate::model::table::{Table, assignments};
use crate::playbook::Playbook;

/// Roles that are named in one report; the others are few words in many rows, or a column of something else.
pub const ROLES_SHOWN_MAX: usize = 20;

/// A role that neither the playbook nor the list of usual ones has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRole {
    /// The role as given.
    pub role: String,
    /// How many rows have it.
    pub rows: u64,
}

/// Roles of good rows that no rule knows, the most frequent first; at most [`ROLES_SHOWN_MAX`].
#[must_use]
pub fn unknown(tables: &Tables, verdicts: &Verdicts, playbook: &Playbook) -> Vec<UnknownRole> {
    let Some(column) = Table::Assignments.spec().columns.get(assignments::ROLE) else { return Vec::new() };
    let is_known = |role: &str| role == playbook.coverage.role || column.is_common(role.as_bytes());
    let found = counted((tables, verdicts), (Table::Assignments, assignments::ROLE), is_known);
    found.into_iter().take(ROLES_SHOWN_MAX).map(|(role, rows)| UnknownRole { role, rows }).collect()
}
