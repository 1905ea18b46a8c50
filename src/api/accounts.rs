//! `/accounts`: for the security administrator.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::account::{Account, Scope};
use crate::access::action::{Act, of};
use crate::access::role::Role;
use crate::api::keyed::Keyed;
use crate::api::me::{SessionRows, noted, rows};
use crate::app::accounts::{Wanted, state};
use crate::app::clock;
use crate::app::service::accounts::Known;
use crate::model::entry::Seq;
use crate::rim::http::answer::{Tag, json, seen};
use crate::rim::http::body::Raw;
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::page::{Page, Params};
use crate::rim::http::problem::{Code, Problem};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/accounts" => { get: list, post: open }
        "/accounts/{id}" => { get: show, put: change }
        "/accounts/{id}/password" => { post: give_password }
        "/accounts/{id}/sessions" => { get: sessions, delete: end_sessions }
    }
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountRow {
    id: String,
    title: String,
    role: &'static str,
    level: Option<String>,
    agency: Option<String>,
    person: Option<String>,
    #[schema(value_type = ScopeAsked)]
    scope: Scope,
    /// Whether it may be used.
    enabled: bool,
    /// Whether too many wrong passwords have locked it for a while.
    locked: bool,
    /// The entry of the ledger that made it so.
    seq: u64,
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountPage {
    items: Vec<AccountRow>,
    /// Cursor of the next page; null on the last one.
    next: Option<String>,
}

/// What an account sees.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeAsked {
    /// Code of the division; everywhere when null, which has to be said.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    division: Option<String>,
    /// Whether what lies below the division is seen too.
    #[serde(default)]
    sees_below: bool,
    /// Id of the agency at the head of the line; every agency when null.
    line: Option<String>,
}

/// What an account is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountAsked {
    /// What it is called.
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    /// Its role.
    role: String,
    /// The level of accounts of the playbook.
    level: Option<String>,
    /// Id of the unit that its user belongs to; needed for every role that sees the world.
    agency: Option<String>,
    /// Id of the person for whom it acts in steps with notices.
    person: Option<String>,
    /// What it sees.
    scope: ScopeAsked,
    /// Whether it may be used; when left out as before, and of a new account that it may.
    enabled: Option<bool>,
}

/// An account that is to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountOpening {
    /// Its name: 2 to 64 of a-z, 0-9, `.`, `_` and `-`.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]{1,63}$")]
    id: String,
    /// What it is to be.
    account: AccountAsked,
}

/// An account that was opened or given a password.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordGiven {
    /// The account.
    id: String,
    /// The password to hand on: it opens nothing but the choice of another, and cannot be asked for again. Null when the
    /// request is repeated.
    password: Option<String>,
    /// The entry of the ledger that made the account so.
    seq: Option<u64>,
}

fn row<A: Act>(desk: &Desk<A>, known: &Known) -> Result<AccountRow, Problem> {
    let service = &desk.state.service;
    let locked = service.is_locked(&known.account, clock::now().unix());
    let Account { id, title, role, level, agency, person, scope, is_enabled } = (*known.account).clone();
    Ok(AccountRow {
        id,
        title,
        role: role.name(),
        level,
        agency,
        person,
        scope,
        enabled: is_enabled,
        locked: locked.map_err(|error| desk.fault(&error))?,
        seq: known.seq,
    })
}

fn find<A: Act>(desk: &Desk<A>, id: &str) -> Result<Known, Problem> {
    desk.state.service.accounts.find(id).ok_or_else(|| desk.not_found())
}

