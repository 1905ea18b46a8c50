//! Whether a step may be taken: by this person, on this day, in this state. Pure; what is known comes in as values.

use super::act::{Acknowledged, Act, Escalated, Issued, Objected, Outcome, Replied, Ruled, Signed, Stated};
use super::ask::Ask;
use super::days::last_day;
use super::due::unit_is_late;
use super::life::{Life, State};
use super::refusal::Refusal;
use super::{Agency, CoSignature, Notice};
use crate::limits::NOTICE_TEXT_CHARS_MAX;
use crate::model::notice_step::NoticeStep;
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::{NoticeRules, Rung, Text};

/// What is known about the person who asks and the offices concerned, on the day of the step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    /// The person's name (may be empty); none when there is no such person.
    pub name: Option<String>,
    /// Who may have been meant, when there is no such person.
    pub near: Vec<String>,
    /// Whether the person serves on that day.
    pub is_serving: bool,
    /// Agencies to which the person is validly assigned on that day.
    pub serves: Vec<String>,
    /// Agencies to which the person was validly assigned on any day since the drafting, up to the recording.
    pub ties: Vec<String>,
    /// Offices above the unit that may take back a notice whose own offices are no longer clear of what it is about.
    pub rescuers: Vec<Agency>,
    /// The agency that the person belongs to, if one is stated.
    pub belongs: Option<String>,
    /// The agency of each co-signer: the one named at drafting, or since recorded.
    pub offices: Vec<Option<Agency>>,
    /// The agency that rules on objections.
    pub ruler: Option<Agency>,
    /// The agency that may take each rung of the ladder.
    pub issuers: Vec<Option<Agency>>,
    /// Ids of the agencies that a case of the notice complains against, and of those under them.
    pub accused: Vec<String>,
    /// Whether a case of the notice complains against the person.
    pub is_accused: bool,
}

/// A step that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What.
    pub ask: &'a Ask,
    /// Id of the person.
    pub person: &'a str,
    /// When it happens, as stated.
    pub at: Instant,
    /// When it is recorded.
    pub recorded_at: Instant,
    /// How many notices were issued in the year of that day.
    pub issued_before: u32,
}

/// The act that the step is, if it may be taken.
///
/// # Errors
/// [`Refusal`] says why not, and what is possible instead.
pub fn admit(
    asked: &Asked<'_>,
    notice: &Notice,
    life: &Life,
    rules: &NoticeRules,
    roll: &Roll,
) -> Result<Act, Refusal> {
    let today = notice.zone.day(asked.at);
    let desk = Desk { asked, notice, life, rules, roll, today };
    desk.check_place()?;
    desk.check_person()?;
    desk.check_unit()?;
    desk.check_text()?;
    desk.act()
}

struct Desk<'a> {
    asked: &'a Asked<'a>,
    notice: &'a Notice,
    life: &'a Life,
    rules: &'a NoticeRules,
    roll: &'a Roll,
    today: Day,
}

