//! The terminal kit: tables, colour, progress and numbers for a person who reads them.
//!
//! Nothing here asks what it writes to. The shell finds that out once and says it in a [`Screen`], so everything can be
//! tested without a terminal, and output that is piped is the same wherever it is made.

pub mod numbers;
pub mod paint;
pub mod progress;
pub mod table;

/// What an output stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether a person sees it at once.
    pub is_terminal: bool,
    /// Whether colour is wanted.
    pub is_coloured: bool,
    /// Width in columns of a terminal, when it is known.
    pub columns: Option<usize>,
}

/// Fewest columns that a table is cut to; a narrower terminal wraps.
pub const COLUMNS_MIN: usize = 20;

impl Screen {
    /// A file or a pipe: no colour, no progress, nothing cut.
    pub const PIPE: Self = Self { is_terminal: false, is_coloured: false, columns: None };

    /// A stream of which the shell has found out these things.
    ///
    /// `no_color` and `term` are the environment's `NO_COLOR` and `TERM`. Colour needs a terminal that is not `dumb`
    /// and a `NO_COLOR` that is absent or empty (no-color.org).
    #[must_use]
    pub fn new(
        is_terminal: bool,
        columns: Option<usize>,
        no_color: Option<&str>,
        term: Option<&str>,
    ) -> Self {
        if !is_terminal {
            return Self::PIPE;
        }
        let refused = no_color.is_some_and(|value| !value.is_empty()) || term == Some("dumb");
        Self { is_terminal, is_coloured: !refused, columns: columns.filter(|&c| COLUMNS_MIN <= c) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_needs_a_terminal_that_wants_it() {
        let coloured = |terminal, no_color, term| Screen::new(terminal, Some(80), no_color, term).is_coloured;
        assert!(coloured(true, None, Some("xterm")));
        assert!(coloured(true, Some(""), None));
        assert!(!coloured(true, Some("1"), Some("xterm")));
        assert!(!coloured(true, None, Some("dumb")));
        assert!(!coloured(false, None, Some("xterm")));
    }

    #[test]
    fn a_pipe_has_no_width_and_a_terminal_of_no_width_is_not_cut_to() {
        assert_eq!(Screen::new(false, Some(80), None, None), Screen::PIPE);
        assert_eq!(Screen::new(true, Some(0), None, None).columns, None);
        assert_eq!(Screen::new(true, Some(80), None, None).columns, Some(80));
    }
}
