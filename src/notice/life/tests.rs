//! Random steps on the pure machine: no impossible state is reached, rungs only climb, and entries give the state again.

use proptest::prelude::*;

use super::*;
use crate::model::time::Zone;
use crate::notice::act::Adoption;
use crate::notice::admit::{Asked, Roll, admit};
use crate::notice::ask::Ask;
use crate::notice::compose::{Findings, NoticeInput, co_signatures, compose};
use crate::notice::days::last_day;
use crate::notice::due::{Next, next, unit_is_late};
use crate::notice::own_time::SetAside;
use crate::notice::refusal::Refusal;
use crate::notice::{Agency, LedgerPoint, Unit};
use crate::playbook::Playbook;

const PEOPLE: [&str; 8] = ["lead", "second", "third", "fourth", "ruler", "joint", "clerk", "nobody"];

fn agency(id: &str) -> Agency {
    Agency { id: id.into(), name: String::new() }
}

/// A notice to `U` with four co-signers, `P` in the lead.
fn notice(playbook: &Playbook) -> Notice {
    let office = |kind: &str| {
        let id = match kind {
            "petition" => "P",
            "discipline" => "D",
            "political_legal" => "L",
            _ => "O",
        };
        Some(agency(id))
    };
    compose(&NoticeInput {
        id: "2026-001".into(),
        unit: Unit { id: "U".into(), name: "甲".into(), kind: "k".into(), division: String::new() },
        findings: Findings::Stuck { late: Vec::new(), set_aside: SetAside::default() },
        ledger: LedgerPoint { seq: 1, root: String::new() },
        now: at(0),
        playbook,
        co_signers: co_signatures(playbook, office),
    })
}

/// Noon of the day that many days after 1 July 2026.
fn at(day: u32) -> Instant {
    let noon = Zone::parse("Asia/Shanghai").unwrap().parse_instant(b"2026-07-01 12:00:00").unwrap();
    Instant::from_unix(i64::from(noon.unix()) + i64::from(day) * 86_400).unwrap()
}

/// Everybody serves where their name says; the ruler also in the office `L`, so that it can sign.
fn roll(person: &str, offices: usize) -> Roll {
    let serves: &[&str] = match person {
        "lead" => &["P"],
        "second" => &["D"],
        "third" => &["L"],
        "fourth" => &["O"],
        "ruler" => &["L"],
        "joint" => &["J"],
        "clerk" => &["U"],
        _ => &[],
    };
    let all = ["P", "D", "L", "O"].map(|id| Some(agency(id)));
    let rung = |id: &str| Some(agency(id));
    Roll {
        name: Some(person.to_owned()),
        near: Vec::new(),
        ties: Vec::new(),
        rescuers: Vec::new(),
        is_serving: true,
        serves: serves.iter().map(|&id| id.to_owned()).collect(),
        belongs: None,
        offices: all.into_iter().take(offices).collect(),
        ruler: rung("L"),
        issuers: vec![rung("P"), rung("P"), rung("J"), rung("J"), rung("J")],
        accused: Vec::new(),
        is_accused: false,
    }
}

/// A desk at which steps are taken.
struct Play {
    /// The day on which steps are recorded.
    today: u32,
    playbook: Playbook,
    notice: Notice,
    life: Life,
    events: Vec<Event>,
}

impl Play {
    fn new() -> Self {
        let playbook = Playbook::builtin("default").unwrap();
        let notice = notice(&playbook);
        let stamp = Stamp { seq: 1, by: "drafter".into(), at: at(0), recorded_at: at(0) };
        let life = Life::new(stamp, notice.co_signers.len());
        Self { today: 0, playbook, notice, life, events: Vec::new() }
    }

    /// Takes a step recorded on its day.
    fn step(&mut self, person: &str, day: u32, ask: &Ask) -> Result<(), Refusal> {
        self.today = self.today.max(day);
        self.stated(person, day, ask)
    }

