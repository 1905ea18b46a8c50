//! Each clock of the default playbook, computed by hand from its article. Holidays of 2026: 15 to 23 February, 4 to 6
//! April, 1 to 5 May, 19 to 21 June, 25 to 27 September, 1 to 7 October; worked instead: 14 and 28 February, 9 May,
//! 20 September, 10 October.

use super::*;

/// The clocks of rule `id`, as lines.
pub(super) fn clocks(id: &str, case: Case<'_>, now: &str) -> Vec<String> {
    let (places, playbook) = (places(), Playbook::builtin("default").unwrap());
    let at = playbook.clocks.iter().position(|clock| clock.id == id).unwrap();
    let rules = Rules::new(&playbook, &places);
    let trace = case.at(&places, now);
    rules.clocks(&trace).iter().filter(|clock| clock.rule == at).map(|clock| told(clock, &places)).collect()
}

#[track_caller]
fn check(id: &str, case: Case<'_>, now: &str, expected: &str) {
    assert_eq!(clocks(id, case, now), [expected], "{id}");
}

/// A case opened on that day, with these handoffs and events.
pub(super) fn case<'a>(opened: &'a str, hops: &'a [&'a str], events: &'a [&'a str]) -> Case<'a> {
    Case { opened, hops, events, ..Case::default() }
}

#[test]
fn the_default_playbook_has_every_clock_of_the_statutes() {
    let playbook = Playbook::builtin("default").unwrap();
    let ids: Vec<&str> = playbook.clocks.iter().map(|clock| clock.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "registration",
            "acceptance_notice_direct",
            "acceptance_notice",
            "objection",
            "objection_ruling",
            "handling",
            "review_ask",
            "review",
            "re_review_ask",
            "re_review",
            "dispatch_sign",
            "hop_handling",
            "delegated_mediation",
            "entrusted_mediation",
            "entrusted_summary",
            "confirmation_ask",
            "supplement_list",
            "supplement",
            "co_handling",
            "recommendation_reply"
        ]
    );
    for clock in &playbook.clocks {
        assert!(!clock.basis.zh.is_empty() && !clock.basis.en.is_empty(), "{}", clock.id);
    }
    let amount = |id: &str| playbook.clocks.iter().find(|clock| clock.id == id).unwrap().terms.counts();
    assert_eq!(amount("dispatch_sign"), i64::from(playbook.thresholds.wait_hours_max) * 3_600);
    assert_eq!(amount("hop_handling"), i64::from(playbook.thresholds.held_days_max) * 86_400);
}

#[test]
fn registration_in_fifteen_days() {
    // The 15th day after 17 September is 2 October, in the holiday: the 8th is the first working day.
    let due = "2026-09-17 10:30:00 due 2026-10-08 23:59:59";
    check(
        "registration",
        case("2026-09-17T10:30", &[], &["2026-09-18 registered A"]),
        "2026-10-09",
        &format!("{due} overdue A"),
    );
    check(
        "registration",
        case("2026-09-17T10:30", &["A B 2026-10-08T23:59"], &[]),
        "2026-10-09",
        &format!("{due} stopped_in_time A"),
    );
    check(
        "registration",
        case("2026-09-17T10:30", &["A B 2026-10-09"], &[]),
        "2026-10-09",
        &format!("{due} stopped_late A"),
    );
}

#[test]
fn notice_of_acceptance_in_fifteen_days() {
    // The 15th day after 2 February is the 17th, in the Spring Festival, which lasts through Monday the 23rd.
    let direct = case("2026-02-02", &[], &["2026-02-02 registered A"]);
    check(
        "acceptance_notice_direct",
        direct,
        "2026-02-25",
        "2026-02-02 00:00:00 due 2026-02-24 23:59:59 overdue A",
    );
    let unclear = ["2026-02-02 registered A", "2026-02-03 noted /contact_unclear"];
    assert!(clocks("acceptance_notice_direct", case("2026-02-02", &[], &unclear), "2026-02-25").is_empty());
    // The 15th day after 5 June is Saturday the 20th, in the Dragon Boat Festival: Monday the 22nd.
    let hops = ["A B 2026-06-04 2026-06-05T16:00"];
    let due = "2026-06-05 16:00:00 due 2026-06-22 23:59:59";
    check("acceptance_notice", case("2026-06-04", &hops, &[]), "2026-06-23", &format!("{due} overdue B"));
    let informed = ["2026-06-22T20:00 informed B"];
    check(
        "acceptance_notice",
        case("2026-06-04", &hops, &informed),
        "2026-06-23",
        &format!("{due} stopped_in_time B"),
    );
}

