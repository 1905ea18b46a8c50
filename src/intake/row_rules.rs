//! What the cells of one row must be to each other.

use crate::intake::reject::reason::Reason;
use crate::model::table::{
    Table, agencies, assignments, cases, divisions, handoffs, links, meetings, people, rosters,
};
use crate::model::time::{Day, Zone};

/// Each column at fault and why, where the cells of a row, in column order, contradict each other. Cells that are left
/// away at the end are empty.
#[must_use]
pub fn contradictions(table: Table, row: &[&[u8]], zone: &Zone) -> Vec<(usize, Reason)> {
    // Nearly every row has none, and then nothing is allocated.
    match table {
        Table::Divisions => some([dates(table, row, divisions::VALID_FROM, divisions::VALID_TO)]),
        Table::Agencies => some([dates(table, row, agencies::VALID_FROM, agencies::VALID_TO)]),
        Table::People => some([dates(table, row, people::VALID_FROM, people::VALID_TO)]),
        Table::Assignments => {
            some([target(row), dates(table, row, assignments::VALID_FROM, assignments::VALID_TO)])
        }
        Table::Cases => some([times(table, row, cases::OPENED_AT, cases::CLOSED_AT, zone)]),
        Table::Handoffs => some(handoff(row, zone)),
        Table::Rosters => some([own_centre(row), dates(table, row, rosters::VALID_FROM, rosters::VALID_TO)]),
        Table::Meetings => some([times(table, row, meetings::CALLED_AT, meetings::ATTENDED_AT, zone)]),
        Table::Links => some([ends(row), dates(table, row, links::VALID_FROM, links::VALID_TO)]),
        Table::Mediators | Table::CaseEvents | Table::Parties | Table::Screenings | Table::Tasks => {
            Vec::new()
        }
    }
}

fn some<const N: usize>(found: [Option<(usize, Reason)>; N]) -> Vec<(usize, Reason)> {
    found.into_iter().flatten().collect()
}

fn cell<'r>(row: &[&'r [u8]], column: usize) -> &'r [u8] {
    row.get(column).copied().unwrap_or(&[])
}

fn handoff(row: &[&[u8]], zone: &Zone) -> [Option<(usize, Reason)>; 3] {
    use handoffs::{FINISHED_AT, FROM_AGENCY, RECEIVED_AT, SENT_AT, TO_AGENCY};
    let to_itself = cell(row, FROM_AGENCY) == cell(row, TO_AGENCY);
    let (table, received) = (Table::Handoffs, !cell(row, RECEIVED_AT).is_empty());
    [
        to_itself.then_some((TO_AGENCY, Reason::ToItself)),
        times(table, row, SENT_AT, RECEIVED_AT, zone),
        times(table, row, if received { RECEIVED_AT } else { SENT_AT }, FINISHED_AT, zone),
    ]
}

fn target(row: &[&[u8]]) -> Option<(usize, Reason)> {
    use assignments::{AGENCY_ID, CASE_ID, DIVISION_CODE};
    let filled =
        [DIVISION_CODE, CASE_ID, AGENCY_ID].into_iter().filter(|&c| !cell(row, c).is_empty()).count();
    (filled != 1).then_some((DIVISION_CODE, Reason::Target))
}

fn own_centre(row: &[&[u8]]) -> Option<(usize, Reason)> {
    use rosters::{CENTRE_ID, UNIT_ID};
    (cell(row, CENTRE_ID) == cell(row, UNIT_ID)).then_some((UNIT_ID, Reason::ToItself))
}

/// A pairing has one end on either side.
fn ends(row: &[&[u8]]) -> Option<(usize, Reason)> {
    use links::{AGENCY_ID, DIVISION_CODE, PERSON_ID, TO_AGENCY, TO_DIVISION, TO_PERSON};
    let sides = [[AGENCY_ID, PERSON_ID, DIVISION_CODE], [TO_AGENCY, TO_PERSON, TO_DIVISION]];
    let wrong =
        sides.into_iter().find(|side| side.iter().filter(|&&c| !cell(row, c).is_empty()).count() != 1);
    wrong.map(|side| (side[0], Reason::LinkEnds))
}

