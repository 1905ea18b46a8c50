//! Places for what goes on for a while: so many in all, and so many for each who asks, so that nobody takes them all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::problem::{Code, Problem};
use crate::words::{Arg, Words};

/// Places that are taken and given back.
#[derive(Debug)]
pub struct Places {
    /// How many there are.
    all: usize,
    /// How many of them one who asks may have.
    each: usize,
    taken: Mutex<BTreeMap<String, usize>>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// Whoever asks has as many as this already.
    Each(usize),
    /// All of them are taken: this many.
    All(usize),
}

/// A place; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    who: String,
}

impl Places {
    /// `all` places, of which one who asks may have `each`.
    #[must_use]
    pub fn new(all: usize, each: usize) -> Arc<Self> {
        Arc::new(Self { all, each, taken: Mutex::default() })
    }

    /// A place for `who`; for whoever is not known there is no limit but that of all.
    ///
    /// # Errors
    /// [`Full`] when there is none.
    pub fn take(self: &Arc<Self>, who: Option<&str>) -> Result<Place, Full> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = who.and_then(|who| taken.get(who)).copied().unwrap_or(0);
        if who.is_some() && self.each <= own {
            return Err(Full::Each(self.each));
        }
        if self.all <= taken.values().sum::<usize>() {
            return Err(Full::All(self.all));
        }
        let who = who.unwrap_or_default().to_owned();
        *taken.entry(who.clone()).or_default() += 1;
        Ok(Place { places: Arc::clone(self), who })
    }

    /// How many are taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

impl Full {
    /// What a client is told, who may come again after `retry_s` seconds.
    #[must_use]
    pub fn problem(self, retry_s: u32, words: &Words) -> Problem {
        let (key, max) = match self {
            Self::Each(max) => ("problem-too-many-own-detail", max),
            Self::All(max) => ("problem-too-many-all-detail", max),
        };
        let detail = words.say_with(key, &[("max", Arg::Number(max as u64))]);
        Problem::new(Code::TooMany, words).with_detail(detail).with("limit", max.into()).after(retry_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_all_places_and_they_come_back() {
        let places = Places::new(3, 2);
        let (a, b) = (places.take(Some("a")).unwrap(), places.take(Some("a")).unwrap());
        assert_eq!(places.take(Some("a")).unwrap_err(), Full::Each(2));
        let other = places.take(Some("b")).unwrap();
        assert_eq!(places.take(Some("b")).unwrap_err(), Full::All(3));
        drop(a);
        assert_eq!(places.taken(), 2);
        let unknown = places.take(None).unwrap();
        drop((b, other, unknown));
        assert_eq!(places.taken(), 0);
        let held: Vec<Place> = (0..3).map(|_| places.take(None).unwrap()).collect();
        assert_eq!(places.take(None).unwrap_err(), Full::All(3), "{}", held.len());
    }
}
