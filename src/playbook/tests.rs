//! Each way in which a playbook can be wrong, with the place and the words for it.

mod base;
mod doubts;
mod page;

use proptest::prelude::*;

use super::*;
use problem::What;

const DEFAULT: &str = include_str!("../../seed/playbooks/default.toml");

/// The problems of the default playbook after replacing `from` by `to`, in English.
fn problems(from: &str, to: &str) -> Vec<String> {
    assert_eq!(DEFAULT.matches(from).count(), 1, "`{from}` must be there once");
    let source = DEFAULT.replace(from, to);
    let found = parse("p", &source).unwrap_err();
    found.iter().map(ToString::to_string).collect()
}

fn line_of(text: &str) -> usize {
    DEFAULT.lines().position(|l| l.starts_with(text)).unwrap() + 1
}

#[track_caller]
fn check(from: &str, to: &str, line: usize, column: usize, says: &str) {
    let found = problems(from, to);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0], format!("{line}:{column}: {says}"));
}

#[test]
fn the_default_holds_the_numbers_of_the_contract() {
    let playbook = Playbook::builtin("default").unwrap();
    assert_eq!(
        playbook.thresholds,
        Thresholds {
            slow_pairs_handoffs_min: 30,
            slow_pairs_factor_tenths: 20,
            wait_hours_max: 72,
            held_days_max: 15,
            thin_cover_villages_min: 5,
            lagging_handoffs_min: 50,
            lagging_kind_units_min: 10,
            lagging_fdr_permille: 50,
        }
    );
    let coverage =
        Coverage { role: "mediator".into(), level: 4, persons_min: 1, chain_levels: vec![4, 3, 2] };
    assert_eq!(playbook.coverage, coverage);
    assert_eq!((playbook.zone.name(), playbook.notice.reply_days), ("Asia/Shanghai", 30));
    let kinds: Vec<&str> = playbook.notice.co_signers.iter().map(|s| s.agency_kind.as_str()).collect();
    assert_eq!(kinds, ["petition", "discipline", "political_legal", "organization"]);
    assert!(Playbook::builtin("no-such").is_none());
    assert!(builtins().iter().all(|name| Playbook::builtin(name).is_some()));
}

#[test]
fn an_unknown_key_names_what_was_meant() {
    let line = line_of("wait_hours_max");
    let allowed = "slow_pairs_handoffs_min, slow_pairs_factor_tenths, wait_hours_max, held_days_max, \
                   thin_cover_villages_min, lagging_handoffs_min, lagging_kind_units_min, lagging_fdr_permille";
    let says = format!(
        "thresholds.wait_hour_max: there is no such key; did you mean `wait_hours_max`; allowed: {allowed}"
    );
    check("wait_hours_max = 72", "wait_hour_max = 72", line, 1, &says);
    let line = line_of("[coverage]") + 1;
    let says = "coverage.colour: there is no such key; allowed: role, level, persons_min, chain_levels";
    check("[coverage]\n", "[coverage]\ncolour = 1\n", line, 1, says);
}

#[test]
fn missing_tables_and_keys_are_named() {
    check(
        "zone = \"Asia/Shanghai\"\n",
        "",
        1,
        1,
        "zone: this key is missing; give a text in quotation marks",
    );
    let line = line_of("[notice]");
    let found = problems("reply_days = 30", "");
    assert_eq!(
        found,
        [format!("{line}:1: notice.reply_days: this key is missing; give a whole number from 1 to 366")]
    );
}

