//! Floor 0: domain types, ids, time and table rows. No I/O and no clock.

pub mod entry;
pub mod guard;
pub mod id;
pub mod id_index;
pub mod notice_step;
pub mod rows;
pub mod schema;
pub mod subject;
pub mod table;
pub mod time;
