//! Worked cases of periods, and the fast answers beside a plain walk over days and quarters of an hour.

use super::budget::{Budget, Due, DueAt, LastDay, Suspension, Suspensions, Terms, Unit};
use super::derivation::Counting;
use super::hours::{MonthDay, Season, Span, WorkingHours};
use super::work_time::WorkTime;
use super::{Calendar, DayKind};
use crate::model::time::{Day, Instant, Zone};

mod walk;

fn spans(texts: &[&str]) -> Vec<Span> {
    texts.iter().map(|t| Span::parse(t).unwrap()).collect()
}

/// Summer hours from May to September, winter hours else.
fn seasonal_hours() -> WorkingHours {
    let season =
        |from: &str, texts: &[&str]| Season { from: MonthDay::parse(from).unwrap(), spans: spans(texts) };
    let summer = season("05-01", &["08:30-11:30", "13:30-17:30"]);
    WorkingHours::seasonal(vec![summer, season("10-01", &["08:30-11:30", "13:00-16:30"])]).unwrap()
}

fn shanghai() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

fn work() -> WorkTime {
    WorkTime::new(Calendar::china(), shanghai(), seasonal_hours())
}

fn at(text: &str) -> Instant {
    shanghai().parse_instant(text.as_bytes()).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text.as_bytes()).unwrap()
}

fn budget(start: &str, unit: Unit, amount: u32) -> Budget<'static> {
    Budget { start: at(start), terms: Terms::new(unit, amount), suspensions: Suspensions::NONE }
}

fn due_at(due: Due) -> DueAt {
    due.settled().unwrap()
}

fn due(start: &str, unit: Unit, amount: u32) -> String {
    shanghai().civil(due_at(work().due(&budget(start, unit, amount))).at)
}

#[test]
fn a_period_in_calendar_days_ends_on_a_day_that_is_worked() {
    // The 15th day after 17 September 2026 is 2 October, in the holiday of 1 to 7 October.
    assert_eq!(due("2026-09-17 10:30", Unit::CalendarDay, 15), "2026-10-08 23:59:59");
    // The 3rd day after Thursday 17 September is Sunday the 20th, which is worked for National Day.
    assert_eq!(due("2026-09-17 23:59:59", Unit::CalendarDay, 3), "2026-09-20 23:59:59");
    let mut stays = budget("2026-09-17 10:30", Unit::CalendarDay, 15);
    stays.terms.last_day = LastDay::Stays;
    assert_eq!(due_at(work().due(&stays)).last_day, day("2026-10-02"));
    assert_eq!(due("2026-10-01 09:00", Unit::CalendarDay, 0), "2026-10-08 23:59:59");
}

#[test]
fn a_period_in_working_days_skips_rest_and_counts_make_up_days() {
    // 14 February is worked; 15 to 23 February is the Spring Festival.
    assert_eq!(due("2026-02-13 16:00", Unit::WorkingDay, 5), "2026-02-27 23:59:59");
    // Started on a day of rest, the first working day after it is the first of the period.
    assert_eq!(due("2026-02-16 16:00", Unit::WorkingDay, 1), "2026-02-24 23:59:59");
    assert_eq!(due("2026-02-16 16:00", Unit::WorkingDay, 0), "2026-02-16 23:59:59");
}

#[test]
fn hours_run_from_the_start_and_working_hours_within_hours_of_work() {
    assert_eq!(due("2026-09-30 17:00", Unit::Hour, 24), "2026-10-01 17:00:00");
    // Half an hour of 30 September is left; then 8 October, in winter hours: 3 h and 3.5 h; 1 h of 9 October.
    assert_eq!(due("2026-09-30 17:00", Unit::WorkingHour, 8), "2026-10-09 09:30:00");
    // Used up at the end of a span, and not at the beginning of the next.
    assert_eq!(due("2026-10-08 08:30", Unit::WorkingHour, 3), "2026-10-08 11:30:00");
    let work = work();
    let between = work.working_seconds_between(at("2026-09-30 17:00"), at("2026-10-09 09:30"));
    assert_eq!(between, 8 * 3_600);
    assert_eq!(work.add_working_seconds(at("2026-09-30 17:00"), 8 * 3_600), Some(at("2026-10-09 09:30")));
    assert_eq!(work.add_working_seconds(at("2026-10-03 17:00"), 0), Some(at("2026-10-03 17:00")));
    assert_eq!(work.add_working_seconds(Instant::MAX, 8 * 3_600), None);
}

