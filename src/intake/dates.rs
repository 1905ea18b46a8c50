//! Dates and times as officials write them, put into the form of the contract.
//!
//! `2026/5/4`, `2026.5.4`, `2026-5-4` and `2026年5月4日` mean `2026-05-04`; behind the date may stand `9:00`, `9:00:00`,
//! `9时`, `9时30分`, `9点30分` or `9时30分20秒`. They are looked at only when the form of the contract does not fit, so that
//! they cost nothing where they are not used, and they are kept in the form of the contract, so that nothing behind the
//! intake meets two spellings of one day. Which day `5/4/2026` is nobody can tell: it is never guessed.

use crate::intake::cells::meant;
use crate::intake::header::Header;
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Fault, Reject};
use crate::model::table::{CellKind, Column};
use crate::model::time::TimeError;

/// What a cell that is not in the form of the contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A date, or a date and a time, in the form of the contract: `2026-05-04 09:30`. The calendar may not have it.
    Time(String),
    /// Three numbers of which the first is no year: day and month cannot be told apart.
    Ambiguous,
    /// Something else.
    Other,
}

/// Reads `cell` as officials write dates and times.
#[must_use]
pub fn given(cell: &str) -> Given {
    let mut rest = Rest(cell);
    let Some((first, width)) = rest.number(4) else { return Given::Other };
    let is_chinese = rest.take(&["年"]);
    let Some(separator) = is_chinese.then_some("月").or_else(|| rest.separator()) else {
        return Given::Other;
    };
    let Some((month, _)) = rest.number(2) else { return Given::Other };
    if !rest.take(&[separator]) {
        return Given::Other;
    }
    let Some((day, day_width)) = rest.number(4) else { return Given::Other };
    if is_chinese {
        let _is_said = rest.take(&["日", "号"]);
    }
    if width != 4 {
        return if is_chinese || width == 3 || day_width == 3 { Given::Other } else { Given::Ambiguous };
    }
    if 2 < day_width {
        return Given::Other;
    }
    let time = rest.time();
    time.map_or(Given::Other, |time| Given::Time(format!("{first:04}-{month:02}-{day:02}{time}")))
}

/// What has not been read yet.
struct Rest<'c>(&'c str);

impl<'c> Rest<'c> {
    /// A number of at most `digits_max` digits, and how many it has.
    fn number(&mut self, digits_max: usize) -> Option<(u32, usize)> {
        let width = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(width).filter(|_| 0 < width && width <= digits_max)?;
        self.0 = rest;
        Some((number.parse().ok()?, width))
    }

    /// Whether one of `words` comes next, which is then read.
    fn take(&mut self, words: &[&str]) -> bool {
        let rest = words.iter().find_map(|word| self.0.strip_prefix(word));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn separator(&mut self) -> Option<&'static str> {
        ["/", "-", "."].into_iter().find(|separator| self.take(&[separator]))
    }

    fn blanks(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    }

    /// The time behind a date as ` HH:MM` or ` HH:MM:SS`; empty when there is none.
    fn time(&mut self) -> Option<String> {
        self.blanks();
        if self.0.is_empty() {
            return Some(String::new());
        }
        let (hour, _) = self.number(2)?;
        let is_chinese = self.take(&["时", "点"]);
        if is_chinese && self.0.is_empty() {
            return Some(format!(" {hour:02}:00"));
        }
        let separators: &[&str] = if is_chinese { &["分"] } else { &[":", "："] };
        if !is_chinese && !self.take(separators) {
            return None;
        }
        let (minute, width) = self.number(2)?;
        // `9:5` may have lost a digit.
        if !is_chinese && width != 2 {
            return None;
        }
        let goes_on = self.take(separators);
        if self.0.is_empty() && goes_on == is_chinese {
            return Some(format!(" {hour:02}:{minute:02}"));
        }
        let (second, width) = self.number(2).filter(|_| goes_on)?;
        let is_closed = if is_chinese { self.take(&["秒"]) } else { width == 2 };
        (is_closed && self.0.is_empty()).then(|| format!(" {hour:02}:{minute:02}:{second:02}"))
    }
}

/// `record` with every date and time in the form of the contract, when one was in another that can be read.
#[must_use]
pub(super) fn respelled(record: &csv::ByteRecord, header: &Header) -> Option<csv::ByteRecord> {
    let mut is_any = false;
    let mut cells: Vec<Vec<u8>> = record.iter().map(<[u8]>::to_vec).collect();
    for (column, cell) in header.table.spec().columns.iter().zip(&header.cell_of_column) {
        let cell = cell.filter(|_| is_time(column)).and_then(|cell| cells.get_mut(cell));
        let Some(cell) = cell else { continue };
        let said = std::str::from_utf8(meant(cell)).map_or(Given::Other, given);
        if let Given::Time(time) = said
            && time.as_bytes() != cell.as_slice()
        {
            is_any = true;
            *cell = time.into_bytes();
        }
    }
    is_any.then(|| csv::ByteRecord::from(cells))
}

/// Whether `reject` says of a cell that it is no date or time, so that it may be one in another form.
pub(super) fn is_about_time(reject: &Reject) -> bool {
    reject.faults().any(|(_, _, reason)| is_no_time(reason))
}

