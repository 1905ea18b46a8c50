//! Formulas of a sheet that no program has computed yet: cells with a formula and no result.
//!
//! Libraries that write workbooks put the formula alone (`<f>A1+1</f>`), or an empty result beside it (`<v/>`, as
//! openpyxl does). Read as they stand such cells would be empty, which nobody meant. A formula whose result is the
//! empty text has an empty result as well; it says so by its type (`t="str"`).

use crate::intake::file_error::FileError;

/// Looks through the text of a sheet, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    /// The beginning of a tag whose end has not been seen, without its `<`.
    tag: Option<Vec<u8>>,
    cell: Option<Cell>,
    /// Whether what stands here is the result of a cell.
    in_result: bool,
}

/// The cell that is open.
#[derive(Debug, Default)]
struct Cell {
    name: String,
    /// Whether its results are texts, of which one may be empty.
    has_texts: bool,
    has_formula: bool,
    has_result: bool,
}

/// Longest part of a tag that is looked at; what a cell is stands at its beginning.
const TAG_BYTES_MAX: usize = 512;

impl Formulas {
    /// Looks at the next piece.
    ///
    /// # Errors
    /// [`FileError::FormulaWithoutResult`] at the first cell that has a formula and no result.
    pub(super) fn look(&mut self, mut piece: &[u8]) -> Result<(), FileError> {
        while !piece.is_empty() {
            if self.tag.is_some() {
                let end = memchr::memchr(b'>', piece);
                self.keep(&piece[..end.unwrap_or(piece.len())]);
                let Some(end) = end else { break };
                piece = &piece[end + 1..];
                let tag = self.tag.take().unwrap_or_default();
                self.close_tag(&tag)?;
            } else {
                let start = memchr::memchr(b'<', piece).unwrap_or(piece.len());
                if self.in_result
                    && 0 < start
                    && let Some(cell) = &mut self.cell
                {
                    cell.has_result = true;
                }
                piece = piece.get(start + 1..).map_or(&[][..], |rest| {
                    self.tag = Some(Vec::new());
                    rest
                });
            }
        }
        Ok(())
    }

    fn keep(&mut self, text: &[u8]) {
        if let Some(tag) = &mut self.tag {
            let left = TAG_BYTES_MAX.saturating_sub(tag.len());
            // The slash at the end of a tag that is closed at once is kept whatever its length.
            tag.extend_from_slice(&text[..left.min(text.len())]);
            if let (true, Some(last)) = (left < text.len(), text.last()) {
                tag.pop();
                tag.push(*last);
            }
        }
    }

    fn close_tag(&mut self, tag: &[u8]) -> Result<(), FileError> {
        let is_whole = tag.ends_with(b"/");
        let is_end = tag.starts_with(b"/");
        let tag = tag.strip_prefix(b"/").unwrap_or(tag);
        let name_end = tag.iter().position(|b| b" \t\r\n/".contains(b)).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(name_end);
        // Names may have the prefix of their name space: `x:c`.
        let local = name.rsplit(|&b| b == b':').next().unwrap_or(name);
        match (local, is_end) {
            (b"c", false) => {
                self.cell = (!is_whole).then(|| Cell {
                    name: attribute(rest, b"r").unwrap_or_else(|| "?".to_owned()),
                    has_texts: attribute(rest, b"t").is_some_and(|t| t == "str"),
                    ..Cell::default()
                });
                self.in_result = false;
            }
            (b"f", false) => {
                if let Some(cell) = &mut self.cell {
                    cell.has_formula = true;
                }
            }
            (b"v", false) => {
                self.in_result = !is_whole;
                if let Some(cell) = self.cell.as_mut().filter(|cell| cell.has_texts) {
                    cell.has_result = true;
                }
            }
            (b"v", true) => self.in_result = false,
            (b"c", true) => {
                let lacking = self.cell.take().filter(|cell| cell.has_formula && !cell.has_result);
                if let Some(Cell { name, .. }) = lacking {
                    return Err(FileError::FormulaWithoutResult { cell: name });
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The value of attribute `name` among `text`.
fn attribute(text: &[u8], name: &[u8]) -> Option<String> {
    let mut rest = text.trim_ascii_start();
    while let Some(equals) = rest.iter().position(|&b| b == b'=') {
        let found = rest[..equals].trim_ascii();
        let value = rest[equals + 1..].trim_ascii_start();
        let (&quote, value) = value.split_first()?;
        let end = value.iter().position(|&b| b == quote)?;
        if found == name {
            return Some(String::from_utf8_lossy(&value[..end]).into_owned());
        }
        rest = value[end + 1..].trim_ascii_start();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first cell without a result, the text being read in pieces of `bytes`.
    fn lacking(text: &str, bytes: usize) -> Option<String> {
        let mut formulas = Formulas::default();
        text.as_bytes().chunks(bytes).find_map(|piece| match formulas.look(piece) {
            Err(FileError::FormulaWithoutResult { cell }) => Some(cell),
            _ => None,
        })
    }

    #[test]
    fn a_formula_has_a_result_or_is_named() {
        let lacks = [
            "<c r=\"B2\"><f>1+1</f></c>",
            "<c r=\"B2\" s=\"1\"><f>1+1</f><v/></c>",
            "<c s=\"1\" r=\"B2\"><f>1+1</f><v></v></c>",
            "<c r='B2'>\n  <f>1+1</f>\n  <v />\n</c>",
            "<x:c r=\"B2\"><x:f t=\"shared\" si=\"0\"/><x:v></x:v></x:c>",
            "<c r=\"B2\" t=\"str\"><f>A1</f></c>",
            "<c r=\"A1\"/><c r=\"B2\"><f>A1</f><v/></c>",
        ];
        let has = [
            "<c r=\"B2\"><f>1+1</f><v>2</v></c>",
            "<c r=\"B2\" t=\"str\"><f>A1</f><v></v></c>",
            "<c r=\"B2\" t=\"str\"><f>A1</f><v/></c>",
            "<c r=\"B2\"><v/></c><c/><cols><col/></cols>",
            "<conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting>",
        ];
        for bytes in 1..40 {
            for text in lacks {
                assert_eq!(lacking(text, bytes).as_deref(), Some("B2"), "{text} by {bytes}");
            }
            for text in has {
                assert_eq!(lacking(text, bytes), None, "{text} by {bytes}");
            }
        }
        let long = format!("<c r=\"B2\"><f a=\"{}\"/><v/></c>", "x".repeat(2_000));
        assert_eq!(lacking(&long, 100).as_deref(), Some("B2"));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_pieces_do_not_matter(text in "[<>/cfvrt =\"'1:]{0,60}", bytes in 1usize..20) {
            prop_assert_eq!(lacking(&text, bytes), lacking(&text, 1_000));
        }
    }
}
