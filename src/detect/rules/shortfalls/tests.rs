//! Requirements on small worlds, and against a plain count over the rows.

use proptest::prelude::*;

use super::super::testing::{lines, lines_in, playbook};
use crate::model::table::Table;
use crate::snapshot::testing::snapshot;

const PLACES: (Table, &str) = (
    Table::Divisions,
    "code,parent_code,level,name,kind,valid_to
    c,,county,县,,
    v1,c,village,村,,
    v2,c,village,村,,
    v3,c,village,村,,2026-07-01",
);

const COMMITTEES: (Table, &str) = (
    Table::Agencies,
    "id,name,kind,division_code,parent_id,coordinates,valid_to
    J,局,bureau,c,,true,
    K1,一,committee,v1,J,,
    K2,二,committee,v2,J,,
    K3,三,committee,v2,J,,
    K4,四,committee,v1,J,,2026-07-01",
);

fn rule(each: &str, needs: &str, rest: &str) -> String {
    format!(
        "[[requirements]]\nid = \"r\"\ntitle = {{ zh = \"要求\", en = \"rule\" }}\neach = {{ {each} }}\n\
         needs = {{ {needs} }}\n{rest}\n"
    )
}

#[test]
fn the_worked_case() {
    let mut people = "id,kind,agency_id,valid_to\n".to_owned();
    for (committee, count) in [("K1", 3), ("K2", 2), ("K3", 10), ("K4", 1)] {
        for nth in 0..count {
            let left = if committee == "K3" && nth == 0 { "2026-07-01" } else { "" };
            people += &format!("{committee}-{nth},mediator,{committee},{left}\n");
        }
    }
    let tables = [PLACES, COMMITTEES, (Table::People, people.as_str())];
    let of = |answers: &str| {
        let rule = rule(
            "what = \"agencies\", kinds = [\"committee\"]",
            "what = \"members\"",
            &format!("min = 3\nmax = 9\n{answers}"),
        );
        lines("shortfalls", &tables, &rule, "2026-07-01")
    };
    assert_eq!(of("answers = \"itself\""), ["r K2 @K2 why=too_few needs=members has=2 min=3 max=9"]);
    assert_eq!(of(""), ["r K2 @J why=too_few needs=members has=2 min=3 max=9"]);
    assert_eq!(of("answers = \"superior\""), of(""), "its superior coordinates the county here");
    let before = {
        let rule =
            rule("what = \"agencies\", kinds = [\"committee\"]", "what = \"members\"", "min = 3\nmax = 9");
        lines("shortfalls", &tables, &rule, "2026-06-30")
    };
    let wanted = [
        "r K4 @J why=too_few needs=members has=1 min=3 max=9",
        "r K2 @J why=too_few needs=members has=2 min=3 max=9",
        "r K3 @J why=too_many needs=members has=10 min=3 max=9",
    ];
    assert_eq!(before, wanted, "the worst first, then by id; one had not left and one not been dissolved");
}

#[test]
fn links_and_assignments_are_counted_once_and_as_of_today() {
    let tables = [
        PLACES,
        COMMITTEES,
        (Table::People, "id,kind,valid_to\np,judge,\nq,judge,\nr,judge,2026-06-01"),
        (
            Table::Assignments,
            "person_id,division_code,role,valid_from,valid_to
            p,v1,contact,2026-01-01,
            p,v1,deputy,2026-01-01,
            q,v1,contact,2026-01-01,2026-03-01
            r,v2,contact,2026-01-01,",
        ),
        (
            Table::Links,
            "kind,person_id,to_agency,valid_from,valid_to
            pair,p,J,2026-01-01,2026-12-01
            pair,p,J,2026-02-01,
            pair,q,K1,2026-01-01,2026-02-01
            other,q,K1,2026-01-01,",
        ),
    ];
    let each_village = "what = \"divisions\", level = \"village\"";
    let contacts = rule(
        each_village,
        "what = \"assignments\", roles = [\"contact\", \"deputy\"]",
        "min = 2\nanswers = \"itself\"",
    );
    let found = lines("shortfalls", &tables, &contacts, "2026-07-01");
    assert_eq!(
        found,
        [
            "r v2 @J why=too_few needs=assignments has=0 min=2",
            "r v1 @J why=too_few needs=assignments has=1 min=2"
        ]
    );
    let pairs = rule(
        "what = \"people\", kinds = [\"judge\"]",
        "what = \"links\", kinds = [\"pair\"]",
        "min = 1\nmax = 1",
    );
    assert_eq!(
        lines("shortfalls", &tables, &pairs, "2026-07-01"),
        ["r q why=too_few needs=links has=0 min=1 max=1"],
        "one pair stated twice counts once; who has left needs none"
    );
    let none = rule("what = \"people\"", "what = \"members\"", "min = 1");
    assert_eq!(lines("shortfalls", &tables, &none, "2026-07-01"), [] as [&str; 0]);
    let bureau = rule("what = \"agencies\", kinds = [\"bureau\"]", "what = \"agencies\"", "min = 0\nmax = 2");
    assert_eq!(
        lines("shortfalls", &tables, &bureau, "2026-07-01"),
        ["r J @J why=too_many needs=agencies has=3 min=0 max=2"]
    );
}

proptest! {
    #[test]
    fn holders_agree_with_a_plain_count(
        rows in prop::collection::vec((0usize..4, 0usize..3, 0usize..2, 1u32..28, prop::option::of(1u32..28)), 0..30),
        today in 1u32..28,
        min in 0u32..3,
    ) {
        let mut text = "person_id,division_code,role,valid_from,valid_to\n".to_owned();
        let mut plain = Vec::new();
        for &(person, village, role, from, to) in &rows {
            let until = to.map_or_else(String::new, |to| format!("2026-07-{to:02}"));
            text += &format!("p{person},w{village},{},2026-07-{from:02},{until}\n", ["a", "b"][role]);
            if role == 0 && from <= today && to.is_none_or(|to| today < to) && !plain.contains(&(village, person)) {
                plain.push((village, person));
            }
        }
        let world = snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nw0,,village,村\nw1,,village,村\nw2,,village,村"),
            (Table::People, "id,kind\np0,k\np1,k\np2,k\np3,k"),
            (Table::Assignments, &text),
        ]);
        let rules = playbook(&rule(
            "what = \"divisions\"",
            "what = \"assignments\", roles = [\"a\"]",
            &format!("min = {min}\nmax = 2"),
        ));
        let mut wanted = Vec::new();
        for village in 0..3usize {
            let has = plain.iter().filter(|row| row.0 == village).count();
            let (why, excess) = match has {
                _ if has < min as usize => ("too_few", min as usize - has),
                3.. => ("too_many", has - 2),
                _ => continue,
            };
            wanted.push((
                std::cmp::Reverse(excess),
                format!("r w{village} why={why} needs=assignments has={has} min={min} max=2"),
            ));
        }
        wanted.sort();
        let wanted: Vec<String> = wanted.into_iter().map(|row| row.1).collect();
        prop_assert_eq!(lines_in("shortfalls", &world, &rules, &format!("2026-07-{today:02}")), wanted);
    }
}
