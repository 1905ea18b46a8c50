//! Near matches for an id that nothing has: by id, or by name when what was given looks like one.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::model::id;

/// Most matches that are named.
pub const MATCHES_MAX: usize = 3;

/// What was asked for and was not there.
#[derive(Debug)]
pub struct Wanted<'a> {
    text: &'a str,
    /// Whether it looks like a name: identifiers are of ASCII characters as a rule, names in Chinese are not.
    is_name: bool,
    counts: [u8; 32],
}

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// How far from what was asked for: 0 is the same name.
    distance: usize,
    /// Its id.
    pub id: String,
    /// Its name; may be empty.
    pub name: String,
}

impl<'a> Wanted<'a> {
    /// What was asked for.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let text = text.trim();
        Self { text, is_name: !text.is_ascii(), counts: counts(text) }
    }

    /// The nearest of `candidates` (id, name), the nearest first.
    #[must_use]
    pub fn among<'c, T: Sync>(
        &self,
        candidates: &'c [T],
        of: impl Fn(&'c T) -> Option<(&'c str, &'c str)> + Sync,
    ) -> Vec<Match> {
        let near = candidates.par_iter().filter_map(|candidate| {
            let (id, name) = of(candidate)?;
            self.distance(id, name).map(|distance| (distance, id, name))
        });
        let mut near: Vec<(usize, &str, &str)> = near.collect();
        near.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id::order(a.1, b.1)));
        near.truncate(MATCHES_MAX);
        let owned = |(distance, id, name): (usize, &str, &str)| Match {
            distance,
            id: id.to_owned(),
            name: name.to_owned(),
        };
        near.into_iter().map(owned).collect()
    }

    /// How far `id` and `name` are from it; none when too far to have been meant.
    fn distance(&self, id: &str, name: &str) -> Option<usize> {
        if self.is_name {
            return self.distance_of_name(name).or_else(|| self.distance_of_id(id));
        }
        self.distance_of_id(id)
    }

    fn distance_of_name(&self, name: &str) -> Option<usize> {
        if name.is_empty() {
            return None;
        }
        if name.contains(self.text) {
            return Some(name.chars().count() - self.text.chars().count());
        }
        let distance = strsim::osa_distance(name, self.text);
        // Half of a short name may be wrong, but something of it must be right.
        (2 * distance <= self.text.chars().count()).then_some(4 + distance)
    }

    fn distance_of_id(&self, id: &str) -> Option<usize> {
        let distance_max = 1 + self.text.chars().count() / 5;
        if 3 <= self.text.len() && id.len() != self.text.len() && id.starts_with(self.text) {
            return Some(1 + distance_max);
        }
        // Among single bytes most are refused without measuring.
        let is_far =
            || distance_max < id.len().abs_diff(self.text.len()) || 2 * distance_max < self.differing(id);
        if !self.is_name && id.is_ascii() && is_far() {
            return None;
        }
        let distance = strsim::osa_distance(id, self.text);
        (distance <= distance_max).then_some(distance)
    }

    /// How many bytes of both are not matched by one of the other: each step of a distance changes at most two.
    fn differing(&self, id: &str) -> usize {
        let other = counts(id);
        self.counts.iter().zip(other).map(|(&a, b)| usize::from(a.abs_diff(b))).sum()
    }
}

/// How often each byte stands in `text`, by its lower five bits.
fn counts(text: &str) -> [u8; 32] {
    let mut counts = [0u8; 32];
    for byte in text.bytes() {
        let slot = &mut counts[usize::from(byte & 31)];
        *slot = slot.saturating_add(1);
    }
    counts
}

/// The nearest of both lists.
#[must_use]
pub fn merged(mut all: Vec<Match>, more: Vec<Match>) -> Vec<Match> {
    all.extend(more);
    all.sort_by(order);
    all.truncate(MATCHES_MAX);
    all
}

fn order(a: &Match, b: &Match) -> Ordering {
    a.distance.cmp(&b.distance).then_with(|| id::order(&a.id, &b.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLACES: [(&str, &str); 5] = [
        ("220102001001", "甲村村委会"),
        ("220102001002", "乙村村委会"),
        ("220102001", "新春街道"),
        ("LJ2025-00004", ""),
        ("9", "局"),
    ];

    fn near(text: &str) -> Vec<String> {
        let matches = Wanted::new(text).among(&PLACES, |&(id, name)| Some((id, name)));
        matches.into_iter().map(|m| m.id).collect()
    }

    #[test]
    fn typing_errors_short_codes_and_names_are_understood() {
        assert_eq!(near("220102001011"), ["220102001001", "220102001002", "220102001"]);
        assert_eq!(near("220102000101")[0], "220102001001", "two figures in each other's place");
        assert_eq!(near("22010200"), ["220102001", "220102001001", "220102001002"]);
        assert_eq!(near("LJ2025-0004"), ["LJ2025-00004"]);
        assert_eq!(near("甲村"), ["220102001001"]);
        assert_eq!(near("丙村村委会"), ["220102001001", "220102001002"]);
        assert!(near("330000000000").is_empty());
        assert!(near("").len() <= 1);
    }

    proptest! {
        #[test]
        fn the_quick_refusal_never_refuses_what_is_near(id in "[0-9a-z]{1,14}", text in "[0-9a-z]{1,14}") {
            let wanted = Wanted::new(&text);
            let distance = strsim::osa_distance(&id, &text);
            prop_assert!(wanted.differing(&id) <= 2 * distance);
            if distance <= 1 + text.len() / 5 {
                prop_assert!(wanted.distance(&id, "").is_some());
            }
        }
    }
}
