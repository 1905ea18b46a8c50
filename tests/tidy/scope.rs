//! Paths, declared modules and test code of one file.

use std::ops::Range;

use super::lexer::{Kind, Token, lex};

/// What the rules about modules need to know of a file.
pub(crate) struct Scopes {
    /// Every path of two or more parts, and everything that is imported.
    pub(crate) paths: Vec<PathUse>,
    /// Every `mod name;`.
    pub(crate) modules: Vec<Declared>,
}

/// A path where it is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PathUse {
    /// From the crate's root when `local`, else as written.
    pub(crate) parts: Vec<String>,
    /// Whether it leads into this crate.
    pub(crate) local: bool,
    /// Line of its last part.
    pub(crate) line: usize,
    /// Whether it stands in code that is compiled for tests only.
    pub(crate) test: bool,
}

/// A module that is declared with `mod name;`.
pub(crate) struct Declared {
    /// Its place from the crate's root.
    pub(crate) path: Vec<String>,
    /// Whether it is compiled for tests only.
    pub(crate) test: bool,
    /// Its file as `#[path]` names it, relative to the declaring file.
    pub(crate) file: Option<String>,
}

/// Reads the text of the file that holds `module`.
pub(crate) fn read(text: &str, module: &[String]) -> Scopes {
    let tokens = lex(text);
    let tests = test_ranges(&tokens);
    let mut reader = Reader { tokens: &tokens, at: 0, place: Vec::new(), module, tests, found: Vec::new() };
    let mut modules = Vec::new();
    let mut file = None;
    while reader.at < tokens.len() {
        reader.leave_modules();
        file = reader
            .path_attribute()
            .or(file)
            .filter(|_| !reader.is(reader.at, ';') && !reader.is(reader.at, '{'));
        match reader.module_here() {
            Some((name, opened)) => {
                let path: Vec<String> = reader.scope().into_iter().chain([name.clone()]).collect();
                match opened {
                    Some(close) => reader.place.push((name, close)),
                    None => {
                        modules.push(Declared { path, test: reader.in_test(reader.at), file: file.take() })
                    }
                }
                reader.at += 3;
            }
            None => reader.step(),
        }
    }
    Scopes { paths: reader.found, modules }
}

/// Index of the token that closes the bracket at `open`, or the last one.
pub(crate) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if "{[(".chars().any(|c| token.is(c)) {
            depth += 1;
        } else if "}])".chars().any(|c| token.is(c)) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len().saturating_sub(1)
}

/// Stretches of tokens under `#[cfg(test)]` or `#[test]`.
fn test_ranges(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let attribute = |at: usize, words: &[&str]| {
        tokens[at..].len() > words.len() && words.iter().zip(&tokens[at..]).all(|(w, t)| t.text == *w)
    };
    let starts = (0..tokens.len()).filter(|&at| {
        attribute(at, &["#", "[", "cfg", "(", "test", ")", "]"]) || attribute(at, &["#", "[", "test", "]"])
    });
    starts.map(|start| start..item_end(tokens, start) + 1).collect()
}

