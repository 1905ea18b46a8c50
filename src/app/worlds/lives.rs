//! Cases of a world: each lives by the script of its batch.

use super::WorldError;
use super::draft::{Draft, HOUR_S, draw_span};
use super::rows::{Act, Life, What};
use super::spec::{BatchSpec, Spec, StepSpec};
use crate::app::demo::draw::Draw;
use crate::calendar::Calendar;
use crate::model::table::EVENT_KINDS;
use crate::model::time::Day;
use crate::playbook::Playbook;

/// How long a unit takes to receive a case where the script does not say.
const WAIT: &str = "1h..26h";
/// The word for whoever was handed the case last.
const HOLDER: &str = "holder";
/// How often another day is drawn when nobody works on the one drawn.
const DAYS_TRIED: usize = 40;

/// Adds them.
///
/// # Errors
/// When a script names what is not there.
pub fn fill(draft: &mut Draft, spec: &Spec, playbook: &Playbook) -> Result<(), WorldError> {
    for (at, batch) in spec.cases.iter().enumerate() {
        let mut draw = draft.draw(&format!("cases {}", batch.name));
        let steps = steps_of(spec, batch)?;
        let places = draft.of_level(batch.level.as_deref().unwrap_or("village"))?;
        let givers = people_of(draft, &batch.tier_by);
        let ratings: Vec<&String> =
            batch.ratings.iter().flat_map(|r| std::iter::repeat_n(&r.rating, r.count)).collect();
        for number in 0..batch.count {
            let division = places[draw.index(places.len())];
            let opened = opening(draft, batch, &mut draw)?;
            let kind = turn(&batch.kinds, number)
                .ok_or_else(|| WorldError::missing("a kind of case of batch", &batch.name))?;
            let mut life = Life {
                id: format!("{}{:06}", draft.prefix, draft.lives.len() + 1),
                batch: at,
                division,
                number,
                channel: turn(&batch.channels, number).unwrap_or_default(),
                tier: batch.tier.clone(),
                tier_by: givers.get(number % givers.len().max(1)).copied(),
                is_tier_reasoned: !batch.tier.is_empty(),
                unreasoned: Vec::new(),
                board: board(batch, playbook, &kind, number),
                rating: ratings.get(number).map_or_else(String::new, |rating| (*rating).clone()),
                kind,
                opened,
                acts: Vec::new(),
            };
            life.acts = live(draft, &life, &steps, &mut draw)?;
            draft.lives.push(life);
        }
    }
    Ok(())
}

/// The steps of a batch, one script after another.
///
/// # Errors
/// When there is no such script.
pub fn steps_of(spec: &Spec, batch: &BatchSpec) -> Result<Vec<StepSpec>, WorldError> {
    let mut steps = Vec::new();
    for name in &batch.script {
        let script = spec.scripts.get(name).ok_or_else(|| WorldError::missing("a script", name))?;
        steps.extend(script.iter().cloned());
    }
    Ok(steps)
}

/// What happens to `life` by `steps` from its opening on.
///
/// # Errors
/// When a step names what is not there.
pub fn live(draft: &Draft, life: &Life, steps: &[StepSpec], draw: &mut Draw) -> Result<Vec<Act>, WorldError> {
    let mut story = Story { draft, life, at: life.opened, holder: None, hands: 0, unfinished: Vec::new() };
    let mut acts = Vec::new();
    for step in steps {
        story.tell(step, draw, &mut acts)?;
    }
    acts.sort_by_key(|act| act.at);
    Ok(acts)
}

/// What `step` adds to `life`, counted from its opening.
///
/// # Errors
/// When it names what is not there.
pub fn added(draft: &Draft, life: &Life, step: &StepSpec, draw: &mut Draw) -> Result<Vec<Act>, WorldError> {
    let mut story = Story { draft, life, at: life.opened, holder: None, hands: 0, unfinished: Vec::new() };
    for act in &life.acts {
        if let What::Hand { seq, to, .. } = &act.what {
            story.holder = Some(*to);
            story.hands = story.hands.max(*seq);
        }
    }
    let mut acts = Vec::new();
    story.tell(step, draw, &mut acts)?;
    Ok(acts)
}

/// A case while its script is followed.
struct Story<'a> {
    draft: &'a Draft,
    life: &'a Life,
    at: i64,
    holder: Option<usize>,
    hands: usize,
    unfinished: Vec<usize>,
}

