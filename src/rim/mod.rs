//! Floor 9: wire views shared by the shells.

pub mod chain_view;
pub mod clock_view;
pub mod export_view;
pub mod figures_view;
pub mod history_view;
pub mod import_view;
pub mod notice_view;
pub mod numbers;
pub mod route_view;
pub mod sweep_view;
pub mod whistle_view;
