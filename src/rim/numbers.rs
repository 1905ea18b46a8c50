//! Numbers on the wire, with the digits that the contract promises.

use serde::Serialize;
use serde::ser::{Error as _, Serializer};
use serde_json::value::RawValue;

use crate::detect::quantile::Tenths;

/// Seconds: an integer when whole, else with one digit after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub Tenths);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tenths = self.0.get();
        if tenths % 10 == 0 {
            return serializer.serialize_i64(tenths / 10);
        }
        // The float nearest to a number of so few digits is written with exactly these digits.
        serializer.serialize_f64(tenths as f64 / 10.0)
    }
}

/// Writes `decimal`, a number in digits, as it stands.
pub(super) fn as_number<S: Serializer>(decimal: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let raw: &RawValue = serde_json::from_str(decimal).map_err(S::Error::custom)?;
    raw.serialize(serializer)
}

/// `part / whole` with six digits after the point, a half rounded up.
pub(super) fn rate(part: u64, whole: u64) -> f64 {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    let millionths = (part * 2_000_000 + whole) / (2 * whole);
    millionths as f64 / 1e6
}

/// `p` with six digits that count.
pub(super) fn six_digits(p: f64) -> f64 {
    format!("{p:.5e}").parse().unwrap_or(p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn numbers_have_the_digits_of_the_contract() {
        assert_eq!(json(&Decimal(Tenths::new(340))), "34");
        assert_eq!(json(&Decimal(Tenths::new(239_135))), "23913.5");
        assert_eq!(json(&Decimal(Tenths::new(-5))), "-0.5");
        assert_eq!(json(&Decimal(Tenths::new(42_916_607_999))), "4291660799.9");
        assert_eq!(json(&rate(1, 3)), "0.333333");
        assert_eq!(json(&rate(2, 3)), "0.666667");
        assert_eq!(json(&rate(1, 2_000_000)), "1e-6");
        assert_eq!(json(&rate(7, 7)), "1.0");
        assert_eq!(json(&six_digits(0.012_345_678)), "0.0123457");
        assert_eq!(json(&six_digits(1.234_567_89e-200)), "1.23457e-200");
        let mut bytes = Vec::new();
        as_number("12.500000", &mut serde_json::Serializer::new(&mut bytes)).unwrap();
        assert_eq!(bytes, b"12.500000");
        assert!(as_number("twelve", &mut serde_json::Serializer::new(Vec::new())).is_err());
    }
}
