//! The upper tail of the binomial distribution, with full relative accuracy far into it.
//!
//! The mass at one point is computed by the saddle-point expansion of C. Loader ("Fast and accurate computation of
//! binomial probabilities", 2000), which loses no digits to cancellation, and the tail is summed outwards from
//! there, the terms falling. The regularised incomplete beta function of `statrs` would be shorter, but it stops
//! after 140 terms of its continued fraction whether or not they suffice, which they do not for units with tens of
//! thousands of handoffs.

/// P(X >= k) for X binomial with `n` trials of probability `p`.
///
/// 1 when `k` is 0; 0 when `k` exceeds `n` or `p` is 0, and in no other case: a chance too small for a normal number
/// of the machine is given as the smallest one, 2.2e-308. `p` lies between 0 and 1.
pub(super) fn upper_tail(n: u32, k: u32, p: f64) -> f64 {
    match k {
        0 => 1.0,
        _ if n < k || p <= 0.0 => 0.0,
        _ if 1.0 <= p => 1.0,
        _ if f64::from(n) * p < f64::from(k) => sum_up(n, k, p).clamp(f64::MIN_POSITIVE, 1.0),
        _ => (1.0 - sum_down(n, k - 1, p)).max(0.0),
    }
}

/// P(X >= k), for `k` above the mean, where each term is less than the one before.
fn sum_up(n: u32, k: u32, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    let (mut term, mut sum, mut at) = (1.0, 1.0, k);
    while at < n {
        term *= f64::from(n - at) / f64::from(at + 1) * odds;
        at += 1;
        if sum + term == sum {
            break;
        }
        sum += term;
    }
    mass(n, k, p) * sum
}

/// P(X <= k), for `k` below the mean, summed downwards.
fn sum_down(n: u32, k: u32, p: f64) -> f64 {
    let odds = (1.0 - p) / p;
    let (mut term, mut sum, mut at) = (1.0, 1.0, k);
    while 0 < at {
        term *= f64::from(at) / f64::from(n - at + 1) * odds;
        at -= 1;
        if sum + term == sum {
            break;
        }
        sum += term;
    }
    mass(n, k, p) * sum
}

/// P(X = k), for `p` strictly between 0 and 1.
fn mass(n: u32, k: u32, p: f64) -> f64 {
    let (trials, hits, misses) = (f64::from(n), f64::from(k), f64::from(n - k));
    if k == 0 {
        return (trials * (-p).ln_1p()).exp();
    }
    if k == n {
        return (trials * p.ln()).exp();
    }
    let log = stirling_error(n)
        - stirling_error(k)
        - stirling_error(n - k)
        - deviance(hits, trials * p)
        - deviance(misses, trials * (1.0 - p));
    log.exp() * (trials / (std::f64::consts::TAU * hits * misses)).sqrt()
}

/// ln(n!) less Stirling's formula for it.
fn stirling_error(n: u32) -> f64 {
    let x = f64::from(n);
    if n <= 15 {
        let factorial: f64 = (1..=n).map(f64::from).product();
        return factorial.ln() - (0.5 * (std::f64::consts::TAU * x).ln() + x * x.ln() - x);
    }
    let square = x * x;
    let series = 1.0 / 1680.0 - 1.0 / (1188.0 * square);
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - series / square) / square) / square) / x
}

