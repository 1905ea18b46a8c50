//! The policy: role × action × reach. What no row grants is denied.

use super::action::Action;
use super::field::Field;
use super::role::Role;

/// How far a grant reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// The account's own things.
    Own,
    /// What lies in the account's scope.
    Scope,
    /// Everything, and only for an account whose scope is the whole directory: the answer cannot be narrowed.
    Whole,
    /// Everything that the action is about, whatever the scope.
    All,
}

impl Reach {
    /// Name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Scope => "scope",
            Self::Whole => "whole",
            Self::All => "all",
        }
    }
}

/// One grant: the action, how far it reaches, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    /// What.
    pub action: Action,
    /// How far.
    pub reach: Reach,
    /// To whom.
    pub roles: &'static [Role],
}

use Role::{
    AuditAdmin, Auditor, CountyCoordinator, GridOfficer, Mediator, Planner, SecurityAdmin, Supervisor,
    SystemAdmin, UnitClerk, UnitLeader,
};

/// Whoever sees the world.
const WORLD: &[Role] =
    &[GridOfficer, Mediator, UnitClerk, UnitLeader, CountyCoordinator, Planner, Supervisor, Auditor];
/// Whoever has to do with cases.
const CASES: &[Role] = &[GridOfficer, Mediator, UnitClerk, UnitLeader, CountyCoordinator, Supervisor];

/// Every grant. An action may stand in several rows, a pair of role and action in one only.
pub const POLICY: &[Grant] = &[
    Grant { action: Action::ReadDivisions, reach: Reach::Scope, roles: WORLD },
    Grant { action: Action::ReadAgencies, reach: Reach::Scope, roles: WORLD },
    Grant { action: Action::ReadPeople, reach: Reach::Scope, roles: WORLD },
    Grant { action: Action::ReadAssignments, reach: Reach::Scope, roles: WORLD },
    Grant { action: Action::ReadCases, reach: Reach::Scope, roles: CASES },
    Grant {
        action: Action::ReadHistory,
        reach: Reach::Scope,
        roles: &[UnitClerk, UnitLeader, CountyCoordinator, Supervisor, Auditor],
    },
    // What routing says tells of complaints, so that units are not told (see `crate::route`).
    Grant { action: Action::RouteCases, reach: Reach::Scope, roles: &[CountyCoordinator, Supervisor] },
    Grant {
        action: Action::ReadFindings,
        reach: Reach::Scope,
        roles: &[UnitClerk, UnitLeader, CountyCoordinator, Planner, Supervisor],
    },
    Grant {
        action: Action::ReadFigures,
        reach: Reach::Whole,
        roles: &[CountyCoordinator, Planner, Supervisor],
    },
    Grant { action: Action::ReadWhistles, reach: Reach::Scope, roles: &[CountyCoordinator, Supervisor] },
    Grant {
        action: Action::ReadNotices,
        reach: Reach::Scope,
        roles: &[UnitClerk, UnitLeader, CountyCoordinator, Supervisor],
    },
    Grant { action: Action::DraftNotices, reach: Reach::Whole, roles: &[CountyCoordinator, Supervisor] },
    Grant {
        action: Action::StepNotices,
        reach: Reach::Scope,
        roles: &[UnitClerk, UnitLeader, CountyCoordinator, Supervisor],
    },
    Grant { action: Action::ReadPlaybook, reach: Reach::All, roles: &Role::ALL },
    Grant { action: Action::AdoptPlaybook, reach: Reach::All, roles: &[SystemAdmin] },
    Grant { action: Action::ReadLedger, reach: Reach::Whole, roles: &[Auditor] },
    Grant { action: Action::VerifyLedger, reach: Reach::All, roles: &[Auditor, SystemAdmin] },
    Grant {
        action: Action::ImportTables,
        reach: Reach::Scope,
        roles: &[GridOfficer, UnitClerk, CountyCoordinator],
    },
    // Besides `import_tables`, by the same route. Which complaints a unit must not see follows from the structure.
    Grant { action: Action::ImportStructure, reach: Reach::Scope, roles: &[CountyCoordinator] },
    Grant { action: Action::ExportTables, reach: Reach::Whole, roles: &[Supervisor] },
    Grant { action: Action::FollowEvents, reach: Reach::Scope, roles: WORLD },
    Grant { action: Action::ManageWebhooks, reach: Reach::All, roles: &[SystemAdmin] },
    Grant { action: Action::ManageOwn, reach: Reach::Own, roles: &Role::ALL },
    Grant { action: Action::ReadAccounts, reach: Reach::All, roles: &[SecurityAdmin, AuditAdmin] },
    Grant { action: Action::ManageAccounts, reach: Reach::All, roles: &[SecurityAdmin] },
    Grant { action: Action::ReadPolicy, reach: Reach::All, roles: &[Auditor, SecurityAdmin, AuditAdmin] },
    Grant { action: Action::ReadAudit, reach: Reach::All, roles: &[Auditor, AuditAdmin] },
    Grant { action: Action::ReadMetrics, reach: Reach::All, roles: &[SystemAdmin] },
];

/// How far `role` may do `action`; none when it may not.
#[must_use]
pub fn reach(role: Role, action: Action) -> Option<Reach> {
    let grant = POLICY.iter().find(|grant| grant.action == action && grant.roles.contains(&role))?;
    Some(grant.reach)
}

/// The policy as a table: one line for each action, one column for each role, `-` for what is denied.
#[must_use]
pub fn matrix() -> Vec<(Action, [Option<Reach>; Role::ALL.len()])> {
    Action::ALL.iter().map(|&action| (action, Role::ALL.map(|role| reach(role, action)))).collect()
}

/// Which roles see which fields.
#[must_use]
pub fn fields() -> Vec<(Field, [bool; Role::ALL.len()])> {
    Field::ALL.iter().map(|&field| (field, Role::ALL.map(|role| field.is_for(role)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_granted_to_somebody_and_no_pair_twice() {
        for &action in Action::ALL {
            let mut roles: Vec<Role> =
                POLICY.iter().filter(|g| g.action == action).flat_map(|g| g.roles).copied().collect();
            assert!(!roles.is_empty(), "{action:?} is granted to nobody");
            let count = roles.len();
            roles.sort_unstable();
            roles.dedup();
            assert_eq!(roles.len(), count, "{action:?} is granted twice");
        }
    }

    #[test]
    fn administrators_see_nothing_of_the_world_and_share_no_power() {
        let admins = [SystemAdmin, SecurityAdmin, AuditAdmin];
        for admin in admins {
            for action in [
                Action::ReadCases,
                Action::ReadHistory,
                Action::ReadFindings,
                Action::ReadLedger,
                Action::ImportTables,
                Action::ExportTables,
            ] {
                assert_eq!(reach(admin, action), None, "{admin:?} {action:?}");
            }
            assert!(Field::ALL.iter().all(|field| !field.is_for(admin)));
        }
        assert_eq!(reach(SecurityAdmin, Action::ManageAccounts), Some(Reach::All));
        assert_eq!(reach(SystemAdmin, Action::ManageAccounts), None);
        assert_eq!(reach(AuditAdmin, Action::ManageAccounts), None);
        assert_eq!(reach(SecurityAdmin, Action::ReadAudit), None);
    }
}
