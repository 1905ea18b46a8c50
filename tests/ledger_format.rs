//! The script in `docs/ledger-format.md` agrees with the program about ledgers, good and bad.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use duban::ledger::file::{Access, FileLedger, Settings};
use duban::ledger::verify::verify;
use duban::ledger::{Batch, Ledger};
use duban::model::entry::{Body, Draft, EntryKind};
use duban::model::rows::RowBuf;
use duban::model::subject::{Subject, SubjectKind};
use duban::model::table::Table;
use duban::model::time::Instant;

fn script() -> String {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ledger-format.md")).unwrap();
    let (_, rest) = page.split_once("```python\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// What the script says about a data directory; none where there is no Python.
fn check(dir: &Path) -> Option<Output> {
    Command::new("python3").arg("-c").arg(script()).arg(dir).output().ok()
}

fn drafts(name: &str, cases: u32) -> Vec<Draft> {
    let handoff = |case: String, n: u32| Draft {
        subject: Subject::new(SubjectKind::Case, &case),
        expected_version: n,
        kind: EntryKind::Recorded(Table::Handoffs),
        occurred_at: "2026-06-30".into(),
        body: Body::Row(RowBuf::new([&*case, &n.to_string(), "甲\u{1}\u{7f}\"\\/", "𠮷\n", "2026-06-30"])),
    };
    let mut drafts: Vec<Draft> =
        (0..cases).flat_map(|c| (0..3).map(move |n| handoff(format!("{name}{c}"), n))).collect();
    let document = serde_json::json!({"z": [1, -2, null], "é": {"b": true, "a": "\u{8}"}});
    drafts.push(Draft {
        subject: Subject::new(SubjectKind::Notice, name),
        expected_version: 0,
        kind: EntryKind::NoticeDrafted,
        occurred_at: Box::default(),
        body: Body::Document(document),
    });
    drafts
}

#[test]
fn the_published_script_agrees() {
    let dir = tempfile::tempdir().unwrap();
    let recorded_at = Instant::from_unix(1_782_864_000).unwrap();
    let settings = Settings { segment_bytes: 4000, ..Settings::default() };
    let mut ledger = FileLedger::create_with(dir.path(), recorded_at, settings).unwrap();
    let Some(empty) = check(dir.path()) else {
        println!("skipped: python3 is not installed");
        return;
    };
    assert!(empty.status.success(), "{}", String::from_utf8_lossy(&empty.stderr));
    for (name, cases) in [("a", 1), ("b", 20), ("c", 2)] {
        let drafts = &mut drafts(name, cases).into_iter();
        ledger.append(Batch { actor: "导入", recorded_at, drafts, progress: &|_| {} }).unwrap();
    }
    let tip = verify(dir.path(), &|_| {}).unwrap().tip;
    let root: String = tip.root.iter().map(|byte| format!("{byte:02x}")).collect();
    let output = check(dir.path()).unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said, format!("{} entries in 3 batches, root sha256:{root}\n", tip.seq));

    let second = dir.path().join("ledger/000002.log");
    let good = std::fs::read_to_string(&second).unwrap();
    let forged = good.replacen("2026-06-30", "2026-06-29", 1);
    assert_ne!(forged, good);
    std::fs::write(&second, forged).unwrap();
    let output = check(dir.path()).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("000002.log, line "));
    assert!(verify(dir.path(), &|_| {}).is_err());

    // Without its last commit record the last batch does not count, for either.
    std::fs::write(&second, good).unwrap();
    let last = (1..).map(|n| dir.path().join(format!("ledger/{n:06}.log"))).take_while(|p| p.exists()).last();
    let last = last.unwrap();
    let text = std::fs::read_to_string(&last).unwrap();
    std::fs::write(&last, &text[..text.len() - 1]).unwrap();
    let (reader, _) = FileLedger::open(dir.path(), Access::Read).unwrap();
    let output = check(dir.path()).unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.starts_with(&format!("{} entries in 2 batches", reader.tip().seq)), "{said}");
}
