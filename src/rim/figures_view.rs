//! The document of `figures --json`: `schemas/figures.schema.json`.
//!
//! Counts are integers. Values and published numbers are decimals with exactly the digits that they are shown with, so
//! that `99.30` says how exact it is.

use serde::{Serialize, Serializer};

use super::numbers::as_number;
use crate::figures::Figure;
use crate::figures::value::Rounded;
use crate::playbook::Text;
use crate::playbook::kpis::{Kpi, Shown};

/// One figure as `figures --json` prints it.
#[derive(Debug, Serialize)]
pub struct FigureView<'a> {
    /// Its id in the playbook.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a Text,
    /// As what it is shown: `count`, `percent`, `ratio`, `per` or `change_percent`.
    pub shown: &'static str,
    /// Rows counted.
    pub numerator: u64,
    /// Rows of which, or per which, they are; null where the figure has none.
    pub denominator: Option<u64>,
    /// How many each counted row stands for; only a count is multiplied by it.
    pub scale: u32,
    /// The figure with its places; null when the denominator is 0.
    pub value: Option<Digits>,
    /// The published number; null where none was published.
    pub published: Option<Digits>,
    /// Whether it was published as `+`.
    pub at_least: bool,
    /// Whether the figure is as published; null where there is nothing to compare.
    pub equal: Option<bool>,
    /// Whether it is a rate so near to 100 % that it cannot tell units apart.
    pub near_hundred: bool,
    /// What the number does not say.
    pub note: &'a Text,
    /// Whether it was computed from sample data, made to fit the published numbers; left out where it was not.
    #[serde(skip_serializing_if = "is_real")]
    pub sample: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_real(sample: &bool) -> bool {
    !*sample
}

/// A decimal with all its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits(pub Rounded);

impl Serialize for Digits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_number(&self.0.to_string(), serializer)
    }
}

/// The document: each of `figures` with the playbook's `kpi` that it was computed for, and whether from sample data.
#[must_use]
pub fn figure_views<'a>(kpis: &'a [Kpi], figures: &[Figure], is_sample: bool) -> Vec<FigureView<'a>> {
    kpis.iter().zip(figures).map(|(kpi, figure)| view(kpi, figure, is_sample)).collect()
}

fn view<'a>(kpi: &'a Kpi, figure: &Figure, is_sample: bool) -> FigureView<'a> {
    FigureView {
        id: &kpi.id,
        title: &kpi.title,
        shown: shown_name(kpi.shown),
        numerator: figure.numerator,
        denominator: figure.denominator,
        scale: kpi.scale,
        value: figure.value.map(Digits),
        published: figure.published.map(Digits),
        at_least: kpi.at_least,
        equal: figure.equal,
        near_hundred: figure.is_near_hundred,
        note: &kpi.note,
        sample: is_sample,
    }
}

/// The name that the playbook gives it.
fn shown_name(shown: Shown) -> &'static str {
    match shown {
        Shown::Count => "count",
        Shown::Percent => "percent",
        Shown::Ratio => "ratio",
        Shown::Per => "per",
        Shown::ChangePercent => "change_percent",
    }
}
