//! Whatever a row can say has words.

use super::*;
use crate::words::{Lang, Words};

#[test]
fn every_key_reason_and_limit_has_words_in_every_language() {
    let units = [Unit::CalendarDay, Unit::WorkingDay, Unit::Hour, Unit::WorkingHour];
    let limits = units.map(|unit| {
        let fact = Fact::limit(Terms::new(unit, 1));
        let Fact::Limit(1, unit) = fact else { return format!("{fact:?}") };
        format!("rule-limit-{unit}")
    });
    let keys = Key::ALL.iter().map(|key| format!("rule-fact-{}", key.name()));
    let whys = Why::ALL.iter().map(|why| format!("rule-why-{}", why.name()));
    let needs = ["assignments", "members", "agencies", "links"].map(|what| format!("rule-needs-{what}"));
    for name in keys.chain(whys).chain(limits).chain(needs) {
        for lang in Lang::ALL {
            assert_ne!(Words::new(lang).say(&name), name, "{}", lang.code());
        }
    }
}
