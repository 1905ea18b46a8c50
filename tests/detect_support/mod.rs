//! Worlds for the tests and benches of sweeps: rows as plain values, and the tables and snapshot made of them.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test uses its part of this module, and may panic"
)]

use duban::detect::world::Moment;
use duban::model::rows::{Block, Tables};
use duban::model::table::Table;
use duban::model::time::{Instant, Zone};
use duban::playbook::place::Place;
use duban::playbook::{Coverage, NoticeRules, Playbook, Text, Thresholds};
use duban::snapshot::Snapshot;
use duban::snapshot::build::build;

/// Midnight of 1 January 2026 in Shanghai.
pub(crate) const EPOCH: i64 = 1_767_196_800;
/// Seconds of a day.
pub(crate) const DAY_S: i64 = 86_400;

/// A world as plain values: times in seconds and dates in days since [`EPOCH`], things by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plain {
    /// Level, parent, last day (exclusive).
    pub(crate) divisions: Vec<(&'static str, Option<usize>, Option<i64>)>,
    /// Kind.
    pub(crate) agencies: Vec<&'static str>,
    /// Capacity, first day, last day (exclusive).
    pub(crate) people: Vec<(Option<u32>, Option<i64>, Option<i64>)>,
    /// Division, opened, closed.
    pub(crate) cases: Vec<(usize, i64, Option<i64>)>,
    /// Person, division, case or agency, role, first day, last day (exclusive).
    pub(crate) assignments: Vec<PlainAssignment>,
    /// The handoffs; one case may have a seq only once.
    pub(crate) handoffs: Vec<PlainHandoff>,
    /// Case, when, whether it was reopened (else closed).
    pub(crate) closings: Vec<(usize, i64, bool)>,
    /// Of the first agencies: superior, successor, last day (exclusive).
    pub(crate) lines: Vec<(Option<usize>, Option<usize>, Option<i64>)>,
    /// Of the first people: their agency.
    pub(crate) posts: Vec<Option<usize>>,
    /// Of the first cases: agency and person complained against.
    pub(crate) against: Vec<(Option<usize>, Option<usize>)>,
}

/// An assignment as plain values.
#[derive(Clone, Debug)]
pub(crate) struct PlainAssignment {
    pub(crate) person: usize,
    pub(crate) division: Option<usize>,
    pub(crate) case: Option<usize>,
    pub(crate) agency: Option<usize>,
    pub(crate) role: &'static str,
    pub(crate) from: i64,
    pub(crate) to: Option<i64>,
}

/// A handoff as plain values.
#[derive(Clone, Debug)]
pub(crate) struct PlainHandoff {
    pub(crate) case: usize,
    pub(crate) seq: u32,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) sent: i64,
    pub(crate) received: Option<i64>,
    pub(crate) finished: Option<i64>,
}

/// The zone of the tests.
pub(crate) fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

/// The moment that many seconds after [`EPOCH`].
pub(crate) fn moment(now: i64) -> Moment {
    Moment::at(Instant::from_unix(EPOCH + now).unwrap(), &zone())
}

/// A playbook with these thresholds and the clocks of the default one.
pub(crate) fn playbook(thresholds: Thresholds, persons_min: u32) -> Playbook {
    Playbook {
        name: "test".to_owned(),
        title: Text { zh: "测试".to_owned(), en: "test".to_owned() },
        zone: zone(),
        calendar: duban::calendar::Calendar::china(),
        thresholds,
        coverage: Coverage {
            role: "mediator".to_owned(),
            level: 4,
            persons_min,
            chain_levels: vec![4, 3, 2],
        },
        notice: NoticeRules {
            co_signers: Vec::new(),
            reply_days: 30,
            reply_basis: Text { zh: "测试".to_owned(), en: "test".to_owned() },
            asks: Vec::new(),
            basis: Vec::new(),
            ..NoticeRules::default()
        },
        place: Place::default(),
        clocks: Playbook::builtin("default").unwrap().clocks,
        kpis: Vec::new(),
        written: duban::playbook::written::Fields::default(),
        doubts: Vec::new(),
    }
}