    /// Takes a step of that day, recorded today.
    fn stated(&mut self, person: &str, day: u32, ask: &Ask) -> Result<(), Refusal> {
        let asked = Asked { ask, person, at: at(day), recorded_at: at(self.today), issued_before: 6 };
        let roll = roll(person, self.notice.co_signers.len());
        let act = admit(&asked, &self.notice, &self.life, &self.playbook.notice, &roll)?;
        // As the ledger keeps it: what was written is what is applied.
        let (step, body) = (act.step(), act.to_body(at(day)).unwrap());
        let (when, act) = Act::from_body(step, &body).unwrap();
        let stamp = Stamp {
            seq: u64::from(self.life.version) + 1,
            by: person.to_owned(),
            at: when,
            recorded_at: asked.recorded_at,
        };
        self.events.push(Event { stamp, act });
        self.life.apply(self.events.last().unwrap().clone()).unwrap();
        Ok(())
    }

    fn code(&mut self, person: &str, day: u32, ask: &Ask) -> &'static str {
        self.step(person, day, ask).map_or_else(|refusal| refusal.code(), |()| self.life.state.name())
    }

    /// To the day on which it is issued.
    fn issued() -> Self {
        let mut play = Self::new();
        for person in ["second", "lead", "third", "fourth"] {
            play.step(person, 1, &Ask::Sign).unwrap();
        }
        play.step("lead", 2, &Ask::Issue).unwrap();
        play
    }

    fn next(&self) -> Option<Next> {
        next(&self.life, &self.playbook.notice, &self.notice.zone)
    }
}

fn text() -> String {
    "because".to_owned()
}

fn reply() -> Ask {
    Ask::Reply(Adoption::Adopted, text())
}

fn escalate(rung: Option<&str>) -> Ask {
    Ask::Escalate(rung.map(str::to_owned), text())
}

#[test]
fn the_whole_way() {
    let mut play = Play::issued();
    let issue = &play.life.issue.as_ref().unwrap().act;
    assert_eq!((issue.year, issue.serial, &*issue.agency.id), (2026, 7, "P"));
    let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
    assert_eq!(play.next(), Some(Next { step: NoticeStep::Acknowledge, due: day("2026-07-06") }));
    assert_eq!(play.code("clerk", 3, &Ask::Acknowledge), "acknowledged");
    assert_eq!(play.next(), Some(Next { step: NoticeStep::Reply, due: day("2026-08-02") }));
    assert_eq!(play.code("clerk", 9, &reply()), "replied");
    assert_eq!(play.code("second", 10, &Ask::Verify(String::new())), "verified");
    assert_eq!(play.code("lead", 11, &Ask::Close(String::new())), "closed");
    assert_eq!((play.next(), play.life.places()), (None, vec![]));
    assert_eq!(play.life.version, 10);
}

#[test]
fn signatures_are_of_distinct_people_with_an_office_each() {
    let mut play = Play::new();
    assert_eq!(play.code("lead", 1, &Ask::Issue), "state");
    assert_eq!(play.code("nobody", 1, &Ask::Sign), "not_assigned");
    assert_eq!(play.code("clerk", 1, &Ask::Sign), "interested");
    assert_eq!(play.code("third", 1, &Ask::Sign), "draft");
    assert_eq!(play.code("third", 1, &Ask::Sign), "signed_already");
    assert_eq!(play.code("ruler", 1, &Ask::Sign), "office_signed");
    assert_eq!(play.code("lead", 0, &Ask::Sign), "earlier");
    for person in ["second", "fourth"] {
        assert_eq!(play.code(person, 2, &Ask::Sign), "draft");
    }
    assert_eq!(play.code("lead", 2, &Ask::Sign), "signed");
    assert_eq!(play.code("second", 2, &Ask::Issue), "not_assigned");
}

