//! A notice as one page of HTML: no script, nothing from outside, its style inside, for screens and A4 paper.
//!
//! The page looks as official documents of the region do (in the spirit of GB/T 9704): the offices in red above a
//! red rule, the number, the title, the body, and places for signature and seal.

use super::sheet::{Block, Section, Sheet, Signature, Table};
use crate::words::escape::html as escaped;

const STYLE: &str = include_str!("page.css");
/// An office's name up to this long stands in large letters.
const LETTERHEAD_CHARS_MAX: usize = 13;
/// A cell up to this long is not broken across lines, unless its column holds names.
const TIGHT_CHARS_MAX: usize = 20;

/// Where a power of ten with a negative exponent begins, as [`super::probability`] writes it.
const POWER: &str = "10⁻";

/// A page in the making. Only text written in this program goes in as markup; all else goes in escaped.
struct Page(String);

impl Page {
    fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escaped(text));
        self
    }

    /// `text` whose powers of ten are raised as markup: the glyphs for raised digits come from several fonts and
    /// stand unevenly.
    fn prose(&mut self, text: &str) -> &mut Self {
        let escaped = escaped(text);
        let mut rest = escaped.as_str();
        while let Some(at) = rest.find(POWER) {
            let (before, power) = rest.split_at(at + "10".len());
            let (exponent, after) =
                power.split_at(power.find(|c| lowered(c).is_none()).unwrap_or(power.len()));
            self.0.push_str(before);
            self.markup("<sup>").0.extend(exponent.chars().filter_map(lowered));
            self.markup("</sup>");
            rest = after;
        }
        self.0.push_str(rest);
        self
    }

    /// `text` between two pieces of markup.
    fn within(&mut self, opening: &'static str, text: &str, closing: &'static str) -> &mut Self {
        self.markup(opening).text(text).markup(closing)
    }
}

/// A raised digit or minus sign as one of usual height; none for all else.
fn lowered(c: char) -> Option<char> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if c == '⁻' {
        return Some('\u{2212}');
    }
    let digit = DIGITS.iter().position(|raised| *raised == c)?;
    char::from_digit(u32::try_from(digit).ok()?, 10)
}

/// The page.
pub(super) fn page(sheet: &Sheet) -> String {
    let mut page = Page(String::new());
    head(&mut page, sheet);
    page.markup("<body>\n");
    if let Some(draft) = &sheet.draft {
        page.within("<p class=\"draft\" role=\"note\">", draft, "</p>\n");
    }
    page.markup("<main>\n<header>\n<div class=\"letterhead\">\n");
    for office in &sheet.letterhead {
        let long = LETTERHEAD_CHARS_MAX < office.chars().count();
        page.within(if long { "<p class=\"long\">" } else { "<p>" }, office, "</p>\n");
    }
    page.markup("</div>\n").within("<p class=\"number\">", &sheet.number, "</p>\n");
    page.markup("<hr>\n").within("<h1>", &sheet.title, "</h1>\n</header>\n");
    page.within("<p class=\"addressee\">", &sheet.addressee, "</p>\n");
    for section in &sheet.sections {
        put_section(&mut page, section);
    }
    page.within("<section class=\"sign-off\">\n<h2>", &sheet.sign_off, "</h2>\n<div class=\"signatures\">\n");
    for place in &sheet.signatures {
        put_signature(&mut page, place);
    }
    page.markup("</div>\n</section>\n").within("<footer>", &sheet.footer, "</footer>\n");
    page.markup("</main>\n</body>\n</html>\n");
    page.0
}

fn head(page: &mut Page, sheet: &Sheet) {
    page.within("<!DOCTYPE html>\n<html lang=\"", sheet.lang, "\"");
    // On paper every sheet of a draft says that it is one: the style sheet takes the words from here.
    page.within(
        " style=\"--draft: ",
        &css_string(sheet.draft.as_deref().unwrap_or("")),
        "\">\n<head>\n<meta charset=\"utf-8\">\n",
    );
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.markup("<meta http-equiv=\"Content-Security-Policy\" ");
    page.markup("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.within("<title>", &sheet.title, "</title>\n");
    page.markup("<style>\n").markup(STYLE).markup("</style>\n</head>\n");
}

/// `text` as a string of CSS.
fn css_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn put_section(page: &mut Page, section: &Section) {
    page.within("<section>\n<h2>", &section.heading, "</h2>\n");
    for block in &section.blocks {
        match block {
            Block::Paragraph(text) => {
                page.markup("<p>").prose(text).markup("</p>\n");
            }
            Block::Points(points) => {
                page.markup("<ol>\n");
                for point in points {
                    page.markup("<li>").prose(point).markup("</li>\n");
                }
                page.markup("</ol>\n");
            }
            Block::Table(table) => put_table(page, table),
            Block::Code(label, code) => {
                page.within("<p class=\"code\">", label, " <code>").text(code).markup("</code></p>\n");
            }
        }
    }
    page.markup("</section>\n");
}

fn put_table(page: &mut Page, table: &Table) {
    page.within("<table>\n<caption>", &table.caption, "</caption>\n<thead><tr>");
    for column in &table.columns {
        let opening = if column.right { "<th scope=\"col\" class=\"right\">" } else { "<th scope=\"col\">" };
        page.within(opening, &column.head, "</th>");
    }
    page.markup("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        page.markup("<tr>");
        for (cell, column) in row.iter().zip(&table.columns) {
            let tight = !column.wraps && cell.chars().count() <= TIGHT_CHARS_MAX;
            let opening = match (column.right, tight) {
                (true, true) => "<td class=\"right tight\" data-head=\"",
                (true, false) => "<td class=\"right\" data-head=\"",
                (false, true) => "<td class=\"tight\" data-head=\"",
                (false, false) => "<td data-head=\"",
            };
            // A narrow screen shows each row as a card, with the column's head beside each cell.
            page.within(opening, &column.head, "\"><span>").within("", cell, "</span></td>");
        }
        page.markup("</tr>\n");
    }
    page.markup("</tbody>\n</table>\n");
}

fn put_signature(page: &mut Page, place: &Signature) {
    page.within("<div class=\"signature\"><p class=\"office\">", &place.office, "</p>");
    page.within("<p>", &place.signed, "</p>").within("<p class=\"seal\">", &place.seal, "</p>");
    page.within("<p class=\"date\">", &place.date, "</p></div>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_raised_as_markup_and_nothing_else_is() {
        let prose = |text: &str| Page(String::new()).prose(text).0.clone();
        assert_eq!(prose("about 1.23 × 10⁻⁸."), "about 1.23 × 10<sup>−8</sup>.");
        assert_eq!(prose("below 10⁻³⁰⁰"), "below 10<sup>−300</sup>");
        assert_eq!(prose("10⁻⁵ and 10⁻¹²<"), "10<sup>−5</sup> and 10<sup>−12</sup>&lt;");
        assert_eq!(prose("40 m² <sup>1</sup>"), "40 m² &lt;sup&gt;1&lt;/sup&gt;");
    }
}
