//! From the errors and panics of redb to [`StoreError`].

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::StoreError;

/// Runs `work` on the file; a panic in it becomes [`StoreError::Damaged`].
///
/// redb asserts what no file it wrote can violate. The caller's remedy for such a file is the same as for a failed
/// checksum: delete it and replay the ledger. No closure of a caller may run in here, else its bugs look like damage.
pub(super) fn guarded<T>(doing: &str, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(payload) => Err(damaged(format!("panic while {doing}: {}", message(payload.as_ref())))),
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
