//! Six detectors, and in `reference_more.rs` the others, as plain loops over plain values, written from the contract and sharing no code with the
//! program but the order of identifiers.

#[path = "reference_more.rs"]
mod more;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use duban::model::id;
use duban::playbook::Thresholds;
use serde_json::{Value, json};

use crate::detect_support::{DAY_S, Plain, PlainAssignment, PlainHandoff};

/// The rules applied to the values of a world at a moment.
pub(crate) struct Reference<'w> {
    pub(crate) world: &'w Plain,
    pub(crate) now: i64,
    pub(crate) rules: &'w Thresholds,
    pub(crate) persons_min: usize,
}

/// An identifier that sorts as the contract says.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) String);

impl Ord for Id {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        id::order(&self.0, &other.0)
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

pub(crate) fn named(kind: char, number: usize) -> Id {
    Id(Plain::id(kind, number))
}

/// A present handoff: the row, its wait, whether it is received, whether it is finished, whether its case is closed.
pub(crate) struct Seen<'w> {
    row: &'w PlainHandoff,
    pub(crate) wait: i64,
    received: bool,
    finished: bool,
    closed: bool,
}

impl<'w> Reference<'w> {
    fn closed(&self, case: usize) -> Option<i64> {
        let events = self.world.closings.iter().filter(|e| e.0 == case && e.1 <= self.now);
        // A second in which it is closed and reopened leaves the case as it was before.
        let mut seconds: BTreeMap<i64, (bool, bool)> = BTreeMap::new();
        for &(_, at, reopens) in events {
            let (closes, opens) = seconds.entry(at).or_default();
            *(if reopens { opens } else { closes }) = true;
        }
        if let Some(at) = self.world.cases[case].2.filter(|&at| at <= self.now) {
            seconds.entry(at).or_default().0 = true;
        }
        seconds.iter().fold(None, |since, (&at, told)| match told {
            (true, true) => since.map(|_| at),
            (true, false) => since.or(Some(at)),
            (false, _) => None,
        })
    }

