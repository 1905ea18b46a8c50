//! Rules about modules: which floor each stands on, whom it may import, what it may touch.

use std::collections::BTreeSet;

use super::scope::PathUse;
use super::tree::{Breach, File, Rule, Sample, Tree};

/// The floors, from the top down, and the modules on each. Imports go down only.
const FLOORS: &[(u8, &[&str])] = &[
    (11, &["main"]),
    (10, &["cli", "web", "api"]),
    (9, &["rim"]),
    (8, &["app", "access"]),
    (7, &["notice", "export"]),
    (6, &["chain", "detect", "clocks", "figures", "route"]),
    (5, &["snapshot"]),
    (4, &["graph"]),
    (3, &["ledger"]),
    (2, &["store", "intake", "vault"]),
    (1, &["playbook", "calendar", "words"]),
    (0, &["model", "limits"]),
];

/// Imports between modules of one floor that are allowed: who, whom.
const SIDEWAYS: &[(&str, &str)] = &[
    // A type states the largest value it holds.
    ("model", "limits"),
    // The world at a moment has one meaning for findings and for chains.
    ("chain", "detect"),
    // A finding says which clocks are overdue, and how that was computed is said once.
    ("detect", "clocks"),
    // Routing sees the world at a moment, returns and handling units as findings do, and shows the clocks of each unit.
    ("route", "detect"),
    ("route", "clocks"),
    // A figure sees the world at a moment as findings do, and may ask which cases kept a clock.
    ("figures", "detect"),
    ("figures", "clocks"),
    // A playbook's faults and its readable page are said in the reader's language.
    ("playbook", "words"),
    // Limits, hours and festivals of a playbook are those of the calendar, which knows nothing of playbooks.
    ("playbook", "calendar"),
    // Keys lie in a file of slots, written with the same care for the disk as the ledger's segments.
    ("vault", "store"),
    // Use cases take permits and see what an account sees; access knows nothing of use cases.
    ("app", "access"),
];

/// The floor from which on the time of day, the terminal, the network and the environment may be used.
const FLOOR_OF_IO: u8 = 8;

/// Modules below that floor which open files.
const OPENS_FILES: &[&str] = &["store", "vault"];

/// What reaches outside the process; `fs4`, `anstream` and `indicatif` are crates that do.
const IO: &[&str] = &[
    "anstream",
    "fs4",
    "indicatif",
    "io::stderr",
    "io::stdin",
    "io::stdout",
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
];

