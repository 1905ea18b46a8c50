//! Numbers and lengths of time as people write them.

use std::fmt::Display;

use crate::words::phrases;

/// `number` with a comma between every three digits of its whole part: `1234567.5` becomes `1,234,567.5`.
#[must_use]
pub fn thousands(number: impl Display) -> String {
    phrases::thousands(number)
}

/// Words for lengths of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DurationWords {
    /// After a number of days.
    pub day: &'static str,
    /// After a number of hours.
    pub hour: &'static str,
    /// After a number of minutes.
    pub minute: &'static str,
    /// After a number of seconds.
    pub second: &'static str,
    /// Between the two parts.
    pub gap: &'static str,
}

impl DurationWords {
    /// Chinese: `3天5小时`.
    pub const ZH: Self = Self { day: "天", hour: "小时", minute: "分", second: "秒", gap: "" };
    /// English: `3 d 5 h`.
    pub const EN: Self = Self { day: " d", hour: " h", minute: " min", second: " s", gap: " " };

    /// `seconds` in the two greatest units that it fills, the rest cut off; a second part of 0 is left out.
    #[must_use]
    pub fn duration(&self, seconds: u64) -> String {
        let units = [(86_400, self.day), (3_600, self.hour), (60, self.minute), (1, self.second)];
        let first = units.iter().position(|(length_s, _)| *length_s <= seconds).unwrap_or(3);
        let (length_s, word) = units[first];
        let mut text = format!("{}{word}", thousands(seconds / length_s));
        if let Some((next_s, next_word)) = units.get(first + 1) {
            let count = seconds % length_s / next_s;
            if 0 < count {
                text.push_str(&format!("{}{count}{next_word}", self.gap));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_stand_in_threes() {
        let cases = [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567", "-1,234,567"),
            ("123456.78901", "123,456.78901"),
            ("-", "-"),
            ("", ""),
            ("n/a", "n/a"),
            ("1e400000", "1e400000"),
            ("一千", "一千"),
        ];
        for (text, expected) in cases {
            assert_eq!(thousands(text), expected);
        }
        assert_eq!(thousands(18_446_744_073_709_551_615_u64), "18,446,744,073,709,551,615");
    }

    #[test]
    fn two_units_say_enough() {
        let cases = [
            (0, "0秒", "0 s"),
            (59, "59秒", "59 s"),
            (60, "1分", "1 min"),
            (3_599, "59分59秒", "59 min 59 s"),
            (3_605, "1小时", "1 h"),
            (277_200, "3天5小时", "3 d 5 h"),
            (259_200, "3天", "3 d"),
            (259_259, "3天", "3 d"),
            (86_400 * 1_234, "1,234天", "1,234 d"),
        ];
        for (seconds, zh, en) in cases {
            assert_eq!(DurationWords::ZH.duration(seconds), zh);
            assert_eq!(DurationWords::EN.duration(seconds), en);
        }
    }

    proptest! {
        #[test]
        fn grouping_only_adds_commas(number: i64) {
            prop_assert_eq!(thousands(number).replace(',', ""), number.to_string());
        }
    }
}
