//! What the HTTP shells share: the state they stand on, who calls, problem documents, pages of lists, entity tags.

pub mod answer;
pub mod body;
pub mod caller;
pub mod desk;
pub mod fault;
pub mod listen;
mod misread;
pub mod numbered;
pub mod page;
pub mod places;
pub mod problem;
pub mod room;
pub mod sign_ins;
pub mod state;
pub mod taken;
pub mod upload;
