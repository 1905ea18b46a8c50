//! The generated worlds of the nine systems: a kept world in which a sweep finds nothing, a world with planted breaks in
//! which it finds exactly these, and figures that come out as published.
#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test itself may")]

mod common;
mod worlds_support;

use std::collections::BTreeSet;

use duban::app::worlds::Planting;
use duban::app::worlds::rows::Life;
use worlds_support::Swept;

/// Numbers that worlds are made from.
const SEEDS: [u64; 5] = [1, 2, 7, 13, 20];

/// Asserts that what is found in the worlds of `name` is exactly what was planted.
fn holds(name: &str, planting: Planting) {
    for seed in SEEDS {
        let swept = Swept::of(name, seed, planting);
        let lines: Vec<String> = swept.differences();
        assert!(lines.is_empty(), "{name}, seed {seed}, {planting:?}:\n{}", lines.join("\n"));
    }
}

/// Asserts that the playbook is kept where nothing is planted, that breaks are found exactly, and that all figures are
/// as published, save those that a break says it moves.
fn world(name: &str) {
    holds(name, Planting::Nothing);
    holds(name, Planting::Shown);
    holds(name, Planting::Everything);
    for planting in [Planting::Nothing, Planting::Shown] {
        let wrong = Swept::of(name, 1, planting).figures_that_differ();
        assert_eq!(wrong, [] as [String; 0], "{name}, {planting:?}");
    }
    let swept = Swept::of(name, 1, Planting::Everything);
    assert_eq!(swept.figures_that_differ(), swept.figures_said_to_move(), "{name}");
}

macro_rules! worlds {
    ($($test:ident $name:literal,)*) => {
        $(#[test]
        fn $test() {
            world($name);
        })*

        #[test]
        fn every_world_is_tested() {
            assert_eq!(duban::app::worlds::names(), [$($name),*]);
        }
    };
}

worlds! {
    nanguan_keeps_and_breaks "nanguan",
    shulan_keeps_and_breaks "shulan",
    tiedong_keeps_and_breaks "tiedong",
    dongliao_keeps_and_breaks "dongliao",
    huinan_keeps_and_breaks "huinan",
    linjiang_keeps_and_breaks "linjiang",
    qianguo_keeps_and_breaks "qianguo",
    daan_jinhua_keeps_and_breaks "daan-jinhua",
    longjing_keeps_and_breaks "longjing",
}

/// What the world and the playbook of `name` have under each of these headings.
fn words(name: &str) -> Vec<(&'static str, BTreeSet<String>, BTreeSet<String>)> {
    let swept = Swept::of(name, 1, Planting::Nothing);
    let (draft, place) = (&swept.world.draft, &swept.playbook.place);
    let of_cases = |word: fn(&Life) -> &String| {
        draft.lives.iter().map(word).filter(|word| !word.is_empty()).cloned().collect::<BTreeSet<String>>()
    };
    let teams = draft.people.iter().map(|person| person.team.clone()).filter(|team| !team.is_empty());
    vec![
        ("kinds", of_cases(|life| &life.kind), place.case_kinds.iter().map(|k| k.name.clone()).collect()),
        ("channels", of_cases(|life| &life.channel), place.channels.iter().map(|c| c.name.clone()).collect()),
        ("tiers", of_cases(|life| &life.tier), place.tiers.iter().map(|t| t.name.clone()).collect()),
        ("boards", of_cases(|life| &life.board), place.boards.iter().map(|b| b.name.clone()).collect()),
        ("teams", teams.collect(), place.teams.iter().map(|t| t.name.clone()).collect()),
    ]
}

#[test]
fn every_word_that_a_playbook_lists_lives_in_its_world_and_no_other() {
    for name in duban::app::worlds::names() {
        for (what, lived, listed) in words(name) {
            let others: Vec<&String> = lived.difference(&listed).collect();
            assert!(listed.is_empty() || others.is_empty(), "{name}: {what} not listed: {others:?}");
            let unused: Vec<&String> = listed.difference(&lived).collect();
            assert!(unused.is_empty(), "{name}: {what} in no case: {unused:?}");
        }
    }
}

/// `DETECTOR RULE` of every rule of a playbook that a world must break.
fn rules(name: &str) -> BTreeSet<String> {
    let place = worlds_support::read(name).1.place;
    let of_detector = |detector: &duban::detect::rules::RuleDetector| {
        let rules = detector.rules(&place).into_iter();
        rules.map(|rule| format!("{} {}", detector.name, rule.id)).collect::<Vec<_>>()
    };
    duban::detect::rules::RULES.iter().flat_map(of_detector).collect()
}

