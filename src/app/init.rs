//! Making a data directory.
//!
//! When the process is killed between two steps, the next `init` finds what was left and begins again.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::directory::{Directory, Init, Settings, graph_path, settings_path};
use crate::app::error::AppError;
use crate::app::follow;
use crate::app::lock::{Access, Lock};
use crate::app::playbooks;
use crate::app::unfinished::{Found, clear, found};
use crate::app::watch::Silent;
use crate::ledger::file::FileLedger;
use crate::ledger::{Batch, Ledger};
use crate::store::segment::disk::{OsDisk, create_whole};
use crate::vault::Vault;
use crate::vault::master::MasterKey;

impl Directory {
    /// Makes a data directory; returns where its master key lies.
    ///
    /// # Errors
    /// When the place is taken, the playbook is faulty, or a file cannot be written.
    pub fn init(init: &Init<'_>) -> Result<PathBuf, AppError> {
        let path = init.path;
        playbooks::load(init.playbook)?;
        let occupied = || AppError::Occupied { path: path.display().to_string() };
        if found(path)? == Found::Occupied {
            return Err(occupied());
        }
        fs::create_dir_all(path).map_err(AppError::io(path, "making the folder"))?;
        for_owner_only(path).map_err(AppError::io(path, "closing the folder to others"))?;
        let absolute = fs::canonicalize(path).map_err(AppError::io(path, "finding the folder"))?;
        let (key_path, setting) = key_place(&absolute, init.master_key)?;
        let _lock = Lock::take(path, Access::Write, &Silent)?;
        // Another `init` may have been at work until the lock was free.
        match found(path)? {
            Found::Nothing => {}
            Found::Unfinished => clear(path)?,
            Found::Occupied => return Err(occupied()),
        }
        let key = if key_path.exists() { MasterKey::load(&key_path)? } else { MasterKey::create(&key_path)? };
        Vault::create(path, &key)?;
        let mut ledger = FileLedger::create(path, init.now)?;
        let drafts = &mut std::iter::once(playbooks::adoption(init.playbook, 0));
        ledger.append(Batch { actor: "init", recorded_at: init.now, drafts, progress: &|_| {} })?;
        follow::build(&graph_path(path), &ledger, &|_| {})?;
        let file = settings_path(path);
        let text = Settings::new(setting).to_text(&file)?;
        create_whole(&OsDisk, &file, text.as_bytes(), false)
            .map_err(|e| AppError::io(&file, "writing")(e.source))?;
        Ok(key_path)
    }
}

/// Lets nobody but its owner into the folder: what is in it names people.
fn for_owner_only(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// The master key's path, and how the settings name it: beside the directory unless given.
fn key_place(absolute: &Path, given: Option<&Path>) -> Result<(PathBuf, PathBuf), AppError> {
    if let Some(given) = given {
        let place = std::path::absolute(given).map_err(AppError::io(given, "finding the master key"))?;
        return Ok((place.clone(), place));
    }
    let mut name = absolute.file_name().unwrap_or_default().to_owned();
    name.push(".master-key");
    let setting = Path::new("..").join(&name);
    Ok((absolute.parent().unwrap_or(absolute).join(name), setting))
}
