//! From what the rules say to the answer; and who decides where units are at odds.
//!
//! Units negotiate; a dispute goes to the superior that they have in common, and where there is none to the joint
//! conference (Regulations on Petition Work, article 24).

use super::answer::{Cause, Line, Outcome, Rule, Says, Way};
use super::desk::Desk;
use super::excluded::Exclusions;
use super::rules::first;
use crate::snapshot::index::AgencyIdx;

pub(super) fn outcome(desk: &Desk<'_>, lines: &[Line], excluded: &Exclusions) -> Outcome {
    let decides = lines.iter().find(|line| matches!(line.says, Says::Takes | Says::Conflict));
    let Some(line) = decides else { return Outcome::Nobody };
    let (rule, between) = (line.rule, first(&line.found));
    let agency = match between.as_slice() {
        [] => return Outcome::Nobody,
        [one] => return Outcome::Unit { agency: *one, rule },
        _ => common_superior(desk, &between, excluded).map(|agency| (agency, Way::CommonSuperior)),
    };
    let cause = match rule {
        Rule::Accepted => Cause::AllClaim,
        Rule::Declined => Cause::AllDecline,
        Rule::Designated
        | Rule::ObjectionRejected
        | Rule::JointLead
        | Rule::FirstReceiver
        | Rule::Dispatched
        | Rule::Entry
        | Rule::Takes
        | Rule::Coordinator
        | Rule::AboveAccused => Cause::SameRank,
    };
    let conference = || conference(desk, &between, excluded).map(|agency| (agency, Way::Conference));
    match agency.or_else(conference) {
        Some((agency, way)) => Outcome::Decider { agency, way, between, cause, rule },
        None => Outcome::Undecided { between, cause, rule },
    }
}

/// The lowest agency that stands above each of `units` in the line, exists and may decide.
fn common_superior(desk: &Desk<'_>, units: &[AgencyIdx], excluded: &Exclusions) -> Option<AgencyIdx> {
    let agencies = desk.snapshot.agencies();
    let (one, others) = units.split_first()?;
    let is_above_all =
        |a: &AgencyIdx| others.iter().all(|&unit| agencies.line(unit).skip(1).any(|above| above == *a));
    let above = agencies.line(*one).skip(1).filter(is_above_all);
    above.filter(|a| desk.exists(*a)).find(|&a| !excluded.may_not_decide(a) && !units.contains(&a))
}

/// The joint conference nearest around the place; of several in one place the first by id.
fn conference(desk: &Desk<'_>, units: &[AgencyIdx], excluded: &Exclusions) -> Option<AgencyIdx> {
    let kind = desk.rules.routing.conference_kind.as_ref()?;
    let all = desk.around(|a| desk.is_of(a, std::slice::from_ref(kind)));
    all.into_iter().map(|row| row.1).find(|&a| !excluded.may_not_decide(a) && !units.contains(&a))
}
