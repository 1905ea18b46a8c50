//! Text of others put into documents: cleaned of what a reader cannot see, and escaped for the form it goes into.
//!
//! Names and titles come from tables and playbooks and may hold anything. What goes into a page must be read as
//! text, never as markup, and must not change how the text around it is read.

/// `text` on one line: every run of blanks and control characters becomes one space, and the invisible characters
/// that turn the writing direction or join nothing are left out.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_control() || is_line_break(c) { ' ' } else { c })
        .collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Marks that set the direction of writing, joiners of nothing, tags and the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// `text` as the content of an HTML element or of a quoted attribute.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// `text` as one run of Markdown text (CommonMark with tables): no markup, no table cell border, no link.
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let marks =
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' | '@' | '$');
        let links = (c == ':' && rest.starts_with(":/")) || (c == '.' && text[..at].ends_with("www"));
        let opens = at == 0 && matches!(c, '-' | '+' | '=');
        // `1. ` and `1) ` open a list; `1.5` does not.
        let numbers = matches!(c, '.' | ')')
            && 0 < at
            && text[..at].bytes().all(|b| b.is_ascii_digit())
            && rest[1..].chars().next().is_none_or(|next| next == ' ');
        if marks || links || opens || numbers {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `text` as one run of Markdown text in which names of tables and playbooks (`contact_unclear`) stand in backticks, so
/// that they can be copied as they are.
#[must_use]
pub fn markdown_prose(text: &str) -> String {
    let text = markdown(text);
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while !rest.is_empty() {
        let (name, after) = split_name(rest);
        // One that stood in backticks already has them once.
        let quoted = out.strip_suffix("\\`").filter(|_| !name.is_empty()).zip(after.strip_prefix("\\`"));
        let quoted = quoted.map(|(before, after)| (before.len(), after));
        if let Some((before, after)) = quoted {
            out.truncate(before);
            out.push_str(&format!("`{}`", name.replace('\\', "")));
            rest = after;
        } else if name.contains('_') {
            out.push_str(&format!("`{}`", name.replace('\\', "")));
            rest = after;
        } else if name.is_empty() {
            let end = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            out.push_str(name);
            rest = after;
        }
    }
    out
}

/// The letters, digits and escaped underscores at the beginning of Markdown text, and what follows them.
fn split_name(text: &str) -> (&str, &str) {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            end += 1;
        } else if rest.starts_with("\\_") {
            end += 2;
        } else {
            return text.split_at(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            html("<img src=x onerror='a(\"b\")'>&"),
            "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;"
        );
        assert_eq!(markdown("a|b\r\n| c\u{2028}d"), "a\\|b \\| c d");
        assert_eq!(
            markdown("# [x](http://e.org) <b> *y* www.e.org"),
            "\\# \\[x\\](http\\://e.org) \\<b\\> \\*y\\* www\\.e.org"
        );
        assert_eq!(markdown("1. - x"), "1\\. - x");
        assert_eq!(markdown("5.0%"), "5.0%");
        assert_eq!(markdown("- 2026-07-01 3.5"), "\\- 2026-07-01 3.5");
        assert_eq!(clean("  unit\u{202e}gpj.\u{2066}x\u{200b}\t\u{0}y \u{e0041}"), "unitgpj.x y");
    }

    #[test]
    fn names_in_prose_can_be_copied() {
        let shown = markdown_prose("记一条 noted，step 为 contact_unclear）。`ruled` with *a* `b c`, x_");
        assert_eq!(shown, "记一条 noted，step 为 `contact_unclear`）。`ruled` with \\*a\\* \\`b c\\`, `x_`");
        assert_eq!(markdown_prose("1. a_b|c"), "1\\. `a_b`\\|c");
        assert_eq!(markdown_prose("- ``"), "\\- \\`\\`");
    }

    proptest! {
        #[test]
        fn nothing_of_markup_is_left(text in any::<String>()) {
            let escaped = html(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
            let table_cell = markdown(&text);
            prop_assert!(!table_cell.contains(['\n', '\r']));
            let bars = table_cell.match_indices('|').filter(|&(at, _)| {
                let slashes = table_cell[..at].bytes().rev().take_while(|&b| b == b'\\').count();
                slashes % 2 == 0
            });
            prop_assert_eq!(bars.count(), 0);
        }
    }
}
