//! What a notice is made of: order, counts, dates, and the document that the ledger keeps.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::compose::{Findings, NoticeInput, co_signatures, compose};
use super::*;
use crate::limits::{NOTICE_HANDOFFS_MAX, NOTICE_NAME_CHARS_MAX, NOTICE_SENDERS_MAX};
use crate::playbook::Playbook;
use crate::words::Lang;
use document::DocumentError;

fn instant(text: &str) -> Instant {
    Zone::parse("Asia/Shanghai").unwrap().parse_instant(text.as_bytes()).unwrap()
}

fn agency(id: &str) -> Agency {
    Agency { id: id.into(), name: format!("单位{id}") }
}

fn late(case: &str, from: &str, wait_s: u64) -> LateHandoff {
    let sent_at = instant("2026-06-01 08:00:00");
    LateHandoff {
        case: case.into(),
        seq: 1,
        from: agency(from),
        sent_at,
        received_at: None,
        wait_s,
        not_own_s: 0,
    }
}

fn input(playbook: &Playbook) -> NoticeInput<'_> {
    NoticeInput {
        id: "N1".into(),
        unit: Unit { id: "U".into(), name: "甲".into(), kind: "k".into(), division: String::new() },
        findings: Findings::Lagging {
            figures: Figures {
                handoffs: 60,
                overdue: 3,
                median_wait_ds: 36_005,
                overall_median_wait_ds: 18_000,
                comparison: Comparison { scope: Scope::All, units: 4, handoffs: 400, overdue: 8 },
                p: Probability::new(1.5e-9),
            },
            late: vec![late("10", "A", 500), late("9", "B", 900), late("2", "A", 500)],
            set_aside: SetAside::default(),
        },
        ledger: LedgerPoint { seq: 7, root: "00ff".into() },
        now: instant("2026-07-01 09:30:00"),
        playbook,
        co_signers: co_signatures(playbook, |kind| (kind == "discipline").then(|| agency("D"))),
    }
}

/// The late handoffs and the figures of `input`.
#[expect(clippy::panic, reason = "a sample about something else is a failed test")]
fn of_lagging<'i>(input: &'i mut NoticeInput<'_>) -> (&'i mut Vec<LateHandoff>, &'i mut Figures) {
    match &mut input.findings {
        Findings::Lagging { figures, late, .. } => (late, figures),
        Findings::Stuck { .. }
        | Findings::Uncovered(_)
        | Findings::BrokenChain(_)
        | Findings::Overdue { .. }
        | Findings::Conflicts(_) => panic!("the sample is about lagging"),
    }
}

fn playbook() -> Playbook {
    Playbook::builtin("default").unwrap()
}

#[test]
fn evidence_comes_longest_wait_first_then_by_case() {
    let playbook = playbook();
    let notice = compose(&input(&playbook));
    let cases: Vec<&str> = notice.late.iter().map(|l| l.case.as_str()).collect();
    assert_eq!(cases, ["9", "2", "10"]);
    let senders: Vec<(&str, u64, u64, u64)> = notice
        .senders
        .iter()
        .map(|s| (s.from.id.as_str(), s.handoffs, s.longest_wait_s, s.total_wait_s))
        .collect();
    assert_eq!(senders, [("A", 2, 500, 1_000), ("B", 1, 900, 900)]);
}

#[test]
fn long_lists_are_cut_and_counted() {
    let playbook = playbook();
    let mut input = input(&playbook);
    *of_lagging(&mut input).0 =
        (0..250u64).map(|n| late(&n.to_string(), &format!("F{}", n % 30), 1_000 + n)).collect();
    let notice = compose(&input);
    assert_eq!((notice.late.len(), notice.late_count), (NOTICE_HANDOFFS_MAX, 250));
    assert_eq!((notice.senders.len(), notice.sender_count), (NOTICE_SENDERS_MAX, 30));
    assert_eq!(notice.late[0].case, "249");
    let page = render(&notice, &Words::new(Lang::Zh), Format::Markdown);
    assert!(page.contains("共 250 件次，列出等待最久的 100 件次"));
}

#[test]
fn the_reply_is_due_after_calendar_days_of_the_zone() {
    let mut playbook = playbook();
    let due = |playbook: &Playbook, now: &str| {
        let mut input = input(playbook);
        input.now = instant(now);
        Zone::format_day(compose(&input).reply.due)
    };
    assert_eq!(due(&playbook, "2026-07-01 09:30:00"), "2026-07-31");
    // 16:30 in UTC is the next day in Shanghai.
    assert_eq!(due(&playbook, "2026-06-30T16:30:00Z"), "2026-07-31");
    assert_eq!(due(&playbook, "2026-06-30T15:59:59Z"), "2026-07-30");
    assert_eq!(due(&playbook, "2028-01-30 00:00:00"), "2028-02-29");
    playbook.notice.reply_days = 1;
    assert_eq!(due(&playbook, "2026-12-31 23:59:59"), "2027-01-01");
}

#[test]
fn a_unit_does_not_sign_about_itself() {
    let playbook = playbook();
    let mut input = input(&playbook);
    assert_eq!(compose(&input).co_signers.len(), 4);
    input.unit.id = "D".into();
    let notice = compose(&input);
    assert_eq!(notice.co_signers.len(), 3);
    assert!(notice.co_signers.iter().all(|s| s.agency.is_none()));
    input.co_signers.retain(|s| s.agency.is_some());
    let page = render(&compose(&input), &Words::new(Lang::Zh), Format::Markdown);
    assert!(page.contains("**联合督查组**"));
}

