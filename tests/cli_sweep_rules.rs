//! Broken rules of a playbook on the command line: the page in words, the rows of one detector, and what it means.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod common;

use common::Scratch;
use serde_json::json;

const RULES: &str = r#"
[[requirements]]
id = "contact"
title = { zh = "每村一名信息员", en = "a contact in each village" }
each = { what = "divisions", level = "village" }
needs = { what = "assignments", roles = ["contact"] }
min = 1

[tasks]
"#;

fn world() -> Scratch {
    let s = Scratch::new();
    s.small_world();
    s.write("t/tasks.csv", "id,title,unit_id,due_on\nt1,Road,A,2026-02-27\n");
    s.write("place.toml", format!("{}\n{RULES}", duban::playbook::builtin_source("default").unwrap()));
    s
}

#[test]
fn broken_rules_stand_on_the_page_in_words() {
    let s = world();
    let page = s.run(["sweep", "@t", "--playbook", "@place.toml", "--now", "2026-03-01"]).exits(0).out;
    for text in [
        "a contact in each village",
        "too few; asked for people assigned; has 0; at least 1",
        "past due; task Road; late by 1 d",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    let chinese = s
        .run(["sweep", "@t", "--playbook", "@place.toml", "--now", "2026-03-01", "--lang", "zh"])
        .exits(0)
        .out;
    for text in ["每村一名信息员", "不足；要求 责任人；现有 0；至少 1", "到期未完成"]
    {
        assert!(chinese.contains(text), "{text} in {chinese}");
    }
}

#[test]
fn one_detector_of_rules_alone() {
    let s = world();
    let args =
        ["sweep", "@t", "--playbook", "@place.toml", "--now", "2026-03-01", "--only", "task_gaps", "--json"];
    let found = s.run(args).exits(0).json();
    assert_eq!(found["totals"], json!({"task_gaps": 1}));
    assert_eq!(
        found["task_gaps"],
        json!([{
            "rule": "tasks",
            "subject": {"kind": "task", "id": "t1"},
            "agency": "A",
            "since": null,
            "due": "2026-02-27T23:59:59+08:00", "due_provisional": false,
            "facts": {"why": "past_due", "title": "Road", "late_s": 86_401},
        }])
    );
    let only = ["sweep", "@t", "--now", "2026-03-01", "--only", "task_gaps,stuck"];
    let absent = s.run(only.into_iter().chain(["--json"])).exits(0).json();
    assert_eq!(absent["not_in_playbook"], json!(["task_gaps"]));
    assert_eq!(
        absent["totals"],
        json!({"stuck": 1}),
        "nothing was looked at, which is not that nothing is wrong"
    );
    assert_eq!(absent.get("task_gaps"), None);
    let told = s.run(only).exits(0).out;
    assert!(told.contains("task_gaps: the playbook default has no such rules"), "{told}");
    let told = s.run(only.into_iter().chain(["--lang", "zh"])).exits(0).out;
    assert!(told.contains("task_gaps：规则手册 default 没有这类规则"), "{told}");
    let refused = s.run(["sweep", "@t", "--only", "task_gap"]);
    assert!(refused.code != 0 && refused.err.contains("task_gaps"), "{}", refused.err);
    let told = s.run(["sweep", "--explain", "task_gaps"]).exits(0).out;
    assert!(told.contains("Tasks without a unit"), "{told}");
}
