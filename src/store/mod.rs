//! Floor 2: files: segments of the ledger, tables of the graph.

pub mod graph;
pub mod segment;