/// Accounts, in the order of their names.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = AccountPage)),
    extensions(("x-duban-action" = json!("read_accounts"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadAccounts>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let page = params.page();
    params.finish()?;
    let (seq, words) = (desk.world.seq, desk.words);
    let page = desk
        .work(move |desk| {
            let all = desk.state.service.accounts.all();
            let rest =
                all.iter().filter(|known| page.after.as_ref().is_none_or(|after| *after < known.account.id));
            let rows: Vec<AccountRow> =
                rest.take(page.limit + 1).map(|known| row(desk, known)).collect::<Result<_, _>>()?;
            Ok(Page::of(rows.into_iter(), page.limit, |row| row.id.clone()))
        })
        .await?;
    json(StatusCode::OK, &page, None, seq, &words)
}

/// One account; its ETag is what a change must bring.
#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "accounts",
    params(("id" = String, Path, description = "Its name")),
    responses((status = 200, description = "The account", body = AccountRow)),
    extensions(("x-duban-action" = json!("read_accounts"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadAccounts>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let known = find(&desk, &id)?;
    let tag = Tag::of_entry(known.seq);
    let (seq, words) = (desk.world.seq, desk.words);
    let row = desk.work(move |desk| row(desk, &known)).await?;
    json(StatusCode::OK, &row, Some(&tag), seq, &words)
}

/// The account that is asked for under the name `id`, at `place` of the body; `is_enabled` when nothing is said of that.
fn account<A: Act>(
    desk: &Desk<A>,
    (id, is_enabled): (&str, bool),
    (place, asked): (&str, AccountAsked),
) -> Result<Account, Problem> {
    let AccountAsked { title, role, level, agency, person, scope, enabled } = asked;
    let known = Role::parse(&role).ok_or_else(|| {
        let names = Role::ALL.map(Role::name).join(", ");
        let detail = desk.words.say_with("problem-field-form", &[("expected", (&names).into())]);
        desk.problem(Code::InvalidField).with_field(&format!("{place}/role"), Some(&role), detail)
    })?;
    let ScopeAsked { division, sees_below, line } = scope;
    Ok(Account {
        id: id.to_owned(),
        title,
        role: known,
        level,
        agency,
        person,
        scope: Scope { division, sees_below, line },
        is_enabled: enabled.unwrap_or(is_enabled),
    })
}

/// Opens an account. The password in the answer is for its user to replace.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = AccountOpening,
    params(("Idempotency-Key" = String, Header, description = "A text of the client's, new for every change")),
    responses((status = 201, description = "The account is open", body = PasswordGiven)),
    extensions(("x-duban-action" = json!("manage_accounts"))))]
pub async fn open(
    request: HttpRequest,
    Handed(desk, raw): Handed<of::ManageAccounts, Raw>,
) -> Result<HttpResponse, Problem> {
    let AccountOpening { id, account: asked } = raw.read(&desk.words)?;
    let account = account(&desk, (&id, true), ("/account", asked))?;
    let keyed = match Keyed::of(&request, &desk, &raw)? {
        Keyed::Done(answer) => return Ok(answer),
        Keyed::New(keyed) => keyed,
    };
    let (words, location) = (desk.words, format!("/api/v1/accounts/{id}"));
    let (seq, document) = desk
        .work(move |desk| {
            let answer = |seq: Seq| PasswordGiven { id: account.id.clone(), password: None, seq: Some(seq) };
            let receipt = |seq| keyed.receipt(StatusCode::CREATED, &answer(seq));
            let seq = write(desk, &account, None, receipt).map_err(in_opening)?;
            let password = desk.state.service.give_password(&account.id).map_err(|e| desk.fault(&e))?;
            Ok((seq, PasswordGiven { password: Some(password), ..answer(seq) }))
        })
        .await?;
    let mut response = json(StatusCode::CREATED, &document, None, seq, &words)?;
    if let Ok(location) = location.parse() {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

/// Names the fields of an account at fault as the body of its opening has them.
fn in_opening(mut problem: Problem) -> Problem {
    for fault in problem.errors.iter_mut().filter(|fault| fault.field != "/id") {
        fault.field.insert_str(0, "/account");
    }
    problem
}

fn write<A: Act>(
    desk: &Desk<A>,
    account: &Account,
    seen: Option<Seq>,
    receipt: impl FnOnce(Seq) -> Option<crate::model::entry::Draft>,
) -> Result<Seq, Problem> {
    let wanted = Wanted { account, seen, actor: &desk.account().id, now: clock::now() };
    desk.write(|desk, directory| {
        let service = &desk.state.service;
        let before = service.accounts.find(&account.id);
        let seq = state(directory, &wanted, |seq| receipt(seq).into_iter().collect())?;
        // Whoever has other rights now has to sign in again.
        if before.is_some_and(|before| !before.account.has_rights_of(account)) {
            service.sessions.end_all(&account.id, None)?;
        }
        Ok(seq)
    })
}

/// Changes an account, or closes it (`enabled: false`).
///
/// Whenever role, unit, person, scope or `enabled` change, its sessions and tokens end. Nobody changes these of their own
/// account, and no account moves between the role of an administrator and any other role.
#[utoipa::path(put, path = "/api/v1/accounts/{id}", tag = "accounts", request_body = AccountAsked,
    params(("id" = String, Path, description = "Its name"),
        ("If-Match" = String, Header, description = "The ETag with which it was read")),
    responses((status = 200, description = "The account as it is now", body = AccountRow)),
    extensions(("x-duban-action" = json!("manage_accounts"))))]
pub async fn change(
    request: HttpRequest,
    id: Path<String>,
    Handed(desk, raw): Handed<of::ManageAccounts, Raw>,
) -> Result<HttpResponse, Problem> {
    let asked: AccountAsked = raw.read(&desk.words)?;
    let known = find(&desk, &id)?;
    let seen = seen(&request, &desk.words)?.or(Some(known.seq));
    let account = account(&desk, (&id, known.account.is_enabled), ("", asked))?;
    let words = desk.words;
    let (seq, row) = desk
        .work(move |desk| {
            let seq = write(desk, &account, seen, |_| None)?;
            Ok((seq, row(desk, &find(desk, &account.id)?)?))
        })
        .await?;
    json(StatusCode::OK, &row, Some(&Tag::of_entry(seq)), seq, &words)
}

/// Gives an account a new password for its user to replace, and ends its sessions and tokens.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/password", tag = "accounts",
    params(("id" = String, Path, description = "Its name")),
    responses((status = 200, description = "The password", body = PasswordGiven)),
    extensions(("x-duban-action" = json!("manage_accounts"))))]
