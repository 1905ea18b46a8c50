//! `tier_gaps`: cases that lack what their tier asks for.
//!
//! **Meaning.** A tier is given to a case by a person, with a reason. For each of `[[tiers]]` and each case that bears
//! it, a row says where
//! - `no_party`: no unit of any kind of a group of `parties` is among those of the case's handoffs and events; a row
//!   for each group;
//! - `no_leader`: nobody holds `leader_role` for the case today, or on the day on which it was closed;
//! - `no_task_force`: one must be set up, and there is no such event;
//! - `no_reason`: it is not recorded who gave the tier and why;
//! - `past_limit`: the case was closed after the tier's limit from its opening, or is open after it. A case that was
//!   reopened has its limit anew from there, and what was late before stays late. Times at which the case was
//!   suspended do not count.
//!
//! Charged is the holder; where no unit has it yet, the coordinator of where it arose. Order: by how much the limit was
//! passed, then case.
//!
//! **Worked case.** A hard case needs the police and the court or the procuracy, a leader and a task force, and must be
//! closed within 30 days. One went from the centre to the police; it has a leader and no task force, and on day 31 it is
//! open: the court or procuracy is missing, the task force too, and the limit is passed.

use super::broken::{Broken, Fact, Subject};
use super::kinds::TASK_FORCE;
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName};
use crate::clocks::trace::instant;
use crate::playbook::place::Tier;
use crate::snapshot::index::{AgencyIdx, CaseIdx, WordIdx};
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "tier_gaps",
    meaning_zh: "未达到所定分级要求（参与单位、包案领导、专班、理由、时限）的案件",
    meaning_en: "cases that lack what their tier asks for: parties, a leader, a task force, a reason, or its limit",
    names_cases: true,
    rules: |place| {
        place.tiers.iter().map(|tier| RuleName { id: &tier.name, title: Some(&tier.title) }).collect()
    },
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let tiers: Vec<Ready<'_>> = scene.place.tiers.iter().filter_map(|tier| Ready::new(scene, tier)).collect();
    if tiers.is_empty() {
        return Vec::new();
    }
    scene.each_case(|case, rows| {
        let Some(tier) = scene.snapshot.cases().tier(case) else { return };
        if let Some(ready) = tiers.iter().find(|ready| ready.word == tier) {
            ready.see(scene, case, rows);
        }
    })
}

/// A tier that some case bears, in words of the snapshot.
struct Ready<'r> {
    rule: &'r Tier,
    word: WordIdx,
    parties: Vec<WordSet>,
    leader: Option<WordSet>,
}

impl<'r> Ready<'r> {
    fn new(scene: &Scene<'_>, rule: &'r Tier) -> Option<Self> {
        let parties = rule.parties.iter().filter(|group| !group.is_empty());
        Some(Self {
            rule,
            word: scene.word(&rule.name)?,
            parties: parties.map(|group| scene.words(group)).collect(),
            leader: rule.leader_role.as_ref().map(|role| scene.words(&[role])),
        })
    }

    fn see(&self, scene: &Scene<'_>, case: CaseIdx, rows: &mut Vec<Broken>) {
        let snapshot = scene.snapshot;
        let mut holder = None;
        let mut add = |why: Why, more: &dyn Fn(Broken) -> Broken| {
            let by = *holder.get_or_insert_with(|| answers(scene, case));
            let since = Some(instant(snapshot.cases().opened(case)));
            let row = Broken::of(&self.rule.name, Subject::Case(case)).by(by).span(since, None);
            rows.push(more(row.why(why)));
        };
        if !self.parties.is_empty() {
            let there: Vec<Option<WordIdx>> =
                parties(scene, case).map(|agency| snapshot.agencies().kind(agency)).collect();
            let groups = self.rule.parties.iter().filter(|group| !group.is_empty());
            for (group, kinds) in groups.zip(&self.parties) {
                if !there.iter().any(|&kind| kinds.has(kind)) {
                    add(Why::NoParty, &|row| row.fact(Key::Kinds, Fact::texts(group)));
                }
            }
        }
        if let (Some(roles), Some(role)) = (&self.leader, &self.rule.leader_role) {
            let day = scene.seen_on(case);
            let mut leaders = snapshot.of_cases().to(case.index()).filter(|a| roles.has(Some(a.role)));
            if !leaders.any(|leader| scene.serves(&leader, day)) {
                add(Why::NoLeader, &|row| row.fact(Key::Role, Fact::Text(role.as_str().into())));
            }
        }
        if self.rule.task_force && !scene.events(case).any(|event| event.kind == TASK_FORCE) {
            add(Why::NoTaskForce, &|row| row);
        }
        if !snapshot.cases().is_tier_reasoned(case) {
            add(Why::NoReason, &|row| row);
        }
        let Some(terms) = self.rule.limit else { return };
        let (by, stood) = (answers(scene, case), scene.suspensions(case));
        for round in scene.rounds(case) {
            if let Some(due) = scene.due_of(by, round.start, terms, &stood)
                && let Some(late_s) = scene.late_s(round.closed_at(), due)
            {
                add(Why::PastLimit, &|row| {
                    let row = row.span(Some(instant(round.start)), Some(due));
                    row.fact(Key::Limit, Fact::limit(terms)).late(late_s)
                });
            }
        }
    }
}

