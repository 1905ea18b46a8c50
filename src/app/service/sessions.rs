//! Who is signed in: sessions of people and tokens of programs, by the hash of what they hold.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::access::credentials::{random_token, token_hash};
use crate::app::error::AppError;
use crate::ledger::merkle::hex;
use crate::limits::{SESSION_IDLE_S_MAX, SESSION_S_MAX, SESSIONS_PER_ACCOUNT_MAX};
use crate::store::secrets::{Drawer, Secrets};

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A person who signed in.
    Session,
    /// A program.
    Token,
}

/// A session or token. What its user holds is not in it.
#[derive(Debug)]
pub struct Session {
    /// What it is called in lists; of no use to open anything.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// What it is for.
    pub of: Use,
    /// What its user calls it.
    pub label: String,
    /// When it began, in seconds since 1970.
    pub created: u32,
    /// When it ends in any case.
    pub expires: u32,
    /// What a form must bring besides the cookie.
    pub csrf: String,
    /// Under what it is kept.
    hash: Hash,
    last_seen: AtomicU32,
}

/// A session as it is stored.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    id: String,
    account: String,
    of: Use,
    label: String,
    created: u32,
    expires: u32,
    csrf: String,
    last_seen: u32,
}

impl Session {
    /// When it was last used.
    #[must_use]
    pub fn last_seen(&self) -> u32 {
        self.last_seen.load(Ordering::Relaxed)
    }

    fn is_over(&self, now: u32) -> bool {
        let is_idle = self.of == Use::Session && self.last_seen().saturating_add(SESSION_IDLE_S_MAX) <= now;
        self.expires <= now || is_idle
    }

    fn stored(&self) -> Result<Vec<u8>, AppError> {
        let stored = Stored {
            id: self.id.clone(),
            account: self.account.clone(),
            of: self.of,
            label: self.label.clone(),
            created: self.created,
            expires: self.expires,
            csrf: self.csrf.clone(),
            last_seen: self.last_seen(),
        };
        serde_json::to_vec(&stored).map_err(|_| AppError::Secrets)
    }
}

impl Stored {
    fn kept_as(self, hash: Hash) -> Session {
        let Self { id, account, of, label, created, expires, csrf, last_seen } = self;
        Session { id, account, of, label, created, expires, csrf, hash, last_seen: AtomicU32::new(last_seen) }
    }
}

type Hash = [u8; 32];

/// All sessions and tokens, and the file of secrets that they lie in.
pub struct Sessions {
    by_hash: RwLock<HashMap<Hash, Arc<Session>>>,
    secrets: Secrets,
}

