//! What the targets share: places for files, a small directory to damage, and scripts of edits.

pub mod edits;
pub mod sample;

use std::path::PathBuf;

/// A new empty folder of that name for this process; .ci/long/fuzz.sh removes what remains.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("duban-fuzz-{}-{name}", std::process::id()));
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Lets panics of redb pass, which the store turns into errors; every other panic still ends the process.
pub fn pass_panics_of_redb() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|at| at.file().contains("/redb-")) {
            hook(info);
        }
    }));
}
