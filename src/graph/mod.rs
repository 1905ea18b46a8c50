//! Floor 4: the graph's schema, the projection of entries onto it, and loading it as rows.
//!
//! The graph keeps how things stand, not how they came to stand so: each subject is one vertex with one property, a
//! compact [`record::Record`] of its rows, and edges to what it names. Replaying an entry gives the same vertex,
//! property and edges, so following the ledger again from any point changes nothing.

pub mod latest;
pub mod load;
pub mod project;
pub mod record;
pub mod schema;
pub mod step;