impl Sessions {
    /// Those of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(secrets: Secrets) -> Result<Self, AppError> {
        let mut by_hash = HashMap::new();
        for (key, value) in secrets.all(Drawer::Tokens)? {
            let stored = serde_json::from_slice::<Stored>(&value).ok().zip(unhex(&key));
            let (stored, hash) = stored.ok_or(AppError::Secrets)?;
            by_hash.insert(hash, Arc::new(stored.kept_as(hash)));
        }
        Ok(Self { by_hash: RwLock::new(by_hash), secrets })
    }

    /// The file of secrets.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The session that `token` opens at second `now`, which counts as a use of it.
    #[must_use]
    pub fn find(&self, token: &str, now: u32) -> Option<Arc<Session>> {
        let sessions = self.by_hash.read().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get(&token_hash(token)).filter(|session| !session.is_over(now))?;
        session.last_seen.store(now, Ordering::Relaxed);
        Some(Arc::clone(session))
    }

    /// Whether `session`, which was found before, is still open at second `now`.
    #[must_use]
    pub fn is_open(&self, session: &Session, now: u32) -> bool {
        let sessions = self.by_hash.read().unwrap_or_else(PoisonError::into_inner);
        sessions.get(&session.hash).is_some_and(|known| !known.is_over(now))
    }

    /// Begins a session or token of `account`; returns what its user holds from then on, which nobody can be told again.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub fn begin(
        &self,
        account: &str,
        (of, label): (Use, &str),
        now: u32,
        lasts_s: u32,
    ) -> Result<(String, Arc<Session>), AppError> {
        let no_randomness = |_| AppError::Secrets;
        let prefix = match of {
            Use::Session => "ds_",
            Use::Token => "dt_",
        };
        let token = random_token(prefix).map_err(no_randomness)?;
        let id: String = random_token("").map_err(no_randomness)?.chars().take(16).collect();
        let lasts_s = if of == Use::Session { lasts_s.min(SESSION_S_MAX) } else { lasts_s };
        let hash = token_hash(&token);
        let session = Arc::new(Session {
            id,
            account: account.to_owned(),
            of,
            label: label.to_owned(),
            created: now,
            expires: now.saturating_add(lasts_s),
            csrf: random_token("").map_err(no_randomness)?,
            hash,
            last_seen: AtomicU32::new(now),
        });
        self.make_room(account, now)?;
        self.secrets.change(&[(Drawer::Tokens, &hex(&hash), Some(&session.stored()?))])?;
        let mut sessions = self.by_hash.write().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(hash, Arc::clone(&session));
        Ok((token, session))
    }

    /// Ends what is over, and of too many sessions of `account` those used longest ago.
    fn make_room(&self, account: &str, now: u32) -> Result<(), AppError> {
        let mut own: Vec<(u32, String)> = Vec::new();
        {
            let sessions = self.by_hash.read().unwrap_or_else(PoisonError::into_inner);
            let mine = sessions.values().filter(|s| s.account == account && s.of == Use::Session);
            own.extend(mine.filter(|s| !s.is_over(now)).map(|s| (s.last_seen(), s.id.clone())));
        }
        own.sort_unstable();
        let excess = (own.len() + 1).saturating_sub(SESSIONS_PER_ACCOUNT_MAX);
        let gone: Vec<String> = own.into_iter().take(excess).map(|(_, id)| id).collect();
        self.end_where(|session| session.is_over(now) || gone.contains(&session.id)).map(|_| ())
    }

    /// Ends the session or token of that id if it is `account`'s; whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end(&self, account: &str, id: &str) -> Result<bool, AppError> {
        Ok(0 < self.end_where(|session| session.account == account && session.id == id)?)
    }

    /// Ends everything of `account` but the session `kept`; how many there were.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_all(&self, account: &str, kept: Option<&str>) -> Result<usize, AppError> {
        self.end_where(|session| session.account == account && kept != Some(session.id.as_str()))
    }

    fn end_where(&self, ends: impl Fn(&Session) -> bool) -> Result<usize, AppError> {
        let mut sessions = self.by_hash.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<Hash> = sessions.iter().filter(|(_, s)| ends(s)).map(|(hash, _)| *hash).collect();
        if gone.is_empty() {
            return Ok(0);
        }
        // Out of memory first: what was ended opens nothing even if the disk fails.
        gone.iter().for_each(|hash| drop(sessions.remove(hash)));
        let keys: Vec<String> = gone.iter().map(hex).collect();
        let changes: Vec<_> = keys.iter().map(|key| (Drawer::Tokens, key.as_str(), None)).collect();
        self.secrets.change(&changes)?;
        Ok(gone.len())
    }

    /// The sessions and tokens of `account` that are not over, the newest first.
    #[must_use]
    pub fn of_account(&self, account: &str, now: u32) -> Vec<Arc<Session>> {
        let sessions = self.by_hash.read().unwrap_or_else(PoisonError::into_inner);
        let own = sessions.values().filter(|s| s.account == account && !s.is_over(now));
        let mut own: Vec<_> = own.cloned().collect();
        own.sort_by(|a, b| (b.created, &b.id).cmp(&(a.created, &a.id)));
        own
    }

    /// Writes down when each was last used, so that a restart does not make idle ones fresh or fresh ones idle.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn flush(&self) -> Result<(), AppError> {
        let rows: Vec<(String, Vec<u8>)> = {
            let sessions = self.by_hash.read().unwrap_or_else(PoisonError::into_inner);
            let row = |(hash, session): (&Hash, &Arc<Session>)| Ok((hex(hash), session.stored()?));
            sessions.iter().map(row).collect::<Result<_, AppError>>()?
        };
        let changes: Vec<_> =
            rows.iter().map(|(k, v)| (Drawer::Tokens, k.as_str(), Some(v.as_slice()))).collect();
        Ok(self.secrets.change(&changes)?)
    }
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> (tempfile::TempDir, Sessions) {
        let dir = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(&dir.path().join("secrets.redb")).unwrap();
        (dir, Sessions::load(secrets).unwrap())
    }

    #[test]
    fn a_session_ends_when_idle_and_in_any_case_and_a_token_only_at_its_end() {
        let (_dir, sessions) = sessions();
        let (token, _) = sessions.begin("a", (Use::Session, ""), 1_000, SESSION_S_MAX).unwrap();
        assert!(sessions.find(&token, 1_000 + SESSION_IDLE_S_MAX - 1).is_some());
        assert!(sessions.find(&token, 1_000 + 2 * SESSION_IDLE_S_MAX - 2).is_some());
        assert!(sessions.find(&token, 1_000 + 4 * SESSION_IDLE_S_MAX).is_none());
        let (token, _) = sessions.begin("a", (Use::Session, ""), 1_000, SESSION_S_MAX).unwrap();
        let mut now = 1_000;
        while now < 1_000 + SESSION_S_MAX {
            assert!(sessions.find(&token, now).is_some(), "{now}");
            now += SESSION_IDLE_S_MAX / 2;
        }
        assert!(sessions.find(&token, 1_000 + SESSION_S_MAX).is_none());
        let (token, _) = sessions.begin("a", (Use::Token, "bi"), 1_000, 86_400).unwrap();
        assert!(sessions.find(&token, 1_000 + 86_399).is_some());
        assert!(sessions.find(&token, 1_000 + 86_400).is_none());
    }

    #[test]
    fn what_was_ended_opens_nothing_and_the_rest_survives_a_restart() {
        let (dir, sessions) = sessions();
        let (kept, session) = sessions.begin("a", (Use::Session, "x"), 10, 1_000).unwrap();
        let (gone, other) = sessions.begin("a", (Use::Token, "y"), 11, 1_000).unwrap();
        let (third, _) = sessions.begin("b", (Use::Token, "z"), 11, 1_000).unwrap();
        assert_eq!(sessions.of_account("a", 12).len(), 2);
        assert!(!sessions.end("b", &other.id).unwrap(), "somebody else's");
        assert!(sessions.end("a", &other.id).unwrap());
        assert!(sessions.find(&gone, 12).is_none());
        sessions.flush().unwrap();
        drop(sessions);
        let again = Sessions::load(Secrets::open(&dir.path().join("secrets.redb")).unwrap()).unwrap();
        assert_eq!(again.find(&kept, 13).unwrap().id, session.id);
        assert!(again.find(&gone, 13).is_none());
        assert_eq!(again.end_all("a", None).unwrap(), 1);
        assert!(again.find(&kept, 13).is_none());
        assert!(again.find(&third, 13).is_some());
    }

    #[test]
    fn of_too_many_sessions_those_used_longest_ago_make_way() {
        let (_dir, sessions) = sessions();
        let (first, _) = sessions.begin("a", (Use::Session, ""), 1, 1_000).unwrap();
        let now = |n: usize| 2 + u32::try_from(n).unwrap();
        for n in 0..SESSIONS_PER_ACCOUNT_MAX {
            sessions.begin("a", (Use::Session, ""), now(n), 1_000).unwrap();
        }
        assert!(sessions.find(&first, 50).is_none());
        assert_eq!(sessions.of_account("a", 50).len(), SESSIONS_PER_ACCOUNT_MAX);
    }
}
