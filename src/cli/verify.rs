//! `duban verify`

use serde_json::json;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::verify::verify;
use crate::cli::args::VerifyArgs;
use crate::cli::context::{Context, EXIT_NOT_HELD, EXIT_OK};
use crate::ledger::merkle::hex;
use crate::words::Arg;

/// Verifies a directory. A damaged ledger does not hold: exit 1, with the place in the error.
///
/// # Errors
/// When the directory cannot be opened or read.
pub fn run(args: &VerifyArgs, context: &Context) -> Result<u8, AppError> {
    let checked = Directory::open(&args.dir, Access::Read, context).and_then(|d| verify(&d, context));
    let verified = match checked {
        Ok(verified) => verified,
        Err(
            error @ (AppError::Ledger(_)
            | AppError::LedgerShortened { .. }
            | AppError::Record(_)
            | AppError::Vault(_)),
        ) => {
            if context.is_json {
                context.json(
                    &json!({ "holds": false, "fault": crate::rim::explain::error(&error, context.words) }),
                )?;
            } else {
                context.error(&error);
            }
            return Ok(EXIT_NOT_HELD);
        }
        Err(other) => return Err(other),
    };
    context.end_progress();
    let tip = verified.ledger.tip;
    let root = hex(&tip.root);
    let rows: u64 = verified.graph.iter().map(|t| t.rows).sum();
    if context.is_json {
        context.json(&json!({
            "holds": verified.holds(),
            "entries": tip.seq,
            "batches": verified.ledger.batches,
            "segments": verified.ledger.segments,
            "root": format!("sha256:{root}"),
            "graph_rows": rows,
            "differing": verified.differing,
            "sealed_cells": verified.sealed,
            "sealed_cells_without_key": verified.keyless,
            "master_key": if verified.has_master { "fits" } else { "absent" },
        }))?;
    } else {
        describe(&verified, &root, rows, context)?;
    }
    Ok(if verified.holds() { EXIT_OK } else { EXIT_NOT_HELD })
}

fn describe(
    verified: &crate::app::verify::Verified,
    root: &str,
    rows: u64,
    context: &Context,
) -> Result<(), AppError> {
    let words = context.words;
    let segments = Arg::Count(u64::from(verified.ledger.segments));
    let args = [("entries", Arg::Count(verified.ledger.tip.seq)), ("segments", segments)];
    context.line(&words.say_with("verify-ledger", &args))?;
    context.line(&words.say_with("verify-root", &[("root", root.into())]))?;
    let sealed = Arg::Count(verified.sealed);
    if verified.keyless == 0 {
        context.line(&words.say_with("verify-keys", &[("cells", sealed)]))?;
    } else {
        let args = [("lost", Arg::Count(verified.keyless)), ("cells", sealed)];
        context.line(&words.say_with("verify-keys-lost", &args))?;
    }
    let master = if verified.has_master { "verify-master-fits" } else { "verify-master-absent" };
    context.line(&words.say(master))?;
    if verified.differing.is_empty() {
        let args = [("rows", Arg::Count(rows)), ("tables", Arg::count(verified.graph.len()))];
        return context.line(&words.say_with("verify-graph", &args));
    }
    let tables = verified.differing.join(", ");
    context.line(&words.say_with("verify-differs", &[("tables", (&tables).into())]))
}
