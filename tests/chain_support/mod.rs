//! A made-up world with everything that a chain can meet, as tables: people who left or come later, spells, vacancies,
//! abolished divisions, waiting, closed and reopened cases.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test uses its part of this module, and may panic"
)]

use std::fmt::Write as _;

/// A stream of numbers that is the same for the same seed (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// The next number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A day of 2026 with its last one and ends before and after it.
    fn day(&mut self) -> String {
        format!("2026-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28))
    }

    fn day_or_none(&mut self, once_in: usize) -> String {
        if self.once_in(once_in) { self.day() } else { String::new() }
    }
}

const ROLES: [&str; 4] = ["mediator", "village_lead", "town_lead", "head"];
const LEVELS: [(&str, usize); 5] =
    [("province", 1), ("city", 2), ("county", 4), ("town", 10), ("village", 60)];

/// The tables of a world, by file name; `later` are rows of handoffs and cases that fill what was empty.
pub(crate) struct World {
    pub(crate) tables: Vec<(&'static str, String)>,
    pub(crate) later: Vec<(&'static str, String)>,
}

/// The world of that seed.
pub(crate) fn world(seed: u64) -> World {
    let numbers = &mut Numbers(seed);
    let mut codes: Vec<Vec<String>> = Vec::new();
    let mut divisions = "code,parent_code,level,name,valid_from,valid_to\n".to_owned();
    for (at, (level, count)) in LEVELS.iter().enumerate() {
        let mut of_level = Vec::new();
        for number in 0..*count {
            let code = if number % 7 == 3 {
                format!("x{at}{number}")
            } else {
                format!("{}", 7 * number + 1000 * at)
            };
            // Now and then a level is skipped.
            let above = if 1 < at && numbers.once_in(9) { at - 2 } else { at.max(1) - 1 };
            let parent = if at == 0 { String::new() } else { pick(numbers, &codes[above]) };
            let (from, to) = (numbers.day_or_none(15), numbers.day_or_none(15));
            let to = if from < to { to } else { String::new() };
            writeln!(divisions, "{code},{parent},{level},区{at}-{number},{from},{to}").unwrap();
            of_level.push(code);
        }
        codes.push(of_level);
    }
    let codes: Vec<String> = codes.into_iter().flatten().collect();
    let (agencies, units) = agencies(numbers, &codes);
    let (people, persons) = people(numbers, &units);
    let (cases, handoffs, events, later, matters) = cases(numbers, &codes, &units);
    let assignments = assignments(numbers, &persons, [&codes, &matters, &units]);
    let tables = vec![
        ("divisions.csv", divisions),
        ("agencies.csv", agencies),
        ("people.csv", people),
        ("cases.csv", cases),
        ("handoffs.csv", handoffs),
        ("case_events.csv", events),
        ("assignments.csv", assignments),
    ];
    World { tables, later: vec![("handoffs.csv", later)] }
}

fn pick(numbers: &mut Numbers, from: &[String]) -> String {
    from[numbers.below(from.len())].clone()
}

fn agencies(numbers: &mut Numbers, codes: &[String]) -> (String, Vec<String>) {
    let mut rows =
        "id,name,kind,division_code,parent_id,supervised_by,coordinates,successor_id,valid_from,valid_to\n"
            .to_owned();
    let mut ids: Vec<String> = Vec::new();
    for number in 0..60 {
        let id = if number % 5 == 2 { format!("a{number}") } else { (number * 3).to_string() };
        let mut other = |once_in| {
            if ids.is_empty() || numbers.once_in(once_in) { String::new() } else { pick(numbers, &ids) }
        };
        let (parent, supervisor, successor) = (other(4), other(2), other(3));
        let successor = if number % 6 == 0 { successor } else { String::new() };
        let division = pick(numbers, codes);
        let coordinates = if numbers.once_in(3) { "true" } else { "" };
        let (from, to) = (numbers.day_or_none(20), numbers.day_or_none(8));
        let to = if from < to { to } else { String::new() };
        writeln!(
            rows,
            "{id},单位{number},bureau,{division},{parent},{supervisor},{coordinates},{successor},{from},{to}"
        )
        .unwrap();
        ids.push(id);
    }
    (rows, ids)
}

fn people(numbers: &mut Numbers, units: &[String]) -> (String, Vec<String>) {
    let mut rows = "id,kind,name,agency_id,title,team,valid_from,valid_to\n".to_owned();
    let mut ids = Vec::new();
    for number in 0..160 {
        let id = if number % 4 == 1 { format!("p{number}") } else { (number * 11).to_string() };
        let agency = if numbers.once_in(6) { String::new() } else { pick(numbers, units) };
        let title = ["", "书记", "主任"][numbers.below(3)];
        let (from, to) = (numbers.day_or_none(6), numbers.day_or_none(5));
        let to = if from < to { to } else { String::new() };
        writeln!(rows, "{id},official,人{number},{agency},{title},队{},{from},{to}", number % 3).unwrap();
        ids.push(id);
    }
    (rows, ids)
}

fn assignments(numbers: &mut Numbers, persons: &[String], targets: [&[String]; 3]) -> String {
    let mut rows = "person_id,division_code,case_id,agency_id,role,valid_from,valid_to,basis\n".to_owned();
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < 600 {
        let person = pick(numbers, persons);
        let kind = [0, 0, 0, 1, 2, 2][numbers.below(6)];
        let mut target = [String::new(), String::new(), String::new()];
        target[kind] = pick(numbers, targets[kind]);
        let (role, from) = (ROLES[numbers.below(ROLES.len())], numbers.day());
        if !seen.insert((person.clone(), target.clone(), role, from.clone())) {
            continue;
        }
        let basis =
            if numbers.once_in(3) { format!("发〔2026〕{}号", numbers.below(5)) } else { String::new() };
        let end = |to: String| if from < to { to } else { String::new() };
        let first = end(numbers.day_or_none(2));
        let mut row = |to: &str| {
            let [division, case, agency] = &target;
            writeln!(rows, "{person},{division},{case},{agency},{role},{from},{to},{basis}").unwrap();
        };
        row(&first);
        // A second spell from the same day.
        let second = end(numbers.day());
        if numbers.once_in(12) && second != first {
            row(&second);
        }
    }
    rows
}

/// Seconds after the start of 2026 as a time.
fn time(second: usize) -> String {
    let (day, hour) = (second / 86_400, second % 86_400);
    let (month, day) = (day / 28 % 12 + 1, day % 28 + 1);
    format!("2026-{month:02}-{day:02} {:02}:{:02}:{:02}", hour / 3600, hour % 3600 / 60, hour % 60)
}

type Matters = (String, String, String, String, Vec<String>);

fn cases(numbers: &mut Numbers, codes: &[String], units: &[String]) -> Matters {
    let mut cases = "id,village_code,kind,opened_at,closed_at\n".to_owned();
    let head = "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n";
    let (mut hops, mut later) = (head.to_owned(), head.to_owned());
    let mut events = "case_id,at,kind\n".to_owned();
    let mut ids = Vec::new();
    for number in 0..400 {
        let id = if number % 6 == 1 { format!("案{number}") } else { (number * 13).to_string() };
        let opened = numbers.below(300 * 86_400);
        let closed =
            if numbers.once_in(5) { time(opened + numbers.below(40 * 86_400)) } else { String::new() };
        let kind = ["land", "debt"][numbers.below(2)];
        writeln!(cases, "{id},{},{kind},{},{closed}", pick(numbers, codes), time(opened)).unwrap();
        let mut at = opened;
        for seq in 1..=numbers.below(7) {
            let (from, to) = (pick(numbers, units), pick(numbers, units));
            if from == to {
                continue;
            }
            at += numbers.below(3 * 86_400);
            let sent = time(at);
            let received = at + numbers.below(5 * 86_400);
            let finished = received + numbers.below(5 * 86_400);
            let (has_received, has_finished) = (!numbers.once_in(5), !numbers.once_in(3));
            at = received;
            let received = if has_received { time(received) } else { String::new() };
            let finished = if has_received && has_finished { time(finished) } else { String::new() };
            if numbers.once_in(2) {
                writeln!(hops, "{id},{},{from},{to},{sent},{received},{finished}", seq * 2).unwrap();
            } else {
                writeln!(hops, "{id},{},{from},{to},{sent},,", seq * 2).unwrap();
                writeln!(later, "{id},{},{from},{to},{sent},{received},{finished}", seq * 2).unwrap();
            }
        }
        if numbers.once_in(8) {
            writeln!(events, "{id},{},closed", time(opened + numbers.below(20 * 86_400))).unwrap();
        }
        if numbers.once_in(10) {
            writeln!(events, "{id},{},reopened", time(opened + numbers.below(40 * 86_400))).unwrap();
        }
        ids.push(id);
    }
    (cases, hops, events, later, ids)
}
