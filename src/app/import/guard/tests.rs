//! Small worlds of which an account sees a part: what it does not see is refused as what is not there.

#![expect(clippy::panic, clippy::wildcard_enum_match_arm, reason = "a failure here is a failed test")]

mod kept;
mod placed;

use hashbrown::HashSet;

use super::*;
use crate::app::import::{ImportReport, check, import};
use crate::app::testing::{Small, options};
use crate::app::watch::Silent;
use crate::intake::reject::Reject;

/// `11` with its village, unit, people and case `c` are seen; `12` is out of scope, and `h` lies in it but is hidden.
const WORLD: &[(&str, &str)] = &[
    (
        "divisions.csv",
        "code,level,name,parent_code\n1,county,C,\n11,town,T,1\n12,town,U,1\n111,village,V,11\n121,village,W,12\n",
    ),
    (
        "agencies.csv",
        "id,name,kind,division_code,supervised_by\nA,Office A,centre,11,B\nA2,Office A2,court,11,\nB,Office B,centre,12,\n",
    ),
    ("people.csv", "id,kind,agency_id\np,clerk,A\np2,clerk,A2\nq,clerk,B\nofficial-1,clerk,B\n"),
    (
        "cases.csv",
        "id,village_code,kind,opened_at,against_agency\nc,111,land,2026-01-01,A2\nh,111,land,2026-01-01,A\no,121,land,2026-01-01,\n",
    ),
    ("handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nc,1,A,B,2026-01-02\n"),
    (
        "assignments.csv",
        "person_id,division_code,case_id,role,valid_from\nq,121,,mediator,2026-01-01\np,,h,leader,2026-01-01\n",
    ),
    ("tasks.csv", "id,title,unit_id\nt,Mine,A\nu,Theirs,B\nv,Nobody's,\n"),
];

#[derive(Debug)]
struct Part {
    seen: HashSet<(SubjectKind, &'static str)>,
    scope: Scope,
    shows: bool,
    keeps: bool,
}

impl Part {
    fn new(line: Option<&str>) -> Self {
        use SubjectKind::{Agency, Case, Division, Person};
        let scope =
            Scope { division: Some("11".to_owned()), sees_below: true, line: line.map(str::to_owned) };
        let seen = [(Division, "11"), (Division, "111"), (Agency, "A"), (Agency, "A2"), (Person, "p")];
        let seen = seen.into_iter().chain([(Person, "p2"), (Case, "c")]).collect();
        Self { seen, scope, shows: false, keeps: true }
    }

