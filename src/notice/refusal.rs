//! Why a step is refused: in which state, what is possible instead, and who may.

use super::life::State;
use crate::limits::NOTICE_TEXT_CHARS_MAX;
use crate::model::notice_step::NoticeStep;
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::Text;
use crate::words::{Arg, Words};

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The state has no place for it.
    State {
        /// The step.
        step: NoticeStep,
        /// The state.
        state: State,
        /// The steps that it has a place for.
        possible: Vec<NoticeStep>,
        /// The offices whose signature is waited for.
        unsigned: Vec<String>,
    },
    /// An objection is open, and has to be ruled on first.
    ObjectionOpen {
        /// The step.
        step: NoticeStep,
    },
    /// The unit has objected to this stage already.
    ObjectedAlready,
    /// Another step was taken since the caller looked.
    Version {
        /// The version that the caller expects.
        expected: u32,
        /// The version it has.
        known: u32,
    },
    /// The time stated lies before the last step.
    Earlier {
        /// When the last step was.
        last: Instant,
        /// The zone to say it in.
        zone: String,
    },
    /// The time stated has not come yet when the step is recorded.
    Ahead {
        /// When it is recorded.
        recorded: Instant,
        /// The zone to say it in.
        zone: String,
    },
    /// No such person, or none who serves on that day.
    Person {
        /// The id given.
        person: String,
        /// Whether there is such a person, who does not serve on that day.
        is_known: bool,
        /// Who may have been meant, when there is none.
        near: Vec<String>,
    },
    /// The person has no valid assignment where the step is taken.
    NotAssigned {
        /// The step.
        step: NoticeStep,
        /// The id given.
        person: String,
        /// The agencies from which it may be taken.
        who: Vec<String>,
    },
    /// No agency of the kind that takes the step is recorded above the unit.
    NoAgency {
        /// The step.
        step: NoticeStep,
        /// What the office is called, or its kind.
        office: Text,
    },
    /// The person has signed already, for another office.
    SignedAlready {
        /// The id given.
        person: String,
        /// The offices that still have to sign.
        open: Vec<String>,
    },
    /// The office of the person has signed already.
    OfficeSigned {
        /// The offices that still have to sign.
        open: Vec<String>,
    },
    /// The person serves the unit that the notice is about.
    Interested {
        /// The id given.
        person: String,
    },
    /// Cases that the notice is about complain against whom the step would concern, or against a unit above them.
    NotClear {
        /// The step.
        step: NoticeStep,
        /// Whom.
        who: Vec<String>,
    },
    /// Whoever issued the notice does not rule on objections to it.
    OwnIssue {
        /// The id given.
        person: String,
    },
    /// The unit's days are not over.
    NotLate {
        /// Its last day.
        due: Day,
    },
    /// No such rung.
    NoRung {
        /// The name given.
        name: String,
        /// The rungs that can still be taken.
        higher: Vec<String>,
    },
    /// The ladder only climbs.
    NotHigher {
        /// The rung given.
        name: String,
        /// The rung it stands on.
        current: String,
        /// The rungs that can still be taken.
        higher: Vec<String>,
    },
    /// The top of the ladder is reached.
    Top,
    /// The step needs words.
    NoText {
        /// The step.
        step: NoticeStep,
    },
    /// The words are too long.
    LongText {
        /// How many characters there are.
        chars: usize,
    },
}

/// What a step is called in the language of `words`.
#[must_use]
pub fn step_name(step: NoticeStep, words: &Words) -> String {
    words.say(match step {
        NoticeStep::AddEvidence => "life-step-add-evidence",
        NoticeStep::Sign => "life-step-sign",
        NoticeStep::Issue => "life-step-issue",
        NoticeStep::Acknowledge => "life-step-acknowledge",
        NoticeStep::Reply => "life-step-reply",
        NoticeStep::Object => "life-step-object",
        NoticeStep::Rule => "life-step-rule",
        NoticeStep::Verify => "life-step-verify",
        NoticeStep::Escalate => "life-step-escalate",
        NoticeStep::Withdraw => "life-step-withdraw",
        NoticeStep::Close => "life-step-close",
    })
}

/// What a state is called in the language of `words`.
#[must_use]
pub fn state_name(state: State, words: &Words) -> String {
    words.say(match state {
        State::Draft => "life-state-draft",
        State::Signed => "life-state-signed",
        State::Issued => "life-state-issued",
        State::Acknowledged => "life-state-acknowledged",
        State::Escalated => "life-state-escalated",
        State::Replied => "life-state-replied",
        State::Verified => "life-state-verified",
        State::Closed => "life-state-closed",
        State::Withdrawn => "life-state-withdrawn",
        State::Upheld => "life-state-upheld",
    })
}

