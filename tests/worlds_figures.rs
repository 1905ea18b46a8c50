//! Figures read the tables and no constant: when so many rows of a world's tables are changed, each figure moves by what
//! a count by hand gives, and no other figure moves.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod worlds_support;

use std::path::Path;

use duban::app::worlds::{self, Planting};
use duban::figures::{Figure, figures};
use worlds_support::{moment, read, snapshot};

/// A row of a table: its cells, and the names of the columns.
struct Row<'a> {
    names: &'a csv::StringRecord,
    cells: Vec<String>,
}

/// A change of a table.
struct Change {
    table: &'static str,
    /// Column and value that the rows have.
    with: &'static [(&'static str, &'static str)],
    /// The kind of the cases that the rows are about; of all when none.
    of_kind: Option<&'static str>,
    /// How many of them are changed, the first ones.
    count: usize,
    what: To,
}

/// What becomes of a row.
enum To {
    /// A cell has another value.
    Set(&'static str, &'static str),
    /// It is taken out.
    Gone,
    /// Another event of that kind and step stands beside it.
    AndEvent(&'static str, &'static str),
}

/// By how much a figure moves: rows counted, and rows of which.
type Moves = &'static [(&'static str, i64, i64)];

impl Row<'_> {
    fn at(&self, name: &str) -> usize {
        self.names.iter().position(|own| own == name).unwrap()
    }

    fn cell(&self, name: &str) -> &str {
        &self.cells[self.at(name)]
    }
}

impl Change {
    /// Does it to the table in `folder`; every row asked for must be there.
    fn done(&self, folder: &Path) {
        let path = folder.join(format!("{}.csv", self.table));
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let names = reader.headers().unwrap().clone();
        let cases = self.of_kind.map(|kind| ids_of_kind(folder, kind));
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&names).unwrap();
        let mut left = self.count;
        for record in reader.records() {
            let cells = record.unwrap().iter().map(str::to_owned).collect();
            let mut row = Row { names: &names, cells };
            let is_of_kind = || {
                let id = || row.cell(if self.table == "cases" { "id" } else { "case_id" }).to_owned();
                cases.as_ref().is_none_or(|cases| cases.binary_search(&id()).is_ok())
            };
            let is_meant = self.with.iter().all(|(name, value)| row.cell(name) == *value) && is_of_kind();
            if left == 0 || !is_meant {
                writer.write_record(&row.cells).unwrap();
                continue;
            }
            left -= 1;
            match self.what {
                To::Set(name, value) => {
                    let at = row.at(name);
                    value.clone_into(&mut row.cells[at]);
                    writer.write_record(&row.cells).unwrap();
                }
                To::Gone => {}
                To::AndEvent(kind, step) => {
                    writer.write_record(&row.cells).unwrap();
                    for (name, value) in [("kind", kind), ("step", step), ("result", "")] {
                        let at = row.at(name);
                        value.clone_into(&mut row.cells[at]);
                    }
                    writer.write_record(&row.cells).unwrap();
                }
            }
        }
        assert_eq!(left, 0, "{}: {:?}", self.table, self.with);
        std::fs::write(path, writer.into_inner().unwrap()).unwrap();
    }
}

/// The ids of the cases of `kind`, in order.
fn ids_of_kind(folder: &Path, kind: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(folder.join("cases.csv")).unwrap();
    let names = reader.headers().unwrap().clone();
    let records = reader.records().map(|record| record.unwrap());
    let rows = records.map(|r| Row { names: &names, cells: r.iter().map(str::to_owned).collect() });
    let mut ids: Vec<String> =
        rows.filter(|row| row.cell("kind") == kind).map(|row| row.cell("id").to_owned()).collect();
    ids.sort_unstable();
    ids
}

/// Makes the kept world of `name`, and asserts that each of `changes`, one after another, moves the figures so.
fn moves(name: &str, changes: &[(Change, Moves)]) {
    let (spec, playbook) = read(name);
    let world = worlds::generate(&spec, &playbook, 1, Planting::Nothing).unwrap();
    let of_folder = |folder: &Path| -> Vec<Figure> {
        figures(&snapshot(folder, &playbook), &playbook, moment(&world, &playbook))
    };
    let folder = tempfile::tempdir().unwrap();
    world.write(folder.path()).unwrap();
    let mut before = of_folder(folder.path());
    for (change, moves) in changes {
        change.done(folder.path());
        let after = of_folder(folder.path());
        for ((kpi, was), is) in playbook.kpis.iter().zip(&before).zip(&after) {
            let by = |is: Option<u64>, was: Option<u64>| {
                i64::try_from(is.unwrap_or(0)).unwrap() - i64::try_from(was.unwrap_or(0)).unwrap()
            };
            let moved = (by(Some(is.numerator), Some(was.numerator)), by(is.denominator, was.denominator));
            let said = moves.iter().find(|(id, _, _)| *id == kpi.id);
            let wanted = said.map_or((0, 0), |(_, rows, of)| (*rows, *of));
            assert_eq!(
                moved, wanted,
                "{name}, {} of {} {:?}: {}",
                change.count, change.table, change.with, kpi.id
            );
        }
        before = after;
    }
}

