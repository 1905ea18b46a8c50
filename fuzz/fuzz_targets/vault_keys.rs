//! The vault's key file and sealed texts that were changed: what opens is what was sealed, all else is an error, and a
//! key that is made later still works.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use duban::model::subject::{Subject, SubjectKind};
use duban::model::table::{Table, parties};
use duban::vault::master::MasterKey;
use duban::vault::{Vault, key_file};
use duban_fuzz::{edits, folder};
use libfuzzer_sys::fuzz_target;

const PLAIN: &str = "张三，电话 13800000000";
/// Bytes of a stored slot, its checksum included.
const SLOT_BYTES: usize = 92;

struct Original {
    place: PathBuf,
    master: MasterKey,
    keys: Vec<u8>,
    sealed: Vec<(Subject, String)>,
}

static ORIGINAL: LazyLock<Original> = LazyLock::new(|| {
    let place = folder("vault");
    let master = MasterKey::create(&place.join("master")).expect("a key can be made");
    let mut vault = Vault::create(&place, &master).expect("a vault can be made");
    let cases = ["7", "8", "9", "10"].map(|id| Subject::new(SubjectKind::Case, id));
    let seal = |case: Subject| {
        let text = vault.seal(&case, Table::Parties, parties::NAME, PLAIN).expect("a cell can be sealed");
        (case, text)
    };
    let sealed = cases.into_iter().map(seal).collect();
    vault.flush().expect("keys can be written");
    let keys = fs::read(key_file(&place)).expect("there are keys");
    Original { place, master, keys, sealed }
});

fuzz_target!(init: LazyLock::force(&ORIGINAL), |script: &[u8]| {
    let Some((&mode, script)) = script.split_first() else { return };
    let original = &*ORIGINAL;
    // File 0 are the keys, the others the sealed texts.
    let mut files = vec![original.keys.clone()];
    files.extend(original.sealed.iter().map(|(_, text)| text.clone().into_bytes()));
    if mode & 2 == 2 {
        files[0] = script.to_vec();
    } else {
        edits::apply(&mut files, script);
    }
    if mode & 1 == 1 {
        for slot in files[0].chunks_exact_mut(SLOT_BYTES) {
            let (content, checksum) = slot.split_at_mut(SLOT_BYTES - 4);
            checksum.copy_from_slice(&crc32c::crc32c(content).to_le_bytes());
        }
    }
    fs::write(key_file(&original.place), &files[0]).expect("a file can be written");
    let Ok(mut vault) = Vault::open(&original.place, Some(original.master.clone())) else { return };
    let unseal = |vault: &Vault, case: &Subject, text: &str| {
        vault.unseal(case, Table::Parties, parties::NAME, text).ok().map(|plain| plain.as_str().to_owned())
    };
    let read = |vault: &Vault| -> Vec<Option<String>> {
        let texts = files[1..].iter().map(|text| String::from_utf8_lossy(text).into_owned());
        texts.zip(&original.sealed).map(|(text, (case, _))| unseal(vault, case, &text)).collect()
    };
    let before = read(&vault);
    assert!(before.iter().flatten().all(|plain| plain == PLAIN), "another text than was sealed: {before:?}");
    let newcomer = Subject::new(SubjectKind::Case, "11");
    let Ok(text) = vault.seal(&newcomer, Table::Parties, parties::NAME, PLAIN) else { return };
    vault.flush().expect("keys can be written");
    let vault = Vault::open(&original.place, Some(original.master.clone())).expect("the vault opens again");
    assert_eq!(unseal(&vault, &newcomer, &text).as_deref(), Some(PLAIN), "a key that was made is lost");
    assert_eq!(read(&vault), before, "keys that were there are lost");
});
