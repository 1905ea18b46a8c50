//! Sealing one text: XChaCha20-Poly1305, bound to the place where the text stands.

use std::cell::RefCell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, Zeroizing};

use super::CORRECTION_BASIS;
use super::error::VaultError;
use crate::model::subject::Subject;
use crate::model::table::Table;

/// What every sealed text begins with.
pub const PREFIX: &str = "sealed:v1:";
/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;
/// Bytes of a nonce.
pub(super) const NONCE_BYTES: usize = 24;
/// Bytes of an authentication tag.
pub(super) const TAG_BYTES: usize = 16;
/// Plaintexts are padded to a multiple of this, so that lengths tell little.
const PAD_BYTES: usize = 32;
/// Nonces asked of the operating system in one call.
const NONCES_A_CALL: usize = 64;

/// A key in memory; wiped when dropped.
pub(super) type Key = Zeroizing<[u8; KEY_BYTES]>;

/// Where a sealed text stands; it cannot be unsealed anywhere else.
pub(super) struct Place<'a> {
    subject: &'a Subject,
    table: &'static str,
    column: &'static str,
    /// Subject, table and column as the cipher's associated data. Neither a table's nor a column's name holds a zero
    /// byte, so that no two places have the same.
    associated: Vec<u8>,
}

impl<'a> Place<'a> {
    /// The place of a cell.
    pub(super) fn new(subject: &'a Subject, table: Table, column: usize) -> Result<Self, VaultError> {
        let name = match table.spec().columns.get(column) {
            Some(column) => column.name,
            None if column == CORRECTION_BASIS => "correction:basis",
            None => return Err(VaultError::Column { table, column }),
        };
        Ok(Self::named(subject, table.name(), name))
    }

    /// The place of free text about a notice; no table has that name.
    pub(super) fn of_notice(subject: &'a Subject, field: &'static str) -> Self {
        Self::named(subject, "notice", field)
    }

    fn named(subject: &'a Subject, table: &'static str, name: &'static str) -> Self {
        let mut associated = Vec::with_capacity(96);
        for part in ["duban sealed v1\0", subject.kind.name(), ":", &subject.key, "\0", table, "\0", name] {
            associated.extend_from_slice(part.as_bytes());
        }
        Self { subject, table, column: name, associated }
    }

    fn not_sealed(&self) -> VaultError {
        VaultError::NotSealed { subject: self.subject.to_string(), table: self.table, column: self.column }
    }

    fn forged(&self) -> VaultError {
        VaultError::Forged { subject: self.subject.to_string(), table: self.table, column: self.column }
    }
}

/// Fills `bytes` with random ones.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|source| VaultError::Random { source })
}

/// A nonce that is used once. They are drawn in bulk, since a call to the operating system costs as much as sealing.
fn nonce() -> Result<[u8; NONCE_BYTES], VaultError> {
    thread_local! {
        static DRAWN: RefCell<Vec<[u8; NONCE_BYTES]>> = const { RefCell::new(Vec::new()) };
    }
    DRAWN.with_borrow_mut(|drawn| {
        if let Some(nonce) = drawn.pop() {
            return Ok(nonce);
        }
        let mut fresh = vec![[0u8; NONCE_BYTES]; NONCES_A_CALL];
        random(fresh.as_flattened_mut())?;
        let nonce = fresh.pop().ok_or(VaultError::Cipher)?;
        *drawn = fresh;
        Ok(nonce)
    })
}

/// Encrypts `buffer` in place and returns its tag.
pub(super) fn encrypt(
    key: &[u8; KEY_BYTES],
    nonce: &[u8; NONCE_BYTES],
    associated: &[u8],
    buffer: &mut [u8],
) -> Result<[u8; TAG_BYTES], VaultError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let tag = cipher.encrypt_inout_detached(&XNonce::from(*nonce), associated, buffer.into());
    tag.map(Into::into).map_err(|_| VaultError::Cipher)
}

/// Decrypts `buffer` in place; none when it, its tag or the associated data is not what was encrypted.
pub(super) fn decrypt(
    key: &[u8; KEY_BYTES],
    nonce: &[u8; NONCE_BYTES],
    associated: &[u8],
    buffer: &mut [u8],
    tag: &[u8; TAG_BYTES],
) -> Option<()> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let (nonce, tag) = (XNonce::from(*nonce), Tag::from(*tag));
    cipher.decrypt_inout_detached(&nonce, associated, buffer.into(), &tag).ok()
}

/// Seals `plain` for `place`: nonce, ciphertext and tag in base64 behind [`PREFIX`].
pub(super) fn seal(key: &Key, place: &Place<'_>, plain: &str) -> Result<String, VaultError> {
    let nonce = nonce()?;
    let padded = (plain.len() + 1).next_multiple_of(PAD_BYTES);
    // Of its final size at once: growing would leave a copy of the plaintext behind.
    let mut bytes = Vec::with_capacity(NONCE_BYTES + padded + TAG_BYTES);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(plain.as_bytes());
    // One set bit marks the end of the text, as in ISO/IEC 7816-4.
    bytes.push(0x80);
    bytes.resize(NONCE_BYTES + padded, 0);
    let tag = encrypt(key, &nonce, &place.associated, &mut bytes[NONCE_BYTES..]);
    if tag.is_err() {
        bytes.zeroize();
    }
    bytes.extend_from_slice(&tag?);
    let mut text = String::with_capacity(PREFIX.len() + bytes.len().div_ceil(3) * 4);
    text.push_str(PREFIX);
    STANDARD.encode_string(&bytes, &mut text);
    Ok(text)
}

/// The text that was sealed for `place`.
pub(super) fn unseal(key: &Key, place: &Place<'_>, sealed: &str) -> Result<Zeroizing<String>, VaultError> {
    let base64 = sealed.strip_prefix(PREFIX).ok_or_else(|| place.not_sealed())?;
    let bytes = STANDARD.decode(base64).map_err(|_| place.not_sealed())?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(|| place.not_sealed())?;
    let (padded, tag) = rest.split_last_chunk::<TAG_BYTES>().ok_or_else(|| place.not_sealed())?;
    let mut plain = Zeroizing::new(padded.to_vec());
    decrypt(key, nonce, &place.associated, &mut plain, tag).ok_or_else(|| place.forged())?;
    let end = plain.iter().rposition(|&byte| byte != 0).filter(|&end| plain[end] == 0x80);
    plain.truncate(end.ok_or_else(|| place.forged())?);
    match String::from_utf8(std::mem::take(&mut *plain)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(place.forged())
        }
    }
}