#[test]
fn an_objection_stops_the_days_and_upheld_ends_the_notice() {
    let mut play = Play::issued();
    play.step("clerk", 3, &Ask::Acknowledge).unwrap();
    assert_eq!(play.code("clerk", 20, &Ask::Object(" ".into())), "no_text");
    assert_eq!(play.code("clerk", 20, &Ask::Object(text())), "acknowledged");
    assert_eq!(play.next().unwrap().step, NoticeStep::Rule);
    assert_eq!(play.code("lead", 40, &escalate(None)), "objection_open");
    assert_eq!(play.code("lead", 22, &Ask::Rule(Outcome::Rejected, text())), "not_assigned");
    let before = play.life.reply_due.unwrap();
    let mut upheld = Play {
        today: 0,
        playbook: play.playbook.clone(),
        notice: play.notice.clone(),
        life: play.life.clone(),
        events: play.events.clone(),
    };
    assert_eq!(play.code("ruler", 30, &Ask::Rule(Outcome::Rejected, text())), "acknowledged");
    assert_eq!(play.life.reply_due, Some(last_day(before, 10)));
    assert_eq!(play.code("clerk", 31, &Ask::Object(text())), "objected_already");
    assert_eq!(play.code("lead", 40, &escalate(None)), "not_late", "the days under objection do not count");
    assert_eq!(upheld.code("ruler", 30, &Ask::Rule(Outcome::Upheld, text())), "upheld");
    assert_eq!(upheld.life.places(), [NoticeStep::Withdraw]);
    assert_eq!(upheld.code("lead", 31, &Ask::Withdraw(text())), "withdrawn");
}

#[test]
fn the_ladder_climbs_by_its_own_issuers() {
    let mut play = Play::issued();
    assert_eq!(play.code("lead", 5, &escalate(None)), "not_late");
    assert!(!unit_is_late(&play.life, play.notice.zone.day(at(5))));
    assert_eq!(play.code("joint", 6, &escalate(None)), "not_assigned");
    assert_eq!(play.code("lead", 6, &escalate(Some("supervision"))), "escalated", "not acknowledged in time");
    assert_eq!(play.code("lead", 40, &escalate(Some("reminder"))), "not_higher");
    assert_eq!(play.code("lead", 40, &escalate(Some("supervision"))), "not_higher");
    assert_eq!(play.code("lead", 40, &escalate(Some("reminders"))), "no_rung");
    assert_eq!(play.code("lead", 40, &escalate(None)), "not_assigned", "a talk is the joint conference's");
    assert_eq!(play.code("joint", 40, &escalate(None)), "escalated");
    assert_eq!(play.code("clerk", 41, &reply()), "replied");
    assert_eq!(play.code("joint", 42, &escalate(Some("listed"))), "escalated", "an answer that does not do");
    assert_eq!(play.code("joint", 90, &escalate(None)), "top");
    assert_eq!(play.life.replies.len(), 1);
}

#[test]
fn whoever_issued_does_not_rule_and_a_draft_can_be_taken_back_by_its_drafter() {
    let mut play = Play::issued();
    play.life.issue.as_mut().unwrap().stamp.by = "ruler".into();
    play.step("clerk", 3, &Ask::Object(text())).unwrap();
    assert_eq!(play.code("ruler", 4, &Ask::Rule(Outcome::Rejected, text())), "own_issue");
    assert_eq!(play.code("third", 4, &Ask::Rule(Outcome::Partly, text())), "issued");
    let mut draft = Play::new();
    assert_eq!(draft.code("nobody", 1, &Ask::Withdraw(text())), "not_assigned");
    assert_eq!(draft.code("drafter", 1, &Ask::Withdraw(text())), "withdrawn");
}

#[test]
fn a_notice_withdrawn_under_objection_waits_for_nothing() {
    let mut play = Play::issued();
    play.step("clerk", 3, &Ask::Object(text())).unwrap();
    assert_eq!(play.code("lead", 3, &Ask::Withdraw(text())), "withdrawn");
    assert_eq!((play.next(), play.life.open_objection()), (None, None));
}

