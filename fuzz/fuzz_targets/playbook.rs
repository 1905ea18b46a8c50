//! A playbook's text: it loads and can be shown, or every problem has a place in it and words in each language.

#![no_main]

use duban::playbook::{parse, show};
use duban::words::{Lang, Words};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse("mine", text) {
        Ok(playbook) => {
            for lang in Lang::ALL {
                assert!(!show(&playbook, &Words::new(lang)).is_empty());
            }
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            let lines = text.matches('\n').count() + 1;
            let mut last = (1, 1);
            for problem in problems {
                let place = (problem.line, problem.column);
                assert!(last <= place && problem.line <= lines, "{place:?} after {last:?} of {lines} lines");
                last = place;
                for lang in Lang::ALL {
                    assert!(!problem.say(&Words::new(lang)).is_empty());
                }
            }
        }
    }
});