/// x ln(x / mean) + mean - x, by a series where its terms would cancel.
fn deviance(x: f64, mean: f64) -> f64 {
    if 0.1 * (x + mean) <= (x - mean).abs() {
        return x * (x / mean).ln() + mean - x;
    }
    let ratio = (x - mean) / (x + mean);
    let mut sum = (x - mean) * ratio;
    let mut power = 2.0 * x * ratio;
    for odd in 1..1000u32 {
        power *= ratio * ratio;
        let next = sum + power / f64::from(2 * odd + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn close(found: f64, expected: f64, tolerance: f64) -> bool {
        (found - expected).abs() <= tolerance * expected.abs()
    }

    #[test]
    fn ends_are_exact() {
        assert_eq!(upper_tail(10, 0, 0.3), 1.0);
        assert_eq!(upper_tail(10, 11, 0.3), 0.0);
        assert_eq!((upper_tail(10, 3, 0.0), upper_tail(10, 0, 0.0)), (0.0, 1.0));
        assert_eq!(upper_tail(10, 10, 1.0), 1.0);
        assert_eq!(upper_tail(0, 0, 0.5), 1.0);
    }

    #[test]
    fn what_is_possible_is_never_impossible() {
        assert_eq!(upper_tail(1100, 1100, 0.5), f64::MIN_POSITIVE, "2^-1100 is about 1e-331");
        assert_eq!(upper_tail(40_000, 30_000, 0.01), f64::MIN_POSITIVE);
        assert!(f64::MIN_POSITIVE < upper_tail(1000, 1000, 0.5));
    }

    #[test]
    fn known_values() {
        assert!(close(upper_tail(10, 8, 0.5), 56.0 / 1024.0, 1e-14));
        assert!(close(upper_tail(3, 1, 0.5), 0.875, 1e-14));
        assert!(close(upper_tail(1000, 1000, 0.5), 2f64.powi(-1000), 1e-12), "about 1e-301");
        assert!(close(upper_tail(997, 997, 0.5), 2f64.powi(-997), 1e-12));
        let last_two = 1001.0 * 2f64.powi(-1000);
        assert!(close(upper_tail(1000, 999, 0.5), last_two, 1e-12));
    }

    #[test]
    fn many_trials_agree_with_the_normal_law() {
        let (n, p) = (4_000_000u32, 0.25);
        let found = upper_tail(n, 1_000_000, p);
        assert!((found - 0.5).abs() < 4e-4, "{found}");
        let three_sigma = upper_tail(n, 1_000_000 + 2_598, p);
        assert!((three_sigma - 0.001_35).abs() < 2e-5, "{three_sigma}");
    }

    /// The tail by exact fractions; `p` is `part / 1024`, which a float holds exactly.
    fn exact(n: u32, k: u32, part: u32) -> f64 {
        let odds = BigRational::new(part.into(), (1024 - part).into());
        let miss = BigRational::new((1024 - part).into(), 1024.into());
        let mut term = (0..n).fold(BigRational::from_integer(1.into()), |product, _| product * miss.clone());
        let mut tail = BigRational::from_integer(0.into());
        for at in 0..=n {
            if k <= at {
                tail += term.clone();
            }
            term = term * odds.clone() * BigRational::new((n - at).into(), (at + 1).into());
        }
        // The quotient in floats: both are shortened by the same power of ten first.
        let scale = |digits: String| {
            (i32::try_from(digits.len()).unwrap(), format!("0.{digits}").parse::<f64>().unwrap())
        };
        let ((long, numer), (wide, denom)) =
            (scale(tail.numer().to_string()), scale(tail.denom().to_string()));
        numer / denom * 10f64.powi(long - wide)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn tails_agree_with_exact_fractions(n in 1u32..60, k in 0u32..60, part in 1u32..1024) {
            let (found, expected) = (upper_tail(n, k.min(n), f64::from(part) / 1024.0), exact(n, k.min(n), part));
            prop_assert!(close(found, expected, 1e-11), "{found} {expected}");
        }

        #[test]
        fn tails_agree_with_the_beta_function(n in 1u32..400, k in 1u32..400, p in 0.001f64..0.999) {
            let k = k.min(n);
            let beta = statrs::function::beta::beta_reg(f64::from(k), f64::from(n - k) + 1.0, p);
            let found = upper_tail(n, k, p);
            prop_assert!(close(found, beta, 1e-9) || (found - beta).abs() < 1e-12, "{found} {beta}");
        }

        #[test]
        fn tails_fall_as_more_is_asked(n in 1u32..3000, p in 0.0f64..=1.0) {
            let tails: Vec<f64> = (0..=n + 1).step_by(1 + n as usize / 50).map(|k| upper_tail(n, k, p)).collect();
            prop_assert!(tails.windows(2).all(|pair| pair[1] <= pair[0] + 1e-15), "{tails:?}");
        }
    }
}
