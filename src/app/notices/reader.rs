//! Who may read which notice: by role and scope, and by what is kept from whom.
//!
//! A unit reads what was issued to it and to the units below it; who coordinates or supervises, what is addressed to a unit
//! in their scope, once it is issued where that unit is their own or one above it. An office that co-signs reads what it
//! co-signs from the draft on. A notice apart is for whoever may see complaints, and
//! for none of those that it accuses; one that names a case which is kept from the account does not exist for it.
//!
//! Any other notice is to the account what it would be without the cases that are kept from it: it is shown without
//! them, and does not exist when nothing is left that it was drafted for. Were it hidden because of one of many cases, it would
//! be missed where its unit is seen to be late, and tell whose cases complain. One that names a case which the snapshot does
//! not have yet is not shown yet, since nobody can tell.

use std::path::Path;

use crate::access::account::Account;
use crate::access::field::Field;
use crate::access::role::Role;
use crate::access::sight::{Sight, hidden};
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::file::{Filed, open_texts, texts};
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

    /// Whether `filed` is there for it, by whom it accuses and which cases it names; who it is meant for is not asked.
    #[must_use]
    pub fn may_know_of(&self, filed: &Filed) -> bool {
        let said: Vec<&Notice> = said(filed).collect();
        let unit = self.sight.snapshot().agencies().find(&filed.notice.unit.id);
        let is_apart = said.iter().any(|notice| notice.matter.is_apart());
        unit.is_some_and(|unit| !self.names_hidden(&said, unit)) && (!is_apart || self.is_clear(&said))
    }

    /// Whether nothing is left of it without the cases that are kept from the account, or nobody can tell yet. What is kept
    /// from the unit itself is never shown of it, so that does not count.
    fn names_hidden(&self, said: &[&Notice], unit: AgencyIdx) -> bool {
        let cases = self.world.cases();
        let mut of_unit: Option<Shield> = None;
        let (mut is_hidden, mut is_left) = (false, said.iter().any(|notice| notice.is_cut()));
        for id in said.iter().flat_map(|notice| cases_of(notice)) {
            let Some(case) = cases.find(id) else { return true };
            let is_kept_from_unit = of_unit.get_or_insert_with(|| shield(self.world, unit)).contains(case);
            let is_kept = self.sight.is_hidden(id);
            is_hidden |= is_kept && !is_kept_from_unit;
            is_left |= !is_kept && !is_kept_from_unit;
        }
        let is_apart = said.iter().any(|notice| notice.matter.is_apart());
        is_hidden && (is_apart || !is_left)
    }

    /// Opens what people wrote to `filed`, if the role may read it; else it stays sealed. Ids of cases that are kept from the
    /// account are taken out of it.
    ///
    /// # Errors
    /// When the vault cannot be read, or a text was changed.
    pub fn open_texts(
        &self,
        directory: &Directory,
        master_key: Option<&Path>,
        filed: &mut [Filed],
    ) -> Result<(), AppError> {
        if !Field::Texts.is_for(self.account.role) {
            return Ok(());
        }
        open_texts(directory, master_key, filed)?;
        let kept = hidden(self.world, self.account);
        let ids: Vec<&str> = kept.into_iter().map(|case| self.world.cases().id(case)).collect();
        for (_, text) in filed.iter_mut().flat_map(|filed| texts(&mut filed.life)) {
            ids.iter().for_each(|id| take_out(text, id));
        }
        Ok(())
    }
}

/// Takes `id` out of `text`, wherever it stands as a word of its own.
fn take_out(text: &mut String, id: &str) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(id)).map(|at| from + at) {
        let end = at + id.len();
        let is_word = !text[..at].ends_with(is_part) && !text[end..].starts_with(is_part);
        if is_word {
            text.replace_range(at..end, "…");
        }
        from = if is_word { at + "…".len() } else { end };
    }
}

/// Ids of the cases that `notice` names.
fn cases_of(notice: &Notice) -> impl Iterator<Item = &str> {
    let late = notice.late.iter().map(|late| late.case.as_str());
    let clocks = notice.clocks.iter().map(|clock| clock.case.as_str());
    late.chain(clocks).chain(notice.held.iter().map(|held| held.case.as_str()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::account::Scope;
    use crate::app::notices::{DraftOptions, draft, list};
    use crate::app::sweep::snapshot_of;
    use crate::app::testing::{Small, now};
    use crate::app::watch::Silent;
    use crate::notice::matter::Matter;

    /// Which notices of `small` an account of `unit` that coordinates everything sees, with whom they are addressed to.
    fn seen(small: &Small, unit: &str) -> Vec<(String, String)> {
        let world = Arc::new(snapshot_of(&small.directory, &Silent).unwrap());
        let account = Account {
            id: "a".to_owned(),
            title: String::new(),
            role: Role::CountyCoordinator,
            level: None,
            agency: Some(unit.to_owned()),
            person: None,
            scope: Scope::default(),
            is_enabled: true,
        };
        let sight = Sight::of(&world, &account);
        let reader = Reader::new(&world, &sight, &account);
        let all = list(&small.directory).unwrap();
        let all = all.into_iter().filter(|filed| reader.sees(filed));
        all.map(|filed| (filed.notice.id, filed.notice.unit.id)).collect()
    }

    #[test]
    fn an_id_is_taken_out_where_it_is_a_word() {
        let mut text = "12号和 c-12、c-12-1 说的是（c-12）及c-12。".to_owned();
        take_out(&mut text, "c-12");
        assert_eq!(text, "12号和 …、c-12-1 说的是（…）及…。");
    }

    #[test]
    fn a_notice_is_missed_only_when_it_rests_on_what_is_kept_and_then_behind_all_others() {
        let hop = |case: &str, to: &str| format!("{case},1,S,{to},2026-01-02\n");
        let mut small = Small::new(&[
            ("divisions.csv", "code,level,name,parent_code\n1,county,C,\n11,village,V,1\n"),
            (
                "agencies.csv",
                "id,name,kind,division_code\nS,S,k,1\nA,A,k,1\nB,B,k,1\nC,C,k,1\nJ,J,k,1\nO,O,k,1\n",
            ),
            (
                "cases.csv",
                "id,village_code,kind,opened_at,against_agency\na,11,k,2026-01-01,J\nb,11,k,2026-01-01,J\n\
                 b2,11,k,2026-01-01,\nc,11,k,2026-01-01,\n",
            ),
            (
                "handoffs.csv",
                &[
                    "case_id,seq,from_agency,to_agency,sent_at\n".to_owned(),
                    hop("a", "A"),
                    hop("b", "B"),
                    hop("b2", "B"),
                    hop("c", "C"),
                ]
                .concat(),
            ),
        ]);
        let options =
            DraftOptions { now: now(), recorded_at: now(), actor: "office", matters: &[Matter::Stuck] };
        draft(&mut small.directory, &options, &Silent).unwrap();
        let of = |id: &str, unit: &str| (id.to_owned(), unit.to_owned());
        let all = [of("2026-001", "B"), of("2026-002", "C"), of("2026-003", "A")];
        assert_eq!(seen(&small, "O"), all);
        assert_eq!(seen(&small, "J"), all[..2], "of B without b; all that A is late with complains");
    }
}
