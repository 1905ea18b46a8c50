//! Sample accounts of a demonstration: one for each way of looking at it, each with a password of its own.

use std::sync::Arc;

use crate::access::account::{Account, Scope};
use crate::access::role::Role;
use crate::app::accounts::{Wanted, state};
use crate::app::clock;
use crate::app::error::AppError;
use crate::app::service::Service;
use crate::cli::context::Context;
use crate::cli::term::table::{Column, Table};
use crate::model::table::LEVELS;
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;

/// Name, role, and the kind of the unit that such an account belongs to.
const SAMPLES: &[(&str, Role, &str)] = &[
    ("supervisor", Role::Supervisor, "discipline"),
    ("coordinator", Role::CountyCoordinator, "political_legal"),
    ("planner", Role::Planner, "political_legal"),
    ("auditor", Role::Auditor, "discipline"),
    ("clerk", Role::UnitClerk, "petition"),
    ("system", Role::SystemAdmin, ""),
];

/// Opens the sample accounts that fit the world of `service`, and prints their passwords: the only time.
///
/// # Errors
/// When they cannot be stored or printed.
pub(super) fn open(service: &Arc<Service>, context: &Context) -> Result<(), AppError> {
    let words = context.words;
    let mut table = Table::new([
        Column::id(&words.say("demo-column-account")),
        Column::text(&words.say("demo-column-role")),
        Column::text(&words.say("demo-column-unit")),
        Column::id(&words.say("demo-column-password")),
    ]);
    let world = service.world();
    for (name, role, kind) in SAMPLES {
        let agency = of_kind(&world.snapshot, kind);
        if agency.is_none() && role.sees_the_world() {
            continue;
        }
        let account = sample(service, (name, *role), agency);
        let wanted = Wanted { account: &account, seen: None, actor: "demo", now: clock::now() };
        match service.write(|directory| state(directory, &wanted, |_| Vec::new())) {
            Ok(_) => {}
            // A place's levels of accounts may leave no room for a sample.
            Err(AppError::Account { .. }) => continue,
            Err(error) => return Err(error),
        }
        let unit = account.agency.unwrap_or_default();
        table.push([(*name).to_owned(), role.name().to_owned(), unit, service.give_password(name)?]);
    }
    context.line(&format!("\n{}", words.say("demo-accounts")))?;
    context.print(&table.render(&context.out_screen))
}

/// The first agency of that kind in the widest division that has one.
fn of_kind(snapshot: &Snapshot, kind: &str) -> Option<AgencyIdx> {
    let (agencies, divisions) = (snapshot.agencies(), snapshot.divisions());
    let word = snapshot.words().find(kind)?;
    let of_kind = agencies.iter().filter(|agency| agencies.kind(*agency) == Some(word));
    of_kind
        .min_by_key(|&agency| (agencies.division(agency).map(|division| divisions.level(division)), agency))
}

fn sample(service: &Service, (name, role): (&str, Role), agency: Option<AgencyIdx>) -> Account {
    let world = service.world();
    let (agencies, divisions) = (world.snapshot.agencies(), world.snapshot.divisions());
    let id = agency.map(|agency| agencies.id(agency).to_owned());
    let division = agency.and_then(|agency| agencies.division(agency));
    let levels = &world.playbook().place.accounts;
    let level = levels.iter().min_by_key(|level| level.level).filter(|_| role.sees_the_world());
    // Where the place has levels of accounts, a sample sees the division of the widest one.
    let at_level = division.and_then(|division| {
        let wanted = level.and_then(|level| LEVELS.get(level.level)).copied();
        divisions.line(division).find(|&above| Some(divisions.level(above).name()) == wanted)
    });
    let line = (role == Role::UnitClerk).then(|| id.clone()).flatten();
    Account {
        id: name.to_owned(),
        title: format!("demo {name}"),
        role,
        level: level.map(|level| level.name.clone()),
        agency: id,
        person: None,
        scope: Scope {
            division: at_level.map(|division| divisions.id(division).to_owned()),
            sees_below: level.is_some_and(|level| level.sees_subtree),
            line,
        },
        is_enabled: true,
    }
}
