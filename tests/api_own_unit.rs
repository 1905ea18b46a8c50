//! Nobody keeps complaints against their own unit or its people from others, by whatever rows.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod api_world;

use std::fmt::Write as _;

use api_world::{Answer, World};
use duban::access::role::Role;

const AGENCIES: &str = "id,name,kind,division_code,parent_id,successor_id";
const PEOPLE: &str = "id,kind,name,agency_id";
const POSTS: &str = "person_id,agency_id,role,valid_from";

/// A table: its name, header and rows.
type Table<'a> = (&'a str, &'a str, &'a str);

/// Tables that are handed in together, and how many of their rows are refused.
type Try<'a> = (&'a [Table<'a>], u64);

/// The accused office is taken over by the supervisor's.
const HEIR: &str = "joint,Joint Conference,joint_conference,1,,dis";

/// Rows by which complaints against the accused office would be kept from the supervisor's, were they taken.
const TRIES: &[Try<'_>] = &[
    // The supervisor's office takes the accused one over.
    (&[("agencies", AGENCIES, HEIR)], 1),
    // It comes under the accused one: in place of its superior, through a new unit, through one without a superior.
    (&[("agencies", AGENCIES, "dis,Discipline,discipline,1,joint,")], 1),
    (&[("agencies", AGENCIES, "new,New,station,11,joint,\ndis,Discipline,discipline,1,new,")], 1),
    (&[("agencies", AGENCIES, "pet,Petition Office,petition,1,joint,")], 1),
    // The supervisor belongs to the accused office, or to a new one below it.
    (&[("people", PEOPLE, "ds,official,Dan,joint")], 1),
    (&[("assignments", POSTS, "ds,joint,guest,2026-01-01")], 1),
    (
        &[
            ("agencies", AGENCIES, "new,New,station,11,joint,"),
            ("assignments", POSTS, "ds,new,guest,2026-01-01"),
        ],
        1,
    ),
    // Or to a new one that the accused office took over; or their office goes on in it.
    (
        &[
            ("agencies", AGENCIES, "new,New,station,11,,joint"),
            ("assignments", POSTS, "ds,new,guest,2026-01-01"),
        ],
        1,
    ),
    (&[("agencies", AGENCIES, "new,New,station,11,,joint"), ("people", PEOPLE, "ds,official,Dan,new")], 1),
    (&[("agencies", AGENCIES, "new,New,station,11,,joint\ndis,Discipline,discipline,1,,new")], 1),
    // An official of the accused office, known or new, belongs to the supervisor's as well.
    (&[("assignments", POSTS, "js,dis,guest,2026-01-01")], 1),
    (&[("people", PEOPLE, "j2,official,Jim,joint"), ("assignments", POSTS, "j2,dis,guest,2026-01-01")], 2),
    // The supervisor's office takes over, or comes under, a unit that has such an official.
    (&[("agencies", AGENCIES, "good3,Office three,station,11,,dis")], 1),
    (&[("agencies", AGENCIES, "dis,Discipline,discipline,1,good3,")], 1),
];

/// Hands in `tables`.
fn hand_in(world: &World, account: &str, key: &str, tables: &[Table<'_>]) -> Answer {
    let mut body = String::new();
    for (name, header, rows) in tables {
        let part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=";
        write!(body, "{part}\"{name}.csv\"\r\n\r\n{header}\n{rows}\n\r\n").unwrap();
    }
    body.push_str("--b--\r\n");
    let path = "/imports?correct=true&basis=reform";
    let media_type = "multipart/form-data; boundary=b";
    world.send(path, account, &[("Idempotency-Key", key)], (media_type, body.as_bytes()))
}

#[test]
fn nobody_keeps_complaints_against_their_own_unit_from_others() {
    let world = World::new();
    let accused = world.account("accused", Role::CountyCoordinator, ("joint", None));
    let supervisor = world.account("supervisor", Role::Supervisor, ("dis", Some("ds")));
    let other = world.account("other", Role::CountyCoordinator, ("pol", Some("ls")));
    world.settle();
    // The supervisor's office has a superior, and another unit an official of the accused one.
    let given = [
        ("agencies", AGENCIES, "dis,Discipline,discipline,1,pet,"),
        ("assignments", POSTS, "js,good3,guest,2026-01-01"),
    ];
    hand_in(&world, &other, "given", &given).is(201);
    world.settle();
    world.get("/cases/bad20", &supervisor).is(200);
    for (at, (tables, refused)) in TRIES.iter().enumerate() {
        let answer = hand_in(&world, &accused, &at.to_string(), tables).is(422).json();
        assert_eq!(answer["report"]["rejected"], *refused, "{tables:?}: {answer}");
        let reasons = answer["report"]["rejects"].as_array().unwrap();
        assert!(reasons.iter().all(|row| row["reason"].to_string().contains("own unit")), "{answer}");
    }
    // What keeps nothing from anybody goes in: a new unit and its people, a post elsewhere for somebody of another unit, and
    // a known unit that comes under a new one of somebody else.
    let fine: &[Table<'_>] = &[
        (
            "agencies",
            AGENCIES,
            "n1,New,station,11,joint,\nn2,New,station,11,pol,\ngood1,Office one,station,11,n2,",
        ),
        ("people", PEOPLE, "j2,official,Jim,joint\nj3,official,Joe,n1"),
        ("assignments", POSTS, "j2,joint,deputy,2026-01-01\ngc,good2,guest,2026-01-01"),
    ];
    hand_in(&world, &accused, "fine", fine).is(201);
    world.settle();
    world.get("/cases/bad20", &supervisor).is(200);
    // To another office it is open, and has the effect that is feared.
    hand_in(&world, &other, "heir", &[("agencies", AGENCIES, HEIR)]).is(201);
    world.settle();
    world.get("/cases/bad20", &supervisor).is(404);
}
