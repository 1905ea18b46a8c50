//! Passwords and tokens: what is kept of them are hashes only.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::limits::{LOGIN_FAILURES_MAX, LOGIN_LOCK_S, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};

/// The system's generator gave nothing, or a hash could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system's random generator failed")]
pub struct NoRandomness;

/// What is kept of a password.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    /// argon2id, in PHC form.
    hash: String,
    /// Whether it was made by an administrator: it opens nothing until its user has chosen another.
    pub is_one_time: bool,
    /// Failures since it was last given rightly.
    failures: u32,
    /// Until when it opens nothing, in seconds since 1970; 0 when it is not locked.
    locked_until: u32,
}

/// What came of an attempt to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password is right.
    Right,
    /// It is wrong, or locked: whoever asks is not told which.
    Wrong,
}

impl Password {
    /// What is kept of `password`.
    ///
    /// # Errors
    /// When no salt could be made.
    pub fn of(password: &str, is_one_time: bool) -> Result<Self, NoRandomness> {
        let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| NoRandomness)?;
        Ok(Self { hash: hash.to_string(), is_one_time, failures: 0, locked_until: 0 })
    }

    /// Whether `attempt` is the password. That takes much work, the same for every attempt.
    #[must_use]
    pub fn is_right(&self, attempt: &str) -> bool {
        is_right(&self.hash, attempt)
    }

    /// Whether `other` is the same password, as it was kept the same time.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.hash == other.hash
    }

    /// Judges an attempt at second `now` that was right or not, and counts failures.
    pub fn judge(&mut self, is_right: bool, now: u32) -> Verdict {
        if now < self.locked_until {
            return Verdict::Wrong;
        }
        if is_right {
            (self.failures, self.locked_until) = (0, 0);
            return Verdict::Right;
        }
        self.failures += 1;
        if LOGIN_FAILURES_MAX <= self.failures {
            (self.failures, self.locked_until) = (0, now.saturating_add(LOGIN_LOCK_S));
        }
        Verdict::Wrong
    }

    /// Whether it is locked at second `now`.
    #[must_use]
    pub fn is_locked(&self, now: u32) -> bool {
        now < self.locked_until
    }
}

/// Whether `hash` is one of `attempt`; false for a text that is no hash.
fn is_right(hash: &str, attempt: &str) -> bool {
    let parsed = PasswordHash::new(hash);
    parsed.is_ok_and(|hash| Argon2::default().verify_password(attempt.as_bytes(), &hash).is_ok())
}

/// What is wrong with a password that somebody wants to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// Fewer than three of: small letters, capital letters, digits, other characters.
    Plain,
    /// It has the account's name in it.
    Name,
}

impl Weakness {
    /// Name in documents, and key of the catalogue after `password-`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Plain => "plain",
            Self::Name => "name",
        }
    }
}

/// An account's name of at least so many characters must not stand in its password.
const NAME_CHARS_MIN: usize = 4;

/// Whether `password` may be that of `account`.
///
/// # Errors
/// [`Weakness`] says what is wrong with it.
pub fn check(password: &str, account: &str) -> Result<(), Weakness> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        return Err(Weakness::Short);
    }
    if PASSWORD_CHARS_MAX < chars {
        return Err(Weakness::Long);
    }
    let classes: [fn(char) -> bool; 3] =
        [|c| c.is_ascii_lowercase(), |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit()];
    let other = |c: char| !c.is_ascii_alphanumeric();
    let count = classes.iter().filter(|is| password.chars().any(**is)).count()
        + usize::from(password.chars().any(other));
    if count < 3 {
        return Err(Weakness::Plain);
    }
    // A shorter name is part of too many words.
    if NAME_CHARS_MIN <= account.len() && password.to_lowercase().contains(&account.to_lowercase()) {
        return Err(Weakness::Name);
    }
    Ok(())
}

/// 256 random bits as text, after `prefix`.
///
/// # Errors
/// When the system gives no randomness.
pub fn random_token(prefix: &str) -> Result<String, NoRandomness> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// A password that an administrator hands on: 20 characters that are not mistaken for each other.
///
/// # Errors
/// When the system gives no randomness.
pub fn one_time_password() -> Result<String, NoRandomness> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    let text: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
    Ok(text.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// Under what a token is kept.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_locks_after_failures_and_opens_later() {
        let mut password = Password::of("Correct-horse-1", false).unwrap();
        assert!(password.hash.starts_with("$argon2id$"), "{}", password.hash);
        assert!(password.is_right("Correct-horse-1") && !password.is_right("wrong"));
        assert_eq!(password.judge(true, 100), Verdict::Right);
        for _ in 0..LOGIN_FAILURES_MAX {
            assert_eq!(password.judge(false, 100), Verdict::Wrong);
        }
        assert!(password.is_locked(100));
        assert_eq!(password.judge(true, 100 + LOGIN_LOCK_S - 1), Verdict::Wrong);
        assert_eq!(password.judge(true, 100 + LOGIN_LOCK_S), Verdict::Right);
        assert_eq!(password.failures, 0);
    }

    #[test]
    fn passwords_are_long_and_mixed_and_are_not_the_name() {
        assert_eq!(check("Abcdefgh1234", "x9"), Ok(()));
        assert_eq!(check("督办督办督办督办督办Aa", "x9"), Ok(()));
        assert_eq!(check("Ab1!", "x9"), Err(Weakness::Short));
        assert_eq!(check(&"Ab1!".repeat(40), "x9"), Err(Weakness::Long));
        assert_eq!(check("abcdefghijkl1", "x9"), Err(Weakness::Plain));
        assert_eq!(check("Clerk.Water-2026", "clerk.water"), Err(Weakness::Name));
    }

    #[test]
    fn one_time_passwords_and_tokens_are_long_and_never_the_same() {
        let (a, b) = (one_time_password().unwrap(), one_time_password().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), 23);
        let token = random_token("ds_").unwrap();
        assert_eq!(token.len(), 3 + 43);
        assert_ne!(token, random_token("ds_").unwrap());
    }
}