impl Story<'_> {
    fn tell(&mut self, step: &StepSpec, draw: &mut Draw, acts: &mut Vec<Act>) -> Result<(), WorldError> {
        self.at += draw_span(&step.after, draw)?;
        let at = self.at;
        if let Some(kind) = &step.event {
            if !EVENT_KINDS.contains(&kind.as_str()) {
                return Err(WorldError::missing("a kind of event", kind));
            }
            let agency = if step.by.is_empty() { None } else { Some(self.agency(&step.by)?) };
            let what = What::Event {
                kind: kind.clone(),
                agency,
                step: step.step.clone(),
                result: step.result.clone(),
                count: step.count,
            };
            acts.push(Act { at, what });
        }
        if let Some(kind) = &step.hand {
            self.hand(kind, step, draw, acts)?;
        }
        if step.finish {
            acts.extend(self.unfinished.drain(..).map(|seq| Act { at, what: What::Finish(seq) }));
        }
        if step.close {
            acts.push(Act { at, what: What::Close });
        }
        if !step.assign.is_empty() {
            let person = self.person(step)?;
            let assign = |role: &String| Act { at, what: What::Assign { person, role: role.clone() } };
            acts.extend(step.assign.iter().map(assign));
        }
        Ok(())
    }

    fn hand(
        &mut self,
        kind: &str,
        step: &StepSpec,
        draw: &mut Draw,
        acts: &mut Vec<Act>,
    ) -> Result<(), WorldError> {
        let from = self.agency(if step.from.is_empty() { HOLDER } else { &step.from })?;
        let to = self.agency(kind)?;
        self.hands += 1;
        let (at, seq) = (self.at, self.hands);
        acts.push(Act { at, what: What::Hand { seq, from, to, role: step.role.clone() } });
        self.holder = Some(to);
        if step.wait == "never" {
            return Ok(());
        }
        self.at += draw_span(if step.wait.is_empty() { WAIT } else { &step.wait }, draw)?;
        acts.push(Act { at: self.at, what: What::Receive(seq) });
        self.unfinished.push(seq);
        Ok(())
    }

    fn agency(&self, kind: &str) -> Result<usize, WorldError> {
        if kind == HOLDER {
            return self.holder.ok_or_else(|| WorldError::missing("a holder of case", &self.life.id));
        }
        self.draft.nearest(self.life.division, kind, self.life.number)
    }

    /// Somebody of the kind and team asked for, of an agency as near as can be.
    fn person(&self, step: &StepSpec) -> Result<usize, WorldError> {
        let all = self.draft.people.iter().enumerate();
        let those = all.filter(|(_, person)| {
            person.kind == step.person && (step.team.is_empty() || person.team == step.team)
        });
        let line: Vec<usize> = self.draft.line(self.life.division).collect();
        let farness = |agency: usize| {
            let place = self.draft.agencies[agency].division;
            line.iter().position(|&at| at == place).unwrap_or(usize::MAX)
        };
        let by_farness: Vec<(usize, usize)> = those.map(|(at, p)| (farness(p.agency), at)).collect();
        let nearest = by_farness.iter().map(|(far, _)| *far).min();
        let near: Vec<usize> =
            by_farness.iter().filter(|(far, _)| Some(*far) == nearest).map(|(_, at)| *at).collect();
        near.get(self.life.number % near.len().max(1))
            .copied()
            .ok_or_else(|| WorldError::missing("a person of kind", &step.person))
    }
}

/// The people of `kind`.
fn people_of(draft: &Draft, kind: &str) -> Vec<usize> {
    (0..draft.people.len()).filter(|&at| draft.people[at].kind == kind).collect()
}

/// The word whose turn it is.
fn turn(words: &[String], number: usize) -> Option<String> {
    words.get(number % words.len().max(1)).cloned()
}

/// The board at which a case of `kind` is taken in.
fn board(batch: &BatchSpec, playbook: &Playbook, kind: &str, number: usize) -> String {
    if let Some(stated) = turn(&batch.boards, number) {
        return stated;
    }
    let those: Vec<&String> =
        playbook.place.boards.iter().filter(|board| board.takes(kind)).map(|board| &board.name).collect();
    those
        .get(number / batch.kinds.len().max(1) % those.len().max(1))
        .map_or_else(String::new, |name| (*name).clone())
}

/// A morning on a working day among the batch's days.
fn opening(draft: &Draft, batch: &BatchSpec, draw: &mut Draw) -> Result<i64, WorldError> {
    let (first, last) = (draft.day(&batch.opened[0])?, draft.day(&batch.opened[1])?);
    let calendar = Calendar::china();
    let mut day = first;
    for _ in 0..DAYS_TRIED {
        day = i32::try_from(draw.between(i64::from(first), i64::from(last))).unwrap_or(first);
        if calendar.is_workday(Day::from_number(day)) {
            break;
        }
    }
    Ok(draft.start_of(day) + draw.between(8 * HOUR_S + HOUR_S / 2, 11 * HOUR_S))
}
