//! Floor 9: wire views shared by the shells, errors in words, and what HTTP shells stand on.

pub mod chain_view;
pub mod clock_view;
pub mod explain;
pub mod export_view;
pub mod figures_view;
pub mod history_view;
pub mod http;
pub mod import_view;
pub mod list_view;
pub mod moments;
pub mod notice_view;
pub mod numbers;
pub mod policy_view;
pub mod route_view;
pub mod sweep_view;
pub mod terms;
pub mod whistle_view;
