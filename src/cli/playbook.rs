//! `duban playbook`

use serde_json::json;

use crate::app::error::AppError;
use crate::app::playbooks;
use crate::cli::args::PlaybookAction;
use crate::cli::context::{Context, EXIT_NOT_HELD, EXIT_OK};
use crate::cli::term::table::{Column, Table};
use crate::playbook::problem::Problem;
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
    let (problems, doubts, remarks) = match playbooks::load(&source) {
        Ok(playbook) => {
            let remarks = remarks(&playbook, &words);
            (Vec::new(), playbook.doubts, remarks)
        }
        Err(AppError::PlaybookFaulty { problems, .. }) => (problems, Vec::new(), Vec::new()),
        Err(other) => return Err(other),
    };
    if context.is_json {
        let rows = |problems: &[Problem]| -> Vec<serde_json::Value> {
            let row = |p: &Problem| json!({ "line": p.line, "column": p.column, "key": p.key, "code": p.what.code(), "message": p.say(&words) });
            problems.iter().map(row).collect()
        };
        let said = json!({
            "playbook": source.place, "faults": rows(&problems), "doubts": rows(&doubts), "remarks": remarks,
        });
        context.json(&said)?;
        return Ok(if problems.is_empty() { EXIT_OK } else { EXIT_NOT_HELD });
    }
    for problem in problems.iter().chain(&doubts) {
        context.say(&explain::problem(&source.place, problem, words));
    }
    let summary = |key: &str, of: &[Problem]| {
        words.say_with(key, &[("name", (&source.place).into()), ("count", Arg::count(of.len()))])
    };
    if !doubts.is_empty() {
        context.say(&summary("playbook-doubts", &doubts));
    }
    if problems.is_empty() {
        context.line(&summary("playbook-fine", &[]))?;
        for remark in remarks {
            context.say(&words.say_with("playbook-remark", &[("remark", (&remark).into())]));
        }
    } else {
        context.say(&summary("playbook-faults", &problems));
    }
    Ok(if problems.is_empty() { EXIT_OK } else { EXIT_NOT_HELD })
}