impl Desk<'_> {
    fn step(&self) -> NoticeStep {
        self.asked.ask.step()
    }

    fn check_place(&self) -> Result<(), Refusal> {
        let (life, step) = (self.life, self.step());
        if !life.has_place(step) {
            let waits = matches!(step, NoticeStep::Verify | NoticeStep::Escalate | NoticeStep::Object);
            if waits && life.open_objection().is_some() {
                return Err(Refusal::ObjectionOpen { step });
            }
            let is_served =
                matches!(life.state, State::Issued | State::Acknowledged | State::Escalated | State::Replied);
            if step == NoticeStep::Object && is_served {
                return Err(Refusal::ObjectedAlready);
            }
            let unsigned = if step == NoticeStep::Issue { self.unsigned() } else { Vec::new() };
            return Err(Refusal::State { step, state: life.state, possible: life.places(), unsigned });
        }
        let zone = || self.notice.zone.name().to_owned();
        if self.asked.recorded_at < self.asked.at {
            return Err(Refusal::Ahead { recorded: self.asked.recorded_at, zone: zone() });
        }
        if self.asked.at < life.last_at {
            return Err(Refusal::Earlier { last: life.last_at, zone: zone() });
        }
        Ok(())
    }

    fn check_person(&self) -> Result<(), Refusal> {
        let person = self.asked.person.to_owned();
        if self.roll.name.is_none() || !self.roll.is_serving {
            return Err(Refusal::Person {
                person,
                is_known: self.roll.name.is_some(),
                near: self.roll.near.clone(),
            });
        }
        let is_units =
            matches!(self.step(), NoticeStep::Acknowledge | NoticeStep::Reply | NoticeStep::Object);
        let has_to_do = |unit: &String| {
            self.serves(unit) || self.roll.ties.contains(unit) || self.roll.belongs.as_ref() == Some(unit)
        };
        // Who has to do with a unit complained against acts for nobody here, not even for the unit addressed.
        let is_accused = self.roll.is_accused || self.roll.accused.iter().any(has_to_do);
        if (!is_units && has_to_do(&self.notice.unit.id)) || is_accused {
            return Err(Refusal::Interested { person });
        }
        Ok(())
    }

    /// A unit that a case of the notice has come to complain against is told nothing more: what remains is withdrawal.
    fn check_unit(&self) -> Result<(), Refusal> {
        let unit = &self.notice.unit;
        if self.is_clear(&unit.id) || self.step() == NoticeStep::Withdraw {
            return Ok(());
        }
        let unit = Agency { id: unit.id.clone(), name: unit.name.clone() };
        Err(Refusal::NotClear { step: self.step(), who: vec![described(&unit)] })
    }

    fn is_clear(&self, agency: &str) -> bool {
        !self.roll.accused.iter().any(|accused| accused == agency)
    }

    fn check_text(&self) -> Result<(), Refusal> {
        let Some((text, is_needed)) = self.asked.ask.text() else { return Ok(()) };
        let chars = text.chars().count();
        if is_needed && text.trim().is_empty() {
            Err(Refusal::NoText { step: self.step() })
        } else if NOTICE_TEXT_CHARS_MAX < chars {
            Err(Refusal::LongText { chars })
        } else {
            Ok(())
        }
    }

    fn serves(&self, agency: &str) -> bool {
        self.roll.serves.iter().any(|served| served == agency)
    }

    fn act(&self) -> Result<Act, Refusal> {
        let stated = |agency: Option<Agency>, text: &str| Stated { agency, text: text.to_owned() };
        Ok(match self.asked.ask {
            Ask::Sign => Act::Signed(self.sign()?),
            Ask::Issue => Act::Issued(self.issue()?),
            Ask::Acknowledge => Act::Acknowledged(Acknowledged { agency: self.unit()? }),
            Ask::Reply(adopted, text) => {
                self.unit()?;
                Act::Replied(Replied { adopted: *adopted, text: text.clone() })
            }
            Ask::Object(text) => {
                self.unit()?;
                Act::Objected(Objected { text: text.clone() })
            }
            Ask::Rule(outcome, text) => Act::Ruled(self.rule(*outcome, text)?),
            Ask::Verify(text) => Act::Verified(stated(Some(self.any_office()?), text)),
            Ask::Escalate(rung, text) => Act::Escalated(self.escalate(rung.as_deref(), text)?),
            Ask::Withdraw(text) => Act::Withdrawn(stated(self.withdrawing()?, text)),
            Ask::Close(text) => Act::Closed(stated(Some(self.lead()?), text)),
        })
    }

    /// The first of `agencies` that the person serves; else who may.
    fn one_of<'o>(&self, agencies: impl Iterator<Item = &'o Agency> + Clone) -> Result<Agency, Refusal> {
        let mut clear = agencies.clone().filter(|agency| self.is_clear(&agency.id)).peekable();
        if clear.peek().is_none() && agencies.clone().next().is_some() {
            return Err(Refusal::NotClear { step: self.step(), who: agencies.map(described).collect() });
        }
        let who = clear.clone().map(described).collect();
        if let Some(agency) = clear.find(|agency| self.serves(&agency.id)) {
            return Ok(agency.clone());
        }
        Err(Refusal::NotAssigned { step: self.step(), person: self.asked.person.to_owned(), who })
    }

    fn unit(&self) -> Result<Agency, Refusal> {
        let unit = &self.notice.unit;
        self.one_of(std::iter::once(&Agency { id: unit.id.clone(), name: unit.name.clone() }))
    }

    /// The lead office: the first co-signer.
    fn lead(&self) -> Result<Agency, Refusal> {
        let lead = self.roll.offices.first().and_then(Option::as_ref);
        match (lead, self.notice.co_signers.first()) {
            (Some(agency), _) => self.one_of(std::iter::once(agency)),
            (None, Some(signer)) => Err(self.no_agency(signer)),
            (None, None) => Err(self.nobody()),
        }
    }

    fn any_office(&self) -> Result<Agency, Refusal> {
        self.one_of(self.roll.offices.iter().flatten())
    }

    fn no_agency(&self, signer: &CoSignature) -> Refusal {
        Refusal::NoAgency { step: self.step(), office: signer.title.clone() }
    }

    fn nobody(&self) -> Refusal {
        Refusal::NotAssigned { step: self.step(), person: self.asked.person.to_owned(), who: Vec::new() }
    }

    /// Names of the offices that have not signed.
    fn unsigned(&self) -> Vec<String> {
        unsigned(self.notice, self.life, &self.roll.offices)
    }

    fn has_signed(&self, office: usize) -> bool {
        self.life.signatures.iter().any(|s| s.act.office as usize == office)
    }

    fn sign(&self) -> Result<Signed, Refusal> {
        let person = self.asked.person.to_owned();
        if self.life.signatures.iter().any(|s| s.stamp.by == person) {
            return Err(Refusal::SignedAlready { person, open: self.unsigned() });
        }
        let served = |office: &Option<Agency>| office.clone().filter(|agency| self.serves(&agency.id));
        let mut own =
            (0u32..).zip(&self.roll.offices).filter_map(|(at, o)| Some((at, served(o)?))).peekable();
        if own.peek().is_none() {
            let missing = self.notice.co_signers.iter().zip(&self.roll.offices).find(|(_, o)| o.is_none());
            return Err(match (self.any_office(), missing) {
                (_, Some((signer, _))) if self.roll.offices.iter().all(Option::is_none) => {
                    self.no_agency(signer)
                }
                (Err(refusal), _) => refusal,
                (Ok(_), _) => self.nobody(),
            });
        }
        match own.find(|&(at, _)| !self.has_signed(at as usize)) {
            Some((office, agency)) => {
                Ok(Signed { office, agency, name: self.roll.name.clone().unwrap_or_default() })
            }
            None => Err(Refusal::OfficeSigned { open: self.unsigned() }),
        }
    }

    fn issue(&self) -> Result<Issued, Refusal> {
        let agency = self.lead()?;
        Ok(Issued {
            year: year_of(self.today),
            serial: self.asked.issued_before.saturating_add(1),
            agency,
            acknowledge_due: last_day(self.today, self.rules.days.acknowledge),
            reply_due: last_day(self.today, self.notice.reply.days),
        })
    }

    fn rule(&self, outcome: Outcome, text: &str) -> Result<Ruled, Refusal> {
        let Some(ruler) = &self.roll.ruler else {
            return Err(Refusal::NoAgency { step: self.step(), office: kind_text(&self.rules.ruler_kind) });
        };
        let agency = self.one_of(std::iter::once(ruler))?;
        if self.life.issue.as_ref().is_some_and(|issue| issue.stamp.by == self.asked.person) {
            return Err(Refusal::OwnIssue { person: self.asked.person.to_owned() });
        }
        let objected = self.life.open_objection().map_or(self.today, |o| self.notice.zone.day(o.stamp.at));
        let days = days_between(objected, self.today);
        // An objection stops every day of the unit's that is not over; one that was over before it stays over.
        let moved = |due: Option<Day>| due.filter(|&due| objected <= due).map(|due| last_day(due, days));
        let (acknowledge_due, reply_due) = (moved(self.life.acknowledge_due), moved(self.life.reply_due));
        let moved_days = if acknowledge_due.or(reply_due).is_some() { days } else { 0 };
        Ok(Ruled { outcome, agency, text: text.to_owned(), moved_days, acknowledge_due, reply_due })
    }

    fn escalate(&self, name: Option<&str>, text: &str) -> Result<Escalated, Refusal> {
        let (at, rung) = self.rung(name)?;
        let late = unit_is_late(self.life, self.today);
        // An answer in hand may be found wanting at any time; silence only when its days are over.
        if self.life.state != State::Replied && !late {
            let due = if self.life.state == State::Issued {
                self.life.acknowledge_due.min(self.life.reply_due)
            } else {
                self.life.reply_due
            };
            return Err(Refusal::NotLate { due: due.unwrap_or(self.today) });
        }
        let Some(issuer) = self.roll.issuers.get(at).and_then(Option::as_ref) else {
            return Err(Refusal::NoAgency { step: self.step(), office: kind_text(&rung.issuer_kind) });
        };
        let agency = self.one_of(std::iter::once(issuer))?;
        Ok(Escalated {
            rung: u32::try_from(at).unwrap_or(u32::MAX),
            name: rung.name.clone(),
            title: rung.title.clone(),
            basis: rung.basis.clone(),
            agency,
            text: text.to_owned(),
            reply_due: last_day(self.today, rung.reply_days),
        })
    }

    /// The rung asked for, or the next one.
    fn rung(&self, name: Option<&str>) -> Result<(usize, &Rung), Refusal> {
        let ladder = &self.rules.ladder;
        let first = self.life.rung().map_or(0, |rung| rung as usize + 1);
        let higher = || ladder.iter().skip(first).map(|r| r.name.clone()).collect::<Vec<_>>();
        let Some(name) = name else {
            return ladder.get(first).map(|rung| (first, rung)).ok_or(Refusal::Top);
        };
        match ladder.iter().enumerate().find(|(_, rung)| rung.name == name) {
            None => Err(Refusal::NoRung { name: name.to_owned(), higher: higher() }),
            Some((at, _)) if at < first => {
                let current = self.life.escalations.last().map_or_else(String::new, |e| e.act.name.clone());
                Err(Refusal::NotHigher { name: name.to_owned(), current, higher: higher() })
            }
            Some(found) => Ok(found),
        }
    }

    /// For whom a notice is withdrawn: the lead office; a draft also by any office, and by whoever drafted it. A notice
    /// whose lead office has come to be complained against is taken back by any office above that is clear.
    fn withdrawing(&self) -> Result<Option<Agency>, Refusal> {
        let lead = self.roll.offices.first().and_then(Option::as_ref);
        if lead.is_some_and(|lead| !self.is_clear(&lead.id)) {
            let offices = self.roll.offices.iter().flatten();
            return self.one_of(offices.chain(&self.roll.rescuers)).map(Some);
        }
        if !matches!(self.life.state, State::Draft | State::Signed) {
            return self.lead().map(Some);
        }
        match self.any_office() {
            Err(_) if self.life.drafted.by == self.asked.person => Ok(None),
            office => office.map(Some),
        }
    }
}

/// Names of the offices that have not signed; `offices` are the agencies that they are, as far as they are recorded.
#[must_use]
pub fn unsigned(notice: &Notice, life: &Life, offices: &[Option<Agency>]) -> Vec<String> {
    let has_signed = |at: usize| life.signatures.iter().any(|s| s.act.office as usize == at);
    let open = notice.co_signers.iter().zip(offices).enumerate().filter(|&(at, _)| !has_signed(at));
    open.map(|(_, (signer, office))| office.as_ref().map_or_else(|| signer.title.zh.clone(), described))
        .collect()
}

fn described(agency: &Agency) -> String {
    format!("{} ({})", agency.label(), agency.id)
}

/// An office known by its kind only.
fn kind_text(kind: &str) -> Text {
    Text { zh: kind.to_owned(), en: kind.to_owned() }
}

fn year_of(day: Day) -> u32 {
    Zone::format_day(day).get(..4).and_then(|year| year.parse().ok()).unwrap_or(0)
}

fn days_between(from: Day, to: Day) -> u32 {
    u32::try_from(i64::from(to.number()) - i64::from(from.number())).unwrap_or(0)
}