/// Index of the last token of the item whose attributes start at `start`.
fn item_end(tokens: &[Token<'_>], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        let token = tokens[at];
        if token.is(';') {
            return at;
        }
        if token.is('{') {
            return closing(tokens, at);
        }
        at = if token.is('(') || token.is('[') { closing(tokens, at) + 1 } else { at + 1 };
    }
    tokens.len().saturating_sub(1)
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    /// Modules opened with braces around the place read, each with the index of its closing brace.
    place: Vec<(String, usize)>,
    module: &'a [String],
    tests: Vec<Range<usize>>,
    found: Vec<PathUse>,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token<'_>> {
        self.tokens.get(at)
    }

    fn is(&self, at: usize, mark: char) -> bool {
        self.token(at).is_some_and(|t| t.is(mark))
    }

    fn is_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.kind == Kind::Word)
    }

    fn colons(&self, at: usize) -> bool {
        self.is(at, ':') && self.is(at + 1, ':')
    }

    fn in_test(&self, at: usize) -> bool {
        self.tests.iter().any(|r| r.contains(&at))
    }

    fn scope(&self) -> Vec<String> {
        self.module.iter().cloned().chain(self.place.iter().map(|(name, _)| name.clone())).collect()
    }

    fn leave_modules(&mut self) {
        while self.place.last().is_some_and(|&(_, close)| close <= self.at) {
            self.place.pop();
        }
    }

    /// The file that an attribute here names: `#[path = "file.rs"]`.
    fn path_attribute(&self) -> Option<String> {
        let starts =
            self.is(self.at, '#') && self.is(self.at + 1, '[') && self.token(self.at + 2)?.is_word("path");
        let name = self.token(self.at + 4).filter(|t| t.kind == Kind::Literal)?;
        starts.then(|| name.text.trim_matches('"').to_owned())
    }

    /// The module declared here, with the index of its closing brace when its code follows.
    fn module_here(&self) -> Option<(String, Option<usize>)> {
        let starts = self.token(self.at)?.is_word("mod") && self.is_word(self.at + 1);
        let name = self.token(self.at + 1)?.text.to_owned();
        match (starts, self.is(self.at + 2, '{'), self.is(self.at + 2, ';')) {
            (true, true, _) => Some((name, Some(closing(self.tokens, self.at + 2)))),
            (true, _, true) => Some((name, None)),
            _ => None,
        }
    }

    /// Reads an import, a path or one token.
    fn step(&mut self) {
        let token = self.tokens[self.at];
        if token.is_word("use") && !self.is(self.at + 1, '<') {
            self.at += 1;
            self.use_tree(&[]);
        } else if token.kind == Kind::Word && self.colons(self.at + 1) {
            let start = self.at;
            let mut parts = vec![token.text.to_owned()];
            while self.colons(self.at + 1) && self.is_word(self.at + 3) {
                self.at += 3;
                parts.push(self.tokens[self.at].text.to_owned());
            }
            // `<T as Trait>::Item::x` and `a.b::<C>()` are no paths from a root.
            let rooted = start < 2 || !self.colons(start - 2) || !(start > 2 && self.is(start - 3, '>'));
            if rooted && 1 < parts.len() && !(start > 0 && self.is(start - 1, '.')) {
                self.keep(&parts, start);
            }
            self.at += 1;
        } else {
            self.at += 1;
        }
    }

    /// Reads one branch of an import: `a::b`, `a::{b, c as d}`, `a::*`.
    fn use_tree(&mut self, prefix: &[String]) {
        let mut parts = prefix.to_vec();
        while self.at < self.tokens.len() {
            let token = self.tokens[self.at];
            if token.kind == Kind::Word || token.is('*') {
                parts.push(token.text.to_owned());
            } else if token.is('{') {
                return self.use_branches(&parts);
            } else if !token.is(':') {
                return;
            }
            self.at += 1;
            if token.kind != Kind::Punct && !self.colons(self.at) || token.is('*') {
                let last = self.at - 1;
                self.keep(&parts, last);
                while self.is_word(self.at) {
                    self.at += 1; // `as name`
                }
                return;
            }
        }
    }

    fn use_branches(&mut self, prefix: &[String]) {
        let close = closing(self.tokens, self.at);
        self.at += 1;
        while self.at < close {
            let before = self.at;
            self.use_tree(prefix);
            // A comma, or whatever could not be read.
            self.at += usize::from(self.is(self.at, ',') || self.at == before);
        }
        self.at = close + 1;
    }

    /// Notes a path, resolved against the place where it stands.
    fn keep(&mut self, parts: &[String], at: usize) {
        let line = self.tokens[at].line;
        let mut scope = self.scope();
        let mut rest = parts;
        let local = match rest.first().map(String::as_str) {
            Some("crate" | "duban") => {
                scope.clear();
                rest = &rest[1..];
                true
            }
            Some("self" | "super") => {
                while let Some(part @ ("self" | "super")) = rest.first().map(String::as_str) {
                    if part == "super" {
                        scope.pop();
                    }
                    rest = &rest[1..];
                }
                true
            }
            _ => {
                scope.clear();
                false
            }
        };
        scope.extend(rest.iter().filter(|p| *p != "self").cloned());
        self.found.push(PathUse { parts: scope, local, line, test: self.in_test(at) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|&m| m.to_owned()).collect();
        let show = |p: PathUse| {
            let mark = if p.local { "crate::" } else { "" };
            format!("{}:{mark}{}{}", p.line, p.parts.join("::"), if p.test { " test" } else { "" })
        };
        read(text, &module).paths.into_iter().map(show).collect()
    }

    #[test]
    fn imports_are_spread_out() {
        let text = "pub(crate) use crate::a::{self, b::C as D,\n e::{F, *}};\nuse std::{fs, io::stdin};";
        assert_eq!(
            paths(text, &["m"]),
            [
                "1:crate::a",
                "1:crate::a::b::C",
                "2:crate::a::e::F",
                "2:crate::a::e::*",
                "3:std::fs",
                "3:std::io::stdin"
            ]
        );
        assert_eq!(paths("use tempfile;\nuse ::redb::Table;", &[]), ["1:tempfile", "2:redb::Table"]);
    }

    #[test]
    fn paths_in_code_are_found() {
        let text =
            "fn f(x: crate::a::B) -> std::io::Result<()> { io::stdin().read::<u8>(); Vec::<u8>::new() }";
        assert_eq!(paths(text, &["m"]), ["1:crate::a::B", "1:std::io::Result", "1:io::stdin"]);
        assert_eq!(paths("m! { $crate::a::b }", &[]), ["1:crate::a::b"]);
    }

    #[test]
    fn super_is_counted_from_where_it_stands() {
        let text = "use super::x::Y;\nmod inner { use super::super::z::W;\n mod deep { type T = super::Q; } }\nuse self::k::K;";
        assert_eq!(
            paths(text, &["store", "graph"]),
            [
                "1:crate::store::x::Y",
                "2:crate::store::z::W",
                "3:crate::store::graph::inner::Q",
                "4:crate::store::graph::k::K"
            ]
        );
    }

    #[test]
    fn test_code_is_marked() {
        let text = "use a::B;\n#[cfg(test)]\nmod tests { use c::D; }\nuse e::F;\n#[test]\nfn t() { g::h() }\n#[cfg(test)]\nmod more;";
        assert_eq!(paths(text, &[]), ["1:a::B", "3:c::D test", "4:e::F", "6:g::h test"]);
        let modules = read(text, &[]).modules;
        assert!(modules.iter().map(|m| (m.path.join("::"), m.test)).eq([("more".to_owned(), true)]));
    }
}
