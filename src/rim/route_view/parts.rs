//! Parts of the document: returns, units with their clocks, who must take part and who must keep away.

use serde::Serialize;

use super::shown::Shown;
use crate::calendar::budget::Due;
use crate::clocks::Clock;
use crate::detect::rules::returns::Return;
use crate::model::table::{EVENT_RESULTS, HANDOFF_ROLES};
use crate::playbook::Text;
use crate::rim::clock_view::NamedView;
use crate::route::answer::{Leader, Recused, TeamAt, Unit, Wanted};
use crate::snapshot::index::PersonIdx;

/// Somebody who must keep away from a case.
#[derive(Debug, Serialize)]
pub struct RecusedView<'a> {
    /// The person.
    pub person: &'a str,
    /// Their name; may be empty.
    pub name: &'a str,
    /// `accused` or `interest`.
    pub why: &'static str,
    /// The role that states the interest.
    pub interest: Option<&'a str>,
    /// The unit that they belong to.
    pub agency: Option<NamedView<'a>>,
    /// The handling role that they hold all the same.
    pub handles: Option<&'a str>,
}

/// An objection to a case or a return of it.
#[derive(Debug, Serialize)]
pub struct ReturnView<'a> {
    /// Whose it is.
    pub agency: NamedView<'a>,
    /// `objected` or `returned`.
    pub kind: &'static str,
    /// When.
    pub at: String,
    /// Which of its kind of this unit, from 1.
    pub nth: u32,
    /// The number of the handoff that it is about.
    pub seq: Option<u32>,
    /// Until when an objection to that handoff is in time.
    pub due: Option<String>,
    /// Whether that may still change with lists of holidays that are not known yet.
    pub due_provisional: bool,
    /// The ruling.
    pub ruling: Option<RulingView<'a>>,
    /// Until when a ruling is in time.
    pub ruling_due: Option<String>,
    /// Whether that may still change with lists of holidays that are not known yet.
    pub ruling_due_provisional: bool,
    /// How the clock on the ruling stands.
    pub ruling_state: Option<&'static str>,
    /// To which unit the case was designated upon it.
    pub designated: Option<NamedView<'a>>,
    /// What is wrong with it: `late`, `not_approved`, `too_often`, `designated`.
    pub wrong: Vec<&'static str>,
}

/// A ruling on an objection.
#[derive(Debug, Serialize)]
pub struct RulingView<'a> {
    /// When.
    pub at: String,
    /// Whose it is.
    pub by: Option<NamedView<'a>>,
    /// Its result.
    pub result: Option<&'static str>,
}

/// A unit that handles a case, by one handoff.
#[derive(Debug, Serialize)]
pub struct UnitView<'a> {
    /// The unit.
    pub agency: NamedView<'a>,
    /// `lead` or `participating`, where it is stated.
    pub role: Option<&'static str>,
    /// The number of the handoff.
    pub seq: u32,
    /// Who sent it.
    pub from: NamedView<'a>,
    /// When it was sent.
    pub sent_at: String,
    /// When it was received.
    pub received_at: Option<String>,
    /// When it was finished.
    pub finished_at: Option<String>,
    /// The clocks of this handoff; `duban clock` tells how each was counted.
    pub clocks: Vec<HopClockView<'a>>,
}

/// A clock of a handoff, in short.
#[derive(Debug, Serialize)]
pub struct HopClockView<'a> {
    /// Its id in the playbook.
    pub clock: &'a str,
    /// What it is called.
    pub title: &'a Text,
    /// How it stands.
    pub state: &'static str,
    /// The last second in time; null while it stands still.
    pub due: Option<String>,
    /// Whether that may still change with lists of holidays that are not known yet.
    pub provisional: bool,
    /// When it was stopped.
    pub stopped_at: Option<String>,
}

/// A unit that must take part.
#[derive(Debug, Serialize)]
pub struct WantedView<'a> {
    /// `party` of the tier, or `guide` of a case of several units.
    pub part: &'static str,
    /// Kinds of agencies of which one must be there.
    pub kinds: Vec<&'a str>,
    /// The first such unit that takes part.
    pub there: Option<NamedView<'a>>,
    /// Where none does: the nearest to ask.
    pub ask: Vec<NamedView<'a>>,
}

/// The leader that a tier asks for.
#[derive(Debug, Serialize)]
pub struct LeaderView<'a> {
    /// The role.
    pub role: &'a str,
    /// Who is assigned to the case in it today.
    pub people: Vec<PersonView<'a>>,
}

/// A person.
#[derive(Debug, Serialize)]
pub struct PersonView<'a> {
    /// Their id.
    pub id: &'a str,
    /// Their name; may be empty.
    pub name: &'a str,
}

