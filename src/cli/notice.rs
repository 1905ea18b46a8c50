//! `duban notice`

use std::path::Path;

use serde_json::{Value, json};

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::known::Known;
use crate::app::lock::Access;
use crate::app::near::unknown;
use crate::app::notices::file::{Filed, explanations, open_texts};
use crate::app::notices::{find, find_for, for_display, list};
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::notice_args::{NoticeArgs, NoticeCommand, RenderFormat, ShowArgs};
use crate::cli::notice_draft;
use crate::cli::notice_step::{self, text};
use crate::cli::rejects_file;
use crate::cli::term::paint::Tone;
use crate::cli::term::table::{Cell, Column, Table};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::{Day, Instant, Zone};
use crate::notice::ask::Ask;
use crate::notice::due::{Next, next};
use crate::notice::record::{Explanation, Record};
use crate::notice::refusal::{state_name, step_name};
use crate::notice::{Format, Notice, render_record};
use crate::rim::moments::moment;
use crate::rim::notice_view::{next_view, notice_view};
use crate::words::{Lang, Words};

/// Takes a step with notices.
///
/// # Errors
/// When the directory cannot be used or there is no such notice.
pub fn run(args: &NoticeArgs, context: &Context) -> Result<u8, AppError> {
    let dir = &args.dir;
    let (step, ask) = match &args.command {
        NoticeCommand::Draft(args) => return notice_draft::run(dir, args, context),
        NoticeCommand::List { now, with_complaints, for_unit } => {
            return list_all(dir, now.as_deref(), (*with_complaints, for_unit.as_deref()), context);
        }
        NoticeCommand::Show(args) => return show(dir, args, context),
        NoticeCommand::Render { show, format, out } => {
            return write_document(dir, show, (*format, out.as_deref()), context);
        }
        NoticeCommand::Sign(step) => (step, Ask::Sign),
        NoticeCommand::Issue(step) => (step, Ask::Issue),
        NoticeCommand::Acknowledge(step) => (step, Ask::Acknowledge),
        NoticeCommand::Reply { step, text: t, adopted } => (step, Ask::Reply((*adopted).into(), text(t)?)),
        NoticeCommand::Object { step, text: t } => (step, Ask::Object(text(t)?)),
        NoticeCommand::Rule { step, text: t, outcome } => (step, Ask::Rule((*outcome).into(), text(t)?)),
        NoticeCommand::Verify { step, text: t } => (step, Ask::Verify(text(t)?)),
        NoticeCommand::Escalate { step, text: t, rung } => (step, Ask::Escalate(rung.clone(), text(t)?)),
        NoticeCommand::Withdraw { step, text: t } => (step, Ask::Withdraw(text(t)?)),
        NoticeCommand::Close { step, text: t } => (step, Ask::Close(text(t)?)),
    };
    notice_step::run(dir, step, ask, context)
}

/// A notice and what stands beside it, as it may be shown.
struct Shown {
    filed: Filed,
    next: Option<Next>,
    today: Day,
    explanations: Vec<Explanation>,
    is_for_unit: bool,
}

impl Shown {
    fn load(dir: &Path, args: &ShowArgs, context: &Context) -> Result<Self, AppError> {
        let directory = Directory::open(dir, Access::Read, context)?;
        let now = moment(args.now.as_deref(), &directory.playbook.zone)?;
        let filed = match &args.for_unit {
            Some(unit) => {
                unit_of(&directory, unit)?;
                find_for(&directory, &args.id, unit)?
            }
            None => find(&directory, &args.id)?,
        };
        let mut all = list(&directory)?;
        // Offices that have to do with one notice of a unit need not be clear of what another one is about.
        let is_apart = filed.notice.matter.is_apart();
        all.retain(|other| {
            let Notice { unit, id, matter, .. } = &other.notice;
            unit.id == filed.notice.unit.id && *id != filed.notice.id && matter.is_apart() == is_apart
        });
        open_texts(&directory, args.master_key.as_deref(), &mut all)?;
        let mut shown = for_display(&directory, vec![filed], None, context)?;
        open_texts(&directory, args.master_key.as_deref(), &mut shown)?;
        context.end_progress();
        let unknown = || AppError::Unknown { what: "what-notice", id: args.id.clone(), near: Vec::new() };
        let filed = shown.pop().ok_or_else(unknown)?;
        let zone = &filed.notice.zone;
        let (next, today) = (next(&filed.life, &directory.playbook.notice, zone), zone.day(now));
        let is_for_unit = args.for_unit.is_some();
        Ok(Self { next, today, explanations: explanations(&all, now), filed, is_for_unit })
    }

    fn record(&self) -> Record<'_> {
        let Self { filed, next, today, explanations, is_for_unit } = self;
        Record { life: &filed.life, next: *next, today: *today, explanations, is_for_unit: *is_for_unit }
    }
}

/// That there is such a unit.
fn unit_of(directory: &Directory, unit: &str) -> Result<(), AppError> {
    let subject = Subject::new(SubjectKind::Agency, unit);
    match directory.known()?.record(&subject)? {
        Some(_) => Ok(()),
        None => Err(unknown(directory, SubjectKind::Agency, unit)?),
    }
}

fn show(dir: &Path, args: &ShowArgs, context: &Context) -> Result<u8, AppError> {
    let shown = Shown::load(dir, args, context)?;
    if context.is_json {
        context.json(&notice_view(&shown.filed.notice, &shown.record())?)?;
    } else {
        context.print(&render_record(
            &shown.filed.notice,
            &shown.record(),
            &context.words,
            Format::Markdown,
        ))?;
    }
    Ok(EXIT_OK)
}

