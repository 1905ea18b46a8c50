//! Planting breaks: each is declared in the world file, done to the rows of a world that keeps its playbook, and written
//! down with what a sweep must find for it.
//!
//! Two ways: [`super::edits`] change the story of a case, whatever rule that breaks; [`super::shortfalls`] and
//! [`super::gaps`] break a rule that is about something else, and find out from the playbook's rule what that takes.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::spec::{BreakSpec, Spec};
use super::truth::Truth;
use super::{Planting, WorldError, edits, gaps, shortfalls};
use crate::app::demo::draw::Draw;
use crate::playbook::{Playbook, Text};

/// A thing that a break was planted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Victim {
    /// A case.
    Case(usize),
    /// A division.
    Division(usize),
    /// An agency.
    Agency(usize),
    /// A person.
    Person(usize),
    /// A task.
    Task(usize),
}

/// What is needed to plant.
pub struct Planter<'a> {
    /// The world.
    pub draft: &'a mut Draft,
    /// Its file.
    pub spec: &'a Spec,
    /// The playbook that it keeps.
    pub playbook: &'a Playbook,
    /// What was planted.
    pub truth: Truth,
    /// Chance.
    pub draw: Draw,
    used: BTreeSet<(Victim, String)>,
}

impl Planter<'_> {
    /// One of `all` in which nothing was planted yet.
    ///
    /// # Errors
    /// When there is none left for `about`.
    pub fn pick(&mut self, all: &[Victim], about: &str) -> Result<Victim, WorldError> {
        // An agency or a division may break several rules; of all else, each is broken in one way only.
        let key = |victim: Victim| match victim {
            Victim::Agency(_) | Victim::Division(_) => (victim, about.to_owned()),
            Victim::Case(_) | Victim::Person(_) | Victim::Task(_) => (victim, String::new()),
        };
        let is_free = |victim: &Victim| !self.used.contains(&key(*victim));
        let free: Vec<Victim> = all.iter().copied().filter(is_free).collect();
        let victim = free.get(self.draw.index(free.len())).copied();
        let victim = victim.ok_or_else(|| WorldError::missing("anything left to break for", about))?;
        self.used.insert(key(victim));
        Ok(victim)
    }

    /// The kind of a victim, as in the rows of rules, and its id.
    #[must_use]
    pub fn subject(&self, victim: Victim) -> String {
        match victim {
            Victim::Case(at) => format!("case {}", self.draft.lives[at].id),
            Victim::Division(at) => format!("division {}", self.draft.divisions[at].code),
            Victim::Agency(at) => format!("agency {}", self.draft.agencies[at].id),
            Victim::Person(at) => format!("person {}", self.draft.people[at].id),
            Victim::Task(at) => format!("task {}", self.draft.tasks[at].id),
        }
    }

    /// Writes down what is found for `victim`: `DETECTOR RULE` of a rule of the playbook.
    pub fn expect_rule(&mut self, behaviour: &Text, finds: &str, victim: Victim) {
        let (detector, rule) = finds.split_once(' ').unwrap_or((finds, ""));
        let item = format!("{rule} {}", self.subject(victim));
        self.truth.expect(behaviour, detector, item);
    }
}

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
    let draw = draft.draw("breaks");
    let used = BTreeSet::new();
    let mut planter = Planter { draft, spec, playbook, truth: Truth::default(), draw, used };
    let is_planted = |stated: &&BreakSpec| match planting {
        Planting::Nothing => false,
        Planting::Shown => stated.moves.is_empty(),
        Planting::Everything => true,
    };
    for stated in spec.breaks.iter().filter(is_planted) {
        for _ in 0..stated.count {
            match (&stated.batch, &stated.rule) {
                (Some(batch), _) => edits::plant(&mut planter, stated, batch)?,
                (None, Some(rule)) => by_rule(&mut planter, stated, rule)?,
                (None, None) => return Err(WorldError::missing("a rule or batch of", &stated.behaviour.en)),
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
        "slow" => {
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