pub async fn give_password(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ManageAccounts>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let known = find(&desk, &id)?;
    let (seq, words) = (desk.world.seq, desk.words);
    let document = desk
        .work(move |desk| {
            let account = Arc::clone(&known.account);
            // The change is an entry of the ledger, stated as the account is.
            let seq = write(desk, &account, Some(known.seq), |_| None)?;
            let password = desk.state.service.give_password(&account.id).map_err(|e| desk.fault(&e))?;
            Ok(PasswordGiven { id: account.id.clone(), password: Some(password), seq: Some(seq) })
        })
        .await?;
    json(StatusCode::OK, &document, None, seq, &words)
}

/// The sessions and tokens of an account.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/sessions", tag = "accounts",
    params(("id" = String, Path, description = "Name of the account")),
    responses((status = 200, description = "Sessions and tokens", body = SessionRows)),
    extensions(("x-duban-action" = json!("read_accounts"))))]
pub async fn sessions(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadAccounts>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    find(&desk, &id)?;
    let sessions = desk.state.service.sessions.of_account(&id, clock::now().unix());
    let document = rows(&sessions, &desk.caller.session.id, &desk.world.playbook().zone);
    json(StatusCode::OK, &document, None, desk.world.seq, &desk.words)
}

/// Ends every session and token of an account.
#[utoipa::path(delete, path = "/api/v1/accounts/{id}/sessions", tag = "accounts",
    params(("id" = String, Path, description = "Name of the account")),
    responses((status = 204, description = "They are ended")),
    extensions(("x-duban-action" = json!("manage_accounts"))))]
pub async fn end_sessions(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ManageAccounts>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    find(&desk, &id)?;
    desk.work(move |desk| {
        noted(desk, "end_sessions", &id, Value::Null, |note| {
            note()?;
            desk.state.service.sessions.end_all(&id, None)
        })
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[cfg(test)]
mod tests;
