//! Where an export goes: never over something else, never half.

use std::fs;

use super::common::{bytes_under, holds};
use super::directory;

const FORMS: [(&str, &str); 3] = [("csv", "@out"), ("xlsx", "@out"), ("ocel2", "@out")];

#[test]
fn what_is_there_is_replaced_only_when_asked_for() {
    for (form, out) in FORMS {
        let s = directory();
        s.run(["export", "@d", "--as", form, out]).exits(0);
        let before = fs::metadata(s.join("out")).unwrap().modified().unwrap();
        let refused = s.run(["export", "@d", "--as", form, out]).exits(2);
        assert!(refused.err.contains("--force") && refused.err.contains("out"), "{}", refused.err);
        assert_eq!(fs::metadata(s.join("out")).unwrap().modified().unwrap(), before);
        s.run(["export", "@d", "--as", form, out, "--force"]).exits(0);
        let left: Vec<_> = fs::read_dir(s.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 4, "d, its key, t and out: {left:?}");
    }
}

#[test]
fn what_no_export_wrote_is_never_replaced() {
    let s = directory();
    s.write("mine/letter.txt", "x");
    s.write("mine/cases.csv", "x");
    let refused = s.run(["export", "@d", "--as", "csv", "@mine", "--force"]).exits(2);
    assert!(refused.err.contains("letter.txt"), "{}", refused.err);
    s.run(["export", "@d", "--as", "xlsx", "@mine", "--force"]).exits(2);
    s.run(["export", "@d", "--as", "csv", "@t/cases.csv", "--force"]).exits(2);
    // The key lies beside the directory; a slip of the hand must not replace it.
    let key = fs::read(s.join("d.master-key")).unwrap();
    for form in ["xlsx", "ocel2"] {
        s.run(["export", "@d", "--as", form, "@d.master-key", "--force"]).exits(2);
    }
    assert!(fs::read(s.join("d.master-key")).unwrap() == key);
    assert!(holds(&bytes_under(&s.join("mine")), "x"));
    let before = bytes_under(&s.join("d"));
    for out in ["@d/out", "@d", "@d/ledger", "@"] {
        let refused = s.run(["export", "@d", "--as", "csv", out, "--force"]).exits(2);
        assert!(refused.err.contains("data directory"), "{out}: {}", refused.err);
    }
    assert!(bytes_under(&s.join("d")) == before);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let s = directory();
    let refused = s.run(["export", "@d", "--as", "csv", "@no/such/out"]).exits(2);
    assert!(refused.err.contains("no/such"), "{}", refused.err);
    s.run(["export", "@t", "--as", "csv", "@out"]).exits(2);
    s.run(["export", "@d", "--as", "pdf", "@out"]).exits(2);
    assert!(!s.join("out").exists());
}

#[test]
fn a_unit_that_is_not_there_is_said_with_near_ones() {
    let s = directory();
    let refused = s.run(["export", "@d", "--as", "csv", "@out", "--for", "bat"]).exits(2);
    assert!(refused.err.contains("no unit `bat`") && refused.err.contains("bad"), "{}", refused.err);
    assert!(!s.join("out").exists());
}

#[test]
fn words_say_what_was_left_out() {
    let s = directory();
    let en = s.run(["export", "@d", "--as", "csv", "@a"]).exits(0).out;
    assert!(en.contains("2 cases that complain") && en.contains("never exported"), "{en}");
    let zh = s.run(["export", "@d", "--as", "ocel2", "@b", "--lang", "zh"]).exits(0).out;
    assert!(zh.contains("有 2 件控告") && zh.contains("handoff.sent"), "{zh}");
    let all = s.run(["export", "@d", "--as", "xlsx", "@c", "--with-complaints"]).exits(0).out;
    assert!(all.contains("do not hand this on"), "{all}");
}
