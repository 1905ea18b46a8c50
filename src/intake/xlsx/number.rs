//! Numbers of a workbook as the text that a table of text would have.
//!
//! Office programs turn what looks like a number or a date into one. Where nothing was lost the text is given back;
//! where something was, or may have been, the cell is refused with advice.

use std::borrow::Cow;

use crate::intake::reject::reason::{Mangled, Reason};
use crate::limits::INTEGER_MAX;
use crate::model::table::CellKind;
use crate::model::time::{Day, TimeError, Zone};

/// What a cell's number format makes of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A number.
    Number,
    /// A date or a time.
    Moment,
    /// A length of time.
    Duration,
}

/// A number of a cell.
#[derive(Clone, Copy, Debug)]
pub struct Number<'f> {
    /// The number as it is stored.
    pub value: f64,
    /// What its format makes of it.
    pub shape: Shape,
    /// Code of its format; empty for the general one.
    pub format: &'f str,
    /// Whether dates count from 1904.
    pub is_1904: bool,
}

/// From here on not every whole number has a place of its own among the numbers of a workbook, which keep 15 digits.
const EXACT_MAX: f64 = 1e15;

/// Days from the first day of dates that count from 1900, as they count after February 1900, and from 1904, to 1970.
const DAYS_1900: i64 = 25_569;
const DAYS_1904: i64 = 24_107;

/// Days from 1970 to 2106: numbers without a date's format are dates only when they lie there.
const DAYS_LIKELY: std::ops::Range<i64> = 0..49_674;

impl Number<'_> {
    /// The number as text for a column of that kind.
    ///
    /// # Errors
    /// The [`Reason`] why it is no such text, or why the text that was written is lost.
    pub fn text(self, kind: CellKind) -> Result<Cow<'static, str>, Reason> {
        match (kind, self.shape) {
            (CellKind::Date, Shape::Number | Shape::Moment) => self.date().ok_or(Reason::Date),
            (CellKind::Instant, Shape::Number | Shape::Moment) => {
                self.instant().ok_or(Reason::Instant(TimeError::Form))
            }
            (CellKind::Date, Shape::Duration) => Err(Reason::Date),
            (CellKind::Instant, Shape::Duration) => Err(Reason::Instant(TimeError::Form)),
            (_, Shape::Moment | Shape::Duration) => Err(Reason::Mangled(Mangled::Date)),
            (CellKind::Id | CellKind::Ref(_), Shape::Number) if self.value.fract() != 0.0 => {
                Err(Reason::Mangled(Mangled::Fraction))
            }
            (CellKind::Integer, Shape::Number) if self.value.fract() != 0.0 => {
                Err(Reason::Integer { max: INTEGER_MAX })
            }
            (_, Shape::Number) => self.digits().ok_or(Reason::Mangled(Mangled::Digits)),
        }
        .map(Cow::Owned)
    }

    /// The number as it is stored, for messages.
    #[must_use]
    pub fn shown(self) -> String {
        match self.shape {
            Shape::Moment => self.moment().map_or_else(|| self.value.to_string(), |(_, text)| text),
            Shape::Number | Shape::Duration => self.value.to_string(),
        }
    }

    /// The digits that were written, as far as the format and the number tell; none when some are lost.
    fn digits(self) -> Option<String> {
        if !self.value.is_finite() || EXACT_MAX <= self.value.abs() {
            return None;
        }
        if let Some(places) = percent_places(self.format) {
            return Some(format!("{:.places$}%", self.value * 100.0));
        }
        if self.value.fract() != 0.0 {
            // Fifteen digits are kept; what stands behind them comes from counting in twos.
            let text = format!("{:.14e}", self.value);
            return text.parse::<f64>().ok().map(|value| value.to_string());
        }
        let width = if is_zeros(self.format) { self.format.len() } else { 0 };
        Some(format!("{:0width$.0}", self.value))
    }

    fn date(self) -> Option<String> {
        let (second, text) = self.moment()?;
        (second == 0).then_some(text)
    }

    fn instant(self) -> Option<String> {
        self.moment().map(|(_, text)| text)
    }

    /// Second of the day, and the moment as text: without a time at the start of a day.
    fn moment(self) -> Option<(i64, String)> {
        // The year 9999 ends before this.
        if !(0.0..2_958_466.0).contains(&self.value) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "less than 2^38, as was just seen")]
        let seconds = (self.value * 86_400.0).round() as i64;
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let days = match (self.is_1904, days) {
            (true, days) => days - DAYS_1904,
            // There was no 29 February 1900, and 0 is no day.
            (false, 0 | 60) => return None,
            (false, ..60) => days - DAYS_1900 + 1,
            (false, _) => days - DAYS_1900,
        };
        if self.shape == Shape::Number && !DAYS_LIKELY.contains(&days) {
            return None;
        }
        let day = Zone::format_day(Day::from_number(i32::try_from(days).ok()?));
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let time =
            if second == 0 { String::new() } else { format!(" {hour:02}:{minute:02}:{:02}", second % 60) };
        Some((second, day + &time))
    }
}

/// Whether `format` fills up with zeros to its own length: `000000`.
fn is_zeros(format: &str) -> bool {
    2 <= format.len() && format.len() <= 15 && format.bytes().all(|b| b == b'0')
}

