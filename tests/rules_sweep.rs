//! All rules of a playbook over one world: what they find fits the published schema, is the same at any number of
//! threads and for any order of the rows, and stays out of a sweep by a playbook without them.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use duban::detect::rules::RULES;
use duban::detect::sweep::sweep;
use duban::detect::world::Moment;
use duban::model::rows::{Block, Tables};
use duban::model::table::Table;
use duban::model::time::Zone;
use duban::playbook::{Playbook, builtin_source, parse};
use duban::rim::sweep_view::SweepView;
use duban::snapshot::build::build;
use serde_json::Value;

const SECTIONS: &str = r#"
[[requirements]]
id = "contacts"
title = { zh = "每村一名信息员", en = "a contact in each village" }
each = { what = "divisions", level = "village" }
needs = { what = "assignments", roles = ["contact"] }
min = 1

[[rosters]]
id = "windows"
title = { zh = "入驻", en = "windows" }
centre_kind = "centre"
unit_kinds = ["police", "court"]
mode = "resident"

[[campaigns]]
id = "harvest"
title = { zh = "秋收排查", en = "autumn harvest" }
from = "09-01"
to = "09-30"
level = "village"
since = 2025

[[meetings]]
id = "weekly"
title = { zh = "每周研判", en = "weekly assessment" }
kind = "assessment"
convener_kind = "centre"
weekdays = ["wednesday", "friday"]

[[tiers]]
name = "hard"
title = { zh = "疑难", en = "hard" }
amount = 30
parties = [["court"]]
leader_role = "leader"
task_force = true

[[case_kinds]]
name = "land"
title = { zh = "土地", en = "land" }

[[case_kinds]]
name = "labour"
title = { zh = "劳动", en = "labour" }
path = "arbitration"
path_days = 15

[[agency_kinds]]
name = "court"
title = { zh = "法院", en = "court" }
takes = ["labour"]

[[flows]]
id = "steps"
title = { zh = "流程", en = "steps" }
steps = [
    { event = "whistled", title = { zh = "吹哨", en = "whistle" } },
    { event = "reported_in", title = { zh = "报到", en = "report in" }, amount = 2, unit = "working_day" },
    { event = "handled", title = { zh = "办理", en = "handle" } },
]

[[ladders]]
id = "ladder"
title = { zh = "逐级", en = "ladder" }
rungs = [
    { name = "r1", title = { zh = "一", en = "one" } },
    { name = "r2", title = { zh = "二", en = "two" } },
    { name = "r3", title = { zh = "三", en = "three" }, by_kinds = ["court"] },
]

[[contracts]]
id = "leaders"
title = { zh = "领导包案", en = "contracted leaders" }
tiers = ["hard"]
role = "leader"
amount = 10

[follow_up]
visits = [{ families = 1, amount = 10 }, { families = 3, amount = 30 }]
reopen_days = 3

[whistle]
kind = "whistle"
amount = 4
unit = "working_hour"

[joint]
units_min = 2

[tasks]

[[branches]]
id = "whistled"
title = { zh = "吹哨后有结果", en = "a whistle ends" }
event = "whistled"
end = ["handled"]
results = ["aided"]

[[records]]
name = "talk"
title = { zh = "约谈", en = "talk" }
held_in = "case_events"

[routing]
first_receiver_leads = true

[accusation]
kinds = ["labour"]

[recusal]
interest_roles = ["relative"]
handling_roles = ["leader"]
"#;

const NOW: &str = "2026-11-02 12:00:00";

fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

fn playbook(sections: &str) -> Playbook {
    parse("rules", &format!("{}\n{sections}", builtin_source("default").unwrap())).unwrap()
}

/// A text of rows under a line of column names, as a table.
fn push(tables: &mut Tables, table: Table, text: &str) {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut block = Block::new(0);
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |name: &str| header.iter().position(|h| *h == name).map_or("", |at| cells[at]);
        block.push(0, table.spec().columns.iter().map(|column| cell(column.name).as_bytes()));
    }
    tables.push(table, block);
}

