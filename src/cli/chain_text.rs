//! Chains for a person who reads them on one screen.

mod case;

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use crate::chain::answer::{
    AgencyChain, Basis, Chain, Duty, Level, Named, PersonChain, Phase, Place, Post, Target, VillageChain,
};
use crate::cli::term::Screen;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::Tone;
use crate::cli::term::table::{Cell, Column, Table as Grid};
use crate::model::table::{LEVELS, Table, people};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::{Coverage, Playbook};
use crate::rim::terms::{self, labelled};
use crate::words::Words;
use crate::words::escape::clean;

/// People of an agency that are named; all are counted.
const PEOPLE_SHOWN_MAX: usize = 10;

/// What a page is made with.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Words in the reader's language.
    pub words: Words,
    /// Where it is shown.
    pub screen: &'a Screen,
    /// The zone in which instants are shown.
    pub zone: &'a Zone,
    /// The moment asked about.
    pub as_of: Instant,
    /// The rules of the place: what counts as covered, and what its words are called.
    pub playbook: &'a Playbook,
}

impl Page<'_> {
    /// The page of `chain` of the thing called `id`.
    #[must_use]
    pub fn render(&self, chain: &Chain, id: &str) -> String {
        match chain {
            Chain::Village(chain) => self.village(chain, id),
            Chain::Case(chain) => self.case(chain),
            Chain::Agency(chain) => self.agency(chain),
            Chain::Person(chain) => self.person(chain),
        }
    }

    /// What counts as covered.
    fn coverage(&self) -> &Coverage {
        &self.playbook.coverage
    }

    fn title(&self, key: &str, id: &str, name: &str) -> String {
        let (thing, at) = (clean(&labelled(id, name)), self.zone.civil(self.as_of));
        self.words.say_with(key, &[("thing", (&thing).into()), ("at", (&at).into())])
    }

    fn village(&self, chain: &VillageChain, id: &str) -> String {
        let name = chain.levels.first().map_or("", |level| level.place.name.as_str());
        let mut table = Grid::new([
            self.id("chain-column-level"),
            self.text("chain-column-division"),
            self.id("chain-column-role"),
            self.text("chain-column-person"),
            self.text("chain-column-title"),
            self.id("chain-column-since"),
            self.id("chain-column-until"),
            self.text("chain-column-basis"),
        ]);
        let mut bodies = Grid::new([
            self.text("chain-column-division"),
            self.text("chain-column-coordinating"),
            self.text("chain-column-supervising"),
        ]);
        for level in &chain.levels {
            let mut head = [self.level(&level.place), labelled(&level.place.code, &level.place.name)];
            if !level.exists {
                head[1] = self.words.say_with("chain-abolished", &[("division", (&head[1]).into())]);
            }
            if level.vacant {
                let [first, second] = std::mem::take(&mut head).map(Cell::from);
                let cell = match self.coverage().asks_for(level.place.level) {
                    true => Cell::new(&self.words.say("chain-vacant"), Tone::Bad),
                    false => Cell::new(&self.words.say("chain-nobody-recorded"), Tone::Faint),
                };
                table.push([first, second, cell]);
            }
            for post in &level.posts {
                let [first, second] = std::mem::take(&mut head).map(Cell::from);
                table.push([first, second].into_iter().chain(self.post(post)));
            }
            if self.lacks_cover(level) {
                let [first, second] = std::mem::take(&mut head).map(Cell::from);
                let role = Cell::from(self.role(&self.coverage().role).into_owned());
                table.push([first, second, role, Cell::new(&self.words.say("chain-vacant"), Tone::Bad)]);
            }
            if !level.coordinating.is_empty() || !level.supervising.is_empty() {
                let division = labelled(&level.place.code, &level.place.name);
                bodies.push([division, self.names(&level.coordinating), self.names(&level.supervising)]);
            }
        }
        let mut page = format!("{}\n\n", self.title("chain-title-village", id, name));
        page.push_str(&table.render(self.screen));
        if chain.levels.iter().any(|level| level.vacant && !self.coverage().asks_for(level.place.level)) {
            page.push_str(&format!("{}\n", self.words.say("chain-not-asked")));
        }
        page.push('\n');
        if bodies.is_empty() {
            page.push_str(&self.words.say("chain-no-bodies"));
            page.push('\n');
        } else {
            page.push_str(&bodies.render(self.screen));
        }
        page
    }

    /// Whether fewer people cover the place than the playbook asks for at its level.
    fn lacks_cover(&self, level: &Level) -> bool {
        let is_asked = LEVELS.get(self.coverage().level).is_some_and(|name| *name == level.place.level);
        let covering = level.posts.iter().filter(|post| post.role == self.coverage().role);
        let people: BTreeSet<&str> = covering.map(|post| post.person.as_str()).collect();
        is_asked && level.exists && (people.len() as u64) < u64::from(self.coverage().persons_min)
    }

    fn agency(&self, chain: &AgencyChain) -> String {
        let count = |count: u64| thousands(count);
        let kind =
            terms::cell_by(self.playbook, Table::Agencies, "kind", &chain.kind, self.words).into_owned();
        let facts = [
            ("chain-fact-kind", kind),
            ("chain-fact-division", chain.division.as_ref().map_or_else(none, |place| self.place(place))),
            ("chain-fact-valid", self.days(chain.from, chain.to)),
            ("chain-fact-line", self.names(&chain.line)),
            ("chain-fact-coordinating", self.names(&chain.coordinating)),
            ("chain-fact-supervising", self.names(&chain.supervising)),
            ("chain-fact-successors", self.names(&chain.successors)),
            ("chain-fact-below", count(chain.below)),
            ("chain-fact-held", count(chain.held.unwrap_or_default())),
            ("chain-fact-awaiting", count(chain.awaiting.unwrap_or_default())),
            ("chain-fact-people", count(chain.people.len() as u64)),
        ];
        let mut page = format!("{}\n\n", self.title("chain-title-agency", &chain.id, &chain.name));
        page.push_str(&self.facts(&facts));
        page.push('\n');
        page.push_str(&self.posts(&chain.posts));
        if chain.people.is_empty() {
            return page;
        }
        let mut table = Grid::new([
            self.text("chain-column-member"),
            self.text("chain-column-kind"),
            self.text("chain-column-title"),
        ]);
        for member in chain.people.iter().take(PEOPLE_SHOWN_MAX) {
            let kind = self.person_kind(&member.kind);
            table.push([labelled(&member.id, &member.name), kind, member.title.clone()]);
        }
        page.push('\n');
        page.push_str(&table.render(self.screen));
        if PEOPLE_SHOWN_MAX < chain.people.len() {
            let more = chain.people.len() - PEOPLE_SHOWN_MAX;
            page.push_str(&self.words.say_with("chain-more", &[("count", more.into())]));
            page.push('\n');
        }
        page
    }

    fn person(&self, chain: &PersonChain) -> String {
        let mut days = self.days(chain.from, chain.to);
        if !chain.serves {
            days = self.words.say_with("chain-not-serving", &[("days", (&days).into())]);
        }
        let facts = [
            ("chain-fact-kind", self.person_kind(&chain.kind)),
            ("chain-fact-title", or_none(&chain.title)),
            (
                "chain-fact-team",
                or_none(&terms::cell_by(self.playbook, Table::People, "team", &chain.team, self.words)),
            ),
            ("chain-fact-agency", chain.agency.as_ref().map_or_else(none, name)),
            ("chain-fact-valid", days),
        ];
        let mut page = format!("{}\n\n", self.title("chain-title-person", &chain.id, &chain.name));
        page.push_str(&self.facts(&facts));
        page.push('\n');
        if chain.duties.is_empty() {
            page.push_str(&self.words.say("chain-no-duties"));
            page.push('\n');
            return page;
        }
        let mut table = Grid::new([
            self.id("chain-column-phase"),
            self.text("chain-column-target"),
            self.id("chain-column-role"),
            self.id("chain-column-since"),
            self.id("chain-column-until"),
            self.text("chain-column-basis"),
        ]);
        chain.duties.iter().for_each(|duty| table.push(self.duty(duty)));
        page.push_str(&table.render(self.screen));
        page
    }

    fn duty(&self, duty: &Duty) -> [Cell; 6] {
        let (key, tone) = match duty.phase {
            Phase::Present => ("chain-phase-present", Tone::Plain),
            Phase::Past => ("chain-phase-past", Tone::Faint),
            Phase::Future => ("chain-phase-future", Tone::Warning),
        };
        let target = match &duty.target {
            Target::Division(at) => self.place(at),
            Target::Agency(agency) => name(agency),
            Target::Case(id) => self.words.say_with("chain-target-case", &[("id", id.into())]),
        };
        [
            Cell::new(&self.words.say(key), tone),
            target.into(),
            self.role(&duty.role).into_owned().into(),
            Zone::format_day(duty.from).into(),
            self.end(duty.to).into(),
            self.basis(&duty.basis).into(),
        ]
    }

    /// People assigned to an agency as a table, or that there are none.
    fn posts(&self, posts: &[Post]) -> String {
        if posts.is_empty() {
            return format!("{}\n", self.words.say("chain-nobody-assigned"));
        }
        let mut table = Grid::new([
            self.id("chain-column-role"),
            self.text("chain-column-person"),
            self.text("chain-column-title"),
            self.id("chain-column-since"),
            self.id("chain-column-until"),
            self.text("chain-column-basis"),
        ]);
        posts.iter().for_each(|post| table.push(self.post(post)));
        table.render(self.screen)
    }

    fn post(&self, post: &Post) -> [Cell; 6] {
        [
            self.role(&post.role).into_owned().into(),
            labelled(&post.person, &post.name).into(),
            post.title.as_str().into(),
            Zone::format_day(post.from).into(),
            self.end(post.to).into(),
            self.basis(&post.basis).into(),
        ]
    }

    /// Names and values below each other, the values aligned.
    fn facts(&self, facts: &[(&str, String)]) -> String {
        let labels: Vec<String> = facts.iter().map(|(key, _)| self.words.say(key)).collect();
        let width = labels.iter().map(|label| label.width()).max().unwrap_or(0);
        let line = |(label, (_, value)): (&String, &(&str, String))| {
            let room = " ".repeat(width - label.width() + 2);
            format!("{label}{room}{}\n", clean(value))
        };
        labels.iter().zip(facts).map(line).collect()
    }

    fn people(&self, posts: &[Post]) -> String {
        let one = |post: &Post| {
            let person = labelled(&post.person, &post.name);
            self.words.say_with(
                "chain-in-role",
                &[("person", (&person).into()), ("role", self.role(&post.role).as_ref().into())],
            )
        };
        if posts.is_empty() {
            return self.words.say("chain-vacant");
        }
        self.words.list(&posts.iter().map(one).collect::<Vec<_>>())
    }

    fn names(&self, agencies: &[Named]) -> String {
        if agencies.is_empty() {
            return none();
        }
        self.words.list(&agencies.iter().map(name).collect::<Vec<_>>())
    }

    fn role<'t>(&'t self, role: &'t str) -> Cow<'t, str> {
        terms::cell_by(self.playbook, Table::Assignments, "role", role, self.words)
    }

    fn person_kind(&self, kind: &str) -> String {
        terms::cell(Table::People, people::KIND, kind, self.words).into_owned()
    }

    fn place(&self, place: &Place) -> String {
        let (division, level) = (labelled(&place.code, &place.name), self.level(place));
        self.words.say_with("chain-place", &[("division", (&division).into()), ("level", (&level).into())])
    }

    fn level(&self, place: &Place) -> String {
        self.words.say(&format!("chain-level-{}", place.level))
    }

    fn days(&self, from: Day, to: Day) -> String {
        match (Zone::format_day(from), Zone::format_day(to)) {
            (from, to) if from.is_empty() && to.is_empty() => self.words.say("chain-always"),
            (from, to) => {
                let (from, to) = (or_none(&from), or_none(&to));
                self.words.say_with("chain-days", &[("from", (&from).into()), ("to", (&to).into())])
            }
        }
    }

    fn end(&self, to: Day) -> String {
        let text = Zone::format_day(to);
        if text.is_empty() { none() } else { text }
    }

    fn basis(&self, basis: &Basis) -> String {
        match basis {
            Basis::None => none(),
            Basis::Text(text) => text.clone(),
            Basis::Sealed => self.words.say("chain-sealed"),
        }
    }

    fn id(&self, key: &str) -> Column {
        Column::id(&self.words.say(key))
    }

    fn text(&self, key: &str) -> Column {
        Column::text(&self.words.say(key))
    }

    fn number(&self, key: &str) -> Column {
        Column::number(&self.words.say(key))
    }
}

fn none() -> String {
    "–".to_owned()
}

fn or_none(text: &str) -> String {
    if text.is_empty() { none() } else { text.to_owned() }
}

fn name(agency: &Named) -> String {
    labelled(&agency.id, &agency.name)
}
