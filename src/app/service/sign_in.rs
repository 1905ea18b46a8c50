//! Signing in, and the passwords that it takes.

use std::sync::{Arc, Mutex, PoisonError};

use crate::access::account::Account;
use crate::access::credentials::{Password, Verdict, Weakness, check, one_time_password};
use crate::app::error::AppError;
use crate::app::service::Service;
use crate::app::service::sessions::{Session, Use};
use crate::limits::SESSION_S_MAX;
use crate::store::secrets::{Drawer, Secrets};

/// What came of signing in.
#[derive(Debug)]
pub enum SignedIn {
    /// What the user holds from now on, and the session.
    Yes(String, Arc<Session>),
    /// The name, the password or the account's state is not right; which of them is not said.
    No,
    /// The password is right and was made by an administrator: another must be chosen in the same request.
    Choose,
    /// The password chosen is no good.
    Weak(Weakness),
}

/// Passwords are read, tried and written by one request at a time: a failure counted twice or not at all would be a hole.
static TRYING: Mutex<()> = Mutex::new(());

/// Under what the password of whoever has no account is kept: no account can be called so.
const NOBODY: &str = "~nobody";

impl Service {
    /// Tries `password` for the account `name` at second `now`; `chosen` is the password to be used from now on.
    ///
    /// Whatever is not right takes the same work and has the same answer.
    ///
    /// # Errors
    /// When the file of secrets cannot be read or written.
    pub fn sign_in(
        &self,
        (name, password): (&str, &str),
        chosen: Option<&str>,
        now: u32,
    ) -> Result<SignedIn, AppError> {
        let _one = TRYING.lock().unwrap_or_else(PoisonError::into_inner);
        let account = self.accounts.find(name).filter(|known| known.account.is_enabled);
        let secrets = self.sessions.secrets();
        // Where there is no such account the same work is done with a password that nobody has.
        let kept_as = if account.is_some() { name } else { NOBODY };
        let mut kept = match load(secrets, kept_as)? {
            Some(kept) => kept,
            None => Password::of(&one_time_password()?, true)?,
        };
        let verdict = kept.attempt(password, now);
        store(secrets, kept_as, &kept)?;
        let (Some(known), Verdict::Right) = (account, verdict) else { return Ok(SignedIn::No) };
        match chosen {
            None if kept.is_one_time => return Ok(SignedIn::Choose),
            None => {}
            Some(chosen) => {
                if let Err(weakness) = check(chosen, name) {
                    return Ok(SignedIn::Weak(weakness));
                }
                if chosen == password {
                    return Ok(SignedIn::Choose);
                }
                store(secrets, name, &Password::of(chosen, false)?)?;
                self.sessions.end_all(name, None)?;
            }
        }
        let (token, session) =
            self.sessions.begin(&known.account.id, (Use::Session, ""), now, SESSION_S_MAX)?;
        Ok(SignedIn::Yes(token, session))
    }

    /// Gives the account `name` a password that its user must replace, ends its sessions, and returns the password.
    ///
    /// # Errors
    /// When the file of secrets cannot be written.
    pub fn give_password(&self, name: &str) -> Result<String, AppError> {
        let password = one_time_password()?;
        store(self.sessions.secrets(), name, &Password::of(&password, true)?)?;
        self.sessions.end_all(name, None)?;
        Ok(password)
    }

    /// Whether the password of `account` is locked at second `now`.
    ///
    /// # Errors
    /// When the file of secrets cannot be read.
    pub fn is_locked(&self, account: &Account, now: u32) -> Result<bool, AppError> {
        Ok(load(self.sessions.secrets(), &account.id)?.is_some_and(|kept| kept.is_locked(now)))
    }
}

fn load(secrets: &Secrets, name: &str) -> Result<Option<Password>, AppError> {
    let Some(bytes) = secrets.get(Drawer::Passwords, name)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|_| AppError::Secrets)
}

fn store(secrets: &Secrets, name: &str, kept: &Password) -> Result<(), AppError> {
    let bytes = serde_json::to_vec(kept).map_err(|_| AppError::Secrets)?;
    Ok(secrets.change(&[(Drawer::Passwords, name, Some(&bytes))])?)
}
