//! Accounts in memory, as the ledger states them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::access::account::Account;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::model::entry::Seq;
use crate::model::subject::SubjectKind;

/// An account, and the entry that made it what it is.
#[derive(Clone, Debug)]
pub struct Known {
    /// The account.
    pub account: Arc<Account>,
    /// Its last entry in the ledger.
    pub seq: Seq,
    /// How many entries it has.
    pub version: u32,
}

/// All accounts by name.
pub struct Accounts(RwLock<BTreeMap<String, Known>>);

impl Accounts {
    /// The accounts that `directory` has.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn load(directory: &Directory) -> Result<Self, AppError> {
        Ok(Self(RwLock::new(read(directory)?)))
    }

    pub(super) fn reload(&self, directory: &Directory) -> Result<(), AppError> {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = read(directory)?;
        Ok(())
    }

    /// The account of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// All of them, by name.
    #[must_use]
    pub fn all(&self) -> Vec<Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

fn read(directory: &Directory) -> Result<BTreeMap<String, Known>, AppError> {
    let mut accounts = BTreeMap::new();
    for record in directory.records(SubjectKind::Account)? {
        if let Some(known) = known(&record) {
            accounts.insert(known.account.id.clone(), known);
        }
    }
    Ok(accounts)
}

fn known(record: &Record) -> Option<Known> {
    let account = Account::from_document(record.document.as_ref()?)?;
    Some(Known { account: Arc::new(account), seq: record.seqs().last()?, version: record.version() })
}