/// What reads the time of day or a stopwatch.
const CLOCKS: &[&str] = &[
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// Crates that only some modules may name.
const KEPT_TO: &[(&str, &[&str])] =
    &[("indradb", &["store", "graph"]), ("redb", &["store"]), ("rust_xlsxwriter", &["export"])];

/// The rules of this file.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "floor",
        remedy: "give it a floor in FLOORS of tests/tidy/floors.rs, design first",
        check: modules_without_floor,
        samples: &[
            Sample { files: &[("src/misc.rs", "//! M."), ("src/lib.rs", "")], breaches: &["src/misc.rs:1"] },
            Sample {
                files: &[("src/misc/mod.rs", ""), ("src/misc/a.rs", "")],
                breaches: &["src/misc/a.rs:1"],
            },
            Sample {
                files: &[("src/model/id.rs", ""), ("src/main.rs", ""), ("tests/x.rs", "")],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "imports",
        remedy: "imports go down the floors only: move the type down, or pass the value in from above",
        check: imports_upward,
        samples: &[
            Sample {
                files: &[("src/detect/a.rs", "use crate::model::id;\nuse crate::app::Desk;\n")],
                breaches: &["src/detect/a.rs:2"],
            },
            Sample {
                files: &[
                    ("src/detect/a.rs", "fn f(x: crate::chain::X) {}"),
                    ("src/clocks/a.rs", "use crate::detect;"),
                ],
                breaches: &["src/clocks/a.rs:1", "src/detect/a.rs:1"],
            },
            Sample {
                files: &[("src/api/mod.rs", "use crate::{rim, web::Page};")],
                breaches: &["src/api/mod.rs:1"],
            },
            Sample {
                files: &[("src/model/id.rs", "use super::super::store::Op;")],
                breaches: &["src/model/id.rs:1"],
            },
            Sample {
                files: &[("src/app/mod.rs", "#[cfg(test)]\nmod tests { use crate::cli::run; }")],
                breaches: &["src/app/mod.rs:2"],
            },
            Sample {
                files: &[("src/ledger/mod.rs", "use crate::Ledger;\nuse crate::*;")],
                breaches: &["src/ledger/mod.rs:1", "src/ledger/mod.rs:2"],
            },
            Sample {
                files: &[
                    ("src/store/a.rs", "use crate::store::b::B; use crate::words::w; // crate::app::x"),
                    ("src/app/mod.rs", "const A: &str = \"crate::cli::x\";"),
                    ("src/model/id.rs", "use crate::limits::ID_BYTES_MAX;"),
                    ("src/main.rs", "fn main() { duban::cli::run() }"),
                ],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "io",
        remedy: "take the bytes or the value as an argument; files are opened by store, vault, app and above",
        check: io_below_app,
        samples: &[
            Sample {
                files: &[("src/intake/a.rs", "use std::fs::File;\nuse std::{io::Read, env};")],
                breaches: &["src/intake/a.rs:1", "src/intake/a.rs:2"],
            },
            Sample {
                files: &[("src/detect/a.rs", "fn f() { std::process::exit(1); io::stdin(); }")],
                breaches: &["src/detect/a.rs:1", "src/detect/a.rs:1"],
            },
            Sample { files: &[("src/store/a.rs", "use std::env;")], breaches: &["src/store/a.rs:1"] },
            Sample {
                files: &[(
                    "src/notice/a.rs",
                    "use std::net::TcpStream;\nuse std::os::fd;\nuse fs4::FileExt;\nuse anstream::println;\n\
                     use indicatif::ProgressBar;\nuse std::io::{stderr, stdout};",
                )],
                breaches: &[
                    "src/notice/a.rs:1",
                    "src/notice/a.rs:2",
                    "src/notice/a.rs:3",
                    "src/notice/a.rs:4",
                    "src/notice/a.rs:5",
                    "src/notice/a.rs:6",
                    "src/notice/a.rs:6",
                ],
            },
            Sample {
                files: &[
                    ("src/store/a.rs", "use std::fs::File;"),
                    ("src/app/a.rs", "use std::fs; use std::env;"),
                    ("src/intake/a.rs", "use std::io::Read;\n#[cfg(test)]\nmod tests;"),
                    ("src/intake/a/tests.rs", "use std::fs;"),
                    ("src/intake/b.rs", "#[cfg(test)]\n#[path = \"b_tests.rs\"]\nmod tests;"),
                    ("src/intake/b_tests.rs", "use std::fs; use super::super::a::A;"),
                ],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "clock",
        remedy: "take the moment as an argument; the time of day enters through app",
        check: clocks_below_app,
        samples: &[
            Sample {
                files: &[(
                    "src/detect/a.rs",
                    "use std::time::Instant;\nfn f() { Timestamp::now(); }\n\
                     fn g() { jiff::Zoned::now(); }\nuse std::time::SystemTime;",
                )],
                breaches: &[
                    "src/detect/a.rs:1",
                    "src/detect/a.rs:2",
                    "src/detect/a.rs:3",
                    "src/detect/a.rs:4",
                ],
            },
            Sample {
                files: &[
                    ("src/app/clock.rs", "fn f() { SystemTime::now(); }"),
                    ("src/model/a.rs", "use super::time::Instant; use std::time::Duration;"),
                ],
                breaches: &[],
            },
        ],
    },
    Rule {
        name: "kept",
        remedy: "only store and graph name indradb, and only store names redb: ask them",
        check: crates_kept_to_modules,
        samples: &[
            Sample {
                files: &[("src/graph/a.rs", "use indradb::Edge;\nuse redb::Table;")],
                breaches: &["src/graph/a.rs:2"],
            },
            Sample { files: &[("src/app/a.rs", "fn f(e: indradb::Edge) {}")], breaches: &["src/app/a.rs:1"] },
            Sample { files: &[("src/store/a.rs", "use redb::Table; use indradb::Edge;")], breaches: &[] },
        ],
    },
];

fn floor_of(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, modules)| modules.contains(&module)).map(|&(floor, _)| floor)
}

/// The top module that a source file belongs to; the roots belong to `main`.
fn top(file: &File) -> &str {
    file.module.first().map_or("main", String::as_str)
}

fn modules_without_floor(tree: &Tree) -> Vec<Breach> {
    let mut seen = BTreeSet::new();
    let unknown = tree.sources().filter(|f| floor_of(top(f)).is_none() && seen.insert(top(f)));
    unknown.map(|f| Breach::new(f, 1, format!("module `{}` stands on no floor", top(f)))).collect()
}

fn imports_upward(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.sources() {
        let (own, floor) = (top(file), floor_of(top(file)));
        for path in file.scopes().paths.iter().filter(|p| p.local && own != "main") {
            let target = path.parts.first().map_or("", String::as_str);
            let what = match (floor, floor_of(target)) {
                _ if target == own || SIDEWAYS.contains(&(own, target)) => continue,
                (_, None) => format!("`crate::{target}` names no module: write the module that owns it"),
                (Some(own_floor), Some(floor)) if floor < own_floor => continue,
                (_, Some(floor)) => format!("`{own}` imports `{target}` of floor {floor}"),
            };
            breaches.push(Breach::new(file, path.line, what));
        }
    }
    breaches
}

/// Uses of foreign paths outside tests in modules below the floor of I/O.
fn foreign_below_app(tree: &Tree) -> impl Iterator<Item = (&File, &PathUse)> {
    let low = |f: &&File| floor_of(top(f)).is_some_and(|floor| floor < FLOOR_OF_IO) && !tree.is_test(f);
    tree.sources()
        .filter(low)
        .flat_map(|f| f.scopes().paths.iter().map(move |p| (f, p)))
        .filter(|(_, p)| !p.local && !p.test)
}

/// Whether `path` is `name`, leads into it, or ends with it (`io::stdin` in `std::io::stdin`).
fn touches(path: &PathUse, name: &str) -> bool {
    let parts: Vec<&str> = name.split("::").collect();
    path.parts.starts_with(&parts.iter().map(|&p| p.to_owned()).collect::<Vec<_>>())
        || parts.len() == 2
            && parts[0] != "std"
            && path.parts.windows(2).any(|w| w[0] == parts[0] && w[1] == parts[1])
}

fn io_below_app(tree: &Tree) -> Vec<Breach> {
    let opens_files = |f: &File| OPENS_FILES.contains(&top(f));
    let allowed = |f: &File, name: &str| opens_files(f) && ["std::fs", "fs4", "std::os"].contains(&name);
    let found = foreign_below_app(tree).filter_map(|(file, path)| {
        let name = IO.iter().find(|name| touches(path, name) && !allowed(file, name))?;
        Some(Breach::new(file, path.line, format!("`{}` uses `{name}`", top(file))))
    });
    found.collect()
}

fn clocks_below_app(tree: &Tree) -> Vec<Breach> {
    let found = foreign_below_app(tree).filter_map(|(file, path)| {
        let name = CLOCKS.iter().find(|name| touches(path, name))?;
        Some(Breach::new(file, path.line, format!("`{}` uses `{name}`", top(file))))
    });
    found.collect()
}

fn crates_kept_to_modules(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in tree.sources() {
        for path in file.scopes().paths.iter().filter(|p| !p.local) {
            // A test may write with one crate what the code beside it reads with another.
            let named = KEPT_TO
                .iter()
                .find(|(name, _)| path.parts.first().is_some_and(|p| p == name))
                .filter(|(name, _)| *name != "rust_xlsxwriter" || !file.path.ends_with("tests.rs"));
            if let Some((name, _)) = named.filter(|(_, owners)| !owners.contains(&top(file))) {
                breaches.push(Breach::new(file, path.line, format!("`{}` names `{name}`", top(file))));
            }
        }
    }
    breaches
}
