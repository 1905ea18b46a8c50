//! Errors of sealed fields and their keys in the reader's language.

use super::below;
use crate::vault::error::VaultError;
use crate::words::Words;

pub(super) fn error(error: &VaultError, words: Words) -> String {
    let in_file = |key: &str, file: &std::path::Path| {
        words.say_with(key, &[("path", (&file.display().to_string()).into())])
    };
    match error {
        VaultError::Absent { file } => in_file("vault-absent", file),
        VaultError::Exists { file } => in_file("vault-exists", file),
        VaultError::NotAVault { file } => in_file("vault-not-a-vault", file),
        VaultError::WrongMaster { file } => in_file("vault-wrong-master", file),
        VaultError::MasterMissing { file } => in_file("vault-master-missing", file),
        VaultError::MasterForm { file } => in_file("vault-master-form", file),
        VaultError::MasterExposed { file } => in_file("vault-master-exposed", file),
        VaultError::SlotDamaged { file, slot } => {
            let path = file.display().to_string();
            words.say_with("vault-slot-damaged", &[("path", (&path).into()), ("slot", (*slot).into())])
        }
        VaultError::NoKey { file, subject } => {
            let path = file.display().to_string();
            words.say_with("vault-no-key", &[("path", (&path).into()), ("subject", subject.into())])
        }
        VaultError::Column { table, .. } => words.say_with("vault-column", &[("table", table.name().into())]),
        VaultError::NotSealed { subject, table, column } => {
            let args =
                [("subject", subject.into()), ("table", (*table).into()), ("column", (*column).into())];
            words.say_with("vault-not-sealed", &args)
        }
        VaultError::Forged { subject, table, column } => {
            let args =
                [("subject", subject.into()), ("table", (*table).into()), ("column", (*column).into())];
            words.say_with("vault-forged", &args)
        }
        VaultError::Cipher => words.say("vault-cipher"),
        VaultError::Random { .. } => words.say("error-random"),
        VaultError::Disk(error) => below::disk(error, words),
    }
}
