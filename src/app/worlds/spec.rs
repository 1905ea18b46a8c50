//! What a world file states. Spans of time are `30m`, `2h`, `3d` or a range of them, `2h..30h`; days are
//! `YYYY-MM-DD`, or `-3d` for so many days before the world's present.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::playbook::Text;

/// A world file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Begins the ids of its cases.
    pub prefix: String,
    /// Its present, in the playbook's zone.
    pub now: String,
    /// Since when its people serve.
    pub since: String,
    /// Divisions, a wider level before a narrower one.
    pub divisions: Vec<DivisionSpec>,
    /// Agencies, a superior before whom it is above.
    pub agencies: Vec<AgencySpec>,
    /// People and what they are assigned to.
    #[serde(default)]
    pub staff: Vec<StaffSpec>,
    /// Pairings.
    #[serde(default)]
    pub links: Vec<LinkSpec>,
    /// Tasks.
    #[serde(default)]
    pub tasks: Vec<TaskSpec>,
    /// Calls of departments.
    #[serde(default)]
    pub whistles: Vec<WhistleSpec>,
    /// Years in which the playbook's campaigns are held.
    #[serde(default)]
    pub campaign_years: Vec<i32>,
    /// Steps that scripts of batches are made of.
    #[serde(default)]
    pub scripts: BTreeMap<String, Vec<StepSpec>>,
    /// Batches of cases.
    #[serde(default)]
    pub cases: Vec<BatchSpec>,
    /// Planted breaks.
    #[serde(default)]
    pub breaks: Vec<BreakSpec>,
}

/// Divisions of one level.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionSpec {
    /// Their level.
    pub level: String,
    /// Their kind.
    #[serde(default)]
    pub kind: String,
    /// Each one's own digits and name: `001 北城街道`.
    #[serde(default)]
    pub names: Vec<String>,
    /// Or how many there are, shared among the divisions of the next wider level.
    #[serde(default)]
    pub count: usize,
    /// What these are called; `{n}` is a number within the division around.
    #[serde(default)]
    pub name: String,
}

/// Agencies of one kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencySpec {
    /// Their kind.
    pub kind: String,
    /// Level of their divisions.
    pub level: String,
    /// What stands after the division's name.
    pub name: String,
    /// How many in all; one in each division when left out.
    pub count: Option<usize>,
    /// Kind of the superior: the nearest in the division or around.
    pub parent: Option<String>,
    /// Whether they coordinate their divisions.
    #[serde(default)]
    pub coordinates: bool,
}

/// People of one kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffSpec {
    /// Their kind.
    pub kind: String,
    /// Their title, which their names begin with.
    pub title: String,
    /// Kind of the agencies that they belong to.
    pub agency: String,
    /// Level of the divisions that they serve; their agencies when left out.
    pub level: Option<String>,
    /// How many for each of these; 1 when left out.
    #[serde(default = "one")]
    pub each: usize,
    /// How many in all, shared among these.
    pub count: Option<usize>,
    /// In which roles they serve; none when empty.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Their team.
    #[serde(default)]
    pub team: String,
    /// Stars that were entered for them.
    pub stars: Option<u32>,
    /// On what the stars rest.
    #[serde(default)]
    pub stars_basis: String,
}

fn one() -> usize {
    1
}

/// Pairings of one kind. Exactly one of the three ends on the left is given.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// Their kind.
    pub kind: String,
    /// Kinds of the agencies on the left.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// Kind of the people on the left.
    pub people: Option<String>,
    /// Level of the divisions on the left.
    pub level: Option<String>,
    /// Kinds of the agencies on the right: the nearest, else each in turn.
    pub to: Vec<String>,
    /// Only so many of those on the left; all when left out.
    pub count: Option<usize>,
    /// Whether the first is paired with the first, the second with the second.
    #[serde(default)]
    pub one_to_one: bool,
}

/// Tasks of one project.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSpec {
    /// The project.
    pub project: String,
    /// What each is called; a number follows.
    pub title: String,
    /// How many.
    pub count: usize,
    /// Kinds of the units, in turn.
    pub units: Vec<String>,
    /// First and last day on which one is due.
    pub due: [String; 2],
}

/// Calls of departments, as the playbook's `[whistle]` has them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhistleSpec {
    /// How many.
    pub count: usize,
    /// Kind of who calls.
    pub by: String,
    /// Kinds that are called, in turn.
    pub calls: Vec<String>,
    /// How many of these each time.
    #[serde(default = "one")]
    pub each: usize,
    /// First and last day.
    pub days: [String; 2],
}

