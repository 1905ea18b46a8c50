//! Exact values, and decimals of a few places for people.

use std::fmt;

use num_rational::Ratio;

/// A value before it is rounded.
pub type Exact = Ratio<i128>;

/// A decimal with a fixed number of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// The number times ten to the power of its places.
    digits: i128,
    places: u32,
}

impl Rounded {
    /// `exact` with `places` (0 to 4), a half rounded away from zero, as is taught (四舍五入).
    ///
    /// ```
    /// use duban::figures::value::{Exact, Rounded};
    /// assert_eq!(Rounded::of(Exact::new(199, 2), 0).to_string(), "100");
    /// assert_eq!(Rounded::of(Exact::new(994, 10), 2).to_string(), "99.40");
    /// ```
    #[must_use]
    pub fn of(exact: Exact, places: u32) -> Self {
        Self { digits: (exact * power(places)).round().to_integer(), places }
    }

    /// A number as a place published it: `254`, `99.30`, `-18`. None for what is no such number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (-1, unsigned),
            None => (1, text),
        };
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 15;
        if whole.is_empty() || !is_number(whole) || !is_number(decimals) || unsigned.ends_with('.') {
            return None;
        }
        let digits: i128 = format!("{whole}{decimals}").parse().ok()?;
        Some(Self { digits: sign * digits, places: u32::try_from(decimals.len()).ok()? })
    }

    /// How many places it has.
    #[must_use]
    pub fn places(&self) -> u32 {
        self.places
    }

    /// The number that it is.
    #[must_use]
    pub fn exact(&self) -> Exact {
        Ratio::new(self.digits, power(self.places))
    }
}

impl fmt::Display for Rounded {
    /// Digits with a point before the places; never an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let (whole, rest) = (self.digits.abs() / power(self.places), self.digits.abs() % power(self.places));
        match self.places as usize {
            0 => write!(f, "{sign}{whole}"),
            places => write!(f, "{sign}{whole}.{rest:0places$}"),
        }
    }
}

fn power(places: u32) -> i128 {
    10i128.pow(places.min(15))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rounded(part: i128, whole: i128, places: u32) -> String {
        Rounded::of(Ratio::new(part, whole), places).to_string()
    }

    #[test]
    fn a_half_goes_away_from_zero_and_last_zeros_stay() {
        assert_eq!(rounded(5, 1000, 2), "0.01");
        assert_eq!(rounded(4_999, 1_000_000, 2), "0.00");
        assert_eq!(rounded(-5, 1000, 2), "-0.01");
        assert_eq!(rounded(-185, 10, 0), "-19");
        assert_eq!(rounded(185, 10, 0), "19");
        assert_eq!(rounded(-1, 1000, 2), "0.00", "no nought below nought");
        assert_eq!(rounded(997, 10, 2), "99.70");
        assert_eq!(rounded(301, 90, 2), "3.34");
    }

    #[test]
    fn what_was_published_is_read_as_it_was_written() {
        for text in ["254", "99.30", "-18", "0.0001", "900000"] {
            assert_eq!(Rounded::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Rounded::parse(" 007.50 ").unwrap().to_string(), "7.50");
        for text in ["", "-", ".5", "5.", "1e3", "+5", "--5", "5,000", "1.2.3", "９"] {
            assert_eq!(Rounded::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_rounded_number_is_the_nearest_of_its_places(part in -1_000_000i128..1_000_000, whole in 1i128..10_000, places in 0u32..5) {
            let exact = Ratio::new(part, whole);
            let rounded = Rounded::of(exact, places);
            let off = rounded.exact() - exact;
            let half = Ratio::new(1, 2 * power(places));
            prop_assert!(-half <= off && off <= half);
            // Where two are as near, it is the one farther from zero.
            if off == half || off == -half {
                prop_assert_eq!(off < Ratio::from_integer(0), part < 0);
            }
            prop_assert_eq!(Rounded::parse(&rounded.to_string()), Some(rounded));
        }
    }
}
