//! The key file: one slot a subject, holding its key wrapped by the master key.
//!
//! A slot is 16 bytes of the subject's `Uuid`, a nonce of 24, and the wrapped key of 48. The first slot has a fixed
//! name instead of a `Uuid`; that its key can be unwrapped shows that the master key is the right one.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hashbrown::HashMap;
use rayon::prelude::*;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::{KEY_BYTES, Key, NONCE_BYTES, TAG_BYTES, decrypt, encrypt, random};
use super::error::VaultError;
use super::master::MasterKey;
use crate::model::subject::Subject;
use crate::store::segment::disk::{Disk, DiskError};
use crate::store::segment::slots::{SLOT_BYTES, Slot, SlotFile, Stored};

/// Name of the first slot.
const FIRST_SLOT: Uuid = Uuid::from_bytes(*b"duban vault  v1\0");
const NAME_BYTES: usize = 16;
const WRAP_LABEL: &[u8] = b"duban key slot v1\0";
/// Keys remembered unwrapped: rows of one case mostly follow each other.
const REMEMBERED: usize = 1024;
/// Keys wrapped by one task.
const TASK_KEYS: usize = 256;

const _: () = assert!(NAME_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES == SLOT_BYTES);

/// Where each subject's slot is.
#[derive(Default)]
struct Index {
    slots: HashMap<Uuid, u64>,
    /// The first damaged slot.
    damaged: Option<u64>,
}

/// The subjects that have a key.
pub struct Owners<'v>(&'v Index);

impl fmt::Debug for Owners<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Owners").field(&self.0.slots.len()).finish()
    }
}

impl Owners<'_> {
    /// Whether `subject` has a key in a slot that is whole.
    #[must_use]
    pub fn include(&self, subject: &Subject) -> bool {
        self.0.slots.contains_key(&subject.uuid())
    }
}

type Remembered = Mutex<Option<(Uuid, Key)>>;

/// The keys of a vault.
pub(super) struct KeyRing {
    file: SlotFile,
    master: Option<MasterKey>,
    /// Read when the first key is asked for.
    index: OnceLock<Index>,
    /// Slots that are not in the file yet; they follow its last one.
    pending: Vec<Slot>,
    remembered: Vec<Remembered>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("file", &self.file.path()).finish_non_exhaustive()
    }
}

impl KeyRing {
    pub(super) fn create(path: &Path, disk: Arc<dyn Disk>, master: &MasterKey) -> Result<Self, VaultError> {
        let first = new_slot(master, FIRST_SLOT)?;
        let file = SlotFile::create(path, disk, &first)?;
        Ok(Self::new(file, Some(master.clone())))
    }

    pub(super) fn open(
        path: &Path,
        disk: Arc<dyn Disk>,
        master: Option<MasterKey>,
    ) -> Result<Self, VaultError> {
        let file = match SlotFile::open(path, disk) {
            Err(DiskError { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(VaultError::Absent { file: path.to_owned() });
            }
            opened => opened?,
        };
        let first = match file.get(0)? {
            Stored::Whole(slot) if slot.starts_with(FIRST_SLOT.as_bytes()) => slot,
            Stored::Whole(_) | Stored::Unwritten | Stored::Damaged => {
                return Err(VaultError::NotAVault { file: path.to_owned() });
            }
        };
        if let Some(master) = &master
            && unwrap(master, &first).is_none()
        {
            return Err(VaultError::WrongMaster { file: path.to_owned() });
        }
        Ok(Self::new(file, master))
    }

    fn new(file: SlotFile, master: Option<MasterKey>) -> Self {
        let remembered = (0..REMEMBERED).map(|_| Mutex::new(None)).collect();
        Self { file, master, index: OnceLock::new(), pending: Vec::new(), remembered }
    }

    fn master(&self) -> Result<&MasterKey, VaultError> {
        self.master.as_ref().ok_or_else(|| VaultError::MasterMissing { file: self.file.path().to_owned() })
    }

    fn index(&self) -> Result<&Index, VaultError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let mut index = Index::default();
        self.file.for_each(|number, stored| match stored {
            Stored::Whole(slot) => {
                index.slots.insert(name(&slot), number);
            }
            Stored::Unwritten => {}
            Stored::Damaged => index.damaged = index.damaged.or(Some(number)),
        })?;
        Ok(self.index.get_or_init(|| index))
    }

    fn damaged(&self, slot: u64) -> VaultError {
        VaultError::SlotDamaged { file: self.file.path().to_owned(), slot }
    }

    /// The key of `subject`.
    pub(super) fn key(&self, subject: &Subject) -> Result<Key, VaultError> {
        let uuid = subject.uuid();
        let place = &self.remembered
            [usize::from(u16::from_le_bytes([uuid.as_bytes()[15], uuid.as_bytes()[14]])) % REMEMBERED];
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = place.as_ref().filter(|(owner, _)| *owner == uuid) {
            return Ok(key.clone());
        }
        let key = self.stored_key(uuid, subject)?;
        *place = Some((uuid, key.clone()));
        Ok(key)
    }