#[test]
fn what_is_counted_past_the_known_days_is_provisional() {
    let provisional =
        |start: &str, unit, amount| due_at(work().due(&budget(start, unit, amount))).is_provisional;
    for unit in [Unit::CalendarDay, Unit::WorkingDay, Unit::Hour, Unit::WorkingHour] {
        assert!(!provisional("2026-12-01 09:00", unit, 20), "{unit:?}");
        assert!(provisional("2026-12-29 09:00", unit, 90), "{unit:?}");
    }
    // The last working day that is known, and the one after it.
    assert!(!provisional("2026-12-30 09:00", Unit::WorkingDay, 1));
    assert!(provisional("2026-12-30 09:00", Unit::WorkingDay, 2));
    // Before the first known day holidays are as unknown; the weekend is all that is followed.
    assert!(provisional("2022-09-30 09:00", Unit::WorkingDay, 5));
    assert_eq!(due("2022-09-30 09:00", Unit::WorkingDay, 5), "2022-10-07 23:59:59");
    let through = "known_through = 2027-12-31\n";
    let longer = std::sync::Arc::new(Calendar::china().extended(through).unwrap());
    let work = WorkTime::new(longer, shanghai(), seasonal_hours());
    assert!(!due_at(work.due(&budget("2026-12-30 09:00", Unit::WorkingDay, 2))).is_provisional);
}

#[test]
fn suspended_days_do_not_count_and_an_open_suspension_leaves_no_due_date() {
    let work = work();
    let pause = [Suspension::new(at("2026-03-04 10:00"), at("2026-03-09 15:00")).unwrap()];
    let mut period = budget("2026-03-02 09:00", Unit::WorkingDay, 3);
    period.suspensions = Suspensions::of(&pause).unwrap();
    // 3 March counts; 4 to 8 March stand; 9 and 10 March count.
    assert_eq!(due_at(work.due(&period)).last_day, day("2026-03-10"));
    let usage = work.usage(&period, at("2026-03-06 09:00"));
    assert_eq!((usage.used, usage.left, usage.is_suspended), (1, 2, true));
    let usage = work.usage(&period, at("2026-03-10 09:00"));
    assert_eq!((usage.used, usage.left, usage.is_suspended), (2, 1, false));

    let open = [Suspension::open(at("2026-03-04 10:00"))];
    period.suspensions = Suspensions::of(&open).unwrap();
    assert_eq!(work.due(&period), Due::Standing { left: 2 });
    assert!(!work.due(&period).is_late(at("2030-01-01")));
    assert_eq!(work.derivation(&period, at("2026-03-06 09:00")).count(), 5);
    // A suspension after the end changes nothing.
    period.terms.amount = 1;
    assert_eq!(due_at(work.due(&period)).last_day, day("2026-03-03"));
}

#[test]
fn what_is_suspended_and_resumed_within_a_day_takes_hours_but_no_day_away() {
    let work = work();
    let pause = [Suspension::new(at("2026-03-04 09:00"), at("2026-03-04 11:00")).unwrap()];
    let end = |start, unit, amount| {
        let mut period = budget(start, unit, amount);
        period.suspensions = Suspensions::of(&pause).unwrap();
        shanghai().civil(due_at(work.due(&period)).at)
    };
    assert_eq!(end("2026-03-02 09:00", Unit::WorkingDay, 2), "2026-03-04 23:59:59");
    assert_eq!(end("2026-03-02 09:00", Unit::CalendarDay, 2), "2026-03-04 23:59:59");
    assert_eq!(end("2026-03-02 09:00", Unit::Hour, 49), "2026-03-04 12:00:00");
    // Half an hour before it, and half an hour after it.
    assert_eq!(end("2026-03-04 08:00", Unit::WorkingHour, 1), "2026-03-04 11:30:00");
}

#[test]
fn a_last_day_that_rolls_into_a_suspension_waits_for_its_end() {
    let work = work();
    // The 2nd day is Saturday 7 March; it would roll to Monday the 9th.
    let pause = [Suspension::new(at("2026-03-08 10:00"), at("2026-03-11 15:00")).unwrap()];
    let mut period = budget("2026-03-05 09:00", Unit::CalendarDay, 2);
    period.suspensions = Suspensions::of(&pause).unwrap();
    assert_eq!(due_at(work.due(&period)).last_day, day("2026-03-11"));
    let open = [Suspension::open(at("2026-03-08 10:00"))];
    period.suspensions = Suspensions::of(&open).unwrap();
    assert_eq!(work.due(&period), Due::Standing { left: 0 });
}

