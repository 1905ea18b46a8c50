//! The policy as a document: what `access show --json` prints and `/api/v1/policy` answers.

use serde::Serialize;

use crate::access::policy::{fields, matrix};
use crate::access::role::Role;

/// The policy.
#[derive(Debug, Serialize)]
pub struct PolicyView {
    /// Every role.
    pub roles: Vec<&'static str>,
    /// Every action, and how far each role may do it; a role that is not named may not.
    pub actions: Vec<ActionView>,
    /// Every field that not everybody sees, and who does.
    pub fields: Vec<FieldView>,
}

/// An action and its grants.
#[derive(Debug, Serialize)]
pub struct ActionView {
    /// Its name.
    pub action: &'static str,
    /// Role to reach: `own`, `scope`, `whole` or `all`.
    pub grants: std::collections::BTreeMap<&'static str, &'static str>,
}

/// A field and who sees it.
#[derive(Debug, Serialize)]
pub struct FieldView {
    /// Its name.
    pub field: &'static str,
    /// Roles.
    pub roles: Vec<&'static str>,
}

impl PolicyView {
    /// The policy that is enforced.
    #[must_use]
    pub fn new() -> Self {
        let action = |(action, reaches): (crate::access::action::Action, [_; Role::ALL.len()])| {
            let granted = Role::ALL.iter().zip(reaches).filter_map(
                |(role, reach): (&Role, Option<crate::access::policy::Reach>)| {
                    Some((role.name(), reach?.name()))
                },
            );
            ActionView { action: action.name(), grants: granted.collect() }
        };
        let field = |(field, sees): (crate::access::field::Field, [bool; Role::ALL.len()])| {
            let roles = Role::ALL.iter().zip(sees).filter(|(_, sees)| *sees).map(|(role, _)| role.name());
            FieldView { field: field.name(), roles: roles.collect() }
        };
        Self {
            roles: Role::ALL.iter().map(|role| role.name()).collect(),
            actions: matrix().into_iter().map(action).collect(),
            fields: fields().into_iter().map(field).collect(),
        }
    }
}

impl Default for PolicyView {
    fn default() -> Self {
        Self::new()
    }
}
