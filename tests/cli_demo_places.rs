//! `duban demo --playbook NAME` as a stranger runs it: the world of a place is made, imported and swept, what was planted
//! and what was found stand side by side, and the figures beside the published numbers.

mod common;

use common::Scratch;
use duban::app::worlds::names;
use serde_json::Value;

/// Makes the world of `name` with `seed` and asserts what holds of each.
fn demonstrate(name: &str, seed: &str) -> Value {
    let s = Scratch::new();
    let args = ["demo", "--playbook", name, "--seed", seed, "--data", "@d", "--json"];
    let shown = s.run(args).exits(0).json();
    assert_eq!(shown["holds"], true, "{shown}");
    assert_eq!(shown["playbook"], name);
    for line in shown["detectors"].as_array().into_iter().flatten() {
        assert_eq!(line["planted"], line["found"], "{name}: {line}");
        assert_ne!(line["planted"], 0, "{name}: {line}");
    }
    let now = shown["now"].as_str().unwrap_or_default().to_owned();
    let figures = s.run(["figures", "@d", "--now", &now, "--json"]).exits(0).json();
    assert_eq!(figures, shown["figures"], "{name}: the same figures from the directory");
    assert_eq!(s.run(["verify", "@d", "--json"]).exits(0).json()["holds"], true);
    shown
}

#[test]
fn worlds_of_three_places_go_the_whole_way() {
    for (name, seed) in [("linjiang", "1"), ("daan-jinhua", "5"), ("tiedong", "11")] {
        demonstrate(name, seed);
    }
}

#[test]
fn the_page_shows_planted_found_and_figures_in_both_languages() {
    let s = Scratch::new();
    let zh = s
        .run(["--lang", "zh", "demo", "--playbook", "daan-jinhua", "--data", "@zh", "--no-serve"])
        .exits(0)
        .out;
    for part in [
        "六种办法依次往上",
        "ladder_breaks",
        "预埋",
        "查出",
        "公布",
        "210+",
        "预埋的问题全部查出，没有多余。",
    ] {
        assert!(zh.contains(part), "{part}: {zh}");
    }
    let en = s
        .run(["--lang", "en", "demo", "--playbook", "daan-jinhua", "--data", "@en", "--no-serve"])
        .exits(0)
        .out;
    for part in ["six ways to solve", "ladder_breaks", "planted", "found", "published", "210+"] {
        assert!(en.contains(part), "{part}: {en}");
    }
}

#[test]
fn notices_go_to_the_slow_units_and_to_no_other() {
    let s = Scratch::new();
    let shown = s.run(["demo", "--playbook", "linjiang", "--data", "@d", "--json"]).exits(0).json();
    let now = shown["now"].as_str().unwrap_or_default().to_owned();
    let planted = shown["planted"].as_array().into_iter().flatten();
    let mut slow: Vec<&str> =
        planted.filter(|one| one["detector"] == "lagging").filter_map(|one| one["item"].as_str()).collect();
    slow.sort_unstable();
    assert_eq!(slow, ["220681-industry", "220681-natural_resources"]);
    let args = ["notice", "@d", "draft", "--now", &now, "--matter", "lagging", "--json"];
    let drafted = s.run(args).exits(0).json();
    let notices = drafted["drafted"].as_array().into_iter().flatten();
    let mut units: Vec<&str> = notices.filter_map(|notice| notice["unit"]["id"].as_str()).collect();
    units.sort_unstable();
    assert_eq!(units, slow);
}

#[test]
fn who_reported_in_a_campaign_is_sealed() {
    let s = Scratch::new();
    s.run(["demo", "--playbook", "dongliao", "--data", "@d", "--json"]).exits(0);
    let reporter = "样例上报人";
    assert!(common::holds(&common::bytes_under(&s.join("d/world")), reporter), "it stands in the table");
    assert!(!common::holds(&common::bytes_under(&s.join("d/ledger")), reporter));
    s.run(["export", "@d", "--as", "csv", "@out"]).exits(0);
    assert!(!common::holds(&common::bytes_under(&s.join("out")), reporter));
}

#[test]
fn an_unknown_place_is_an_error_that_lists_the_nine() {
    let s = Scratch::new();
    let refused = s.run(["demo", "--playbook", "nowhere", "--data", "@d"]).exits(2);
    for name in names() {
        assert!(refused.err.contains(name), "{name}: {}", refused.err);
    }
    assert_eq!(names().len(), 9);
    assert!(!s.join("d").exists(), "nothing was made");
}
