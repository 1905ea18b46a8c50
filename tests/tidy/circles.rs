//! The rule about modules of one parent: who imports whom has no circle.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Breach, File, Rule, Sample, Tree};

/// The rule of this file.
pub(crate) const RULES: &[Rule] = &[Rule {
    name: "circle",
    remedy: "let one side own the shared type, or give it a module of its own below both",
    check: import_circles,
    samples: &[
        Sample {
            files: &[
                ("src/ledger/a.rs", "use super::b::B;"),
                ("src/ledger/b.rs", "\nuse super::c::C;"),
                ("src/ledger/c/mod.rs", "use crate::ledger::a::A;"),
            ],
            breaches: &["src/ledger/a.rs:1"],
        },
        Sample {
            files: &[
                ("src/model/mod.rs", "use crate::limits::A;"),
                ("src/limits.rs", "use crate::model::B;"),
            ],
            breaches: &["src/limits.rs:1"],
        },
        Sample {
            files: &[
                ("src/ledger/mod.rs", "use self::a::A;"),
                ("src/ledger/a.rs", "use super::b::B; use super::Envelope;"),
                ("src/ledger/b.rs", "#[cfg(test)]\nmod tests { use super::super::a::A; }"),
            ],
            breaches: &[],
        },
    ],
}];

/// A module, from the crate's root down.
type Module = Vec<String>;

/// Who imports whom among modules of one parent, and where first.
type Imports<'a> = BTreeMap<Module, BTreeMap<Module, (&'a File, usize)>>;

/// Modules with one parent that import each other round in a circle, at every depth.
fn import_circles(tree: &Tree) -> Vec<Breach> {
    let imports = sibling_imports(tree);
    let next = |m: &Module| imports.get(m).map(|to| to.keys().cloned().collect()).unwrap_or_default();
    let mut told = BTreeSet::new();
    let mut breaches = Vec::new();
    for start in imports.keys() {
        let Some(circle) = way_back(start, &next) else { continue };
        let names: Vec<String> = circle.iter().map(|m| m.join("::")).collect();
        if told.insert(circle.iter().cloned().collect::<BTreeSet<_>>()) {
            let (file, line) = imports[start][&circle[1 % circle.len()]];
            breaches.push(Breach::new(file, line, format!("{} → {}", names.join(" → "), names[0])));
        }
    }
    breaches
}

fn sibling_imports(tree: &Tree) -> Imports<'_> {
    let above =
        |f: &'_ File| (1..=f.module.len()).map(|depth| f.module[..depth].to_vec()).collect::<Vec<_>>();
    let modules: BTreeSet<Module> = tree.sources().flat_map(above).collect();
    let mut imports = Imports::new();
    for file in tree.sources().filter(|f| !tree.is_test(f)) {
        for path in file.scopes().paths.iter().filter(|p| p.local && !p.test) {
            let shared = file.module.iter().zip(&path.parts).take_while(|(a, b)| a == b).count();
            if shared < file.module.len() && shared < path.parts.len() {
                let (from, to) = (file.module[..=shared].to_vec(), path.parts[..=shared].to_vec());
                if modules.contains(&to) {
                    imports.entry(from).or_default().entry(to).or_insert((file, path.line));
                }
            }
        }
    }
    imports
}

/// The shortest way from `start` back to itself, without its end.
fn way_back<T: Ord + Clone>(start: &T, next: &impl Fn(&T) -> Vec<T>) -> Option<Vec<T>> {
    let mut ways = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for step in next(&way[way.len() - 1]) {
                if step == *start {
                    return Some(way);
                }
                if seen.insert(step.clone()) {
                    longer.push(way.iter().cloned().chain([step]).collect::<Vec<_>>());
                }
            }
        }
        ways = longer;
    }
    None
}
