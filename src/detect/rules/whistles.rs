//! Whistles and who came: both sides, the departments that were called and the units that called them.
//!
//! **Meaning.** By `[whistle]`: meetings of the kind that were called within the `look_back_days` days up to and with
//! today. A unit is called by a row of the meeting in which its part is `called`, or, where none is stated, that does not
//! say it called itself. It came in time when it attended by the last second of the limit from the call, late after
//! that (of working hours those that the called unit keeps count); never, when it has not attended and the limit has passed; otherwise it may still come and counts only as
//! called and open. (Whoever comes after all is late, no longer never.)
//!
//! A whistle is a meeting with whoever called it. It is answered when a called unit came, at whatever time; unanswered
//! when none came and no limit runs any more; open otherwise. What the tables tell of whether it was needed is counted and
//! nothing more: a whistle that names neither a case nor a division, one about a case that was closed when it was
//! called, one that called nobody, and one to which the unit that whistled did not come itself, where a row of its own
//! says so.
//!
//! Deliberately absent: a rate, and an order by how well. Rows are in the order of ids: a unit that is called often, or
//! whistles often, is no worse for it.
//!
//! **Worked case.** Departments must come within 2 hours. The street called B at 9:00 three times: B came at 11:00, at
//! 11:01, and never: called 3, in time 1, late 1, never 1. The street whistled three times, and two were answered.

use std::collections::BTreeMap;

use super::kinds::CALLED;
use super::scene::Scene;
use crate::detect::world::Moment;
use crate::playbook::Playbook;
use crate::playbook::place::Whistle;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::NEVER;
use crate::snapshot::index::AgencyIdx;
use crate::snapshot::side::MeetingRow;

/// Whistles of the days looked back over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whistles {
    /// Units that were called, in the order of ids.
    pub departments: Vec<Department>,
    /// Units that called, in the order of ids.
    pub callers: Vec<Caller>,
}

/// How calls were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many calls there were.
    pub called: u64,
    /// Of these, answered within the limit.
    pub in_time: u64,
    /// Answered after it.
    pub late: u64,
    /// Not answered, and the limit has passed.
    pub never: u64,
}

/// A unit that was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Which one.
    pub agency: AgencyIdx,
    /// How it answered.
    pub answers: Answers,
    /// Who called it how often, in the order of ids.
    pub callers: Vec<(AgencyIdx, u64)>,
    /// The meetings to which it came late or never, in the order of ids.
    pub meetings: Vec<Box<str>>,
    /// When the first of these was called, in seconds since 1970.
    pub since: Option<u32>,
}

/// A unit that whistled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Which one.
    pub agency: AgencyIdx,
    /// How often it whistled.
    pub whistles: u64,
    /// Whistles to which at least one called unit came.
    pub answered: u64,
    /// Whistles to which none came, and no limit runs any more.
    pub unanswered: u64,
    /// How its calls, each of one unit, were answered.
    pub calls: Answers,
    /// What the tables tell of need.
    pub need: Need,
}

/// How many whistles may not have been needed, by what the tables tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Whistles that name neither a case nor a division.
    pub without_subject: u64,
    /// Whistles about a case that was closed when they were called.
    pub about_closed: u64,
    /// Whistles that called nobody.
    pub without_calls: u64,
    /// Whistles to which the unit that whistled did not come itself, although it has a row there.
    pub without_caller: u64,
}

impl Answers {
    /// Calls that are not answered and whose limit runs.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.called.saturating_sub(self.in_time + self.late + self.never)
    }

    fn add(&mut self, answer: Answer) {
        self.called += 1;
        match answer {
            Answer::InTime => self.in_time += 1,
            Answer::Late => self.late += 1,
            Answer::Never => self.never += 1,
            Answer::Open => {}
        }
    }
}

/// How one call was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    InTime,
    Late,
    Never,
    Open,
}

impl Answer {
    fn is_amiss(self) -> bool {
        matches!(self, Self::Late | Self::Never)
    }
}

/// One meeting as whoever called it sees it.
#[derive(Clone, Debug, Default)]
struct Call {
    answers: Answers,
    has_subject: bool,
    is_about_closed: bool,
    /// Whether a row of the caller itself says that it came; none without one.
    caller_came: Option<bool>,
}