fn is_no_time(reason: &Reason) -> bool {
    matches!(reason, Reason::Date | Reason::Instant(TimeError::Form))
}

/// `reject` of a row of `record`, with its cells as they stand there, and with the advice that a date of which day and
/// month cannot be told apart needs.
#[must_use]
pub(super) fn as_given(reject: Reject, record: &csv::ByteRecord, header: &Header) -> Reject {
    let (source, line) = (reject.source, reject.line);
    let faults = reject.clone().into_faults().into_iter().map(|fault| fault_as_given(fault, record, header));
    Reject::all(source, line, faults.collect()).unwrap_or(reject)
}

fn fault_as_given(fault: Fault, record: &csv::ByteRecord, header: &Header) -> Fault {
    let columns = header.table.spec().columns;
    let found = columns.iter().position(|column| Some(column.name) == fault.column && is_time(column));
    let Some((at, column)) = found.map(|at| (at, &columns[at])) else { return fault };
    let cell = header.cell_of_column[at].and_then(|cell| record.get(cell)).map_or(&[][..], meant);
    let is_ambiguous =
        is_no_time(&fault.reason) && std::str::from_utf8(cell).is_ok_and(|c| given(c) == Given::Ambiguous);
    Fault::cell(column, cell, if is_ambiguous { Reason::DayOrMonth } else { fault.reason })
}

fn is_time(column: &Column) -> bool {
    matches!(column.kind, CellKind::Date | CellKind::Instant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::{Instant, Zone};
    use proptest::prelude::*;

    fn time(text: &str) -> Given {
        Given::Time(text.to_owned())
    }

    #[test]
    fn dates_as_officials_write_them_are_read() {
        for day in [
            "2026/5/4",
            "2026-5-4",
            "2026.5.4",
            "2026/05/04",
            "2026年5月4日",
            "2026年05月04日",
            "2026年5月4号",
        ] {
            assert_eq!(given(day), time("2026-05-04"), "{day}");
        }
        for moment in [
            "2026/05/04 9:00",
            "2026年5月4日9:00",
            "2026年5月4日 9时",
            "2026年5月4日9点0分",
            "2026.5.4　09：00",
        ] {
            assert_eq!(given(moment), time("2026-05-04 09:00"), "{moment}");
        }
        assert_eq!(given("2026-05-04 9:00:00"), time("2026-05-04 09:00:00"));
        assert_eq!(given("2026年5月4日 9时30分"), time("2026-05-04 09:30"));
        assert_eq!(given("2026年5月4日9时30分5秒"), time("2026-05-04 09:30:05"));
    }

    #[test]
    fn what_may_be_two_days_is_not_guessed() {
        for text in ["5/4/2026", "04-05-2026", "4.5.26", "26/5/4", "5/4/2026 9:00"] {
            assert_eq!(given(text), Given::Ambiguous, "{text}");
        }
        for text in [
            "",
            "2026",
            "2026/5",
            "2026年5月",
            "5月4日",
            "2026/5-4",
            "20260504",
            "2026/5/4 9",
            "2026/5/4 9:5",
            "2026/5/4 9:00:",
            "2026年5月4日上午",
            "2026年5月4日 9时30",
            "2026/5/4x",
            "2026-07-01T00:00:00",
            "12345/1/1",
            "2026/123/1",
            "昨天",
        ] {
            assert_eq!(given(text), Given::Other, "{text}");
        }
    }

    /// The spellings of a moment without its seconds, and with them.
    fn spelled(civil: &str) -> (Vec<String>, Vec<String>) {
        let part = |at: std::ops::Range<usize>| civil[at].to_owned();
        let bare = |at: std::ops::Range<usize>| civil[at].trim_start_matches('0').to_owned();
        let (y, m, d) = (part(0..4), bare(5..7), bare(8..10));
        let (minute, second) = (part(14..16), part(17..19));
        let hour = civil[11..13].parse::<u8>().unwrap().to_string();
        let days = [
            format!("{y}/{m}/{d}"),
            format!("{y}.{m}.{d}"),
            format!("{y}-{m}-{d}"),
            format!("{y}年{m}月{d}日"),
            format!("{y}/{}/{}", part(5..7), part(8..10)),
        ];
        let mut whole = Vec::new();
        for day in &days {
            whole.push(format!("{day} {hour}:{minute}:{second}"));
            whole.push(format!("{day} {hour}时{minute}分{second}秒"));
        }
        (days.to_vec(), whole)
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_moment_means_the_moment(seconds in 0i64..4_200_000_000) {
            let zone = Zone::parse("Asia/Shanghai").unwrap();
            let instant = Instant::from_unix(seconds).unwrap();
            let civil = zone.civil(instant);
            let (days, whole) = spelled(&civil);
            for text in whole {
                prop_assert_eq!(given(&text), time(&civil), "{}", text);
            }
            for text in days {
                prop_assert_eq!(given(&text), time(&civil[..10]), "{}", text);
            }
        }

        #[test]
        fn what_is_read_is_in_the_form_of_the_contract_and_stays(text in "[0-9年月日时分 /:.-]{0,24}") {
            if let Given::Time(read) = given(&text) {
                prop_assert_eq!(given(&read), time(&read));
                prop_assert!(matches!(read.len(), 10 | 16 | 19), "{}", read);
            }
        }
    }
}