#[test]
fn every_rule_of_a_playbook_is_broken_in_its_world() {
    for name in duban::app::worlds::names() {
        let (spec, playbook) = worlds_support::read(name);
        let world = duban::app::worlds::generate(&spec, &playbook, 1, Planting::Everything).unwrap();
        let rule = |item: &str| item.split(' ').next().unwrap_or_default().to_owned();
        let planted = world.truth.planted.iter().map(|one| format!("{} {}", one.detector, rule(&one.item)));
        let planted: BTreeSet<String> = planted.collect();
        // Of boards, teams and kinds of agencies that say what they take, one of each list stands for all of them.
        let is_one_for_all = |rule: &&String| !rule.starts_with("mismatches ");
        let missing: Vec<_> = rules(name).difference(&planted).filter(is_one_for_all).cloned().collect();
        assert_eq!(missing, [] as [String; 0], "{name}");
        let place = &playbook.place;
        for (what, takers) in
            [("kinds", &place.agency_kinds), ("teams", &place.teams), ("boards", &place.boards)]
        {
            let mut all = takers.iter().filter(|taker| !taker.takes.is_empty()).peekable();
            let is_broken = |taker: &duban::playbook::place::Taker| {
                planted.contains(&format!("mismatches {}", taker.name))
            };
            assert!(all.peek().is_none() || all.any(is_broken), "{name}: {what}");
        }
    }
}

/// Behaviours that every place has besides those of its table.
const OF_EVERY_PLACE: [&str; 8] = [
    "recusal",
    "returned dispatches",
    "signing for a dispatch",
    "the first receiver leads",
    "the chain of responsibility is whole",
    "every village is covered",
    "every community is covered",
    "who takes which matters",
];

/// The behaviours of `name` for which the table of coverage names that test.
fn behaviours_tested_by(name: &str, test: &str) -> BTreeSet<String> {
    let table = include_str!("../docs/nine-systems.md");
    let (_, from) = table.split_once(&format!("## {name} ·")).unwrap();
    let section = from.split("\n## ").next().unwrap_or_default();
    let tests = |row: &str| row.trim_end_matches('|').rsplit('|').next().unwrap_or_default().to_owned();
    let rows = section.lines().filter(|row| tests(row).split(';').any(|named| named.trim() == test));
    rows.filter_map(|row| row.split('|').nth(1)).map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn every_behaviour_of_the_table_of_coverage_is_broken_in_its_world() {
    for name in duban::app::worlds::names() {
        let test = format!("{}_keeps_and_breaks", name.replace('-', "_"));
        let tested = behaviours_tested_by(name, &test);
        assert!(!tested.is_empty(), "{name}");
        let (spec, _) = worlds_support::read(name);
        let broken: BTreeSet<String> = spec.breaks.iter().map(|b| b.behaviour.en.clone()).collect();
        let missing: Vec<&String> = tested.difference(&broken).collect();
        assert!(missing.is_empty(), "{name}: in the table and not broken: {missing:?}");
        let more = broken.iter().filter(|b| !tested.contains(*b) && !OF_EVERY_PLACE.contains(&b.as_str()));
        assert_eq!(more.collect::<Vec<_>>(), [] as [&String; 0], "{name}: broken and not in the table");
    }
}

#[test]
fn a_campaign_in_which_nobody_reported_is_found_for_every_group() {
    let (spec, playbook) = worlds_support::read("dongliao");
    let mut world = duban::app::worlds::generate(&spec, &playbook, 1, Planting::Nothing).unwrap();
    let of_2023 = |campaign: &str| campaign == "spring_ploughing-2023";
    world.draft.screenings.retain(|row| !of_2023(&row.campaign));
    let groups = 1_645;
    let rows = worlds_support::found(&world, &playbook)["screening_gaps"].as_array().unwrap().clone();
    assert!(rows.iter().all(|row| of_2023(row["facts"]["campaign"].as_str().unwrap())));
    assert!(rows.iter().all(|row| row["facts"]["why"] == "missing" && row["subject"]["kind"] == "division"));
    assert_eq!(rows.len(), groups);
    world.draft.screenings.clear();
    let all = worlds_support::found(&world, &playbook)["screening_gaps"].as_array().unwrap().len();
    assert_eq!(all, 8 * groups, "five campaigns of 2023, three of 2024 that are over");
}

#[test]
fn one_number_gives_one_world_and_another_another() {
    let (spec, playbook) = worlds_support::read("daan-jinhua");
    let written = |seed: u64| {
        let folder = tempfile::tempdir().unwrap();
        let world = duban::app::worlds::generate(&spec, &playbook, seed, Planting::Shown).unwrap();
        world.write(folder.path()).unwrap();
        common::bytes_under(folder.path())
    };
    assert!(written(3) == written(3), "the same bytes");
    assert!(written(3) != written(4), "another world");
}

#[test]
fn what_is_planted_fits_its_schema() {
    let schema = include_str!("../schemas/planted-place.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for name in duban::app::worlds::names() {
        let (spec, playbook) = worlds_support::read(name);
        let world = duban::app::worlds::generate(&spec, &playbook, 1, Planting::Shown).unwrap();
        let planted = serde_json::to_value(&world.truth).unwrap();
        validator.validate(&planted).unwrap();
        assert!(!world.truth.planted.is_empty(), "{name}");
        let mut less = planted.clone();
        less["planted"][0].as_object_mut().unwrap().remove("item");
        assert!(!validator.is_valid(&less));
    }
}

#[test]
fn the_world_files_that_are_compiled_in_are_those_of_the_project() {
    for name in duban::app::worlds::names() {
        let source = duban::app::worlds::source(name).unwrap();
        assert!(source == worlds_support::file(name), "{name}");
    }
}
