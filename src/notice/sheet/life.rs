//! What has become of a notice, as sections behind its body: steps, evidence added, reply, objection and ruling, rungs,
//! and what the unit has said before.

use super::{Block, Say, Section, Table, column, names, numbers};
use crate::model::time::Zone;
use crate::notice::Notice;
use crate::notice::life::{Life, Objection, Stamp, Stamped};
use crate::notice::record::{Record, adoption, readable, ruling as outcome_in};
use crate::notice::refusal::{state_name, step_name};
use crate::words::Arg;

impl Say<'_> {
    /// The sections; none for a draft of which nothing more is known.
    pub(super) fn life(&self, record: &Record<'_>) -> Vec<Section> {
        let (life, words) = (record.life, self.words);
        let mut sections = Vec::new();
        let mut put = |heading: String, blocks: Vec<Block>| {
            if !blocks.is_empty() {
                sections.push(Section { heading, blocks });
            }
        };
        put(words.say("life-heading-evidence"), self.added(life));
        put(words.say("life-heading-reply"), self.replies(life));
        put(
            words.say("life-heading-objection"),
            life.objections.iter().flat_map(|o| self.objection(o)).collect(),
        );
        put(words.say("life-heading-ladder"), self.rungs(life));
        put(words.say("life-heading-end"), self.end(life));
        put(words.say("life-heading-earlier"), self.earlier(record));
        if 1 < life.version {
            put(words.say("life-heading-steps"), self.steps(record));
        }
        sections
    }

    /// When something happened as stated, and the day on which that was recorded where it is another one.
    pub(super) fn time(&self, stamp: &Stamp) -> String {
        let at = self.moment(stamp.at);
        match stamp.recorded_on(&self.notice.zone) {
            None => at,
            Some(day) => {
                let day = self.words.date(day);
                self.words.say_with("life-recorded", &[("at", Arg::from(&at)), ("day", Arg::from(&day))])
            }
        }
    }

    fn said(&self, key: &str, stamp: &Stamp, text: &str) -> Vec<Block> {
        let at = self.time(stamp);
        let head = self.words.say_with(key, &[("at", Arg::from(&at)), ("by", Arg::from(&stamp.by))]);
        let text = readable(text, self.words);
        let mut blocks = vec![Block::Paragraph(head)];
        // Free text keeps its paragraphs; each is one line of the page.
        blocks.extend(text.lines().filter(|l| !l.trim().is_empty()).map(|l| Block::Paragraph(l.to_owned())));
        blocks
    }

    fn added(&self, life: &Life) -> Vec<Block> {
        let mut known: Vec<&Notice> = vec![self.notice];
        let mut blocks = Vec::new();
        for added in &life.evidence {
            blocks.extend(self.addition(&added.act, &known));
            known.push(&added.act);
        }
        blocks
    }

    /// What one later sweep found: how it counts then, and what the notices in `known` did not name.
    fn addition(&self, found: &Notice, known: &[&Notice]) -> Vec<Block> {
        let words = self.words;
        let now = self.moment(found.drafted_at);
        let mut blocks = vec![Block::Paragraph(match &found.figures {
            Some(figures) => words.say_with(
                "life-evidence-figures",
                &[
                    ("now", Arg::from(&now)),
                    ("handoffs", Arg::from(figures.handoffs)),
                    ("overdue", Arg::from(figures.overdue)),
                ],
            ),
            None => {
                let count =
                    found.late_count.max(found.place_count).max(found.clock_count).max(found.held_count);
                words
                    .say_with("life-evidence-count", &[("now", Arg::from(&now)), ("count", Arg::from(count))])
            }
        })];
        let is_new = |late: &&crate::notice::LateHandoff| {
            !known.iter().any(|n| n.late.iter().any(|l| (&l.case, l.seq) == (&late.case, late.seq)))
        };
        let late: Vec<_> = found.late.iter().filter(is_new).collect();
        if !late.is_empty() {
            let caption = words.say_with("life-evidence-new", &[("count", Arg::from(late.len()))]);
            blocks.push(Block::Table(self.late_table(caption, late.into_iter())));
        }
        let places = found.places.iter();
        let places: Vec<_> = places.filter(|p| !known.iter().any(|n| n.places.contains(p))).collect();
        if !places.is_empty() {
            let caption = words.say_with("life-evidence-new", &[("count", Arg::from(places.len()))]);
            blocks.push(Block::Table(self.place_table(caption, places.into_iter())));
        }
        let clocks = found.clocks.iter();
        let clocks: Vec<_> = clocks.filter(|c| !known.iter().any(|n| n.clocks.contains(c))).collect();
        if !clocks.is_empty() {
            let caption = words.say_with("life-evidence-new", &[("count", Arg::from(clocks.len()))]);
            blocks.push(Block::Table(self.clock_table(caption, clocks.into_iter())));
        }
        let held = found.held.iter();
        let held: Vec<_> = held.filter(|h| !known.iter().any(|n| n.held.contains(h))).collect();
        if !held.is_empty() {
            let caption = words.say_with("life-evidence-new", &[("count", Arg::from(held.len()))]);
            blocks.push(Block::Table(self.held_table(caption, held.into_iter())));
        }
        blocks
    }

    fn replies(&self, life: &Life) -> Vec<Block> {
        let reply = |reply: &Stamped<crate::notice::act::Replied>| {
            let mut blocks = self.said("life-said-reply", &reply.stamp, &reply.act.text);
            blocks.insert(1, Block::Paragraph(adoption(reply.act.adopted, self.words)));
            blocks
        };
        life.replies.iter().flat_map(reply).collect()
    }

    fn objection(&self, objection: &Objection) -> Vec<Block> {
        let words = self.words;
        let mut blocks = self.said("life-said-objection", &objection.stamp, &objection.text);
        let Some(ruling) = &objection.ruling else {
            blocks.push(Block::Paragraph(words.say("life-objection-open")));
            return blocks;
        };
        let outcome = outcome_in(ruling.act.outcome, words);
        let at = self.time(&ruling.stamp);
        let args = [
            ("at", Arg::from(&at)),
            ("agency", Arg::from(ruling.act.agency.label())),
            ("by", Arg::from(&ruling.stamp.by)),
            ("outcome", Arg::from(&outcome)),
        ];
        blocks.push(Block::Paragraph(words.say_with("life-ruling", &args)));
        blocks.push(Block::Paragraph(readable(&ruling.act.text, words)));
        if 0 < ruling.act.moved_days {
            let days = [("days", Arg::from(ruling.act.moved_days))];
            blocks.push(Block::Paragraph(words.say_with("life-ruling-moved", &days)));
        }
        blocks
    }

    fn rungs(&self, life: &Life) -> Vec<Block> {
        let words = self.words;
        let rung = |rung: &Stamped<crate::notice::act::Escalated>| {
            let (at, due) = (self.time(&rung.stamp), words.date_with_weekday(rung.act.reply_due));
            let args = [
                ("at", Arg::from(&at)),
                ("title", Arg::from(rung.act.title.in_lang(words.lang()))),
                ("agency", Arg::from(rung.act.agency.label())),
                ("by", Arg::from(&rung.stamp.by)),
                ("due", Arg::from(&due)),
                ("basis", Arg::from(rung.act.basis.in_lang(words.lang()))),
            ];
            let said = words.say_with("life-rung", &args);
            [Block::Paragraph(said), Block::Paragraph(readable(&rung.act.text, words))]
        };
        life.escalations.iter().flat_map(rung).collect()
    }

    fn end(&self, life: &Life) -> Vec<Block> {
        let ends = [
            ("life-said-verified", &life.verified),
            ("life-said-closed", &life.closed),
            ("life-said-withdrawn", &life.withdrawn),
        ];
        let said = |(key, end): (&str, &Option<Stamped<crate::notice::act::Stated>>)| {
            end.as_ref().map(|e| self.said(key, &e.stamp, &e.act.text))
        };
        ends.into_iter().filter_map(said).flatten().collect()
    }

    fn earlier(&self, record: &Record<'_>) -> Vec<Block> {
        let words = self.words;
        let said = |e: &crate::notice::record::Explanation| {
            let (at, said, matter) = (self.moment(e.at), e.said_in(words), e.matter.title(words));
            let args = [
                ("at", Arg::from(&at)),
                ("notice", Arg::from(&e.notice)),
                ("matter", Arg::from(&matter)),
                ("said", Arg::from(&said)),
            ];
            let head = words.say_with("life-earlier", &args);
            [Block::Paragraph(head), Block::Paragraph(readable(&e.text, words))]
        };
        record.explanations.iter().flat_map(said).collect()
    }

    fn steps(&self, record: &Record<'_>) -> Vec<Block> {
        let (life, words) = (record.life, self.words);
        let state = state_name(life.state, words);
        let mut blocks = vec![Block::Paragraph(match record.next {
            Some(next) => {
                let (step, due) = (step_name(next.step, words), words.date_with_weekday(next.due));
                let key = if next.is_over(record.today) { "life-next-over" } else { "life-next" };
                let args =
                    [("state", Arg::from(&state)), ("step", Arg::from(&step)), ("due", Arg::from(&due))];
                words.say_with(key, &args)
            }
            None => words.say_with("life-ended", &[("state", Arg::from(&state))]),
        })];
        let mut columns = vec![
            numbers(words.say("notice-column-number")),
            column(words.say("life-column-at")),
            column(words.say("life-column-step")),
            names(words.say("life-column-by")),
            names(words.say("life-column-for")),
        ];
        let log = self.log(life);
        let on = |stamp: &Stamp| stamp.recorded_on(&self.notice.zone);
        let is_told = log.iter().any(|(stamp, ..)| on(stamp).is_some());
        let row = |(nth, (stamp, step, by, of)): (u32, &(&Stamp, String, String, String))| {
            let at = self.moment(stamp.at);
            let mut row = vec![nth.to_string(), at, step.clone(), by.clone(), of.clone()];
            if is_told {
                row.insert(2, on(stamp).map_or_else(String::new, Zone::format_day));
            }
            row
        };
        let rows = (1..).zip(&log).map(row).collect();
        if is_told {
            columns.insert(2, column(words.say("life-column-recorded")));
        }
        let caption = words.say("life-steps-caption");
        blocks.push(Block::Table(Table { caption, columns, rows }));
        blocks
    }

    /// Every entry in order: its stamp, its step, who took it, and for whom.
    fn log<'l>(&self, life: &'l Life) -> Vec<(&'l Stamp, String, String, String)> {
        let words = self.words;
        let mut rows = Vec::new();
        let mut put = |stamp: &'l Stamp, key: &str, of: &str| {
            rows.push((stamp, words.say(key), stamp.by.clone(), of.to_owned()));
        };
        let unit = self.notice.unit.label();
        put(&life.drafted, "life-step-draft", "");
        life.evidence.iter().for_each(|e| put(&e.stamp, "life-step-add-evidence", ""));
        life.signatures.iter().for_each(|s| put(&s.stamp, "life-step-sign", s.act.agency.label()));
        life.issue.iter().for_each(|i| put(&i.stamp, "life-step-issue", i.act.agency.label()));
        life.acknowledged.iter().for_each(|a| put(a, "life-step-acknowledge", unit));
        life.replies.iter().for_each(|r| put(&r.stamp, "life-step-reply", unit));
        for objection in &life.objections {
            put(&objection.stamp, "life-step-object", unit);
            objection.ruling.iter().for_each(|r| put(&r.stamp, "life-step-rule", r.act.agency.label()));
        }
        life.escalations.iter().for_each(|e| put(&e.stamp, "life-step-escalate", e.act.agency.label()));
        let ends = [
            ("life-step-verify", &life.verified),
            ("life-step-withdraw", &life.withdrawn),
            ("life-step-close", &life.closed),
        ];
        for (key, end) in ends {
            let of = |stated: &crate::notice::act::Stated| {
                stated.agency.as_ref().map_or_else(String::new, |a| a.label().to_owned())
            };
            end.iter().for_each(|e| put(&e.stamp, key, &of(&e.act)));
        }
        rows.sort_by_key(|(stamp, ..)| stamp.seq);
        rows
    }
}