#[test]
fn types_and_ranges_are_held() {
    let line = line_of("wait_hours_max");
    let key = "thresholds.wait_hours_max";
    let from = "wait_hours_max = 72";
    let range = "is out of range; give a number from 1 to 8784";
    check(from, "wait_hours_max = 0", line, 18, &format!("{key}: 0 {range}"));
    check(from, "wait_hours_max = -3", line, 18, &format!("{key}: -3 {range}"));
    check(from, "wait_hours_max = 0xFFFFFFFF", line, 18, &format!("{key}: 0xFFFFFFFF {range}"));
    check(
        from,
        "wait_hours_max = \"72\"",
        line,
        18,
        &format!("{key}: wrong type: found string, give a whole number from 1 to 8784"),
    );
    check(
        from,
        "wait_hours_max = 72.5",
        line,
        18,
        &format!("{key}: wrong type: found float, give a whole number from 1 to 8784"),
    );
    check(
        "persons_min = 1",
        "persons_min = []",
        line_of("persons_min"),
        15,
        "coverage.persons_min: wrong type: found array, give a whole number from 1 to 1000",
    );
}

#[test]
fn texts_zones_and_levels_are_checked() {
    let line = line_of("zone");
    check(
        "Asia/Shanghai\"\n",
        "Asia/Shangai\"\n",
        line,
        8,
        "zone: there is no time zone “Asia/Shangai”; give an IANA name such as Asia/Shanghai; did you mean `Asia/Shanghai`",
    );
    check(
        "level = \"village\"",
        "level = \"vilage\"",
        line_of("level"),
        9,
        "coverage.level: there is no level “vilage”; did you mean `village`; allowed: province, city, county, town, village, group",
    );
    check(
        "role = \"mediator\"",
        "role = \" \"",
        line_of("role"),
        8,
        "coverage.role: the text is empty; write what it should say",
    );
    let title = line_of("title = { zh = \"信访局\"");
    check(
        "zh = \"信访局\", en = \"Petition Office\"",
        "zh = \"信访局\", en = \"\"",
        title,
        28,
        "notice.co_signers[1].title.en: the text is empty; write what it should say",
    );
    let signer = line_of("agency_kind = \"discipline\"");
    check(
        "agency_kind = \"discipline\"",
        "agency_kind = \"petition\"",
        signer,
        15,
        "notice.co_signers[2].agency_kind: agency kind “petition” co-signs already; list each kind once",
    );
}

const CHAIN: &str = "chain_levels = [\"village\", \"town\", \"county\"]";

#[test]
fn keys_that_came_later_may_be_left_out() {
    let source = DEFAULT
        .replace("held_days_max = 15", "")
        .replace("thin_cover_villages_min = 5", "")
        .replace(CHAIN, "");
    let (without, with) = (parse("p", &source).unwrap(), parse("p", DEFAULT).unwrap());
    assert_eq!((without.thresholds, without.coverage), (with.thresholds, with.coverage));
    let line = line_of("held_days_max");
    let misspelt = problems("held_days_max = 15", "hold_days_max = 15");
    assert_eq!(misspelt.len(), 1);
    assert!(misspelt[0].starts_with(&format!(
        "{line}:1: thresholds.hold_days_max: there is no such key; did you mean `held_days_max`"
    )));
}

#[test]
fn levels_of_the_chain_are_checked() {
    let line = line_of("chain_levels");
    let key = "coverage.chain_levels";
    check(CHAIN, "chain_levels = []", line, 16, &format!("{key}: length 0; it must be from 1 to 6"));
    let says = format!(
        "{key}[2]: there is no level “twon”; did you mean `town`; allowed: province, city, county, town, village, group"
    );
    check(CHAIN, "chain_levels = [\"village\", \"twon\"]", line, 28, &says);
    let says = format!("{key}[2]: level “town” is in the list already; list each level once");
    check(CHAIN, "chain_levels = [\"town\", \"town\"]", line, 25, &says);
    let says = format!("{key}[1]: wrong type: found integer, give a text in quotation marks");
    check(CHAIN, "chain_levels = [4]", line, 17, &says);
    let says =
        format!("{key}: wrong type: found string, give a list of levels, written [\"village\", \"town\"]");
    check(CHAIN, "chain_levels = \"village\"", line, 16, &says);
    let playbook = parse("p", &DEFAULT.replace(CHAIN, "chain_levels = [\"city\"]")).unwrap();
    assert_eq!(playbook.coverage.chain_levels, [1]);
}

