//! Whose word speaks to a clock, what it answers, and who is charged.

use duban::playbook::clock_rules::{Charged, ClockPoint, ClockRule, ClockScope};

use super::{Answers, PlainEvent, PlainHop, Seen, What, kind};

impl Seen<'_> {
    /// What the event answers of what its agency was asked.
    pub(super) fn answers_of(&self, nth: usize) -> Answers {
        let events = &self.case.events;
        let is = |e: &PlainEvent, names: &[&str]| names.iter().any(|name| e.kind == kind(name));
        let fits = |question: &PlainEvent, word: &PlainEvent| match question.kind == kind("consulted") {
            true => is(word, &["consented", "replied", "fed_back", "declined"]),
            false => is(word, &["replied", "fed_back"]),
        };
        let mut open: Vec<&PlainEvent> = Vec::new();
        for (at, word) in events.iter().enumerate() {
            // All questions of its second are asked by now.
            let new = |e: &&PlainEvent| {
                let first = at == 0 || events[at - 1].at < word.at;
                first && e.at == word.at && e.agency.is_some() && is(e, &["consulted", "recommended"])
            };
            open.extend(events.iter().filter(new));
            let mut found = Answers::Nothing;
            if word.agency.is_some() && word.step != Some("petitioner") {
                let mine = |q: &&PlainEvent| q.agency == word.agency && fits(q, word);
                let in_step = |q: &&PlainEvent| mine(q) && word.step.is_some() && q.step == word.step;
                if open.iter().any(in_step) {
                    open.retain(|q| !in_step(q));
                    found = Answers::InStep;
                } else if open.iter().any(mine) {
                    open.retain(|q| !mine(q));
                    found = Answers::Everything;
                } else {
                    let asked =
                        |e: &PlainEvent| e.agency == word.agency && is(e, &["consulted", "recommended"]);
                    let accepted = |e: &PlainEvent| e.agency == word.agency && is(e, &["accepted"]);
                    let mut hops = self.case.hops.iter();
                    let has_had = events.iter().any(accepted)
                        || hops.any(|hop| [Some(hop.from), Some(hop.to)].contains(&word.agency));
                    if events.iter().any(asked)
                        && !has_had
                        && is(word, &["consented", "replied", "fed_back", "declined"])
                    {
                        found = Answers::Everything;
                    }
                }
            }
            if at == nth {
                return found;
            }
        }
        Answers::Nothing
    }

    /// Whether a happening other than a closing speaks to the clock.
    pub(super) fn answers(&self, rule: &ClockRule, by: Option<usize>, of: What, what: What) -> bool {
        let hops = &self.case.hops;
        let own = match of {
            What::Sent(hop) | What::Received(hop) | What::Finished(hop) => Some(hop),
            What::Opened | What::Closed | What::Event(_) | What::Upheld(_) => None,
        };
        let step_fits = |event: &PlainEvent| {
            rule.stop_steps.is_empty()
                || event.step.is_some_and(|step| rule.stop_steps.iter().any(|s| s == step))
        };
        if let What::Event(nth) = what
            && !step_fits(&self.case.events[nth])
        {
            return false;
        }
        let is_of_question = Self::is_of_question(rule);
        if let What::Event(nth) = what
            && rule.scope != ClockScope::Handoff
            && !is_of_question
            && self.answers_of(nth) != Answers::Nothing
        {
            return false;
        }
        match (rule.scope, what) {
            (ClockScope::Handoff, What::Upheld(unit)) => {
                let hop = &hops[own.unwrap()];
                unit == hop.to || (rule.charged == Charged::Sender && unit == hop.from)
            }
            (ClockScope::Event, What::Upheld(unit)) => by.is_none_or(|by| by == unit),
            (_, What::Opened | What::Closed) => false,
            (ClockScope::Case, _) => true,
            (ClockScope::Handoff, What::Received(hop) | What::Finished(hop)) => Some(hop) == own,
            (ClockScope::Handoff, What::Sent(hop)) => {
                own.is_some_and(|own| own < hop && hops[hop].from == hops[own].to)
            }
            (ClockScope::Handoff, What::Event(nth)) => {
                let hop = &hops[own.unwrap()];
                let is_theirs =
                    |agency| agency == hop.to || (rule.charged == Charged::Sender && agency == hop.from);
                self.case.events[nth].agency.is_none_or(is_theirs)
            }
            (ClockScope::Event, What::Sent(hop)) => by.is_none_or(|by| by == hops[hop].from),
            (ClockScope::Event, What::Received(hop) | What::Finished(hop)) => {
                by.is_none_or(|by| by == hops[hop].to)
            }
            (ClockScope::Event, What::Event(nth)) => self.event_speaks(rule, by, of, nth),
        }
    }

    /// Whether the event speaks to a clock of an event.
    fn event_speaks(&self, rule: &ClockRule, by: Option<usize>, of: What, nth: usize) -> bool {
        let (what, is_of_question) = (What::Event(nth), Self::is_of_question(rule));
        let word = &self.case.events[nth];
        let names = ["consented", "replied", "fed_back", "declined"];
        let is_answer = names.iter().any(|name| word.kind == kind(name));
        if what == of || (is_of_question && is_answer && word.step == Some("petitioner")) {
            return false;
        }
        let (Some(by), Some(agency)) = (by, word.agency) else { return true };
        let What::Event(start) = of else { return false };
        let is_for_it = !is_of_question
            || self.answers_of(nth) != Answers::InStep
            || self.case.events[start].step == word.step;
        let asked = |e: usize| {
            let event = &self.case.events[e];
            e != nth
                && event.at <= word.at
                && event.agency == Some(agency)
                && self.start_by(rule, What::Event(e)).is_some()
        };
        let is_others = (0..self.case.events.len()).any(asked) && word.kind != kind("ruled");
        (agency == by && is_for_it) || (rule.charged != Charged::Acting && !is_others)
    }

    fn is_of_question(rule: &ClockRule) -> bool {
        let asking = ["consulted", "recommended"].map(kind);
        rule.start
            .iter()
            .any(|point| matches!(point, ClockPoint::Event(kind) if asking.contains(&usize::from(*kind))))
    }

    pub(super) fn registrar(&self) -> Option<usize> {
        let first = self.case.hops.first().map(|hop| hop.from);
        let of = |name: &str| self.case.events.iter().filter(|e| e.kind == kind(name)).find_map(|e| e.agency);
        let any = || self.case.events.iter().find_map(|event| event.agency);
        first.or_else(|| of("registered")).or_else(|| of("accepted")).or_else(any)
    }

    /// Who is charged at a moment with what started at `start`.
    pub(super) fn charged(
        &self,
        rule: &ClockRule,
        (start, at): (i64, i64),
        by: Option<usize>,
        hop: Option<usize>,
    ) -> Option<usize> {
        let hops: Vec<&PlainHop> = self.case.hops.iter().filter(|hop| hop.sent <= at).collect();
        let is_received = |hop: &PlainHop| hop.received.is_some_and(|received| received <= at);
        let accepted = |e: &&PlainEvent| e.kind == kind("accepted") && e.at <= at && e.agency.is_some();
        let holder = match hops.last() {
            Some(hop) => Some(if is_received(hop) { hop.to } else { hop.from }),
            None => match self.case.events.iter().rfind(accepted) {
                Some(event) => event.agency,
                None => self.registrar(),
            },
        };
        let own = hop.map(|hop| &self.case.hops[hop]);
        match rule.charged {
            Charged::Holder => holder,
            Charged::Addressee => own.or(hops.last().copied()).map(|hop| hop.to).or(holder),
            Charged::Sender => {
                let to_starter = hops.iter().rfind(|hop| hop.sent <= start && Some(hop.to) == by).copied();
                own.or(to_starter).or(hops.last().copied()).map(|hop| hop.from).or(holder)
            }
            Charged::Acting => by.or(holder),
            Charged::Registrar => self.registrar(),
        }
    }
}