    fn stored_key(&self, uuid: Uuid, subject: &Subject) -> Result<Key, VaultError> {
        let master = self.master()?;
        let index = self.index()?;
        let Some(&number) = index.slots.get(&uuid) else {
            // The damaged slot may be this subject's: say so rather than that it has none.
            let no_key =
                || VaultError::NoKey { file: self.file.path().to_owned(), subject: subject.to_string() };
            return Err(index.damaged.map_or_else(no_key, |slot| self.damaged(slot)));
        };
        let fresh = number.checked_sub(self.file.len()).and_then(|n| usize::try_from(n).ok());
        let stored = match fresh {
            Some(fresh) => self.pending.get(fresh).map_or(Stored::Unwritten, |slot| Stored::Whole(*slot)),
            None => self.file.get(number)?,
        };
        match stored {
            Stored::Whole(slot) if name(&slot) == uuid => {
                unwrap(master, &slot).ok_or_else(|| self.damaged(number))
            }
            Stored::Whole(_) | Stored::Unwritten | Stored::Damaged => Err(self.damaged(number)),
        }
    }

    /// Whether it was opened with a master key.
    pub(super) fn has_master(&self) -> bool {
        self.master.is_some()
    }

    /// Whose slots are whole; needs no master key.
    pub(super) fn owners(&self) -> Result<Owners<'_>, VaultError> {
        self.index().map(Owners)
    }

    /// Makes keys for those of `subjects` that have none.
    pub(super) fn ensure(&mut self, subjects: &[Subject]) -> Result<usize, VaultError> {
        let master = self.master()?;
        let index = self.index()?;
        let absent = |subject: &Subject| Some(subject.uuid()).filter(|uuid| !index.slots.contains_key(uuid));
        let mut missing: Vec<Uuid> = subjects.par_iter().with_min_len(TASK_KEYS).filter_map(absent).collect();
        if missing.is_empty() {
            return Ok(0);
        }
        if let Some(slot) = index.damaged {
            return Err(self.damaged(slot));
        }
        missing.sort_unstable();
        missing.dedup();
        let tasks = missing.par_iter().with_min_len(TASK_KEYS);
        let slots: Vec<Result<Slot, VaultError>> = tasks.map(|uuid| new_slot(master, *uuid)).collect();
        let slots: Vec<Slot> = slots.into_iter().collect::<Result<_, _>>()?;
        let first = self.file.len() + u64::try_from(self.pending.len()).unwrap_or(u64::MAX);
        if let Some(index) = self.index.get_mut() {
            index.slots.extend(missing.iter().copied().zip(first..));
        }
        self.pending.extend_from_slice(&slots);
        Ok(slots.len())
    }

    /// Writes the pending slots.
    pub(super) fn flush(&mut self) -> Result<(), VaultError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.file.append(&self.pending)?;
        self.pending.clear();
        Ok(())
    }
}

fn name(slot: &Slot) -> Uuid {
    let mut name = [0u8; NAME_BYTES];
    name.copy_from_slice(&slot[..NAME_BYTES]);
    Uuid::from_bytes(name)
}

/// What a wrapped key is bound to: its use and its owner.
fn associated(owner: &[u8]) -> Vec<u8> {
    [WRAP_LABEL, owner].concat()
}

/// A slot with a new random key.
fn new_slot(master: &MasterKey, owner: Uuid) -> Result<Slot, VaultError> {
    let mut bytes = Zeroizing::new([0u8; NONCE_BYTES + KEY_BYTES]);
    random(bytes.as_mut_slice())?;
    let mut nonce = [0u8; NONCE_BYTES];
    nonce.copy_from_slice(&bytes[..NONCE_BYTES]);
    let wrapped = &mut bytes[NONCE_BYTES..];
    let tag = encrypt(master.key(), &nonce, &associated(owner.as_bytes()), wrapped)?;
    let mut slot = [0u8; SLOT_BYTES];
    let parts = owner.as_bytes().iter().chain(&nonce).chain(&bytes[NONCE_BYTES..]).chain(&tag);
    for (byte, part) in slot.iter_mut().zip(parts) {
        *byte = *part;
    }
    Ok(slot)
}

/// The key in `slot`; none when it was wrapped by another master key or for another owner.
fn unwrap(master: &MasterKey, slot: &Slot) -> Option<Key> {
    let (owner, rest) = slot.split_at(NAME_BYTES);
    let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>()?;
    let (wrapped, tag) = rest.split_first_chunk::<KEY_BYTES>()?;
    let mut key = Zeroizing::new(*wrapped);
    decrypt(master.key(), nonce, &associated(owner), key.as_mut_slice(), tag.first_chunk()?)?;
    Some(key)
}