#[test]
fn names_are_on_one_line_and_not_longer_than_names_are() {
    let playbook = playbook();
    let mut input = input(&playbook);
    input.unit.name = "长".repeat(5_000);
    of_lagging(&mut input).0[0].from.name = "a\nb\u{202e}c".into();
    of_lagging(&mut input).0[0].wait_s = 9_999;
    let notice = compose(&input);
    assert_eq!(notice.unit.name.chars().count(), NOTICE_NAME_CHARS_MAX + 1);
    assert!(notice.unit.name.ends_with('…'));
    assert_eq!(notice.late[0].from.name, "a bc");
    assert_eq!(Agency { id: "x".into(), name: " ".into() }.label(), "x");
}

#[test]
fn the_document_has_no_number_with_a_fraction() {
    fn whole(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.is_u64(),
            Value::Array(items) => items.iter().all(whole),
            Value::Object(parts) => parts.values().all(whole),
            Value::String(_) => true,
            Value::Null | Value::Bool(_) => false,
        }
    }
    let document = compose(&input(&playbook())).to_document().unwrap();
    assert!(whole(&document), "{document:#}");
    assert_eq!(document["form"], "duban.notice/2");
    assert_eq!(document["figures"]["p"], "1.50000e-9");
    assert_eq!(document["reply"]["due"], "2026-07-31");
    assert_eq!(document["drafted_at"], "2026-07-01T01:30:00Z");
}

#[test]
fn documents_of_other_forms_and_damaged_ones_are_told_apart() {
    let document = compose(&input(&playbook())).to_document().unwrap();
    let read = |change: &dyn Fn(&mut Value)| {
        let mut document = document.clone();
        change(&mut document);
        Notice::from_document(&document)
    };
    assert!(read(&|_| {}).is_ok());
    let first = read(&|d| {
        d["form"] = json!("duban.notice/1");
        d.as_object_mut().unwrap().remove("matter").unwrap();
    });
    assert_eq!(first.unwrap().to_document().unwrap(), document, "the first form is read for ever");
    assert!(matches!(read(&|d| d["form"] = json!("duban.notice/3")), Err(DocumentError::Form { .. })));
    assert!(matches!(read(&|d| *d = json!([1])), Err(DocumentError::Form { .. })));
    for (pointer, wrong) in [
        ("/figures/p", json!("2")),
        ("/figures/p", json!(0.5)),
        ("/reply/due", json!("2026-02-30")),
        ("/zone", json!("Mars/Base")),
        ("/drafted_at", json!("yesterday")),
        ("/drafted_at", json!("1950-01-01T00:00:00Z")),
        ("/late/0/wait_s", json!(-1)),
        ("/figures/comparison/scope", json!("some")),
        ("/unit", json!({})),
    ] {
        let read = read(&|d| *d.pointer_mut(pointer).unwrap() = wrong.clone());
        assert!(matches!(read, Err(DocumentError::Parts { .. })), "{pointer} = {wrong}");
    }
    assert!(matches!(read(&|d| d["surprise"] = json!(1)), Err(DocumentError::Parts { .. })));
}

fn handoffs() -> impl Strategy<Value = LateHandoff> {
    (
        "[a-c0-9]{1,3}",
        1u32..9,
        "[A-D]",
        any::<String>(),
        0u32..2_000_000_000,
        prop::option::of(0u32..2_000_000_000),
        any::<u64>(),
    )
        .prop_map(|(case, seq, from, name, sent, received, wait_s)| LateHandoff {
            case,
            seq,
            from: Agency { id: from, name },
            sent_at: Instant::from_unix(sent.into()).unwrap(),
            received_at: received.and_then(|r| Instant::from_unix(r.into())),
            wait_s,
            not_own_s: wait_s % 3,
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(late in prop::collection::vec(handoffs(), 0..120), p in 0.0f64..1.0, id in any::<String>()) {
        let playbook = playbook();
        let mut input = input(&playbook);
        input.id = id;
        let found = of_lagging(&mut input);
        (*found.0, found.1.p) = (late, Probability::new(p.powi(40)));
        let notice = compose(&input);
        let text = serde_json::to_string(&notice.to_document().unwrap()).unwrap();
        let read = Notice::from_document(&serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(read.to_document().unwrap(), notice.to_document().unwrap());
        for format in [Format::Markdown, Format::Html] {
            let words = Words::new(Lang::En);
            prop_assert_eq!(render(&read, &words, format), render(&notice, &words, format));
        }
    }

    #[test]
    fn the_order_of_what_comes_in_does_not_matter(late in prop::collection::vec(handoffs(), 0..12), by in any::<prop::sample::Index>()) {
        let playbook = playbook();
        let mut input = input(&playbook);
        let mut late = late;
        late.sort_by(|a, b| (&a.case, a.seq).cmp(&(&b.case, b.seq)));
        late.dedup_by(|a, b| (&a.case, a.seq) == (&b.case, b.seq));
        *of_lagging(&mut input).0 = late;
        let count = of_lagging(&mut input).0.len();
        let notice = compose(&input).to_document().unwrap();
        let turned = by.index(count.max(1));
        let turned = turned.min(count);
        of_lagging(&mut input).0.rotate_left(turned);
        prop_assert_eq!(compose(&input).to_document().unwrap(), notice);
    }
}
