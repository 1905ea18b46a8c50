//! The document of `route --json`: `schemas/route.schema.json`.
//!
//! Instants are RFC 3339 in the playbook's zone. It tells of complaints: it is for the office that routes.

pub mod parts;
mod shown;

use serde::Serialize;

use super::clock_view::NamedView;
use crate::detect::world::Moment;
use crate::playbook::place::Path;
use crate::playbook::{Playbook, Text};
use crate::route::answer::{Cause, Excluded, Found, Line, Outcome, Route, Rule, Way};
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;
use parts::{BoardView, LeaderView, RecusedView, ReturnView, TeamView, UnitView, WantedView};
use shown::{Shown, both};

/// Who should take a case, as `route --json` prints it.
#[derive(Debug, Serialize)]
pub struct RouteView<'a> {
    /// The case.
    pub case: &'a str,
    /// Its kind; null where none is stated, as are tier, channel and board.
    pub kind: Option<&'a str>,
    /// The tier that a person gave it.
    pub tier: Option<&'a str>,
    /// The way by which it came in.
    pub channel: Option<&'a str>,
    /// The board at which it was taken in.
    pub board: Option<&'a str>,
    /// Where it belongs: the division it arose in, or that one's successor.
    pub place: PlaceView<'a>,
    /// When it was opened.
    pub opened_at: String,
    /// When it was closed, as it stands at the moment.
    pub closed_at: Option<String>,
    /// The moment at which it is seen.
    pub now: String,
    /// The last ledger entry that was seen.
    pub ledger_seq: Option<u64>,
    /// The playbook's name.
    pub playbook: &'a str,
    /// Who should take it, or who decides.
    pub outcome: OutcomeView<'a>,
    /// What each rule says, the strongest first.
    pub rules: Vec<LineView<'a>>,
    /// Units that must not take it.
    pub excluded: Vec<ExcludedView<'a>>,
    /// People who must keep away from it.
    pub recused: Vec<RecusedView<'a>>,
    /// Units that may not return it again, with since when.
    pub bound: Vec<SinceView<'a>>,
    /// How often one unit may return it; null where the playbook says nothing of routing.
    pub returns_max: Option<u32>,
    /// Objections to it and returns of it.
    pub returns: Vec<ReturnView<'a>>,
    /// Units that handle it, each handoff with its own clocks.
    pub units: Vec<UnitView<'a>>,
    /// Units that must take part.
    pub wanted: Vec<WantedView<'a>>,
    /// The leader that its tier asks for.
    pub leader: Option<LeaderView<'a>>,
    /// Whether a task force is there, where its tier asks for one.
    pub task_force: Option<bool>,
    /// Teams that take its kind.
    pub teams: Vec<TeamView<'a>>,
    /// Boards that take its kind.
    pub boards: Vec<BoardView<'a>>,
    /// The statutory path onto which such a matter is split off.
    pub path: Option<PathView<'a>>,
}

/// A division.
#[derive(Debug, Serialize)]
pub struct PlaceView<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its level.
    pub level: &'static str,
}

/// Who should take a case, or who decides.
#[derive(Debug, Serialize)]
pub struct OutcomeView<'a> {
    /// `unit`, `decider`, `undecided` or `nobody`.
    pub result: &'static str,
    /// The unit that should take it, or that decides.
    pub agency: Option<NamedView<'a>>,
    /// The rule that named it, or those at odds.
    pub rule: Option<&'static str>,
    /// Why this one decides.
    pub way: Option<&'static str>,
    /// What units are at odds about.
    pub cause: Option<&'static str>,
    /// The units at odds.
    pub between: Vec<NamedView<'a>>,
    /// Why, in words.
    pub reason: Text,
    /// On what that rests: the statute, or the playbook's section.
    pub basis: Text,
}

/// What one rule says.
#[derive(Debug, Serialize)]
pub struct LineView<'a> {
    /// Its name.
    pub rule: &'static str,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// What it looked at.
    pub looked_at: Text,
    /// Kinds of agencies that it looked for.
    pub kinds: &'a [String],
    /// `takes`, `conflict`, `behind`, `nothing` or `not_stated`.
    pub says: &'static str,
    /// The units that it names, the first first.
    pub agencies: Vec<FoundView<'a>>,
}

/// A unit that a rule names.
#[derive(Debug, Serialize)]
pub struct FoundView<'a> {
    /// The unit.
    pub agency: NamedView<'a>,
    /// The dissolved unit whose matters it took over.
    pub instead_of: Option<NamedView<'a>>,
    /// The number of the handoff that it follows from.
    pub seq: Option<u32>,
    /// When what it follows from happened.
    pub at: Option<String>,
    /// Why it must not take the case all the same.
    pub left_out: Option<&'static str>,
}

/// A unit that must not take a case.
#[derive(Debug, Serialize)]
pub struct ExcludedView<'a> {
    /// The unit.
    pub agency: NamedView<'a>,
    /// Why.
    pub why: &'static str,
    /// Why, in words.
    pub reason: Text,
    /// The unit complained against that it stands under.
    pub under: Option<NamedView<'a>>,
    /// When it took that stand.
    pub at: Option<String>,
}

/// A unit with since when.
#[derive(Debug, Serialize)]
pub struct SinceView<'a> {
    /// The unit.
    pub agency: NamedView<'a>,
    /// Since when.
    pub since: String,
}

