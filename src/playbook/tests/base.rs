//! A playbook that stands on another: tables without entries keep the keys that it leaves out, entries are replaced.

use super::super::place::FollowUp;
use super::super::place::cadence::Cadence;
use super::*;

/// The default playbook with sections that it does not have.
const BELOW: &str = "
[follow_up]
visits = [{ families = 1, amount = 7 }, { families = 3, amount = 30 }]
reopen_days = 5

[routing]
first_receiver_leads = true
conference_kind = \"joint_conference\"
returns_max = 2

[[meetings]]
id = \"weekly\"
title = { zh = \"每周\", en = \"weekly\" }
kind = \"assessment\"
convener_kind = \"centre\"
weekdays = [\"monday\"]
look_back_days = 14

[[meetings]]
id = \"other\"
title = { zh = \"其他\", en = \"other\" }
kind = \"talk\"
convener_kind = \"centre\"
weekdays = [\"friday\"]
";

fn laid(own: &str) -> Result<Playbook, Vec<Problem>> {
    let source = format!("title = {{ zh = \"本地\", en = \"own\" }}\nbase = \"default\"\n{own}");
    parse_on("own", &source, &format!("{DEFAULT}\n{BELOW}"))
}

#[test]
fn one_key_of_a_section_leaves_the_others_as_they_are() {
    let own = laid("[follow_up]\nreopen_days = 9\n[routing]\nreturns_max = 0\n").unwrap();
    let FollowUp { visits, reopen_days, .. } = own.place.follow_up.clone().unwrap();
    assert_eq!((visits.len(), reopen_days), (2, Some(9)));
    let routing = &own.place.routing;
    assert_eq!((routing.first_receiver_leads, routing.returns_max), (true, 0));
    assert_eq!(routing.conference_kind.as_deref(), Some("joint_conference"));
    let page = show(&own, &Words::new(Lang::En));
    assert!(page.contains("Conf") || page.contains("`joint_conference`"), "{page}");
    let untouched = laid("").unwrap();
    assert_eq!(untouched.place.follow_up.unwrap().reopen_days, Some(5));
}

#[test]
fn one_number_of_the_common_sections_leaves_the_others_as_they_are() {
    let default = Playbook::builtin("default").unwrap();
    let own = laid(
        "[thresholds]\nwait_hours_max = 24\n[coverage]\npersons_min = 2\n[notice]\nreply_days = 10\n[notice.days]\nsign = 1\n",
    )
    .unwrap();
    assert_eq!(own.thresholds, Thresholds { wait_hours_max: 24, ..default.thresholds });
    assert_eq!(own.coverage, Coverage { persons_min: 2, ..default.coverage });
    let days = StepDays { sign: 1, ..default.notice.days };
    assert_eq!(own.notice, NoticeRules { reply_days: 10, days, ..default.notice });
}

#[test]
fn an_entry_of_a_list_is_replaced_as_a_whole() {
    let weekly = "[[meetings]]\nid = \"weekly\"\ntitle = { zh = \"周\", en = \"w\" }\nkind = \"assessment\"\n\
                  convener_kind = \"centre\"\nweekdays = [\"tuesday\"]\n";
    let own = laid(weekly).unwrap();
    let days = |meeting: &Cadence| (meeting.id.clone(), meeting.weekdays.clone(), meeting.look_back_days);
    let found: Vec<_> = own.place.meetings.iter().map(days).collect();
    assert_eq!(found, [("other".to_owned(), vec![4], 28), ("weekly".to_owned(), vec![1], 28)]);
    let short = weekly.replace("kind = \"assessment\"\n", "");
    let problems = laid(&short).unwrap_err();
    assert!(problems[0].to_string().contains("meetings[1].kind: this key is missing"), "{}", problems[0]);
}

#[test]
fn a_wrong_key_is_named_where_it_stands_and_nothing_is_missing_besides() {
    let problems = laid("[routing]\nreturn_max = 1\n").unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!((problems[0].line, problems[0].column), (4, 1));
    assert!(problems[0].to_string().contains("did you mean `returns_max`"), "{}", problems[0]);
    let texts = laid("[notice]\nreply_basis = { zh = \"只有中文\" }\n").unwrap_err();
    assert!(
        texts[0].to_string().contains("notice.reply_basis.en: this key is missing"),
        "a text is one thing: {}",
        texts[0]
    );
}