/// The whistles of `snapshot` at `moment` by the rules of `playbook`; none where the playbook has no `[whistle]`.
#[must_use]
pub fn whistles(snapshot: &Snapshot, playbook: &Playbook, moment: Moment) -> Option<Whistles> {
    tally(&Scene::new(snapshot, playbook, moment))
}

/// As [`whistles`], in a scene that is there already.
pub(super) fn tally(scene: &Scene<'_>) -> Option<Whistles> {
    let rule = scene.place.whistle.as_ref()?;
    let Some(kind) = scene.word(&rule.kind) else { return Some(Whistles::default()) };
    let first = scene.moment.today.number().saturating_sub_unsigned(rule.look_back_days.saturating_sub(1));
    let mut departments: BTreeMap<AgencyIdx, Department> = BTreeMap::new();
    let mut calls: BTreeMap<(AgencyIdx, &str), Call> = BTreeMap::new();
    for row in scene.snapshot.side().meetings.iter().filter(|row| row.kind == Some(kind)) {
        if scene.now() < row.called_at || scene.day(row.called_at).number() < first {
            continue;
        }
        let is_called = match row.part {
            Some(part) => part == CALLED,
            None => row.called_by != Some(row.agency),
        };
        let answer = is_called.then(|| answer(scene, rule, row));
        if let Some(answer) = answer {
            departments.entry(row.agency).or_insert_with(|| Department::new(row.agency)).see(row, answer);
        }
        if let Some(caller) = row.called_by {
            calls.entry((caller, &row.id)).or_default().see(scene, row, answer);
        }
    }
    let mut callers: BTreeMap<AgencyIdx, Caller> = BTreeMap::new();
    for ((caller, _), call) in calls {
        callers.entry(caller).or_insert_with(|| Caller::new(caller)).see(&call);
    }
    Some(Whistles {
        departments: departments.into_values().collect(),
        callers: callers.into_values().collect(),
    })
}

fn answer(scene: &Scene<'_>, rule: &Whistle, row: &MeetingRow) -> Answer {
    let attended = row.attended_at.filter(|&at| at <= scene.now());
    let due = scene.due_of(Some(row.agency), row.called_at, rule.limit, &[]);
    let is_late = due.is_some_and(|due| scene.late_s(attended, due).is_some());
    match (attended, is_late) {
        (Some(_), false) => Answer::InTime,
        (Some(_), true) => Answer::Late,
        (None, true) => Answer::Never,
        (None, false) => Answer::Open,
    }
}

impl Department {
    fn new(agency: AgencyIdx) -> Self {
        let (answers, callers, meetings) = (Answers::default(), Vec::new(), Vec::new());
        Self { agency, answers, callers, meetings, since: None }
    }

    fn see(&mut self, row: &MeetingRow, answer: Answer) {
        self.answers.add(answer);
        if let Some(caller) = row.called_by {
            match self.callers.binary_search_by_key(&caller, |pair| pair.0) {
                Ok(at) => self.callers[at].1 += 1,
                Err(at) => self.callers.insert(at, (caller, 1)),
            }
        }
        if answer.is_amiss() {
            self.meetings.push(row.id.clone());
            self.since = Some(self.since.map_or(row.called_at, |since| since.min(row.called_at)));
        }
    }
}

impl Call {
    fn see(&mut self, scene: &Scene<'_>, row: &MeetingRow, answer: Option<Answer>) {
        self.has_subject |= row.case.is_some() || row.division.is_some();
        let closed = row.case.and_then(|case| scene.snapshot.closed_at(case, row.called_at));
        self.is_about_closed |= closed.is_some();
        match answer {
            Some(answer) => self.answers.add(answer),
            None if row.called_by == Some(row.agency) => {
                let came = row.attended_at.unwrap_or(NEVER) <= scene.now();
                self.caller_came = Some(came || self.caller_came == Some(true));
            }
            None => {}
        }
    }
}

impl Caller {
    fn new(agency: AgencyIdx) -> Self {
        let (calls, need) = (Answers::default(), Need::default());
        Self { agency, whistles: 0, answered: 0, unanswered: 0, calls, need }
    }

