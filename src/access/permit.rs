//! The permit: a value that only the policy makes, and without which no handler runs.

use std::marker::PhantomData;
use std::sync::Arc;

use super::account::Account;
use super::action::{Act, Action};
use super::field::Field;
use super::policy::{Reach, reach};

/// That an account may do what `A` stands for. There is no other way to obtain one than [`Permit::ask`].
#[derive(Debug)]
pub struct Permit<A: Act> {
    account: Arc<Account>,
    reach: Reach,
    of: PhantomData<fn() -> A>,
}

impl<A: Act> Clone for Permit<A> {
    fn clone(&self) -> Self {
        Self { account: Arc::clone(&self.account), reach: self.reach, of: PhantomData }
    }
}

/// Why there is no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The account's role is not granted the action.
    Role(Action),
    /// The action answers for the whole directory, and the account sees only a part of it.
    Part(Action),
}

impl<A: Act> Permit<A> {
    /// Asks the policy whether `account` may do it.
    ///
    /// # Errors
    /// [`Denied`] when no row of the policy grants it.
    pub fn ask(account: &Arc<Account>) -> Result<Self, Denied> {
        match reach(account.role, A::ACTION) {
            None => Err(Denied::Role(A::ACTION)),
            Some(Reach::Whole) if !account.scope.is_whole() => Err(Denied::Part(A::ACTION)),
            Some(reach) => Ok(Self { account: Arc::clone(account), reach, of: PhantomData }),
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// How far it reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Whether the account may see `field` of what it may see.
    #[must_use]
    pub fn sees(&self, field: Field) -> bool {
        field.is_for(self.account.role)
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::Scope;
    use super::super::action::of;
    use super::super::role::Role;
    use super::*;

    fn account(role: Role, division: Option<&str>) -> Arc<Account> {
        let scope = Scope { division: division.map(str::to_owned), sees_below: true, line: None };
        Arc::new(Account {
            id: "x1".to_owned(),
            title: String::new(),
            role,
            level: None,
            agency: Some("u".to_owned()),
            person: None,
            scope,
            is_enabled: true,
        })
    }

    #[test]
    fn only_what_a_row_grants_is_permitted() {
        let planner = account(Role::Planner, None);
        assert_eq!(Permit::<of::ReadCases>::ask(&planner).unwrap_err(), Denied::Role(Action::ReadCases));
        assert_eq!(Permit::<of::ReadFindings>::ask(&planner).unwrap().reach(), Reach::Scope);
    }

    #[test]
    fn what_cannot_be_narrowed_is_for_whoever_sees_everything() {
        let whole = account(Role::Supervisor, None);
        assert!(Permit::<of::ExportTables>::ask(&whole).is_ok());
        let part = account(Role::Supervisor, Some("22"));
        assert_eq!(Permit::<of::ExportTables>::ask(&part).unwrap_err(), Denied::Part(Action::ExportTables));
    }
}
