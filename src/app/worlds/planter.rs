//! What is needed to plant breaks: the world, chance, what was planted already and what must be found for it.

use std::collections::BTreeSet;

use super::WorldError;
use super::draft::Draft;
use super::spec::Spec;
use super::truth::Truth;
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

impl<'a> Planter<'a> {
    /// Everything that is needed to plant in `draft`.
    #[must_use]
    pub fn new(draft: &'a mut Draft, spec: &'a Spec, playbook: &'a Playbook) -> Self {
        let draw = draft.draw("breaks");
        Self { draft, spec, playbook, truth: Truth::default(), draw, used: BTreeSet::new() }
    }

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
        let is_there = |victim: &Victim| match *victim {
            Victim::Agency(at) => self.draft.agencies[at].to.is_none(),
            Victim::Case(_) | Victim::Division(_) | Victim::Person(_) | Victim::Task(_) => true,
        };
        let is_free = |victim: &Victim| is_there(victim) && !self.used.contains(&key(*victim));
        let free: Vec<Victim> = all.iter().copied().filter(is_free).collect();
        let victim = free.get(self.draw.index(free.len())).copied();
        let victim = victim.ok_or_else(|| WorldError::missing("anything left to break for", about))?;
        self.used.insert(key(victim));
        Ok(victim)
    }

    /// The agencies in which something was planted: none of them may end.
    pub fn broken_agencies(&self) -> impl Iterator<Item = usize> + '_ {
        self.used.iter().filter_map(|(victim, _)| match victim {
            Victim::Agency(at) => Some(*at),
            Victim::Case(_) | Victim::Division(_) | Victim::Person(_) | Victim::Task(_) => None,
        })
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

    /// Writes down what is found for `victim`: `DETECTOR RULE WHY` of a rule of the playbook; without a reason where the
    /// detector states none.
    pub fn expect_rule(&mut self, behaviour: &Text, finds: &str, victim: Victim) {
        let mut parts = finds.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default();
        let (detector, rule, why) = (next(), next(), next());
        let item = format!("{rule} {} {why}", self.subject(victim));
        self.truth.expect(behaviour, detector, item.trim_end().to_owned());
    }
}
