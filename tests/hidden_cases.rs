//! Whoever may not know of cases gets the documents that would be made if these had never been handed in: the tables of
//! whole worlds are written with and without them, and all that leaves is compared.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod worlds_support;

use std::collections::BTreeSet;
use std::path::Path;

use duban::app::chains::{self, ChainQuery};
use duban::app::worlds::{self, Planting};
use duban::chain::Kind;
use duban::clocks::rules::Rules;
use duban::clocks::trace::CaseTrace;
use duban::detect::evidence::shield;
use duban::detect::sweep::sweep;
use duban::detect::world::Moment;
use duban::figures::figures;
use duban::playbook::Playbook;
use duban::rim::chain_view::ChainView;
use duban::rim::figures_view::figure_views;
use duban::rim::route_view::RouteView;
use duban::rim::sweep_view::SweepView;
use duban::route::route;
use duban::snapshot::Snapshot;
use duban::snapshot::index::CaseIdx;
use serde::Serialize;
use worlds_support::{moment, read, snapshot};

/// Copies the tables of `from` into `to` without the rows of the cases `hidden`, and without meetings about one of them.
fn write_without(from: &Path, to: &Path, hidden: &BTreeSet<String>) {
    for file in std::fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let name = path.file_name().unwrap();
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let names = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        let column = |wanted: &str| names.iter().position(|name| name == wanted);
        let case = if name == "cases.csv" { column("id") } else { column("case_id") };
        let is_about = |row: &csv::StringRecord| case.is_some_and(|at| hidden.contains(&row[at]));
        let mut ids = BTreeSet::new();
        if name == "meetings.csv" {
            ids = rows.iter().filter(|row| is_about(row)).map(|row| row[0].to_owned()).collect();
        }
        let mut writer = csv::Writer::from_path(to.join(name)).unwrap();
        writer.write_record(&names).unwrap();
        for row in rows.iter().filter(|row| !is_about(row) && !ids.contains(&row[0])) {
            writer.write_record(row).unwrap();
        }
        writer.flush().unwrap();
    }
}

/// Writes complaints into the cases in `folder`, which have none: every fifth is against an agency, every seventh against
/// a person.
fn accuse(folder: &Path) {
    let ids_in = |table: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_path(folder.join(table)).unwrap();
        reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
    };
    let (agencies, people) = (ids_in("agencies.csv"), ids_in("people.csv"));
    let path = folder.join("cases.csv");
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let names = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let column = |wanted: &str| names.iter().position(|name| name == wanted).unwrap();
    let (against_agency, against_person) = (column("against_agency"), column("against_person"));
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(&names).unwrap();
    for (number, row) in rows.iter().enumerate() {
        let mut cells: Vec<&str> = row.iter().collect();
        if number % 5 == 0 {
            cells[against_agency] = &agencies[number % agencies.len()];
        }
        if number % 7 == 0 {
            cells[against_person] = &people[number % people.len()];
        }
        writer.write_record(&cells).unwrap();
    }
    writer.flush().unwrap();
}

fn json<T: Serialize>(document: &T) -> String {
    serde_json::to_string(document).unwrap()
}

/// All that is said of a world: the whole sweep, every id, every chain, clock, route and figure, who is complained against.
fn said(snapshot: &Snapshot, playbook: &Playbook, moment: Moment) -> Vec<(String, String)> {
    let found = sweep(snapshot, playbook, moment, &[]);
    let mut said = vec![("sweep".to_owned(), json(&SweepView::new(snapshot, playbook, moment, &found, 0)))];
    let (divisions, agencies) = (snapshot.divisions(), snapshot.agencies());
    let (people, cases) = (snapshot.people(), snapshot.cases());
    let ids = [
        (Kind::Village, divisions.iter().map(|at| divisions.id(at)).collect::<Vec<_>>()),
        (Kind::Agency, agencies.iter().map(|at| agencies.id(at)).collect()),
        (Kind::Person, people.iter().map(|at| people.id(at)).collect()),
        (Kind::Case, cases.iter().map(|at| cases.id(at)).collect()),
    ];
    for (kind, ids) in ids {
        said.push((format!("{kind:?}"), ids.join(" ")));
        for id in ids {
            let chain =
                chains::from_snapshot(snapshot, playbook, &ChainQuery { kind, id, as_of: moment.now });
            let text = match &chain {
                Ok(chain) => json(&ChainView::new(chain, id, moment.now, playbook, snapshot.ledger_seq())),
                Err(error) => error.to_string(),
            };
            said.push((format!("chain of {kind:?} {id}"), text));
        }
    }
    let rules = Rules::new(playbook, snapshot);
    let mut trace = CaseTrace::at(moment.now.unix(), &playbook.zone);
    for case in cases.iter() {
        trace.fill_from(snapshot, case);
        let clocks = format!("{:?} {:?} {:?}", trace.closed(), rules.clocks(&trace), rules.idle(&trace));
        said.push((format!("clocks of {}", cases.id(case)), clocks));
        let way = route(snapshot, playbook, moment, case);
        let way = json(&RouteView::new(&way, snapshot, playbook, moment));
        said.push((format!("route of {}", cases.id(case)), way));
    }
    said.push((
        "figures".to_owned(),
        json(&figure_views(&playbook.kpis, &figures(snapshot, playbook, moment), false)),
    ));
    for agency in agencies.iter() {
        let ids: Vec<&str> = snapshot.complaints(agency).iter().map(|&case| cases.id(case)).collect();
        said.push((format!("against {}", agencies.id(agency)), ids.join(" ")));
    }
    said
}

/// Of `snapshot`: every third case, all but every seventh, and what is hidden from the unit with the most to hide.
fn selections(snapshot: &Snapshot) -> [Vec<CaseIdx>; 3] {
    let cases = || snapshot.cases().iter();
    let of_units = snapshot.agencies().iter().map(|unit| shield(snapshot, unit).cases().to_vec());
    [
        cases().filter(|case| case.get() % 3 == 1).collect(),
        cases().filter(|case| case.get() % 7 != 2).collect(),
        of_units.max_by_key(Vec::len).unwrap(),
    ]
}

/// Asserts it of the world of `name`, with breaks planted in it so that there is something to be found.
fn holds(name: &str) {
    let (spec, playbook) = read(name);
    let world = worlds::generate(&spec, &playbook, 1, Planting::Shown).unwrap();
    let folder = tempfile::tempdir().unwrap();
    world.write(folder.path()).unwrap();
    accuse(folder.path());
    let (all, moment) = (snapshot(folder.path(), &playbook), moment(&world, &playbook));
    for hidden in selections(&all) {
        assert!(!hidden.is_empty(), "{name}");
        let ids = hidden.iter().map(|&case| all.cases().id(case).to_owned()).collect();
        let less = tempfile::tempdir().unwrap();
        write_without(folder.path(), less.path(), &ids);
        let rebuilt = snapshot(less.path(), &playbook);
        let left = all.without(&hidden);
        assert_eq!(left.cases().len() + hidden.len(), all.cases().len());
        let (left, rebuilt) = (said(&left, &playbook, moment), said(&rebuilt, &playbook, moment));
        assert_eq!(left.len(), rebuilt.len(), "{name}");
        for (left, rebuilt) in left.iter().zip(&rebuilt) {
            assert_eq!(left, rebuilt, "{name}");
        }
    }
}

#[test]
fn in_worlds_with_whistles_meetings_and_tasks() {
    holds("longjing");
    holds("linjiang");
}

#[test]
fn in_worlds_with_tiers_and_statutory_paths() {
    holds("qianguo");
    holds("tiedong");
}