/// Cases that live by one script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchSpec {
    /// Its name, once in a file.
    pub name: String,
    /// How many.
    pub count: usize,
    /// Kinds of the cases, in turn.
    pub kinds: Vec<String>,
    /// Channels, in turn.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Boards, in turn; where the playbook has boards and none is given, those that take the kind.
    #[serde(default)]
    pub boards: Vec<String>,
    /// Tier.
    #[serde(default)]
    pub tier: String,
    /// Kind of the people who give the tier.
    #[serde(default)]
    pub tier_by: String,
    /// Level of the divisions where they arise; village when left out.
    pub level: Option<String>,
    /// First and last day of opening.
    pub opened: [String; 2],
    /// Names of the scripts that follow one another.
    pub script: Vec<String>,
    /// Ratings of the first cases.
    #[serde(default)]
    pub ratings: Vec<RatingSpec>,
}

/// Ratings of some cases.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingSpec {
    /// The rating.
    pub rating: String,
    /// How many have it.
    pub count: usize,
}

/// A step of a script: one of `event`, `hand`, `finish`, `close` or `assign`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSpec {
    /// How long after the step before; 0 when left out.
    #[serde(default)]
    pub after: String,
    /// Kind of an event.
    pub event: Option<String>,
    /// Kind of the agency that acts; `holder` for who was handed the case last.
    #[serde(default)]
    pub by: String,
    /// Step of the event.
    #[serde(default)]
    pub step: String,
    /// Result of the event.
    #[serde(default)]
    pub result: String,
    /// Count of the event.
    pub count: Option<u32>,
    /// Kind of the agency to which the case is handed.
    pub hand: Option<String>,
    /// Kind of the agency that hands it over; `holder` when left out.
    #[serde(default)]
    pub from: String,
    /// Part that it is handed over for.
    #[serde(default)]
    pub role: String,
    /// How long until it is received; `never` for never.
    #[serde(default)]
    pub wait: String,
    /// What was handed over is finished.
    #[serde(default)]
    pub finish: bool,
    /// The case is closed.
    #[serde(default)]
    pub close: bool,
    /// Roles in which one person is assigned to the case.
    #[serde(default)]
    pub assign: Vec<String>,
    /// Kind of the person.
    #[serde(default)]
    pub person: String,
    /// Team of the person; anyone of the kind when empty.
    #[serde(default)]
    pub team: String,
}

/// A planted break. With `batch` it edits cases of that batch; else `rule` says what it breaks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakSpec {
    /// The behaviour of the place that it breaks.
    pub behaviour: Text,
    /// How many times; 1 when left out.
    #[serde(default = "one")]
    pub count: usize,
    /// The published figures that it moves; it is planted only when all are.
    #[serde(default)]
    pub moves: Vec<String>,
    /// The batch.
    pub batch: Option<String>,
    /// What is done to the case.
    #[serde(default)]
    pub edit: Vec<EditSpec>,
    /// How long ago the case was opened, where that matters.
    pub age: Option<String>,
    /// `DETECTOR RULE WHY`, `overdue CLOCK` or `DETECTOR`: what must be found for each case.
    #[serde(default)]
    pub finds: Vec<String>,
    /// `DETECTOR RULE` of a break that is about no case, or `uncovered`, `broken_chain LEVEL`, `slow KIND`.
    pub rule: Option<String>,
    /// How it is broken; each kind of rule has its own words.
    #[serde(default)]
    pub how: String,
    /// `DETECTOR RULE WHY` of what is found for the same subject besides.
    #[serde(default)]
    pub also: Vec<String>,
}

/// An edit of a case. Acts are named by their kind, or kind and step: `escalated:alliance`, `hand:1`, `receive:1`,
/// `finish:1`, `close`, `assign:mediator`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditSpec {
    /// Takes out such acts.
    pub drop: Option<String>,
    /// Puts off the first such act and all after it.
    pub delay: Option<String>,
    /// By how long.
    #[serde(default)]
    pub by: String,
    /// Whether only that act is put off.
    #[serde(default)]
    pub alone: bool,
    /// Exchanges the times of the first of the one and of the other.
    pub swap: Option<[String; 2]>,
    /// Changes such an act: its agency, its addressee, its part, its step or its result.
    pub change: Option<String>,
    /// To this kind of agency.
    pub to: Option<String>,
    /// To this part; empty for none.
    pub role: Option<String>,
    /// To this step.
    pub step: Option<String>,
    /// To this result; empty for none.
    pub result: Option<String>,
    /// Changes a cell of the case: `board`, `tier`, `tier_by`, `tier_reason`, `kind`, `channel`; or
    /// `reason`: of the act `value` none is recorded.
    pub cell: Option<String>,
    /// To this value.
    #[serde(default)]
    pub value: String,
    /// Adds a step, so long after the opening.
    pub add: Option<StepSpec>,
}