#[test]
fn duplicates_and_broken_toml_are_placed() {
    let line = line_of("persons_min") + 1;
    check(
        "persons_min = 1\n",
        "persons_min = 1\npersons_min = 2\n",
        line,
        1,
        "persons_min: this key or table was given before; keep one of them",
    );
    let found = problems("persons_min = 1\n", "persons_min = 1\n[coverage]\n");
    assert!(
        found[0].starts_with(&format!("{line}:2: coverage: this key or table was given before")),
        "{found:?}"
    );
    let found = problems("persons_min = 1\n", "persons_min = \n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("{}:", line - 1)) && found[0].contains("not TOML"), "{found:?}");
    assert!(matches!(parse("p", "a = \u{0}").unwrap_err()[0].what, What::Syntax(_)));
}

#[test]
fn all_problems_come_at_once_in_order_of_line() {
    let source = DEFAULT
        .replace("wait_hours_max = 72", "wait_hours_max = 0")
        .replace("level = \"village\"", "level = \"hamlet\"")
        .replace("Asia/Shanghai\"\n", "Mars/Base\"\n")
        .replace("reply_days = 30", "reply_days = 30 30");
    let found = parse("p", &source).unwrap_err();
    let codes: Vec<&str> = found.iter().map(|p| p.what.code()).collect();
    assert_eq!(codes, ["unknown_zone", "out_of_range", "unknown_level", "syntax"], "{found:#?}");
    assert!(found.is_sorted_by_key(|p| (p.line, p.column)));
}

#[test]
fn a_file_too_long_is_not_read() {
    let source = format!("{DEFAULT}# {}", "x".repeat(1 << 20));
    assert_eq!(parse("p", &source).unwrap_err()[0].what.code(), "file_too_long");
}

#[test]
fn a_file_of_nothing_but_problems_is_read_in_one_go() {
    let keys: String = (0..60_000).map(|n| format!("k{n}=1,")).collect();
    let on_one_line = parse("p", &format!("thresholds = {{ {keys} }}")).unwrap_err();
    assert_eq!(on_one_line.iter().filter(|p| p.what.code() == "unknown_key").count(), 60_000);
    let on_lines = parse("p", &"= \n".repeat(100_000)).unwrap_err();
    assert!(100_000 <= on_lines.len() && on_lines.is_sorted_by_key(|p| p.line));
}

#[test]
fn problems_are_said_in_chinese_too() {
    let found = parse("p", &DEFAULT.replace("wait_hours_max = 72", "wait_hours_max = 0")).unwrap_err();
    let said = found[0].say(&Words::new(Lang::Zh));
    assert_eq!(said, "thresholds.wait_hours_max：0 超出范围；应在 1 至 8784 之间");
}

/// Pieces of playbooks and of TOML, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let lines: Vec<&'static str> = DEFAULT.lines().filter(|l| !l.starts_with('#')).collect();
    let piece = prop_oneof![
        4 => prop::sample::select(lines).prop_map(str::to_owned),
        1 => "[\\[\\]{}=\"'.,#\n a-z0-9_-]{0,12}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|p| p.join("\n"))
}

proptest! {
    #[test]
    fn reading_any_text_ends_with_a_playbook_or_its_problems(source in pieces()) {
        let lines = source.split('\n').count();
        match parse("p", &source) {
            Ok(playbook) => prop_assert!(!playbook.notice.co_signers.is_empty()),
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in &problems {
                    prop_assert!(1 <= problem.line && problem.line <= lines, "{problem}");
                    prop_assert!(!problem.say(&Words::new(Lang::Zh)).is_empty());
                }
            }
        }
    }

    #[test]
    fn one_damaged_byte_never_panics(at in 0..DEFAULT.len(), byte in any::<char>()) {
        let at = (0..=at).rev().find(|&i| DEFAULT.is_char_boundary(i)).unwrap();
        let damaged = format!("{}{byte}{}", &DEFAULT[..at], DEFAULT[at..].chars().skip(1).collect::<String>());
        let problems = parse("p", &damaged).err();
        prop_assert!(problems.is_none_or(|p| !p.is_empty()));
    }
}

