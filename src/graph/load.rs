//! Loading the whole graph as packed rows, in order of id, for a snapshot.

use std::ops::ControlFlow;

use rayon::prelude::*;
use uuid::Uuid;

use crate::graph::record::{RecordError, decode_into};
use crate::graph::schema::STATE;
use crate::model::rows::{Block, Tables};
use crate::model::table::Table;
use crate::store::graph::{GraphStore, StoreError};

/// Records handed to one task at a time.
const RECORDS_PER_PART: usize = 4_096;

/// Why a graph cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Reading failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record is not readable.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// All rows of the graph.
///
/// # Errors
/// [`LoadError`] when the store cannot be read or a record is damaged.
pub fn tables(store: &GraphStore) -> Result<Tables, LoadError> {
    let mut tables = Tables::default();
    let mut failed = None;
    let all = Uuid::nil()..=Uuid::max();
    let chunk = RECORDS_PER_PART * rayon::current_num_threads().max(1) * 2;
    store.scan_text(*STATE, all, chunk, |records| {
        let parts: Result<Vec<_>, RecordError> = records.par_chunks(RECORDS_PER_PART).map(part).collect();
        match parts {
            Ok(parts) => {
                parts.into_iter().for_each(|blocks| {
                    Table::ALL.into_iter().zip(blocks).for_each(|(table, block)| tables.push(table, block));
                });
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(tables), |error| Err(error.into()))
}

fn part(records: &[(Uuid, String)]) -> Result<[Block; Table::ALL.len()], RecordError> {
    let mut blocks: [Block; Table::ALL.len()] = Default::default();
    for (_, text) in records {
        decode_into(text, &mut blocks)?;
    }
    Ok(blocks)
}