impl Refusal {
    /// The refusal's kind as one word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::State { .. } => "state",
            Self::ObjectionOpen { .. } => "objection_open",
            Self::ObjectedAlready => "objected_already",
            Self::Version { .. } => "version",
            Self::Earlier { .. } => "earlier",
            Self::Ahead { .. } => "ahead",
            Self::Person { .. } => "person",
            Self::NotAssigned { .. } => "not_assigned",
            Self::NoAgency { .. } => "no_agency",
            Self::SignedAlready { .. } => "signed_already",
            Self::OfficeSigned { .. } => "office_signed",
            Self::Interested { .. } => "interested",
            Self::NotClear { .. } => "not_clear",
            Self::OwnIssue { .. } => "own_issue",
            Self::NotLate { .. } => "not_late",
            Self::NoRung { .. } => "no_rung",
            Self::NotHigher { .. } => "not_higher",
            Self::Top => "top",
            Self::NoText { .. } => "no_text",
            Self::LongText { .. } => "long_text",
        }
    }

    /// The refusal in words.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        let of = |step: &NoticeStep| step_name(*step, words);
        match self {
            Self::State { step, state, possible, unsigned } => {
                let said = said_of_state(*step, *state, possible, words);
                if unsigned.is_empty() { said } else { said + &still_to_sign(unsigned, words) }
            }
            Self::ObjectionOpen { step } => one(words, "life-refused-objection-open", "step", &of(step)),
            Self::ObjectedAlready => words.say("life-refused-objected"),
            Self::Version { expected, known } => words.say_with(
                "life-refused-version",
                &[("expected", Arg::from(*expected)), ("known", Arg::from(*known))],
            ),
            Self::Earlier { last, zone } => {
                one(words, "life-refused-earlier", "last", &moment(*last, zone, words))
            }
            Self::Ahead { recorded, zone } => {
                one(words, "life-refused-ahead", "recorded", &moment(*recorded, zone, words))
            }
            Self::Person { .. }
            | Self::NotAssigned { .. }
            | Self::NoAgency { .. }
            | Self::SignedAlready { .. }
            | Self::OfficeSigned { .. }
            | Self::Interested { .. }
            | Self::NotClear { .. }
            | Self::OwnIssue { .. } => self.say_who(words),
            Self::NotLate { due } => one(words, "life-refused-not-late", "due", &words.date(*due)),
            Self::NoRung { name, higher } => {
                two(words, "life-refused-no-rung", ("name", name), ("higher", &words.list(higher)))
            }
            Self::NotHigher { name, current, higher } => words.say_with(
                "life-refused-not-higher",
                &[
                    ("name", Arg::from(name)),
                    ("current", Arg::from(current)),
                    ("higher", Arg::from(&words.list(higher))),
                ],
            ),
            Self::Top => words.say("life-refused-top"),
            Self::NoText { step } => one(words, "life-refused-no-text", "step", &of(step)),
            Self::LongText { chars } => words.say_with(
                "life-refused-long-text",
                &[("chars", Arg::from(*chars)), ("max", Arg::from(NOTICE_TEXT_CHARS_MAX))],
            ),
        }
    }

    /// A refusal for who asks, in words; empty for any other.
    fn say_who(&self, words: &Words) -> String {
        match self {
            Self::Person { person, is_known: false, near } if near.is_empty() => {
                one(words, "life-refused-unknown", "person", person)
            }
            Self::Person { person, is_known: false, near } => {
                two(words, "life-refused-unknown-near", ("person", person), ("near", &words.list(near)))
            }
            Self::Person { person, is_known: true, .. } => {
                one(words, "life-refused-not-serving", "person", person)
            }
            Self::NotAssigned { step, person, who } => {
                let (step, who) = (step_name(*step, words), words.list(who));
                words.say_with(
                    "life-refused-not-assigned",
                    &[("step", Arg::from(&step)), ("person", Arg::from(person)), ("who", Arg::from(&who))],
                )
            }
            Self::NoAgency { step, office } => {
                let (step, office) = (step_name(*step, words), office.in_lang(words.lang()));
                two(words, "life-refused-no-agency", ("step", &step), ("office", office))
            }
            Self::SignedAlready { person, open } => {
                two(words, "life-refused-signed", ("person", person), ("open", &words.list(open)))
            }
            Self::OfficeSigned { open } => {
                one(words, "life-refused-office-signed", "open", &words.list(open))
            }
            Self::Interested { person } => one(words, "life-refused-interested", "person", person),
            Self::NotClear { step, who } => {
                let (step, who) = (step_name(*step, words), words.list(who));
                two(words, "life-refused-not-clear", ("step", &step), ("who", &who))
            }
            Self::OwnIssue { person } => one(words, "life-refused-own-issue", "person", person),
            Self::State { .. }
            | Self::ObjectionOpen { .. }
            | Self::ObjectedAlready
            | Self::Version { .. }
            | Self::Earlier { .. }
            | Self::Ahead { .. }
            | Self::NotLate { .. }
            | Self::NoRung { .. }
            | Self::NotHigher { .. }
            | Self::Top
            | Self::NoText { .. }
            | Self::LongText { .. } => String::new(),
        }
    }
}

/// Who still has to sign, to be put behind another sentence.
#[must_use]
pub fn still_to_sign(unsigned: &[String], words: &Words) -> String {
    one(words, "life-still-to-sign", "open", &words.list(unsigned))
}

fn said_of_state(step: NoticeStep, state: State, possible: &[NoticeStep], words: &Words) -> String {
    let by_people = possible.iter().filter(|&&step| step != NoticeStep::AddEvidence);
    let possible: Vec<String> = by_people.map(|&s| step_name(s, words)).collect();
    let now = if possible.is_empty() { words.say("life-refused-nothing") } else { words.list(&possible) };
    let (step, state) = (step_name(step, words), state_name(state, words));
    words.say_with(
        "life-refused-state",
        &[("step", Arg::from(&step)), ("state", Arg::from(&state)), ("possible", Arg::from(&now))],
    )
}

/// `instant` in the zone of that name.
fn moment(instant: Instant, zone: &str, words: &Words) -> String {
    Zone::parse(zone).map_or_else(String::new, |zone| words.moment(&zone, instant))
}

fn one(words: &Words, key: &str, name: &str, value: &str) -> String {
    words.say_with(key, &[(name, Arg::from(value))])
}

fn two(words: &Words, key: &str, a: (&str, &str), b: (&str, &str)) -> String {
    words.say_with(key, &[(a.0, Arg::from(a.1)), (b.0, Arg::from(b.1))])
}
