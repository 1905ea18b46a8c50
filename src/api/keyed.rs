//! Changes that may be repeated: the key of a request, and the answer that was kept with what it did.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::action::Act;
use crate::app::receipts::{Answer, Kept, Key, draft, look_up};
use crate::limits::KEY_BYTES_MAX;
use crate::model::entry::Draft;
use crate::rim::http::answer::{IDEMPOTENCY_KEY, bytes_of};
use crate::rim::http::body::Raw;
use crate::rim::http::desk::Desk;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::state::KeyHeld;
use crate::words::{Arg, Words};

/// A request that brings a key.
pub(super) enum Keyed {
    /// It was carried out before: this was its answer.
    Done(HttpResponse),
    /// It was not.
    New(NewKey),
}

/// A key that is used for the first time; no other request can use it meanwhile.
pub(super) struct NewKey {
    account: String,
    key: String,
    fingerprint: [u8; 32],
    _held: KeyHeld,
}

/// The key that `request` gives, if it does.
///
/// # Errors
/// A problem when what is given is none.
pub(super) fn key_of<'r>(request: &'r HttpRequest, words: &Words) -> Result<Option<&'r str>, Problem> {
    let Some(given) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = given.to_str().ok();
    let is_key =
        |key: &&str| (1..=KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
    if let Some(key) = key.filter(is_key) {
        return Ok(Some(key));
    }
    let detail = words.say_with("problem-field-key", &[("max", Arg::Number(KEY_BYTES_MAX as u64))]);
    Err(Problem::new(Code::MalformedRequest, words).with_field(IDEMPOTENCY_KEY, key, detail))
}

impl Keyed {
    /// The key of `request`, whose body is `raw`.
    ///
    /// # Errors
    /// A problem when there is none, or it is in use, or it belongs to another request.
    pub(super) fn of<A: Act>(request: &HttpRequest, desk: &Desk<A>, raw: &Raw) -> Result<Self, Problem> {
        Self::of_bytes(request, desk, &raw.0)
    }

    /// As [`Keyed::of`], for a body of any form.
    ///
    /// # Errors
    /// As [`Keyed::of`].
    pub(super) fn of_bytes<A: Act>(
        request: &HttpRequest,
        desk: &Desk<A>,
        body: &[u8],
    ) -> Result<Self, Problem> {
        let Some(key) = key_of(request, &desk.words)? else { return Err(desk.problem(Code::KeyMissing)) };
        let account = desk.account().id.clone();
        let Some(held) = Arc::clone(&desk.state).hold_key(&account, key) else {
            return Err(desk.problem(Code::KeyInUse).after(1));
        };
        let mut hash = Sha256::new();
        for part in [request.method().as_str().as_bytes(), request.uri().to_string().as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let fingerprint: [u8; 32] = hash.finalize().into();
        let asked = Key { account: &account, key, fingerprint };
        // Receipts are published before the key is free again.
        let world = desk.state.service.world();
        match look_up(&world.reading, &asked).map_err(|error| desk.fault(&error))? {
            Kept::New => Ok(Self::New(NewKey {
                account: account.clone(),
                key: key.to_owned(),
                fingerprint,
                _held: held,
            })),
            Kept::Same(Answer { status, body }) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                Ok(Self::Done(bytes_of(status, body.to_string().into_bytes(), None, world.seq)))
            }
            Kept::Other => Err(desk.problem(Code::KeyReused)),
        }
    }
}

impl NewKey {
    /// What is kept in the same batch as what the request does: its answer.
    pub(super) fn receipt(&self, status: StatusCode, body: &impl Serialize) -> Option<Draft> {
        let key = Key { account: &self.account, key: &self.key, fingerprint: self.fingerprint };
        let body = serde_json::to_value(body).ok()?;
        Some(draft(&key, &Answer { status: status.as_u16(), body }))
    }
}
