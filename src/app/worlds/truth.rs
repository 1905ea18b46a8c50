//! What was planted in a world, and what a sweep must find for it.

use serde::Serialize;

use crate::playbook::Text;

/// All that was planted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Each thing that a sweep must find, in the order of planting.
    pub planted: Vec<Planted>,
}

/// One thing that a sweep must find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Planted {
    /// The behaviour that was broken for it.
    pub behaviour: Text,
    /// The detector that finds it.
    pub detector: String,
    /// What it finds: of rules the rule, the kind of subject, its id and why it is broken; of clocks the clock and the
    /// case; else ids, of uncovered villages with the reason.
    pub item: String,
}

impl Truth {
    /// Adds what `detector` must find.
    pub fn expect(&mut self, behaviour: &Text, detector: &str, item: String) {
        let planted = Planted { behaviour: behaviour.clone(), detector: detector.to_owned(), item };
        self.planted.push(planted);
    }
}
