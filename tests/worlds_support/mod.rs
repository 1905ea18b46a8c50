//! A generated world that went through its tables: written as CSV, read by intake, swept, and its figures computed.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a failure here is a failed test"
)]

use std::path::Path;

use duban::app::sweep::snapshot_of_folder;
use duban::app::watch::Silent;
use duban::app::worlds::{self, Planting, World, compare::compare, spec::Spec};
use duban::detect::sweep::sweep;
use duban::detect::world::Moment;
use duban::figures::{Figure, figures};
use duban::intake::reject::Rejects;
use duban::model::time::Instant;
use duban::playbook::Playbook;
use duban::rim::sweep_view::SweepView;
use duban::snapshot::Snapshot;
use serde_json::Value;

pub struct Swept {
    pub spec: Spec,
    pub playbook: Playbook,
    pub world: World,
    pub document: Value,
    pub figures: Vec<Figure>,
}

/// The text of the world file of that name, as it stands in the project.
pub fn file(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed/worlds").join(format!("{name}.toml"));
    std::fs::read_to_string(file).unwrap()
}

/// The world file and the playbook of that name.
pub fn read(name: &str) -> (Spec, Playbook) {
    (worlds::read(name, &file(name)).unwrap(), Playbook::builtin(name).unwrap())
}

/// A snapshot of the tables in `folder`, none of whose rows may be refused.
pub fn snapshot(folder: &Path, playbook: &Playbook) -> Snapshot {
    let mut rejects = Rejects::new(None);
    let loaded = snapshot_of_folder(folder, &playbook.zone, &mut rejects, &Silent);
    let refused: Vec<String> = rejects.shown().iter().take(5).map(|reject| format!("{reject:?}")).collect();
    assert_eq!(rejects.count(), 0, "{refused:?}");
    loaded.unwrap().0.snapshot
}

/// The present of `world`.
pub fn moment(world: &World, playbook: &Playbook) -> Moment {
    Moment::at(Instant::from_unix(world.draft.now).unwrap(), &playbook.zone)
}

/// A snapshot of `world` after it went through its tables.
pub fn snapshot_of(world: &World, playbook: &Playbook) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    world.write(folder.path()).unwrap();
    snapshot(folder.path(), playbook)
}

/// What a sweep of `world` finds, as its whole document.
pub fn found(world: &World, playbook: &Playbook) -> Value {
    let snapshot = snapshot_of(world, playbook);
    let moment = moment(world, playbook);
    let found = sweep(&snapshot, playbook, moment, &[]);
    serde_json::to_value(SweepView::new(&snapshot, playbook, moment, &found, 0)).unwrap()
}

impl Swept {
    pub fn of(name: &str, seed: u64, planting: Planting) -> Self {
        let (spec, playbook) = read(name);
        let world = worlds::generate(&spec, &playbook, seed, planting).unwrap();
        let folder = tempfile::tempdir().unwrap();
        world.write(folder.path()).unwrap();
        let snapshot = snapshot(folder.path(), &playbook);
        let moment = moment(&world, &playbook);
        let found = sweep(&snapshot, &playbook, moment, &[]);
        let document = serde_json::to_value(SweepView::new(&snapshot, &playbook, moment, &found, 0)).unwrap();
        let figures = figures(&snapshot, &playbook, moment);
        Self { spec, playbook, world, document, figures }
    }

    /// What was missed and what was found besides, a line each.
    pub fn differences(&self) -> Vec<String> {
        let lines = compare(&self.world.truth, &self.document);
        let of_line = |line: &duban::app::demo::compare::Line| {
            let told = |word: &str, items: &[String]| -> Vec<String> {
                items.iter().map(|item| format!("{} {word} {item}", line.detector)).collect()
            };
            [told("missed", &line.missed), told("extra", &line.extra)].concat()
        };
        lines.iter().flat_map(of_line).collect()
    }

    /// Ids of the figures that are not as published.
    pub fn figures_that_differ(&self) -> Vec<String> {
        let both = self.playbook.kpis.iter().zip(&self.figures);
        both.filter(|(_, figure)| figure.equal == Some(false)).map(|(kpi, _)| kpi.id.clone()).collect()
    }

    /// Ids of the figures that the planted breaks say that they move, in the playbook's order.
    pub fn figures_said_to_move(&self) -> Vec<String> {
        let said: Vec<&String> = self.spec.breaks.iter().flat_map(|b| &b.moves).collect();
        self.playbook.kpis.iter().map(|kpi| kpi.id.clone()).filter(|id| said.contains(&id)).collect()
    }
}