#[test]
fn an_objection_in_five_working_days_across_national_day() {
    // Received on Tuesday 29 September: the 30th, then 8, 9, 10 (a Saturday that is worked) and 12 October.
    let hops = ["A B 2026-09-28 2026-09-29T09:00"];
    let due = "2026-09-29 09:00:00 due 2026-10-12 23:59:59";
    check("objection", case("2026-09-28", &hops, &[]), "2026-10-12", &format!("{due} running B"));
    check("objection", case("2026-09-28", &hops, &[]), "2026-10-13", &format!("{due} deemed_consent B"));
    let objected = ["2026-10-12 objected B"];
    check(
        "objection",
        case("2026-09-28", &hops, &objected),
        "2026-10-13",
        &format!("{due} stopped_in_time B"),
    );
    // In 2025: 30 September, then 9, 10, 11 (worked) and 13 October.
    let hops = ["A B 2025-09-28 2025-09-29"];
    check(
        "objection",
        case("2025-09-28", &hops, &[]),
        "2025-10-13",
        "2025-09-29 00:00:00 due 2025-10-13 23:59:59 running B",
    );
}

#[test]
fn the_sender_rules_on_an_objection() {
    // Objected on Wednesday 11 February: 12, 13, 14 (a Saturday that is worked), then 24 and 25 February.
    let hops = ["A B 2026-02-09 2026-02-10", "C D 2026-02-11"];
    let due = "2026-02-11 08:00:00 due 2026-02-25 23:59:59";
    let objected = ["2026-02-11T08:00 objected B"];
    check(
        "objection_ruling",
        case("2026-02-09", &hops, &objected),
        "2026-02-26",
        &format!("{due} overdue A"),
    );
    let ruled = ["2026-02-11T08:00 objected B", "2026-02-25 ruled A"];
    check(
        "objection_ruling",
        case("2026-02-09", &hops, &ruled),
        "2026-02-26",
        &format!("{due} stopped_in_time A"),
    );
}

#[test]
fn handling_in_sixty_days_and_thirty_more() {
    // 27 days of August, 30 of September and 3 of October: the 60th is in the holiday, so it ends on the 8th.
    let hops = ["A B 2026-08-03 2026-08-04"];
    let accepted = ["2026-08-04T09:00 accepted B"];
    let due = "2026-08-04 09:00:00 due 2026-10-08 23:59:59";
    check("handling", case("2026-08-03", &hops, &accepted), "2026-10-08", &format!("{due} running B"));
    check("handling", case("2026-08-03", &hops, &accepted), "2026-10-09", &format!("{due} overdue B"));
    // The extended limit is one of 90 days: 27, 30, 31 and 2 of November, a Monday.
    let extended = ["2026-08-04T09:00 accepted B", "2026-10-08 extended B !"];
    let due = "2026-08-04 09:00:00 due 2026-11-02 23:59:59";
    check("handling", case("2026-08-03", &hops, &extended), "2026-11-02", &format!("{due} running B"));
    let replied = ["2026-08-04T09:00 accepted B", "2026-10-08 extended B !", "2026-11-03 replied B"];
    check("handling", case("2026-08-03", &hops, &replied), "2026-12-01", &format!("{due} stopped_late B"));
    let without_reason = ["2026-08-04T09:00 accepted B", "2026-10-08 extended B"];
    assert!(
        clocks("handling", case("2026-08-03", &hops, &without_reason), "2026-10-09")[0]
            .ends_with("overdue B")
    );
}

#[test]
fn review_and_re_review_in_thirty_days_each() {
    let hops = ["A B 2026-01-01 2026-01-02"];
    let check = |id: &str, events: &[&str], now: &str, expected: &str| {
        check(id, case("2026-01-01", &hops, events), now, expected);
    };
    // 30 days after 3 April is 3 May, after 5 April 5 May: both in the holiday, which lasts through the 5th.
    let replied = ["2026-04-03 replied B"];
    check(
        "review_ask",
        &replied,
        "2026-05-07",
        "2026-04-03 00:00:00 due 2026-05-06 23:59:59 deemed_consent B",
    );
    let asked = ["2026-04-05 review_asked A"];
    check("review", &asked, "2026-05-07", "2026-04-05 00:00:00 due 2026-05-06 23:59:59 overdue A");
    let answered = ["2026-04-05 review_asked A", "2026-05-01 reviewed B", "2026-05-06 reviewed A"];
    check("review", &answered, "2026-05-07", "2026-04-05 00:00:00 due 2026-05-06 23:59:59 stopped_in_time A");
    // 30 days after 16 January is 15 February, the first day of the Spring Festival.
    let reviewed = ["2026-01-16 reviewed A", "2026-02-24 re_review_asked D"];
    check(
        "re_review_ask",
        &reviewed,
        "2026-03-01",
        "2026-01-16 00:00:00 due 2026-02-24 23:59:59 stopped_in_time B",
    );
    // Asked on 2 March; the hearing takes the 10th to the 19th. 30 days would end on 1 April, ten more on Saturday the 11th.
    let heard = [
        "2026-03-02 re_review_asked D",
        "2026-03-10T09:00 hearing_opened",
        "2026-03-20T11:00 hearing_closed",
    ];
    check("re_review", &heard, "2026-04-13", "2026-03-02 00:00:00 due 2026-04-13 23:59:59 running D");
    check("re_review", &heard[..2], "2026-06-13", "2026-03-02 00:00:00 due standing, 23 left suspended D");
}

