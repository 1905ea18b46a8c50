//! From the errors and panics of redb to [`StoreError`].

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::StoreError;

/// Runs `work` on the file; a panic in it becomes [`StoreError::Damaged`].
///
/// redb asserts what no file it wrote can violate. The caller's remedy for such a file is the same as for a failed
/// checksum: delete it and replay the ledger. No closure of a caller may run in here, else its bugs look like damage.
pub(in crate::store) fn guarded<T>(
    doing: &str,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let guard = Guard::new();
    let caught = catch_unwind(AssertUnwindSafe(work));
    drop(guard);
    match caught {
        Ok(result) => result,
        Err(payload) => Err(damaged(format!("panic while {doing}: {}", message(payload.as_ref())))),
    }
}

thread_local! {
    /// How many [`guarded`] calls this thread is in.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
}

/// See [`super::panics_are_caught`].
pub(super) fn is_guarded() -> bool {
    GUARDS.try_with(|guards| 0 < guards.get()).unwrap_or(false)
}

/// One call of [`guarded`]; counted down when it ends in whatever way.
struct Guard;

impl Guard {
    fn new() -> Self {
        GUARDS.with(|guards| guards.set(guards.get() + 1));
        Self
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        GUARDS.with(|guards| guards.set(guards.get() - 1));
    }
}

pub(super) fn damaged(detail: impl Into<String>) -> StoreError {
    StoreError::Damaged { detail: detail.into() }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "no message",
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::Missing
        } else if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) {
            damaged(error.to_string())
        } else {
            Self::Io(error)
        }
    }
}

impl From<redb::Error> for StoreError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else redb reports, the remedy is to rebuild"
    )]
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(error) => error.into(),
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => Self::InUse,
            redb::Error::ValueTooLarge(bytes) => Self::Value { detail: format!("{bytes} bytes long") },
            redb::Error::DatabaseClosed | redb::Error::PreviousIo | redb::Error::Unsupported => {
                Self::Io(io::Error::other(error.to_string()))
            }
            other => damaged(other.to_string()),
        }
    }
}

/// Lets `?` carry each of redb's errors, which all convert to its general one.
macro_rules! from_redb {
    ($($error:ident)*) => {
        $(impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                redb::Error::from(error).into()
            }
        })*
    };
}

from_redb! { StorageError TableError DatabaseError TransactionError CommitError CursorError SetDurabilityError }

/// For the methods of IndraDB's traits.
pub(super) fn to_indradb(error: StoreError) -> indradb::Error {
    indradb::Error::Datastore(Box::new(error))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "the hook is tried")]
    fn a_hook_can_tell_caught_panics_from_others() {
        static CAUGHT: AtomicU32 = AtomicU32::new(0);
        let show = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if is_guarded() {
                CAUGHT.fetch_add(1, Ordering::Relaxed);
            } else {
                show(panic);
            }
        }));
        let before = CAUGHT.load(Ordering::Relaxed);
        let damaged: Result<(), StoreError> = guarded("testing", || panic!("at page 3"));
        assert!(matches!(damaged, Err(StoreError::Damaged { .. })));
        assert!(before < CAUGHT.load(Ordering::Relaxed));
    }

    #[test]
    fn a_thread_knows_that_its_panics_are_caught() {
        assert!(!is_guarded());
        let nested = guarded("trying", || {
            let inner: Result<(), StoreError> = guarded("trying", || Err(StoreError::Missing));
            assert!(matches!(inner, Err(StoreError::Missing)));
            Ok(is_guarded() && !std::thread::spawn(is_guarded).join().unwrap_or(true))
        });
        assert!(nested.unwrap());
        let panicking: Result<(), StoreError> =
            guarded("trying", || std::panic::resume_unwind(Box::new("no")));
        assert!(matches!(panicking, Err(StoreError::Damaged { .. })));
        assert!(!is_guarded());
    }
}
