//! A notice in Markdown with tables, for terminals, mail and version control.

use super::sheet::{Block, Sheet, Table};
use crate::words::escape::markdown as text;

/// The page.
pub(super) fn page(sheet: &Sheet) -> String {
    let banner = sheet.draft.iter().flat_map(|draft| [format!("> **{}**", text(draft)), String::new()]);
    let mut lines: Vec<String> = banner.collect();
    for office in &sheet.letterhead {
        lines.push(format!("**{}**  ", text(office)));
    }
    lines.extend([String::new(), text(&sheet.number), String::new()]);
    lines.extend([format!("# {}", text(&sheet.title)), String::new(), text(&sheet.addressee), String::new()]);
    for section in &sheet.sections {
        lines.extend([format!("## {}", text(&section.heading)), String::new()]);
        for block in &section.blocks {
            put_block(&mut lines, block);
        }
    }
    lines.extend([format!("## {}", text(&sheet.sign_off)), String::new()]);
    for place in &sheet.signatures {
        let cells = [&place.signed, &place.seal, &place.date].map(|t| text(t));
        lines.push(format!("- **{}** {}", text(&place.office), cells.join(" ")));
    }
    lines.extend([String::new(), "---".to_owned(), String::new(), text(&sheet.footer)]);
    lines.join("\n") + "\n"
}

fn put_block(lines: &mut Vec<String>, block: &Block) {
    match block {
        Block::Paragraph(paragraph) => lines.push(text(paragraph)),
        Block::Points(points) => {
            lines.extend((1..).zip(points).map(|(nth, point)| format!("{nth}. {}", text(point))));
        }
        Block::Table(table) => put_table(lines, table),
        Block::Code(label, code) => lines.push(format!("{} {}", text(label), text(code))),
    }
    lines.push(String::new());
}

fn put_table(lines: &mut Vec<String>, table: &Table) {
    lines.extend([format!("**{}**", text(&table.caption)), String::new()]);
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    lines.push(row(table.columns.iter().map(|c| text(&c.head)).collect()));
    lines.push(row(table.columns.iter().map(|c| if c.right { "---:" } else { "---" }.to_owned()).collect()));
    lines.extend(table.rows.iter().map(|cells| row(cells.iter().map(|c| text(c)).collect())));
}
