//! Tables as a person sees them, with Chinese text.

use proptest::prelude::*;

use super::*;

fn terminal(columns: usize) -> Screen {
    Screen::new(true, Some(columns), Some("1"), None)
}

fn units() -> Table {
    let mut table =
        Table::new([Column::id("编号"), Column::text("单位"), Column::number("逾期"), Column::text("说明")]);
    table.push(["990103-housing", "样例南县住房和城乡建设局", "1,204", "三件仍在等待"]);
    table.push(["990101-water", "样例东县水利局", "87", ""]);
    table.push(["9901-court", "court of the sample city", "5", "mixed 中文 text"]);
    table
}

#[test]
fn columns_stand_under_one_another() {
    insta::assert_snapshot!(units().render(&Screen::PIPE), @r"
    编号            单位                       逾期  说明
    --------------  ------------------------  -----  ---------------
    990103-housing  样例南县住房和城乡建设局  1,204  三件仍在等待
    990101-water    样例东县水利局               87
    9901-court      court of the sample city      5  mixed 中文 text
    ");
}

#[test]
fn a_narrow_terminal_cuts_text_but_no_number_and_no_identifier() {
    insta::assert_snapshot!(units().render(&terminal(50)), @r"
    编号            单位            逾期  说明
    --------------  -------------  -----  ------------
    990103-housing  样例南县住房…  1,204  三件仍在等待
    990101-water    样例东县水利…     87
    9901-court      court of the…      5  mixed 中文…
    ");
}

#[test]
fn what_is_wrapped_loses_nothing() {
    let mut table = Table::new([Column::text("单位"), Column::number("逾期"), Column::wrapped("说明")]);
    let facts = "没有召开；缺开次数 4；日期 2026-11-02、2026-11-09、2026-11-16等4天；最近28天内";
    table.push(["样例南县住房和城乡建设局", "1,204", facts]);
    table.push(["样例东县水利局", "87", "missed 4 of 5; 2026-11-02, 2026-11-09 (2 in all)"]);
    insta::assert_snapshot!(table.render(&terminal(76)));
    insta::assert_snapshot!(table.render(&terminal(40)));
    assert_eq!(table.render(&Screen::PIPE).lines().count(), 4, "one line a row in a pipe");
}

#[test]
fn headings_and_tones_are_coloured_on_a_terminal_only() {
    let mut table = Table::new([Column::text("项目"), Column::number("数")]);
    table.push([Cell::from("漏"), Cell::new("1", Tone::Bad)]);
    let coloured = table.render(&Screen::new(true, Some(80), None, None));
    assert_eq!(
        coloured,
        "\u{1b}[1m项目\u{1b}[0m  \u{1b}[1m数\u{1b}[0m\n\u{1b}[2m----\u{1b}[0m  \u{1b}[2m--\u{1b}[0m\n\
         漏     \u{1b}[1m\u{1b}[31m1\u{1b}[0m\n"
    );
    assert_eq!(table.render(&Screen::PIPE), "项目  数\n----  --\n漏     1\n");
}

#[test]
fn what_steers_a_terminal_is_not_passed_on() {
    let mut table = Table::new([Column::text("名称")]);
    table.push(["甲\u{1b}[2J乙\n丙\t丁\r\u{202e}戊\u{9b}31m"]);
    let shown = table.render(&Screen::PIPE);
    assert_eq!(shown.lines().count(), 3);
    assert!(shown.lines().all(|l| !l.chars().any(char::is_control)), "{shown:?}");
    assert!(shown.ends_with("甲 [2J乙 丙 丁  戊 31m\n"));
}

#[test]
fn short_and_long_rows_are_made_to_fit() {
    let mut table = Table::new([Column::text("a"), Column::text("b")]);
    table.push(["1"]);
    table.push(["1", "2", "3"]);
    assert_eq!(table.render(&Screen::PIPE), "a  b\n-  -\n1\n1  2\n");
    assert!(!table.is_empty() && Table::new([]).is_empty());
    assert_eq!(Table::new([]).render(&terminal(20)), "\n\n");
}

proptest! {
    #[test]
    fn a_line_fits_and_no_line_ends_in_a_space(
        rows in prop::collection::vec(("[ab中文 é]{0,30}", "[ab中文 é]{0,30}", 0u32..100_000), 0..6),
        columns in 30usize..90,
    ) {
        let mut table = Table::new([Column::text("名称"), Column::text("说明"), Column::number("n")]);
        for (one, other, number) in &rows {
            table.push([one.clone(), other.clone(), number.to_string()]);
        }
        for line in table.render(&terminal(columns)).lines() {
            prop_assert!(line.width() <= columns, "{line:?}");
        }
        let piped = table.render(&Screen::PIPE);
        prop_assert!(!piped.contains(CUT));
        for ((one, other, number), line) in rows.iter().zip(piped.lines().skip(2)) {
            prop_assert!(line.starts_with(one.trim_end()) && line.ends_with(&number.to_string()));
            prop_assert!(line.contains(other.trim_end()));
        }
    }

    #[test]
    fn wrapped_lines_fit_and_hold_the_whole_text(text in "[ab1中、；é ]{0,60}", width in 4usize..30) {
        let lines = wrap(&text, width);
        prop_assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
        let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
        prop_assert_eq!(letters(&lines.concat()), letters(&text));
    }

    #[test]
    fn a_cut_text_is_never_too_wide(text in "\\PC{0,30}", width in 1usize..20) {
        let shown = cut(&text, width);
        prop_assert!(shown.width() <= width, "{shown:?}");
        prop_assert_eq!(shown == text, text.width() <= width);
    }
}
