//! `duban history`

use serde_json::Value;

use crate::app::error::AppError;
use crate::app::history;
use crate::app::questions::asked;
use crate::cli::chain_args::{HistoryArgs, HistoryKind};
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table as Grid};
use crate::model::entry::EntryKind;
use crate::model::subject::SubjectKind;
use crate::model::table::Table;
use crate::model::time::Day;
use crate::notice::act::{Act, Outcome, Stated};
use crate::notice::record::adoption;
use crate::notice::refusal::step_name;
use crate::notice::{Agency, Notice};
use crate::playbook::Playbook;
use crate::rim::history_view::{BodyView, CellView, CellsView, EntryView, HistoryView};
use crate::rim::terms::{self, labelled};
use crate::words::Words;

/// Prints the entries of one subject.
///
/// # Errors
/// When the directory cannot be read or nothing has that id.
pub fn run(args: &HistoryArgs, context: &Context) -> Result<u8, AppError> {
    let kind = match args.kind {
        HistoryKind::Case => SubjectKind::Case,
        HistoryKind::Agency => SubjectKind::Agency,
        HistoryKind::Person => SubjectKind::Person,
        HistoryKind::Division => SubjectKind::Division,
        HistoryKind::Notice => SubjectKind::Notice,
        HistoryKind::Assignment => SubjectKind::Assignment,
        HistoryKind::Screening => SubjectKind::Screening,
        HistoryKind::Directory => SubjectKind::Directory,
    };
    let (directory, history) =
        asked(&args.dir, context, |directory| history::of(directory, kind, args.id.trim()))?;
    context.end_progress();
    let view = HistoryView::new(&history, &directory.playbook.zone);
    if context.is_json {
        context.json(&view)?;
    } else {
        context.print(&page(&view, &directory.playbook, context))?;
    }
    Ok(EXIT_OK)
}

fn page(view: &HistoryView<'_>, playbook: &Playbook, context: &Context) -> String {
    let words = context.words;
    let mut table = Grid::new([
        Column::number(&words.say("history-column-seq")),
        Column::number(&words.say("history-column-version")),
        Column::id(&words.say("history-column-occurred")),
        Column::id(&words.say("history-column-recorded")),
        Column::id(&words.say("history-column-kind")),
        Column::id(&words.say("history-column-actor")),
        Column::text(&words.say("history-column-what")),
    ]);
    for entry in &view.entries {
        table.push([
            thousands(entry.seq),
            entry.version.to_string(),
            entry.occurred_at.unwrap_or("–").to_owned(),
            entry.recorded_at.clone(),
            kind_of(entry, words),
            entry.actor.to_owned(),
            Entry { kind: EntryKind::parse(&entry.kind), playbook: Some(playbook), words }
                .stated(&entry.body),
        ]);
    }
    let what = format!("{} {}", words.say(what(view.kind)), view.id);
    let (count, last) = (view.entries.len(), thousands(view.ledger_seq));
    let args = [("what", (&what).into()), ("count", count.into()), ("last", (&last).into())];
    let title = words.say_with("history-title", &args);
    let root = words.say_with("history-root", &[("root", (&view.root).into())]);
    format!("{title}\n\n{}\n{root}\n", table.render(&context.out_screen))
}

/// What an entry does, in words: the row of which table it states, or which step it is.
fn kind_of(entry: &EntryView<'_>, words: Words) -> String {
    let of_table = |key: &str, table| words.say_with(key, &[("table", terms::table(table, words).into())]);
    match EntryKind::parse(&entry.kind) {
        Some(EntryKind::Recorded(table)) => of_table("history-kind-recorded", table),
        Some(EntryKind::Progressed(table)) => of_table("history-kind-progressed", table),
        Some(EntryKind::Corrected(table)) => of_table("history-kind-corrected", table),
        Some(EntryKind::PlaybookAdopted) => words.say("history-kind-playbook"),
        Some(EntryKind::NoticeDrafted) => words.say("life-step-draft"),
        Some(EntryKind::NoticeStepped(step)) => step_name(step, &words),
        Some(EntryKind::Service(_)) => entry.kind.clone(),
        None => entry.kind.clone(),
    }
}

