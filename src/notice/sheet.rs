//! What a notice says, in one language and in order, before any form: both forms say exactly this.
//!
//! Texts here are plain; the forms escape them.

mod life;
mod matters;
mod overdue;

use super::life::State;
use super::record::Record;
use super::{Figures, LateHandoff, Notice, Scope, terms};
use crate::model::time::Instant;
use crate::playbook::Text;
use crate::words::phrases::thousands;
use crate::words::{Arg, Words};

/// The page in parts.
pub(super) struct Sheet {
    /// Language tag.
    pub(super) lang: &'static str,
    /// That it is a draft, or has ended without effect; none once it is issued.
    pub(super) draft: Option<String>,
    /// Names of the offices it comes from.
    pub(super) letterhead: Vec<String>,
    /// Its number.
    pub(super) number: String,
    /// Its title, with its matter.
    pub(super) title: String,
    /// Whom it addresses.
    pub(super) addressee: String,
    /// Its body.
    pub(super) sections: Vec<Section>,
    /// Heading of the places for signatures.
    pub(super) sign_off: String,
    /// A place for each office's signature.
    pub(super) signatures: Vec<Signature>,
    /// Origin of the page.
    pub(super) footer: String,
}

/// A numbered part of the body.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) blocks: Vec<Block>,
}

/// A piece of a section.
pub(super) enum Block {
    /// A sentence or more.
    Paragraph(String),
    /// Numbered points.
    Points(Vec<String>),
    /// A table.
    Table(Table),
    /// A long run of letters and digits with its label, such as a hash.
    Code(String, String),
}

/// A table: as many cells in each row as columns.
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Head of a column, and how its cells stand.
pub(super) struct Column {
    pub(super) head: String,
    /// Numbers and durations stand to the right.
    pub(super) right: bool,
    /// Names and sentences may go over several lines.
    pub(super) wraps: bool,
}

/// The place where an office signs.
pub(super) struct Signature {
    pub(super) office: String,
    pub(super) signed: String,
    pub(super) seal: String,
    pub(super) date: String,
}

/// Says `notice` in `words`, with what has become of it.
pub(super) fn sheet(notice: &Notice, record: Option<&Record<'_>>, words: &Words) -> Sheet {
    let say = Say { notice, words };
    let unit = notice.unit.label();
    let division = &notice.unit.division;
    let addressee = match division.as_str() {
        "" => words.say_with("notice-addressee", &[("unit", Arg::from(unit))]),
        _ => words
            .say_with("notice-addressee-in", &[("unit", Arg::from(unit)), ("division", Arg::from(division))]),
    };
    let playbook = Arg::from(&notice.rules.playbook);
    let mut sections = say.sections(record);
    sections.extend(record.into_iter().flat_map(|record| say.life(record)));
    Sheet {
        lang: words.lang().tag(),
        draft: say.banner(record),
        number: say.number(record),
        title: say.title(),
        addressee,
        sections,
        sign_off: words.say("notice-sign-off"),
        signatures: say.signatures(record),
        footer: words.say_with(
            "notice-footer",
            &[("date", Arg::from(&say.moment(notice.drafted_at))), ("playbook", playbook)],
        ),
        letterhead: say.offices(),
    }
}

struct Say<'a> {
    notice: &'a Notice,
    words: &'a Words,
}

