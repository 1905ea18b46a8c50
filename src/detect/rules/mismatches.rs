//! `mismatches`: cases that went to an agency, a team or a board that does not take cases of their kind.
//!
//! **Meaning.** Where `[[agency_kinds]]`, `[[teams]]` or `[[boards]]` say which kinds of cases they take, a row says of a
//! case of another kind that
//! - `agency_kind`: it was handed to an agency of that kind, other than to take part (one row for each agency);
//! - `team`: somebody of that team is assigned to it, on whatever days (one row for each team of each agency, without a
//!   name);
//! - `board`: it was taken in at that board.
//!
//! Where `[[channels]]` say by which events a channel is required, a row says of a case with such an event that
//! - `channel`: it bears another channel, or none (`channel` says which).
//!
//! What a playbook does not list takes every kind. Charged is the agency, and the agency that the people of the team
//! belong to. Order: case.
//!
//! **Worked case.** Courts take suits and contracts. A land case was handed to the court to lead and to the police to
//! take part: the court is a mismatch.

use super::broken::{Broken, Fact, Subject};
use super::kinds::PARTICIPATING;
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, RuleName};
use crate::clocks::trace::instant;
use crate::playbook::place::{Place, Taker};
use crate::snapshot::index::{AgencyIdx, CaseIdx, WordIdx};
use crate::snapshot::text::WordSet;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "mismatches",
    meaning_zh: "交由不办理此类事项的单位、队伍或者板块办理，或者渠道不符的案件",
    meaning_en: "cases that went to an agency, team or board that does not take their kind, or came by another channel than is required",
    names_cases: true,
    rules,
    find,
};

/// What takes some kinds of cases only.
fn rules(place: &Place) -> Vec<RuleName<'_>> {
    let all = place.agency_kinds.iter().chain(&place.teams).chain(&place.boards);
    let some = all.filter(|taker| !taker.takes.is_empty());
    let takers = some.map(|taker| RuleName { id: &taker.name, title: Some(&taker.title) });
    let channels = place.channels.iter().filter(|channel| !channel.required_by.is_empty());
    let channels = channels.map(|channel| RuleName { id: &channel.name, title: Some(&channel.title) });
    takers.chain(channels).collect()
}

/// A taker that takes some kinds only, as words of the snapshot.
struct Takes<'p> {
    taker: &'p Taker,
    word: WordIdx,
    kinds: WordSet,
}

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let ready = |takers: &'_ [Taker]| -> Vec<(usize, WordIdx, WordSet)> {
        let some = takers.iter().enumerate().filter(|(_, taker)| !taker.takes.is_empty());
        some.filter_map(|(at, t)| Some((at, scene.word(&t.name)?, scene.words(&t.takes)))).collect()
    };
    fn join<'p>(takers: &'p [Taker], ready: Vec<(usize, WordIdx, WordSet)>) -> Vec<Takes<'p>> {
        ready.into_iter().map(|(at, word, kinds)| Takes { taker: &takers[at], word, kinds }).collect()
    }
    let place = scene.place;
    let agencies = join(&place.agency_kinds, ready(&place.agency_kinds));
    let teams = join(&place.teams, ready(&place.teams));
    let boards = join(&place.boards, ready(&place.boards));
    scene.each_case(|case, rows| {
        handed(scene, &agencies, case, rows);
        assigned(scene, &teams, case, rows);
        came_by(scene, case, rows);
        let board = scene.snapshot.cases().board(case);
        if let Some(taker) = wrong(scene, &boards, board, case) {
            let since = Some(instant(scene.snapshot.cases().opened(case)));
            let row = row(scene, taker, case, Why::Board).span(since, None);
            rows.push(row.fact(Key::Board, Fact::Text(taker.name.as_str().into())));
        }
    })
}

/// The taker named `word`, if it does not take `case`.
fn wrong<'p>(
    scene: &Scene<'_>,
    takers: &[Takes<'p>],
    word: Option<WordIdx>,
    case: CaseIdx,
) -> Option<&'p Taker> {
    let found = takers.iter().find(|takes| Some(takes.word) == word)?;
    (!found.kinds.has(scene.snapshot.cases().kind(case))).then_some(found.taker)
}

fn row(scene: &Scene<'_>, taker: &Taker, case: CaseIdx, why: Why) -> Broken {
    let kind = scene.text(scene.snapshot.cases().kind(case));
    Broken::of(&taker.name, Subject::Case(case)).why(why).fact(Key::CaseKind, Fact::Text(kind))
}