/// Numbers that look random, the same on every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn day(&mut self) -> String {
        format!("2026-{:02}-{:02} {:02}:00:00", 5 + self.below(6), 1 + self.below(28), self.below(24))
    }
}

/// A county of forty villages and `cases` cases with whatever happens to them.
fn world(cases: u64) -> Tables {
    let mut tables = Tables::default();
    let villages = (0..40).map(|village| format!("v{village:02},c,village,村\n")).collect::<String>();
    push(&mut tables, Table::Divisions, &format!("code,parent_code,level,name\nc,,county,县\n{villages}"));
    push(
        &mut tables,
        Table::Agencies,
        "id,name,kind,division_code,coordinates\nZ,中心,centre,c,true\nP,派出所,police,c,\nF,法院,court,c,",
    );
    let people = (0..20).map(|person| format!("p{person:02},official,Z\n")).collect::<String>();
    push(&mut tables, Table::People, &format!("id,kind,agency_id\n{people}"));
    push_cases(&mut tables, cases);
    push(
        &mut tables,
        Table::Screenings,
        "campaign,division_code,reported_at,cases_found\nharvest-2026,v00,2026-09-03,0",
    );
    push(
        &mut tables,
        Table::Rosters,
        "centre_id,unit_id,mode,valid_from,valid_to\nZ,P,resident,2026-01-01,2026-10-20",
    );
    push(&mut tables, Table::Tasks, "id,title,unit_id,due_on\nt1,任务,P,2026-10-01\nt2,任务,,2027-01-01");
    push(
        &mut tables,
        Table::Meetings,
        "id,agency_id,kind,part,called_by,called_at,attended_at\nm1,Z,assessment,convener,Z,2026-10-28,
w1,P,whistle,called,Z,2026-10-12 09:00,\nw2,F,whistle,called,Z,2026-10-12 09:00,2026-10-12 09:30",
    );
    tables
}

/// Rows of the tables about cases, as text.
struct Cases {
    draw: Draw,
    cases: String,
    handoffs: String,
    events: String,
    held: String,
}

const UNITS: [&str; 3] = ["Z", "P", "F"];
const KINDS: [&str; 9] = [
    "whistled",
    "reported_in",
    "handled",
    "escalated",
    "objected",
    "visited",
    "rebounded",
    "split_off",
    "noted",
];

fn push_cases(tables: &mut Tables, cases: u64) {
    let mut of = Cases {
        draw: Draw(7),
        cases: String::from("id,village_code,kind,opened_at,tier,closed_at\n"),
        handoffs: String::from("case_id,seq,from_agency,to_agency,sent_at,received_at\n"),
        events: String::from("case_id,at,kind,agency_id,step,count\n"),
        held: String::from("person_id,case_id,division_code,role,valid_from\n"),
    };
    for village in 0..20 {
        writeln!(of.held, "p{village:02},,v{:02},contact,2026-01-01", village * 2).unwrap();
    }
    for case in 0..cases {
        of.case(case);
        of.hops_and_events(case);
        of.people(case);
    }
    push(tables, Table::Cases, &of.cases);
    push(tables, Table::Assignments, &of.held);
    push(tables, Table::Handoffs, &of.handoffs);
    push(tables, Table::CaseEvents, &of.events);
}

impl Cases {
    fn case(&mut self, case: u64) {
        let draw = &mut self.draw;
        let (kind, tier) = (draw.one(&["land", "labour"]), draw.one(&["", "hard"]));
        let closed = if draw.below(2) == 0 { draw.day() } else { String::new() };
        let (village, day) = (draw.below(40), 1 + draw.below(9));
        writeln!(self.cases, "{case},v{village:02},{kind},2026-04-0{day},{tier},{closed}").unwrap();
    }

