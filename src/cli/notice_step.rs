//! `duban notice` sign, issue, acknowledge, reply, object, rule, verify, escalate, withdraw, close

use std::path::Path;

use serde_json::json;

use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::notices::file::Filed;
use crate::app::notices::take::{Step, take};
use crate::cli::context::{Context, EXIT_NOT_HELD, EXIT_OK};
use crate::cli::notice_args::{StepArgs, TextArgs};
use crate::notice::admit::unsigned;
use crate::notice::ask::Ask;
use crate::notice::due::next;
use crate::notice::refusal::{Refusal, state_name, step_name, still_to_sign};
use crate::rim::moments::moment;
use crate::rim::notice_view::next_view;

/// Takes the step `ask`; exit 1 when it is refused.
///
/// # Errors
/// When the directory cannot be used or there is no such notice.
pub fn run(dir: &Path, args: &StepArgs, ask: Ask, context: &Context) -> Result<u8, AppError> {
    let mut directory = Directory::open(dir, Access::Write, context)?;
    let at = moment(args.now.as_deref(), &directory.playbook.zone)?;
    let step = Step {
        ask,
        person: &args.actor,
        at,
        recorded_at: clock::now(),
        expected_version: args.seen,
        master_key: args.master_key.as_deref(),
    };
    let taken = take(&mut directory, &args.id, &step, context);
    context.end_progress();
    match taken {
        Ok(filed) => done(&filed, &step, &directory, context),
        Err(error) => refused(error, &step, context),
    }
}

fn done(filed: &Filed, step: &Step<'_>, directory: &Directory, context: &Context) -> Result<u8, AppError> {
    let (life, words) = (&filed.life, context.words);
    let zone = &filed.notice.zone;
    let (next, today) = (next(life, &directory.playbook.notice, zone), zone.day(step.at));
    if context.is_json {
        let number = life.issue.as_ref().map(|i| json!({ "year": i.act.year, "serial": i.act.serial }));
        context.json(&json!({
            "id": filed.notice.id, "step": step.ask.step().name(), "state": life.state.name(),
            "version": life.version, "number": number, "next": next_view(next, today),
        }))?;
        return Ok(EXIT_OK);
    }
    let (name, state) = (step_name(step.ask.step(), &words), state_name(life.state, &words));
    let args = [("id", (&filed.notice.id).into()), ("step", (&name).into()), ("state", (&state).into())];
    let offices: Vec<_> = filed.notice.co_signers.iter().map(|signer| signer.agency.clone()).collect();
    let open = if step.ask == Ask::Sign { unsigned(&filed.notice, life, &offices) } else { Vec::new() };
    let open = if open.is_empty() { String::new() } else { still_to_sign(&open, &words) };
    context.line(&(words.say_with("life-done", &args) + &open))?;
    if let (Some(issue), Ask::Issue) = (&life.issue, &step.ask) {
        let (year, serial) = (issue.act.year.to_string(), issue.act.serial.to_string());
        let args = [("year", (&year).into()), ("serial", (&serial).into())];
        context.line(&words.say_with("life-done-number", &args))?;
    }
    if let Some(next) = next {
        let (name, due) = (step_name(next.step, &words), words.date(next.due));
        context
            .line(&words.say_with("life-done-next", &[("step", (&name).into()), ("due", (&due).into())]))?;
    }
    Ok(EXIT_OK)
}

fn refused(error: AppError, step: &Step<'_>, context: &Context) -> Result<u8, AppError> {
    let AppError::Refused { id, refusal } = &error else { return Err(error) };
    if context.is_json {
        let mut document = json!({
            "id": id, "step": step.ask.step().name(), "refused": refusal.code(), "why": refusal.say(&context.words),
        });
        if let (Refusal::State { state, possible, .. }, Some(parts)) = (&**refusal, document.as_object_mut())
        {
            parts.insert("state".to_owned(), state.name().into());
            parts.insert("possible".to_owned(), possible.iter().map(|s| s.name()).collect());
        }
        if let (Refusal::NotAssigned { who, .. }, Some(parts)) = (&**refusal, document.as_object_mut()) {
            parts.insert("who".to_owned(), who.iter().map(String::as_str).collect());
        }
        context.json(&document)?;
    }
    context.error(&error);
    Ok(EXIT_NOT_HELD)
}

/// The words of a step, given or in a file; empty when none were given.
///
/// # Errors
/// When the file cannot be read.
pub fn text(args: &TextArgs) -> Result<String, AppError> {
    match (&args.text, &args.text_file) {
        (Some(text), _) => Ok(text.clone()),
        (None, Some(path)) => std::fs::read_to_string(path).map_err(AppError::io(path, "reading")),
        (None, None) => Ok(String::new()),
    }
}