/// The channels that `case` must bear and does not.
fn came_by(scene: &Scene<'_>, case: CaseIdx, rows: &mut Vec<Broken>) {
    for channel in scene.place.channels.iter().filter(|channel| !channel.required_by.is_empty()) {
        let asks = |kind: u8| channel.required_by.contains(&kind);
        let Some(event) = scene.events(case).find(|event| asks(event.kind)) else { continue };
        let own = scene.text(scene.snapshot.cases().channel(case));
        if *own != *channel.name {
            let row = Broken::of(&channel.name, Subject::Case(case)).by(event.agency).why(Why::Channel);
            let row = row.span(Some(instant(event.at)), None).fact(Key::Step, Fact::Event(event.kind));
            rows.push(if own.is_empty() { row } else { row.fact(Key::Channel, Fact::Text(own)) });
        }
    }
}

fn handed(scene: &Scene<'_>, takers: &[Takes<'_>], case: CaseIdx, rows: &mut Vec<Broken>) {
    if takers.is_empty() {
        return;
    }
    let (agencies, hops) = (scene.snapshot.agencies(), scene.snapshot.hops());
    let mut seen: Vec<AgencyIdx> = Vec::new();
    for hop in scene.world.hops(case, None) {
        if seen.contains(&hop.to) || hops.role(hop.hop) == Some(PARTICIPATING) {
            continue;
        }
        seen.push(hop.to);
        if let Some(taker) = wrong(scene, takers, agencies.kind(hop.to), case) {
            let since = Some(instant(hops.sent(hop.hop)));
            let row = row(scene, taker, case, Why::AgencyKind).by(Some(hop.to)).span(since, None);
            rows.push(row.fact(Key::AgencyKind, Fact::Text(taker.name.as_str().into())));
        }
    }
}

fn assigned(scene: &Scene<'_>, takers: &[Takes<'_>], case: CaseIdx, rows: &mut Vec<Broken>) {
    if takers.is_empty() {
        return;
    }
    let people = scene.snapshot.people();
    let mut seen: Vec<(&str, Option<AgencyIdx>)> = Vec::new();
    for assignment in scene.snapshot.of_cases().to(case.index()) {
        let begun = assignment.validity.from <= scene.moment.today;
        let found = wrong(scene, takers, people.team(assignment.person), case);
        let Some(taker) = found.filter(|_| begun) else { continue };
        let of = (taker.name.as_str(), people.agency(assignment.person));
        if seen.contains(&of) {
            continue;
        }
        seen.push(of);
        let row = row(scene, taker, case, Why::Team).by(of.1);
        rows.push(row.fact(Key::Team, Fact::Text(of.0.into())));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(rule: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nv,,village,村"),
            (Table::Agencies, "id,name,kind,division_code\nZ,z,centre,v\nC,c,court,v\nP,p,police,v"),
            (Table::People, "id,kind,team,agency_id\nx,k,law,Z\ny,k,law,Z\nz,k,elders,Z"),
            (
                Table::Cases,
                "id,village_code,kind,opened_at,board\n1,v,land,2026-07-01,suits\n2,v,suit,2026-07-01,suits\n3,v,land,2026-07-01,",
            ),
            (
                Table::Assignments,
                "person_id,case_id,role,valid_from,valid_to\nx,1,r,2026-07-02,2026-07-03\ny,1,r,2026-07-02,\nz,1,r,2026-07-02,
                x,2,r,2026-07-02,\nx,3,r,2026-09-02,",
            ),
            (
                Table::Handoffs,
                "case_id,seq,from_agency,to_agency,role,sent_at\n1,1,Z,C,lead,2026-07-02\n1,2,C,Z,,2026-07-03
                1,3,Z,C,,2026-07-04\n1,4,Z,P,participating,2026-07-05\n2,1,Z,C,lead,2026-07-02\n3,1,Z,C,participating,2026-07-02",
            ),
        ];
        lines("mismatches", &tables, rule, "2026-08-01")
    }

    fn taker(section: &str, name: &str, takes: &str) -> String {
        format!("[[{section}]]\nname = \"{name}\"\ntitle = {{ zh = \"名\", en = \"name\" }}\n{takes}\n")
    }

    #[test]
    fn the_worked_case() {
        let takes = "takes = [\"suit\", \"contract\"]";
        let rules = taker("agency_kinds", "court", takes) + &taker("agency_kinds", "police", takes);
        assert_eq!(
            found(&(rules + &taker("agency_kinds", "centre", ""))),
            ["court 1 @C 2026-07-02T00:00 why=agency_kind case_kind=land agency_kind=court"]
        );
    }

    #[test]
    fn teams_and_boards() {
        let takes = "takes = [\"suit\"]";
        let rules = taker("teams", "law", takes)
            + &taker("boards", "suits", takes)
            + &taker("boards", "other", takes);
        assert_eq!(
            found(&rules),
            [
                "law 1 @Z why=team case_kind=land team=law",
                "suits 1 2026-07-01T00:00 why=board case_kind=land board=suits",
            ]
        );
    }
}
