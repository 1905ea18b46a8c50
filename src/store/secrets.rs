//! What a service must remember and no ledger should: hashes of passwords, sessions and tokens, and how far other programs
//! have been told. Losing the file signs everybody out; it loses nothing that happened.

use std::fs::OpenOptions;
use std::path::Path;

use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::graph::StoreError;
use super::graph::error::guarded;

/// What a value is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// Passwords, by account.
    Passwords,
    /// Sessions and tokens, by the hash of what their user holds.
    Tokens,
    /// Keys of webhooks and how far each has been told.
    Webhooks,
}

impl Drawer {
    const ALL: [Self; 3] = [Self::Passwords, Self::Tokens, Self::Webhooks];

    fn table(self) -> TableDefinition<'static, &'static str, &'static [u8]> {
        TableDefinition::new(match self {
            Self::Passwords => "passwords",
            Self::Tokens => "tokens",
            Self::Webhooks => "webhooks",
        })
    }
}

/// The file of secrets.
pub struct Secrets(Database);

/// One change: a value put, or (`None`) taken out.
pub type Change<'a> = (Drawer, &'a str, Option<&'a [u8]>);

impl Secrets {
    /// Opens the file at `path`, making it when there is none; only its owner may read it.
    ///
    /// # Errors
    /// When it cannot be made or read, or another process has it open.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(StoreError::Io)?;
        guarded("opening the file of secrets", || {
            let database = Builder::new().create_with_backend(FileBackend::new(file)?)?;
            let txn = database.begin_write()?;
            for drawer in Drawer::ALL {
                txn.open_table(drawer.table())?;
            }
            txn.commit()?;
            Ok(Self(database))
        })
    }

    /// Carries out `changes` together; they are on the disk when this returns.
    ///
    /// # Errors
    /// When the file cannot be written; then none of them is carried out.
    pub fn change(&self, changes: &[Change<'_>]) -> Result<(), StoreError> {
        guarded("writing the file of secrets", || {
            let txn = self.0.begin_write()?;
            for (drawer, key, value) in changes {
                let mut table = txn.open_table(drawer.table())?;
                match value {
                    Some(value) => drop(table.insert(*key, *value)?),
                    None => drop(table.remove(*key)?),
                }
            }
            txn.commit()?;
            Ok(())
        })
    }

    /// The value of `key` in a drawer.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn get(&self, drawer: Drawer, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        guarded("reading the file of secrets", || {
            let table = self.0.begin_read()?.open_table(drawer.table())?;
            Ok(table.get(key)?.map(|value| value.value().to_vec()))
        })
    }

    /// Everything in a drawer, by key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all(&self, drawer: Drawer) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        guarded("reading the file of secrets", || {
            let table = self.0.begin_read()?.open_table(drawer.table())?;
            let mut rows = Vec::new();
            for row in table.iter()? {
                let (key, value) = row?;
                rows.push((key.value().to_owned(), value.value().to_vec()));
            }
            Ok(rows)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_there_after_reopening_and_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secrets.redb");
        let secrets = Secrets::open(&path).unwrap();
        secrets
            .change(&[
                (Drawer::Passwords, "a", Some(b"1")),
                (Drawer::Tokens, "a", Some(b"2")),
                (Drawer::Tokens, "b", Some(b"3")),
            ])
            .unwrap();
        secrets.change(&[(Drawer::Tokens, "a", None), (Drawer::Tokens, "z", None)]).unwrap();
        assert!(matches!(Secrets::open(&path), Err(StoreError::InUse)));
        drop(secrets);
        let again = Secrets::open(&path).unwrap();
        assert_eq!(again.all(Drawer::Passwords).unwrap(), [("a".to_owned(), b"1".to_vec())]);
        assert_eq!(again.all(Drawer::Tokens).unwrap(), [("b".to_owned(), b"3".to_vec())]);
        #[cfg(unix)]
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[test]
    fn a_file_of_something_else_is_an_error_and_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secrets.redb");
        std::fs::write(&path, "not a file of secrets").unwrap();
        assert!(Secrets::open(&path).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"not a file of secrets");
    }
}