#[test]
fn roles_and_kinds_may_be_written_in_chinese() {
    let source = builtin_source("default").unwrap();
    let chinese = source
        .replace("role = \"mediator\"", "role = \"调解员\"")
        .replace("agency_kind = \"petition\"", "agency_kind = \"信访局\"")
        .replace("level = \"village\"", "level = \"村\"")
        .replace("\"village\", \"town\", \"county\"", "\"村\", \"乡镇\", \"县\"")
        .replace("issuer_kind = \"joint_conference\"", "issuer_kind = \"联席会议\"");
    let (english, chinese) = (parse("x", source).unwrap(), parse("x", &chinese).unwrap());
    assert_eq!((chinese.coverage, chinese.notice), (english.coverage, english.notice));
}

const OWN: &str = r#"
base = "default"
title = { zh = "甲地", en = "A place" }
[[case_kinds]]
name = "family"
title = { zh = "家庭", en = "Family" }
[[tiers]]
name = "simple"
title = { zh = "简单", en = "Simple" }
amount = 3
[[campaigns]]
id = "spring"
title = { zh = "春季排查", en = "Spring screening" }
festival = "spring_festival"
days_before = 20
level = "group"
[[clocks]]
id = "simple-3"
title = { zh = "简单件", en = "Simple cases" }
amount = 3
unit = "working_day"
per = "case"
start = ["case_opened"]
stop = ["case_closed"]
kinds = ["family"]
tiers = ["simple"]
charged = "holder"
[[kpis]]
id = "in-time"
title = { zh = "按时", en = "In time" }
numerator = { table = "cases", clock = "simple-3" }
denominator = { table = "cases", tiers = ["simple"] }
shown = "percent"
places = 2
published = "99.30"
note = { zh = "无", en = "none" }
"#;

#[test]
fn a_playbook_stands_on_another() {
    let (own, base) = (parse("own", OWN).unwrap(), Playbook::builtin("default").unwrap());
    assert_eq!((&own.thresholds, &own.notice), (&base.thresholds, &base.notice));
    assert_eq!(own.clocks.len(), base.clocks.len() + 1);
    let clock = own.kpis[0].numerator.clock.unwrap();
    assert_eq!((own.clocks[clock].id.as_str(), own.clocks[clock].terms.amount), ("simple-3", 3));
    assert_eq!(base_source(OWN), builtin_source("default"));
    assert_eq!(base_source(DEFAULT), None);
    // What was adopted with an older base stays as it was.
    let older = DEFAULT.replace("wait_hours_max = 72", "wait_hours_max = 48");
    assert_eq!(parse_on("own", OWN, &older).unwrap().thresholds.wait_hours_max, 48);
}

#[track_caller]
fn own_problem(from: &str, to: &str, says: &str) {
    assert_eq!(OWN.matches(from).count(), 1, "`{from}` must be there once");
    let found: Vec<String> =
        parse("own", &OWN.replace(from, to)).unwrap_err().iter().map(ToString::to_string).collect();
    assert!(found.len() == 1 && found[0].contains(says), "{found:#?}");
}

#[test]
fn what_is_wrong_in_an_optional_section_is_told() {
    own_problem("base = \"default\"", "base = \"defult\"", "did you mean `default`");
    own_problem(
        "kinds = [\"family\"]",
        "kinds = [\"familly\"]",
        "not declared in [[case_kinds]]; did you mean `family`",
    );
    own_problem(
        "clock = \"simple-3\"",
        "clock = \"simple-4\"",
        "not declared in [[clocks]]; did you mean `simple-3`",
    );
    own_problem(
        "festival = \"spring_festival\"",
        "festival = \"spring_festivl\"",
        "did you mean `spring_festival`",
    );
    own_problem("festival = \"spring_festival\"\n", "", "`festival` must be given as well");
    own_problem("published = \"99.30\"", "published = \"99,3\"", "is no number");
    own_problem("per = \"case\"", "per = \"event\"", "the start does not go with `per`");
}
