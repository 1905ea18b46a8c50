//! Where a column stands: by number in a file of text, by letters on a sheet.

use std::fmt;

/// Where the cells of a header begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// At the start of a line of text.
    Text,
    /// On a sheet.
    Sheet {
        /// The sheet's column of the first cell, from 0.
        left: u32,
    },
}

impl Origin {
    /// Where cell number `cell`, from 0, stands.
    #[must_use]
    pub fn position(self, cell: usize) -> Position {
        match self {
            Self::Text => Position { number: cell + 1, letters: None },
            Self::Sheet { left } => {
                let column = left.saturating_add(u32::try_from(cell).unwrap_or(u32::MAX));
                Position { number: column as usize + 1, letters: Some(letters(column)) }
            }
        }
    }
}

/// Where a column stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its number from 1; on a sheet counted from column A.
    pub number: usize,
    /// Its letters, on a sheet.
    pub letters: Option<String>,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.letters {
            Some(letters) => f.write_str(letters),
            None => write!(f, "{}", self.number),
        }
    }
}

/// Letters of column number `column`, from 0: `A` to `Z`, `AA` and so on.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while 0 < rest {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    letters.iter().rev().map(|&b| char::from(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_letters() {
        let named = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }
}
