//! A probability as text, so that a notice in the ledger says the same for ever.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A probability with six significant digits: `0.0123457`, `1.23457e-8`, `0`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Probability(String);

/// A text that is no probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a probability; write a number from 0 to 1 with six significant digits")]
pub struct NotProbability;

/// Below this exponent of ten a probability is written with one.
const PLAIN_EXPONENT_MIN: i32 = -4;

/// Below this a probability is only said to be below it.
const READABLE_MIN: f64 = 1e-300;

impl Probability {
    /// The probability `p`; what lies outside 0 to 1 is taken as the nearer end, and no number as 1: no evidence.
    #[must_use]
    pub fn new(p: f64) -> Self {
        let p = if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
        if p == 0.0 {
            return Self("0".to_owned());
        }
        let text = format!("{p:.5e}");
        match exponent(&text) {
            // Rounded once, to the digits shown: the plain form of the same six digits.
            Some(e) if PLAIN_EXPONENT_MIN <= e => {
                let decimals = usize::try_from(5 - e).unwrap_or(5);
                Self(format!("{p:.decimals$}"))
            }
            _ => Self(text),
        }
    }

    /// The text that the ledger holds.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For readers: three significant digits, powers of ten written out: `0.0123`, `1.23 × 10⁻⁸`.
    ///
    /// None below 1e-300, where the machine's numbers end: it is 0, or may be smaller than it is said to be.
    #[must_use]
    pub fn for_readers(&self) -> Option<String> {
        let p: f64 = self.0.parse().ok().filter(|p| READABLE_MIN <= *p)?;
        let text = format!("{p:.2e}");
        let e = exponent(&text)?;
        if PLAIN_EXPONENT_MIN <= e {
            let decimals = usize::try_from(2 - e).unwrap_or(2);
            return Some(format!("{p:.decimals$}"));
        }
        let mantissa = text.split('e').next().unwrap_or("");
        Some(format!("{mantissa} × 10{}", superscript(e)))
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Probability {
    type Error = NotProbability;

    fn try_from(text: String) -> Result<Self, NotProbability> {
        let p: f64 = text.parse().map_err(|_| NotProbability)?;
        let probability = Self::new(p);
        if probability.0 == text { Ok(probability) } else { Err(NotProbability) }
    }
}

impl From<Probability> for String {
    fn from(probability: Probability) -> Self {
        probability.0
    }
}

fn exponent(text: &str) -> Option<i32> {
    text.split_once('e')?.1.parse().ok()
}

fn superscript(number: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |c: char| c.to_digit(10).map_or('⁻', |d| DIGITS[d as usize]);
    number.to_string().chars().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn six_digits_are_kept_and_three_are_shown() {
        let cases = [
            (1.0, "1.00000", "1.00"),
            (0.5, "0.500000", "0.500"),
            (0.012_345_678, "0.0123457", "0.0123"),
            (0.000_1, "0.000100000", "0.000100"),
            (0.000_099_999_99, "0.000100000", "0.000100"),
            (1.234_567_8e-8, "1.23457e-8", "1.23 × 10⁻⁸"),
            (1.004e-300, "1.00400e-300", "1.00 × 10⁻³⁰⁰"),
        ];
        for (p, kept, shown) in cases {
            let probability = Probability::new(p);
            assert_eq!((probability.as_str(), probability.for_readers().as_deref()), (kept, Some(shown)));
        }
        assert_eq!((Probability::new(0.0).as_str(), Probability::new(-0.0).for_readers()), ("0", None));
        for p in [9.999e-301, f64::MIN_POSITIVE] {
            assert_eq!(Probability::new(p).for_readers(), None);
        }
        assert_eq!(Probability::new(f64::NAN).as_str(), "1.00000");
        assert_eq!(Probability::new(7.0).as_str(), "1.00000");
        for wrong in ["", "1.5", "0.5", "-0.500000", "nan", "1.23456789e-8", "inf"] {
            assert_eq!(Probability::try_from(wrong.to_owned()), Err(NotProbability), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(p in prop_oneof![0.0f64..=1.0, (0.0f64..1.0).prop_map(|p| p.powi(200)), any::<f64>()]) {
            let probability = Probability::new(p);
            prop_assert_eq!(Probability::try_from(probability.as_str().to_owned()), Ok(probability.clone()));
            let significant = probability.as_str().split('e').next().unwrap().trim_start_matches(['0', '.']).replace('.', "");
            prop_assert!(significant.is_empty() || significant.len() == 6, "{}", probability);
        }
    }
}