/// The contract's thresholds.
pub(crate) fn thresholds() -> Thresholds {
    Thresholds {
        slow_pairs_handoffs_min: 30,
        slow_pairs_factor_tenths: 20,
        wait_hours_max: 72,
        held_days_max: 15,
        thin_cover_villages_min: 5,
        lagging_handoffs_min: 50,
        lagging_kind_units_min: 10,
        lagging_fdr_permille: 50,
    }
}

impl Plain {
    /// Ids whose order is neither that of the numbers nor bytewise throughout: some are digits, some are not.
    pub(crate) fn id(kind: char, number: usize) -> String {
        if number.is_multiple_of(3) { format!("{kind}{number}") } else { format!("{}", number * 7) }
    }

    /// The rows as tables, in blocks of a few thousand rows.
    pub(crate) fn tables(&self) -> Tables {
        let mut out = Rows::default();
        let zone = zone();
        let day = |day: i64| zone.civil(Instant::from_unix(EPOCH + day * DAY_S).unwrap())[..10].to_owned();
        let time = |at: i64| zone.civil(Instant::from_unix(EPOCH + at).unwrap());
        let dated = |at: Option<i64>| at.map(day).unwrap_or_default();
        let timed = |at: Option<i64>| at.map(time).unwrap_or_default();
        for (number, (level, parent, to)) in self.divisions.iter().enumerate() {
            let parent = parent.map(|p| Self::id('d', p)).unwrap_or_default();
            let id = Self::id('d', number);
            out.push(Table::Divisions, [&id, &parent, *level, "n", "", "", &dated(*to)]);
        }
        let named = |kind: char, number: Option<usize>| number.map(|n| Self::id(kind, n)).unwrap_or_default();
        for (number, kind) in self.agencies.iter().enumerate() {
            let (parent, successor, to) = self.lines.get(number).copied().unwrap_or_default();
            let (id, place) = (Self::id('a', number), Self::id('d', 0));
            let (parent, successor) = (named('a', parent), named('a', successor));
            out.push(Table::Agencies, [&*id, "n", kind, &place, &parent, "", "", &successor, "", &dated(to)]);
        }
        for (number, (capacity, from, to)) in self.people.iter().enumerate() {
            let capacity = capacity.map(|c| c.to_string()).unwrap_or_default();
            let (id, agency) = (Self::id('p', number), named('a', self.posts.get(number).copied().flatten()));
            let (from, to) = (dated(*from), dated(*to));
            out.push(Table::People, [&id, "mediator", "", &agency, "", &capacity, "", &from, &to]);
        }
        for (number, (village, opened, closed)) in self.cases.iter().enumerate() {
            let (id, village) = (Self::id('c', number), Self::id('d', *village));
            let (agency, person) = self.against.get(number).copied().unwrap_or_default();
            let (agency, person) = (named('a', agency), named('p', person));
            out.push(
                Table::Cases,
                [&id, &village, "k", &time(*opened), "", "", &agency, &person, &timed(*closed)],
            );
        }
        for a in &self.assignments {
            let (division, case, agency) = (named('d', a.division), named('c', a.case), named('a', a.agency));
            let person = Self::id('p', a.person);
            out.push(
                Table::Assignments,
                [&person, &division, &case, &agency, a.role, &day(a.from), &dated(a.to)],
            );
        }
        for h in &self.handoffs {
            let (case, seq) = (Self::id('c', h.case), h.seq.to_string());
            let (from, to) = (Self::id('a', h.from), Self::id('a', h.to));
            let (sent, received, finished) = (time(h.sent), timed(h.received), timed(h.finished));
            out.push(Table::Handoffs, [&case, &seq, &from, &to, &sent, &received, &finished]);
        }
        for (case, at, reopened) in &self.closings {
            let kind = if *reopened { "reopened" } else { "closed" };
            out.push(Table::CaseEvents, [&*Self::id('c', *case), &time(*at), kind]);
        }
        out.tables()
    }

    /// The snapshot of [`Self::tables`].
    pub(crate) fn snapshot(&self) -> Snapshot {
        build(&self.tables(), &zone(), None).unwrap()
    }
}

/// Rows on their way into tables.
#[derive(Default)]
struct Rows {
    tables: Tables,
    open: Vec<(Table, Block)>,
}

