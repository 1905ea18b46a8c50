//! `/sessions`: signing in and out; `/me`: one's own account, sessions and tokens.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::account::{Account, Scope, is_name};
use crate::access::action::{Action, of};
use crate::access::field::Field;
use crate::access::policy::reach;
use crate::app::audit::{Note, Outcome, append};
use crate::app::clock;
use crate::app::service::sessions::{Session, Use};
use crate::app::service::sign_in::SignedIn;
use crate::limits::{LABEL_CHARS_MAX, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, TOKEN_DAYS_MAX};
use crate::model::time::{Instant, Zone};
use crate::rim::http::answer::json;
use crate::rim::http::body::Body;
use crate::rim::http::caller::{COOKIE_HTTPS, COOKIE_PLAIN, words};
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::fault;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::state::State;
use crate::words::{Arg, Words};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/sessions" => { post: sign_in }
        "/me" => { get: me }
        "/me/sessions" => { get: list, post: make_token, delete: end_others }
        "/me/sessions/{id}" => { delete: end }
    }
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
/// Whatever is wrong (the name, the password, a locked or closed account) has the same answer after the same work.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = SignIn, security(()),
    responses((status = 201, description = "Signed in", body = SessionBegun),
        (status = 401, response = crate::api::documents::ProblemResponse),
        (status = 403, response = crate::api::documents::ProblemResponse)))]
pub async fn sign_in(
    request: HttpRequest,
    body: Body<SignIn>,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let words = words(&request);
    let SignIn { account, password, new_password, cookie } = body.0;
    let service = std::sync::Arc::clone(&state.service);
    let name = account.clone();
    let done = web::block(move || {
        let fits = |text: &str| text.chars().count() <= PASSWORD_CHARS_MAX;
        let password = if fits(&password) { password.as_str() } else { "" };
        service.sign_in((&name, password), new_password.as_deref(), clock::now().unix())
    })
    .await
    .map_err(|_| Problem::new(Code::Unavailable, &words).after(5))?;
    match done.map_err(|error| fault::problem(&error, &words))? {
        SignedIn::Yes(token, session) => {
            tracing::info!(account, "signed in");
            note(&state, &account, Outcome::Done);
            Ok(begun(&state, token, &session, cookie, &words))
        }
        SignedIn::No => {
            tracing::warn!(account = account.escape_debug().to_string(), "sign-in failed");
            note(&state, &account, Outcome::Failed);
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

/// Notes a sign-in in the audit records, behind the answer: that takes the same time whatever was wrong.
fn note(state: &Data<State>, account: &str, outcome: Outcome) {
    let now = clock::now();
    if outcome == Outcome::Failed && !state.notes_failure(now.unix()) {
        return;
    }
    // What is no name of an account may be anything, a password too.
    let account = if is_name(account) { account.to_owned() } else { "-".to_owned() };
    let service = std::sync::Arc::clone(&state.service);
    let noted = web::block(move || {
        let known = service.accounts.find(&account);
        let locked =
            known.is_some_and(|known| service.is_locked(&known.account, now.unix()).unwrap_or(false));
        let detail = serde_json::json!({ "locked": locked });
        let note = Note { account: &account, action: "sign_in", outcome, subject: None, detail, at: now };
        if let Err(error) = service.write(|directory| append(directory, &[note], now)) {
            tracing::error!(%error, "a sign-in could not be noted");
        }
    });
    drop(noted);
}

fn begun(state: &State, token: String, session: &Session, by_cookie: bool, words: &Words) -> HttpResponse {
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

fn at(zone: &Zone, seconds: u32) -> String {
    zone.rfc3339(Instant::from_unix(i64::from(seconds)).unwrap_or(Instant::MAX))
}

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// Name of the account.
    id: String,
    /// What it is called.
    title: String,
    /// Its role.
    role: &'static str,
    /// Its level in the playbook.
    level: Option<String>,
    /// The unit that its user belongs to.
    agency: Option<String>,
    /// The person for whom it acts.
    person: Option<String>,
    /// What it sees.
    #[schema(value_type = Object)]
    scope: Scope,
    /// What it may do.
    may: Vec<&'static str>,
    /// Which fields it sees besides.
    fields: Vec<&'static str>,
    /// The session that asks.
    session: String,
}

/// Who one is, and what one may do.
#[utoipa::path(get, path = "/api/v1/me", tag = "sessions",
    responses((status = 200, description = "The account", body = Me)),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn me(request: HttpRequest, desk: Desk<of::ManageOwn>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let Account { id, title, role, level, agency, person, scope, .. } = desk.account().clone();
    let may = Action::ALL.iter().filter(|action| reach(role, **action).is_some()).map(|a| a.name());
    let document = Me {
        id,
        title,
        role: role.name(),
        level,
        agency,
        person,
        scope,
        may: may.collect(),
        fields: Field::ALL.iter().filter(|field| field.is_for(role)).map(|f| f.name()).collect(),
        session: desk.caller.session.id.clone(),
    };
    json(StatusCode::OK, &document, None, desk.world.seq, &desk.words)
}

/// A session or token in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionRow {
    /// Its id.
    id: String,
    /// `session` or `token`.
    of: &'static str,
    /// What its user calls it.
    label: String,
    /// When it began.
    created_at: String,
    /// When it was last used.
    last_seen_at: String,
    /// When it ends in any case.
    expires_at: String,
    /// Whether it is the one that asks.
    is_this: bool,
}

/// Sessions and tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionRows {
    /// The newest first.
    pub items: Vec<SessionRow>,
}

/// The rows of `sessions`; `own` is the one that asks.
pub(super) fn rows(sessions: &[std::sync::Arc<Session>], own: &str, zone: &Zone) -> SessionRows {
    let row = |session: &std::sync::Arc<Session>| SessionRow {
        id: session.id.clone(),
        of: match session.of {
            Use::Session => "session",
            Use::Token => "token",
        },
        label: session.label.clone(),
        created_at: at(zone, session.created),
        last_seen_at: at(zone, session.last_seen()),
        expires_at: at(zone, session.expires),
        is_this: session.id == own,
    };
    SessionRows { items: sessions.iter().map(row).collect() }
}

/// One's own sessions and tokens.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "sessions",
    responses((status = 200, description = "Sessions and tokens", body = SessionRows)),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ManageOwn>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let own = desk.state.service.sessions.of_account(&desk.account().id, clock::now().unix());
    let document = rows(&own, &desk.caller.session.id, &desk.world.playbook().zone);
    json(StatusCode::OK, &document, None, desk.world.seq, &desk.words)
}