#[test]
fn an_entry_without_a_place_is_an_error() {
    let mut play = Play::issued();
    let mut event = play.events.last().unwrap().clone();
    event.stamp.seq = 99;
    let found = play.life.apply(event).unwrap_err();
    assert_eq!(found, Impossible { seq: 99, step: "issue", state: "issued" });
}

#[test]
fn a_step_is_recorded_when_it_has_happened_and_says_when_that_was() {
    let mut play = Play::issued();
    assert_eq!(play.today, 2);
    let ahead = play.stated("clerk", 3, &Ask::Acknowledge).unwrap_err();
    assert_eq!(ahead.code(), "ahead", "nothing is acknowledged, and no day passes, before its time");
    assert_eq!(play.stated("lead", 9, &escalate(None)).unwrap_err().code(), "ahead");
    play.today = 20;
    play.stated("clerk", 3, &Ask::Acknowledge).unwrap();
    let zone = play.notice.zone.clone();
    assert_eq!(play.life.acknowledged.as_ref().unwrap().recorded_on(&zone), Some(zone.day(at(20))));
    play.stated("clerk", 20, &reply()).unwrap();
    assert_eq!(play.life.replies[0].stamp.recorded_on(&zone), None);
}

#[test]
fn each_day_that_was_not_over_moves_and_verification_waits() {
    // Acknowledgement was due on the 5th, the reply on the 32nd; the unit objects on the 10th.
    let mut play = Play::issued();
    let over = play.life.acknowledge_due;
    let before = play.life.reply_due.unwrap();
    play.step("clerk", 10, &Ask::Object(text())).unwrap();
    assert!(!unit_is_late(&play.life, play.notice.zone.day(at(99))), "its days stand still");
    play.step("ruler", 25, &Ask::Rule(Outcome::Partly, text())).unwrap();
    assert_eq!((play.life.acknowledge_due, play.life.reply_due), (over, Some(last_day(before, 15))));
    assert!(unit_is_late(&play.life, play.notice.zone.day(at(26))), "what was over stays over");
    play.step("lead", 26, &escalate(None)).unwrap();
    play.step("clerk", 27, &reply()).unwrap();
    let verify = play.next().unwrap().due;
    play.step("clerk", 30, &Ask::Object(text())).unwrap();
    play.step("ruler", 38, &Ask::Rule(Outcome::Rejected, text())).unwrap();
    assert_eq!(play.next(), Some(Next { step: NoticeStep::Verify, due: last_day(verify, 8) }));
}

fn asks() -> impl Strategy<Value = Ask> {
    let rung =
        prop::option::of(prop::sample::select(vec!["reminder", "supervision", "talk", "circular", "listed"]));
    let outcome = prop::sample::select(vec![Outcome::Upheld, Outcome::Partly, Outcome::Rejected]);
    prop_oneof![
        3 => Just(Ask::Sign),
        2 => Just(Ask::Issue),
        2 => Just(Ask::Acknowledge),
        3 => Just(reply()),
        2 => Just(Ask::Object(text())),
        2 => outcome.prop_map(|o| Ask::Rule(o, text())),
        1 => Just(Ask::Verify(String::new())),
        4 => rung.prop_map(|r| Ask::Escalate(r.map(str::to_owned), text())),
        1 => Just(Ask::Withdraw(text())),
        1 => Just(Ask::Close(String::new())),
    ]
}

/// What must hold of every life, whatever has happened.
fn is_possible(life: &Life) -> bool {
    let signers: std::collections::BTreeSet<&str> =
        life.signatures.iter().map(|s| s.stamp.by.as_str()).collect();
    let is_served = !matches!(life.state, State::Draft | State::Signed | State::Withdrawn);
    let rungs: Vec<u32> = life.escalations.iter().map(|e| e.act.rung).collect();
    signers.len() == life.signatures.len()
        && (life.issue.is_none() || life.signatures.len() == life.offices)
        && (!is_served || life.issue.is_some())
        && (life.state != State::Closed || life.verified.is_some())
        && (life.verified.is_none() || !life.replies.is_empty())
        && rungs.is_sorted_by(|a, b| a < b)
        && life.objections.len() <= life.escalations.len() + 1
        && life.objections.iter().rev().skip(1).all(|o| o.ruling.is_some())
        && (life.state.is_final() == life.places().is_empty())
}