impl Rows {
    fn push<const N: usize>(&mut self, table: Table, cells: [&str; N]) {
        if self.open.last().is_none_or(|open| open.0 != table || 4000 <= open.1.len()) {
            self.open.push((table, Block::new(0)));
        }
        if let Some((_, block)) = self.open.last_mut() {
            let line = u32::try_from(block.len()).unwrap() + 2;
            block.push(line, cells.iter().map(|cell| cell.as_bytes()));
        }
    }

    fn tables(mut self) -> Tables {
        for (table, block) in self.open {
            self.tables.push(table, block);
        }
        self.tables
    }
}

/// A stream of numbers that is the same for the same seed (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// The next number below `bound`.
    pub(crate) fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    /// The next number below `bound`, for counting.
    pub(crate) fn index(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(i64::try_from(bound).unwrap())).unwrap()
    }
}

/// A larger world: counties of 20 agencies and 50 villages, cases of 4 to 12 handoffs, some agencies slow.
pub(crate) fn large(seed: u64, counties: usize, cases: usize) -> Plain {
    const KINDS: [&str; 4] = ["court", "police", "labour", "housing"];
    let mut numbers = Numbers(seed);
    let mut plain = Plain::default();
    for county in 0..counties {
        let base = plain.divisions.len();
        plain.divisions.push(("county", None, None));
        plain.agencies.extend((0..20).map(|at| KINDS[at % KINDS.len()]));
        for village in 0..50 {
            plain.divisions.push(("village", Some(base), None));
            plain.people.push((Some(2 + u32::try_from(numbers.below(8)).unwrap()), None, None));
            let to = if numbers.below(20) == 0 { Some(100) } else { None };
            let person = county * 50 + village;
            let division = Some(base + 1 + village);
            plain.assignments.push(PlainAssignment {
                person,
                division,
                case: None,
                agency: None,
                role: "mediator",
                from: 0,
                to,
            });
        }
    }
    for case in 0..cases {
        let county = numbers.index(counties);
        let opened = numbers.below(150 * DAY_S);
        plain.cases.push((county * 51 + 1 + numbers.index(50), opened, None));
        let (mut from, mut sent) = (county * 20 + numbers.index(20), opened + numbers.below(3600));
        for seq in 1..=(4 + u32::try_from(numbers.below(9)).unwrap()) {
            let to = county * 20 + (from - county * 20 + 1 + numbers.index(19)) % 20;
            let slow = if to.is_multiple_of(13) { 3 } else { 1 };
            let received = sent + numbers.below(40 * 3600) * slow * (1 + numbers.below(4));
            let finished = received + numbers.below(2 * DAY_S);
            let stuck = numbers.below(50) == 0;
            let times = if stuck { (None, None) } else { (Some(received), Some(finished)) };
            plain.handoffs.push(PlainHandoff {
                case,
                seq,
                from,
                to,
                sent,
                received: times.0,
                finished: times.1,
            });
            if stuck {
                break;
            }
            (from, sent) = (to, finished + numbers.below(7200));
        }
    }
    rarities(&mut plain);
    plain
}

/// Adds a little of what such a world has not of itself: handoffs that are held, complaints against whom a case lies
/// with, cases that nobody holds, a person on whom many villages hang.
fn rarities(plain: &mut Plain) {
    let mut last: Vec<usize> = vec![0; plain.cases.len()];
    plain.handoffs.iter().enumerate().for_each(|(at, hop)| last[hop.case] = at);
    for (case, &at) in last.iter().enumerate().filter(|(case, _)| case % 50 == 7) {
        plain.handoffs[at].finished = None;
        let accused = (plain.handoffs[at].to, plain.handoffs[at].from);
        let against = if case % 100 == 7 { (Some(accused.0), None) } else { (None, Some(accused.1)) };
        plain.against.resize(case + 1, (None, None));
        plain.against[case] = against;
    }
    plain.posts = (0..plain.people.len().min(plain.agencies.len())).map(Some).collect();
    let (village, person) = (plain.divisions.len(), plain.people.len());
    plain.people.push((None, None, None));
    for at in village..village + 7 {
        plain.divisions.push(("village", Some(0), None));
        let (division, role) = (Some(at), "mediator");
        plain.assignments.push(PlainAssignment {
            person,
            division,
            case: None,
            agency: None,
            role,
            from: 0,
            to: None,
        });
        plain.cases.push((at, DAY_S, None));
    }
}
