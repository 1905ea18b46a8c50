//! `lead_gaps`: cases of several units that no unit leads, or not the one that should, or that nobody guides.
//!
//! **Meaning.** By `[joint]`: a unit handles a case when a handoff to it states that it leads or takes part, or when a
//! handoff to it is not finished and it has not sent the case on since ([`super::handling`]). From `units_min` such units on, a row says where
//! - `no_lead`: no handoff of the case states that its addressee leads;
//! - `several_leads`: the case is open, and handoffs to more than one unit state that it leads, which are not finished
//!   and whose addressees have not given the lead to another: a case has one lead (Jinan, article 29);
//! - `wrong_lead`: no unit that leads is of one of `lead_kinds`; where there are none, the first receiver does not lead:
//!   the addressee of the handoff that was received first, not counting offices of `[routing]` `entry_kinds` that only
//!   took the case in and passed it on;
//! - `no_guide`: no unit of one of `guide_kinds` is among those of the case's handoffs, events and meetings.
//!
//! Charged is the sender of the last handoff, who shares the case out. Order: case.
//!
//! **Worked case.** The petition office sends a case to A and to B. With neither marked as leading there is no lead;
//! with B leading although A received first, and no kinds named, it is the wrong one.

use super::broken::{Broken, Fact, Subject};
use super::handling::{Handled, handling, receivers};
use super::kinds::LEAD;
use super::names::{Key, Why};
use super::scene::Scene;
use super::tier_gaps::parties;
use super::{RuleDetector, only};
use crate::clocks::trace::instant;
use crate::playbook::place::Joint;
use crate::snapshot::index::{AgencyIdx, CaseIdx};
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "lead_gaps",
    meaning_zh: "多个单位办理而没有主办单位、主办单位不符或者无人指导监督的案件",
    meaning_en: "cases of several units without a lead, with a wrong one, or without a guide",
    names_cases: true,
    rules: |place| only(SECTION, place.joint.is_some()),
    find,
};

const SECTION: &str = "joint";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(rule) = &scene.place.joint else { return Vec::new() };
    let (leads, guides) = (scene.words(&rule.lead_kinds), scene.words(&rule.guide_kinds));
    let entry = Some(&scene.place.routing.entry_kinds).filter(|kinds| !kinds.is_empty());
    let entry = entry.map(|kinds| scene.words(kinds));
    let mut met: Vec<(CaseIdx, AgencyIdx)> = Vec::new();
    if !rule.guide_kinds.is_empty() {
        let meetings = scene.snapshot.side().meetings.iter().filter(|row| row.called_at <= scene.now());
        met = meetings.filter_map(|row| Some((row.case?, row.agency))).collect();
        met.sort_unstable();
    }
    scene.each_case(|case, rows| {
        if let Some(shared) = Shared::new(scene, rule, entry.as_ref(), case) {
            shared.lead(scene, rule, &leads, rows);
            shared.guide(scene, rule, &guides, &met, rows);
        }
    })
}

/// A case of several units.
struct Shared {
    case: CaseIdx,
    /// In the order of ids, each once.
    units: Vec<AgencyIdx>,
    leads: Vec<AgencyIdx>,
    /// Those that lead now: their handoffs are not finished, and they have not given the lead to another.
    leading: Vec<AgencyIdx>,
    first_receiver: Option<AgencyIdx>,
    by: AgencyIdx,
    since: u32,
}

impl Shared {
    fn new(scene: &Scene<'_>, rule: &Joint, entry: Option<&WordSet>, case: CaseIdx) -> Option<Self> {
        let columns = scene.snapshot.hops();
        if scene.snapshot.cases().hops(case).len() < rule.units_min as usize {
            return None;
        }
        let handled = handling(&scene.world, case);
        let (mut units, mut leads, mut leading) = (Vec::new(), Vec::new(), Vec::new());
        for Handled { hop, role, is_kept } in &handled {
            units.push(hop.to);
            leads.extend((*role == Some(LEAD)).then_some(hop.to));
            leading.extend((*role == Some(LEAD) && *is_kept).then_some(hop.to));
        }
        for list in [&mut units, &mut leads, &mut leading] {
            list.sort_unstable();
            list.dedup();
        }
        let last = scene.world.hops(case, None).last().filter(|_| rule.units_min as usize <= units.len())?;
        let agencies = scene.snapshot.agencies();
        let is_entry = |unit| entry.is_some_and(|kinds| kinds.has(agencies.kind(unit)));
        Some(Self {
            case,
            units,
            leads,
            leading,
            first_receiver: receivers(&scene.world, case, &handled, is_entry).first().map(|hop| hop.to),
            by: last.from,
            since: columns.sent(last.hop),
        })
    }

    fn row(&self, why: Why) -> Broken {
        Broken::of(SECTION, Subject::Case(self.case))
            .by(Some(self.by))
            .span(Some(instant(self.since)), None)
            .why(why)
            .fact(Key::Units, Fact::Agencies(self.units.clone()))
    }

