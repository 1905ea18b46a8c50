//! Suspensions dated to the day.

use super::{ACCEPTED, Case, HANDLING, lines, rule};

#[test]
fn a_suspension_of_one_day_without_times_leaves_no_clock_standing() {
    let rule = rule("handling", HANDLING);
    let events = ["2026-03-02 accepted A", "2026-03-04 suspended", "2026-03-04 resumed"];
    let told = lines(&rule, Case { events: &events, ..ACCEPTED }, "2026-03-13");
    assert_eq!(told, ["2026-03-02 00:00:00 due 2026-03-12 23:59:59 overdue B"]);
    // Within a suspension the same second ends one and begins another.
    let events =
        ["2026-03-02 accepted A", "2026-03-03 suspended", "2026-03-04 resumed", "2026-03-04 suspended"];
    let told = lines(&rule, Case { events: &events, ..ACCEPTED }, "2026-03-13");
    assert_eq!(told, ["2026-03-02 00:00:00 due standing, 10 left suspended B"]);
}
