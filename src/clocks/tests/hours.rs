//! Units that keep hours of their own.

use super::*;

/// A place that works from nine to five on working days, where offices of the kind `court` never close and B works in the
/// mornings.
fn playbook_of_hours() -> Playbook {
    let calendar = "[calendar]\nhours = [\"09:00-17:00\"]\nunits = [\n  { kinds = [\"court\"], every_day = true },\n  \
                    { agencies = [\"B\"], hours = [\"09:00-12:00\"] },\n]\n";
    let clock = "amount = 16\nunit = \"working_hour\"\nper = \"handoff\"\nstart = [\"sent\"]\n\
                 stop = [\"received\"]\ncharged = \"addressee\"";
    let default = playbook::builtin_source("default").unwrap();
    let rest = &default[..default.find("[[clocks]]").unwrap()];
    playbook::parse("test", &format!("{rest}\n{calendar}\n{}", rule("sign", clock))).unwrap()
}

#[test]
fn a_clock_counts_in_the_hours_of_who_is_charged() {
    let (places, playbook) = (places(), playbook_of_hours());
    let rules = Rules::new(&playbook, &places);
    // Sent at nine on Friday 6 March 2026.
    let hops = ["A C 2026-03-06T09:00", "A D 2026-03-06T09:00", "A B 2026-03-06T09:00"];
    let case = Case { opened: "2026-03-06", hops: &hops, ..Case::default() };
    let clocks = rules.clocks(&case.at(&places, "2026-03-06 10:00"));
    let told: Vec<String> = clocks.iter().map(|clock| told(clock, &places)).collect();
    assert_eq!(
        told,
        [
            "2026-03-06 09:00:00 due 2026-03-09 17:00:00 running C",
            "2026-03-06 09:00:00 due 2026-03-07 01:00:00 running D",
            // Three hours on each of Friday and Monday to Thursday are 15; the 16th is on Friday.
            "2026-03-06 09:00:00 due 2026-03-13 10:00:00 running B",
        ]
    );
    assert_eq!(clocks.iter().map(|clock| clock.hours).collect::<Vec<_>>(), [None, Some(0), Some(1)]);
    for clock in &clocks {
        let work = rules.works().of(clock.hours);
        let counted: i64 = work.derivation(&clock.budget(), clock.start).map(|line| line.counted).sum();
        assert_eq!(counted, 16 * 3_600, "the days add up in the same hours");
    }
}

#[test]
fn hours_of_every_day_are_never_provisional() {
    let (places, playbook) = (places(), playbook_of_hours());
    let rules = Rules::new(&playbook, &places);
    let hops = ["A C 2026-12-31T16:00", "A D 2026-12-31T16:00"];
    let case = Case { opened: "2026-12-31", hops: &hops, ..Case::default() };
    let clocks = rules.clocks(&case.at(&places, "2026-12-31 17:00"));
    assert_eq!(clocks.iter().map(Clock::is_provisional).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn overdue_rows_tell_the_hours_too() {
    let (places, playbook) = (places(), playbook_of_hours());
    let rules = Rules::new(&playbook, &places);
    let hops = ["A C 2026-03-06T09:00", "A D 2026-03-06T09:00"];
    let case = Case { opened: "2026-03-06", hops: &hops, ..Case::default() };
    let mut rows = Vec::new();
    rules.overdue(&case.at(&places, "2026-03-07 01:00:01"), &mut Vec::new(), |past| rows.push(past));
    assert_eq!(rows.iter().map(|row| (row.seq, row.hours)).collect::<Vec<_>>(), [(Some(2), Some(0))]);
}
