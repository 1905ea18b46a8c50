//! `/sessions`: signing in.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::access::account::is_name;
use crate::app::audit::{Note, Outcome, append};
use crate::app::clock;
use crate::app::service::sessions::Session;
use crate::app::service::sign_in::{Failure, SignedIn};
use crate::limits::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::{Instant, Zone};
use crate::rim::http::body::Body;
use crate::rim::http::caller::{COOKIE_HTTPS, COOKIE_PLAIN, address, words};
use crate::rim::http::fault;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::sign_ins::Noting;
use crate::rim::http::state::State;
use crate::words::{Arg, Words};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/sessions" => { post: sign_in } }
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Name of the account.
    #[schema(max_length = 64)]
    account: String,
    /// The password.
    #[schema(max_length = 128)]
    password: String,
    /// The password to be used from now on; needed when the present one was made by an administrator.
    #[schema(max_length = 128)]
    new_password: Option<String>,
    /// Whether a cookie is wanted, as browsers do, instead of a token in the answer.
    #[serde(default)]
    cookie: bool,
}

/// A session that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionBegun {
    /// Id of the session.
    id: String,
    /// What to send as `Authorization: Bearer …`; absent when a cookie was asked for. It cannot be asked for again.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// What a change by cookie must send as `X-Duban-CSRF`.
    csrf: String,
    /// When it ends in any case.
    expires_at: String,
}

/// Signs in.
///
/// Whatever is wrong (the name, the password, a locked or closed account) has the same answer after the same work. Few are
/// tried at once and from one address: 429 says when to come again. A new password ends all sessions and tokens of the
/// account, those of programs too.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = SignIn, security(()),
    responses((status = 201, description = "Signed in", body = SessionBegun),
        (status = 401, response = crate::api::documents::ProblemResponse),
        (status = 403, response = crate::api::documents::ProblemResponse),
        (status = 429, response = crate::api::documents::ProblemResponse)))]
pub async fn sign_in(
    request: HttpRequest,
    body: Body<SignIn>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let words = words(&request);
    let SignIn { account, password, new_password, cookie } = body.0;
    let (address, now) = (address(&request, &state.offer), clock::now().unix());
    let admitted = state.sign_ins.admitted(address, now, &words).await?;
    let service = Arc::clone(&state.service);
    let name = account.clone();
    let done = web::block(move || {
        let _admitted = admitted;
        let fits = |text: &str| text.chars().count() <= PASSWORD_CHARS_MAX;
        let password = if fits(&password) { password.as_str() } else { "" };
        service.sign_in((&name, password), new_password.as_deref(), clock::now().unix())
    })
    .await
    .map_err(|_| Problem::new(Code::Unavailable, &words).after(5))?;
    let attempt = Attempt { account: &account, address };
    match done.map_err(|error| fault::problem(&error, &words))? {
        SignedIn::Yes(token, session) => {
            tracing::info!(account, "signed in");
            attempt.note(&state, Outcome::Done, json!({}));
            Ok(begun(&state, token, &session, cookie, &words))
        }
        SignedIn::No(failure) => {
            attempt.failed(&state, failure);
            Err(Problem::new(Code::SignInFailed, &words))
        }
        SignedIn::Choose => Err(Problem::new(Code::PasswordChange, &words)),
        SignedIn::Weak(weakness) => {
            let (min, max) = (PASSWORD_CHARS_MIN as u64, PASSWORD_CHARS_MAX as u64);
            let key = format!("problem-password-{}", weakness.name());
            let detail = words.say_with(&key, &[("min", Arg::Number(min)), ("max", Arg::Number(max))]);
            Err(Problem::new(Code::InvalidField, &words).with_field("/new_password", None, detail))
        }
    }
}

/// An attempt to sign in, as it is noted in the audit records: behind the answer, which takes the same time whatever was
/// wrong.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    account: &'a str,
    address: Option<IpAddr>,
}