impl Say<'_> {
    fn offices(&self) -> Vec<String> {
        let name = |signer: &super::CoSignature| {
            let title = signer.title.in_lang(self.words.lang());
            signer.agency.as_ref().map_or(title, |a| a.label()).to_owned()
        };
        let offices: Vec<String> = self.notice.co_signers.iter().map(name).collect();
        if offices.is_empty() { vec![self.words.say("notice-group")] } else { offices }
    }

    /// What stands over a page that has no effect.
    fn banner(&self, record: Option<&Record<'_>>) -> Option<String> {
        match record.map(|r| r.life.state) {
            None | Some(State::Draft | State::Signed) => Some(self.words.say("notice-draft")),
            Some(State::Withdrawn) => Some(self.words.say("life-banner-withdrawn")),
            Some(State::Upheld) => Some(self.words.say("life-banner-upheld")),
            Some(
                State::Issued
                | State::Acknowledged
                | State::Escalated
                | State::Replied
                | State::Verified
                | State::Closed,
            ) => None,
        }
    }

    fn number(&self, record: Option<&Record<'_>>) -> String {
        let id = Arg::from(&self.notice.id);
        match record.and_then(|r| r.life.issue.as_ref()) {
            None => self.words.say_with("notice-number", &[("id", id)]),
            Some(issue) => {
                // A year is no quantity: it goes in as text, without separators.
                let (year, serial) = (issue.act.year.to_string(), issue.act.serial.to_string());
                let args = [("year", Arg::from(&year)), ("serial", Arg::from(&serial)), ("id", id)];
                let key = if self.notice.matter.is_apart() { "life-number-apart" } else { "life-number" };
                self.words.say_with(key, &args)
            }
        }
    }

    fn signatures(&self, record: Option<&Record<'_>>) -> Vec<Signature> {
        let words = self.words;
        let place = |(at, office): (usize, &String)| {
            let signed = record.and_then(|r| r.life.signatures.iter().find(|s| s.act.office as usize == at));
            let Some(signed) = signed else {
                return Signature {
                    office: office.clone(),
                    signed: words.say("notice-signed"),
                    seal: words.say("notice-seal"),
                    date: words.say("notice-signed-date"),
                };
            };
            let name = if signed.act.name.is_empty() { &signed.stamp.by } else { &signed.act.name };
            let args = [("name", Arg::from(name)), ("person", Arg::from(&signed.stamp.by))];
            Signature {
                office: signed.act.agency.label().to_owned(),
                signed: words.say_with("life-signed", &args),
                seal: words.say("notice-seal"),
                date: self.time(&signed.stamp),
            }
        };
        self.offices().iter().enumerate().map(place).collect()
    }

    fn sections(&self, record: Option<&Record<'_>>) -> Vec<Section> {
        let words = self.words;
        let section = |heading: String, blocks: Vec<Block>| Section { heading, blocks };
        let mut sections = vec![
            section(words.say("notice-heading-matter"), vec![self.matter()]),
            section(self.findings_heading(), self.findings()),
            section(words.say("notice-heading-doubt"), vec![self.doubt()]),
            section(words.say("notice-heading-evidence"), self.evidence()),
            section(words.say("notice-heading-asks"), vec![self.texts(&self.notice.asks)]),
            section(words.say("notice-heading-reply"), self.reply(record)),
            section(words.say("notice-heading-basis"), vec![self.texts(&self.notice.basis)]),
            section(
                words.say("notice-heading-objection"),
                vec![Block::Paragraph(words.say("notice-objection"))],
            ),
        ];
        if !record.is_some_and(|record| record.is_for_unit) {
            sections.push(section(words.say("notice-heading-check"), self.check()));
        }
        sections
    }

    fn texts(&self, texts: &[Text]) -> Block {
        Block::Points(texts.iter().map(|t| t.in_lang(self.words.lang()).to_owned()).collect())
    }

    fn moment(&self, instant: Instant) -> String {
        self.words.moment(&self.notice.zone, instant)
    }

    fn comparison(&self, figures: &Figures) -> Vec<Block> {
        let words = self.words;
        let expected = &figures.comparison;
        let plain = |key: &str| words.say(key);
        let rate = |part: u64, whole: u64| {
            words.say_with(
                "notice-rate",
                &[
                    ("percent", Arg::from(&words.percent(part, whole))),
                    ("part", Arg::from(&thousands(part))),
                    ("whole", Arg::from(&thousands(whole))),
                ],
            )
        };
        let hours = [("hours", Arg::from(self.notice.rules.wait_hours_max))];
        let rows = vec![
            vec![plain("notice-row-handoffs"), thousands(figures.handoffs), thousands(expected.handoffs)],
            vec![
                words.say_with("notice-row-overdue", &hours),
                thousands(figures.overdue),
                thousands(expected.overdue),
            ],
            vec![
                plain("notice-row-rate"),
                rate(figures.overdue, figures.handoffs),
                rate(expected.overdue, expected.handoffs),
            ],
            vec![
                plain("notice-row-median"),
                words.duration(figures.median_wait_ds / 10),
                words.say_with(
                    "notice-median-of-all",
                    &[("wait", Arg::from(&words.duration(figures.overall_median_wait_ds / 10)))],
                ),
            ],
        ];
        let table = Table {
            caption: plain("notice-findings-caption"),
            columns: vec![
                names(plain("notice-column-figure")),
                numbers(plain("notice-column-unit")),
                numbers(self.scope(figures)),
            ],
            rows,
        };
        vec![Block::Table(table), Block::Paragraph(self.probability(figures))]
    }

    fn scope(&self, figures: &Figures) -> String {
        let units = Arg::from(figures.comparison.units);
        match &figures.comparison.scope {
            Scope::Kind(kind) => {
                let kind = terms::kind(kind, self.words);
                self.words.say_with("notice-scope-kind", &[("kind", Arg::from(&kind)), ("units", units)])
            }
            Scope::All => self.words.say_with("notice-scope-all", &[("units", units)]),
        }
    }

    fn probability(&self, figures: &Figures) -> String {
        let p = figures.p.for_readers();
        let p = match &p {
            Some(p) => self.words.say_with("notice-p-about", &[("p", Arg::from(p))]),
            None => self.words.say("notice-p-below"),
        };
        self.words.say_with(
            "notice-probability",
            &[
                ("handoffs", Arg::from(figures.handoffs)),
                ("overdue", Arg::from(figures.overdue)),
                ("p", Arg::from(&p)),
            ],
        )
    }

    fn late_caption(&self) -> String {
        let (words, notice) = (self.words, self.notice);
        let shown = notice.late.len();
        let cut = (shown as u64) < notice.late_count;
        if cut {
            words.say_with(
                "notice-late-caption-cut",
                &[("shown", Arg::from(shown)), ("all", Arg::from(notice.late_count))],
            )
        } else {
            words.say_with("notice-late-caption", &[("all", Arg::from(notice.late_count))])
        }
    }

    fn late_table<'l>(&self, caption: String, late: impl Iterator<Item = &'l LateHandoff>) -> Table {
        let words = self.words;
        let columns = vec![
            numbers(words.say("notice-column-number")),
            column(words.say("notice-column-case")),
            numbers(words.say("notice-column-seq")),
            names(words.say("notice-column-from")),
            column(words.say("notice-column-sent")),
            column(words.say("notice-column-received")),
            numbers(words.say("notice-column-wait")),
        ];
        Table { caption, columns, rows: (1..).zip(late).map(|(nth, late)| self.late(nth, late)).collect() }
    }

    fn late(&self, nth: u32, late: &LateHandoff) -> Vec<String> {
        let time = |instant| self.notice.zone.civil(instant).get(..16).unwrap_or("").to_owned();
        vec![
            nth.to_string(),
            late.case.clone(),
            late.seq.to_string(),
            late.from.label().to_owned(),
            time(late.sent_at),
            late.received_at.map_or_else(|| self.words.say("notice-not-received"), time),
            self.words.duration(late.wait_s),
        ]
    }

    fn reply(&self, record: Option<&Record<'_>>) -> Vec<Block> {
        let (words, reply) = (self.words, &self.notice.reply);
        let issue = record.and_then(|r| r.life.issue.as_ref());
        let stated = issue.map_or(reply.due, |i| i.act.reply_due);
        // A ruling moves the day by as long as it took; a rung has a day of its own, which it states.
        let moved = record.filter(|r| issue.is_some() && r.life.escalations.is_empty());
        let now = moved.and_then(|r| r.life.reply_due).unwrap_or(stated);
        let due = words.date_with_weekday(stated);
        let from = issue.map_or(self.notice.drafted_at, |i| i.stamp.at);
        let from = words.date_with_weekday(self.notice.zone.day(from));
        let derivation = [
            ("from", Arg::from(&from)),
            ("days", Arg::from(reply.days)),
            ("due", Arg::from(&due)),
            ("zone", Arg::from(self.notice.zone.name())),
        ];
        let derived = match issue {
            None => words.say_with("notice-reply-derivation", &derivation),
            Some(_) => words.say_with("life-reply-derivation", &derivation),
        };
        let mut blocks = vec![
            Block::Paragraph(
                words.say_with("notice-reply", &[("due", Arg::from(&words.date_with_weekday(now)))]),
            ),
            Block::Paragraph(derived),
        ];
        if now != stated {
            let (from, to) = (words.date(stated), words.date(now));
            let args = [("from", Arg::from(&from)), ("to", Arg::from(&to))];
            blocks.push(Block::Paragraph(words.say_with("life-reply-moved", &args)));
        }
        if record.is_some_and(|r| r.life.open_objection().is_some()) {
            blocks.push(Block::Paragraph(words.say("life-reply-waits")));
        }
        if let Some(issue) = issue {
            let due = words.date_with_weekday(issue.act.acknowledge_due);
            blocks
                .insert(0, Block::Paragraph(words.say_with("life-acknowledge", &[("due", Arg::from(&due))])));
        }
        blocks.push(Block::Paragraph(reply.basis.in_lang(words.lang()).to_owned()));
        blocks
    }

    fn check(&self) -> Vec<Block> {
        let (words, ledger) = (self.words, &self.notice.ledger);
        vec![
            Block::Paragraph(words.say_with("notice-check", &[("seq", Arg::from(ledger.seq))])),
            Block::Code(words.say("notice-root"), ledger.root.clone()),
        ]
    }
}

fn column(head: String) -> Column {
    Column { head, right: false, wraps: false }
}

fn numbers(head: String) -> Column {
    Column { head, right: true, wraps: false }
}

fn names(head: String) -> Column {
    Column { head, right: false, wraps: true }
}
