//! Rules about the form of code: lengths, attributes, re-exports, files that nothing uses.

use std::collections::BTreeSet;

use super::lexer::{Kind, Token, lex};
use super::scope::closing;
use super::tree::{Breach, File, Rule, Sample, Tree};

/// Longest function, from the line of `fn` to its closing brace.
const FUNCTION_LINES_MAX: usize = 70;

/// Longest file of code, tests included.
const FILE_LINES_MAX: usize = 400;

/// The rules of this file.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "function-length",
        remedy: "split it: a function does one thing in at most 70 lines, better 30",
        check: long_functions,
        samples: &[
            Sample {
                files: &[(
                    "src/model/a.rs",
                    "type F = fn(u8);\nfn f<T>(a: [u8; 2])\nwhere T: Copy {\nlet _ = \"}\"; // }\n'}'; ×67\n}\nfn g() {}",
                )],
                breaches: &["src/model/a.rs:2"],
            },
            Sample {
                files: &[("tests/a.rs", "mod m {\nfn f() {\nx(); ×69\n}\n}")],
                breaches: &["tests/a.rs:2"],
            },
            Sample {
                files: &[("src/model/a.rs", "fn f() {\nx(); ×68\n}\ntrait T { fn g(); }\nx ×90\n{}")],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "file-length",
        remedy: "find the seam and split it; long tests go to `tests.rs` beside",
        check: long_files,
        samples: &[
            Sample {
                files: &[
                    ("src/model/a.rs", "// a ×401"),
                    ("tests/a.rs", "// a ×401"),
                    ("benches/a.rs", "// a ×401"),
                ],
                breaches: &["benches/a.rs:401", "src/model/a.rs:401", "tests/a.rs:401"],
            },
            Sample { files: &[("src/model/a.rs", "// a ×400"), ("docs/a.md", "a ×900")], breaches: &[] },
        ],
    },
    Rule {
        name: "header",
        remedy: "open the file with `//!` and say what it is for",
        check: missing_headers,
        samples: &[
            Sample {
                files: &[("src/model/a.rs", "use std::fmt;\n//! Late.")],
                breaches: &["src/model/a.rs:1"],
            },
            Sample {
                files: &[("tests/a.rs", "// No purpose."), ("benches/b.rs", "//!")],
                breaches: &["benches/b.rs:1", "tests/a.rs:1"],
            },
            Sample { files: &[("src/model/a.rs", "//! Ids.\nuse std::fmt;")], breaches: &[] },
        ],
    },
    Rule {
        name: "ignored-test",
        remedy: "a test runs or is deleted; what takes long goes to .ci/long",
        check: ignored_tests,
        samples: &[
            Sample {
                files: &[("tests/a.rs", "#[test]\n#[ignore]\nfn f() {}\n#[ignore = \"slow\"]\nfn g() {}")],
                breaches: &["tests/a.rs:2", "tests/a.rs:4"],
            },
            Sample { files: &[("tests/a.rs", "// #[ignore]\nfn ignore() {}")], breaches: &[] },
        ],
    },
    Rule {
        name: "lint-reason",
        remedy: "write `#[expect(lint, reason = \"why\")]`",
        check: lints_without_reason,
        samples: &[
            Sample {
                files: &[("src/model/a.rs", "#![allow(dead_code)]\n#[expect(\n  unused)]\nfn f() {}")],
                breaches: &["src/model/a.rs:1", "src/model/a.rs:2"],
            },
            Sample {
                files: &[(
                    "src/model/a.rs",
                    "#![allow(missing_docs, reason = \"names say it\")]\nfn f() { x.expect(1) }",
                )],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "pub-use",
        remedy: "one thing has one address: only lib.rs re-exports",
        check: re_exports,
        samples: &[
            Sample {
                files: &[("src/model/mod.rs", "mod a;\npub use a::A;\npub(crate) use a::B;")],
                breaches: &["src/model/mod.rs:2", "src/model/mod.rs:3"],
            },
            Sample {
                files: &[("src/lib.rs", "pub use model::A;"), ("src/model/a.rs", "use super::B;")],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "orphan",
        remedy: "declare it with `mod`, include it, or delete it",
        check: orphans,
        samples: &[
            Sample {
                files: &[
                    ("src/lib.rs", "pub mod model;"),
                    ("src/model/mod.rs", ""),
                    ("src/model/old.rs", ""),
                ],
                breaches: &["src/model/old.rs:1"],
            },
            Sample {
                files: &[
                    ("src/lib.rs", "pub mod words;"),
                    ("src/words/mod.rs", "// zh.ftl"),
                    ("src/words/zh.ftl", ""),
                ],
                breaches: &["src/words/zh.ftl:1"],
            },
            Sample { files: &[("seed/a/page.j2", "")], breaches: &["seed/a/page.j2:1"] },
            Sample {
                files: &[("src/words/snapshots/a__b.snap", "---\nsource: src/words/gone.rs\n---")],
                breaches: &["src/words/snapshots/a__b.snap:1"],
            },
            Sample {
                files: &[
                    ("src/lib.rs", "pub mod words;"),
                    ("src/words/b.rs", ""),
                    (
                        "src/words/mod.rs",
                        "mod a;\n#[path = \"b.rs\"]\npub(crate) mod c;\nconst ZH: &str = include_str!(\"text/zh.ftl\");",
                    ),
                    ("src/words/a.rs", ""),
                    ("src/words/text/zh.ftl", ""),
                    ("src/words/snapshots/a__b.snap", "---\nsource: src/words/a.rs\n---"),
                ],
                breaches: &[],
            },
        ],
    },
];

fn long_functions(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.rust() {
        let tokens = lex(&file.text);
        for (at, token) in tokens.iter().enumerate().filter(|(_, t)| t.is_word("fn")) {
            let Some(name) = tokens.get(at + 1).filter(|t| t.kind == Kind::Word) else { continue };
            let Some(close) = body_end(&tokens, at) else { continue };
            let lines = tokens[close].line + 1 - token.line;
            if FUNCTION_LINES_MAX < lines {
                breaches.push(Breach::new(file, token.line, format!("`{}` has {lines} lines", name.text)));
            }
        }
    }
    breaches
}

/// Index of the brace that closes the body of the function at `start`; none when it has no body.
fn body_end(tokens: &[Token<'_>], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let token = tokens.get(at)?;
        if token.is(';') {
            return None;
        }
        if token.is('{') {
            return Some(closing(tokens, at));
        }
        at = if token.is('(') || token.is('[') { closing(tokens, at) + 1 } else { at + 1 };
    }
}

fn long_files(tree: &Tree) -> Vec<Breach> {
    let lines = |f: &File| f.text.lines().count();
    let long = tree.rust().filter(|f| FILE_LINES_MAX < lines(f));
    long.map(|f| Breach::new(f, FILE_LINES_MAX + 1, format!("{} lines", lines(f)))).collect()
}

fn missing_headers(tree: &Tree) -> Vec<Breach> {
    let purpose = |f: &File| f.text.strip_prefix("//! ").is_some_and(|t| !t.trim_start().is_empty());
    let bare = tree.rust().filter(|f| !purpose(f));
    bare.map(|f| Breach::new(f, 1, "no `//!` header".to_owned())).collect()
}

/// Attributes of a file: line and name of each, with all its tokens.
fn attributes<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = (usize, &'a str, &'a [Token<'a>])> {
    (0..tokens.len()).filter(|&at| tokens[at].is('#')).filter_map(move |at| {
        let open = at + 1 + usize::from(tokens.get(at + 1)?.is('!'));
        let name = tokens.get(open).filter(|t| t.is('[')).and_then(|_| tokens.get(open + 1))?;
        Some((tokens[at].line, name.text, &tokens[open..=closing(tokens, open)]))
    })
}

fn ignored_tests(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.rust() {
        for (line, _, _) in attributes(&lex(&file.text)).filter(|(_, name, _)| *name == "ignore") {
            breaches.push(Breach::new(file, line, "a test that does not run".to_owned()));
        }
    }
    breaches
}

fn lints_without_reason(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.rust() {
        for (line, name, tokens) in attributes(&lex(&file.text)) {
            if matches!(name, "allow" | "expect") && !tokens.iter().any(|t| t.is_word("reason")) {
                breaches.push(Breach::new(file, line, format!("`{name}` without a reason")));
            }
        }
    }
    breaches
}

fn re_exports(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.sources().filter(|f| f.path != "src/lib.rs") {
        let tokens = lex(&file.text);
        for (at, token) in tokens.iter().enumerate().filter(|(_, t)| t.is_word("pub")) {
            let scoped = tokens.get(at + 1).is_some_and(|t| t.is('('));
            let after = if scoped { closing(&tokens, at + 1) + 1 } else { at + 1 };
            if tokens.get(after).is_some_and(|t| t.is_word("use")) {
                breaches.push(Breach::new(file, token.line, "a re-export outside lib.rs".to_owned()));
            }
        }
    }
    breaches
}

/// Code that no `mod` declares, texts that no code includes, snapshots whose test is gone.
fn orphans(tree: &Tree) -> Vec<Breach> {
    let declared: BTreeSet<&Vec<String>> =
        tree.sources().flat_map(|f| f.scopes().modules.iter().map(|m| &m.path)).collect();
    let mut breaches = Vec::new();
    for file in tree.files() {
        let what = if file.is_source() {
            let known = file.module.is_empty() || declared.contains(&file.module);
            (!known).then_some("no `mod` declares it")
        } else if file.path.ends_with(".snap") {
            let source = file.text.lines().find_map(|l| l.strip_prefix("source: "));
            (!source.is_some_and(|s| tree.has(s))).then_some("its test is gone")
        } else {
            let text =
                file.path.starts_with("src/") || file.path.ends_with(".ftl") || file.path.ends_with(".j2");
            (text && !is_included(tree, file)).then_some("no code includes it")
        };
        breaches.extend(what.map(|what| Breach::new(file, 1, what.to_owned())));
    }
    breaches
}

fn is_included(tree: &Tree, file: &File) -> bool {
    let names = |t: &Token<'_>| t.kind == Kind::Literal && t.text.trim_matches('"').ends_with(file.name());
    tree.sources().any(|source| lex(&source.text).iter().any(names))
}