/// The units of the case's handoffs and events; some more than once.
pub(super) fn parties<'s>(scene: &'s Scene<'_>, case: CaseIdx) -> impl Iterator<Item = AgencyIdx> + 's {
    let hops = scene.world.hops(case, None).flat_map(|hop| [hop.from, hop.to]);
    hops.chain(scene.events(case).filter_map(|event| event.agency))
}

/// Who has `case`: its holder, else the coordinator of where it arose.
pub(super) fn answers(scene: &Scene<'_>, case: CaseIdx) -> Option<AgencyIdx> {
    scene.holder(case).or_else(|| scene.coordinator(scene.snapshot.cases().village(case)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(case: &str, handoffs: &str, events: &str, assignments: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (
                Table::Agencies,
                "id,name,kind,division_code,coordinates\nZ,z,centre,v,true\nP,p,police,v,\nC,c,court,v,",
            ),
            (Table::People, "id,kind\nx,leader"),
            (
                Table::Cases,
                &format!(
                    "id,village_code,kind,opened_at,tier,tier_by,tier_reason,closed_at\n{case}\n2,v,k,2026-07-01,,,,"
                ),
            ),
            (Table::Assignments, &format!("person_id,case_id,role,valid_from,valid_to\n{assignments}")),
            (Table::Handoffs, &format!("case_id,seq,from_agency,to_agency,sent_at,received_at\n{handoffs}")),
            (Table::CaseEvents, &format!("case_id,at,kind,agency_id\n{events}")),
        ];
        let rule = "[[tiers]]\nname = \"hard\"\ntitle = { zh = \"难\", en = \"hard\" }\namount = 30\n\
            parties = [[\"police\"], [\"court\", \"procuracy\"]]\nleader_role = \"leader\"\ntask_force = true\n";
        lines("tier_gaps", &tables, rule, now)
    }

    const OPEN: &str = "1,v,k,2026-07-01 08:00,hard,x,因为,";
    const SENT: &str = "1,1,Z,P,2026-07-02,2026-07-03";
    const LED: &str = "x,1,leader,2026-07-02,";

    #[test]
    fn the_worked_case() {
        let since = "hard 1 @P 2026-07-01T08:00";
        assert_eq!(
            found(OPEN, SENT, "", LED, "2026-08-01 00:00:04"),
            [
                format!("{since} <2026-07-31T23:59 why=past_limit limit=30calendar_day late_s=5"),
                format!("{since} why=no_party kinds=court,procuracy"),
                format!("{since} why=no_task_force"),
            ]
        );
    }

    #[test]
    fn each_round_has_its_limit() {
        let there = "1,2026-07-02,task_force,Z\n1,2026-07-03,consulted,C";
        let of = |closed: &str, now: &str| {
            found(OPEN, SENT, &format!("{there}\n1,{closed},closed,Z\n1,2026-08-06,reopened,Z"), LED, now)
        };
        let none = [] as [&str; 0];
        assert_eq!(
            of("2026-07-20", "2026-09-07 23:59:59"),
            none,
            "closed in time, and open again for 30 days"
        );
        let limit = "why=past_limit limit=30calendar_day";
        assert_eq!(
            of("2026-07-20", "2026-09-08"),
            [format!("hard 1 @P 2026-08-06T00:00 <2026-09-07T23:59 {limit} late_s=1")]
        );
        assert_eq!(
            of("2026-08-01 00:00:01", "2026-08-10"),
            [format!("hard 1 @P 2026-07-01T08:00 <2026-07-31T23:59 {limit} late_s=2")],
            "what was late before it was reopened stays late"
        );
    }

    #[test]
    fn whatever_is_there_is_not_missing() {
        let events = "1,2026-07-02,task_force,Z\n1,2026-07-03,consulted,C";
        assert_eq!(found(OPEN, SENT, events, LED, "2026-07-31"), [] as [&str; 0]);
        let closed = "1,v,k,2026-07-01 08:00,hard,x,因为,2026-07-20";
        let left = "x,1,leader,2026-07-02,2026-07-21";
        assert_eq!(
            found(closed, SENT, events, left, "2026-09-01"),
            [] as [&str; 0],
            "led until it was closed"
        );
        assert_eq!(
            found(OPEN, SENT, events, left, "2026-07-21"),
            ["hard 1 @P 2026-07-01T08:00 why=no_leader role=leader"],
            "it is open, and its leader has gone"
        );
        let bare = "1,v,k,2026-07-01 08:00,hard,,,";
        assert_eq!(
            found(bare, "", events, LED, "2026-07-21"),
            [
                "hard 1 @Z 2026-07-01T08:00 why=no_party kinds=police",
                "hard 1 @Z 2026-07-01T08:00 why=no_reason",
            ]
        );
        let waited = format!("{events}\n1,2026-07-30,suspended,Z");
        assert_eq!(found(OPEN, SENT, &waited, LED, "2026-09-01"), [] as [&str; 0], "its clock stands");
    }
}
