//! Planted and found side by side: computed only from `planted.json` and the document of `duban sweep --json`.

use serde_json::Value;

use super::planted::{Planted, PlantedConflict};

/// Of 100 flags of lagging units, this many may be false: the rate that the flags are set at.
const FALSE_FLAGS_PER_CENT: usize = 5;

/// A sweep held against what was planted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// One line for each detector that something was planted for.
    pub lines: Vec<Line>,
    /// Stuck handoffs found. Which ones is not planted, but there must be some.
    pub stuck_found: usize,
    /// What is wrong with the sweep document itself: lists that are missing or cut, rows without an identifier.
    pub faults: Vec<String>,
}

/// What one detector should have found and what it did find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Name of the detector, as in the sweep.
    pub detector: &'static str,
    /// How many were planted.
    pub planted: usize,
    /// How many were found.
    pub found: usize,
    /// Planted and not found: identifiers, with the reason of an uncovered village, the cases of a pair and the like.
    pub missed: Vec<String>,
    /// Found and not planted, likewise.
    pub extra: Vec<String>,
    /// The total of the sweep, which may count something else: pairs where units are compared, cases where pairs are.
    pub swept: u64,
    /// How many extra ones the detector's own error rate allows; 0 for all but lagging units.
    pub extra_allowed: usize,
}

impl Line {
    /// Whether nothing was missed and no more was found than is allowed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.missed.is_empty() && self.extra.len() <= self.extra_allowed
    }

    /// Compares the identifiers `planted` and `found` for `detector`.
    #[must_use]
    pub fn new(detector: &'static str, mut planted: Vec<String>, mut found: Vec<String>) -> Self {
        planted.sort_unstable();
        found.sort_unstable();
        Self {
            detector,
            planted: planted.len(),
            found: found.len(),
            missed: without(&planted, &found),
            extra: without(&found, &planted),
            swept: 0,
            extra_allowed: 0,
        }
    }
}

impl Comparison {
    /// Whether the sweep found what was planted and nothing else.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.faults.is_empty() && 0 < self.stuck_found && self.lines.iter().all(Line::holds)
    }
}

/// Compares the document of `duban sweep DIR --json --limit 0` with what was planted.
///
/// A document that lacks a list, or whose lists were cut, is compared as far as it goes and its faults are named; such
/// a comparison does not hold.
#[must_use]
pub fn compare(planted: &Planted, sweep: &Value) -> Comparison {
    let mut document = Document { sweep, faults: Vec::new() };
    let mut lines = vec![
        slow_pairs(planted, &mut document),
        ping_pong(planted, &mut document),
        uncovered(planted, &mut document),
        overloaded(planted, &mut document),
        lagging(planted, &mut document),
        stalled(planted, &mut document),
        rings(planted, &mut document),
        broken_chain(planted, &mut document),
        thin_cover(planted, &mut document),
        orphans(planted, &mut document),
        conflicts(planted, &mut document),
    ];
    for line in &mut lines {
        line.swept = sweep["totals"][line.detector].as_u64().unwrap_or(0);
    }
    let stuck_found = document.rows("stuck").len();
    Comparison { lines, stuck_found, faults: document.faults }
}

/// By the unit that a pair leads to: every planted unit shows, and no other. A pair listed twice is an extra one.
fn slow_pairs(planted: &Planted, document: &mut Document<'_>) -> Line {
    let mut pairs = Vec::new();
    for row in document.rows("slow_pairs") {
        pairs.push((document.text(row, "slow_pairs", "to"), document.text(row, "slow_pairs", "from")));
    }
    pairs.sort_unstable();
    let twice = pairs.windows(2).filter(|w| w[0] == w[1]).map(|w| format!("{} {}", w[0].1, w[0].0));
    let twice: Vec<String> = twice.collect();
    let mut units: Vec<String> = pairs.into_iter().map(|(to, _)| to).collect();
    units.dedup();
    units.extend(twice);
    Line::new("slow_pairs", planted.slow_units.clone(), units)
}

/// By pair, with the number of its cases.
fn ping_pong(planted: &Planted, document: &mut Document<'_>) -> Line {
    let item = |a: &str, b: &str, cases: u64| format!("{a} {b} ({cases})");
    let cases = planted.ping_pong.cases.len() as u64;
    let pair = item(&planted.ping_pong.a, &planted.ping_pong.b, cases);
    let mut found = Vec::new();
    for row in document.list(&["ping_pong", "pairs"]) {
        let (a, b) = (document.text(row, "ping_pong", "a"), document.text(row, "ping_pong", "b"));
        found.push(item(&a, &b, row["cases"].as_u64().unwrap_or(0)));
    }
    let total = &document.sweep["ping_pong"]["cases"];
    if *total != cases {
        document.faults.push(format!("ping_pong: {total} cases in all instead of {cases}"));
    }
    Line::new("ping_pong", vec![pair], found)
}

/// By village, with the reason.
fn uncovered(planted: &Planted, document: &mut Document<'_>) -> Line {
    let by_reason = planted.uncovered.by_reason();
    let villages = by_reason.iter().flat_map(|(why, codes)| codes.iter().map(move |c| format!("{c} {why}")));
    let mut found = Vec::new();
    for row in document.rows("uncovered") {
        let why = document.text(row, "uncovered", "why");
        found.push(format!("{} {why}", document.text(row, "uncovered", "village")));
    }
    Line::new("uncovered", villages.collect(), found)
}

fn overloaded(planted: &Planted, document: &mut Document<'_>) -> Line {
    let mut found = Vec::new();
    for row in document.rows("overloaded") {
        found.push(document.text(row, "overloaded", "person"));
    }
    Line::new("overloaded", planted.overloaded.clone(), found)
}