/// A token for a program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenAsked {
    /// What it is for.
    #[schema(min_length = 1, max_length = 120)]
    label: String,
    /// How many days it lasts.
    #[schema(minimum = 1, maximum = 366)]
    days: u32,
}

/// Makes a token with which a program acts for this account; it has the account's rights and scope, and ends with it.
#[utoipa::path(post, path = "/api/v1/me/sessions", tag = "sessions", request_body = TokenAsked,
    responses((status = 201, description = "The token: it cannot be asked for again", body = SessionBegun)),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn make_token(
    Handed(desk, body): Handed<of::ManageOwn, Body<TokenAsked>>,
) -> Result<HttpResponse, Problem> {
    let TokenAsked { label, days } = body.0;
    let chars = label.chars().count();
    if chars == 0 || LABEL_CHARS_MAX < chars || label.chars().any(char::is_control) {
        let detail = desk.words.say("problem-account-form");
        return Err(desk.problem(Code::InvalidField).with_field("/label", Some(&label), detail));
    }
    if days == 0 || TOKEN_DAYS_MAX < days {
        let args = [("min", Arg::Number(1)), ("max", Arg::Number(u64::from(TOKEN_DAYS_MAX)))];
        let detail = desk.words.say_with("problem-field-range", &args);
        return Err(desk.problem(Code::InvalidField).with_field("/days", Some(&days.to_string()), detail));
    }
    // A token that could make tokens would outlive every end that was set to it.
    if desk.caller.session.of == Use::Token {
        return Err(desk.problem(Code::Forbidden));
    }
    let (state, words) = (std::sync::Arc::clone(&desk.state), desk.words);
    let (token, session) = desk
        .work(move |desk| {
            let sessions = &desk.state.service.sessions;
            let now = clock::now().unix();
            sessions
                .begin(&desk.account().id, (Use::Token, &label), now, days * 86_400)
                .map_err(|error| desk.fault(&error))
        })
        .await?;
    Ok(begun(&state, token, &session, false, &words))
}

/// Ends every session and token of one's own but the one that asks.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "sessions",
    responses((status = 204, description = "They are ended")),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn end_others(request: HttpRequest, desk: Desk<of::ManageOwn>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    desk.work(|desk| {
        let ended = desk.state.service.sessions.end_all(&desk.account().id, Some(&desk.caller.session.id));
        ended.map_err(|error| desk.fault(&error))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends a session or token of one's own: also the one that asks, which is how one signs out.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "sessions",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is ended")),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn end(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ManageOwn>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    desk.work(move |desk| {
        let ended = desk.state.service.sessions.end(&desk.account().id, &id);
        match ended.map_err(|error| desk.fault(&error))? {
            true => Ok(()),
            false => Err(desk.not_found()),
        }
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
