//! Notices as their readers see them: both forms in both languages, and names that try to be more than names.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its own sample has failed")]

use duban::model::time::{Instant, Zone};
use duban::notice::compose::{Findings, NoticeInput, co_signatures, compose};
use duban::notice::own_time::SetAside;
use duban::notice::probability::Probability;
use duban::notice::{
    Agency, CoSignature, Comparison, Figures, Format, LateHandoff, LedgerPoint, Notice, Scope, Unit, render,
};
use duban::playbook::Playbook;
use duban::words::{Lang, Words};

fn at(text: &str) -> Instant {
    Zone::parse("Asia/Shanghai").unwrap().parse_instant(text.as_bytes()).unwrap()
}

fn agency(id: &str, name: &str) -> Agency {
    Agency { id: id.into(), name: name.into() }
}

fn late(case: &str, seq: u32, from: Agency, sent: &str, received: Option<&str>) -> LateHandoff {
    let (sent_at, received_at) = (at(sent), received.map(at));
    let until = received_at.unwrap_or_else(|| at("2026-07-01 09:30:00"));
    LateHandoff {
        case: case.into(),
        seq,
        from,
        sent_at,
        received_at,
        wait_s: u64::from(until.unix() - sent_at.unix()),
        not_own_s: 0,
    }
}

fn sample_late() -> Vec<LateHandoff> {
    let town = || agency("T03", "样张镇人民政府");
    let centre = || agency("C01", "样张市矛盾纠纷调处化解中心");
    let street = || agency("S07", "样张街道办事处");
    vec![
        late("A-0417", 2, town(), "2026-06-11 08:40:00", Some("2026-06-19 16:05:00")),
        late("A-0312", 3, centre(), "2026-05-28 10:00:00", None),
        late("A-0388", 1, town(), "2026-06-08 14:20:00", Some("2026-06-12 09:00:00")),
        late("A-0502", 1, centre(), "2026-06-20 11:15:00", None),
        late("A-0467", 4, street(), "2026-06-15 09:30:00", Some("2026-06-18 17:45:00")),
        late("A-0475", 2, centre(), "2026-06-16 15:00:00", Some("2026-06-25 10:10:00")),
    ]
}

/// A sample with made-up names, as the demonstration would draft it.
fn sample(playbook: &Playbook) -> NoticeInput<'_> {
    let comparison =
        Comparison { scope: Scope::Kind("housing".into()), units: 12, handoffs: 1_284, overdue: 45 };
    NoticeInput {
        id: "样张-2026-001".into(),
        unit: Unit {
            id: "H01".into(),
            name: "样张市住房和城乡建设局".into(),
            kind: "housing".into(),
            division: "样张市".into(),
        },
        findings: Findings::Lagging {
            figures: Figures {
                handoffs: 61,
                overdue: 6,
                median_wait_ds: 1_116_005,
                overall_median_wait_ds: 306_000,
                comparison,
                p: Probability::new(0.020_617_3),
            },
            late: sample_late(),
            set_aside: SetAside::default(),
        },
        ledger: LedgerPoint {
            seq: 164_208,
            root: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d".into(),
        },
        now: at("2026-07-01 09:30:00"),
        playbook,
        co_signers: co_signatures(playbook, |kind| match kind {
            "petition" => Some(agency("X01", "样张市信访局")),
            "discipline" => Some(agency("X02", "中共样张市纪律检查委员会 样张市监察委员会")),
            _ => None,
        }),
    }
}

fn page(notice: &Notice, lang: Lang, format: Format) -> String {
    render(notice, &Words::new(lang), format)
}

#[test]
fn a_sample_reads_well_in_both_forms_and_languages() {
    let playbook = Playbook::builtin("default").unwrap();
    let notice = compose(&sample(&playbook));
    insta::assert_snapshot!("sample_zh_markdown", page(&notice, Lang::Zh, Format::Markdown));
    insta::assert_snapshot!("sample_en_markdown", page(&notice, Lang::En, Format::Markdown));
    insta::assert_snapshot!("sample_zh_html", page(&notice, Lang::Zh, Format::Html));
    insta::assert_snapshot!("sample_en_html", page(&notice, Lang::En, Format::Html));
    insta::assert_json_snapshot!("sample_document", notice.to_document().unwrap());
}

