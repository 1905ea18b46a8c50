//! Floor 2: files: segments of the ledger, tables of the graph, secrets of the service.

pub mod graph;
pub mod secrets;
pub mod segment;
