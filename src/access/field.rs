//! Fields that not everybody who sees a thing may see.

use super::role::Role;

/// A field, or a group of fields that are granted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Names and contacts of parties, which are sealed. Every reading is noted in the audit records.
    Parties,
    /// Free text about a case or a notice, which is sealed: reasons, details, outcomes, replies. Every reading is noted.
    Texts,
    /// Whom a case complains against, and findings that tell of complaints.
    Complaints,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 3] = [Self::Parties, Self::Texts, Self::Complaints];

    /// Name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Parties => "parties",
            Self::Texts => "texts",
            Self::Complaints => "complaints",
        }
    }

    /// Whether `role` may see it, of what it may see at all.
    #[must_use]
    pub fn is_for(self, role: Role) -> bool {
        match self {
            // Who talks to the parties must know them; nobody else need.
            Self::Parties => matches!(role, Role::Mediator | Role::UnitClerk),
            Self::Texts => matches!(
                role,
                Role::Mediator
                    | Role::UnitClerk
                    | Role::UnitLeader
                    | Role::CountyCoordinator
                    | Role::Supervisor
            ),
            Self::Complaints => matches!(role, Role::CountyCoordinator | Role::Supervisor),
        }
    }
}