/// An entry whose body is to be said.
struct Entry<'p> {
    kind: Option<EntryKind>,
    /// The rules of the place, by which its words are called.
    playbook: Option<&'p Playbook>,
    words: Words,
}

impl Entry<'_> {
    fn stated(&self, body: &BodyView<'_>) -> String {
        match body {
            BodyView::Cells { cells } => self.said(cells),
            BodyView::Correction { key, changes, basis, corrects } => {
                let changes = changes.iter().map(|change| {
                    let was = self.shown(change.column, change.was);
                    let is = self.shown(change.column, change.is);
                    let column = self.column(change.column);
                    let args = [("column", column.into()), ("was", (&was).into()), ("is", (&is).into())];
                    self.words.say_with("history-change", &args)
                });
                let changes = changes.collect::<Vec<_>>().join("; ");
                let seqs = corrects.iter().map(thousands).collect::<Vec<_>>();
                let (key, basis) = (self.said(key), self.shown("", *basis));
                let seqs = self.words.list(&seqs);
                let args = [
                    ("key", (&key).into()),
                    ("changes", (&changes).into()),
                    ("basis", (&basis).into()),
                    ("seqs", (&seqs).into()),
                ];
                self.words.say_with("history-correction", &args)
            }
            BodyView::Document { document } => self.document(document),
        }
    }

    /// What a document says in a line: a notice's unit and matter, a step's agency and what was decided. Free text of
    /// steps is sealed and stays so.
    fn document(&self, document: &Value) -> String {
        let said = match self.kind {
            Some(EntryKind::NoticeDrafted) => Notice::from_document(document).ok().map(|n| self.notice(&n)),
            Some(EntryKind::NoticeStepped(step)) => {
                Act::from_body(step, document).ok().map(|(_, act)| self.act(&act))
            }
            Some(
                EntryKind::PlaybookAdopted
                | EntryKind::Service(_)
                | EntryKind::Recorded(_)
                | EntryKind::Progressed(_)
                | EntryKind::Corrected(_),
            )
            | None => None,
        };
        said.unwrap_or_else(|| {
            let bytes = document.to_string().len() as u64;
            self.words.say_with("history-document", &[("bytes", (&thousands(bytes)).into())])
        })
    }

    fn notice(&self, notice: &Notice) -> String {
        let unit = labelled(&notice.unit.id, &notice.unit.name);
        self.parts([unit, notice.matter.title(&self.words)])
    }

    fn act(&self, act: &Act) -> String {
        let agency = |agency: &Agency| labelled(&agency.id, &agency.name);
        let due = |key: &str, day: Day| self.words.say_with(key, &[("due", (&self.words.date(day)).into())]);
        let stated = |stated: &Stated| stated.agency.as_ref().map(agency).unwrap_or_default();
        match act {
            Act::EvidenceAdded(notice) => self.notice(notice),
            Act::Signed(act) => self.parts([agency(&act.agency), act.name.clone()]),
            Act::Issued(act) => {
                let number = [("year", act.year.into()), ("serial", act.serial.into())];
                let number = self.words.say_with("life-done-number", &number);
                self.parts([agency(&act.agency), number, due("history-due", act.reply_due)])
            }
            Act::Acknowledged(act) => agency(&act.agency),
            Act::Replied(act) => self.parts([adoption(act.adopted, &self.words), self.sealed(&act.text)]),
            Act::Objected(act) => self.sealed(&act.text),
            Act::Ruled(act) => {
                let outcome = self.words.say(match act.outcome {
                    Outcome::Upheld => "life-ruling-upheld",
                    Outcome::Partly => "life-ruling-partly",
                    Outcome::Rejected => "life-ruling-rejected",
                });
                self.parts([agency(&act.agency), outcome, self.sealed(&act.text)])
            }
            Act::Escalated(act) => {
                let title = act.title.in_lang(self.words.lang()).to_owned();
                let due = due("history-due", act.reply_due);
                self.parts([agency(&act.agency), title, due, self.sealed(&act.text)])
            }
            Act::Verified(act) | Act::Withdrawn(act) | Act::Closed(act) => {
                self.parts([stated(act), self.sealed(&act.text)])
            }
        }
    }

    /// Free text, which is sealed, as it may be shown; nothing when there is none.
    fn sealed(&self, text: &str) -> String {
        if text.is_empty() { String::new() } else { self.shown("", CellView::new(text)) }
    }

    /// What is filled of `parts`, one behind the other.
    fn parts<const N: usize>(&self, parts: [String; N]) -> String {
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
    }

    fn table(&self) -> Option<Table> {
        match self.kind {
            Some(EntryKind::Recorded(table) | EntryKind::Progressed(table) | EntryKind::Corrected(table)) => {
                Some(table)
            }
            Some(
                EntryKind::PlaybookAdopted
                | EntryKind::NoticeDrafted
                | EntryKind::NoticeStepped(_)
                | EntryKind::Service(_),
            )
            | None => None,
        }
    }

    fn column<'n>(&self, name: &'n str) -> &'n str {
        terms::column_named(self.table(), name, self.words)
    }

    fn said(&self, cells: &CellsView<'_>) -> String {
        let one = |(name, cell): &(&str, CellView<'_>)| {
            format!("{}={}", self.column(name), self.shown(name, *cell))
        };
        cells.0.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn shown(&self, column: &str, cell: CellView<'_>) -> String {
        match (cell, self.table()) {
            (CellView::Text(None), _) => "–".to_owned(),
            (CellView::Text(Some(text)), Some(table)) => match self.playbook {
                Some(playbook) => terms::cell_by(playbook, table, column, text, self.words),
                None => terms::cell_named(table, column, text, self.words),
            }
            .into_owned(),
            (CellView::Text(Some(text)), None) => text.to_owned(),
            (CellView::Sealed { .. }, _) => self.words.say("chain-sealed"),
        }
    }
}

