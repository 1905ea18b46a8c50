//! One writer at a time: an advisory lock on a file that also says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use crate::app::error::AppError;
use crate::app::holder::Holder;
use crate::app::watch::{Event, Watcher};
use crate::limits::{LOCK_WAIT_MS_MAX, LOCK_WAIT_SILENT_MS_MAX};

/// How a directory is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Together with other readers.
    Read,
    /// Alone.
    Write,
}

/// The pause between two tries of a busy lock.
const PAUSE_MS: u64 = 100;

/// A held lock; let go when dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    access: Access,
}

impl Lock {
    /// Takes the lock of the directory `dir`. While it is busy, `watcher` is told whom this process waits for.
    ///
    /// Reading beside a writer is not possible: the graph's file shows one state at a time, and pages that a reader
    /// needs are written over.
    ///
    /// # Errors
    /// [`AppError::InUse`] names the holder when it stays busy for [`LOCK_WAIT_MS_MAX`].
    pub fn take(dir: &Path, access: Access, watcher: &dyn Watcher) -> Result<Self, AppError> {
        let path = dir.join("lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(AppError::io(&path, "opening the lock"))?;
        for waited_ms in (0..LOCK_WAIT_MS_MAX / PAUSE_MS).map(|tries| tries * PAUSE_MS) {
            let taken = match access {
                Access::Read => file.try_lock_shared(),
                Access::Write => file.try_lock(),
            };
            match taken {
                Ok(()) => {
                    sign(&mut file, access).map_err(AppError::io(&path, "writing the lock"))?;
                    return Ok(Self { file, access });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(AppError::io(&path, "locking")(error)),
            }
            if waited_ms == LOCK_WAIT_SILENT_MS_MAX {
                watcher.event(&Event::Waiting { holder: holder(&mut file) });
            }
            std::thread::sleep(Duration::from_millis(PAUSE_MS));
        }
        Err(AppError::InUse { path: dir.display().to_string(), holder: holder(&mut file) })
    }
}

/// Who has signed the lock last; none when it is held by readers, who do not sign.
fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    read.ok().and_then(|_| Holder::parse(&text))
}

/// Writes who writes into the lock's file; a reader takes a killed writer's name out of it.
fn sign(file: &mut File, access: Access) -> std::io::Result<()> {
    if 0 < file.metadata()?.len() {
        file.set_len(0)?;
    }
    if access == Access::Read {
        return Ok(());
    }
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = Some(host.trim().to_owned()).filter(|h| !h.is_empty());
    file.rewind()?;
    write!(file, "{}", Holder { process: std::process::id(), host })
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

const _: () = assert!(LOCK_WAIT_SILENT_MS_MAX < LOCK_WAIT_MS_MAX);
const _: () = assert!(LOCK_WAIT_SILENT_MS_MAX.is_multiple_of(PAUSE_MS));