#[test]
fn a_derivation_names_every_day_and_why_it_counts_or_not() {
    let work = work();
    let pause = [Suspension::new(at("2026-09-22 10:00"), at("2026-09-24 09:00")).unwrap()];
    let mut period = budget("2026-09-18 10:00", Unit::WorkingDay, 4);
    period.suspensions = Suspensions::of(&pause).unwrap();
    let lines: Vec<String> = work
        .derivation(&period, at("2026-09-18 10:00"))
        .map(|line| {
            let kind = match line.kind {
                DayKind::Workday => "workday".to_owned(),
                DayKind::Weekend => "weekend".to_owned(),
                DayKind::Holiday(h) => h.name.en.clone(),
                DayKind::MakeUpWorkday(h) => format!("make-up workday of {}", h.name.en),
            };
            format!("{} {kind}: {:?} {}", Zone::format_day(line.day), line.counting, line.total)
        })
        .collect();
    let expected = "2026-09-18 workday: StartDay 0
2026-09-19 weekend: NotCounted 0
2026-09-20 make-up workday of National Day: Counted 1
2026-09-21 workday: Counted 2
2026-09-22 workday: Suspended 2
2026-09-23 workday: Suspended 2
2026-09-24 workday: Counted 3
2026-09-25 Mid-Autumn Festival: NotCounted 3
2026-09-26 Mid-Autumn Festival: NotCounted 3
2026-09-27 Mid-Autumn Festival: NotCounted 3
2026-09-28 workday: Counted 4";
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn days_of_rest_at_the_end_are_shown_as_rolled() {
    let work = work();
    let counting: Vec<Counting> = work
        .derivation(&budget("2026-03-05 09:00", Unit::CalendarDay, 2), at("2026-03-05 09:00"))
        .map(|line| line.counting)
        .collect();
    let expected =
        [Counting::StartDay, Counting::Counted, Counting::Counted, Counting::Rolled, Counting::Rolled];
    assert_eq!(counting, expected);
}

#[test]
fn zones_whose_clocks_change_end_their_days_by_the_wall_clock() {
    let zone = Zone::parse("Europe/Amsterdam").unwrap();
    let work = WorkTime::new(Calendar::china(), zone.clone(), WorkingHours::whole_days());
    let start = zone.parse_instant(b"2026-10-23 12:00").unwrap();
    let terms = Terms::new(Unit::CalendarDay, 3);
    let due = due_at(work.due(&Budget { start, terms, suspensions: Suspensions::NONE }));
    // Between the two the clocks went back an hour.
    assert_eq!(zone.rfc3339(due.at), "2026-10-26T23:59:59+01:00");
}

#[test]
fn suspensions_are_in_order_or_put_in_order() {
    let pause = |from: &str, to: &str| Suspension::new(at(from), at(to)).unwrap();
    assert_eq!(Suspension::new(at("2026-03-04"), at("2026-03-04")), None);
    let mut pauses = vec![
        pause("2026-03-09", "2026-03-12"),
        pause("2026-03-01", "2026-03-04"),
        pause("2026-03-02", "2026-03-03"),
        pause("2026-03-04", "2026-03-05"),
        Suspension::open(at("2026-03-11")),
    ];
    assert_eq!(Suspensions::of(&pauses), None);
    Suspensions::join(&mut pauses);
    let joined: Vec<Suspension> = Suspensions::of(&pauses).unwrap().iter().collect();
    assert_eq!(joined, [pause("2026-03-01", "2026-03-05"), Suspension::open(at("2026-03-09"))]);
    assert!(Suspensions::of(&joined).is_some());
}

#[test]
fn hours_of_work_are_checked() {
    for wrong in ["8:30-11:30", "08:30", "11:30-08:30", "08:30-24:01", "08:30-08:30", "08:60-09:00", "早上"]
    {
        assert!(Span::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(Span::parse("13:30-24:00").unwrap().to_string(), "13:30-24:00");
    assert!(WorkingHours::daily(Vec::new()).is_err());
    assert!(WorkingHours::daily(spans(&["13:00-14:00", "08:00-09:00"])).is_err());
    assert!(MonthDay::parse("02-30").is_err());
    let hours = seasonal_hours();
    let season = |text: &str| hours.season_of(MonthDay::parse(text).unwrap()).from.to_string();
    assert_eq!(
        ["01-01", "04-30", "05-01", "09-30", "10-01"].map(season),
        ["10-01", "10-01", "05-01", "05-01", "10-01"]
    );
}