proptest! {
    #[test]
    fn no_sequence_of_steps_leads_astray(steps in prop::collection::vec((prop::sample::select(PEOPLE.to_vec()), 0u32..12, asks()), 0..80), is_started in any::<bool>()) {
        let mut play = if is_started { Play::issued() } else { Play::new() };
        let mut day = 3;
        for (person, days, ask) in steps {
            day += days;
            let (before, version) = (play.life.rung(), play.life.version);
            match play.step(person, day, &ask) {
                Ok(()) => prop_assert_eq!(play.life.version, version + 1),
                Err(refusal) => {
                    prop_assert_eq!(play.life.version, version);
                    let is_state = matches!(refusal, Refusal::State { .. } | Refusal::ObjectionOpen { .. } | Refusal::ObjectedAlready);
                    prop_assert_eq!(is_state, !play.life.has_place(ask.step()));
                    for lang in crate::words::Lang::ALL {
                        let said = refusal.say(&crate::words::Words::new(lang));
                        prop_assert!(!said.starts_with("life-") && !said.contains('$'), "{}", said);
                    }
                }
            }
            prop_assert!(before <= play.life.rung());
            prop_assert!(is_possible(&play.life), "{:?}", play.life);
            let has_next = play.next().is_some();
            prop_assert_eq!(has_next, !play.life.state.is_final());
        }
        let again = Life::replay(play.life.drafted.clone(), play.life.offices, play.events.clone()).unwrap();
        prop_assert_eq!(format!("{again:?}"), format!("{:?}", play.life));
    }

    #[test]
    fn no_day_of_the_unit_runs_under_objection(acknowledged in prop::option::of(2u32..8), objected in 2u32..45, ruled in 0u32..60, outcome in prop::sample::select(vec![Outcome::Partly, Outcome::Rejected])) {
        let mut play = Play::issued();
        let zone = play.notice.zone.clone();
        let (from, to) = (zone.day(at(objected)), zone.day(at(objected + ruled)));
        if let Some(on) = acknowledged.filter(|&on| on <= objected) {
            play.step("clerk", on, &Ask::Acknowledge).unwrap();
        }
        let before = [play.life.acknowledge_due, play.life.reply_due].map(Option::unwrap);
        let was_late = unit_is_late(&play.life, from);
        play.step("clerk", objected, &Ask::Object(text())).unwrap();
        play.step("ruler", objected + ruled, &Ask::Rule(outcome, text())).unwrap();
        let after = [play.life.acknowledge_due, play.life.reply_due].map(Option::unwrap);
        for (before, after) in before.into_iter().zip(after) {
            let expected = if before < from { before } else { last_day(before, ruled) };
            prop_assert_eq!(after, expected, "as many days are left as there were");
        }
        prop_assert_eq!(unit_is_late(&play.life, to), was_late, "an objection neither makes late nor in time");
    }

    #[test]
    fn bodies_of_any_form_are_read_or_refused(step in prop::sample::select(NoticeStep::ALL.to_vec()), text in "[ -~]{0,40}", office in any::<u32>()) {
        let bodies = [
            serde_json::json!({ "at": text, "text": text }),
            serde_json::json!({ "at": "2026-07-01T00:00:00Z", "text": text, "adopted": "partly" }),
            serde_json::json!({ "at": "2026-07-01T00:00:00Z", "office": office, "agency": { "id": text, "name": "" }, "name": text }),
            serde_json::Value::String(text),
        ];
        for body in bodies {
            if let Ok((at, act)) = Act::from_body(step, &body) {
                prop_assert_eq!(act.to_body(at).unwrap(), body);
            }
        }
    }
}
