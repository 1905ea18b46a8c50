//! `duban playbook`

use serde_json::json;

use crate::app::error::AppError;
use crate::app::playbooks;
use crate::cli::args::PlaybookAction;
use crate::cli::context::{Context, EXIT_NOT_HELD, EXIT_OK};
use crate::cli::term::table::{Column, Table};
use crate::playbook::{Playbook, builtins, remarks, show};
use crate::rim::explain;
use crate::words::Arg;

/// Lists, shows or checks playbooks.
///
/// # Errors
/// When a playbook cannot be found or read, or one to be shown has faults.
pub fn run(action: &PlaybookAction, context: &Context) -> Result<u8, AppError> {
    match action {
        PlaybookAction::List => list(context),
        PlaybookAction::Show { playbook, toml } => {
            let source = playbooks::find(playbook)?;
            let playbook = playbooks::load(&source)?;
            let page = show(&playbook, &context.words);
            if context.is_json {
                context.json(&json!({ "name": playbook.name, "page": page, "toml": source.text }))?;
            } else if *toml {
                context.print(&source.text)?;
            } else {
                context.print(&page)?;
            }
            Ok(EXIT_OK)
        }
        PlaybookAction::Check { playbook } => check(playbook, context),
    }
}

fn list(context: &Context) -> Result<u8, AppError> {
    let words = context.words;
    let playbooks: Vec<Playbook> = builtins().into_iter().filter_map(Playbook::builtin).collect();
    if context.is_json {
        let rows: Vec<_> =
            playbooks.iter().map(|p| json!({ "name": p.name, "zh": p.title.zh, "en": p.title.en })).collect();
        context.json(&rows)?;
        return Ok(EXIT_OK);
    }
    let mut table = Table::new([
        Column::id(&words.say("playbook-column-name")),
        Column::text(&words.say("playbook-column-title")),
    ]);
    for playbook in &playbooks {
        table.push([playbook.name.as_str(), playbook.title.in_lang(words.lang())]);
    }
    context.print(&table.render(&context.out_screen))?;
    Ok(EXIT_OK)
}

fn check(name: &str, context: &Context) -> Result<u8, AppError> {
    let words = context.words;
    let source = playbooks::find(name)?;
    let (problems, remarks) = match playbooks::load(&source) {
        Ok(playbook) => (Vec::new(), remarks(&playbook, &words)),
        Err(AppError::PlaybookFaulty { problems, .. }) => (problems, Vec::new()),
        Err(other) => return Err(other),
    };
    if context.is_json {
        let rows: Vec<_> = problems
            .iter()
            .map(|p| {
                json!({ "line": p.line, "column": p.column, "key": p.key, "code": p.what.code(), "message": p.say(&words) })
            })
            .collect();
        context.json(&json!({ "playbook": source.place, "faults": rows }))?;
    } else if problems.is_empty() {
        context.line(&words.say_with("playbook-fine", &[("name", (&source.place).into())]))?;
        for remark in remarks {
            context.say(&words.say_with("playbook-remark", &[("remark", (&remark).into())]));
        }
    } else {
        for problem in &problems {
            context.say(&explain::problem(&source.place, problem, words));
        }
        let args = [("name", (&source.place).into()), ("count", Arg::count(problems.len()))];
        context.say(&words.say_with("playbook-faults", &args));
    }
    Ok(if problems.is_empty() { EXIT_OK } else { EXIT_NOT_HELD })
}
