//! One writer at a time: an advisory lock on a file that also says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use crate::app::error::AppError;

/// How a directory is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Together with other readers.
    Read,
    /// Alone.
    Write,
}

/// How often a busy lock is tried again, and the pause between: short commands wait for each other.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// A held lock; let go when dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    access: Access,
}

impl Lock {
    /// Takes the lock of the directory `dir`.
    ///
    /// # Errors
    /// [`AppError::InUse`] names the holder when it stays busy for two seconds.
    pub fn take(dir: &Path, access: Access) -> Result<Self, AppError> {
        let path = dir.join("lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(AppError::io(&path, "opening the lock"))?;
        for _ in 0..TRIES {
            let taken = match access {
                Access::Read => file.try_lock_shared(),
                Access::Write => file.try_lock(),
            };
            match taken {
                Ok(()) => {
                    if access == Access::Write {
                        sign(&mut file).map_err(AppError::io(&path, "writing the lock"))?;
                    }
                    return Ok(Self { file, access });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(AppError::io(&path, "locking")(error)),
            }
            std::thread::sleep(PAUSE);
        }
        let mut holder = String::new();
        if file.read_to_string(&mut holder).is_err() || holder.trim().is_empty() {
            "another process".clone_into(&mut holder);
        }
        Err(AppError::InUse { path: dir.display().to_string(), holder: holder.trim().to_owned() })
    }
}

fn sign(file: &mut File) -> std::io::Result<()> {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    file.set_len(0)?;
    file.rewind()?;
    write!(
        file,
        "process {} on {}",
        std::process::id(),
        if host.is_empty() { "this host" } else { host.trim() }
    )
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.access == Access::Write {
            // Whoever waits from here on does not wait for this process.
            drop(self.file.set_len(0));
        }
        // The lock goes with the file handle in any case.
        drop(self.file.unlock());
    }
}