/// A statutory path.
#[derive(Debug, Serialize)]
pub struct PathView<'a> {
    /// The step of the `split_off` event.
    pub path: &'a str,
    /// Within how many calendar days of the opening.
    pub days: u32,
}

impl<'a> RouteView<'a> {
    /// The document of `found`, which was computed from `snapshot` by `playbook` at `moment`.
    #[must_use]
    pub fn new(found: &'a Route, snapshot: &'a Snapshot, playbook: &'a Playbook, moment: Moment) -> Self {
        let (cases, divisions) = (snapshot.cases(), snapshot.divisions());
        let (case, shown) = (found.case, Shown { snapshot, playbook });
        let since = |&(agency, at): &(AgencyIdx, u32)| SinceView {
            agency: shown.named(agency),
            since: shown.time(at),
        };
        Self {
            case: cases.id(case),
            kind: shown.word(cases.kind(case)),
            tier: shown.word(cases.tier(case)),
            channel: shown.word(cases.channel(case)),
            board: shown.word(cases.board(case)),
            place: PlaceView {
                code: divisions.id(found.place),
                name: divisions.name(found.place),
                level: divisions.level(found.place).name(),
            },
            opened_at: shown.time(cases.opened(case)),
            closed_at: found.closed.map(|at| shown.time(at)),
            now: playbook.zone.rfc3339(moment.now),
            ledger_seq: snapshot.ledger_seq(),
            playbook: &playbook.name,
            outcome: outcome(&shown, &found.outcome),
            rules: found.lines.iter().map(|row| line(&shown, row)).collect(),
            excluded: found.excluded.iter().map(|row| excluded(&shown, row)).collect(),
            recused: found.recused.iter().map(|row| shown.recused(row)).collect(),
            bound: found.bound.iter().map(since).collect(),
            returns_max: Some(playbook.place.routing.returns_max)
                .filter(|_| playbook.place.routing.is_stated()),
            returns: found.returns.iter().map(|row| shown.returned(row)).collect(),
            units: found.units.iter().map(|row| shown.unit(row)).collect(),
            wanted: found.wanted.iter().map(|row| shown.wanted(row)).collect(),
            leader: found.leader.as_ref().map(|row| shown.leader(row)),
            task_force: found.task_force,
            teams: found.teams.iter().filter_map(|row| shown.team(row)).collect(),
            boards: found.boards.iter().filter_map(|row| shown.board(row)).collect(),
            path: found.path.as_ref().map(|Path { name, days }| PathView { path: name, days: *days }),
        }
    }
}

fn outcome<'a>(shown: &Shown<'a>, outcome: &Outcome) -> OutcomeView<'a> {
    let named = |units: &[AgencyIdx]| units.iter().map(|&unit| shown.named(unit)).collect();
    let view = |result, agency, rule: Option<Rule>, way: Option<Way>, odds: Option<(&[AgencyIdx], Cause)>| {
        let (reason, basis) = match (rule, way) {
            (Some(_), Some(way)) => (format!("route-way-{}", way.name()), "route-basis-conflict".to_owned()),
            (Some(rule), None) if odds.is_none() => {
                (format!("route-reason-{}", rule.name()), format!("route-basis-{}", rule.name()))
            }
            (Some(_), None) => ("route-reason-undecided".to_owned(), "route-basis-conflict".to_owned()),
            (None, _) => ("route-reason-nobody".to_owned(), "route-basis-nobody".to_owned()),
        };
        OutcomeView {
            result,
            agency,
            rule: rule.map(Rule::name),
            way: way.map(Way::name),
            cause: odds.map(|odds| odds.1.name()),
            between: odds.map(|odds| named(odds.0)).unwrap_or_default(),
            reason: both(&reason),
            basis: both(&basis),
        }
    };
    match outcome {
        Outcome::Unit { agency, rule } => view("unit", Some(shown.named(*agency)), Some(*rule), None, None),
        Outcome::Decider { agency, way, between, cause, rule } => {
            let odds = Some((between.as_slice(), *cause));
            view("decider", Some(shown.named(*agency)), Some(*rule), Some(*way), odds)
        }
        Outcome::Undecided { between, cause, rule } => {
            view("undecided", None, Some(*rule), None, Some((between, *cause)))
        }
        Outcome::Nobody => view("nobody", None, None, None, None),
    }
}

fn line<'a>(shown: &Shown<'a>, line: &'a Line) -> LineView<'a> {
    let name = line.rule.name();
    let found = |found: &Found| FoundView {
        agency: shown.named(found.agency),
        instead_of: found.instead_of.map(|unit| shown.named(unit)),
        seq: found.seq,
        at: found.at.map(|at| shown.time(at)),
        left_out: found.left_out.map(|why| why.name()),
    };
    LineView {
        rule: name,
        title: both(&format!("route-rule-{name}")),
        basis: both(&format!("route-basis-{name}")),
        looked_at: both(&format!("route-looked-{name}")),
        kinds: &line.kinds,
        says: line.says.name(),
        agencies: line.found.iter().map(found).collect(),
    }
}

fn excluded<'a>(shown: &Shown<'a>, row: &Excluded) -> ExcludedView<'a> {
    ExcludedView {
        agency: shown.named(row.agency),
        why: row.why.name(),
        reason: both(&format!("route-why-{}", row.why.name())),
        under: row.under.map(|unit| shown.named(unit)),
        at: row.at.map(|at| shown.time(at)),
    }
}
