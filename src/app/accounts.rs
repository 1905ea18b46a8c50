//! Opening and changing accounts: checked against the world and the playbook, stated as an entry of the ledger.

use crate::access::account::{Account, Scope, is_name};
use crate::access::role::Role;
use crate::app::account_fault::AccountFault;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::ledger::Batch;
use crate::limits::LABEL_CHARS_MAX;
use crate::model::entry::{Body, Draft, EntryKind, Seq, ServiceRecord};
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{LEVELS, Table, agencies, divisions};
use crate::model::time::Instant;

/// What an account is to be.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The account.
    pub account: &'a Account,
    /// The entry at which whoever changes it has seen it; none when it is opened.
    pub seen: Option<Seq>,
    /// Who opens or changes it.
    pub actor: &'a str,
    /// The time of day.
    pub now: Instant,
}

/// Opens an account, or makes one that there is what is wanted; returns the entry.
///
/// # Errors
/// [`AppError::Account`] names the field that cannot be so; [`AppError::Stale`] when the account has changed since.
pub fn state(
    directory: &mut Directory,
    wanted: &Wanted<'_>,
    more: impl FnOnce(Seq) -> Vec<Draft>,
) -> Result<Seq, AppError> {
    let account = wanted.account;
    let subject = Subject::new(SubjectKind::Account, &account.id);
    let known = record(directory, &subject)?;
    let last = known.as_ref().and_then(|known| known.seqs().last());
    match (last, wanted.seen) {
        (None, None) => {}
        (None, Some(_)) => {
            return Err(AppError::Unknown { what: "what-account", id: account.id.clone(), near: Vec::new() });
        }
        (Some(_), None) => return Err(fault("id", AccountFault::Taken)),
        (Some(known), Some(expected)) if known != expected => {
            return Err(AppError::Stale { expected, known });
        }
        (Some(_), Some(_)) => {}
    }
    let before = known.as_ref().and_then(|known| Account::from_document(known.document.as_ref()?));
    if let Some(before) = &before {
        stay_apart(before, wanted)?;
    }
    check(directory, account)?;
    keep_an_admin(directory, account)?;
    let draft = Draft {
        subject,
        expected_version: known.map_or(0, |known| known.version()),
        kind: EntryKind::Service(ServiceRecord::AccountChanged),
        occurred_at: directory.playbook.zone.rfc3339(wanted.now).into(),
        body: Body::Document(account.to_document().map_err(|_| AppError::Secrets)?),
    };
    let seq = directory.tip().seq + 1;
    let drafts = &mut std::iter::once(draft).chain(more(seq));
    let batch = Batch { actor: wanted.actor, recorded_at: wanted.now, drafts, progress: &|_| {} };
    directory.commit(batch, &|_| {})?;
    Ok(seq)
}

fn record(directory: &Directory, subject: &Subject) -> Result<Option<Record>, AppError> {
    let text = directory.graph.text(subject.uuid(), *STATE)?;
    Ok(text.map(|text| Record::decode(&text)).transpose()?)
}

fn fault(field: &'static str, fault: AccountFault) -> AppError {
    AppError::Account { field, fault }
}

/// Whether there can be such an account: what it names is there and fits the playbook's levels of accounts.
fn check(directory: &Directory, account: &Account) -> Result<(), AppError> {
    if !is_name(&account.id) {
        return Err(fault("id", AccountFault::Name));
    }
    let title = account.title.chars().count();
    if title == 0 || LABEL_CHARS_MAX < title || account.title.chars().any(char::is_control) {
        return Err(fault("title", AccountFault::Title));
    }
    if account.role.sees_the_world() && account.agency.is_none() {
        // What accuses a unit is kept from those who belong to it, so it must be known to which one somebody belongs.
        return Err(fault("agency", AccountFault::Missing));
    }
    known_id(directory, "person", SubjectKind::Person, account.person.as_deref())?;
    known_id(directory, "agency", SubjectKind::Agency, account.agency.as_deref())?;
    let Scope { division, line, .. } = &account.scope;
    known_id(directory, "scope.line", SubjectKind::Agency, line.as_deref())?;
    known_id(directory, "scope.division", SubjectKind::Division, division.as_deref())?;
    check_level(directory, account)
}