#[test]
fn the_document_of_the_ledger_renders_to_the_same_page() {
    let playbook = Playbook::builtin("default").unwrap();
    let notice = compose(&sample(&playbook));
    let text = serde_json::to_string(&notice.to_document().unwrap()).unwrap();
    let read = Notice::from_document(&serde_json::from_str(&text).unwrap()).unwrap();
    for lang in Lang::ALL {
        for format in [Format::Markdown, Format::Html] {
            assert_eq!(page(&read, lang, format), page(&notice, lang, format));
        }
    }
}

#[test]
fn no_word_of_judgment_is_in_a_notice() {
    let playbook = Playbook::builtin("default").unwrap();
    let notice = compose(&sample(&playbook));
    let judging = [
        "推诿",
        "敷衍",
        "拖延",
        "拖沓",
        "失职",
        "渎职",
        "不作为",
        "慢作为",
        "懒政",
        "严重",
        "shirk",
        "perfunctory",
        "delay",
        "neglig",
        "fail",
        "lazy",
        "guilty",
        "blame",
        "misconduct",
    ];
    for lang in Lang::ALL {
        let page = page(&notice, lang, Format::Markdown).to_lowercase();
        for word in judging {
            assert!(!page.contains(word), "`{word}` in {lang:?}");
        }
    }
}

#[test]
fn a_page_needs_nothing_from_outside_and_runs_nothing() {
    let playbook = Playbook::builtin("default").unwrap();
    let notice = compose(&sample(&playbook));
    for lang in Lang::ALL {
        let html = page(&notice, lang, Format::Html);
        for outside in ["<script", "<link", "<img", "<iframe", "url(", "@import", "http:", "https:", "src="] {
            assert!(!html.contains(outside), "`{outside}` in {lang:?}");
        }
    }
}

/// Everything that the sample holds as text of others, replaced by `text`.
fn hostile(playbook: &mut Playbook, text: &str) -> Notice {
    for ask in playbook.notice.asks.iter_mut().chain(&mut playbook.notice.basis) {
        (ask.zh, ask.en) = (text.into(), text.into());
    }
    (playbook.notice.reply_basis.zh, playbook.notice.reply_basis.en) = (text.into(), text.into());
    playbook.name = text.into();
    let playbook = &*playbook;
    let mut input = sample(playbook);
    input.id = text.into();
    input.unit = Unit { id: text.into(), name: text.into(), kind: text.into(), division: text.into() };
    let Findings::Lagging { figures, late: found, .. } = &mut input.findings else { unreachable!() };
    figures.comparison.scope = Scope::Kind(text.into());
    input.ledger.root = text.into();
    *found = vec![late(text, 1, agency("F", text), "2026-06-01 00:00:00", None)];
    input.co_signers =
        vec![CoSignature { agency: Some(agency("S", text)), title: playbook.notice.asks[0].clone() }];
    compose(&input)
}

#[test]
fn names_cannot_become_markup_of_the_page() {
    let mut playbook = Playbook::builtin("default").unwrap();
    let attack = "\"><script>alert('x')</script><img src=x onerror=\"y\">&amp;</style></title>";
    let notice = hostile(&mut playbook, attack);
    for lang in Lang::ALL {
        let html = page(&notice, lang, Format::Html);
        let plain = page(&compose(&sample(&Playbook::builtin("default").unwrap())), lang, Format::Html);
        assert!(html.contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
        assert!(html.contains("&amp;amp;"));
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("onerror=\""));
        for tag in ["</style>", "</title>", "<table>", "<main>", "<section"] {
            assert_eq!(html.matches(tag).count(), plain.matches(tag).count(), "{tag}");
        }
    }
}

#[test]
fn names_cannot_break_tables_or_lines_of_markdown() {
    let mut playbook = Playbook::builtin("default").unwrap();
    let attack = "a | b\n# c\r\n- d\u{2028}| e | [f](http://g) <h> `i` **j** \u{202e}k";
    let notice = hostile(&mut playbook, attack);
    for lang in Lang::ALL {
        let markdown = page(&notice, lang, Format::Markdown);
        assert!(!markdown.contains(['\r', '\u{2028}', '\u{202e}']));
        assert_eq!(markdown.lines().filter(|l| l.starts_with("# ")).count(), 1);
        assert!(!markdown.lines().any(|l| l.starts_with("- d")));
        assert!(
            markdown
                .contains("a \\| b \\# c - d \\| e \\| \\[f\\](http\\://g) \\<h\\> \\`i\\` \\*\\*j\\*\\* k")
        );
        let row = markdown.lines().find(|l| l.starts_with("| 1 |")).unwrap();
        assert_eq!(row.replace("\\|", "").matches('|').count(), 8, "{row}");
    }
}
