//! Phrases made of numbers: durations, dates, rates and lists, alike wherever they appear.

use std::fmt::Display;

use crate::model::time::{Day, Instant, Zone};

use super::{Arg, Words};

/// `number` with a comma between every three digits of its whole part: `1234567.5` becomes `1,234,567.5`.
///
/// Takes anything that is written as a number: an integer, or the text of an exact decimal. The digits after the
/// point and a leading sign stay as they are; what is not a number stays as it is altogether.
#[must_use]
pub fn thousands(number: impl Display) -> String {
    let text = number.to_string();
    let (sign, unsigned) = text.split_at(usize::from(text.starts_with(['-', '+'])));
    let whole_len = unsigned.find('.').unwrap_or(unsigned.len());
    let (whole, rest) = unsigned.split_at(whole_len);
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return text;
    }
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3);
    grouped.push_str(sign);
    for (at, digit) in whole.char_indices() {
        if 0 < at && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(rest);
    grouped
}

const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 60 * MINUTE_S;
const DAY_S: u64 = 24 * HOUR_S;

impl Words {
    /// `duration_s` seconds in words, in its two largest units; what is smaller is cut off: `3天5小时`, `3 d 5 h`.
    #[must_use]
    pub fn duration(&self, duration_s: u64) -> String {
        let (days, hours) = (duration_s / DAY_S, duration_s % DAY_S / HOUR_S);
        let (minutes, seconds) = (duration_s % HOUR_S / MINUTE_S, duration_s % MINUTE_S);
        match (days, hours, minutes) {
            (0, 0, 0) => self.say_with("duration-seconds", &[("s", Arg::from(seconds))]),
            (0, 0, m) => self.say_with("duration-minutes", &[("m", Arg::from(m)), ("s", Arg::from(seconds))]),
            (0, h, m) => self.say_with("duration-hours", &[("h", Arg::from(h)), ("m", Arg::from(m))]),
            (d, h, _) => self.say_with("duration-days", &[("d", Arg::from(d)), ("h", Arg::from(h))]),
        }
    }

    /// `day` in words: `2026年7月1日`, `1 July 2026`. Empty for the ends of open intervals.
    #[must_use]
    pub fn date(&self, day: Day) -> String {
        let text = Zone::format_day(day);
        let part = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse::<u32>().ok());
        match (part(0, 4), part(5, 7), part(8, 10)) {
            (Some(year), Some(month), Some(day)) => self.say_with(
                "date",
                &[("year", Arg::from(year)), ("month", Arg::from(month)), ("day", Arg::from(day))],
            ),
            _ => text,
        }
    }

    /// `day` in words with its day of the week: `2026年7月1日（星期三）`, `Wednesday, 1 July 2026`.
    #[must_use]
    pub fn date_with_weekday(&self, day: Day) -> String {
        // 1970-01-01 was a Thursday, the fourth day of the week.
        let number = (i64::from(day.number()) + 3).rem_euclid(7) + 1;
        let date = self.date(day);
        let number = Arg::from(u64::try_from(number).unwrap_or(1));
        self.say_with("date-with-weekday", &[("date", Arg::from(&date)), ("weekday", number)])
    }

    /// `instant` in `zone`, date in words and time to the minute: `2026年7月1日 09:30`.
    #[must_use]
    pub fn moment(&self, zone: &Zone, instant: Instant) -> String {
        let date = self.date(zone.day(instant));
        let civil = zone.civil(instant);
        self.say_with(
            "moment",
            &[("date", Arg::from(&date)), ("time", Arg::from(civil.get(11..16).unwrap_or("")))],
        )
    }

    /// `part` of `whole` in percent with one digit, half rounded up: `37.5%`; `–` of nothing.
    #[must_use]
    pub fn percent(&self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return "–".to_owned();
        }
        let (part, whole) = (u128::from(part), u128::from(whole));
        let permille = (2 * part * 1000 + whole) / (2 * whole);
        format!("{}.{}%", permille / 10, permille % 10)
    }

    /// `items` one after another: `甲、乙`, `a, b`.
    #[must_use]
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        let separator = self.say("list-separator");
        items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(separator.trim_matches('"'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn durations_show_their_two_largest_units() {
        let (zh, en) = (Words::new(Lang::Zh), Words::new(Lang::En));
        let cases = [
            (0, "0秒", "0 s"),
            (59, "59秒", "59 s"),
            (60, "1分钟", "1 min"),
            (125, "2分5秒", "2 min 5 s"),
            (3_600, "1小时", "1 h"),
            (5 * 3_600 + 30 * 60 + 59, "5小时30分", "5 h 30 min"),
            (86_400, "1天", "1 d"),
            (3 * 86_400 + 5 * 3_600 + 3_599, "3天5小时", "3 d 5 h"),
            (4_000_000_000, "46296天7小时", "46296 d 7 h"),
        ];
        for (duration_s, in_zh, in_en) in cases {
            assert_eq!(zh.duration(duration_s), in_zh);
            assert_eq!(en.duration(duration_s), in_en);
        }
    }

    #[test]
    fn dates_are_written_out_with_the_right_weekday() {
        let (zh, en) = (Words::new(Lang::Zh), Words::new(Lang::En));
        let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
        assert_eq!(zh.date_with_weekday(day("2026-07-01")), "2026年7月1日（星期三）");
        assert_eq!(en.date_with_weekday(day("2026-07-01")), "Wednesday, 1 July 2026");
        assert_eq!(en.date_with_weekday(day("1969-12-28")), "Sunday, 28 December 1969");
        assert_eq!(zh.date_with_weekday(day("1970-01-05")), "1970年1月5日（星期一）");
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let late_utc = zone.parse_instant(b"2026-06-30T16:05:59Z").unwrap();
        assert_eq!(zh.moment(&zone, late_utc), "2026年7月1日 00:05");
        assert_eq!(en.moment(&zone, late_utc), "1 July 2026, 00:05");
    }

    #[test]
    fn percentages_are_rounded_from_whole_numbers() {
        let words = Words::new(Lang::Zh);
        assert_eq!(words.percent(3, 8), "37.5%");
        assert_eq!(words.percent(1, 2000), "0.1%");
        assert_eq!(words.percent(1, 2001), "0.0%");
        assert_eq!(words.percent(u64::MAX, u64::MAX), "100.0%");
        assert_eq!(words.percent(1, 0), "–");
    }

    #[test]
    fn lists_use_the_separator_of_the_language() {
        assert_eq!(Words::new(Lang::Zh).list(&["甲", "乙"]), "甲、乙");
        assert_eq!(Words::new(Lang::En).list(&["a", "b"]), "a, b");
        assert_eq!(Words::new(Lang::En).list::<&str>(&[]), "");
    }
}