#[test]
fn a_dispatch_is_signed_for_in_three_days_and_finished_in_fifteen() {
    let hops = ["A B 2026-09-30T17:00"];
    check(
        "dispatch_sign",
        case("2026-09-30", &hops, &[]),
        "2026-10-03 17:00",
        "2026-09-30 17:00:00 due 2026-10-03 17:00:00 running B",
    );
    check(
        "dispatch_sign",
        case("2026-09-30", &hops, &[]),
        "2026-10-03 17:00:01",
        "2026-09-30 17:00:00 due 2026-10-03 17:00:00 overdue B",
    );
    let hops = ["A B 2026-05-01 2026-05-01T11:59:59"];
    check(
        "hop_handling",
        case("2026-05-01", &hops, &[]),
        "2026-05-16 12:00",
        "2026-05-01 11:59:59 due 2026-05-16 11:59:59 overdue B",
    );
}

#[test]
fn mediation_for_a_court() {
    // 30 days after 3 September is 3 October, in the holiday; an appraisal from the 10th to the 15th makes it 9 October.
    let delegated = ["2026-09-03 delegated C"];
    check(
        "delegated_mediation",
        case("2026-09-01", &[], &delegated),
        "2026-10-09",
        "2026-09-03 00:00:00 due 2026-10-08 23:59:59 overdue C",
    );
    let appraised = ["2026-09-03 delegated C", "2026-09-10 suspended", "2026-09-16 resumed"];
    check(
        "delegated_mediation",
        case("2026-09-01", &[], &appraised),
        "2026-10-09",
        "2026-09-03 00:00:00 due 2026-10-09 23:59:59 running C",
    );
    let extended = ["2026-09-03 delegated C", "2026-10-01 extended C !"];
    check(
        "delegated_mediation",
        case("2026-09-01", &[], &extended),
        "2026-10-09",
        "2026-09-03 00:00:00 due 2026-11-02 23:59:59 running C",
    );
    // 15 days after 5 June is the 20th, 7 days after 12 June the 19th: both in the Dragon Boat Festival.
    let ordinary = ["2026-06-05 entrusted C"];
    check(
        "entrusted_mediation",
        case("2026-06-01", &[], &ordinary),
        "2026-06-22",
        "2026-06-05 00:00:00 due 2026-06-22 23:59:59 running C",
    );
    assert!(clocks("entrusted_summary", case("2026-06-01", &[], &ordinary), "2026-06-22").is_empty());
    let summary = ["2026-06-12 entrusted C /summary"];
    check(
        "entrusted_summary",
        case("2026-06-01", &[], &summary),
        "2026-06-23",
        "2026-06-12 00:00:00 due 2026-06-22 23:59:59 overdue C",
    );
    assert!(clocks("entrusted_mediation", case("2026-06-01", &[], &summary), "2026-06-23").is_empty());
}

#[test]
fn confirmation_supplement_consent_and_recommendation() {
    // 30 days after 20 January is 19 February, in the Spring Festival.
    let agreed = ["2026-01-20 agreed C", "2026-02-24T18:00 confirmation_asked"];
    check(
        "confirmation_ask",
        case("2026-01-01", &["A C 2026-01-02 2026-01-02"], &agreed),
        "2026-03-01",
        "2026-01-20 00:00:00 due 2026-02-24 23:59:59 stopped_in_time C",
    );
    // Wednesday 29 April: the 30th, 6, 7, 8 and 9 May, a Saturday that is worked.
    let registered = ["2026-04-29 registered A"];
    check(
        "supplement_list",
        case("2026-04-29", &[], &registered),
        "2026-05-10",
        "2026-04-29 00:00:00 due 2026-05-09 23:59:59 deemed_consent A",
    );
    // Tuesday 22 September: 23, 24, 28, 29, 30 September, 8, 9, 10 (worked), 12 and 13 October.
    let asked = ["2026-09-22 supplement_asked A"];
    check(
        "supplement",
        case("2026-09-21", &["A C 2026-09-21 2026-09-21"], &asked),
        "2026-10-13",
        "2026-09-22 00:00:00 due 2026-10-13 23:59:59 running C",
    );
    // Tuesday 10 February: 11 to 14 (the Saturday is worked), 24 to 28 (the Saturday is worked), 2 to 6 March, 9 March.
    let consulted = ["2026-02-10 consulted D /co_handling"];
    check(
        "co_handling",
        case("2026-02-01", &[], &consulted),
        "2026-03-10",
        "2026-02-10 00:00:00 due 2026-03-09 23:59:59 deemed_consent D",
    );
    // 30 days after 5 December is 4 January 2027, of which no list of holidays is known yet.
    let recommended = ["2026-12-05 recommended B"];
    check(
        "recommendation_reply",
        case("2026-01-01", &[], &recommended),
        "2027-01-05",
        "2026-12-05 00:00:00 due 2027-01-04 23:59:59 overdue B",
    );
    let (places, playbook) = (places(), Playbook::builtin("default").unwrap());
    let rules = Rules::new(&playbook, &places);
    let trace = case("2026-01-01", &[], &recommended).at(&places, "2026-12-06");
    let clock = rules.clocks(&trace).into_iter().next_back().unwrap();
    assert!(clock.is_provisional());
}
