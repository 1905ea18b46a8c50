//! The rules of the house, checked over the whole tree: floors and imports, sizes, words, documents.
//!
//! Each rule is data with small samples that show it speaking and being silent; see `RULES` in `tidy/floors.rs`,
//! `tidy/circles.rs`, `tidy/code.rs` and `tidy/papers.rs`.

#[path = "tidy/circles.rs"]
mod circles;
#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/floors.rs"]
mod floors;
#[path = "tidy/lexer.rs"]
mod lexer;
#[path = "tidy/papers.rs"]
mod papers;
#[path = "tidy/scope.rs"]
mod scope;
#[path = "tidy/tree.rs"]
mod tree;

use std::path::Path;

use tree::{Rule, Tree};

fn rules() -> impl Iterator<Item = &'static Rule> {
    [floors::RULES, circles::RULES, code::RULES, papers::RULES].into_iter().flatten()
}

#[test]
fn the_tree_is_tidy() {
    let tree = Tree::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the project can be read");
    assert!(tree.sources().count() > 10, "the sources were not found");
    let mut found = Vec::new();
    for rule in rules() {
        let show =
            |b: tree::Breach| format!("{}:{}: {}: {}; {}", b.path, b.line, rule.name, b.what, rule.remedy);
        found.extend((rule.check)(&tree).into_iter().map(show));
        // Two paths on one line are one thing to mend.
        found.dedup();
    }
    assert!(found.is_empty(), "{} breaches of the house rules:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_rule_speaks_and_is_silent_as_its_samples_say() {
    for rule in rules() {
        for (at, sample) in rule.samples.iter().enumerate() {
            let mut found: Vec<String> = (rule.check)(&Tree::sample(sample))
                .iter()
                .map(|b| format!("{}:{}", b.path, b.line))
                .collect();
            found.sort();
            assert_eq!(found, sample.breaches, "rule `{}`, sample {at}", rule.name);
        }
        assert!(
            rule.samples.iter().any(|s| !s.breaches.is_empty()),
            "`{}` is never shown to speak",
            rule.name
        );
        assert!(
            rule.samples.iter().any(|s| s.breaches.is_empty()),
            "`{}` is never shown to be silent",
            rule.name
        );
    }
}