    fn hops_and_events(&mut self, case: u64) {
        let draw = &mut self.draw;
        for seq in 1..=draw.below(3) {
            let from = draw.one(&UNITS);
            let others: Vec<&str> = UNITS.into_iter().filter(|unit| *unit != from).collect();
            writeln!(self.handoffs, "{case},{seq},{from},{},{},", draw.one(&others), draw.day()).unwrap();
        }
        let mut seen = BTreeSet::new();
        for _ in 0..draw.below(5) {
            let (kind, unit, at) = (draw.one(&KINDS), draw.one(&UNITS), draw.day());
            let step = match kind {
                "escalated" => draw.one(&["r1", "r2", "r3"]),
                "split_off" => "arbitration",
                "noted" => "talk",
                _ => "",
            };
            if seen.insert((kind, unit, at.clone())) {
                writeln!(self.events, "{case},{at},{kind},{unit},{step},{}", draw.below(3)).unwrap();
            }
        }
    }

    fn people(&mut self, case: u64) {
        let draw = &mut self.draw;
        if draw.below(4) == 0 {
            let (person, month) = (draw.below(20), 4 + draw.below(3));
            writeln!(self.held, "p{person:02},{case},,leader,2026-0{month}-01").unwrap();
            if draw.below(4) == 0 {
                writeln!(self.held, "p{person:02},{case},,relative,2026-01-01").unwrap();
            }
        }
    }
}

fn swept(tables: &Tables, threads: usize, limit: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let (snapshot, playbook) = (build(tables, &zone(), None).unwrap(), playbook(SECTIONS));
        let moment = Moment::at(zone().parse_instant(NOW.as_bytes()).unwrap(), &zone());
        let found = sweep(&snapshot, &playbook, moment, &[]);
        serde_json::to_string(&SweepView::new(&snapshot, &playbook, moment, &found, limit)).unwrap()
    })
}

/// The same rows, each table's from the last to the first.
fn backwards(tables: &Tables) -> Tables {
    let mut turned = Tables::default();
    for table in Table::ALL {
        let mut block = Block::new(0);
        let rows: Vec<_> = tables.rows(table).map(|(_, row)| row).collect();
        rows.into_iter().rev().for_each(|row| block.push(0, row.cells()));
        turned.push(table, block);
    }
    turned
}

#[test]
fn every_rule_finds_the_same_at_any_number_of_threads() {
    // More cases and handoffs than the fewest of a part, so that there are several parts to be looked at at once.
    let tables = world(50_000);
    let one = swept(&tables, 1, 3_000);
    assert_eq!(one, swept(&tables, 4, 3_000));
    assert_eq!(one, swept(&backwards(&tables), 3, 3_000));
    let found: Value = serde_json::from_str(&one).unwrap();
    for detector in RULES {
        let total = found["totals"][detector.name].as_u64().unwrap();
        assert!(0 < total, "{} finds nothing in this world, so equality would say little", detector.name);
        let shown = found[detector.name].as_array().unwrap().len() as u64;
        assert_eq!(shown, total.min(3_000), "{}", detector.name);
    }
}

#[test]
fn the_document_fits_the_published_schema() {
    let schema = include_str!("../schemas/sweep.schema.json");
    let validator = jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap();
    let document: Value = serde_json::from_str(&swept(&world(2_000), 2, 0)).unwrap();
    validator.validate(&document).unwrap();
    let mut wrong = document.clone();
    wrong["task_gaps"][0]["facts"]["more"] = Value::from(1);
    assert!(!validator.is_valid(&wrong));
    let mut wrong = document;
    wrong["task_gaps"][0]["subject"]["kind"] = Value::from("unit");
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn a_playbook_without_rules_says_nothing_of_them() {
    let (snapshot, playbook) = (build(&world(50), &zone(), None).unwrap(), playbook(""));
    let moment = Moment::at(zone().parse_instant(NOW.as_bytes()).unwrap(), &zone());
    let found = sweep(&snapshot, &playbook, moment, &[]);
    let document = serde_json::to_value(SweepView::new(&snapshot, &playbook, moment, &found, 0)).unwrap();
    for detector in RULES {
        assert_eq!(document.get(detector.name), None);
        assert_eq!(document["totals"].get(detector.name), None);
    }
}
