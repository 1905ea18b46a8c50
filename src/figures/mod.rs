//! Floor 6: a place's own figures, computed from the snapshot, beside the numbers that the place published.
//!
//! A playbook says of each figure (`[[kpis]]`) what is counted, of what, and as what it is shown; [`figures`] counts it
//! at a moment. [`crate::playbook::filters`] says what each filter asks, and of which tables.
//!
//! Invariant: a function of the snapshot, the playbook and the moment. The published number is compared with, and goes
//! into no value. Numbers are exact until they are rounded once, to be shown. Deliberately absent: a figure for one
//! unit. The place's figures count complaints too, and one without them beside the published total would tell by
//! subtraction how many there are; so they are for whoever supervises, and are handed to no unit.

mod asked;
mod count;
mod of_cases;
mod tally;
#[cfg(test)]
mod tests;
pub mod value;

use num_rational::Ratio;

use crate::clocks::rules::Rules;
use crate::detect::world::{Moment, World};
use crate::playbook::Playbook;
use crate::playbook::kpis::{Count, Kpi, Shown};
use crate::snapshot::Snapshot;
use count::Counter;
use value::{Exact, Rounded};

/// From how many per cent on a rate cannot tell units apart: closure rates lie between this and 100 everywhere.
const NEAR_HUNDRED_PERCENT_MIN: i128 = 98;

/// A figure as it was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Rows counted.
    pub numerator: u64,
    /// Rows of which, or per which, they are; none where the figure has no denominator.
    pub denominator: Option<u64>,
    /// The figure with the playbook's places; none when the denominator is 0.
    pub value: Option<Rounded>,
    /// The published number; none where the place published none.
    pub published: Option<Rounded>,
    /// Whether the figure is the published number: after rounding to its places, or, where that was published as `+`,
    /// at least that much. None where either is missing.
    pub equal: Option<bool>,
    /// Whether it is a rate so near to 100 % that it cannot tell units apart.
    pub is_near_hundred: bool,
}

/// The figures of `playbook` at `moment`, in its order.
#[must_use]
pub fn figures(snapshot: &Snapshot, playbook: &Playbook, moment: Moment) -> Vec<Figure> {
    let needs_clocks = |kpi: &Kpi| counts(kpi).any(|count| count.clock.is_some());
    let rules = playbook.kpis.iter().any(needs_clocks).then(|| Rules::new(playbook, snapshot));
    let world = World::new(snapshot, moment);
    let rows = |count: &Count| Counter::new(&world, playbook, rules.as_ref(), count).rows();
    playbook
        .kpis
        .iter()
        .map(|kpi| figure(kpi, rows(&kpi.numerator), kpi.denominator.as_ref().map(rows)))
        .collect()
}

/// What a figure counts: its numerator, then its denominator.
pub fn counts(kpi: &Kpi) -> impl Iterator<Item = &Count> {
    std::iter::once(&kpi.numerator).chain(&kpi.denominator)
}

/// The figure `kpi` of so many rows.
#[must_use]
pub fn figure(kpi: &Kpi, numerator: u64, denominator: Option<u64>) -> Figure {
    let exact = exact(kpi, numerator, denominator);
    let published = kpi.published.as_deref().and_then(Rounded::parse);
    let agrees = |exact: Exact, published: Rounded| match kpi.at_least {
        true => published.exact() <= exact,
        false => Rounded::of(exact, published.places()) == published,
    };
    let hundred = Ratio::from_integer(NEAR_HUNDRED_PERCENT_MIN);
    Figure {
        numerator,
        denominator,
        value: exact.map(|exact| Rounded::of(exact, kpi.places)),
        published,
        equal: exact.zip(published).map(|(exact, published)| agrees(exact, published)),
        is_near_hundred: kpi.shown == Shown::Percent && exact.is_some_and(|exact| hundred <= exact),
    }
}

/// The exact value: of a count the rows times the scale; of all else the scale cancels out.
fn exact(kpi: &Kpi, numerator: u64, denominator: Option<u64>) -> Option<Exact> {
    let part = Ratio::from_integer(i128::from(numerator));
    let whole = Ratio::from_integer(i128::from(denominator.unwrap_or(0)));
    let per = || (denominator? != 0).then(|| part / whole);
    match kpi.shown {
        Shown::Count => Some(part * i128::from(kpi.scale)),
        Shown::Percent => Some(per()? * 100),
        Shown::Ratio | Shown::Per => per(),
        Shown::ChangePercent => Some((per()? - 1) * 100),
    }
}
