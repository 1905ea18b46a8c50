//! Small directories for tests of use cases.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::app::directory::{Directory, Init};
use crate::app::import::{ImportOptions, ImportReport, import};
use crate::app::lock::Access;
use crate::app::playbooks;
use crate::app::watch::Silent;
use crate::intake::reject::Rejects;
use crate::model::time::Instant;

/// 2 June 2026, 08:53:20 in China.
pub(super) fn now() -> Instant {
    Instant::from_unix(1_780_361_600).unwrap()
}

/// A directory in a folder of its own, beside which files can be written.
pub(super) struct Small {
    pub(super) dir: TempDir,
    pub(super) directory: Directory,
}

impl Small {
    /// A directory that holds `tables`: names of files and their texts.
    pub(super) fn new(tables: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d");
        let playbook = playbooks::find("default").unwrap();
        Directory::init(&Init { path: &path, playbook: &playbook, master_key: None, now: now() }).unwrap();
        let directory = Directory::open(&path, Access::Write, &Silent).unwrap();
        let mut small = Self { dir, directory };
        small.import(tables);
        small
    }

    /// Writes `tables` into files and gives their paths.
    pub(super) fn files(&self, tables: &[(&str, &str)]) -> Vec<PathBuf> {
        let file = |(name, text): &(&str, &str)| {
            let path = self.dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        tables.iter().map(file).collect()
    }

    /// Imports `tables`, of which every row is good.
    pub(super) fn import(&mut self, tables: &[(&str, &str)]) -> ImportReport {
        let paths = self.files(tables);
        let mut rejects = Rejects::new(None);
        let options = ImportOptions { paths: &paths, ..options() };
        if tables.is_empty() {
            return ImportReport::default();
        }
        let report = import(&mut self.directory, &options, &mut rejects, &Silent).unwrap();
        assert_eq!((rejects.shown(), report.problems.len()), (&[][..], 0));
        report
    }
}

/// An import of nothing.
pub(super) fn options() -> ImportOptions<'static> {
    ImportOptions {
        paths: &[],
        uploads: &[],
        table: None,
        dry_run: false,
        partial: false,
        correct_basis: None,
        person: None,
        actor: "import",
        now: now(),
        master_key: None,
        guard: None,
    }
}
