//! Roles of assignments that no rule knows: no fault, but perhaps another word for one that a rule knows.

use hashbrown::HashMap;

use crate::app::import::index::{Verdict, Verdicts};
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
    let mut counts: HashMap<&[u8], u64> = HashMap::new();
    for (at, row) in tables.rows(Table::Assignments) {
        if verdicts.get(Table::Assignments, at) != Verdict::Bad {
            *counts.entry(row.cell(assignments::ROLE)).or_default() += 1;
        }
    }
    let is_known = |role: &[u8]| role == playbook.coverage.role.as_bytes() || column.is_common(role);
    let mut found: Vec<UnknownRole> = counts
        .into_iter()
        .filter(|(role, _)| !is_known(role))
        .map(|(role, rows)| UnknownRole { role: String::from_utf8_lossy(role).into_owned(), rows })
        .collect();
    found.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.role.cmp(&b.role)));
    found.truncate(ROLES_SHOWN_MAX);
    found
}
