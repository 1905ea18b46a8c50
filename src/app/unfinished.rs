//! What an interrupted making of a data directory leaves, and taking it away.
//!
//! The settings are written last, so a directory without them was never finished and nobody has used it. It is known
//! by the names in it and their order; what does not fit stays untouched.

use std::fs;
use std::path::Path;

use crate::app::error::AppError;
use crate::app::holder::Holder;
use crate::ledger::Ledger;
use crate::ledger::file::{Access as LedgerAccess, FileLedger};
use crate::vault::{Vault, key_file};

/// What the steps make, in their order, with the folders' content.
const STEPS: [(&str, &[&str]); 5] = [
    ("vault", &["keys.new", "keys"]),
    ("ledger", &["000001.log.new", "000001.log"]),
    ("graph.redb", &[]),
    ("duban.toml.new", &[]),
    ("duban.toml", &[]),
];

/// What is in a place where a data directory is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// What an interrupted `init` leaves.
    Unfinished,
    /// Something else: a data directory, or files of others.
    Occupied,
}

/// What is at `path`, where a data directory is to be made.
///
/// # Errors
/// When it cannot be read.
pub(super) fn found(path: &Path) -> Result<Found, AppError> {
    if !path.exists() {
        return Ok(Found::Nothing);
    }
    let names = names_in(path)?;
    let known = |name: &String| name == "lock" || STEPS.iter().any(|(step, _)| step == name);
    if names.iter().any(|n| !known(n) || n == "duban.toml") || !is_lock(&path.join("lock")) {
        return Ok(Found::Occupied);
    }
    let is_there = |step: &str| names.iter().any(|n| n == step);
    let made = STEPS.iter().take_while(|(step, _)| is_there(step)).count();
    if made == 0 {
        return Ok(if names.iter().all(|n| n == "lock") { Found::Nothing } else { Found::Occupied });
    }
    let in_order = STEPS[made..].iter().all(|(step, _)| !is_there(step));
    let is_own = in_order && holds_only_own(path, made)? && is_unused(path, made);
    Ok(if is_own { Found::Unfinished } else { Found::Occupied })
}

fn names_in(path: &Path) -> Result<Vec<String>, AppError> {
    let read = || AppError::io(path, "reading the folder");
    let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(read())?.collect();
    Ok(entries.map_err(read())?.iter().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
}

/// Whether the lock's file is one, or not there: a file of others may have its name.
fn is_lock(path: &Path) -> bool {
    match fs::read_to_string(path) {
        Ok(text) => text.is_empty() || Holder::parse(&text).is_some(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Whether the folders of the first `made` steps hold nothing but what the steps put there.
fn holds_only_own(path: &Path, made: usize) -> Result<bool, AppError> {
    for (step, content) in &STEPS[..made] {
        let place = path.join(step);
        let is_folder = !content.is_empty();
        if place.is_dir() != is_folder {
            return Ok(false);
        }
        if is_folder && names_in(&place)?.iter().any(|name| !content.contains(&name.as_str())) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the vault is one and the ledger has no entry but the first, which `init` itself writes.
fn is_unused(path: &Path, made: usize) -> bool {
    let vault_is_own = !key_file(path).exists() || Vault::open(path, None).is_ok();
    let has_ledger = 2 <= made && path.join("ledger").join("000001.log").exists();
    let ledger_is_new =
        || FileLedger::open(path, LedgerAccess::Read).is_ok_and(|(ledger, _)| ledger.tip().seq <= 1);
    vault_is_own && (!has_ledger || ledger_is_new())
}

/// Removes what an interrupted `init` has left, the last step first: when this is interrupted too, the rest is still
/// known as such.
pub(super) fn clear(path: &Path) -> Result<(), AppError> {
    for (step, content) in STEPS.iter().rev() {
        let place = path.join(step);
        if !place.exists() {
            continue;
        }
        let removed = if content.is_empty() { fs::remove_file(&place) } else { fs::remove_dir_all(&place) };
        removed.map_err(AppError::io(&place, "removing"))?;
    }
    Ok(())
}
