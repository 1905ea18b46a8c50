//! Admission: rows held against each other and against what is known; every row gets a verdict.

use crate::app::error::AppError;
use crate::app::import::compare::{Compared, Rules, compare};
use crate::app::import::groups::CaseGroups;
use crate::app::import::index::{Verdict, Verdicts, ids};
use crate::app::import::refs::{IN_SNAPSHOT, References, check};
use crate::app::known::{Known, Nothing};
use crate::intake::reject::Rejects;
use crate::model::rows::{RowAt, Tables};
use crate::model::table::Table;
use crate::model::time::Zone;

/// Rows with their verdicts.
pub struct Judged<'t> {
    /// Rows by case.
    pub groups: CaseGroups<'t>,
    /// What becomes of each row.
    pub verdicts: Verdicts,
    /// Changes of known rows.
    pub compared: Compared,
}

/// Judges all rows of a call. Mediators must have been merged into people before.
///
/// # Errors
/// When what is known cannot be read; bad rows go to `rejects`.
pub fn judge<'t>(
    tables: &'t Tables,
    zone: &Zone,
    known: &dyn Known,
    rules: Option<Rules<'_>>,
    rejects: &mut Rejects<'_>,
) -> Result<Judged<'t>, AppError> {
    let mut verdicts = Verdicts::new(tables);
    let ids = ids(tables, zone, |_| true, &mut verdicts, rejects);
    let groups = CaseGroups::new(tables, &ids);
    groups.check_twice(tables, &mut verdicts, rejects);
    if let Some(rules) = rules {
        rules.known.check(tables, &mut verdicts, rejects)?;
    }
    let references = References::new(&ids, known);
    check(tables, Some(&groups), &references, &mut verdicts, rejects)?;
    let mut compared = Compared::default();
    if let Some(rules) = rules {
        let count = rejects.count();
        compared = compare(tables, &groups, rules, &mut verdicts, rejects)?;
        check_again(tables, &groups, &references, count, &mut verdicts, rejects)?;
        let count = rejects.count();
        rules.known.refuse_taken(tables, &mut verdicts, rejects)?;
        check_again(tables, &groups, &references, count, &mut verdicts, rejects)?;
        compared.changes.retain(|&(table, at), _| verdicts.get(table, at) != Verdict::Bad);
    }
    Ok(Judged { groups, verdicts, compared })
}

/// Checks what is left until nothing more is refused. Of a row that the comparison refused, what is known holds: a
/// superior that it gave up, with the new superiors of others, may close a circle or stand below its own division.
fn check_again(
    tables: &Tables,
    groups: &CaseGroups<'_>,
    references: &References<'_, '_>,
    mut count: u64,
    verdicts: &mut Verdicts,
    rejects: &mut Rejects<'_>,
) -> Result<(), AppError> {
    while count < rejects.count() {
        count = rejects.count();
        check(tables, Some(groups), references, verdicts, rejects)?;
    }
    Ok(())
}

/// Whether every row of `tables`, alone in the world, would be judged new, given that a snapshot can be made of them:
/// what that shows is not looked at again. A snapshot cannot be made when rows of [`IN_SNAPSHOT`] refer to nothing or
/// share an id, or handoffs share a key.
///
/// # Errors
/// None that is reachable: nothing known is read.
pub fn stand_beside_a_snapshot(tables: &Tables, zone: &Zone) -> Result<bool, AppError> {
    let (mut verdicts, mut rejects) = (Verdicts::new(tables), Rejects::new(None));
    let outside = Table::ALL.into_iter().filter(|t| !IN_SNAPSHOT.contains(t));
    let is_looked_up = 0 < outside.map(|t| tables.len(t)).sum::<usize>();
    let wanted = |table| is_looked_up || !matches!(table, Table::Cases | Table::People);
    let ids = ids(tables, zone, wanted, &mut verdicts, &mut rejects);
    check(tables, None, &References::new(&ids, &Nothing), &mut verdicts, &mut rejects)?;
    Ok(verdicts.is_all_new())
}

/// The rows of `tables` that are new, where some are not.
#[must_use]
pub fn only_new(tables: &Tables, verdicts: &Verdicts) -> Option<Tables> {
    if verdicts.is_all_new() {
        return None;
    }
    let mut kept = Tables::default();
    for table in Table::ALL {
        for (number, block) in tables.blocks(table).iter().enumerate() {
            let at = |index| RowAt::new(number, index);
            kept.push(table, block.retain(|index| verdicts.get(table, at(index)) == Verdict::New));
        }
    }
    Some(kept)
}
