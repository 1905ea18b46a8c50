//! Exact fractions that are not negative: 128 bits while they suffice, unbounded after that.

use std::cmp::Ordering;

use num_rational::BigRational;

/// A fraction that is not negative.
#[derive(Clone, Debug)]
pub struct Fraction(Form);

#[derive(Clone, Debug)]
enum Form {
    /// Numerator and denominator, not reduced.
    Small(u128, u128),
    /// Where those do not suffice.
    Big(Box<BigRational>),
}

impl Fraction {
    /// Nothing.
    #[must_use]
    pub fn zero() -> Self {
        Self(Form::Small(0, 1))
    }

    /// Adds `numerator / denominator`; a denominator of 0 counts as 1.
    pub fn add(&mut self, numerator: u64, denominator: u64) {
        let (more, parts) = (u128::from(numerator), u128::from(denominator.max(1)));
        self.0 = match &self.0 {
            Form::Small(numer, denom) => match added(*numer, *denom, more, parts) {
                Some((numer, denom)) => Form::Small(numer, denom),
                None => Form::Big(Box::new(self.big() + BigRational::new(more.into(), parts.into()))),
            },
            Form::Big(sum) => Form::Big(Box::new(&**sum + BigRational::new(more.into(), parts.into()))),
        };
    }

    /// How it compares with the whole number `whole`.
    #[must_use]
    pub fn cmp_whole(&self, whole: u32) -> Ordering {
        match &self.0 {
            Form::Small(numer, denom) => match denom.checked_mul(u128::from(whole)) {
                Some(other) => numer.cmp(&other),
                None => self.big().cmp(&BigRational::from_integer(whole.into())),
            },
            Form::Big(sum) => (**sum).cmp(&BigRational::from_integer(whole.into())),
        }
    }

    /// How its excess over `whole` compares with the excess of `other` over `other_whole`.
    #[must_use]
    pub fn cmp_excess(&self, whole: u32, other: &Self, other_whole: u32) -> Ordering {
        if let (Form::Small(a, b), Form::Small(c, d)) = (&self.0, &other.0) {
            let products = || {
                let left = a
                    .checked_mul(*d)?
                    .checked_add(u128::from(other_whole).checked_mul(b.checked_mul(*d)?)?)?;
                let right =
                    c.checked_mul(*b)?.checked_add(u128::from(whole).checked_mul(b.checked_mul(*d)?)?)?;
                Some((left, right))
            };
            if let Some((left, right)) = products() {
                return left.cmp(&right);
            }
        }
        let excess = |f: &Self, whole: u32| f.big() - BigRational::from_integer(whole.into());
        excess(self, whole).cmp(&excess(other, other_whole))
    }

    /// The fraction with exactly six digits after the point, a half rounded up.
    #[must_use]
    pub fn to_decimal(&self) -> String {
        let millionths = self.millionths();
        let padded = format!("{millionths:0>7}");
        let (whole, decimals) = padded.split_at(padded.len() - 6);
        format!("{whole}.{decimals}")
    }

    fn millionths(&self) -> String {
        if let Form::Small(numer, denom) = &self.0 {
            let doubled =
                || numer.checked_mul(2_000_000)?.checked_add(*denom)?.checked_div(denom.checked_mul(2)?);
            if let Some(millionths) = doubled() {
                return millionths.to_string();
            }
        }
        let half = BigRational::new(1.into(), 2.into());
        (self.big() * BigRational::from_integer(1_000_000.into()) + half).to_integer().to_string()
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Form::Small(numer, denom) => BigRational::new((*numer).into(), (*denom).into()),
            Form::Big(sum) => (**sum).clone(),
        }
    }
}

/// The sum over the least common denominator, if it fits.
fn added(numer: u128, denom: u128, more: u128, parts: u128) -> Option<(u128, u128)> {
    if denom == parts {
        return Some((numer.checked_add(more)?, denom));
    }
    let common = denom.checked_mul(parts / gcd(denom, parts))?;
    let sum = numer.checked_mul(common / denom)?.checked_add(more.checked_mul(common / parts)?)?;
    Some((sum, common))
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp_excess(0, other, 0) == Ordering::Equal
    }
}

impl Eq for Fraction {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(parts: &[(u64, u64)]) -> Fraction {
        let mut sum = Fraction::zero();
        parts.iter().for_each(|&(numerator, denominator)| sum.add(numerator, denominator));
        sum
    }

    #[test]
    fn thirds_add_up_and_halves_round_up() {
        assert_eq!(sum(&[(1, 3), (2, 3)]).cmp_whole(1), Ordering::Equal);
        assert_eq!(sum(&[(1, 3)]).to_decimal(), "0.333333");
        assert_eq!(sum(&[(2, 3), (7, 1)]).to_decimal(), "7.666667");
        assert_eq!(sum(&[(1, 2_000_000)]).to_decimal(), "0.000001");
        assert_eq!(sum(&[(9_999_999, 10_000_000)]).to_decimal(), "1.000000");
        assert_eq!(Fraction::zero().to_decimal(), "0.000000");
    }

    #[test]
    fn denominators_beyond_128_bits_stay_exact() {
        let primes = [18446744073709551557, 18446744073709551533, 18446744073709551521];
        let mut parts: Vec<(u64, u64)> = primes.iter().map(|&p| (1, p)).collect();
        parts.extend(primes.iter().map(|&p| (p - 1, p)));
        let total = sum(&parts);
        assert!(matches!(total.0, Form::Big(_)));
        assert_eq!(total.cmp_whole(3), Ordering::Equal);
        assert_eq!(total.to_decimal(), "3.000000");
        assert_eq!(total, sum(&[(3, 1)]));
        let more = sum(&[(1, primes[0]), (1, primes[1]), (1, primes[2]), (3, 1)]);
        assert_eq!(more.cmp_excess(3, &total, 3), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn small_and_big_agree(a in prop::collection::vec((0u64..1000, 1u64..50), 0..20), b in prop::collection::vec((0u64..1000, 1u64..50), 0..20), whole in 0u32..100) {
            let big = |parts: &[(u64, u64)]| parts.iter().fold(BigRational::from_integer(0.into()), |sum, &(n, d)| sum + BigRational::new(n.into(), d.into()));
            let (x, y) = (sum(&a), sum(&b));
            prop_assert_eq!(x.big(), big(&a));
            prop_assert_eq!(x.cmp_whole(whole), big(&a).cmp(&BigRational::from_integer(whole.into())));
            prop_assert_eq!(x.cmp_excess(whole, &y, 3), (big(&a) - BigRational::from_integer(whole.into())).cmp(&(big(&b) - BigRational::from_integer(3.into()))));
            let forced = Fraction(Form::Big(Box::new(x.big())));
            prop_assert_eq!(forced.to_decimal(), x.to_decimal());
        }
    }
}
