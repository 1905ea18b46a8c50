//! Planting breaks: each is declared in the world file, done to the rows of a world that keeps its playbook, and written
//! down with what a sweep must find for it.
//!
//! Two ways: [`super::edits`] change the story of a case, whatever rule that breaks; [`super::shortfalls`] and
//! [`super::gaps`] break a rule that is about something else, and find out from the playbook's rule what that takes.

use super::draft::Draft;
use super::planter::Planter;
use super::spec::{BreakSpec, Spec};
use super::truth::Truth;
use super::{Planting, WorldError, edits, gaps, shortfalls};
use crate::playbook::Playbook;

/// The word for a break that makes a unit slow.
const SLOW: &str = "slow";

/// Plants what `spec` declares; returns what a sweep must find.
///
/// # Errors
/// When the world file names what is not there, or asks for more than there is.
pub fn plant(
    draft: &mut Draft,
    spec: &Spec,
    playbook: &Playbook,
    planting: Planting,
) -> Result<Truth, WorldError> {
    let mut planter = Planter::new(draft, spec, playbook);
    let is_planted = |stated: &&BreakSpec| match planting {
        Planting::Nothing => false,
        Planting::Shown => stated.moves.is_empty(),
        Planting::Everything => true,
    };
    let mut breaks: Vec<&BreakSpec> = spec.breaks.iter().filter(is_planted).collect();
    // Units are slow before single cases are edited, and agencies end when it is known which cases lie open with them.
    breaks.sort_by_key(|stated| match (&stated.batch, &stated.rule) {
        (None, Some(rule)) if rule.starts_with(SLOW) => 0,
        (Some(_), _) => 1,
        (None, _) => 2,
    });
    for stated in breaks {
        for _ in 0..stated.count {
            match (&stated.batch, &stated.rule) {
                (Some(batch), _) => edits::plant(&mut planter, stated, batch)?,
                (None, Some(rule)) => by_rule(&mut planter, stated, rule)?,
                (None, None) => {
                    return Err(WorldError::missing("a rule or batch of", &stated.behaviour.en));
                }
            }
        }
    }
    Ok(planter.truth)
}

fn by_rule(planter: &mut Planter<'_>, stated: &BreakSpec, rule: &str) -> Result<(), WorldError> {
    let (detector, rule) = rule.split_once(' ').unwrap_or((rule, ""));
    let victim = match detector {
        "shortfalls" => Some(shortfalls::plant(planter, stated, rule)?),
        "uncovered" | "broken_chain" => Some(gaps::vacate(planter, stated, detector, rule)?),
        "roster_gaps" => Some(gaps::absent(planter, stated, rule)?),
        "screening_gaps" => Some(gaps::unreported(planter, stated, rule)?),
        "meeting_gaps" => Some(gaps::not_held(planter, stated, rule)?),
        "whistle_gaps" => Some(gaps::not_come(planter, stated)?),
        "task_gaps" => Some(gaps::task(planter, stated)?),
        "record_gaps" => Some(gaps::misgiven(planter, stated, rule)?),
        SLOW => {
            gaps::slow(planter, stated, rule)?;
            None
        }
        _ => return Err(WorldError::missing("a way to break", detector)),
    };
    if let Some(victim) = victim {
        for finds in &stated.also {
            planter.expect_rule(&stated.behaviour, finds, victim);
        }
    }
    Ok(())
}