fn dates(table: Table, row: &[&[u8]], from: usize, to: usize) -> Option<(usize, Reason)> {
    let (start, end) = (Day::parse(cell(row, from))?, Day::parse(cell(row, to))?);
    (end < start).then(|| (to, Reason::Before { earlier: table.spec().columns[from].name }))
}

fn times(table: Table, row: &[&[u8]], earlier: usize, later: usize, zone: &Zone) -> Option<(usize, Reason)> {
    let (start, end) = (cell(row, earlier), cell(row, later));
    if end.is_empty() {
        return None;
    }
    // Times of one form without an offset are in the order of their texts, so most need no second reading.
    let plain = |text: &[u8]| text.get(10).is_none_or(|&b| b == b' ');
    if start.len() == end.len() && plain(start) && plain(end) && start <= end {
        return None;
    }
    let (first, second) = (zone.parse_instant(start).ok()?, zone.parse_instant(end).ok()?);
    (second < first).then(|| (later, Reason::Before { earlier: table.spec().columns[earlier].name }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: Table, cells: &[&str]) -> Option<(usize, Reason)> {
        let cells: Vec<&[u8]> = cells.iter().map(|c| c.as_bytes()).collect();
        contradictions(table, &cells, &Zone::parse("Asia/Shanghai").unwrap()).into_iter().next()
    }

    #[test]
    fn a_handoff_runs_forward_between_two_agencies() {
        let handoff = |from, to, sent, received, finished| {
            check(Table::Handoffs, &["c", "1", from, to, sent, received, finished])
        };
        assert_eq!(handoff("A", "B", "2026-01-01", "2026-01-02", "2026-01-03"), None);
        assert_eq!(handoff("A", "B", "2026-01-01", "2026-01-01", "2026-01-01"), None);
        assert_eq!(handoff("A", "A", "2026-01-01", "", ""), Some((3, Reason::ToItself)));
        assert_eq!(
            handoff("A", "B", "2026-01-02", "2026-01-01", ""),
            Some((5, Reason::Before { earlier: "sent_at" }))
        );
        assert_eq!(
            handoff("A", "B", "2026-01-01", "2026-01-03", "2026-01-02"),
            Some((6, Reason::Before { earlier: "received_at" }))
        );
        // Spellings of one instant are compared as instants.
        assert_eq!(handoff("A", "B", "2026-01-01 08:00", "2026-01-01T00:00:00Z", ""), None);
    }

    #[test]
    fn every_contradiction_of_a_row_is_found() {
        let row = ["c", "1", "A", "A", "2026-01-03", "2026-01-02", "2026-01-01"].map(str::as_bytes);
        let found = contradictions(Table::Handoffs, &row, &Zone::parse("UTC").unwrap());
        assert_eq!(
            found,
            [
                (3, Reason::ToItself),
                (5, Reason::Before { earlier: "sent_at" }),
                (6, Reason::Before { earlier: "received_at" })
            ]
        );
    }

    #[test]
    fn an_assignment_has_one_target_and_runs_forward() {
        assert_eq!(check(Table::Assignments, &["p", "d", "", "", "mediator", "2026-01-01"]), None);
        assert_eq!(
            check(Table::Assignments, &["p", "d", "c", "", "r", "2026-01-01"]),
            Some((1, Reason::Target))
        );
        assert_eq!(
            check(Table::Assignments, &["p", "", "", "", "r", "2026-01-01"]),
            Some((1, Reason::Target))
        );
        assert_eq!(
            check(Table::Assignments, &["p", "d", "", "", "r", "2026-01-02", "2026-01-01"]),
            Some((6, Reason::Before { earlier: "valid_from" }))
        );
    }
}
