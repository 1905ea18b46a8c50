//! A notice's document: it is refused, or it is read, written back equal, and can be shown in every form.

#![no_main]

use duban::notice::{Format, Notice, render};
use duban::words::{Lang, Words};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return };
    let Ok(notice) = Notice::from_document(&document) else { return };
    let written = notice.to_document().expect("a notice is a document");
    let again = Notice::from_document(&written).expect("a written notice is read");
    assert_eq!(again.to_document().expect("a notice is a document"), written);
    for lang in Lang::ALL {
        for format in [Format::Markdown, Format::Html] {
            assert!(!render(&notice, &Words::new(lang), format).is_empty());
        }
    }
});
