//! Floor 10: pages for people. So far one, and the interactive documentation of the interface.

use actix_web::web::ServiceConfig;

/// Registers the pages.
pub fn configure(_: &mut ServiceConfig) {}
