//! Where an export goes: written beside its place and moved there when it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::app::error::AppError;
use crate::app::export_error::ExportError;
use crate::export::columns::TABLES;

/// Bytes of a file that are gathered before they are written.
const BUFFER_BYTES: usize = 1 << 20;

/// A place that an export is being made for. What was written goes when it is dropped before [`Place::settle`].
pub struct Place {
    out: PathBuf,
    staged: PathBuf,
    is_folder: bool,
    settled: bool,
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWritten {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

impl Place {
    /// A place for a file, or for a folder of tables, at `out`; something there is replaced only with `force`, and
    /// only if it looks like an export of the same form.
    ///
    /// # Errors
    /// [`ExportError`] when the place is taken or lies in the data directory `dir`; else when it cannot be looked at.
    pub fn take(out: &Path, dir: &Path, is_folder: bool, force: bool) -> Result<Self, AppError> {
        let out = found(out)?;
        let dir = fs::canonicalize(dir).map_err(AppError::io(dir, "finding the folder"))?;
        let path = || out.display().to_string();
        if out.starts_with(&dir) || dir.starts_with(&out) {
            return Err(ExportError::InDirectory { path: path() }.into());
        }
        if out.symlink_metadata().is_ok() {
            if !force {
                return Err(ExportError::Exists { path: path() }.into());
            }
            if let Some(entry) = foreign(&out, is_folder)? {
                return Err(ExportError::NotAnExport { path: path(), entry }.into());
            }
        }
        Self::staged(out, is_folder)
    }

    /// A place in a folder of the caller's own, wherever that lies; nothing is there.
    ///
    /// # Errors
    /// [`ExportError::Exists`] when something is there; else when it cannot be looked at.
    pub fn within(out: &Path, is_folder: bool) -> Result<Self, AppError> {
        let out = found(out)?;
        if out.symlink_metadata().is_ok() {
            return Err(ExportError::Exists { path: out.display().to_string() }.into());
        }
        Self::staged(out, is_folder)
    }

    /// The place `out`, whose folder is there, with what will be moved to it beside it.
    fn staged(out: PathBuf, is_folder: bool) -> Result<Self, AppError> {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(out.file_name().unwrap_or_default());
        hidden.push(format!(".{}.part", std::process::id()));
        let staged = out.with_file_name(hidden);
        if is_folder {
            // Named as it will be called: the other name means nothing to anybody.
            fs::create_dir(&staged).map_err(AppError::io(&out, "making the folder"))?;
        }
        Ok(Self { out, staged, is_folder, settled: false })
    }

    /// The folder in which the export will lie, for temporary files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.out.parent().unwrap_or(&self.out)
    }

    /// Makes the file called `name` of a folder, or the only file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(&self, name: &str) -> Result<BufWriter<File>, AppError> {
        let path = if self.is_folder { self.staged.join(name) } else { self.staged.clone() };
        let file = File::create_new(&path).map_err(|source| AppError::Io {
            path: if self.is_folder { self.out.join(name) } else { self.out.clone() },
            doing: "making the file",
            source,
        })?;
        Ok(BufWriter::with_capacity(BUFFER_BYTES, file))
    }

    /// An error of writing the file called `name`, as it will be called.
    pub fn failed(&self, name: &str) -> impl FnOnce(std::io::Error) -> AppError {
        let path = if self.is_folder { self.out.join(name) } else { self.out.clone() };
        move |source| AppError::Io { path, doing: "writing", source }
    }

    /// Ends a file: all of it is on the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(&self, name: &str, file: BufWriter<File>) -> Result<FileWritten, AppError> {
        let write = |mut file: BufWriter<File>| {
            file.flush()?;
            file.get_ref().sync_all()?;
            Ok(file.get_ref().metadata()?.len())
        };
        let bytes = write(file).map_err(self.failed(name))?;
        let path = if self.is_folder { self.out.join(name) } else { self.out.clone() };
        Ok(FileWritten { path, bytes })
    }

    /// Moves what was written to its place.
    ///
    /// # Errors
    /// When it cannot be moved; what was there before is there still.
    pub fn settle(mut self) -> Result<(), AppError> {
        let moving = || AppError::io(&self.out, "moving the export to its place");
        if self.is_folder && self.out.is_dir() {
            // A folder cannot be moved over one that holds files: the old one steps aside until the new one is there.
            let aside = self.staged.with_extension("old");
            fs::rename(&self.out, &aside).map_err(moving())?;
            if let Err(error) = fs::rename(&self.staged, &self.out) {
                fs::rename(&aside, &self.out).map_err(moving())?;
                return Err(moving()(error));
            }
            self.settled = true;
            return fs::remove_dir_all(&aside)
                .map_err(AppError::io(&self.out, "removing the earlier export"));
        }
        fs::rename(&self.staged, &self.out).map_err(moving())?;
        self.settled = true;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.settled {
            let removed =
                if self.is_folder { fs::remove_dir_all(&self.staged) } else { fs::remove_file(&self.staged) };
            // The file may not have been made; what cannot be removed has nobody to be told.
            drop(removed);
        }
    }
}

/// The place at `out`, through whatever leads to its folder.
fn found(out: &Path) -> Result<PathBuf, AppError> {
    let out = std::path::absolute(out).map_err(AppError::io(out, "finding the place"))?;
    let name = out.file_name().ok_or_else(|| ExportError::Exists { path: out.display().to_string() })?;
    let parent = out.parent().unwrap_or(&out);
    let parent = fs::canonicalize(parent).map_err(AppError::io(parent, "finding the folder"))?;
    Ok(parent.join(name))
}

/// How the files of an export begin: a workbook, and an event log.
const OPENINGS: [&[u8]; 2] = [b"PK\x03\x04", b"{\"objectTypes\":"];

/// Whether the file at `out` begins as an export does.
fn is_ours(out: &Path) -> Result<bool, AppError> {
    let mut start = Vec::new();
    let file = File::open(out).map_err(AppError::io(out, "opening"))?;
    file.take(16).read_to_end(&mut start).map_err(AppError::io(out, "reading"))?;
    Ok(OPENINGS.iter().any(|opening| start.starts_with(opening)))
}

/// What at `out` no export of that form wrote: the thing itself, or an entry of the folder.
fn foreign(out: &Path, is_folder: bool) -> Result<Option<String>, AppError> {
    let meta = out.symlink_metadata().map_err(AppError::io(out, "looking at"))?;
    let itself = || Some(out.file_name().unwrap_or_default().to_string_lossy().into_owned());
    if !is_folder {
        return Ok(if meta.is_file() && is_ours(out)? { None } else { itself() });
    }
    if !meta.is_dir() {
        return Ok(itself());
    }
    let names = TABLES.map(|table| format!("{table}.csv"));
    for entry in fs::read_dir(out).map_err(AppError::io(out, "reading the folder"))? {
        let entry = entry.map_err(AppError::io(out, "reading the folder"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !names.contains(&name) || !entry.path().is_file() {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
