//! Planted and found side by side: computed only from what was planted and the document of `duban sweep --json`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::truth::Truth;
use crate::app::demo::compare::Line;
use crate::detect::DETECTORS;
use crate::detect::rules::RULES;

/// What each detector should have found and what it did find: a line for each of which either is more than nothing.
///
/// The document must not be cut: `--limit 0`.
#[must_use]
pub fn compare(truth: &Truth, sweep: &Value) -> Vec<Line> {
    let mut planted = BTreeMap::<&str, Vec<String>>::new();
    for one in &truth.planted {
        planted.entry(&one.detector).or_default().push(one.item.clone());
    }
    let names = DETECTORS.iter().map(|detector| detector.name).chain(RULES.iter().map(|rule| rule.name));
    let line =
        |name: &'static str| Line::new(name, planted.remove(name).unwrap_or_default(), found(name, sweep));
    let lines: Vec<Line> = names.map(line).collect();
    lines.into_iter().filter(|line| 0 < line.planted + line.found).collect()
}

/// What the detector found, each named as [`super::truth::Planted::item`] names it.
fn found(detector: &str, sweep: &Value) -> Vec<String> {
    let rows = match detector {
        "ping_pong" => &sweep[detector]["pairs"],
        _ => &sweep[detector],
    };
    let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
    rows.iter()
        .filter(|row| detector != "lagging" || row["flagged"] == true)
        .map(|row| item(detector, row))
        .collect()
}

fn item(detector: &str, row: &Value) -> String {
    let texts = |fields: &[&str]| {
        let each: Vec<&str> = fields.iter().map(|field| row[*field].as_str().unwrap_or("?")).collect();
        each.join(" ")
    };
    match detector {
        "slow_pairs" => texts(&["from", "to"]),
        "ping_pong" => texts(&["a", "b"]),
        "rings" => row["agencies"].to_string(),
        "uncovered" => texts(&["village", "why"]),
        "broken_chain" => texts(&["village", "level"]),
        "overloaded" | "thin_cover" => texts(&["person"]),
        "orphans" => texts(&["case", "why"]),
        "stuck" | "stalled" | "conflicts" => texts(&["case"]),
        "overdue" => texts(&["clock", "case"]),
        "lagging" => texts(&["agency"]),
        _ => {
            let subject = |field: &str| row["subject"][field].as_str().unwrap_or("?");
            let item = format!("{} {} {}", texts(&["rule"]), subject("kind"), subject("id"));
            // Calls that were not followed are counted and have no reason beyond that.
            row["facts"]["why"].as_str().map_or(item.clone(), |why| format!("{item} {why}"))
        }
    }
}
