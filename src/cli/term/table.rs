//! Tables for the terminal: columns aligned by what characters take up on a screen, where a Chinese character is two
//! columns wide.
//!
//! Where a terminal is too narrow, a column that may be wrapped goes on below itself, and then the widest columns of text
//! are cut, with `…` at the end. Numbers are never cut, for a cut number is another number; and nothing is cut or wrapped
//! in a file or a pipe.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Screen;
use super::paint::{Paint, Tone};

/// Columns between two columns of the table.
const GAP: usize = 2;
/// A column of text is cut to this width at the least.
const TEXT_WIDTH_MIN: usize = 6;
/// A column that may be wrapped keeps this width at the least, before others are cut.
const WRAPPED_WIDTH_MIN: usize = 40;
const CUT: &str = "…";

/// On which side a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    heading: String,
    side: Side,
    may_be_cut: bool,
    may_be_wrapped: bool,
}

/// A cell: text, and what it means to the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    text: String,
    tone: Tone,
}

/// A table that grows row by row.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Column {
    /// A column of text, on the left; it may be cut.
    #[must_use]
    pub fn text(heading: &str) -> Self {
        Self { heading: printable(heading), side: Side::Left, may_be_cut: true, may_be_wrapped: false }
    }

    /// A column of identifiers, on the left; it is never cut, so that they can be copied.
    #[must_use]
    pub fn id(heading: &str) -> Self {
        Self { heading: printable(heading), side: Side::Left, may_be_cut: false, may_be_wrapped: false }
    }

    /// A column of text with numbers in it, on the left; it goes on below itself and is never cut.
    #[must_use]
    pub fn wrapped(heading: &str) -> Self {
        Self { heading: printable(heading), side: Side::Left, may_be_cut: false, may_be_wrapped: true }
    }

    /// A column of numbers, on the right; it is never cut.
    #[must_use]
    pub fn number(heading: &str) -> Self {
        Self { heading: printable(heading), side: Side::Right, may_be_cut: false, may_be_wrapped: false }
    }
}

impl Cell {
    /// A cell of `text` in `tone`.
    #[must_use]
    pub fn new(text: &str, tone: Tone) -> Self {
        Self { text: printable(text), tone }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text, Tone::Plain)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(&text, Tone::Plain)
    }
}

