//! Words, literals and punctuation of a Rust file, with their lines; comments are left out.
//!
//! Enough of the language to tell code from what is inside strings and comments, and no more.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or keyword; raw ones without `r#`.
    Word,
    /// A string, character or number, with its quotes.
    Literal,
    /// A lifetime or label.
    Lifetime,
    /// One character of punctuation.
    Punct,
}

/// One token of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// As it is written.
    pub(crate) text: &'a str,
    /// Line it starts on, from 1.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) kind: Kind,
}

impl Token<'_> {
    /// Whether this is the identifier or keyword `word`.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// Whether this is the punctuation character `mark`.
    pub(crate) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Punct && self.text.starts_with(mark)
    }
}

/// The tokens of `text`.
pub(crate) fn lex(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, kind) = measure(rest, first);
        if let Some(kind) = kind {
            let text = &rest[..length];
            let text = if kind == Kind::Word { text.trim_start_matches("r#") } else { text };
            tokens.push(Token { text, line, kind });
        }
        line += rest[..length].matches('\n').count();
        at += length;
    }
    tokens
}

/// Bytes of the token or gap that `rest` starts with, and the token's kind when it is one.
fn measure(rest: &str, first: char) -> (usize, Option<Kind>) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), None);
    }
    if let Some(length) = raw_string(rest) {
        return (length, Some(Kind::Literal));
    }
    let prefixed = rest.starts_with("b\"") || rest.starts_with("c\"") || rest.starts_with("b'");
    let quote = usize::from(prefixed);
    match rest[quote..].chars().next() {
        Some('"') => return (quote + quoted(&rest[quote..], '"'), Some(Kind::Literal)),
        Some('\'') => {
            return match character(&rest[quote..]) {
                Some(length) => (quote + length, Some(Kind::Literal)),
                None => (1 + word_length(&rest[1..]), Some(Kind::Lifetime)),
            };
        }
        _ => {}
    }
    if first.is_ascii_digit() {
        return (number(rest), Some(Kind::Literal));
    }
    if let Some(word) = rest.strip_prefix("r#") {
        return (2 + word_length(word), Some(Kind::Word));
    }
    match word_length(rest) {
        0 if first.is_whitespace() => (first.len_utf8(), None),
        0 => (first.len_utf8(), Some(Kind::Punct)),
        length => (length, Some(Kind::Word)),
    }
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len())
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        match text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(text.len())
}

/// Length of a raw string, if `text` starts with one.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|p| {
        let after = text.strip_prefix(p).map(|t| t.trim_start_matches('#'));
        after.is_some_and(|t| t.starts_with('"'))
    })?;
    let hashes = text[prefix.len()..].find('"')?;
    let open = prefix.len() + hashes + 1;
    let close = format!("\"{}", "#".repeat(hashes));
    Some(text[open..].find(&close).map_or(text.len(), |at| open + at + close.len()))
}

/// Length of a quoted text with backslash escapes, from its opening to its closing quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}

/// Length of a character literal; none when the quote starts a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.chars().skip(1);
    let first = chars.next()?;
    if first == '\\' {
        return Some(quoted(text, '\''));
    }
    (chars.next() == Some('\'')).then(|| first.len_utf8() + 2)
}

/// Length of a number; the dots of a range are not part of it.
fn number(text: &str) -> usize {
    let whole = word_length(text);
    let fraction = text[whole..].strip_prefix('.').filter(|t| t.starts_with(|c: char| c.is_ascii_digit()));
    fraction.map_or(whole, |t| whole + 1 + word_length(t))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        lex(source).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn strings_and_comments_are_not_code() {
        assert_eq!(texts("a // b\n/* c /* d */ e */ f"), ["a", "f"]);
        assert_eq!(texts(r#"a("b } \" c") }"#), ["a", "(", r#""b } \" c""#, ")", "}"]);
        assert_eq!(texts("r#\"x \" y\"# z br\"\\\" w"), ["r#\"x \" y\"#", "z", "br\"\\\"", "w"]);
    }

    #[test]
    fn characters_lifetimes_and_numbers_are_told_apart() {
        assert_eq!(texts("&'a str '}' '\\'' b'{' '办'"), ["&", "'a", "str", "'}'", "'\\''", "b'{'", "'办'"]);
        assert_eq!(texts("0..n 1.5e3 0x_ff r#type"), ["0", ".", ".", "n", "1.5e3", "0x_ff", "type"]);
    }

    #[test]
    fn lines_are_counted_through_literals() {
        let lines: Vec<_> = lex("a\n\"b\nc\" d\n/*\n*/ e").into_iter().map(|t| t.line).collect();
        assert_eq!(lines, [1, 2, 3, 5]);
    }

    #[test]
    fn unfinished_text_ends_the_file() {
        for open in ["\"a", "r#\"a\"", "/* a", "'\\", "b\"", "r#"] {
            lex(open);
        }
    }
}