    /// Everything but `h`.
    fn whole() -> Self {
        let mut part = Self::new(None);
        use SubjectKind::{Agency, Case, Division, Person};
        part.seen.extend([
            (Division, "1"),
            (Division, "12"),
            (Division, "121"),
            (Agency, "B"),
            (Person, "q"),
        ]);
        part.seen.insert((Case, "o"));
        Self { scope: Scope::default(), shows: true, ..part }
    }
}

impl Guard for Part {
    fn sees(&self, kind: SubjectKind, id: &str) -> bool {
        self.seen.iter().any(|&(k, known)| k == kind && known == id)
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn shows(&self, _: Field) -> bool {
        self.shows
    }

    fn keeps_structure(&self) -> bool {
        self.keeps
    }

    fn keeps_own(&self, agency: &str) -> bool {
        agency == "A"
    }

    fn would_reach_own(&self, kind: SubjectKind, id: &str, to: &str) -> bool {
        to == "A" && !self.is_own(kind, id)
    }

    fn belongs(&self, person: &str, agency: &str) -> bool {
        matches!((person, agency), ("p", "A") | ("p2", "A2") | ("q", "B"))
    }

    fn is_own(&self, kind: SubjectKind, id: &str) -> bool {
        matches!((kind, id), (SubjectKind::Agency, "A") | (SubjectKind::Person, "p"))
    }
}

/// What checking `files` under `guard` says: the report and the rejects.
fn checked(small: &Small, guard: &Part, files: &[(&str, &str)]) -> (ImportReport, Vec<Reject>) {
    let paths = small.files(files);
    let mut rejects = Rejects::new(None);
    let options = crate::app::import::ImportOptions { paths: &paths, guard: Some(guard), ..options() };
    let report = check(&small.directory, &options, &mut rejects, &Silent).unwrap();
    assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
    (report, rejects.shown().to_vec())
}

/// What storing `files` comes to for whoever sees `guard`.
fn handed_in(small: &mut Small, guard: &Part, files: &[(&str, &str)], basis: Option<&str>) -> Vec<Reject> {
    let paths = small.files(files);
    let mut rejects = Rejects::new(None);
    let options = crate::app::import::ImportOptions {
        paths: &paths,
        guard: Some(guard),
        correct_basis: basis,
        ..options()
    };
    import(&mut small.directory, &options, &mut rejects, &Silent).unwrap();
    rejects.shown().to_vec()
}

/// Column and reason of every fault.
fn told(rejects: &[Reject]) -> Vec<(Option<&'static str>, String)> {
    let faults = rejects.iter().flat_map(Reject::faults);
    faults.map(|(column, _, reason)| (column, reason.to_string())).collect()
}

/// A good new row for each table, with every column that refers filled; several where they exclude each other.
const ROWS: &[(Table, &[(&str, &str)])] = &[
    (
        Table::Divisions,
        &[
            ("code", "112"),
            ("level", "village"),
            ("name", "N"),
            ("parent_code", "11"),
            ("successor_code", "111"),
        ],
    ),
    (
        Table::Agencies,
        &[
            ("id", "N"),
            ("name", "N"),
            ("kind", "centre"),
            ("division_code", "11"),
            ("parent_id", "A"),
            ("supervised_by", "A"),
            ("successor_id", "A"),
        ],
    ),
    (Table::People, &[("id", "n"), ("kind", "clerk"), ("agency_id", "A")]),
    (Table::Mediators, &[("id", "n"), ("agency_id", "A"), ("capacity", "3")]),
    (
        Table::Cases,
        &[
            ("id", "n"),
            ("village_code", "111"),
            ("kind", "land"),
            ("opened_at", "2026-01-01"),
            ("against_agency", "A"),
            ("against_person", "p"),
            ("tier_by", "p"),
        ],
    ),
    (
        Table::Assignments,
        &[("person_id", "p"), ("division_code", "111"), ("role", "r"), ("valid_from", "2026-01-01")],
    ),
    (
        Table::Assignments,
        &[("person_id", "p"), ("case_id", "c"), ("role", "r"), ("valid_from", "2026-01-01")],
    ),
    (
        Table::Assignments,
        &[("person_id", "p"), ("agency_id", "A"), ("role", "r"), ("valid_from", "2026-01-01")],
    ),
    (
        Table::Handoffs,
        &[
            ("case_id", "c"),
            ("seq", "2"),
            ("from_agency", "A"),
            ("to_agency", "A2"),
            ("sent_at", "2026-01-03"),
        ],
    ),
    (Table::CaseEvents, &[("case_id", "c"), ("at", "2026-01-03"), ("kind", "accepted"), ("agency_id", "A")]),
    (Table::Parties, &[("case_id", "c"), ("ref", "r1"), ("name", "N")]),
    (Table::Screenings, &[("campaign", "s"), ("division_code", "111")]),
    (
        Table::Rosters,
        &[("centre_id", "A"), ("unit_id", "A2"), ("mode", "resident"), ("valid_from", "2026-01-01")],
    ),
    (Table::Tasks, &[("id", "n"), ("title", "N"), ("unit_id", "A"), ("division_code", "111")]),
    (
        Table::Meetings,
        &[
            ("id", "m"),
            ("agency_id", "A"),
            ("kind", "joint"),
            ("called_by", "A2"),
            ("called_at", "2026-01-03"),
            ("case_id", "c"),
            ("division_code", "111"),
        ],
    ),
    (Table::Links, &[("kind", "k"), ("agency_id", "A"), ("to_agency", "A2"), ("valid_from", "2026-01-01")]),
    (Table::Links, &[("kind", "k"), ("person_id", "p"), ("to_person", "p2"), ("valid_from", "2026-01-01")]),
    (
        Table::Links,
        &[("kind", "k"), ("division_code", "11"), ("to_division", "111"), ("valid_from", "2026-01-01")],
    ),
];

fn file(table: Table, row: &[(&str, &str)]) -> (String, String) {
    let (header, cells): (Vec<&str>, Vec<&str>) = row.iter().copied().unzip();
    (format!("{table}.csv"), format!("{}\n{}\n", header.join(","), cells.join(",")))
}

fn checked_row(small: &Small, guard: &Part, table: Table, row: &[(&str, &str)]) -> Vec<Reject> {
    let (name, text) = file(table, row);
    checked(small, guard, &[(&name, &text)]).1
}

#[test]
fn what_is_not_seen_is_refused_as_what_is_not_there_in_every_column_that_refers() {
    let (small, guard) = (Small::new(WORLD), Part::new(None));
    let mut columns: HashSet<(Table, &str)> = HashSet::new();
    for &(table, row) in ROWS {
        assert_eq!(checked_row(&small, &guard, table, row), [], "{table} {row:?}");
        for (column, to) in columns_to(table, |_| true) {
            let name = table.spec().columns[column].name;
            let Some(at) = row.iter().position(|&(column, _)| column == name) else { continue };
            columns.insert((table, name));
            let ids: &[&str] = match to {
                Table::Divisions => &["12", "1", "99"],
                Table::Agencies => &["B", "ZZ"],
                Table::People => &["q", "zz"],
                _ => &["o", "h", "zz"],
            };
            let say = |id: &&str| {
                let mut row = row.to_vec();
                row[at].1 = id;
                let rejects = checked_row(&small, &guard, table, &row);
                let [reject] = &rejects[..] else { panic!("{table}.{name} {id}: {rejects:?}") };
                let faults = reject.faults();
                let faults: Vec<_> = faults.map(|(c, v, r)| (c, v.replace(id, "?"), r.clone())).collect();
                (reject.line, reject.table, faults)
            };
            let said: Vec<_> = ids.iter().map(say).collect();
            assert!(said.windows(2).all(|two| two[0] == two[1]), "{table}.{name}: {said:#?}");
            let unknown = Reason::Unknown { table: to.name() };
            assert!(said[0].2.iter().any(|(c, _, r)| *c == Some(name) && *r == unknown), "{said:#?}");
        }
    }
    let all =
        Table::ALL.into_iter().flat_map(|t| columns_to(t, |_| true).into_iter().map(move |(c, _)| (t, c)));
    for (table, column) in all {
        let name = table.spec().columns[column].name;
        assert!(columns.contains(&(table, name)), "{table}.{name} is not tried");
    }
}

#[test]
fn an_id_that_is_taken_unseen_cannot_be_used_whatever_the_reason() {
    let (mut small, guard) = (Small::new(WORLD), Part::new(None));
    let mut said = HashSet::new();
    for (table, row) in [
        (Table::Divisions, &[("code", "12"), ("level", "village"), ("name", "N"), ("parent_code", "11")][..]),
        (Table::Agencies, &[("id", "B"), ("name", "N"), ("kind", "centre"), ("division_code", "11")]),
        (Table::People, &[("id", "q"), ("kind", "clerk"), ("agency_id", "A")]),
        (Table::Mediators, &[("id", "q"), ("agency_id", "A"), ("capacity", "1")]),
        (Table::Cases, &[("id", "o"), ("village_code", "111"), ("kind", "k"), ("opened_at", "2026-01-01")]),
        (Table::Cases, &[("id", "h"), ("village_code", "111"), ("kind", "k"), ("opened_at", "2026-01-01")]),
        (Table::Tasks, &[("id", "u"), ("title", "N"), ("unit_id", "A")]),
        (Table::Tasks, &[("id", "v"), ("title", "N"), ("unit_id", "A")]),
    ] {
        // A check leaves no trace, so it does not say which ids are taken.
        assert_eq!(checked_row(&small, &guard, table, row), [], "{row:?}");
        // Nor by what else it finds wrong: without saying where it belongs, a row is refused as a new one is.
        let last = (row[row.len() - 1].0, "");
        let of = |id: &'static str| [&[(row[0].0, id)][..], &row[1..row.len() - 1], &[last]].concat();
        let fault =
            |rejects: Vec<Reject>| rejects.first().map(|reject| (reject.column, reject.reason.clone()));
        let taken = fault(checked_row(&small, &guard, table, &of(row[0].1)));
        assert_eq!(taken, fault(checked_row(&small, &guard, table, &of("free"))), "{row:?}");
        let (name, text) = file(table, row);
        let rejects = handed_in(&mut small, &guard, &[(&name, &text)], None);
        assert_eq!((rejects.len(), rejects[0].faults().count()), (1, 1), "{rejects:?}");
        assert_eq!(rejects[0].reason, Reason::Unusable, "{rejects:?}");
        assert_eq!(rejects[0].column, Some(row[0].0));
        said.insert(rejects[0].reason.to_string());
    }
    assert_eq!(said.len(), 1);
    // Beside a row that is refused anyway nothing is stored: to ask would be free.
    let beside = "id,village_code,kind,opened_at\nh,111,land,2026-01-01\nbad,121,land,2026-01-01\n";
    let rejects = handed_in(&mut small, &guard, &[("cases.csv", beside)], None);
    assert_eq!(rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [3], "{rejects:?}");
    // What names the unseen in its key is refused as unknown, whether it is there or not.
    for (person, village) in [("q", "121"), ("q", "111"), ("zz", "111")] {
        let row = [
            ("person_id", person),
            ("division_code", village),
            ("role", "mediator"),
            ("valid_from", "2026-01-01"),
        ];
        let rejects = checked_row(&small, &guard, Table::Assignments, &row);
        assert_eq!(told(&rejects)[0], (Some("person_id"), "no row of `people` has this id".to_owned()));
    }
    // Rows about such a case find none, in the call or out of it.
    let case = ("cases.csv", "id,village_code,kind,opened_at\nh,111,land,2026-01-01\n");
    let event = ("case_events.csv", "case_id,at,kind\nh,2026-01-02,accepted\n");
    let (_, alone) = checked(&small, &guard, &[event]);
    assert_eq!(told(&alone), [(Some("case_id"), "no row of `cases` has this id".to_owned())]);
    let both = handed_in(&mut small, &guard, &[case, event], None);
    assert_eq!(told(&both).len(), 2);
    assert_eq!(told(&both)[1], told(&alone)[0]);
}

#[test]
fn whoever_imports_is_told_of_nobody_near() {
    let (small, guard) = (Small::new(WORLD), Part::new(None));
    let paths = small.files(&[("people.csv", "id,kind,agency_id\nn,clerk,A\n")]);
    let error = |guard: Option<&dyn Guard>, person| {
        let options =
            crate::app::import::ImportOptions { paths: &paths, guard, person: Some(person), ..options() };
        check(&small.directory, &options, &mut Rejects::new(None), &Silent).err()
    };
    let near = |error: Option<AppError>| match error {
        Some(AppError::Unknown { near, .. }) => near,
        other => panic!("{other:?}"),
    };
    assert_eq!(near(error(None, "official-2")), ["official-1"]);
    for person in ["q", "official-1", "official-2"] {
        assert_eq!(near(error(Some(&guard), person)), Vec::<String>::new());
    }
    for person in ["p", "n"] {
        assert!(error(Some(&guard), person).is_none(), "{person}");
    }
}
