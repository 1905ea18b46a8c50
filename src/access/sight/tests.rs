//! What accounts see, in worked cases and over random worlds.

mod hidden;
mod laws;
mod levels;

use std::sync::Arc;

use super::{Blind, Sight, hidden};
use crate::access::account::{Account, Scope};
use crate::access::role::Role;
use crate::snapshot::Snapshot;

/// An account of `agency` that sees what lies in `division`, its parts included, and has to do with the line of `line`;
/// empty text is nothing.
fn account(agency: &str, division: &str, line: &str) -> Account {
    let named = |id: &str| Some(id.to_owned()).filter(|id| !id.is_empty());
    Account {
        id: "x1".to_owned(),
        title: String::new(),
        role: Role::UnitClerk,
        level: None,
        agency: named(agency),
        person: None,
        scope: Scope { division: named(division), sees_below: true, line: named(line) },
        is_enabled: true,
    }
}

/// What is found by its id: divisions, agencies, people and cases, each in the order of ids.
fn found(world: &Snapshot, sight: &Sight) -> [String; 4] {
    let (divisions, agencies) = (world.divisions(), world.agencies());
    let (people, cases) = (world.people(), world.cases());
    let mut ids: Vec<&str> = cases.iter().map(|case| cases.id(case)).collect();
    ids.sort_unstable();
    let those = |ids: Vec<&str>, is_found: &dyn Fn(&str) -> bool| {
        ids.into_iter().filter(|id| is_found(id)).collect::<Vec<_>>().join(" ")
    };
    [
        those(divisions.iter().map(|at| divisions.id(at)).collect(), &|id| sight.division(id).is_some()),
        those(agencies.iter().map(|at| agencies.id(at)).collect(), &|id| sight.agency(id).is_some()),
        those(people.iter().map(|at| people.id(at)).collect(), &|id| sight.person(id).is_some()),
        those(ids, &|id| sight.case(id).is_some()),
    ]
}

/// The ids of the cases that are hidden from `account`, in the order of ids.
fn hidden_ids(world: &Arc<Snapshot>, account: &Account) -> String {
    let mut ids: Vec<&str> = hidden(world, account).into_iter().map(|case| world.cases().id(case)).collect();
    ids.sort_unstable();
    ids.join(" ")
}
