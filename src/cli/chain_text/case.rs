//! The chain of a case: its facts, and its path as a table.

use super::{Page, name, none};
use crate::chain::answer::{CaseChain, Leg, Post};
use crate::cli::term::paint::Tone;
use crate::cli::term::table::{Cell, Table as Grid};
use crate::model::table::Table;
use crate::model::time::Instant;
use crate::rim::terms::{self, labelled};

impl Page<'_> {
    /// The page of a case.
    pub(super) fn case(&self, chain: &CaseChain) -> String {
        let state = match chain.closed {
            Some(at) => self.words.say_with("chain-closed", &[("at", (&self.zone.civil(at)).into())]),
            None if chain.is_open => self.words.say("chain-open"),
            None => self.words.say("chain-finished"),
        };
        let charged = chain.charged.as_ref().map_or_else(none, |charge| {
            let since = self.zone.civil(charge.since);
            let agency = labelled(&charge.agency.id, &charge.agency.name);
            let key = if charge.waiting { "chain-charged-waiting" } else { "chain-charged-held" };
            self.words.say_with(key, &[("agency", (&agency).into()), ("since", (&since).into())])
        });
        // Who covers this one case, such as a mediator of its own, leads it no more than those who cover a village do.
        let (covering, leaders): (Vec<Post>, Vec<Post>) =
            chain.leaders.iter().cloned().partition(|post| post.role == self.coverage().role);
        let mut facts = vec![
            (
                "chain-fact-kind",
                terms::cell_by(self.playbook, Table::Cases, "kind", &chain.kind, self.words).into_owned(),
            ),
            ("chain-fact-village", self.place(&chain.village)),
            ("chain-fact-opened", self.zone.civil(chain.opened)),
            ("chain-fact-state", state),
            ("chain-fact-holder", chain.holder.as_ref().map_or_else(none, name)),
            ("chain-fact-charged", charged),
            ("chain-fact-leaders", if leaders.is_empty() { none() } else { self.people(&leaders) }),
        ];
        if !covering.is_empty() {
            facts.push(("chain-fact-covering", self.people(&covering)));
        }
        if let Some(charge) = &chain.charged {
            facts.insert(6, ("chain-fact-charged-people", self.people(&charge.posts)));
        }
        let mut page = format!("{}\n\n", self.title("chain-title-case", &chain.id, ""));
        page.push_str(&self.facts(&facts));
        page.push('\n');
        if chain.path.is_empty() {
            page.push_str(&self.words.say("chain-no-path"));
            page.push('\n');
            return page;
        }
        let mut table = Grid::new([
            self.number("chain-column-seq"),
            self.text("chain-column-from"),
            self.text("chain-column-to"),
            self.id("chain-column-sent"),
            self.id("chain-column-received"),
            self.id("chain-column-finished"),
            self.text("chain-column-on-the-day"),
        ]);
        chain.path.iter().for_each(|leg| table.push(self.leg(leg)));
        page.push_str(&table.render(self.screen));
        page
    }

    fn leg(&self, leg: &Leg) -> [Cell; 7] {
        let at = |at: Option<Instant>| at.map_or_else(none, |at| self.zone.civil(at));
        let received = if leg.received.is_none() { Tone::Warning } else { Tone::Plain };
        [
            leg.seq.to_string().into(),
            name(&leg.from).into(),
            name(&leg.to).into(),
            self.zone.civil(leg.sent).into(),
            Cell::new(&at(leg.received), received),
            at(leg.finished).into(),
            self.people(&leg.posts).into(),
        ]
    }
}