    fn lead(&self, scene: &Scene<'_>, rule: &Joint, kinds: &WordSet, rows: &mut Vec<Broken>) {
        if self.leads.is_empty() {
            rows.push(self.row(Why::NoLead));
            return;
        }
        if 1 < self.leading.len() && scene.world.closed_at(self.case).is_none() {
            let row = self.row(Why::SeveralLeads);
            rows.push(row.fact(Key::Lead, Fact::Agencies(self.leading.clone())));
        }
        let agencies = scene.snapshot.agencies();
        let is_right = if rule.lead_kinds.is_empty() {
            self.first_receiver.is_none_or(|first| self.leads.contains(&first))
        } else {
            self.leads.iter().any(|&lead| kinds.has(agencies.kind(lead)))
        };
        if is_right {
            return;
        }
        let mut row = self.row(Why::WrongLead).fact(Key::Lead, Fact::Agencies(self.leads.clone()));
        if !rule.lead_kinds.is_empty() {
            row = row.fact(Key::Kinds, Fact::texts(&rule.lead_kinds));
        }
        rows.push(row);
    }

    fn guide(
        &self,
        scene: &Scene<'_>,
        rule: &Joint,
        kinds: &WordSet,
        met: &[(CaseIdx, AgencyIdx)],
        rows: &mut Vec<Broken>,
    ) {
        if rule.guide_kinds.is_empty() {
            return;
        }
        let from = met.partition_point(|row| row.0 < self.case);
        let at_meetings = met[from..].iter().take_while(|row| row.0 == self.case).map(|row| row.1);
        let mut all = parties(scene, self.case).chain(at_meetings);
        if !all.any(|agency| kinds.has(scene.snapshot.agencies().kind(agency))) {
            rows.push(self.row(Why::NoGuide).fact(Key::Kinds, Fact::texts(&rule.guide_kinds)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(handoffs: &str, meetings: &str, kinds: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (
                Table::Agencies,
                "id,name,kind,division_code\nP,p,petition,v\nA,a,bureau,v\nB,b,bureau,v\nL,l,law,v",
            ),
            (Table::Cases, "id,village_code,kind,opened_at\n1,v,k,2026-07-01"),
            (
                Table::Handoffs,
                &format!(
                    "case_id,seq,from_agency,to_agency,role,sent_at,received_at,finished_at\n{handoffs}"
                ),
            ),
            (Table::Meetings, &format!("id,agency_id,kind,called_at,case_id\n{meetings}")),
        ];
        lines("lead_gaps", &tables, &format!("[joint]\nunits_min = 2\n{kinds}"), "2026-08-01")
    }

    const NONE: [&str; 0] = [];

    fn both(a: &str, b: &str) -> String {
        format!("1,1,P,A,{a},2026-07-02,2026-07-03,\n1,2,P,B,{b},2026-07-02,2026-07-04,")
    }

    #[test]
    fn the_worked_case() {
        let row = "joint 1 @P 2026-07-02T00:00";
        assert_eq!(found(&both("", ""), "", ""), [format!("{row} why=no_lead units=A,B")]);
        assert_eq!(
            found(&both("participating", "lead"), "", ""),
            [format!("{row} why=wrong_lead units=A,B lead=B")]
        );
        assert_eq!(found(&both("lead", "participating"), "", ""), NONE);
        let kinds = "lead_kinds = [\"petition\"]\n";
        assert_eq!(
            found(&both("lead", "participating"), "", kinds),
            [format!("{row} why=wrong_lead units=A,B lead=A kinds=petition")]
        );
    }

    #[test]
    fn an_office_that_only_took_it_in_is_no_first_receiver() {
        let entry = "[routing]\nfirst_receiver_leads = true\nentry_kinds = [\"petition\"]\n";
        let handed = both("lead", "participating").replace("1,2,", "1,3,").replace("1,1,", "1,2,");
        let hops = format!("1,1,L,P,,2026-07-01,2026-07-01,\n{handed}");
        let row = "joint 1 @P 2026-07-02T00:00 why=wrong_lead units=A,B lead=A";
        assert_eq!(found(&hops, "", ""), [row], "no kinds take in, so the office received it first");
        assert_eq!(found(&hops, "", entry), NONE);
    }

    #[test]
    fn a_case_that_was_handed_on_is_of_one_unit() {
        let chain = "1,1,P,A,,2026-07-02,2026-07-03,\n1,2,A,B,,2026-07-04,2026-07-05,";
        assert_eq!(found(chain, "", ""), NONE);
        let done = "1,1,P,A,,2026-07-02,2026-07-03,2026-07-04\n1,2,P,B,,2026-07-04,,";
        assert_eq!(found(done, "", ""), NONE);
    }

    #[test]
    fn only_one_unit_leads() {
        let row = "joint 1 @P 2026-07-02T00:00 why=several_leads units=A,B lead=A,B";
        assert_eq!(found(&both("lead", "lead"), "", ""), [row]);
        let done = both("lead", "lead").replace("2026-07-03,", "2026-07-03,2026-07-20");
        assert_eq!(found(&done, "", ""), NONE, "A has finished, and B leads");
        let passed = format!("{}\n1,3,A,B,lead,2026-07-05,,", both("lead", "participating"));
        assert_eq!(found(&passed, "", ""), NONE, "A has given the lead to B");
    }

    #[test]
    fn somebody_guides() {
        let (hops, kinds) = (both("lead", "participating"), "guide_kinds = [\"law\"]\n");
        let row = "joint 1 @P 2026-07-02T00:00 why=no_guide units=A,B kinds=law";
        assert_eq!(found(&hops, "m,B,talk,2026-07-05,1", kinds), [row]);
        assert_eq!(found(&hops, "m,L,talk,2026-07-05,1", kinds), NONE);
        assert_eq!(found(&hops, "m,L,talk,2026-08-05,1", kinds), [row], "that meeting is still to come");
        assert_eq!(found(&format!("{hops}\n1,3,P,L,participating,2026-07-05,,"), "", kinds), NONE);
    }
}
