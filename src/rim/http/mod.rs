//! What the HTTP shells share: the state they stand on, who calls, problem documents, pages of lists, entity tags.

pub mod answer;
pub mod body;
pub mod caller;
pub mod desk;
pub mod fault;
pub mod listen;
pub mod page;
pub mod problem;
pub mod room;
pub mod state;
pub mod upload;