impl Table {
    /// A table of these columns, without rows.
    #[must_use]
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row. Cells that it lacks are empty; cells beyond the last column are left away.
    pub fn push<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut row: Vec<Cell> = cells.into_iter().map(Into::into).collect();
        row.resize(self.columns.len(), Cell::default());
        self.rows.push(row);
    }

    /// Whether the table has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table without the columns in which no row says anything.
    #[must_use]
    pub fn without_empty(mut self) -> Self {
        let says = |at: usize| self.rows.iter().any(|row| !row[at].text.is_empty());
        let keep: Vec<bool> = (0..self.columns.len()).map(says).collect();
        let mut kept = keep.iter();
        self.columns.retain(|_| kept.next().is_none_or(|&keep| keep));
        for row in &mut self.rows {
            let mut kept = keep.iter();
            row.retain(|_| kept.next().is_none_or(|&keep| keep));
        }
        self
    }

    /// The table as lines, each with its end: headings, a rule, the rows.
    #[must_use]
    pub fn render(&self, screen: &Screen) -> String {
        let (paint, widths) = (Paint::new(screen), self.widths(screen));
        let headings: Vec<Cell> =
            self.columns.iter().map(|c| Cell { text: c.heading.clone(), tone: Tone::Heading }).collect();
        let rule: Vec<Cell> =
            widths.iter().map(|&width| Cell { text: "-".repeat(width), tone: Tone::Faint }).collect();
        let mut text = String::new();
        for row in [&headings, &rule].into_iter().chain(&self.rows) {
            for line in self.lines_of(row, &widths) {
                self.render_row(&line, &widths, paint, &mut text);
            }
        }
        text
    }

    /// A row as the lines that it takes: cells that are not wrapped stand in the first.
    fn lines_of(&self, row: &[Cell], widths: &[usize]) -> Vec<Vec<Cell>> {
        let mut lines = vec![row.to_vec()];
        for (at, cell) in row.iter().enumerate().filter(|(at, _)| self.columns[*at].may_be_wrapped) {
            for (nth, text) in wrap(&cell.text, widths[at]).into_iter().enumerate() {
                if lines.len() <= nth {
                    lines.push(vec![Cell::default(); row.len()]);
                }
                lines[nth][at] = Cell { text, tone: cell.tone };
            }
        }
        lines
    }

    fn render_row(&self, row: &[Cell], widths: &[usize], paint: Paint, text: &mut String) {
        let mut spaces = 0;
        for ((cell, column), &width) in row.iter().zip(&self.columns).zip(widths) {
            let shown = cut(&cell.text, width);
            let room = width.saturating_sub(shown.width());
            let (before, after) = if column.side == Side::Left { (0, room) } else { (room, 0) };
            // Spaces are written only when something follows them, so no line ends in one.
            if !shown.is_empty() {
                text.extend(std::iter::repeat_n(' ', spaces + before));
                text.push_str(&paint.text(cell.tone, &shown));
                spaces = 0;
            } else {
                spaces += before;
            }
            spaces += after + GAP;
        }
        text.push('\n');
    }

    /// The width of every column: its widest cell, cut down where the terminal is too narrow.
    fn widths(&self, screen: &Screen) -> Vec<usize> {
        let widest = |at: usize| self.rows.iter().map(|row| row[at].text.width()).max().unwrap_or(0);
        let mut widths: Vec<usize> =
            (0..).zip(&self.columns).map(|(at, column)| widest(at).max(column.heading.width())).collect();
        let Some(room) = screen.columns.filter(|_| screen.is_terminal) else { return widths };
        let gaps = GAP * widths.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
        let wraps = |at: usize| self.columns[at].may_be_wrapped;
        let cuts = |at: usize| self.columns[at].may_be_cut;
        // On a very narrow terminal what is wrapped gives way once more.
        let steps: [(&dyn Fn(usize) -> bool, usize); 3] =
            [(&wraps, WRAPPED_WIDTH_MIN), (&cuts, TEXT_WIDTH_MIN), (&wraps, TEXT_WIDTH_MIN)];
        for (may, width_min) in steps {
            while 0 < excess {
                // Of the widest ones the last: what comes first in a row is what it is about.
                let giving = (0..widths.len()).filter(|&at| may(at) && width_min < widths[at]);
                let Some(at) = giving.max_by_key(|&at| widths[at]) else { break };
                widths[at] -= 1;
                excess -= 1;
            }
        }
        widths
    }
}

/// `text` as far as it fits into `width` columns, with `…` when it does not fit whole.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = CUT.width();
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if width < used {
            break;
        }
        kept.push(character);
    }
    kept.truncate(kept.trim_end().len());
    kept.push_str(CUT);
    kept
}

/// `text` in lines of at most `width` columns: broken behind blanks and Chinese characters, and within a word only where it
/// is longer than a line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, character) in text.char_indices() {
        let after = at + character.len_utf8();
        // A mark of punctuation stays with what it follows.
        let is_followed_by_mark = text[after..].starts_with(['，', '；', '、', '。', '）', '：']);
        if (character == ' ' || character.width() == Some(2)) && !is_followed_by_mark {
            pieces.push(&text[from..after]);
            from = after;
        }
    }
    pieces.push(&text[from..]);
    for piece in pieces {
        if !line.is_empty() && width < line.width() + piece.trim_end().width() {
            lines.push(std::mem::take(&mut line));
        }
        for character in piece.chars() {
            if !line.is_empty() && width < line.width() + character.width().unwrap_or(0) && character != ' ' {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line);
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines
}

/// `text` on one line and without characters that steer a terminal: what is in the data must not move the cursor,
/// colour the screen or turn the reading direction.
fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