/// Decimal places of a format in percent: `0%`, `0.00%`.
fn percent_places(format: &str) -> Option<usize> {
    let places = format.strip_suffix('%')?.strip_prefix('0')?;
    let places = places.strip_prefix('.').unwrap_or(places);
    (places.len() <= 10 && places.bytes().all(|b| b == b'0')).then_some(places.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::Table;
    use proptest::prelude::*;

    fn number(value: f64, shape: Shape, format: &'static str) -> Number<'static> {
        Number { value, shape, format, is_1904: false }
    }

    fn text(kind: CellKind, value: f64, format: &'static str) -> Result<String, Reason> {
        number(value, Shape::Number, format).text(kind).map(Cow::into_owned)
    }

    #[test]
    fn codes_come_back_digit_by_digit_or_not_at_all() {
        let lost = |what| Err(Reason::Mangled(what));
        assert_eq!(text(CellKind::Id, 220_101_001_000.0, ""), Ok("220101001000".to_owned()));
        assert_eq!(text(CellKind::Ref(Table::Agencies), 999_999_999_999_999.0, ""), Ok("9".repeat(15)));
        assert_eq!(text(CellKind::Id, 1e15, ""), lost(Mangled::Digits));
        assert_eq!(text(CellKind::Text, 3.7e17, ""), lost(Mangled::Digits));
        assert_eq!(text(CellKind::Id, 12.0, "000000"), Ok("000012".to_owned()));
        assert_eq!(text(CellKind::Id, 1.1, ""), lost(Mangled::Fraction));
        assert_eq!(
            number(45_000.0, Shape::Moment, "m-d").text(CellKind::Id),
            Err(Reason::Mangled(Mangled::Date))
        );
        assert_eq!(number(45_000.0, Shape::Moment, "m-d").shown(), "2023-03-15");
    }

    #[test]
    fn other_numbers_are_written_as_they_are_read() {
        assert_eq!(text(CellKind::Integer, 7.0, ""), Ok("7".to_owned()));
        assert_eq!(text(CellKind::Integer, 7.5, ""), Err(Reason::Integer { max: INTEGER_MAX }));
        assert_eq!(text(CellKind::Text, 0.1 + 0.2, ""), Ok("0.3".to_owned()));
        assert_eq!(text(CellKind::Text, -2.5, "0.00"), Ok("-2.5".to_owned()));
        assert_eq!(text(CellKind::Text, 0.95, "0%"), Ok("95%".to_owned()));
        assert_eq!(text(CellKind::Text, 0.955, "0.00%"), Ok("95.50%".to_owned()));
        assert_eq!(text(CellKind::Text, f64::NAN, ""), Err(Reason::Mangled(Mangled::Digits)));
    }

    #[test]
    fn dates_count_from_1900_or_1904() {
        let moment = |value, is_1904| {
            Number { value, shape: Shape::Moment, format: "", is_1904 }
                .text(CellKind::Instant)
                .map(Cow::into_owned)
        };
        let on = |text: &str| Ok(text.to_owned());
        assert_eq!(moment(46_204.0, false), on("2026-07-01"));
        assert_eq!(moment(44_742.0, true), on("2026-07-01"));
        assert_eq!(moment(46_204.375, false), on("2026-07-01 09:00:00"));
        assert_eq!(moment(46_204.999_999, false), on("2026-07-02"));
        assert_eq!(moment(46_204.000_006, false), on("2026-07-01 00:00:01"));
        assert_eq!((moment(1.0, false), moment(59.0, false)), (on("1900-01-01"), on("1900-02-28")));
        assert_eq!(moment(61.0, false), on("1900-03-01"));
        assert_eq!((moment(0.0, true), moment(2_958_465.0, false)), (on("1904-01-01"), on("9999-12-31")));
        for none in [0.375, 60.0, -1.0, 3e6, f64::INFINITY, f64::NAN] {
            assert_eq!(moment(none, false), Err(Reason::Instant(TimeError::Form)), "{none}");
        }
    }

    #[test]
    fn numbers_without_a_dates_format_are_dates_only_in_likely_years() {
        assert_eq!(text(CellKind::Date, 46_204.0, ""), Ok("2026-07-01".to_owned()));
        for no_date in [2_026.0, 20_260_701.0, 46_204.5] {
            assert_eq!(text(CellKind::Date, no_date, ""), Err(Reason::Date), "{no_date}");
        }
        assert_eq!(number(2_026.0, Shape::Moment, "").text(CellKind::Date).unwrap(), "1905-07-18");
        assert_eq!(number(0.5, Shape::Duration, "[h]:mm").text(CellKind::Date), Err(Reason::Date));
    }

    proptest! {
        #[test]
        fn every_second_comes_back_as_it_was_stored(seconds in 0i64..4_291_660_799) {
            let value = seconds as f64 / 86_400.0 + 25_569.0;
            let text = number(value, Shape::Moment, "").text(CellKind::Instant).unwrap();
            let read = Zone::parse("UTC").unwrap().parse_instant(text.as_bytes()).unwrap();
            prop_assert_eq!(i64::from(read.unix()), seconds);
        }

        #[test]
        fn no_number_panics(value in any::<f64>(), shape in prop::sample::select(vec![Shape::Number, Shape::Moment, Shape::Duration]), format in "[0%.]{0,20}") {
            for kind in [CellKind::Id, CellKind::Text, CellKind::Integer, CellKind::Date, CellKind::Instant, CellKind::Bool] {
                let number = Number { value, shape, format: &format, is_1904: false };
                prop_assert!(number.text(kind).is_err() || value.is_finite());
                prop_assert!(!number.shown().is_empty());
            }
        }
    }
}
