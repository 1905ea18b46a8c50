//! Reads an event log, writes it, reads that again, and says what it holds: `ocel-round-trip LOG OUT`.

use std::error::Error;
use std::path::Path;

use process_mining::{Exportable, Importable, OCEL};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, log, out] = arguments.as_slice() else { return Err("usage: ocel-round-trip LOG OUT".into()) };
    let first = OCEL::import_from_path(Path::new(log))?;
    first.export_to_path(Path::new(out))?;
    let again = OCEL::import_from_path(Path::new(out))?;
    if first != again {
        return Err("what was written is not what was read".into());
    }
    // What its own types leave away would not be missed by comparing them with themselves.
    let count = |list: &serde_json::Value| list.as_array().map_or(0, Vec::len);
    let given: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(log)?)?;
    let written: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(out)?)?;
    for list in ["objectTypes", "eventTypes", "objects", "events"] {
        if count(&given[list]) != count(&written[list]) {
            return Err(format!("{list}: {} read, {} written", count(&given[list]), count(&written[list])).into());
        }
    }
    println!("{} objects, {} events read, written and read again: equal", first.objects.len(), first.events.len());
    Ok(())
}
