//! `duban.toml`: settings that are read lead on to the ledger, which is not there; all others are refused.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use duban::app::directory::Directory;
use duban::app::error::AppError;
use duban::app::lock::Access;
use duban::app::watch::Silent;
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| duban_fuzz::folder("settings"));

fuzz_target!(|bytes: &[u8]| {
    fs::write(FOLDER.join("duban.toml"), bytes).expect("a file can be written");
    match Directory::open(&FOLDER, Access::Read, &Silent) {
        Ok(_) => panic!("a directory without a ledger was opened"),
        Err(AppError::Ledger(_)) => {
            let text = std::str::from_utf8(bytes).expect("settings that are read are text");
            assert!(text.contains("format") && text.contains("master_key"));
        }
        Err(AppError::Settings { .. } | AppError::Io { .. }) => {}
        Err(other) => panic!("{other}"),
    }
});
