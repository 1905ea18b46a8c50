//! Who may read which notice: by role and scope, and by what is kept from whom.
//!
//! A unit reads what was issued to it and to the units below it; who coordinates or supervises, what is addressed to a unit
//! in their scope, once it is issued where that unit is their own or one above it. An office that co-signs reads what it
//! co-signs from the draft on. A notice apart is for whoever may see complaints, and
//! for none of those that it accuses. A notice that names a case which is kept from the account does not exist for it;
//! so does one that names a case which the snapshot does not have yet, since nobody can tell.

use crate::access::account::Account;
use crate::access::field::Field;
use crate::access::role::Role;
use crate::access::sight::Sight;
use crate::app::notices::file::Filed;
use crate::app::notices::settled::said;
use crate::detect::evidence::{Shield, shield};
use crate::notice::Notice;
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;

/// An account that reads notices.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    world: &'a Snapshot,
    sight: &'a Sight,
    account: &'a Account,
}

impl<'a> Reader<'a> {
    /// `account`, which sees `sight` of `world`. What the world has besides is used to tell what its unit must not learn
    /// of, and shown to nobody.
    #[must_use]
    pub fn new(world: &'a Snapshot, sight: &'a Sight, account: &'a Account) -> Self {
        Self { world, sight, account }
    }

    /// Whose eyes these are.
    #[must_use]
    pub fn account(&self) -> &'a Account {
        self.account
    }

    /// Whether notices are shown to it as they are made for their unit.
    #[must_use]
    pub fn is_of_unit(&self) -> bool {
        matches!(self.account.role, Role::UnitClerk | Role::UnitLeader)
    }

    /// Whether it may read `filed`.
    #[must_use]
    pub fn sees(&self, filed: &Filed) -> bool {
        let is_issued = filed.life.issue.is_some();
        self.sees_all(&said(filed).collect::<Vec<_>>(), is_issued)
    }

    /// Whether it may read a notice that is only about to be filed.
    #[must_use]
    pub fn sees_draft(&self, notice: &Notice) -> bool {
        self.sees_all(&[notice], false)
    }

    /// Whether it may read what `said` says: a notice as it was drafted, and as it was added to.
    fn sees_all(&self, said: &[&Notice], is_issued: bool) -> bool {
        let Some(notice) = said.first() else { return false };
        let Some(unit) = self.sight.snapshot().agencies().find(&notice.unit.id) else { return false };
        let is_apart = said.iter().any(|notice| notice.matter.is_apart());
        self.is_meant(notice, unit, is_issued)
            && (!is_apart || self.is_clear(said))
            && !self.names_hidden(said, unit)
    }

    fn is_meant(&self, notice: &Notice, unit: AgencyIdx, is_issued: bool) -> bool {
        let agencies = self.sight.snapshot().agencies();
        let own = self.account.agency.as_deref();
        let mut signers = notice.co_signers.iter().filter_map(|signer| signer.agency.as_ref());
        let co_signs = signers.any(|signer| own == Some(signer.id.as_str()));
        // What is not issued is nobody's but theirs who make it: not the unit's, nor of anybody below it or over it there.
        let is_own_side = || {
            let own = own.and_then(|id| agencies.find(id));
            own.is_some_and(|own| agencies.line(own).any(|above| above == unit))
        };
        let is_over_it = || agencies.line(unit).any(|above| own == Some(agencies.id(above)));
        match self.account.role {
            Role::UnitClerk | Role::UnitLeader => co_signs || (is_issued && is_over_it()),
            Role::CountyCoordinator | Role::Supervisor => {
                co_signs || (self.sight.sees_agency(unit) && (is_issued || !is_own_side()))
            }
            // Of a notice it reads when what was done, and by whom.
            Role::Auditor => self.sight.sees_agency(unit) && (is_issued || !is_own_side()),
            Role::GridOfficer
            | Role::Mediator
            | Role::Planner
            | Role::SystemAdmin
            | Role::SecurityAdmin
            | Role::AuditAdmin => false,
        }
    }

    /// Whether it may see complaints and is neither of those that the notice names nor below them.
    fn is_clear(&self, said: &[&Notice]) -> bool {
        let agencies = self.sight.snapshot().agencies();
        let own = self.account.agency.as_deref().and_then(|id| agencies.find(id));
        let Some(own) = own.filter(|_| Field::Complaints.is_for(self.account.role)) else { return false };
        let line: Vec<&str> = agencies.line(own).map(|above| agencies.id(above)).collect();
        let mut held = said.iter().flat_map(|notice| &notice.held);
        held.all(|held| !line.contains(&held.agency.id.as_str()) && !line.contains(&held.against.id.as_str()))
    }

    /// Whether it names a case that is kept from the account. What is kept from the unit itself is never shown of it, so
    /// that does not count.
    fn names_hidden(&self, said: &[&Notice], unit: AgencyIdx) -> bool {
        let cases = self.world.cases();
        let mut of_unit: Option<Shield> = None;
        said.iter().flat_map(|notice| cases_of(notice)).any(|id| match cases.find(id) {
            None => true,
            Some(case) => {
                self.sight.is_hidden(id)
                    && !of_unit.get_or_insert_with(|| shield(self.world, unit)).contains(case)
            }
        })
    }
}

/// Ids of the cases that `notice` names.
fn cases_of(notice: &Notice) -> impl Iterator<Item = &str> {
    let late = notice.late.iter().map(|late| late.case.as_str());
    let clocks = notice.clocks.iter().map(|clock| clock.case.as_str());
    late.chain(clocks).chain(notice.held.iter().map(|held| held.case.as_str()))
}