    /// The present handoffs by case and seq.
    pub(crate) fn handoffs(&self) -> Vec<Seen<'w>> {
        let mut all = Vec::new();
        for row in &self.world.handoffs {
            if self.now < row.sent || self.now < self.world.cases[row.case].1 {
                continue;
            }
            let received = row.received.filter(|&at| at <= self.now);
            let closed = self.closed(row.case);
            all.push(Seen {
                row,
                wait: (received.or(closed).unwrap_or(self.now) - row.sent).max(0),
                received: received.is_some(),
                finished: row.finished.is_some_and(|at| at <= self.now),
                closed: closed.is_some(),
            });
        }
        all.sort_by_key(|h| (h.row.case, h.row.seq));
        all
    }

    pub(crate) fn slow_pairs(&self, all: &[Seen<'_>]) -> Value {
        let overall = quantile(all.iter().map(|h| h.wait).collect(), 5);
        let mut pairs: BTreeMap<(Id, Id), Vec<&Seen<'_>>> = BTreeMap::new();
        for hop in all {
            pairs.entry((named('a', hop.row.from), named('a', hop.row.to))).or_default().push(hop);
        }
        let mut rows = Vec::new();
        for ((from, to), hops) in pairs {
            let waits: Vec<i64> = hops.iter().map(|h| h.wait).collect();
            let (median, p90) = (quantile(waits.clone(), 5), quantile(waits, 9));
            let limit = overall.unwrap() * i64::from(self.rules.slow_pairs_factor_tenths);
            if hops.len() >= self.rules.slow_pairs_handoffs_min as usize && median.unwrap() * 10 > limit {
                let open = hops.iter().filter(|h| !h.received).count();
                rows.push((Reverse(median), from, to, hops.len(), open, p90));
            }
        }
        rows.sort();
        let row = |(median, from, to, n, open, p90): &(
            Reverse<Option<i64>>,
            Id,
            Id,
            usize,
            usize,
            Option<i64>,
        )| {
            json!({"from": from.0, "to": to.0, "n": n, "open": open, "median_s": seconds(median.0), "p90_s": seconds(*p90)})
        };
        rows.iter().map(row).collect()
    }

    pub(crate) fn stuck(&self, all: &[Seen<'_>]) -> Value {
        let limit = i64::from(self.rules.wait_hours_max) * 3600;
        let mut rows: Vec<_> = all
            .iter()
            .filter(|h| !h.closed && !h.received && h.wait > limit)
            .map(|h| (Reverse(h.wait), named('c', h.row.case), h.row.seq, h.row.from, h.row.to))
            .collect();
        rows.sort();
        let row = |(wait, case, seq, from, to): &(Reverse<i64>, Id, u32, usize, usize)| {
            let (from, to) = (named('a', *from).0, named('a', *to).0);
            json!({"case": case.0, "seq": seq, "from": from, "to": to, "wait_s": wait.0})
        };
        rows.iter().map(row).collect()
    }

    pub(crate) fn ping_pong(&self, all: &[Seen<'_>]) -> Value {
        let (mut cases, mut pairs) = (BTreeSet::new(), BTreeMap::<(Id, Id), BTreeSet<usize>>::new());
        for two in all.windows(2) {
            let (x, y) = (two[0].row, two[1].row);
            if x.case == y.case && x.from == y.to && x.to == y.from {
                let mut ids = [named('a', x.from), named('a', x.to)];
                ids.sort();
                let [a, b] = ids;
                cases.insert(x.case);
                pairs.entry((a, b)).or_default().insert(x.case);
            }
        }
        let mut rows: Vec<_> =
            pairs.into_iter().map(|((a, b), cases)| (Reverse(cases.len()), a, b)).collect();
        rows.sort();
        let pairs: Vec<Value> =
            rows.iter().map(|r| json!({"a": r.1.0, "b": r.2.0, "cases": r.0.0})).collect();
        json!({"cases": cases.len(), "pairs": pairs})
    }

    fn person_valid(&self, person: usize) -> bool {
        let (_, from, to) = self.world.people[person];
        let today = self.now.div_euclid(DAY_S);
        from.is_none_or(|day| day <= today) && to.is_none_or(|day| today < day)
    }

    fn own_dates_hold(&self, a: &PlainAssignment) -> bool {
        let today = self.now.div_euclid(DAY_S);
        a.from <= today && a.to.is_none_or(|day| today < day)
    }

    fn holders(&self, target: impl Fn(&PlainAssignment) -> bool) -> BTreeSet<usize> {
        let rows = self.world.assignments.iter().filter(|a| a.role == "mediator" && target(a));
        rows.filter(|a| self.own_dates_hold(a) && self.person_valid(a.person)).map(|a| a.person).collect()
    }

    pub(crate) fn uncovered(&self) -> (Value, Value) {
        let today = self.now.div_euclid(DAY_S);
        let (mut rows, mut counties) = (Vec::new(), BTreeMap::<Id, u64>::new());
        for (number, (level, parent, to)) in self.world.divisions.iter().enumerate() {
            let here = |a: &PlainAssignment| a.division == Some(number);
            let exists = *level == "village" && to.is_none_or(|day| today < day);
            let has = self.holders(here).len();
            if !exists || self.persons_min <= has {
                continue;
            }
            let of_role: Vec<&PlainAssignment> =
                self.world.assignments.iter().filter(|a| a.role == "mediator" && here(a)).collect();
            let person = |a: &PlainAssignment| self.world.people[a.person];
            let left =
                |a: &&&PlainAssignment| self.own_dates_hold(a) && person(a).2.is_some_and(|day| day <= today);
            let why = if 0 < has {
                "too_few"
            } else if of_role.iter().any(|a| left(&a)) {
                "person_left"
            } else if of_role.iter().any(|a| a.to.is_some_and(|day| day <= today)) {
                "lapsed"
            } else if of_role.iter().any(|a| today < a.from || person(a).1.is_some_and(|day| today < day)) {
                "not_yet"
            } else {
                "never"
            };
            let mut above = *parent;
            while let Some(at) = above.filter(|&at| self.world.divisions[at].0 != "county") {
                above = self.world.divisions[at].1;
            }
            let county = above.map(|at| named('d', at));
            *counties.entry(county.clone().unwrap_or(Id(String::new()))).or_default() += 1;
            rows.push((named('d', number), county, why, has));
        }
        rows.sort();
        let row = |(village, county, why, has): &(Id, Option<Id>, &str, usize)| {
            let mut row =
                json!({"village": village.0, "county": county.as_ref().map(|county| &county.0), "why": why});
            if *why == "too_few" {
                (row["has"], row["min"]) = (json!(has), json!(self.persons_min));
            }
            row
        };
        let counties = counties.into_iter().map(|(county, n)| (county.0, json!(n))).collect();
        (rows.iter().map(row).collect(), Value::Object(counties))
    }

    /// Loads in 1/60, which divides by every number of people up to six.
    pub(crate) fn overloaded(&self, all: &[Seen<'_>]) -> Value {
        let mut loads: BTreeMap<usize, i64> = BTreeMap::new();
        for (number, (village, opened, _)) in self.world.cases.iter().enumerate() {
            let last = all.iter().rfind(|h| h.row.case == number);
            if self.now < *opened || self.closed(number).is_some() || last.is_some_and(|h| h.finished) {
                continue;
            }
            let mut holders = self.holders(|a| a.case == Some(number));
            if holders.is_empty() {
                holders = self.holders(|a| a.division == Some(*village));
            }
            for person in &holders {
                *loads.entry(*person).or_default() += 60 / i64::try_from(holders.len()).unwrap();
            }
        }
        let mut rows = Vec::new();
        for (person, load) in loads {
            if let Some(capacity) = self.world.people[person].0.filter(|&c| load > i64::from(c) * 60) {
                rows.push((Reverse(load - i64::from(capacity) * 60), named('p', person), load, capacity));
            }
        }
        rows.sort();
        let row = |(_, person, load, capacity): &(Reverse<i64>, Id, i64, u32)| {
            let millionths = (load * 2_000_000 + 60) / 120;
            let load: f64 =
                format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000).parse().unwrap();
            json!({"person": person.0, "load": load, "capacity": capacity})
        };
        rows.iter().map(row).collect()
    }

    pub(crate) fn lagging(&self, all: &[Seen<'_>]) -> Vec<Lagging> {
        let limit = i64::from(self.rules.wait_hours_max) * 3600;
        let mut units: Vec<(usize, u32, u32)> = Vec::new();
        for number in 0..self.world.agencies.len() {
            let to_it = || all.iter().filter(|h| h.row.to == number);
            let (n, overdue) = (to_it().count(), to_it().filter(|h| h.wait > limit).count());
            if self.rules.lagging_handoffs_min as usize <= n {
                units.push((number, u32::try_from(n).unwrap(), u32::try_from(overdue).unwrap()));
            }
        }
        let kind = |number: usize| self.world.agencies[number];
        let mut rows = Vec::new();
        for &(number, n, overdue) in &units {
            let same: Vec<_> = units.iter().filter(|u| kind(u.0) == kind(number)).collect();
            let enough = self.rules.lagging_kind_units_min as usize <= same.len();
            let pool: Vec<_> = if enough { same } else { units.iter().collect() };
            let p0 = f64::from(pool.iter().map(|u| u.2).sum::<u32>())
                / f64::from(pool.iter().map(|u| u.1).sum::<u32>());
            rows.push(Lagging { number, n, overdue, p0, p: tail(n, overdue, p0), flagged: false });
        }
        rows.sort_by(|a, b| a.p.total_cmp(&b.p));
        let (m, q) = (rows.len() as f64, f64::from(self.rules.lagging_fdr_permille) / 1000.0);
        let last = (0..rows.len()).rev().find(|&i| rows[i].p <= (i + 1) as f64 / m * q);
        rows.iter_mut().take(last.map_or(0, |i| i + 1)).for_each(|row| row.flagged = true);
        let rate = |row: &Lagging| Reverse(row.overdue * 1_000_000 / row.n);
        rows.sort_by_key(|row| (rate(row), named('a', row.number)));
        rows
    }
}

/// A unit that is compared.
#[derive(Debug)]
pub(crate) struct Lagging {
    pub(crate) number: usize,
    pub(crate) n: u32,
    pub(crate) overdue: u32,
    pub(crate) p0: f64,
    pub(crate) p: f64,
    pub(crate) flagged: bool,
}

/// In tenths of a second, by the definition: between the order statistics around position (n - 1) * q.
pub(crate) fn quantile(mut values: Vec<i64>, tenths: usize) -> Option<i64> {
    values.sort_unstable();
    let scaled = values.len().checked_sub(1)? * tenths;
    let (low, part) = (values[scaled / 10], i64::try_from(scaled % 10).unwrap());
    let high = values[(scaled / 10 + 1).min(values.len() - 1)];
    Some(low * 10 + part * (high - low))
}

pub(crate) fn seconds(tenths: Option<i64>) -> Value {
    match tenths {
        None => Value::Null,
        Some(tenths) if tenths % 10 == 0 => json!(tenths / 10),
        Some(tenths) => json!(format!("{}.{}", tenths / 10, tenths % 10).parse::<f64>().unwrap()),
    }
}

/// P(X >= k) term by term.
fn tail(n: u32, k: u32, p: f64) -> f64 {
    let term = |i: u32| {
        let ways: f64 = (0..i).map(|j| f64::from(n - j) / f64::from(j + 1)).product();
        ways * p.powf(f64::from(i)) * (1.0 - p).powf(f64::from(n - i))
    };
    if k == 0 { 1.0 } else { (k..=n).map(term).sum::<f64>().min(1.0) }
}