/// A change of the first `count` rows of `table` with these cells.
fn change(
    table: &'static str,
    with: &'static [(&'static str, &'static str)],
    count: usize,
    what: To,
) -> Change {
    Change { table, with, of_kind: None, count, what }
}

/// The same of rows about cases of `kind`.
fn of_kind(kind: &'static str, change: Change) -> Change {
    Change { of_kind: Some(kind), ..change }
}

const ENDED: To = To::Set("valid_to", "2023-06-01");

#[test]
fn figures_of_nanguan_move_with_their_rows() {
    let mediated = &[("kind", "mediated")];
    let agreed = &[("kind", "mediated"), ("result", "agreed")];
    moves(
        "nanguan",
        &[
            (change("agencies", &[("kind", "town_centre")], 2, ENDED), &[("street_centres", -2, 0)]),
            (change("people", &[("kind", "mediator")], 5, ENDED), &[("mediators", -5, 0)]),
            (
                of_kind("trade", change("case_events", mediated, 7, To::Set("kind", "noted"))),
                &[("mediated_2023", -7, 0)],
            ),
            (
                of_kind("family", change("case_events", agreed, 3, To::Set("result", "failed"))),
                &[("family_neighbour_success", -3, 0)],
            ),
            (
                of_kind("neighbour", change("case_events", agreed, 4, To::Set("kind", "noted"))),
                &[
                    ("family_neighbour_success", -4, -4),
                    ("family_neighbour_cases", -4, 0),
                    ("mediated_2023", -4, 0),
                ],
            ),
            (
                of_kind("request", change("cases", &[], 6, To::Set("closed_at", ""))),
                &[("request_closure", -6, 0)],
            ),
            (
                of_kind("request", change("cases", &[("closed_at", "")], 9, To::Set("kind", "trade"))),
                &[("requests", -9, 0), ("request_closure", 0, -9)],
            ),
        ],
    );
}

#[test]
fn figures_of_shulan_move_with_their_rows() {
    let accepted = &[("kind", "accepted")];
    moves(
        "shulan",
        &[
            (
                of_kind("petition", change("case_events", accepted, 9, To::Set("kind", "noted"))),
                &[("accepted", -9, 0), ("closed", -9, 0), ("closure", -9, -9)],
            ),
            (
                of_kind("dispute", change("cases", &[], 8, To::Set("closed_at", ""))),
                &[("closed", -8, 0), ("closure", -8, 0)],
            ),
            (change("links", &[("kind", "linked_across")], 3, To::Gone), &[("linked_across", -3, 0)]),
            (change("links", &[("kind", "linked_down")], 2, To::Gone), &[("linked_down", -2, 0)]),
            (change("agencies", &[("kind", "video_room")], 4, ENDED), &[("video_rooms", -4, 0)]),
            (change("assignments", &[("role", "public_phone")], 5, ENDED), &[("leader_phones", -5, 0)]),
            (
                change("agencies", &[("kind", "village_centre")], 6, ENDED),
                &[("centres", -6, 0), ("linked_down", -6, 0)],
            ),
        ],
    );
}

#[test]
fn figures_of_dongliao_move_with_their_rows() {
    moves(
        "dongliao",
        &[
            (change("divisions", &[("kind", "community")], 1, ENDED), &[("communities", -1, 0)]),
            (change("divisions", &[("kind", "village")], 2, ENDED), &[("villages", -2, 0)]),
            (
                change("divisions", &[("kind", "group")], 3, ENDED),
                &[("groups", -3, 0), ("group_contacts", 0, -3)],
            ),
            (
                change("assignments", &[("role", "information_contact")], 4, ENDED),
                &[("group_contacts", -4, 0)],
            ),
            (
                change(
                    "case_events",
                    &[("kind", "task_force")],
                    5,
                    To::AndEvent("noted", "civil_to_criminal"),
                ),
                &[("to_crime", 5, 0)],
            ),
        ],
    );
}

