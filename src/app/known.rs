//! What is known before an import: the graph, or nothing.

use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::model::subject::Subject;

/// What is known before the call.
pub trait Known: Sync {
    /// Whether nothing is known at all.
    fn is_empty(&self) -> bool;
    /// The record of `subject`, if it has one.
    ///
    /// # Errors
    /// When the graph cannot be read.
    fn record(&self, subject: &Subject) -> Result<Option<Record>, AppError>;
    /// Levels of the divisions right below the division of that code.
    ///
    /// # Errors
    /// When the graph cannot be read.
    fn divisions_below(&self, code: &str) -> Result<Vec<String>, AppError>;
}

/// Nothing is known: a sweep of a folder of tables.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Known for Nothing {
    fn is_empty(&self) -> bool {
        true
    }

    fn record(&self, _: &Subject) -> Result<Option<Record>, AppError> {
        Ok(None)
    }

    fn divisions_below(&self, _: &str) -> Result<Vec<String>, AppError> {
        Ok(Vec::new())
    }
}
