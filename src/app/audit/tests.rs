//! Notes, and what is found of them.

#![expect(clippy::panic, reason = "a failure here is a failed test")]

use super::*;
use crate::app::testing::{Small, now};

const DAY_S: i64 = 86_400;

fn at(days: i64) -> Instant {
    Instant::from_unix(i64::from(now().unix()) + days * DAY_S).unwrap()
}

fn note<'a>(account: &'a str, action: &'a str, days: i64) -> Note<'a> {
    let detail = json!({ "fields": ["contact"] });
    Note { account, action, outcome: Outcome::Done, subject: None, detail, at: at(days) }
}

fn changed(kind: SubjectKind, key: &str) -> Draft {
    let record = if kind == SubjectKind::Account {
        ServiceRecord::AccountChanged
    } else {
        ServiceRecord::WebhookChanged
    };
    Draft {
        subject: Subject::new(kind, key),
        expected_version: 0,
        kind: EntryKind::Service(record),
        occurred_at: "".into(),
        body: Body::Document(json!({ "id": key })),
    }
}

/// Notes of two accounts over two months, and changes of an account and a webhook.
fn noted() -> Small {
    let mut small = Small::new(&[]);
    let directory = &mut small.directory;
    append(directory, &[note("clerk", "sign_in", 0), note("clerk", "read_parties", 0)], at(0)).unwrap();
    let drafts = [changed(SubjectKind::Account, "clerk"), changed(SubjectKind::Webhook, "w")];
    let drafts = &mut drafts.into_iter();
    let batch = Batch { actor: "admin", recorded_at: at(1), drafts, progress: &|_| {} };
    directory.commit(batch, &|_| {}).unwrap();
    append(directory, &[note("boss", "sign_in", 2)], at(2)).unwrap();
    append(directory, &[note("clerk", "sign_in", 40), note("boss", "sign_in", 40)], at(40)).unwrap();
    small
}

/// Sequences of a page, counted from the first note.
fn found(small: &Small, filter: Filter<'_>, before: Option<Seq>, limit: usize) -> (Vec<Seq>, Option<Seq>) {
    let page = list(&small.directory, &|_| Ok(true), &filter, before.map(|seq| seq + 1), limit).unwrap();
    (page.entries.iter().map(|e| e.seq - 1).collect(), page.next.map(|seq| seq - 1))
}

#[test]
fn notes_are_entries_about_an_account_and_a_month() {
    let small = noted();
    let entries = list(&small.directory, &|_| Ok(true), &Filter::default(), None, 100).unwrap().entries;
    let said: Vec<String> = entries
        .iter()
        .rev()
        .map(|e| format!("{} {} {} {}", e.subject, e.version, e.kind.name(), e.actor))
        .collect();
    assert_eq!(
        said,
        [
            "audit:clerk|2026-06 1 audit.noted service",
            "audit:clerk|2026-06 2 audit.noted service",
            "account:clerk 1 account.changed admin",
            "webhook:w 1 webhook.changed admin",
            "audit:boss|2026-06 1 audit.noted service",
            "audit:clerk|2026-07 1 audit.noted service",
            "audit:boss|2026-07 1 audit.noted service",
        ]
    );
    let Body::Document(document) = &entries[5].body else { panic!("no document") };
    let expected = json!({
        "account": "clerk", "action": "read_parties", "outcome": "done", "subject": null,
        "detail": { "fields": ["contact"] }, "at": "2026-06-02T08:53:20+08:00",
    });
    assert_eq!(document, &expected);
}

#[test]
fn records_are_found_by_account_action_and_time() {
    let small = noted();
    let all = |filter| found(&small, filter, None, 100).0;
    assert_eq!(all(Filter::default()), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(all(Filter { account: Some("clerk"), ..Filter::default() }), [6, 2, 1]);
    assert_eq!(all(Filter { account: Some("admin"), ..Filter::default() }), [4, 3]);
    assert_eq!(all(Filter { action: Some("sign_in"), ..Filter::default() }), [7, 6, 5, 1]);
    assert_eq!(all(Filter { action: Some("account.changed"), ..Filter::default() }), [3]);
    assert_eq!(all(Filter { from: Some(at(1)), ..Filter::default() }), [7, 6, 5, 4, 3]);
    assert_eq!(all(Filter { to: Some(at(2)), ..Filter::default() }), [4, 3, 2, 1]);
    assert_eq!(all(Filter { from: Some(at(1)), to: Some(at(40)), ..Filter::default() }), [5, 4, 3]);
    assert_eq!(all(Filter { account: Some("boss"), to: Some(at(3)), ..Filter::default() }), [5]);
    assert!(all(Filter { account: Some("nobody"), ..Filter::default() }).is_empty());
}

#[test]
fn pages_follow_each_other_to_the_end() {
    let small = noted();
    let all = Filter::default();
    assert_eq!(found(&small, all, None, 3), (vec![7, 6, 5], Some(5)));
    assert_eq!(found(&small, all, Some(5), 3), (vec![4, 3, 2], Some(2)));
    assert_eq!(found(&small, all, Some(2), 3), (vec![1], None));
    assert_eq!(found(&small, all, None, 7), (vec![7, 6, 5, 4, 3, 2, 1], None));
    assert_eq!(found(&small, all, None, 0), (vec![7], Some(7)));
}

#[test]
fn a_reader_lists_what_its_ledger_has() {
    let mut small = noted();
    let reader = small.directory.reader();
    append(&mut small.directory, &[note("clerk", "sign_in", 41)], at(41)).unwrap();
    let count = |directory: &Directory| {
        list(directory, &|_| Ok(true), &Filter::default(), None, 100).unwrap().entries.len()
    };
    assert_eq!((count(&reader), count(&small.directory)), (7, 8));
}
