//! The few operations on files that change something, behind a trait so that tests can make each of them fail.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// An operation on a file or directory failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}", path.display())]
pub struct DiskError {
    /// What was tried: `write`, `sync`, `create`.
    pub action: &'static str,
    /// On which file or directory.
    pub path: PathBuf,
    /// Why it failed.
    pub source: io::Error,
}

/// Turns an I/O error into a [`DiskError`] that names the action and the path.
pub fn at(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DiskError {
    let path = path.to_owned();
    move |source| DiskError { action, path, source }
}

/// Every operation that changes files, as the operating system offers them.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Makes a file that must not exist yet, for appending. With `private` only its owner may read it.
    ///
    /// # Errors
    /// Those of the operating system, here and below.
    fn create(&self, path: &Path, private: bool) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        if private {
            owner_only(&mut options);
        }
        options.open(path)
    }

    /// Opens a file that exists, for appending.
    ///
    /// # Errors
    /// See [`Disk::create`].
    fn open(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().append(true).open(path)
    }

    /// Appends all of `bytes`.
    ///
    /// # Errors
    /// See [`Disk::create`]; a part may have been written.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    /// Returns once the file's content is on stable storage (`fdatasync`).
    ///
    /// # Errors
    /// See [`Disk::create`].
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    /// Cuts the file to `length` bytes and returns once that is on stable storage.
    ///
    /// # Errors
    /// See [`Disk::create`].
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)?;
        file.sync_all()
    }

    /// Removes a file; one that is not there is as good as removed.
    ///
    /// # Errors
    /// See [`Disk::create`].
    fn remove(&self, path: &Path) -> io::Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Returns once the names in the directory are on stable storage.
    ///
    /// # Errors
    /// See [`Disk::create`].
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }
}

/// The disk as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

impl Disk for OsDisk {}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
fn owner_only(_: &mut OpenOptions) {}

/// Whether nobody but its owner may read the file; always true where files have no such permissions.
///
/// # Errors
/// When the file cannot be asked.
pub fn is_private(path: &Path) -> Result<bool, DiskError> {
    let metadata = std::fs::metadata(path).map_err(at("read", path))?;
    Ok(6 <= mode(&metadata).trailing_zeros())
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata)
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> u32 {
    0
}

/// Makes the directory and its parents, each name of it on stable storage.
///
/// # Errors
/// When a directory can be neither made nor synced.
pub fn create_dir(disk: &dyn Disk, dir: &Path) -> Result<(), DiskError> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    create_dir(disk, parent)?;
    match std::fs::create_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(at("create directory", dir)(error));
        }
        Ok(()) | Err(_) => {}
    }
    disk.sync_dir(parent).map_err(at("sync directory", parent))
}

/// Makes a file with that content, whole or not at all: it is written beside its place and linked there once it is
/// on stable storage. It never replaces a file.
///
/// # Errors
/// When a step fails; with [`io::ErrorKind::AlreadyExists`] inside when a file is there already.
pub fn create_whole(disk: &dyn Disk, path: &Path, bytes: &[u8], private: bool) -> Result<(), DiskError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    disk.remove(&beside).map_err(at("remove", &beside))?;
    let mut file = disk.create(&beside, private).map_err(at("create", &beside))?;
    disk.write(&mut file, bytes).map_err(at("write", &beside))?;
    disk.sync(&file).map_err(at("sync", &beside))?;
    // A hard link fails when the name is taken, where a rename would replace the file silently; but not every file
    // system has links.
    let placed = match std::fs::hard_link(&beside, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
            std::fs::rename(&beside, path)
        }
        linked => linked,
    };
    disk.remove(&beside).map_err(at("remove", &beside))?;
    placed.map_err(at("create", path))?;
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    disk.sync_dir(dir).map_err(at("sync directory", dir))
}