#[test]
fn figures_of_huinan_move_with_their_rows() {
    moves(
        "huinan",
        &[
            (
                of_kind("litigation", change("cases", &[("rating", "satisfied")], 8, To::Set("rating", ""))),
                &[
                    ("rating_participation", -8, 0),
                    ("satisfaction_of_raters", -8, -8),
                    ("satisfaction_of_all", -8, 0),
                ],
            ),
            (
                of_kind(
                    "litigation",
                    change("cases", &[("rating", "satisfied")], 7, To::Set("rating", "dissatisfied")),
                ),
                &[("satisfaction_of_raters", -7, 0), ("satisfaction_of_all", -7, 0)],
            ),
            (
                of_kind(
                    "litigation",
                    change("case_events", &[("kind", "fed_back")], 6, To::AndEvent("rebounded", "")),
                ),
                &[("first_time_resolution", -6, 0)],
            ),
            (
                of_kind(
                    "litigation",
                    change("case_events", &[("kind", "accepted")], 5, To::Set("kind", "noted")),
                ),
                &[("timely_acceptance", -5, 0)],
            ),
            (change("rosters", &[("mode", "rotating")], 2, To::Gone), &[("units_present", -2, 0)]),
            (
                of_kind("litigation", change("cases", &[("rating", "")], 3, To::Set("closed_at", ""))),
                &[
                    // These three had a rebound before.
                    ("first_time_resolution", 0, -3),
                    ("rating_participation", 0, -3),
                    ("satisfaction_of_all", 0, -3),
                ],
            ),
        ],
    );
}

#[test]
fn figures_of_qianguo_move_with_their_rows() {
    let judges: Moves = &[("judges_paired", -2, 0), ("firms_paired", -2, 0), ("judges_to_firms", -2, -2)];
    moves(
        "qianguo",
        &[
            (
                change(
                    "case_events",
                    &[("kind", "mediated"), ("result", "agreed")],
                    4,
                    To::Set("result", "failed"),
                ),
                &[("mediated_2023", -4, 0), ("mediated_share_2023", -4, 0)],
            ),
            (
                change("case_events", &[("kind", "withdrawn")], 3, To::Set("kind", "noted")),
                &[("withdrawn_2023", -3, 0)],
            ),
            (
                of_kind(
                    "financial",
                    change("cases", &[("channel", "circuit_point")], 5, To::Set("kind", "civil")),
                ),
                &[("financial_2023", -5, 0), ("mediated_share_2023", 0, -5)],
            ),
            (
                change("people", &[("team", "invited")], 6, To::Set("team", "")),
                &[("invited_mediators", -6, 0)],
            ),
            (change("links", &[("kind", "judge_firm")], 2, To::Gone), judges),
            (
                change("links", &[("kind", "no_litigation_village")], 3, To::Gone),
                &[("no_litigation_villages", -3, 0)],
            ),
            (change("agencies", &[("kind", "tribunal")], 1, ENDED), &[("tribunals", -1, 0)]),
            (change("agencies", &[("kind", "circuit_point")], 2, ENDED), &[("circuit_points", -2, 0)]),
            (
                change("agencies", &[("kind", "town_centre")], 4, ENDED),
                &[("town_centres", -4, 0), ("docking_points", -4, -4)],
            ),
        ],
    );
}

#[test]
fn figures_of_jinhua_move_with_their_rows() {
    let by = |step: &'static [(&'static str, &'static str)], count| {
        change("case_events", step, count, To::Set("step", ""))
    };
    moves(
        "daan-jinhua",
        &[
            (
                change("case_events", &[("kind", "agreed")], 5, To::Set("kind", "noted")),
                &[("before_suit", -5, 0)],
            ),
            (
                change("case_events", &[("kind", "performed")], 7, To::AndEvent("sued", "")),
                // The first five of these had lost their agreements before.
                &[("before_suit", -2, 0)],
            ),
            (by(&[("kind", "handled"), ("step", "joint_enforcement")], 3), &[("by_departments", -3, 0)]),
            (by(&[("kind", "handled"), ("step", "alliance")], 4), &[("by_alliance", -4, 0)]),
            (change("links", &[("kind", "joint_enforcement")], 2, To::Gone), &[("departments", -2, 0)]),
        ],
    );
}

#[test]
fn figures_of_longjing_move_with_their_rows() {
    moves(
        "longjing",
        &[
            (
                change("agencies", &[("kind", "mediation_committee")], 1, ENDED),
                &[("mediation_organizations", -1, 0), ("mediators_per_organization", 0, -1)],
            ),
            (
                change("people", &[("kind", "mediator")], 3, ENDED),
                &[("mediators", -3, 0), ("mediators_per_organization", -3, 0)],
            ),
            (
                change("people", &[("kind", "grid_officer"), ("stars", "")], 4, ENDED),
                &[("grid_officers", -4, 0)],
            ),
            (
                change("people", &[("stars", "5")], 2, To::Set("stars", "4")),
                &[("five_star", -2, 0), ("four_star", 2, 0)],
            ),
            (
                change("links", &[("kind", "takes_part_across")], 3, To::Gone),
                &[("departments_across", -3, 0)],
            ),
        ],
    );
}
