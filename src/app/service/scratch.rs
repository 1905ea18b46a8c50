//! Folders for what is on its way in or out; they go when they are dropped, and all of them when a service begins.

use std::fs;
use std::path::{Path, PathBuf};

use crate::access::credentials::random_token;
use crate::app::error::AppError;
use crate::limits::UPLOAD_FREE_BYTES_MIN;

/// Where they lie in a data directory.
const FOLDER: &str = "scratch";

/// A folder of one's own; only its owner may read it.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new one in the data directory at `directory`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(directory: &Path) -> Result<Self, AppError> {
        let path = directory.join(FOLDER).join(random_token("")?);
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(AppError::io(&path, "making the folder"))?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "a folder of the service stays behind");
        }
    }
}

/// Whether the disk with the data directory at `directory` has room for an upload; true where that cannot be asked.
#[must_use]
pub fn has_room(directory: &Path) -> bool {
    #[cfg(unix)]
    if let Ok(disk) = rustix::fs::statvfs(directory) {
        return UPLOAD_FREE_BYTES_MIN <= disk.f_bavail.saturating_mul(disk.f_frsize);
    }
    true
}

/// Removes what a service that did not end in order has left in the data directory at `directory`.
///
/// # Errors
/// When something is there and cannot be removed.
pub fn clear(directory: &Path) -> Result<(), AppError> {
    let path = directory.join(FOLDER);
    match fs::remove_dir_all(&path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(AppError::io(&path, "removing the folder")(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_owner_and_what_is_left_with_the_next_service() {
        let dir = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(dir.path()).unwrap();
        let path = scratch.path().to_owned();
        fs::write(path.join("a"), "b").unwrap();
        drop(scratch);
        assert!(!path.exists());
        std::mem::forget(Scratch::new(dir.path()).unwrap());
        clear(dir.path()).unwrap();
        assert!(!dir.path().join(FOLDER).exists());
        clear(dir.path()).unwrap();
    }
}
