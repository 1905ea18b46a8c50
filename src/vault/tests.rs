//! Tests of sealing, keys and the master key.

use std::path::PathBuf;

use proptest::prelude::*;
use tempfile::TempDir;

use super::error::VaultError;
use super::master::MasterKey;
use super::{CORRECTION_BASIS, PlainCell, Vault, is_sealed, key_file};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, handoffs, parties};

const SECRET: &str = "张三，电话 13800000000";

struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn master_file(&self) -> PathBuf {
        self.dir.path().join("master")
    }

    fn create(&self) -> Vault {
        Vault::create(&self.data(), &MasterKey::create(&self.master_file()).unwrap()).unwrap()
    }

    fn open(&self) -> Result<Vault, VaultError> {
        Vault::open(&self.data(), Some(MasterKey::load(&self.master_file())?))
    }

    fn keys(&self) -> Vec<u8> {
        std::fs::read(key_file(&self.data())).unwrap()
    }
}

fn case(key: &str) -> Subject {
    Subject::new(SubjectKind::Case, key)
}

#[test]
fn a_sealed_name_opens_in_its_place_and_nowhere_else() {
    let place = Place::new();
    let mut vault = place.create();
    let sealed = vault.seal(&case("7"), Table::Parties, parties::NAME, SECRET).unwrap();
    vault.ensure_keys(&[case("8")]).unwrap();
    vault.flush().unwrap();
    let vault = place.open().unwrap();
    assert!(is_sealed(&sealed) && !is_sealed(SECRET));
    let unseal = |subject: &Subject, table, column, text: &str| vault.unseal(subject, table, column, text);
    assert_eq!(*unseal(&case("7"), Table::Parties, parties::NAME, &sealed).unwrap(), SECRET);
    assert!(vault.same(&case("7"), Table::Parties, parties::NAME, &sealed, SECRET).unwrap());
    assert!(!vault.same(&case("7"), Table::Parties, parties::NAME, &sealed, "李四").unwrap());
    for (subject, table, column) in [
        (case("8"), Table::Parties, parties::NAME),
        (case("7"), Table::Parties, parties::CONTACT),
        (case("7"), Table::CaseEvents, parties::NAME),
        (case("7"), Table::Parties, CORRECTION_BASIS),
    ] {
        let error = unseal(&subject, table, column, &sealed).unwrap_err();
        assert!(matches!(error, VaultError::Forged { .. }), "{error}");
    }
    let error = unseal(&case("9"), Table::Parties, parties::NAME, &sealed).unwrap_err();
    assert!(matches!(error, VaultError::NoKey { .. }), "{error}");
    let error = unseal(&case("7"), Table::Parties, 99, &sealed).unwrap_err();
    assert!(matches!(error, VaultError::Column { column: 99, .. }), "{error}");
    for text in ["", "plain", "sealed:v1:", "sealed:v1:AAAA", "sealed:v1:!", "sealed:v2:AAAA"] {
        let error = unseal(&case("7"), Table::Parties, parties::NAME, text).unwrap_err();
        assert!(matches!(error, VaultError::NotSealed { .. }), "{text}: {error}");
    }
}

#[test]
fn neither_files_nor_errors_nor_debug_show_the_plaintext() {
    let place = Place::new();
    let mut vault = place.create();
    let mut sealed = vault.seal(&case("7"), Table::Parties, parties::NAME, SECRET).unwrap();
    vault.flush().unwrap();
    let shown = format!("{vault:?} {sealed} {:?}", MasterKey::load(&place.master_file()).unwrap());
    assert!(!shown.contains(SECRET) && !shown.contains("13800000000"));
    assert!(!place.keys().windows(11).any(|w| w == b"13800000000"));
    sealed.insert(20, 'A');
    let error = vault.unseal(&case("7"), Table::Parties, parties::NAME, &sealed).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("13800000000"));
    // Nor does the length: 1 and 31 bytes seal to the same, 32 to more.
    let length =
        |vault: &mut Vault, plain: &str| vault.seal(&case("7"), Table::Parties, 2, plain).unwrap().len();
    let lengths = [1, 31, 32].map(|n| length(&mut vault, &"x".repeat(n)));
    assert!(lengths[0] == lengths[1] && lengths[1] < lengths[2], "{lengths:?}");
}

#[test]
fn sealing_twice_gives_two_texts_and_sealing_many_gives_them_in_order() {
    let place = Place::new();
    let mut vault = place.create();
    let cases: Vec<Subject> = (0..300).map(|n| case(&n.to_string())).collect();
    assert_eq!(vault.ensure_keys(&cases).unwrap(), 300);
    assert_eq!(vault.ensure_keys(&cases).unwrap(), 0);
    let twice: Vec<Subject> = [case("a"), case("b"), case("a")].into();
    assert_eq!(vault.ensure_keys(&twice).unwrap(), 2);
    let (table, column) = (Table::Handoffs, handoffs::ACTION);
    let cells: Vec<PlainCell<'_>> =
        cases.iter().map(|subject| PlainCell { subject, table, column, plain: &subject.key }).collect();
    let (once, again) = (vault.seal_all(&cells).unwrap(), vault.seal_all(&cells).unwrap());
    vault.flush().unwrap();
    assert_eq!(place.keys().len(), 303 * 92);
    let vault = place.open().unwrap();
    for (subject, (a, b)) in cases.iter().zip(once.iter().zip(&again)) {
        assert_ne!(a, b);
        for text in [a, b] {
            assert_eq!(*vault.unseal(subject, table, column, text).unwrap(), *subject.key);
        }
    }
    let none = PlainCell { subject: &case("none"), ..cells[0] };
    assert!(matches!(vault.seal_all(&[none]), Err(VaultError::NoKey { .. })));
}