/// The catalogue's word for that kind of subject.
fn what(kind: &str) -> &'static str {
    match SubjectKind::parse(kind) {
        Some(SubjectKind::Division) => "what-division",
        Some(SubjectKind::Agency) => "what-agency",
        Some(SubjectKind::Person) => "what-person",
        Some(SubjectKind::Case) => "what-case",
        Some(SubjectKind::Assignment) => "what-assignment",
        Some(SubjectKind::Screening) => "what-screening",
        Some(SubjectKind::Notice) => "what-notice",
        Some(SubjectKind::Roster) => "what-roster",
        Some(SubjectKind::Task) => "what-task",
        Some(SubjectKind::Meeting) => "what-meeting",
        Some(SubjectKind::Link) => "what-link",
        Some(SubjectKind::Account) => "what-account",
        Some(SubjectKind::Audit) => "what-audit",
        Some(SubjectKind::Request) => "what-request",
        Some(SubjectKind::Webhook) => "what-webhook",
        Some(SubjectKind::Directory) | None => "what-directory",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::notice_step::NoticeStep;
    use crate::words::Lang;
    use serde_json::json;

    fn said(kind: EntryKind, document: &Value, lang: Lang) -> String {
        Entry { kind: Some(kind), playbook: None, words: Words::new(lang) }.document(document)
    }

    #[test]
    fn steps_of_a_notice_say_what_they_are() {
        let office = json!({ "id": "xf", "name": "信访局" });
        let at = "2026-07-02T00:00:00Z";
        let sign = json!({ "at": at, "office": 0, "agency": office, "name": "王二" });
        let step = EntryKind::NoticeStepped;
        assert_eq!(said(step(NoticeStep::Sign), &sign, Lang::Zh), "xf 信访局; 王二");
        let issue = json!({
            "at": at, "year": 2026, "serial": 3, "agency": office,
            "acknowledge_due": "2026-07-05", "reply_due": "2026-08-01",
        });
        let issued = said(step(NoticeStep::Issue), &issue, Lang::En);
        assert_eq!(issued, "xf 信访局; number: 2026/3; reply due 1 August 2026");
        let reply = json!({ "at": at, "adopted": "partly", "text": "sealed:v1:AAAA" });
        assert_eq!(said(step(NoticeStep::Reply), &reply, Lang::Zh), "部分采纳; （已密封）");
        // What is none of these is told by its length.
        let other = said(step(NoticeStep::Reply), &json!({ "x": 1 }), Lang::Zh);
        assert_eq!(other, "文档 7 字节；用 --json 查看");
        assert_eq!(
            said(EntryKind::PlaybookAdopted, &json!({}), Lang::En),
            "a document of 2 bytes; --json shows it"
        );
    }
}
