//! Roles of accounts.

/// What an account is for. An account has one role, so that nobody administers the system, its accounts and its audit
/// records at once (GB/T 22239-2019, 8.1.4: three separated administrators).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A grid officer: sees and enters what happens in a grid.
    GridOfficer,
    /// A mediator: handles cases, and may read who the parties are.
    Mediator,
    /// A clerk of a unit: signs for dispatches, enters and hands in data.
    UnitClerk,
    /// The head of a unit: answers for it.
    UnitLeader,
    /// Coordinates a county or another territory: routes, hands in data, has notices drafted.
    CountyCoordinator,
    /// Looks for gaps in cover; sees no cases.
    Planner,
    /// Discipline and supervision: sees complaints as well, sweeps, and presses.
    Supervisor,
    /// Reads the ledger and the audit records.
    Auditor,
    /// Runs the service.
    SystemAdmin,
    /// Opens, changes and closes accounts.
    SecurityAdmin,
    /// Watches over the audit records.
    AuditAdmin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::GridOfficer,
        Self::Mediator,
        Self::UnitClerk,
        Self::UnitLeader,
        Self::CountyCoordinator,
        Self::Planner,
        Self::Supervisor,
        Self::Auditor,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// Name in documents and in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GridOfficer => "grid_officer",
            Self::Mediator => "mediator",
            Self::UnitClerk => "unit_clerk",
            Self::UnitLeader => "unit_leader",
            Self::CountyCoordinator => "county_coordinator",
            Self::Planner => "planner",
            Self::Supervisor => "supervisor",
            Self::Auditor => "auditor",
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::AuditAdmin => "audit_admin",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether such an account sees the world, and must therefore belong to a unit: what accuses the unit is kept from it.
    #[must_use]
    pub fn sees_the_world(self) -> bool {
        match self {
            Self::GridOfficer
            | Self::Mediator
            | Self::UnitClerk
            | Self::UnitLeader
            | Self::CountyCoordinator
            | Self::Planner
            | Self::Supervisor
            | Self::Auditor => true,
            Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin => false,
        }
    }
}
