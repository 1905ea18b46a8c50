//! From identifiers to positions while a snapshot is built, and identifiers brought into order.

use rayon::prelude::*;

use super::error::SnapshotError;
use crate::model::id;
use crate::model::table::Table;

/// A key that sorts as [`id::order`] does, as far as it tells identifiers apart.
fn coarse_key(id: &str) -> (u8, u64) {
    if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) {
        let digits = id.trim_start_matches('0');
        return match digits.len() {
            0 => (0, 0),
            1..=19 => (0, digits.parse().unwrap_or(u64::MAX)),
            len => (1, len as u64),
        };
    }
    let mut prefix = [0u8; 8];
    for (slot, byte) in prefix.iter_mut().zip(id.bytes()) {
        *slot = byte;
    }
    (2, u64::from_be_bytes(prefix))
}

/// The positions of `rows` in the order of their identifiers.
///
/// # Errors
/// [`SnapshotError::Duplicate`] when two rows have one identifier.
pub(super) fn ordered<'a, T: Sync>(
    table: Table,
    rows: &[T],
    id_of: impl Fn(&T) -> &'a str + Sync,
) -> Result<Vec<u32>, SnapshotError> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let text = |position: u32| id_of(&rows[position as usize]);
    let mut keys: Vec<((u8, u64), u32)> =
        (0..count).into_par_iter().map(|at| (coarse_key(text(at)), at)).collect();
    keys.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id::order(text(a.1), text(b.1))));
    let twice = keys.windows(2).find(|pair| pair[0].0 == pair[1].0 && text(pair[0].1) == text(pair[1].1));
    match twice {
        Some(pair) => Err(SnapshotError::Duplicate { table, key: text(pair[0].1).into() }),
        None => Ok(keys.into_par_iter().map(|(_, at)| at).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_is_that_of_the_model(ids in prop::collection::btree_set("([0-9]{0,3}|[0-9]{17,22}|[0-9a-b]{1,10})", 1..20)) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !id.is_empty()).collect();
            let mut expected = ids.clone();
            expected.sort_by(|a, b| id::order(a, b));
            let found = ordered(Table::Cases, &ids, |id| *id).unwrap();
            let found: Vec<&str> = found.into_iter().map(|at| ids[at as usize]).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
