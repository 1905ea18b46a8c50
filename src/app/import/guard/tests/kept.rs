//! What an account cannot find out or change, whatever it hands in.

use super::*;

#[test]
fn known_cells_are_named_only_when_they_may_be() {
    let (small, part, whole) = (Small::new(WORLD), Part::new(None), Part::whole());
    let unit = [
        ("id", "A"),
        ("name", "Office A"),
        ("kind", "centre"),
        ("division_code", "11"),
        ("supervised_by", "A2"),
    ];
    let case = [
        ("id", "c"),
        ("village_code", "111"),
        ("kind", "land"),
        ("opened_at", "2026-01-01"),
        ("against_agency", "A"),
    ];
    for (table, row, known, hidden) in [
        (Table::Agencies, unit, "B", Reason::Changes { known: "…".to_owned() }),
        (Table::Cases, case, "A2", Reason::Concealed),
    ] {
        let reason = |guard| checked_row(&small, guard, table, &row)[0].reason.clone();
        assert_eq!(reason(&part), hidden);
        assert_eq!(reason(&whole), Reason::Changes { known: known.to_owned() });
    }
}

#[test]
fn cells_that_an_account_does_not_see_are_refused_whatever_they_say() {
    let mut small = Small::new(WORLD);
    let (part, whole) = (Part::new(None), Part::whole());
    let mut more = vec![("parties.csv", "case_id,ref,name\nc,r1,甲\n")];
    more.push(("case_events.csv", "case_id,at,kind,agency_id,reason\nc,2026-01-03,accepted,A,因\n"));
    assert_eq!(handed_in(&mut small, &whole, &more, None), []);
    let case = |against: &str| {
        format!("id,village_code,kind,opened_at,against_agency\nc,111,land,2026-01-01,{against}\n")
    };
    let event =
        |reason: &str| format!("case_id,at,kind,agency_id,reason\nc,2026-01-03,accepted,A,{reason}\n");
    let party = |name: &str| format!("case_id,ref,name\nc,r1,{name}\n");
    for (name, right, wrong) in [
        ("cases.csv", case("A2"), case("A")),
        ("case_events.csv", event("因"), event("果")),
        ("parties.csv", party("甲"), party("乙")),
    ] {
        for basis in [None, Some("a mistake")] {
            let said =
                [&right, &wrong].map(|text| told(&handed_in(&mut small, &part, &[(name, text)], basis)));
            assert_eq!(said[0], said[1], "{name}");
            assert_eq!(said[0].len(), 1, "{name}: {said:?}");
            assert_eq!(said[0][0].1, Reason::Concealed.to_string());
        }
        assert_eq!(told(&checked(&small, &part, &[(name, &right)]).1).len(), 1, "a check is told the same");
    }
    // Where nothing is known yet, it is filled all the same by whoever enters the case.
    let new = "id,village_code,kind,opened_at,against_agency\nn,111,land,2026-01-01,A\n";
    assert_eq!(checked(&small, &part, &[("cases.csv", new)]).1, []);
    assert_eq!(
        told(&checked(&small, &part, &[("cases.csv", &case(""))]).1),
        [],
        "an empty cell asks nothing"
    );
}

#[test]
fn the_structure_is_kept_by_whoever_is_granted_it() {
    let small = Small::new(WORLD);
    let clerk = Part { keeps: false, ..Part::new(None) };
    for &(table, row) in ROWS {
        let is_of_case = row.iter().any(|&(column, _)| column == "case_id");
        let is_structure = matches!(
            table,
            Table::Divisions | Table::Agencies | Table::People | Table::Mediators | Table::Links
        ) || (table == Table::Assignments && !is_of_case);
        let reasons: Vec<String> =
            told(&checked_row(&small, &clerk, table, row)).into_iter().map(|(_, reason)| reason).collect();
        let expected: Vec<String> = is_structure.then(|| Reason::Structure.to_string()).into_iter().collect();
        assert_eq!(reasons, expected, "{table} {row:?}");
    }
}

#[test]
fn nobody_corrects_who_stands_above_the_own_unit() {
    let mut small = Small::new(WORLD);
    let whole = Part::whole();
    let basis = Some("a reorganisation");
    // A is the own unit: a first superior may be said, another one may not.
    let said =
        |small: &mut Small, name: &str, text: &str| told(&handed_in(small, &whole, &[(name, text)], basis));
    let own = |column: &'static str| vec![(Some(column), Reason::OwnUnit.to_string())];
    let line =
        |parent: &str| format!("id,name,kind,division_code,parent_id\nA,Office A,centre,11,{parent}\n");
    assert_eq!(said(&mut small, "agencies.csv", &line("A2")), []);
    assert_eq!(said(&mut small, "agencies.csv", &line("B")), own("parent_id"));
    assert_eq!(said(&mut small, "people.csv", "id,kind,agency_id\np,clerk,A2\n"), own("agency_id"));
    // Nor does the own unit take others over, for whom its complaints would be their own from then on.
    let heir = |to: &str| format!("id,name,kind,division_code,successor_id\nA2,Office A2,court,11,{to}\n");
    assert_eq!(said(&mut small, "agencies.csv", &heir("A")), own("successor_id"));
    assert_eq!(said(&mut small, "agencies.csv", &heir("B")), []);
    assert_eq!(said(&mut small, "agencies.csv", &heir("A")), own("successor_id"), "in place of another");
    // Who takes the own unit over, or comes under it, would see no complaint against it from then on.
    let own_heir = "id,name,kind,division_code,successor_id\nA,Office A,centre,11,B\n";
    assert_eq!(said(&mut small, "agencies.csv", own_heir), own("successor_id"));
    let under = "id,name,kind,division_code,parent_id\nB,Office B,centre,12,A\n";
    assert_eq!(said(&mut small, "agencies.csv", under), own("parent_id"));
    let tie = |person: &str| format!("person_id,agency_id,role,valid_from\n{person},A,leader,2026-01-01\n");
    assert_eq!(said(&mut small, "assignments.csv", &tie("q")), own("agency_id"));
    assert_eq!(said(&mut small, "assignments.csv", &tie("p")), []);
    // Of others it may.
    assert_eq!(said(&mut small, "people.csv", "id,kind,agency_id\np2,clerk,B\n"), []);
}