    fn see(&mut self, call: &Call) {
        let Answers { called, in_time, late, never } = call.answers;
        self.whistles += 1;
        self.answered += u64::from(0 < in_time + late);
        self.unanswered += u64::from(0 < called && never == called);
        self.calls.called += called;
        self.calls.in_time += in_time;
        self.calls.late += late;
        self.calls.never += never;
        self.need.without_subject += u64::from(!call.has_subject);
        self.need.about_closed += u64::from(call.is_about_closed);
        self.need.without_calls += u64::from(called == 0);
        self.need.without_caller += u64::from(call.caller_came == Some(false));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::playbook;
    use super::*;
    use crate::detect::testing::moment;
    use crate::model::table::Table;
    use crate::snapshot::testing::snapshot;

    const RULE: &str = "[whistle]\nkind = \"whistle\"\namount = 2\nunit = \"hour\"\nlook_back_days = 10\n";

    fn world(meetings: &str) -> Snapshot {
        snapshot(&[
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
            (Table::Agencies, "id,name,kind,division_code\nS,街道,street,c\nT,街道,street,c\nB,局,bureau,c"),
            (Table::Cases, "id,village_code,kind,opened_at,closed_at\n1,c,k,2026-06-01,2026-07-02"),
            (
                Table::Meetings,
                &format!(
                    "id,agency_id,kind,part,called_by,called_at,attended_at,case_id,division_code\n{meetings}"
                ),
            ),
        ])
    }

    const THREE: &str = "w1,B,whistle,called,S,2026-07-01 09:00,2026-07-01 11:00,,c
        w2,B,whistle,called,S,2026-07-02 09:00,2026-07-02 11:01,,c
        w3,B,whistle,called,S,2026-07-03 09:00,,,c";

    /// Units, each with these numbers.
    type Rows<const N: usize> = Vec<(String, [u64; N])>;

    fn seen(meetings: &str, now: &str) -> (Rows<5>, Rows<7>) {
        let world = world(meetings);
        let found = whistles(&world, &playbook(RULE), moment(now)).unwrap();
        let id = |agency| world.agencies().id(agency).to_owned();
        let department = |d: &Department| {
            let a = d.answers;
            (id(d.agency), [a.called, a.in_time, a.late, a.never, a.open()])
        };
        let caller = |c: &Caller| {
            let n = c.need;
            let need = [n.without_subject, n.about_closed, n.without_calls, n.without_caller];
            (id(c.agency), [c.whistles, c.answered, c.unanswered, need[0], need[1], need[2], need[3]])
        };
        (found.departments.iter().map(department).collect(), found.callers.iter().map(caller).collect())
    }

    #[test]
    fn the_worked_case() {
        let expected = vec![("B".to_owned(), [3, 1, 1, 1, 0])];
        let callers = vec![("S".to_owned(), [3, 2, 1, 0, 0, 0, 0])];
        assert_eq!(seen(THREE, "2026-07-03 12:00"), (expected, callers));
        let (open, callers) = seen(THREE, "2026-07-03 10:00");
        assert_eq!(open, [("B".to_owned(), [3, 1, 1, 0, 1])], "it may still come");
        assert_eq!(callers, [("S".to_owned(), [3, 2, 0, 0, 0, 0, 0])], "neither answered nor unanswered");
    }

    #[test]
    fn what_the_tables_tell_of_need_is_counted() {
        let rows = "w1,B,whistle,called,S,2026-07-02 09:00,2026-07-02 10:00,1,
            w2,S,whistle,convener,S,2026-07-03 09:00,,,
            w3,S,whistle,convener,S,2026-07-03 10:00,2026-07-03 10:00,1,
            w3,B,whistle,called,S,2026-07-03 10:00,2026-07-03 10:30,1,
            w4,T,whistle,called,S,2026-07-01 09:00,2026-07-01 09:30,1,";
        let (departments, callers) = seen(rows, "2026-07-04");
        assert_eq!(departments, [("B".to_owned(), [2, 2, 0, 0, 0]), ("T".to_owned(), [1, 1, 0, 0, 0])]);
        // w1 and w3 are about case 1, closed on 2 July at midnight; w2 names nothing, calls nobody, and S did not come.
        assert_eq!(callers, [("S".to_owned(), [4, 3, 0, 1, 2, 1, 1])]);
    }

    #[test]
    fn a_playbook_without_whistles_has_none() {
        assert_eq!(whistles(&world(THREE), &playbook(""), moment("2026-07-04")), None);
        let other = RULE.replace("\"whistle\"", "\"call\"");
        let none = whistles(&world(THREE), &playbook(&other), moment("2026-07-04"));
        assert_eq!(none, Some(Whistles::default()), "no meeting is of that kind");
    }
}
