//! Floor 8: who may do what. Roles, actions, the policy that joins them, scopes, and the permit that a handler must hold.
//!
//! Everything is denied that [`policy::POLICY`] does not grant. What an account is granted it has within its scope: a
//! subtree of the divisions crossed with a line of agencies. Above both stands a rule that nobody can grant around:
//! cases that complain against a unit, its superiors or their officials do not exist for whoever belongs to that unit
//! (Regulation on the Work of Complaint Letters and Visits, 2022, article 30, paragraph 3).

pub mod account;
pub mod action;
pub mod credentials;
pub mod field;
pub mod own;
pub mod permit;
pub mod policy;
pub mod role;
pub mod sight;
