//! `[thresholds]`: the numbers of the detectors.

use super::{Reader, Section};
use crate::limits::INTEGER_MAX;
use crate::playbook::Thresholds;

/// The numbers in their ranges.
pub(super) fn thresholds(reader: &mut Reader<'_>, top: &mut Section<'_>) -> Thresholds {
    let mut section = reader.table(top, "thresholds");
    let s = &mut section;
    let thresholds = Thresholds {
        slow_pairs_handoffs_min: reader.integer(s, "slow_pairs_handoffs_min", 1, INTEGER_MAX),
        slow_pairs_factor_tenths: reader.integer(s, "slow_pairs_factor_tenths", 10, 1_000),
        wait_hours_max: reader.integer(s, "wait_hours_max", 1, 8_784),
        held_days_max: reader.integer_or(s, "held_days_max", 1, 3_660, 15),
        thin_cover_villages_min: reader.integer_or(s, "thin_cover_villages_min", 1, INTEGER_MAX, 5),
        lagging_handoffs_min: reader.integer(s, "lagging_handoffs_min", 1, INTEGER_MAX),
        lagging_kind_units_min: reader.integer(s, "lagging_kind_units_min", 2, INTEGER_MAX),
        lagging_fdr_permille: reader.integer(s, "lagging_fdr_permille", 1, 500),
    };
    reader.close(&section);
    thresholds
}