fn list_all(
    dir: &Path,
    now: Option<&str>,
    (has_complaints, for_unit): (bool, Option<&str>),
    context: &Context,
) -> Result<u8, AppError> {
    let directory = Directory::open(dir, Access::Read, context)?;
    let now = moment(now, &directory.playbook.zone)?;
    let mut notices = list(&directory)?;
    // That there is such a notice says that there is a complaint.
    notices.retain(|f| has_complaints || !f.notice.matter.is_apart());
    if let Some(unit) = for_unit {
        unit_of(&directory, unit)?;
        notices.retain(|f| f.notice.unit.id == unit);
    }
    let notices = for_display(&directory, notices, None, context)?;
    context.end_progress();
    let next = |f: &Filed| next(&f.life, &directory.playbook.notice, &f.notice.zone);
    if context.is_json {
        let rows: Vec<Value> = notices.iter().map(|f| row(f, next(f), now)).collect();
        context.json(&rows)?;
    } else if let (true, Some(unit)) = (notices.is_empty(), for_unit) {
        context.line(&context.words.say_with("notices-none-for", &[("unit", unit.into())]))?;
    } else if notices.is_empty() {
        let dir = dir.display().to_string();
        context.line(&context.words.say_with("notices-none", &[("dir", (&dir).into())]))?;
    } else {
        let rows: Vec<_> = notices.iter().map(|f| (f, next(f))).collect();
        context.print(&list_table(&rows, now, context))?;
    }
    Ok(EXIT_OK)
}

fn row(filed: &Filed, next: Option<Next>, now: Instant) -> Value {
    let Filed { notice, life, .. } = filed;
    let reply_by = life.reply_due.unwrap_or(notice.reply.due);
    let figures = notice.figures.as_ref();
    json!({
        "id": notice.id, "unit": notice.unit.id, "name": notice.unit.name, "matter": notice.matter.name(),
        "overdue": figures.map(|f| f.overdue), "handoffs": figures.map(|f| f.handoffs),
        "late": notice.late_count, "places": notice.place_count,
        "clocks": notice.clock_count, "held": notice.held_count,
        "reply_by": Zone::format_day(reply_by), "state": life.state.name(),
        "number": life.issue.as_ref().map(|i| json!({ "year": i.act.year, "serial": i.act.serial })),
        "rung": life.escalations.last().map(|e| e.act.name.as_str()),
        "objection_open": life.open_objection().is_some(),
        "next": next_view(next, notice.zone.day(now)),
    })
}

fn list_table(rows: &[(&Filed, Option<Next>)], now: Instant, context: &Context) -> String {
    let words = context.words;
    let mut table = Table::new([
        Column::id(&words.say("notices-column-id")),
        Column::text(&words.say("notices-column-unit")),
        Column::text(&words.say("life-list-matter")),
        Column::text(&words.say("life-list-state")),
        Column::text(&words.say("life-list-next")),
        Column::text(&words.say("life-list-due")),
    ]);
    for (filed, next) in rows {
        let Filed { notice, life, .. } = filed;
        let mut state = state_name(life.state, &words);
        if life.open_objection().is_some() {
            state = words.say_with("life-list-objection", &[("state", (&state).into())]);
        }
        let is_over = next.is_some_and(|n| n.is_over(notice.zone.day(now)));
        let mut due = next.map_or_else(String::new, |n| Zone::format_day(n.due));
        if is_over {
            due = words.say_with("life-list-over", &[("due", (&due).into())]);
        }
        table.push([
            Cell::from(notice.id.clone()),
            Cell::from(format!("{} {}", notice.unit.id, notice.unit.label())),
            Cell::from(notice.matter.title(&words)),
            Cell::from(state),
            Cell::from(next.map_or_else(String::new, |n| step_name(n.step, &words))),
            if is_over { Cell::new(&due, Tone::Warning) } else { Cell::from(due) },
        ]);
    }
    table.render(&context.out_screen)
}

/// Drafted notices as a table for the terminal.
#[must_use]
pub fn table(notices: &[Notice], context: &Context) -> String {
    notice_draft::table(notices, context)
}

fn write_document(
    dir: &Path,
    args: &ShowArgs,
    (format, out): (RenderFormat, Option<&Path>),
    context: &Context,
) -> Result<u8, AppError> {
    let shown = Shown::load(dir, args, context)?;
    let notice = &shown.filed.notice;
    // A document goes to an office: it is Chinese unless asked otherwise, whatever the terminal speaks.
    let words = Words::new(context.lang_asked.unwrap_or(Lang::Zh));
    let format = match format {
        RenderFormat::Markdown => Format::Markdown,
        RenderFormat::Html => Format::Html,
    };
    let text = render_record(notice, &shown.record(), &words, format);
    match out {
        None if context.is_json => context.json(&json!({ "id": notice.id, "text": text }))?,
        None => context.print(&text)?,
        Some(path) => {
            rejects_file::check(Some(path), [&dir.to_path_buf()])?;
            std::fs::write(path, text).map_err(AppError::io(path, "writing"))?;
            let path = path.display().to_string();
            if context.is_json {
                context.json(&json!({ "id": notice.id, "path": path }))?;
            } else {
                context.line(&context.words.say_with("notices-written", &[("path", (&path).into())]))?;
            }
        }
    }
    Ok(EXIT_OK)
}