#[test]
fn the_master_key_is_told_apart_when_wrong_missing_exposed_or_malformed() {
    let place = Place::new();
    let mut vault = place.create();
    let sealed = vault.seal(&case("7"), Table::Parties, parties::NAME, SECRET).unwrap();
    vault.flush().unwrap();
    let other = MasterKey::create(&place.dir.path().join("other")).unwrap();
    assert!(matches!(Vault::open(&place.data(), Some(other)), Err(VaultError::WrongMaster { .. })));
    let mut blind = Vault::open(&place.data(), None).unwrap();
    let unsealed = blind.unseal(&case("7"), Table::Parties, parties::NAME, &sealed);
    assert!(matches!(unsealed, Err(VaultError::MasterMissing { .. })));
    let sealed = blind.seal(&case("7"), Table::Parties, parties::NAME, SECRET);
    assert!(matches!(sealed, Err(VaultError::MasterMissing { .. })));
    assert!(matches!(MasterKey::create(&place.master_file()), Err(VaultError::Exists { .. })));
    assert!(place.open().is_ok());
    let master = MasterKey::load(&place.master_file()).unwrap();
    assert!(matches!(Vault::create(&place.data(), &master), Err(VaultError::Exists { .. })));
    let absent = Vault::open(place.dir.path(), None).unwrap_err();
    assert!(matches!(absent, VaultError::Absent { .. }));
    let text = std::fs::read_to_string(place.master_file()).unwrap();
    assert!(text.starts_with("duban master key v1\n") && text.len() == 20 + 45, "{}", text.len());
    for malformed in
        ["", "duban master key v1\n", "duban master key v2\nAAAA\n", "duban master key v1\nAAAA\n"]
    {
        std::fs::write(place.master_file(), malformed).unwrap();
        let error = MasterKey::load(&place.master_file()).unwrap_err();
        assert!(matches!(error, VaultError::MasterForm { .. }), "{malformed}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_master_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let file = place.master_file();
    MasterKey::create(&file).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    assert!(matches!(MasterKey::load(&file), Err(VaultError::MasterExposed { .. })));
}

#[test]
fn every_damaged_byte_of_the_key_file_is_noticed_and_a_torn_slot_is_cut() {
    let place = Place::new();
    let mut vault = place.create();
    let sealed = vault.seal(&case("7"), Table::Parties, parties::NAME, SECRET).unwrap();
    vault.flush().unwrap();
    let whole = place.keys();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        std::fs::write(key_file(&place.data()), &damaged).unwrap();
        let Ok(mut vault) = place.open() else {
            assert!(at < 92, "byte {at}");
            continue;
        };
        let error = vault.unseal(&case("7"), Table::Parties, parties::NAME, &sealed).unwrap_err();
        assert!(matches!(error, VaultError::SlotDamaged { slot: 1, .. }), "byte {at}: {error}");
        // A new key for the same case would hide that the old one is lost.
        let error = vault.ensure_keys(&[case("7")]).unwrap_err();
        assert!(matches!(error, VaultError::SlotDamaged { slot: 1, .. }), "byte {at}: {error}");
    }
    for length in 92..whole.len() {
        std::fs::write(key_file(&place.data()), &whole[..length]).unwrap();
        let mut vault = place.open().unwrap();
        let again = vault.seal(&case("8"), Table::Parties, parties::NAME, SECRET).unwrap();
        vault.flush().unwrap();
        let vault = place.open().unwrap();
        assert_eq!(*vault.unseal(&case("8"), Table::Parties, parties::NAME, &again).unwrap(), SECRET);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_text_comes_back(plain in any::<String>(), length in 0usize..200, at in any::<prop::sample::Index>()) {
        let place = Place::new();
        let mut vault = place.create();
        let plain = format!("{plain}{}", "\u{80}\0x".repeat(length / 3));
        let sealed = vault.seal(&case("7"), Table::Cases, 9, &plain).unwrap();
        let unsealed = vault.unseal(&case("7"), Table::Cases, 9, &sealed).unwrap();
        prop_assert_eq!(unsealed.as_str(), &plain);
        let mut forged = sealed.clone().into_bytes();
        let at = 10 + at.index(forged.len() - 10);
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        prop_assert!(vault.unseal(&case("7"), Table::Cases, 9, &forged).is_err());
    }
}