/// A team at a unit.
#[derive(Debug, Serialize)]
pub struct TeamView<'a> {
    /// The team's name in the tables.
    pub team: &'a str,
    /// What it is called.
    pub title: &'a Text,
    /// The unit.
    pub agency: NamedView<'a>,
    /// How many people of it serve there today.
    pub people: u32,
}

/// A board that takes the case's kind.
#[derive(Debug, Serialize)]
pub struct BoardView<'a> {
    /// Its name in the tables.
    pub board: &'a str,
    /// What it is called.
    pub title: &'a Text,
    /// Whether the case was taken in there.
    pub taken_in_here: bool,
}

impl<'a> Shown<'a> {
    pub(super) fn recused(&self, row: &Recused) -> RecusedView<'a> {
        let people = self.snapshot.people();
        RecusedView {
            person: people.id(row.person),
            name: people.name(row.person),
            why: if row.interest.is_some() { "interest" } else { "accused" },
            interest: self.word(row.interest),
            agency: row.agency.map(|agency| self.named(agency)),
            handles: self.word(row.handles),
        }
    }

    pub(super) fn returned(&self, row: &Return) -> ReturnView<'a> {
        let zone = &self.playbook.zone;
        let result = |result: Option<u8>| EVENT_RESULTS.get(usize::from(result?)).copied();
        let ruling_due = row.ruling_clock.as_ref().and_then(|clock| clock.due.at());
        ReturnView {
            agency: self.named(row.unit),
            kind: if row.is_return { "returned" } else { "objected" },
            at: self.time(row.at),
            nth: row.nth,
            seq: row.seq,
            due: row.due.and_then(|due| due.at()).map(|at| zone.rfc3339(at)),
            due_provisional: row.due.and_then(Due::settled).is_some_and(|due| due.is_provisional),
            ruling: row.ruling.map(|ruling| RulingView {
                at: self.time(ruling.at),
                by: ruling.by.map(|by| self.named(by)),
                result: result(ruling.result),
            }),
            ruling_due: ruling_due.map(|at| zone.rfc3339(at)),
            ruling_due_provisional: row.ruling_clock.as_ref().is_some_and(Clock::is_provisional),
            ruling_state: row.ruling_clock.as_ref().map(|clock| clock.state.name()),
            designated: row.designated.map(|(unit, _)| self.named(unit)),
            wrong: row.wrong.iter().map(|why| why.name()).collect(),
        }
    }

    pub(super) fn unit(&self, row: &Unit) -> UnitView<'a> {
        let zone = &self.playbook.zone;
        UnitView {
            agency: self.named(row.agency),
            role: row.role.and_then(|role| HANDOFF_ROLES.get(role).copied()),
            seq: row.hop.seq,
            from: self.named(row.hop.from),
            sent_at: self.time(row.hop.sent),
            received_at: row.hop.received.map(|at| zone.rfc3339(at)),
            finished_at: row.hop.finished.map(|at| zone.rfc3339(at)),
            clocks: row.clocks.iter().filter_map(|clock| self.clock(clock)).collect(),
        }
    }

    fn clock(&self, clock: &Clock) -> Option<HopClockView<'a>> {
        let (rule, zone) = (self.playbook.clocks.get(clock.rule)?, &self.playbook.zone);
        Some(HopClockView {
            clock: &rule.id,
            title: &rule.title,
            state: clock.state.name(),
            due: clock.due.at().map(|at| zone.rfc3339(at)),
            provisional: clock.is_provisional(),
            stopped_at: clock.stopped_at.map(|at| zone.rfc3339(at)),
        })
    }

    pub(super) fn wanted(&self, row: &'a Wanted) -> WantedView<'a> {
        WantedView {
            part: if row.guides { "guide" } else { "party" },
            kinds: row.kinds.iter().map(String::as_str).collect(),
            there: row.there.map(|unit| self.named(unit)),
            ask: row.ask.iter().map(|&unit| self.named(unit)).collect(),
        }
    }

    pub(super) fn leader(&self, row: &'a Leader) -> LeaderView<'a> {
        let people = self.snapshot.people();
        let person = |&p: &PersonIdx| PersonView { id: people.id(p), name: people.name(p) };
        LeaderView { role: &row.role, people: row.people.iter().map(person).collect() }
    }

    pub(super) fn team(&self, row: &TeamAt) -> Option<TeamView<'a>> {
        let team = self.playbook.place.teams.get(row.team)?;
        Some(TeamView {
            team: &team.name,
            title: &team.title,
            agency: self.named(row.agency),
            people: row.people,
        })
    }

    pub(super) fn board(&self, &(at, taken_in_here): &(usize, bool)) -> Option<BoardView<'a>> {
        let board = self.playbook.place.boards.get(at)?;
        Some(BoardView { board: &board.name, title: &board.title, taken_in_here })
    }
}
