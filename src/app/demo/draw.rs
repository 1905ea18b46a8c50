//! Chance for the demonstration world: a small generator of its own, so that a seed means the same world on every
//! platform and in every later version.

/// A SplitMix64 generator (Steele, Lea and Flood, 2014), computed in integers only.
#[derive(Clone, Debug)]
pub struct Draw {
    state: u64,
}

impl Draw {
    /// The generator for one concern of the world of `seed`.
    ///
    /// Each concern (`"places"`, `"staff"`) has a stream of its own, so that drawing once more in one place leaves
    /// the others as they were.
    #[must_use]
    pub fn stream(seed: u64, concern: &str) -> Self {
        // FNV-1a over the name; the generator's own mixing spreads the rest.
        let name = concern
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let mut draw = Self { state: seed ^ name };
        draw.state = draw.word();
        draw
    }

    /// The next 64 bits.
    pub fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to `count - 1`; 0 when `count` is 0.
    pub fn below(&mut self, count: u64) -> u64 {
        let scaled = (u128::from(self.word()) * u128::from(count)) >> 64;
        u64::try_from(scaled).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included; `low` when the two are reversed.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let count = high.saturating_sub(low).saturating_add(1);
        low + i64::try_from(self.below(u64::try_from(count).unwrap_or(0))).unwrap_or(0)
    }

    /// An index into something of `len` items; 0 when it is empty.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// True in `permille` of 1,000 draws.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.below(1_000) < permille
    }

    /// Puts `items` in an order of chance (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    /// The numbers from 0 to `len - 1` in an order of chance.
    pub fn order(&mut self, len: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..len).collect();
        self.shuffle(&mut order);
        order
    }
}

/// Cards dealt without putting them back; shuffled anew when all are dealt.
///
/// After every full round each card has come up exactly as often as it is in the deck, which chance alone would only
/// give on average.
#[derive(Clone, Debug)]
pub struct Deck {
    cards: Vec<usize>,
    left: Vec<usize>,
}

impl Deck {
    /// A deck with card `i` in it `copies[i]` times.
    #[must_use]
    pub fn new(copies: &[usize]) -> Self {
        let cards = (0..).zip(copies).flat_map(|(card, &n)| std::iter::repeat_n(card, n)).collect();
        Self { cards, left: Vec::new() }
    }

    /// Deals a card; 0 from a deck without any.
    pub fn deal(&mut self, draw: &mut Draw) -> usize {
        if self.left.is_empty() {
            self.left.clone_from(&self.cards);
            draw.shuffle(&mut self.left);
        }
        self.left.pop().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_published_generator() {
        // The first outputs for state 1234567, as listed with the reference implementation.
        let mut draw = Draw { state: 1_234_567 };
        let words = [draw.word(), draw.word(), draw.word()];
        assert_eq!(words, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn numbers_stay_in_range_and_reach_both_ends() {
        let mut draw = Draw::stream(7, "test");
        let drawn: Vec<i64> = (0..2_000).map(|_| draw.between(-3, 3)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-3), Some(&3)));
        assert_eq!(draw.below(0), 0);
        assert_eq!(draw.between(5, 4), 5);
    }

    #[test]
    fn a_round_of_a_deck_is_the_deck() {
        let (mut draw, mut deck) = (Draw::stream(7, "test"), Deck::new(&[2, 0, 3]));
        for _ in 0..20 {
            let mut round: Vec<usize> = (0..5).map(|_| deck.deal(&mut draw)).collect();
            round.sort_unstable();
            assert_eq!(round, [0, 0, 2, 2, 2]);
        }
    }

    #[test]
    fn streams_of_one_seed_differ() {
        assert_ne!(Draw::stream(1, "places").word(), Draw::stream(1, "staff").word());
        assert_ne!(Draw::stream(1, "places").word(), Draw::stream(2, "places").word());
    }
}
