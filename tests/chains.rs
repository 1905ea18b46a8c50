//! Chains through the graph and through the columns of a snapshot: equal, for every kind of thing and at moments before,
//! within and after everything.
//!
//! A made-up world is always compared. `DUBAN_BENCH_DATA` names a folder with the shared benchmark's sizes (`S`, `M`);
//! without it that test says that it is skipped. `DUBAN_BENCH_SIZES` says which of them (default `S`), and
//! `DUBAN_BENCH_EXPECTED` names the folder of the answers that other programs gave.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a helper of a test may fail, print and measure as the test itself may"
)]

mod chain_support;
mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

use chain_support::{Numbers, world};
use common::Scratch;
use duban::app::chains::question;
use duban::app::directory::Directory;
use duban::app::lock::Access;
use duban::app::sweep::snapshot_of;
use duban::app::watch::Silent;
use duban::chain::answer::{Asked, Basis, Chain, Phase, Post};
use duban::chain::columns::ColumnSource;
use duban::chain::graph::GraphSource;
use duban::chain::{Kind, ask};
use duban::snapshot::Snapshot;
use serde_json::Value;

/// What the chains that were compared had in them.
#[derive(Debug, Default)]
struct Seen(BTreeMap<&'static str, usize>);

impl Seen {
    fn count(&mut self, what: &'static str, times: usize) {
        *self.0.entry(what).or_default() += times;
    }

    fn look(&mut self, asked: &Asked) {
        match asked {
            Asked::Unknown => self.count("unknown", 1),
            Asked::NotYet(_) => self.count("not yet", 1),
            Asked::Found(Chain::Village(chain)) => {
                self.count("vacancies", chain.levels.iter().filter(|level| level.vacant).count());
                self.count("people", chain.levels.iter().map(|level| level.posts.len()).sum());
                self.count("abolished", chain.levels.iter().filter(|level| !level.exists).count());
                self.count("coordinating", chain.levels.iter().map(|l| l.coordinating.len()).sum());
                self.count("supervising", chain.levels.iter().map(|l| l.supervising.len()).sum());
                let stated = |post: &&Post| matches!(post.basis, Basis::Text(_));
                self.count("bases", chain.levels.iter().flat_map(|l| &l.posts).filter(stated).count());
            }
            Asked::Found(Chain::Case(chain)) => {
                self.count("hops", chain.path.len());
                self.count("waiting", usize::from(chain.charged.as_ref().is_some_and(|c| c.waiting)));
                self.count("closed", usize::from(chain.closed.is_some()));
                self.count("people of hops", chain.path.iter().map(|leg| leg.posts.len()).sum());
                self.count("sealed", chain.leaders.iter().filter(|p| p.basis == Basis::Sealed).count());
            }
            Asked::Found(Chain::Agency(chain)) => {
                self.count("held", usize::from(Some(0) < chain.held));
                self.count("awaiting", usize::from(Some(0) < chain.awaiting));
                self.count("below", usize::from(0 < chain.below));
                self.count("line", chain.line.len());
                self.count("members", chain.people.len());
            }
            Asked::Found(Chain::Person(chain)) => {
                let of = |phase| chain.duties.iter().filter(|duty| duty.phase == phase).count();
                self.count("present", of(Phase::Present));
                self.count("past", of(Phase::Past));
                self.count("future", of(Phase::Future));
            }
        }
    }
}

/// How long each kind took through the graph and through the columns.
#[derive(Debug, Default)]
struct Times(BTreeMap<(Kind, &'static str), Vec<Duration>>);

impl Times {
    fn time<T>(&mut self, kind: Kind, source: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Clock::now();
        let done = work();
        self.0.entry((kind, source)).or_default().push(start.elapsed());
        done
    }

    fn print(&mut self) {
        for ((kind, source), times) in &mut self.0 {
            times.sort_unstable();
            let at = |permille: usize| times[(times.len() - 1) * permille / 1000].as_micros();
            let name = kind.name();
            println!("{name} through {source}: p50 {} us, p99 {} us, n {}", at(500), at(990), times.len());
        }
    }
}

/// A random id of that kind that the snapshot has, or now and then one that it has not.
fn random_id(numbers: &mut Numbers, snapshot: &Snapshot, kind: Kind) -> String {
    let (divisions, agencies) = (snapshot.divisions(), snapshot.agencies());
    let (people, cases) = (snapshot.people(), snapshot.cases());
    if numbers.once_in(200) {
        return format!("none{}", numbers.below(1000));
    }
    match kind {
        Kind::Village => {
            divisions.id(divisions.iter().nth(numbers.below(divisions.len())).unwrap()).to_owned()
        }
        Kind::Agency => agencies.id(agencies.iter().nth(numbers.below(agencies.len())).unwrap()).to_owned(),
        Kind::Person => people.id(people.iter().nth(numbers.below(people.len())).unwrap()).to_owned(),
        Kind::Case => cases.id(cases.iter().nth(numbers.below(cases.len())).unwrap()).to_owned(),
    }
}

/// Asks about `count` random ids at each of `moments` in turn, through both ways; `tallied` says at which moments the
/// graph reads every case once instead of for each agency.
fn compare(dir: &Path, count: usize, moments: &[(&str, bool)]) -> (Seen, Times) {
    let directory = Directory::open(dir, Access::Read, &Silent).unwrap();
    let (playbook, snapshot) = (&directory.playbook, snapshot_of(&directory, &Silent).unwrap());
    let (mut seen, mut times, mut numbers) = (Seen::default(), Times::default(), Numbers(7));
    for (at, tallied) in moments {
        let question = question(playbook, playbook.zone.parse_instant(at.as_bytes()).unwrap());
        let graph = GraphSource::new(directory.graph.reader().unwrap(), &playbook.zone, question.moment);
        let columns = ColumnSource::new(&snapshot, question.moment);
        if *tallied {
            graph.tally_all().unwrap();
        }
        for _ in 0..count / moments.len() {
            let kind = Kind::ALL[numbers.below(Kind::ALL.len())];
            let id = random_id(&mut numbers, &snapshot, kind);
            let through_graph = times.time(kind, "graph", || ask(&graph, kind, &id, &question).unwrap());
            let through_columns =
                times.time(kind, "columns", || ask(&columns, kind, &id, &question).unwrap());
            assert_eq!(through_graph, through_columns, "{} {id} as of {at}", kind.name());
            seen.look(&through_graph);
        }
    }
    (seen, times)
}

#[test]
fn graph_and_columns_answer_alike_in_a_made_up_world() {
    let world = world(1);
    let s = Scratch::with_directory();
    for (folder, tables) in [("t", &world.tables), ("later", &world.later)] {
        for (name, rows) in tables {
            s.write(&format!("{folder}/{name}"), rows);
        }
        s.run(["import", "@d", &s.join(folder).display().to_string()]).exits(0);
    }
    let moments = [
        ("2025-12-31", true),
        ("2026-04-01 12:00:00", true),
        ("2026-07-15 00:00:01", false),
        ("2026-10-01", true),
        ("2027-12-31", false),
    ];
    let (seen, _) = compare(&s.join("d"), 3_000, &moments);
    let met = [
        "unknown",
        "not yet",
        "vacancies",
        "people",
        "abolished",
        "coordinating",
        "supervising",
        "bases",
        "hops",
        "waiting",
        "closed",
        "people of hops",
        "sealed",
        "held",
        "awaiting",
        "below",
        "line",
        "members",
        "present",
        "past",
        "future",
    ];
    for what in met {
        assert!(seen.0.get(what).is_some_and(|&times| 5 <= times), "{what}: {seen:?}");
    }
}

/// The checksums of the benchmark's point queries: chains of villages, and cases with their holders.
fn checksums(dir: &Path, probes: &str) -> (u64, u64) {
    let directory = Directory::open(dir, Access::Read, &Silent).unwrap();
    let playbook = &directory.playbook;
    let question = question(playbook, playbook.zone.parse_instant(b"2026-07-01 00:00:00").unwrap());
    let graph = GraphSource::new(directory.graph.reader().unwrap(), &playbook.zone, question.moment);
    let number = |text: &str| text.parse::<u64>().unwrap();
    let (mut chains, mut cases) = (0, 0);
    for (village, case) in probes.lines().skip(1).map(|line| line.split_once(',').unwrap()) {
        let asked = ask(&graph, Kind::Village, village, &question).unwrap();
        let Asked::Found(Chain::Village(chain)) = asked else { continue };
        for level in &chain.levels {
            chains += number(&level.place.code) % 1_000_003;
            chains += level.posts.iter().map(|post| number(&post.person)).sum::<u64>();
        }
        let asked = ask(&graph, Kind::Case, case, &question).unwrap();
        let Asked::Found(Chain::Case(chain)) = asked else { continue };
        cases += number(&chain.holder.unwrap().id) + number(&chain.village.code) % 1_000_003;
        cases += chain.path.iter().map(|leg| u64::from(leg.seq) * number(&leg.to.id)).sum::<u64>();
    }
    (chains, cases)
}

#[test]
fn graph_and_columns_answer_alike_in_the_benchmarks_worlds() {
    let Some(data) = std::env::var_os("DUBAN_BENCH_DATA").map(PathBuf::from) else {
        println!("skipped: chains of the benchmark's worlds want them, and DUBAN_BENCH_DATA is not set");
        return;
    };
    let sizes = std::env::var("DUBAN_BENCH_SIZES").unwrap_or_else(|_| "S".to_owned());
    for size in sizes.split_whitespace() {
        let s = Scratch::with_directory();
        s.run(["import", "@d", data.join(size).to_str().unwrap()]).exits(0);
        // Its people serve without end and its assignments begin before 2026-07; the moments lie around their ends.
        let moments = [("2023-03-01", true), ("2026-05-01 12:00:00", true), ("2026-07-01 00:00:00", false)];
        let (seen, mut times) = compare(&s.join("d"), 10_000, &moments);
        println!("{size}: {seen:?}");
        times.print();
        for what in ["vacancies", "people", "not yet", "past", "future", "waiting", "held", "awaiting"] {
            assert!(seen.0.get(what).is_some_and(|&times| 20 <= times), "{size}, {what}: {seen:?}");
        }
        if let Some(expected) = std::env::var_os("DUBAN_BENCH_EXPECTED").map(PathBuf::from) {
            let text = std::fs::read(expected.join(format!("{size}.json"))).unwrap();
            let expected: Value = serde_json::from_slice(&text).unwrap();
            let probes = std::fs::read_to_string(data.join(size).join("probes.csv")).unwrap();
            let (chains, cases) = checksums(&s.join("d"), &probes);
            assert_eq!(Some(chains), expected["q7_chain"].as_u64(), "{size}: checksum of chains");
            assert_eq!(Some(cases), expected["q7_case"].as_u64(), "{size}: checksum of cases");
            println!("{size}: checksums of all probes equal those of the other programs");
        }
    }
}
