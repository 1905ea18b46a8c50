//! `duban init`

use serde_json::json;

use crate::app::clock;
use crate::app::directory::{Directory, Init};
use crate::app::error::AppError;
use crate::app::playbooks;
use crate::cli::args::InitArgs;
use crate::cli::context::{Context, EXIT_OK};

/// Makes a data directory.
///
/// # Errors
/// When it cannot be made.
pub fn run(args: &InitArgs, context: &Context) -> Result<u8, AppError> {
    let playbook = playbooks::find(&args.playbook)?;
    let master_key = args.master_key.as_deref();
    let key = Directory::init(&Init { path: &args.dir, playbook: &playbook, master_key, now: clock::now() })?;
    let (dir, key) = (args.dir.display().to_string(), key.display().to_string());
    if context.is_json {
        context.json(&json!({ "directory": dir, "playbook": playbook.name, "master_key": key }))?;
        return Ok(EXIT_OK);
    }
    let words = context.words;
    context.line(
        &words.say_with("init-done", &[("dir", (&dir).into()), ("playbook", (&playbook.name).into())]),
    )?;
    context.line(&words.say_with("init-key", &[("key", (&key).into())]))?;
    context.line(&words.say("init-key-advice"))?;
    context.line(&words.say_with("init-next", &[("dir", (&dir).into())]))?;
    Ok(EXIT_OK)
}