fn known_id(
    directory: &Directory,
    field: &'static str,
    kind: SubjectKind,
    id: Option<&str>,
) -> Result<(), AppError> {
    match id {
        Some(id) if record(directory, &Subject::new(kind, id))?.is_none() => {
            Err(fault(field, AccountFault::Unknown))
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether the account fits its level: the division of its scope is of that level, or its agency is of one of the kinds
/// whose accounts are of that level too, and then its line is that agency's or its division that level's.
fn check_level(directory: &Directory, account: &Account) -> Result<(), AppError> {
    let levels = &directory.playbook.place.accounts;
    let Some(name) = &account.level else {
        let is_needed = account.role.sees_the_world() && !levels.is_empty();
        return if is_needed { Err(fault("level", AccountFault::NoLevel)) } else { Ok(()) };
    };
    let level = levels.iter().find(|level| level.name == *name);
    let level = level.ok_or_else(|| fault("level", AccountFault::Unknown))?;
    if account.scope.sees_below && !level.sees_subtree {
        return Err(fault("scope.sees_below", AccountFault::Level));
    }
    let is_at_level = |row: Row<'_>| Some(row.text(divisions::LEVEL)) == LEVELS.get(level.level).copied();
    let division = account.scope.division.as_deref();
    let at_level = head(directory, SubjectKind::Division, Table::Divisions, division, is_at_level)?;
    let is_of_kind = |row: Row<'_>| level.agency_kinds.iter().any(|kind| kind == row.text(agencies::KIND));
    let agency = account.scope.line.as_deref().or(account.agency.as_deref());
    let of_kind = head(directory, SubjectKind::Agency, Table::Agencies, agency, is_of_kind)?;
    let is_widest = levels.iter().all(|other| level.level <= other.level);
    if at_level || (of_kind && (is_widest || account.scope.line.is_some() || division.is_some())) {
        Ok(())
    } else {
        Err(fault("level", AccountFault::Level))
    }
}

/// Whether the row of the thing of that kind and id holds; false when no id is given.
fn head(
    directory: &Directory,
    kind: SubjectKind,
    table: Table,
    id: Option<&str>,
    holds: impl Fn(Row<'_>) -> bool,
) -> Result<bool, AppError> {
    let Some(id) = id else { return Ok(false) };
    let record = record(directory, &Subject::new(kind, id))?;
    Ok(record.as_ref().and_then(|record| record.head(table)).is_some_and(holds))
}

/// Refuses what would put the power of two into one hand: that somebody changes their own rights, and that an account
/// becomes an administrator's, or ceases to be one's.
fn stay_apart(before: &Account, wanted: &Wanted<'_>) -> Result<(), AppError> {
    let after = wanted.account;
    let moves = before.role != after.role;
    if moves && !(before.role.sees_the_world() && after.role.sees_the_world()) {
        return Err(fault("role", AccountFault::Apart));
    }
    if wanted.actor != before.id || before.has_rights_of(after) {
        return Ok(());
    }
    let changes = [
        ("role", moves),
        ("agency", before.agency != after.agency),
        ("person", before.person != after.person),
        ("scope", before.scope != after.scope),
    ];
    let field = changes.iter().find(|(_, changes)| *changes).map_or("enabled", |(field, _)| field);
    Err(fault(field, AccountFault::Own))
}

/// Refuses a change after which no enabled account may administer accounts.
fn keep_an_admin(directory: &Directory, account: &Account) -> Result<(), AppError> {
    let is_admin = |account: &Account| account.is_enabled && account.role == Role::SecurityAdmin;
    if is_admin(account) {
        return Ok(());
    }
    let records = directory.records(SubjectKind::Account)?;
    let accounts = records.iter().filter_map(|record| Account::from_document(record.document.as_ref()?));
    let mut had = false;
    for other in accounts {
        if other.id != account.id && is_admin(&other) {
            return Ok(());
        }
        had |= is_admin(&other);
    }
    if had { Err(fault("enabled", AccountFault::LastAdmin)) } else { Ok(()) }
}
