//! A small data directory, made anew by every process from the tables under `seeds/csv`.

use std::path::{Path, PathBuf};

use duban::app::directory::{Directory, Init};
use duban::app::import::{ImportOptions, import};
use duban::app::lock::Access;
use duban::app::playbooks;
use duban::app::watch::Silent;
use duban::intake::reject::Rejects;
use duban::model::entry::{Draft, Entry};
use duban::model::time::Instant;

use crate::folder;

/// Tables whose rows are all good.
pub fn tables() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/csv")
}

/// 2026-07-01 in Shanghai.
pub fn now() -> Instant {
    Instant::from_unix(1_782_835_200).expect("within range")
}

/// A directory that holds [`tables`].
pub fn directory() -> PathBuf {
    let path = folder("sample").join("directory");
    let playbook = playbooks::find("default").expect("built in");
    let init = Init { path: &path, playbook: &playbook, master_key: None, now: now() };
    Directory::init(&init).expect("a directory can be made");
    let mut directory = Directory::open(&path, Access::Write, &Silent).expect("it can be opened");
    let paths = [tables()];
    let options = ImportOptions {
        paths: &paths,
        table: None,
        dry_run: false,
        partial: false,
        correct_basis: None,
        person: None,
        actor: "import",
        now: now(),
        master_key: None,
    };
    let mut rejects = Rejects::new(None);
    let report = import(&mut directory, &options, &mut rejects, &Silent).expect("tables can be imported");
    assert!(report.accepted, "{:?} {:?}", report.problems, rejects.shown());
    path
}

/// `entry` as it was before it was appended.
pub fn draft(entry: Entry) -> Draft {
    Draft {
        subject: entry.subject,
        expected_version: entry.version - 1,
        kind: entry.kind,
        occurred_at: entry.occurred_at,
        body: entry.body,
    }
}
