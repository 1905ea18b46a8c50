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
    /// The name, the password or the account's state is not right; which of them is not said to whoever asks.
    No(Failure),
    /// The password is right and was made by an administrator: another must be chosen in the same request.
    Choose,
    /// The password chosen is no good.
    Weak(Weakness),
}

/// What an auditor should know of an attempt that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Whether there is such an account, and it is open.
    pub is_known: bool,
    /// Whether its password was locked before.
    pub was_locked: bool,
    /// Whether this attempt has locked it.
    pub locks: bool,
}

/// Passwords are judged and replaced by one request at a time: a failure counted twice or not at all would be a hole. Trying
/// them, which takes long, is done before; what was tried is compared with what is kept by then.
static JUDGING: Mutex<()> = Mutex::new(());

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
        let secrets = self.sessions.secrets();
        let is_known = self.accounts.find(name).is_some_and(|known| known.account.is_enabled);
        // Where there is no such account the same work is done with a password that nobody has.
        let kept_as = if is_known { name } else { NOBODY };
        let tried = match load(secrets, kept_as)? {
            Some(kept) => kept,
            None => self.hashed(&one_time_password()?, true)?,
        };
        let is_right = self.passwords.install(|| tried.is_right(password));
        let judging = JUDGING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = load(secrets, kept_as)?.unwrap_or_else(|| tried.clone());
        let was_locked = kept.is_locked(now);
        // A password that was replaced meanwhile opens nothing any more.
        let verdict = kept.judge(is_right && kept.is_same(&tried), now);
        store(secrets, kept_as, &kept)?;
        if !is_known || verdict == Verdict::Wrong {
            let locks = !was_locked && kept.is_locked(now);
            return Ok(SignedIn::No(Failure { is_known, was_locked, locks }));
        }
        let Some(chosen) = chosen else {
            return if kept.is_one_time { Ok(SignedIn::Choose) } else { self.begin_session(name, now) };
        };
        drop(judging);
        match check(chosen, name) {
            Err(weakness) => Ok(SignedIn::Weak(weakness)),
            Ok(()) if chosen == password => Ok(SignedIn::Choose),
            Ok(()) => self.choose(name, &tried, chosen, now),
        }
    }

    /// Replaces the password `tried` of `name`, which was right, by `chosen`, unless another is kept by now.
    fn choose(&self, name: &str, tried: &Password, chosen: &str, now: u32) -> Result<SignedIn, AppError> {
        let chosen = self.hashed(chosen, false)?;
        let secrets = self.sessions.secrets();
        let _judging = JUDGING.lock().unwrap_or_else(PoisonError::into_inner);
        if !load(secrets, name)?.is_some_and(|kept| kept.is_same(tried) && !kept.is_locked(now)) {
            return Ok(SignedIn::No(Failure { is_known: true, ..Failure::default() }));
        }
        store(secrets, name, &chosen)?;
        self.sessions.end_all(name, None)?;
        self.begin_session(name, now)
    }

    /// Begins the session of an account whose password was right: while that cannot be replaced.
    fn begin_session(&self, name: &str, now: u32) -> Result<SignedIn, AppError> {
        let (token, session) = self.sessions.begin(name, (Use::Session, ""), now, SESSION_S_MAX)?;
        Ok(SignedIn::Yes(token, session))
    }

    fn hashed(&self, password: &str, is_one_time: bool) -> Result<Password, AppError> {
        Ok(self.passwords.install(|| Password::of(password, is_one_time))?)
    }

    /// Gives the account `name` a password that its user must replace, ends its sessions, and returns the password.
    ///
    /// # Errors
    /// When the file of secrets cannot be written.
    pub fn give_password(&self, name: &str) -> Result<String, AppError> {
        let password = one_time_password()?;
        let given = self.hashed(&password, true)?;
        let _judging = JUDGING.lock().unwrap_or_else(PoisonError::into_inner);
        store(self.sessions.secrets(), name, &given)?;
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