/// By flagged unit. The flags are set at a false discovery rate, so a small share of them may be wrong.
fn lagging(planted: &Planted, document: &mut Document<'_>) -> Line {
    let mut flagged = Vec::new();
    for row in document.list(&["lagging"]) {
        if row["flagged"] == true {
            flagged.push(document.text(row, "lagging", "agency"));
        }
    }
    document.hold_total("lagging", flagged.len());
    let extra_allowed = (flagged.len() * FALSE_FLAGS_PER_CENT).div_ceil(100);
    Line { extra_allowed, ..Line::new("lagging", planted.slow_units.clone(), flagged) }
}

/// By case and seq.
fn stalled(planted: &Planted, document: &mut Document<'_>) -> Line {
    let handoffs = planted.stalled.iter().map(|handoff| format!("{} {}", handoff.case, handoff.seq));
    let mut found = Vec::new();
    for row in document.rows("stalled") {
        found.push(format!("{} {}", document.text(row, "stalled", "case"), row["seq"]));
    }
    Line::new("stalled", handoffs.collect(), found)
}

/// By set of agencies, with the number of its cases.
fn rings(planted: &Planted, document: &mut Document<'_>) -> Line {
    let item = |agencies: &[&str], cases: usize| format!("{} ({cases})", agencies.join(" "));
    let ring: Vec<&str> = planted.ring.agencies.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    for row in document.rows("rings") {
        let agencies: Vec<&str> =
            row["agencies"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let cases = row["cases"].as_u64().and_then(|cases| usize::try_from(cases).ok());
        found.push(item(&agencies, cases.unwrap_or(0)));
    }
    Line::new("rings", vec![item(&ring, planted.ring.cases.len())], found)
}

/// By village and level.
fn broken_chain(planted: &Planted, document: &mut Document<'_>) -> Line {
    let vacancies =
        planted.broken_chain.iter().map(|vacancy| format!("{} {}", vacancy.village, vacancy.level));
    let found = document.texts("broken_chain", &["village", "level"]);
    Line::new("broken_chain", vacancies.collect(), found)
}

/// By person, with the number of villages.
fn thin_cover(planted: &Planted, document: &mut Document<'_>) -> Line {
    let people = planted.thin_cover.iter().map(|thin| format!("{} ({})", thin.person, thin.villages));
    let mut found = Vec::new();
    for row in document.rows("thin_cover") {
        found.push(format!("{} ({})", document.text(row, "thin_cover", "person"), row["villages"]));
    }
    Line::new("thin_cover", people.collect(), found)
}

/// By case, with the reason.
fn orphans(planted: &Planted, document: &mut Document<'_>) -> Line {
    let never = planted.orphans.no_handoff.iter().map(|case| format!("{case} no_handoff"));
    let gone = planted.orphans.holder_gone.iter().map(|case| format!("{case} holder_gone"));
    let found = document.texts("orphans", &["case", "why"]);
    Line::new("orphans", never.chain(gone).collect(), found)
}

/// By case, whom it lies with and against whom it complains.
fn conflicts(planted: &Planted, document: &mut Document<'_>) -> Line {
    let item = |c: &PlantedConflict| format!("{} {} {}", c.case, c.agency, c.against);
    let found = document.texts("conflicts", &["case", "agency", "against"]);
    Line::new("conflicts", planted.conflicts.iter().map(item).collect(), found)
}

/// A sweep document, and what turned out to be wrong with it.
struct Document<'s> {
    sweep: &'s Value,
    faults: Vec<String>,
}

impl<'s> Document<'s> {
    /// The list at `path`; empty, and a fault, when there is none.
    fn list(&mut self, path: &[&str]) -> &'s [Value] {
        let list = path.iter().try_fold(self.sweep, |value, key| value.get(key)).and_then(Value::as_array);
        if list.is_none() {
            self.faults.push(format!("{}: the sweep has no such list", path.join(".")));
        }
        list.map_or(&[], Vec::as_slice)
    }

    /// All rows of a detector; a fault when the list was cut.
    fn rows(&mut self, detector: &str) -> &'s [Value] {
        let rows = self.list(&[detector]);
        self.hold_total(detector, rows.len());
        rows
    }

    /// These fields of all rows of a detector, one after another.
    fn texts(&mut self, detector: &str, fields: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for row in self.rows(detector) {
            let texts: Vec<String> = fields.iter().map(|field| self.text(row, detector, field)).collect();
            found.push(texts.join(" "));
        }
        found
    }

    fn hold_total(&mut self, detector: &str, found: usize) {
        let total = &self.sweep["totals"][detector];
        if *total != found {
            self.faults.push(format!("{detector}: {found} listed of {total}; sweep with --limit 0"));
        }
    }

    /// The text in `field` of a row; a fault when there is none.
    fn text(&mut self, row: &Value, detector: &str, field: &str) -> String {
        match row[field].as_str() {
            Some(text) => text.to_owned(),
            None => {
                self.faults.push(format!("{detector}: a row without `{field}`: {row}"));
                String::new()
            }
        }
    }
}

/// What `all` has and `taken` has not, each as often as it is there; both are in ascending order.
fn without(all: &[String], taken: &[String]) -> Vec<String> {
    let mut taken = taken.iter().peekable();
    let mut rest = Vec::new();
    for item in all {
        while taken.next_if(|t| *t < item).is_some() {}
        if taken.next_if(|t| *t == item).is_none() {
            rest.push(item.clone());
        }
    }
    rest
}

#[cfg(test)]
mod tests;