impl Attempt<'_> {
    /// Notes it, if it is one of those that are noted one by one.
    fn failed(self, state: &Data<State>, failure: Failure) {
        let Self { account, address } = self;
        let address = address.map_or_else(|| "-".to_owned(), |at| at.to_string());
        tracing::warn!(account = account.escape_debug().to_string(), address, "sign-in failed");
        metrics::counter!("duban_sign_in_failures_total").increment(1);
        match state.sign_ins.failed(self.address, failure, clock::now().unix()) {
            Noting::Note => {
                let locked = failure.was_locked || failure.locks;
                self.note(state, Outcome::Failed, json!({ "locked": locked, "locks": failure.locks }));
            }
            Noting::CountFirst => drop(actix_web::rt::spawn(note_sum(Data::clone(state)))),
            Noting::Count => {}
        }
    }

    fn note(self, state: &Data<State>, outcome: Outcome, mut detail: Value) {
        let now = clock::now();
        // What is no name of an account may be anything, a password too.
        let account = if is_name(self.account) { self.account.to_owned() } else { "-".to_owned() };
        detail["address"] = self.address.map(|at| at.to_string()).into();
        let service = Arc::clone(&state.service);
        let noted = web::block(move || {
            let subject = Subject::new(SubjectKind::Account, &account);
            let locks = detail["locks"] == true;
            let note = |action, outcome| Note {
                account: &account,
                action,
                outcome,
                subject: Some(&subject).filter(|_| action == "lock_account"),
                detail: detail.clone(),
                at: now,
            };
            let mut notes = vec![note("sign_in", outcome)];
            notes.extend(locks.then(|| note("lock_account", Outcome::Done)));
            if let Err(error) = service.write(|directory| append(directory, &notes, now)) {
                tracing::error!(%error, "a sign-in could not be noted");
            }
        });
        drop(noted);
    }
}

/// Notes how many failures of the minute were not noted one by one, when it is over or the service goes down.
async fn note_sum(state: Data<State>) {
    let mut closing = state.closing.clone();
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(60)) => {}
        _ = closing.wait_for(|is_closing| *is_closing) => {}
    }
    let (service, now) = (Arc::clone(&state.service), clock::now());
    let detail = json!({ "more": state.sign_ins.take_beyond() });
    let noted = web::block(move || {
        let outcome = Outcome::Failed;
        let note = Note { account: "-", action: "sign_in", outcome, subject: None, detail, at: now };
        service.write(|directory| append(directory, &[note], now))
    });
    if !matches!(noted.await, Ok(Ok(_))) {
        tracing::error!("failed sign-ins could not be summed up");
    }
}

/// The answer with what a session or token has begun with.
pub(super) fn begun(
    state: &State,
    token: String,
    session: &Session,
    by_cookie: bool,
    words: &Words,
) -> HttpResponse {
    let zone = state.service.world().playbook().zone.clone();
    let document = SessionBegun {
        id: session.id.clone(),
        token: (!by_cookie).then(|| token.clone()),
        csrf: session.csrf.clone(),
        expires_at: at(&zone, session.expires),
    };
    let mut response = HttpResponse::Created();
    response.insert_header((CACHE_CONTROL, "no-store"));
    if by_cookie {
        response.cookie(cookie(state, token));
    }
    match serde_json::to_vec(&document) {
        Ok(bytes) => response.content_type("application/json").body(bytes),
        Err(_) => Problem::new(Code::Internal, words).response(),
    }
}

fn cookie(state: &State, token: String) -> Cookie<'static> {
    let is_https = state.offer.is_https;
    Cookie::build(if is_https { COOKIE_HTTPS } else { COOKIE_PLAIN }, token)
        .path("/")
        .http_only(true)
        .secure(is_https)
        .same_site(SameSite::Strict)
        .finish()
}

/// A second as a text.
pub(super) fn at(zone: &Zone, seconds: u32) -> String {
    zone.rfc3339(Instant::from_unix(i64::from(seconds)).unwrap_or(Instant::MAX))
}

#[cfg(test)]
mod tests;
