//! Rules about words, and about documents that must keep up with the code.

use std::collections::BTreeSet;

use super::tree::{Breach, File, Rule, Sample, Tree, beside};

/// Words that mark something unfinished; matched as they are written.
const UNFINISHED: [&str; 7] = [
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("HA", "CK"),
    concat!("XX", "X"),
    concat!("dbg", "!"),
    concat!("todo", "!"),
    concat!("unimplemented", "!"),
];

/// Phrases that mark something unfinished; matched in any case.
const UNFINISHED_PHRASES: [&str; 3] =
    [concat!("place", "holder"), concat!("for ", "now"), concat!("not imple", "mented")];

/// Folders of one machine.
const MACHINE: [&str; 3] = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// Most packages that `Cargo.lock` may hold.
const LOCKED_PACKAGES_MAX: usize = 420;

const ARCHITECTURE: &str = "docs/architecture.md";
const DEPENDENCIES: &str = "docs/dependencies.md";

/// The rules of this file.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "unfinished",
        remedy: "finish it, or say in plain words in the documents what is not there",
        check: unfinished,
        samples: &[
            Sample {
                files: &[(
                    "src/model/a.rs",
                    concat!("// TO", "DO: later\nlet a = dbg", "!(b);\nlet c = \"Place", "holder\";"),
                )],
                breaches: &["src/model/a.rs:1", "src/model/a.rs:2", "src/model/a.rs:3"],
            },
            Sample { files: &[("docs/a.md", concat!("Fixed for", " now."))], breaches: &["docs/a.md:1"] },
            Sample { files: &[(".ci/run", concat!("# HA", "CK"))], breaches: &[".ci/run:1"] },
            Sample {
                files: &[
                    ("src/model/a.rs", concat!("let TO", "DO_LIST = 1; // for ", "nowhere, XX", "XL")),
                    ("seed/a.csv", concat!("1,XX", "X")),
                ],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "machine-path",
        remedy: "derive the path from an argument or the environment",
        check: machine_paths,
        samples: &[
            Sample {
                files: &[
                    ("src/cli/a.rs", concat!("open(\"/ho", "me/li/x\")")),
                    ("docs/a.md", concat!("see\n/wo", "rk/x")),
                ],
                breaches: &["docs/a.md:2", "src/cli/a.rs:1"],
            },
            Sample {
                files: &[("docs/a.md", concat!("https://a.example/wo", "rk/ ${TMP}/ro", "ot/"))],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "architecture",
        remedy: "write a section with the module's name in its heading and a line `Invariant: …`",
        check: modules_without_invariant,
        samples: &[
            Sample {
                files: &[
                    ("src/store/mod.rs", ""),
                    ("src/vault/mod.rs", ""),
                    (ARCHITECTURE, "# `store`\nIt stores.\n# `vault`\nInvariant: sealed."),
                ],
                breaches: &["docs/architecture.md:1"],
            },
            Sample { files: &[("src/store/mod.rs", "")], breaches: &["docs/architecture.md:1"] },
            Sample {
                files: &[
                    ("src/store/mod.rs", ""),
                    (ARCHITECTURE, "### `store`\nIt stores.\n\nInvariant: whole."),
                ],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "dependency",
        remedy: "docs/dependencies.md has one line of reason for each dependency and none for others",
        check: dependencies_without_reason,
        samples: &[
            Sample {
                files: &[
                    (
                        "Cargo.toml",
                        "[dependencies]\ncsv = \"1\"\nredb = { version = \"4\" }\n[dev-dependencies]\ninsta = \"1\"",
                    ),
                    (DEPENDENCIES, "- `csv`: reads.\n- `gone`: was here.\n- `insta`:"),
                ],
                breaches: &[
                    "Cargo.toml:3",
                    "Cargo.toml:5",
                    "docs/dependencies.md:2",
                    "docs/dependencies.md:3",
                ],
            },
            Sample {
                files: &[
                    ("Cargo.toml", "[dependencies]\ncsv = \"1\"\n[lints.rust]\na = \"b\""),
                    (DEPENDENCIES, "- `csv`: reads."),
                ],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "lock-budget",
        remedy: "do without the dependency, or raise the budget and say why in docs/dependencies.md",
        check: lock_over_budget,
        samples: &[
            Sample { files: &[("Cargo.lock", "[[package]] ×421")], breaches: &["Cargo.lock:1"] },
            Sample { files: &[("Cargo.lock", "[[package]] ×420")], breaches: &[] },
        ],
    },
    Rule {
        name: "link",
        remedy: "point the link at a file that exists in the project",
        check: broken_links,
        samples: &[
            Sample {
                files: &[("docs/a.md", "\nSee [b](b.md) and [c](decisions/c.md#why).")],
                breaches: &["docs/a.md:2", "docs/a.md:2"],
            },
            Sample {
                files: &[
                    ("docs/a.md", "[b](../src/b.rs), [u](https://a.example), [h](#why), [d](decisions)"),
                    ("src/b.rs", ""),
                    ("docs/decisions/1.md", ""),
                ],
                breaches: &[],
            },
        ],
    },
];

/// Whether people wrote the file: code, scripts, documents and texts, but not data.
fn is_prose(file: &File) -> bool {
    let ending = file.name().rsplit_once('.').map(|(_, e)| e);
    matches!(ending, None | Some("rs" | "md" | "sh" | "toml" | "ftl" | "j2" | "html" | "py"))
}

fn in_lines(file: &File, found: impl Fn(&str) -> Option<String>) -> Vec<Breach> {
    let lines = file.text.lines().enumerate();
    lines.filter_map(|(at, line)| Some(Breach::new(file, at + 1, found(line)?))).collect()
}

/// Whether `word` stands in `line` as a word of its own.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c == '_' || c.is_alphanumeric();
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !before.ends_with(part) && (word.ends_with('!') || !after.starts_with(part))
    })
}

fn unfinished(tree: &Tree) -> Vec<Breach> {
    let find = |line: &str| {
        let small = line.to_lowercase();
        let word = UNFINISHED.into_iter().find(|w| has_word(line, w));
        word.or_else(|| UNFINISHED_PHRASES.into_iter().find(|w| has_word(&small, w)))
            .map(|w| format!("`{w}` marks something unfinished"))
    };
    tree.files().filter(|f| is_prose(f)).flat_map(|f| in_lines(f, find)).collect()
}

fn machine_paths(tree: &Tree) -> Vec<Breach> {
    let find = |line: &str| {
        let inside = |c: char| c.is_alphanumeric() || "._-~}/".contains(c);
        let path = MACHINE
            .into_iter()
            .find(|p| line.match_indices(p).any(|(at, _)| !line[..at].ends_with(inside)))?;
        Some(format!("`{path}` is a folder of one machine"))
    };
    tree.files().flat_map(|f| in_lines(f, find)).collect()
}

fn modules_without_invariant(tree: &Tree) -> Vec<Breach> {
    let text = tree.file(ARCHITECTURE).map_or("", |f| f.text.as_str());
    let mut held = BTreeSet::new();
    let mut heading = "";
    for line in text.lines() {
        if line.starts_with('#') {
            heading = line;
        } else if line.starts_with("Invariant: ") {
            held.extend(heading.split('`').skip(1).step_by(2));
        }
    }
    let modules: BTreeSet<&str> = tree.sources().filter_map(|f| Some(f.module.first()?.as_str())).collect();
    let breach = |module| Breach {
        path: ARCHITECTURE.to_owned(),
        line: 1,
        what: format!("no section states the invariant of `{module}`"),
    };
    modules.into_iter().filter(|m| !held.contains(m)).map(breach).collect()
}

fn dependencies_without_reason(tree: &Tree) -> Vec<Breach> {
    let (Some(manifest), Some(papers)) = (tree.file("Cargo.toml"), tree.file(DEPENDENCIES)) else {
        return Vec::new();
    };
    let mut listed = BTreeSet::new();
    let mut reasons = BTreeSet::new();
    let mut section = "";
    let mut breaches = Vec::new();
    for line in papers.text.lines() {
        if let Some((name, reason)) = line.strip_prefix("- `").and_then(|l| l.split_once("`: ")) {
            reasons.extend((!reason.trim().is_empty()).then_some(name));
        }
    }
    for (at, line) in manifest.text.lines().enumerate() {
        if line.starts_with('[') {
            section = line.trim();
        }
        let Some((name, _)) = line.split_once(" = ").filter(|_| section.ends_with("dependencies]")) else {
            continue;
        };
        listed.insert(name);
        if !reasons.contains(name) {
            breaches.push(Breach::new(manifest, at + 1, format!("`{name}` has no reason")));
        }
    }
    breaches.extend(in_lines(papers, |line| {
        let name = line.strip_prefix("- `")?.split('`').next()?;
        let stale = !listed.contains(name) || !reasons.contains(name);
        stale.then(|| format!("`{name}` is no dependency or has no reason"))
    }));
    breaches
}

fn lock_over_budget(tree: &Tree) -> Vec<Breach> {
    let Some(lock) = tree.file("Cargo.lock") else { return Vec::new() };
    let packages = lock.text.lines().filter(|l| *l == "[[package]]").count();
    let over = LOCKED_PACKAGES_MAX < packages;
    over.then(|| Breach::new(lock, 1, format!("{packages} packages are locked"))).into_iter().collect()
}

fn broken_links(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.files().filter(|f| f.path.ends_with(".md")) {
        for (at, line) in file.text.lines().enumerate() {
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
            for target in targets.filter(|t| !t.is_empty() && !t.contains(':')) {
                let path = beside(&file.path, target);
                if !tree.has(&path) {
                    breaches.push(Breach::new(file, at + 1, format!("`{target}` leads nowhere")));
                }
            }
        }
    }
    breaches
}
