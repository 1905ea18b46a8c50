//! The master key: 256 bits in a file of its own, outside the data directory.

use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::cipher::{KEY_BYTES, Key, random};
use super::error::VaultError;
use crate::store::segment::disk::{DiskError, OsDisk, create_whole, is_private};
use crate::store::segment::files::read_part;

/// First line of the file.
const VERSION_LINE: &str = "duban master key v1";
/// More than the file ever has.
const FILE_BYTES_MAX: usize = 256;

/// The key that wraps all others. Whoever has it and the data directory can read every sealed field; without it
/// nobody can.
#[derive(Clone)]
pub struct MasterKey(Key);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

impl MasterKey {
    /// Makes a key and writes it to `path`, readable by its owner only. A file that is there is never overwritten.
    ///
    /// # Errors
    /// [`VaultError::Exists`] when there is a file already, else when it cannot be written.
    pub fn create(path: &Path) -> Result<Self, VaultError> {
        let mut key = Key::default();
        random(key.as_mut_slice())?;
        let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES_MAX));
        text.push_str(VERSION_LINE);
        text.push('\n');
        STANDARD.encode_string(key.as_slice(), &mut text);
        text.push('\n');
        match create_whole(&OsDisk, path, text.as_bytes(), true) {
            Err(DiskError { source, .. }) if source.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(VaultError::Exists { file: path.to_owned() })
            }
            created => created.map(|()| Self(key)).map_err(VaultError::from),
        }
    }

    /// Reads the key in `path`.
    ///
    /// # Errors
    /// [`VaultError::MasterExposed`] when others can read it, [`VaultError::MasterForm`] when it is not a master key.
    pub fn load(path: &Path) -> Result<Self, VaultError> {
        let form = || VaultError::MasterForm { file: path.to_owned() };
        let bytes = Zeroizing::new(read_part(path, 0, FILE_BYTES_MAX)?);
        if !is_private(path)? {
            return Err(VaultError::MasterExposed { file: path.to_owned() });
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| form())?;
        let (version, base64) = text.split_once('\n').ok_or_else(form)?;
        if version.trim_end() != VERSION_LINE {
            return Err(form());
        }
        let decoded = Zeroizing::new(STANDARD.decode(base64.trim_end()).map_err(|_| form())?);
        let mut key = Key::default();
        if decoded.len() != KEY_BYTES {
            return Err(form());
        }
        key.copy_from_slice(&decoded);
        Ok(Self(key))
    }

    pub(super) fn key(&self) -> &Key {
        &self.0
    }
}
