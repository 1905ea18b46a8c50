//! `duban notice`

use std::path::Path;

use serde_json::json;

use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::notices::{draft, find, for_display, list};
use crate::cli::args::{NoticeArgs, NoticeStep, RenderFormat};
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::sweep::{check_moment, moment};
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table};
use crate::model::time::Zone;
use crate::notice::{Format, Notice, render};
use crate::words::{Arg, Lang, Words};

/// Takes a step with notices.
///
/// # Errors
/// When the directory cannot be used or there is no such notice.
pub fn run(args: &NoticeArgs, context: &Context) -> Result<u8, AppError> {
    match &args.step {
        NoticeStep::Draft { now, actor } => draft_all(&args.dir, now.as_deref(), actor, context),
        NoticeStep::List => {
            let directory = Directory::open(&args.dir, Access::Read, context)?;
            let notices = for_display(&directory, list(&directory)?, context)?;
            context.end_progress();
            list_all(&notices, &args.dir, context)
        }
        NoticeStep::Show { id } => {
            let notice = shown(&args.dir, id, context)?;
            if context.is_json {
                context.json(&notice.to_document()?)?;
            } else {
                context.print(&render(&notice, &context.words, Format::Markdown))?;
            }
            Ok(EXIT_OK)
        }
        NoticeStep::Render { id, format, out } => {
            let notice = shown(&args.dir, id, context)?;
            write_document(&notice, *format, out.as_deref(), context)
        }
    }
}

/// The notice of that id as it may be shown.
fn shown(dir: &Path, id: &str, context: &Context) -> Result<Notice, AppError> {
    let directory = Directory::open(dir, Access::Read, context)?;
    let notice = find(&directory, id)?;
    let shown = for_display(&directory, vec![notice], context)?.pop();
    context.end_progress();
    shown.ok_or_else(|| AppError::Unknown { what: "what-notice", id: id.to_owned(), near: Vec::new() })
}

fn draft_all(dir: &Path, now: Option<&str>, actor: &str, context: &Context) -> Result<u8, AppError> {
    check_moment(now)?;
    let mut directory = Directory::open(dir, Access::Write, context)?;
    let now = moment(now, &directory.playbook.zone)?;
    let drafted = draft(&mut directory, now, clock::now(), actor, context)?;
    context.end_progress();
    let words = context.words;
    if context.is_json {
        let documents: Result<Vec<_>, _> = drafted.notices.iter().map(Notice::to_document).collect();
        context.json(&json!({ "drafted": documents?, "known": drafted.known }))?;
        return Ok(EXIT_OK);
    }
    if 0 < drafted.known {
        context.line(&words.say_with("notices-known", &[("count", Arg::count(drafted.known))]))?;
    }
    if drafted.notices.is_empty() {
        if drafted.known == 0 {
            context.line(&words.say("notices-none-flagged"))?;
        }
        return Ok(EXIT_OK);
    }
    context.line(&words.say_with("notices-drafted", &[("count", Arg::count(drafted.notices.len()))]))?;
    context.print(&table(&drafted.notices, context))?;
    Ok(EXIT_OK)
}

fn list_all(notices: &[Notice], dir: &Path, context: &Context) -> Result<u8, AppError> {
    if context.is_json {
        let rows: Vec<_> = notices
            .iter()
            .map(|n| {
                json!({
                    "id": n.id, "unit": n.unit.id, "name": n.unit.name, "overdue": n.figures.overdue,
                    "handoffs": n.figures.handoffs, "reply_by": Zone::format_day(n.reply.due), "state": "draft",
                })
            })
            .collect();
        context.json(&rows)?;
    } else if notices.is_empty() {
        let dir = dir.display().to_string();
        context.line(&context.words.say_with("notices-none", &[("dir", (&dir).into())]))?;
    } else {
        context.print(&table(notices, context))?;
    }
    Ok(EXIT_OK)
}

/// Notices as a table for the terminal.
#[must_use]
pub fn table(notices: &[Notice], context: &Context) -> String {
    let words = context.words;
    let mut table = Table::new([
        Column::id(&words.say("notices-column-id")),
        Column::text(&words.say("notices-column-unit")),
        Column::number(&words.say("notices-column-late")),
        Column::number(&words.say("notices-column-handoffs")),
        Column::number(&words.say("notices-column-rate")),
        Column::id(&words.say("notices-column-reply")),
    ]);
    for notice in notices {
        let figures = &notice.figures;
        table.push([
            notice.id.clone(),
            format!("{} {}", notice.unit.id, notice.unit.label()),
            thousands(figures.overdue),
            thousands(figures.handoffs),
            words.percent(figures.overdue, figures.handoffs),
            Zone::format_day(notice.reply.due),
        ]);
    }
    table.render(&context.out_screen)
}

fn write_document(
    notice: &Notice,
    format: RenderFormat,
    out: Option<&Path>,
    context: &Context,
) -> Result<u8, AppError> {
    // A document goes to an office: it is Chinese unless asked otherwise, whatever the terminal speaks.
    let words = Words::new(context.lang_asked.unwrap_or(Lang::Zh));
    let format = match format {
        RenderFormat::Markdown => Format::Markdown,
        RenderFormat::Html => Format::Html,
    };
    let text = render(notice, &words, format);
    match out {
        None if context.is_json => context.json(&json!({ "id": notice.id, "text": text }))?,
        None => context.print(&text)?,
        Some(path) => {
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
