//! `/me`: one's own account, sessions and tokens.

use std::slice;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::access::account::{Account, Scope};
use crate::access::action::{Act, Action, of};
use crate::access::field::Field;
use crate::access::policy::reach;
use crate::api::sessions::{SessionBegun, at, begun};
use crate::app::audit::{Note, Outcome, append};
use crate::app::clock;
use crate::app::error::AppError;
use crate::app::service::sessions::{Session, Use};
use crate::limits::{LABEL_CHARS_MAX, TOKEN_DAYS_MAX, TOKENS_PER_ACCOUNT_MAX};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Zone;
use crate::rim::http::answer::json as answer;
use crate::rim::http::body::Body;
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::words::Arg;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/me" => { get: me }
        "/me/sessions" => { get: list, post: make_token, delete: end_others }
        "/me/sessions/{id}" => { delete: end }
    }
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
    answer(StatusCode::OK, &document, None, desk.world.seq, &desk.words)
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
pub(super) fn rows(sessions: &[Arc<Session>], own: &str, zone: &Zone) -> SessionRows {
    let row = |session: &Arc<Session>| SessionRow {
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
    answer(StatusCode::OK, &document, None, desk.world.seq, &desk.words)
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
///
/// That takes a session with a password. A new password of the account ends its tokens as well.
#[utoipa::path(post, path = "/api/v1/me/sessions", tag = "sessions", request_body = TokenAsked,
    responses((status = 201, description = "The token: it cannot be asked for again", body = SessionBegun),
        (status = 409, response = crate::api::documents::ProblemResponse)),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn make_token(
    Handed(desk, body): Handed<of::ManageOwn, Body<TokenAsked>>,
) -> Result<HttpResponse, Problem> {
    let TokenAsked { label, days } = body.0;
    let chars = label.chars().count();
    if chars == 0 || LABEL_CHARS_MAX < chars || label.chars().any(char::is_control) {
        let args = [("max", Arg::Number(LABEL_CHARS_MAX as u64))];
        let detail = desk.words.say_with("problem-field-length", &args);
        return Err(desk.problem(Code::InvalidField).with_field("/label", Some(&label), detail));
    }
    if days == 0 || TOKEN_DAYS_MAX < days {
        let args = [("min", Arg::Number(1)), ("max", Arg::Number(u64::from(TOKEN_DAYS_MAX)))];
        let detail = desk.words.say_with("problem-field-range", &args);
        return Err(desk.problem(Code::InvalidField).with_field("/days", Some(&days.to_string()), detail));
    }
    // A token that could make tokens would outlive every end that was set to it.
    if desk.caller.session.of == Use::Token {
        let detail = desk.words.say("problem-token-by-token");
        return Err(desk.problem(Code::Forbidden).with_detail(detail));
    }
    let (state, words) = (Arc::clone(&desk.state), desk.words);
    let (token, session) = desk.work(move |desk| make(desk, &label, days)).await?;
    Ok(begun(&state, token, &session, false, &words))
}

/// Makes a token, unless the account has too many.
fn make(desk: &Desk<of::ManageOwn>, label: &str, days: u32) -> Result<(String, Arc<Session>), Problem> {
    let (sessions, account) = (&desk.state.service.sessions, &desk.account().id);
    // Nobody else makes one while the directory is held.
    let made = noted(desk, "make_token", account, json!({ "days": days }), |note| {
        let now = clock::now().unix();
        let own = sessions.of_account(account, now);
        if TOKENS_PER_ACCOUNT_MAX <= own.iter().filter(|session| session.of == Use::Token).count() {
            return Ok(None);
        }
        note()?;
        sessions.begin(account, (Use::Token, label), now, days * 86_400).map(Some)
    });
    made?.ok_or_else(|| {
        let max = [("max", Arg::Number(TOKENS_PER_ACCOUNT_MAX as u64))];
        let detail = desk.words.say_with("problem-tokens-max", &max);
        let limit = TOKENS_PER_ACCOUNT_MAX.into();
        desk.problem(Code::Refused).with_detail(detail).with("limit_tokens", limit)
    })
}

/// Does `work`, which is about sessions or tokens of the account `whose`, with the directory held. It is given what notes it
/// in the audit records, to be called before anything is done.
pub(super) fn noted<A: Act, T>(
    desk: &Desk<A>,
    action: &str,
    whose: &str,
    detail: Value,
    work: impl FnOnce(&mut dyn FnMut() -> Result<(), AppError>) -> Result<T, AppError>,
) -> Result<T, Problem> {
    let (at, subject) = (clock::now(), Subject::new(SubjectKind::Account, whose));
    let account = &desk.account().id;
    let note = Note { account, action, outcome: Outcome::Done, subject: Some(&subject), detail, at };
    desk.write(|_, directory| work(&mut || append(directory, slice::from_ref(&note), at).map(drop)))
}

/// Ends every session and token of one's own but the one that asks.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "sessions",
    responses((status = 204, description = "They are ended")),
    extensions(("x-duban-action" = json!("manage_own"))))]
pub async fn end_others(request: HttpRequest, desk: Desk<of::ManageOwn>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    desk.work(|desk| {
        let (account, own) = (&desk.account().id, &desk.caller.session.id);
        noted(desk, "end_sessions", account, json!({ "kept": own }), |note| {
            note()?;
            desk.state.service.sessions.end_all(account, Some(own))
        })
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
        let (sessions, account) = (&desk.state.service.sessions, &desk.account().id);
        let ended = noted(desk, "end_session", account, json!({ "id": *id }), |note| {
            if !sessions.of_account(account, clock::now().unix()).iter().any(|own| own.id == *id) {
                return Ok(false);
            }
            note()?;
            sessions.end(account, &id)
        });
        if ended? { Ok(()) } else { Err(desk.not_found()) }
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
