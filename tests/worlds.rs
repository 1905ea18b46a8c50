//! The generated worlds of the nine systems: a kept world in which a sweep finds nothing, a world with planted breaks in
//! which it finds exactly these, and figures that come out as published.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;
mod worlds_support;

use duban::app::worlds::Planting;
use worlds_support::Swept;

/// Numbers that worlds are made from.
const SEEDS: [u64; 3] = [1, 2, 7];

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
