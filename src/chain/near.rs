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
        let length = self.text.chars().count();
        // One character stands in too many names.
        if name == self.text || 2 <= length && name.contains(self.text) {
            return Some(name.chars().count() - length);
        }
        let distance = strsim::osa_distance(name, self.text);
        (3 * distance <= length).then_some(4 + distance)
    }

    fn distance_of_id(&self, id: &str) -> Option<usize> {
        let distance_max = self.distance_of_id_max();
        let left = id.len().saturating_sub(self.text.len());
        let is_beginning = 0 < left && 3 * left <= id.len() && id.starts_with(self.text);
        if is_beginning && distance_max < left {
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

    /// The distance beyond which an id was not meant: two steps and more in a long one, and never more than a third of
    /// what was asked for.
    fn distance_of_id_max(&self) -> usize {
        let length = self.text.chars().count();
        (1 + length / 5).min(length / 3)
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
    fn one_character_too_few_at_the_end_is_as_near_as_anywhere() {
        let ids = ["990101103202", "990101103220", "990101101202", "9901011032"];
        let near = Wanted::new("99010110322").among(&ids, |id| Some((id, "")));
        let near: Vec<&str> = near.iter().map(|near| near.id.as_str()).collect();
        assert_eq!(near, ["9901011032", "990101103202", "990101103220"]);
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
        for far in ["", "8", "2201", "LJ2", "XX2025-99999", "220", "丁镇村民委员会", "甲乙"] {
            assert!(near(far).is_empty(), "{far}: {:?}", near(far));
        }
        assert_eq!(near("九局"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn the_quick_refusal_never_refuses_what_is_near(id in "[0-9a-z]{1,14}", text in "[0-9a-z]{1,14}") {
            let wanted = Wanted::new(&text);
            let distance = strsim::osa_distance(&id, &text);
            prop_assert!(wanted.differing(&id) <= 2 * distance);
            if distance <= wanted.distance_of_id_max() {
                prop_assert!(wanted.distance(&id, "").is_some());
            }
        }
    }
}
