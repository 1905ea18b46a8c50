//! The graph follows the ledger: entries from its cursor on are projected and applied, batch by batch.

use std::path::Path;
use std::sync::mpsc::sync_channel;

use crate::app::error::AppError;
use crate::graph::project::changes;
use crate::graph::record::Record;
use crate::graph::schema::{LAYOUT, STATE};
use crate::ledger::chunks::Chunk;
use crate::ledger::file::FileLedger;
use crate::ledger::{Ledger, Tip};
use crate::store::graph::{Cursor, Durability, GraphStore};

/// Applied chunks after which the graph is made durable, so that a crash repeats little.
const CHUNKS_PER_SYNC: u32 = 16;

/// Brings `store` up to the ledger's tip. Entries are decoded on one thread while another applies what was decoded.
///
/// # Errors
/// When the ledger cannot be read, an entry does not follow, or the graph cannot be written.
pub fn follow(
    ledger: &FileLedger,
    store: &GraphStore,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), AppError> {
    let tip = ledger.tip();
    let mut cursor = store.cursor()?.unwrap_or(Cursor { seq: 0, root: [0; 32] });
    if cursor.seq == tip.seq {
        return Ok(());
    }
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(1);
        let from = cursor.seq + 1;
        scope.spawn(move || {
            let chunks = match ledger.read(from) {
                Ok(chunks) => chunks,
                Err(error) => return send.send(Err(error)).unwrap_or(()),
            };
            for chunk in chunks {
                if send.send(chunk).is_err() {
                    return;
                }
            }
        });
        let mut unsynced = 0;
        for chunk in receive {
            let Chunk { entries, commit } = chunk?;
            let reader = store.reader()?;
            let ops = changes(&entries, |id| -> Result<Option<Record>, AppError> {
                let text = reader.text(id, *STATE)?;
                Ok(text.map(|t| Record::decode(&t)).transpose()?)
            })?;
            drop(reader);
            if let Some(Tip { seq, root }) = commit {
                cursor = Cursor { seq, root };
            }
            unsynced += 1;
            let done = cursor.seq == tip.seq;
            let sync = done || (CHUNKS_PER_SYNC <= unsynced && commit.is_some());
            store.apply(ops, cursor, if sync { Durability::Now } else { Durability::Later })?;
            unsynced = if sync { 0 } else { unsynced };
            progress(entries.len() as u64);
        }
        Ok(())
    })
}

/// A new graph at `path` that has followed the whole ledger.
///
/// # Errors
/// As [`follow`], or when the file cannot be made.
pub fn build(
    path: &Path,
    ledger: &FileLedger,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<GraphStore, AppError> {
    let store = GraphStore::create(path, LAYOUT)?;
    follow(ledger, &store, progress)?;
    Ok(store)
}
