//! Who must be kept away from a case.

use crate::playbook::Text;

/// Cases that complain against a unit or a person (Regulations on Petition Work, articles 29 and 30).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accusation {
    /// Their kinds.
    pub case_kinds: Vec<String>,
    /// On what it rests.
    pub basis: Text,
}

/// Who must not handle a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recusal {
    /// Roles of assignments to a case that say that a person has an interest in it or is close to a party.
    pub interest_roles: Vec<String>,
    /// Roles in which such a person must not be assigned to it.
    pub handling_roles: Vec<String>,
}
