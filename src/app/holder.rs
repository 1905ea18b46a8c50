//! Who holds the lock of a directory, as the lock's file says.

use std::fmt;

/// A process that holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub process: u32,
    /// The name of its host, where it has one.
    pub host: Option<String>,
}

impl Holder {
    /// Reads `process 4711 on office-pc`; none when the file says something else or nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix("process ")?;
        let (process, host) = match rest.split_once(" on ") {
            Some((process, host)) => (process, Some(host.to_owned())),
            None => (rest, None),
        };
        Some(Self { process: process.parse().ok()?, host })
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(f, "process {} on {host}", self.process),
            None => write!(f, "process {}", self.process),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["process 4711 on office-pc", "process 1"] {
            assert_eq!(Holder::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "process", "process x on y", "4711", "notes of a meeting"] {
            assert_eq!(Holder::parse(text), None, "{text}");
        }
    }
}
