//! What the rows of a call say about who belongs where and who has to do with what, before it is stored.

use hashbrown::{HashMap, HashSet};

use super::Guard;
use crate::limits::PARENTS_MAX;
use crate::model::rows::Tables;
use crate::model::subject::SubjectKind;
use crate::model::table::{Table, agencies, assignments, case_events, handoffs, people};

/// Who stands above the agencies of a call, to which agencies it ties people, and whose hands its cases are in.
#[derive(Debug, Default)]
pub struct Ties<'t> {
    /// The agencies that each agency of the call comes under, or goes on in.
    above: HashMap<&'t str, Vec<&'t str>>,
    units: HashMap<&'t str, Vec<&'t str>>,
    /// The agencies that the call says sent a case, were sent it or acted in it.
    hands: HashMap<&'t str, Vec<&'t str>>,
}

impl<'t> Ties<'t> {
    /// Those of `tables`. Rows that are refused count, too: what they would have done is not tried by their side.
    pub(in crate::app::import) fn of(tables: &'t Tables, guard: &dyn Guard) -> Self {
        let rows = |table| tables.rows(table).map(|(_, row)| row);
        let mut ties = Self::default();
        for row in rows(Table::Agencies) {
            let above = ties.above.entry(row.text(agencies::ID)).or_default();
            let named = [agencies::PARENT_ID, agencies::SUCCESSOR_ID].map(|column| row.text(column));
            above.extend(named.into_iter().filter(|id| !id.is_empty()));
        }
        let belonging = rows(Table::People).map(|row| (row, people::ID, people::AGENCY_ID));
        let posts = rows(Table::Assignments).map(|row| (row, assignments::PERSON_ID, assignments::AGENCY_ID));
        for (row, person, agency) in belonging.chain(posts) {
            if !row.cell(agency).is_empty() {
                ties.units.entry(row.text(person)).or_default().push(row.text(agency));
            }
        }
        if guard.scope().line.is_none() {
            // Nobody asks by whose hands.
            return ties;
        }
        let sent = rows(Table::Handoffs).flat_map(|row| {
            let case = row.text(handoffs::CASE_ID);
            [(case, row.text(handoffs::FROM_AGENCY)), (case, row.text(handoffs::TO_AGENCY))]
        });
        let acted = rows(Table::CaseEvents)
            .map(|row| (row.text(case_events::CASE_ID), row.text(case_events::AGENCY_ID)));
        for (case, agency) in sent.chain(acted) {
            ties.hands.entry(case).or_default().push(agency);
        }
        ties
    }

    /// Whether the call says that an agency which the account sees has to do with `case`.
    pub(super) fn is_in_hands(&self, guard: &dyn Guard, case: &str) -> bool {
        let hands = self.hands.get(case).map_or(&[][..], Vec::as_slice);
        hands.iter().any(|agency| guard.sees(SubjectKind::Agency, agency))
    }

    /// Whether complaints against what is own would be kept from the known agency or person `id`, from whom they are not kept
    /// yet, once it comes under, or goes on in, the agency `to`, which is known or of the call.
    pub(super) fn would_reach_own(&self, guard: &dyn Guard, kind: SubjectKind, id: &str, to: &str) -> bool {
        let (mut open, mut looked) = (vec![to], HashSet::new());
        while let Some(at) = open.pop() {
            if guard.sees(SubjectKind::Agency, at) {
                if guard.would_reach_own(kind, id, at) {
                    return true;
                }
            } else if looked.insert(at) {
                open.extend(self.above.get(at).into_iter().flatten());
            }
            // Such a line is not looked at to its end, so nobody is put under it.
            if PARENTS_MAX < looked.len() {
                return true;
            }
        }
        false
    }

    /// Whether a new tie of `person` to `agency` would keep complaints against what is own from somebody: from the person
    /// who comes to belong there, or from the people of another agency to which somebody of the own unit is tied.
    pub(super) fn reaches(&self, guard: &dyn Guard, person: &str, agency: &str) -> bool {
        if !guard.sees(SubjectKind::Agency, agency) && !self.above.contains_key(agency) {
            // Refused as a reference to nothing.
            return false;
        }
        if guard.sees(SubjectKind::Person, person) {
            return !guard.belongs(person, agency)
                && (guard.is_own(SubjectKind::Person, person)
                    || guard.is_own(SubjectKind::Agency, agency)
                    || self.would_reach_own(guard, SubjectKind::Person, person, agency));
        }
        // Of somebody new nothing is kept yet, but what will be complained of is kept where they belong.
        let units = self.units.get(person).map_or(&[][..], Vec::as_slice);
        units.iter().any(|unit| guard.is_own(SubjectKind::Agency, unit))
            && units.iter().any(|unit| *unit != agency)
    }
}
