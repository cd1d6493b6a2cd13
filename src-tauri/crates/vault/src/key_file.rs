//! The key file: the slots of one ledger, kept as a small JSON file beside it.
//!
//! It holds no key, password or name in the clear. It is copied with every backup: a ledger without it is lost.
//!
//! **One order of writing.** What the file and the ledger say of a user must never part ways, whatever write fails. So a
//! change is first *proposed*: a pending slot is written beside the one that holds. Then the ledger is written, and it
//! decides, for its user points to one slot or the other. Then [`settle`](KeyFile::settle) keeps the slots that the ledger
//! points to, at once or, where that write fails or the power does, at the next unlock. A slot that no user points to
//! opens nothing for anybody: that is for the caller to ask.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::hashing::{keyed_hash, random_bytes};
use crate::slot::{NO_SLOT, Slot, SlotKind};
use crate::{Cost, DataKey, RecoveryCode, VaultError, files, hex};

/// The first field of every key file, to tell it from other JSON.
pub(crate) const MAGIC: &str = "taizhang-keys";

/// The version this program writes, and the newest it reads.
pub(crate) const VERSION: u32 = 1;

/// The key slots of one ledger.
///
/// Changes happen in memory; nothing holds until [`write`](KeyFile::write) has succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    magic: String,
    version: u32,
    /// Salt of the name tags, so that two offices' files do not show the same person.
    #[serde(with = "hex")]
    name_salt: [u8; 16],
    /// Numbers are not used again: the ledger may still know a removed slot by its number.
    next_slot_id: u32,
    slots: Vec<Slot>,
    /// Proposed and not settled: new slots, and slots there are under another name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pending: Vec<Slot>,
}

/// What every version of the file begins with.
#[derive(Deserialize)]
struct Head {
    magic: String,
    version: u32,
}

impl KeyFile {
    /// A file without slots, for a new ledger.
    ///
    /// # Errors
    ///
    /// `NoRandom`: the operating system gives no random numbers.
    pub fn new() -> Result<KeyFile, VaultError> {
        let (magic, name_salt) = (MAGIC.to_string(), random_bytes()?);
        let (slots, pending) = (Vec::new(), Vec::new());
        Ok(KeyFile { magic, version: VERSION, name_salt, next_slot_id: NO_SLOT + 1, slots, pending })
    }

    /// Adds a slot that this password opens, and returns its number.
    ///
    /// The password is taken as it is; [`check_new_password`](crate::check_new_password) is the caller's to ask.
    ///
    /// # Errors
    ///
    /// `NameTaken`, `CostRefused`, `OutOfMemory`, `NoRandom`.
    pub fn add_password(
        &mut self,
        key: &DataKey,
        login_name: &str,
        password: &str,
        cost: Cost,
    ) -> Result<u32, VaultError> {
        let kind = SlotKind::Password { name_tag: self.free_name_tag(login_name, NO_SLOT)? };
        self.add(kind, key, password.as_bytes(), cost)
    }

    /// Gives a password slot a new password; the earlier one opens it no more.
    ///
    /// # Errors
    ///
    /// `NoSuchSlot`, `CostRefused`, `OutOfMemory`, `NoRandom`; then the earlier password still holds.
    pub fn replace_password(
        &mut self,
        slot_id: u32,
        key: &DataKey,
        password: &str,
        cost: Cost,
    ) -> Result<(), VaultError> {
        let slot = self.password_slot_mut(slot_id)?;
        *slot = Slot::seal(slot_id, slot.kind.clone(), key, password.as_bytes(), cost)?;
        Ok(())
    }

    /// Gives a password slot another login name; the password stays.
    ///
    /// # Errors
    ///
    /// `NoSuchSlot`, `NameTaken`.
    pub fn rename(&mut self, slot_id: u32, login_name: &str) -> Result<(), VaultError> {
        let name_tag = self.free_name_tag(login_name, slot_id);
        let slot = self.password_slot_mut(slot_id)?;
        slot.kind = SlotKind::Password { name_tag: name_tag? };
        Ok(())
    }

    /// Removes a password slot.
    ///
    /// # Errors
    ///
    /// - `NoSuchSlot`: it is not there, or is the recovery slot.
    /// - `LastPassword`: it is the only one.
    pub fn remove(&mut self, slot_id: u32) -> Result<(), VaultError> {
        self.password_slot_mut(slot_id)?;
        if self.password_slot_count() == 1 {
            return Err(VaultError::LastPassword);
        }
        self.slots.retain(|slot| slot.slot_id != slot_id);
        Ok(())
    }

    /// Makes a new recovery code; the earlier one, if any, opens nothing any more.
    ///
    /// # Errors
    ///
    /// `CostRefused`, `OutOfMemory`, `NoRandom`; then the earlier code still holds.
    pub fn set_recovery(&mut self, key: &DataKey, cost: Cost) -> Result<RecoveryCode, VaultError> {
        let code = RecoveryCode::random()?;
        let slot_id = self.add(SlotKind::Recovery, key, code.as_bytes(), cost)?;
        self.slots.retain(|slot| slot.kind != SlotKind::Recovery || slot.slot_id == slot_id);
        Ok(code)
    }

    /// Proposes a slot of a new number that this password opens, instead of `instead_of` if there is one.
    ///
    /// # Errors
    ///
    /// `NameTaken` where another slot has the name; `CostRefused`, `OutOfMemory`, `NoRandom`.
    pub fn propose_password(
        &mut self,
        key: &DataKey,
        (login_name, password): (&str, &str),
        instead_of: Option<u32>,
        cost: Cost,
    ) -> Result<u32, VaultError> {
        let name_tag = self.free_name_tag(login_name, instead_of.unwrap_or(NO_SLOT))?;
        self.propose(SlotKind::Password { name_tag }, key, password.as_bytes(), cost)
    }

    /// Proposes another login name for a slot; until it is settled both names open it.
    ///
    /// # Errors
    ///
    /// `NoSuchSlot`, `NameTaken`.
    pub fn propose_name(&mut self, slot_id: u32, login_name: &str) -> Result<(), VaultError> {
        let name_tag = self.free_name_tag(login_name, slot_id)?;
        let slot = self.password_slot_mut(slot_id)?.clone();
        self.pending.push(slot.of_kind(SlotKind::Password { name_tag }));
        Ok(())
    }

    /// Proposes a new recovery code; until it is settled the earlier one opens too.
    ///
    /// # Errors
    ///
    /// `CostRefused`, `OutOfMemory`, `NoRandom`.
    pub fn propose_recovery(&mut self, key: &DataKey, cost: Cost) -> Result<RecoveryCode, VaultError> {
        let code = RecoveryCode::random()?;
        self.drop_recovery();
        self.propose(SlotKind::Recovery, key, code.as_bytes(), cost)?;
        Ok(code)
    }

    /// Keeps the password slots that the ledger's users point to, each under the name of its user, and lets all others
    /// go. Says whether anything changed.
    ///
    /// Where no user points to any slot here nothing is let go: the two were never of one ledger.
    pub fn settle(&mut self, users: &[(u32, &str)]) -> bool {
        let mut settled = self.clone();
        settled.slots = Vec::new();
        for (slot_id, name) in users {
            let name_tag = self.name_tag(name);
            if let Some(slot) =
                self.password_slots().map(|(slot, _)| slot).find(|slot| slot.slot_id == *slot_id)
            {
                settled.slots.push(slot.clone().of_kind(SlotKind::Password { name_tag }));
            }
        }
        if settled.slots.is_empty() {
            return false;
        }
        settled.slots.extend(self.slots.iter().filter(|slot| slot.kind == SlotKind::Recovery).cloned());
        settled.slots.sort_by_key(|slot| slot.slot_id);
        settled.pending.retain(|slot| slot.kind == SlotKind::Recovery);
        let mut before = self.slots.clone();
        before.sort_by_key(|slot| slot.slot_id);
        let is_changed = settled.slots != before || settled.pending != self.pending;
        // Two users of one name would shut each other out; then the file stays as it is.
        if is_changed && settled.agrees_with_itself() {
            *self = settled;
            return true;
        }
        false
    }

    /// The proposed recovery code holds from now on, the earlier one opens nothing any more.
    pub fn accept_recovery(&mut self) {
        if let Some(at) = self.pending.iter().position(|slot| slot.kind == SlotKind::Recovery) {
            self.slots.retain(|slot| slot.kind != SlotKind::Recovery);
            self.slots.push(self.pending.remove(at));
        }
    }

    /// Lets a proposed recovery code go; says whether there was one.
    pub fn drop_recovery(&mut self) -> bool {
        let before = self.pending.len();
        self.pending.retain(|slot| slot.kind != SlotKind::Recovery);
        self.pending.len() < before
    }

    /// Settles which recovery code holds: the one that was typed. Says whether anything changed.
    ///
    /// # Errors
    ///
    /// As [`open_with_recovery`](KeyFile::open_with_recovery).
    pub fn confirm_recovery(&mut self, code: &str) -> Result<bool, VaultError> {
        let (_, slot_id) = self.recovery_opened(code)?;
        if self.pending.iter().any(|slot| slot.slot_id == slot_id) {
            self.accept_recovery();
            return Ok(true);
        }
        Ok(self.drop_recovery())
    }

    /// The data key, and the number of the slot that gave it.
    ///
    /// With exactly one password slot the name may be empty. An unknown name takes as long as a wrong password.
    ///
    /// # Errors
    ///
    /// - `WrongPassword`: wrong name, wrong password or tampered slot.
    /// - `CostRefused`: the slot was tampered with.
    /// - `OutOfMemory`.
    pub fn open_with_password(&self, login_name: &str, password: &str) -> Result<(DataKey, u32), VaultError> {
        let (key, slots) = self.slots_opened(login_name, password)?;
        Ok((key, slots[0]))
    }

    /// The data key, and the numbers of all slots that gave it; there are several only while a change is not settled, and
    /// the ledger knows which of them counts.
    ///
    /// # Errors
    ///
    /// As [`open_with_password`](KeyFile::open_with_password).
    pub fn slots_opened(&self, login_name: &str, password: &str) -> Result<(DataKey, Vec<u32>), VaultError> {
        let secret = password.as_bytes();
        let slots = self.password_slots_for(login_name);
        if slots.is_empty() {
            let like_another =
                self.password_slots().map(|(slot, _)| slot).find(|slot| slot.cost.is_reasonable());
            if let Some(slot) = like_another {
                slot.decoy().open(secret)?;
            }
        }
        opened(slots.into_iter(), secret)
    }

    /// The data key, by a password whose user is not named: every password slot is tried.
    ///
    /// # Errors
    ///
    /// As [`open_with_password`](KeyFile::open_with_password).
    pub fn open_with_any_password(&self, password: &str) -> Result<(DataKey, u32), VaultError> {
        let (key, slots) = self.any_slots_opened(password)?;
        Ok((key, slots[0]))
    }

    /// The data key, and the numbers of all password slots that this password opens.
    ///
    /// # Errors
    ///
    /// As [`open_with_password`](KeyFile::open_with_password).
    pub fn any_slots_opened(&self, password: &str) -> Result<(DataKey, Vec<u32>), VaultError> {
        opened(self.password_slots().map(|(slot, _)| slot), password.as_bytes())
    }

    /// Whether a password opens the slot of this number.
    ///
    /// # Errors
    ///
    /// `NoSuchSlot`, `CostRefused`, `OutOfMemory`.
    pub fn opens_slot(&self, slot_id: u32, password: &str) -> Result<bool, VaultError> {
        let found = self.password_slots().map(|(slot, _)| slot).find(|slot| slot.slot_id == slot_id);
        Ok(found.ok_or(VaultError::NoSuchSlot)?.open(password.as_bytes())?.is_some())
    }

    /// Whether there is a password slot of this number, pending ones counted.
    pub fn has_slot(&self, slot_id: u32) -> bool {
        self.password_slots().any(|(slot, _)| slot.slot_id == slot_id)
    }

    /// The number of the password slot that a login name has.
    pub fn slot_named(&self, login_name: &str) -> Option<u32> {
        let wanted = self.name_tag(login_name);
        self.password_slots().find(|(_, name_tag)| **name_tag == wanted).map(|(slot, _)| slot.slot_id)
    }

    /// The data key, by the recovery code as a person types it.
    ///
    /// # Errors
    ///
    /// - `RecoveryMistyped`: no code reads like this; costs no derivation.
    /// - `WrongRecovery`: a code, but not of this file.
    /// - `CostRefused`: the slot was tampered with.
    /// - `OutOfMemory`.
    pub fn open_with_recovery(&self, code: &str) -> Result<DataKey, VaultError> {
        self.recovery_opened(code).map(|(key, _)| key)
    }

    /// How many passwords open this file; proposed ones are not counted.
    pub fn password_slot_count(&self) -> usize {
        self.slots.iter().filter(|slot| slot.kind != SlotKind::Recovery).count()
    }

    /// Whether a recovery code was set.
    pub fn has_recovery(&self) -> bool {
        self.slots.iter().any(|slot| slot.kind == SlotKind::Recovery)
    }

    /// Reads the file beside a ledger. A half-written `.part` beside it is ignored.
    ///
    /// # Errors
    ///
    /// `Missing`, `Unreadable`, and those of [`from_json`](KeyFile::from_json).
    pub fn read(path: &Path) -> Result<KeyFile, VaultError> {
        KeyFile::from_json(&files::read_small(path)?)
    }

    /// Writes the file, whole or not at all, also when the power fails.
    ///
    /// # Errors
    ///
    /// `NotWritten`: the earlier file is still in place.
    pub fn write(&self, path: &Path) -> Result<(), VaultError> {
        files::replace(path, self.to_json().as_bytes())
    }

    /// The content of the file, for archives that carry it inside.
    ///
    /// # Errors
    ///
    /// - `Damaged`: not a key file, or slots that contradict each other.
    /// - `TooNew`: a newer program wrote it.
    pub fn from_json(json: &[u8]) -> Result<KeyFile, VaultError> {
        let head: Head = serde_json::from_slice(json).map_err(|_| VaultError::Damaged)?;
        match head.version {
            _ if head.magic != MAGIC => return Err(VaultError::Damaged),
            VERSION => {}
            newer if newer > VERSION => return Err(VaultError::TooNew(newer)),
            _ => return Err(VaultError::Damaged),
        }
        let file: KeyFile = serde_json::from_slice(json).map_err(|_| VaultError::Damaged)?;
        if file.agrees_with_itself() { Ok(file) } else { Err(VaultError::Damaged) }
    }

    /// The content of the file as text.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers and texts are always JSON")
    }

    fn add(&mut self, kind: SlotKind, key: &DataKey, secret: &[u8], cost: Cost) -> Result<u32, VaultError> {
        let slot = self.seal_next(kind, key, secret, cost)?;
        let slot_id = slot.slot_id;
        self.slots.push(slot);
        Ok(slot_id)
    }

    fn propose(
        &mut self,
        kind: SlotKind,
        key: &DataKey,
        secret: &[u8],
        cost: Cost,
    ) -> Result<u32, VaultError> {
        let slot = self.seal_next(kind, key, secret, cost)?;
        let slot_id = slot.slot_id;
        self.pending.push(slot);
        Ok(slot_id)
    }

    fn seal_next(
        &mut self,
        kind: SlotKind,
        key: &DataKey,
        secret: &[u8],
        cost: Cost,
    ) -> Result<Slot, VaultError> {
        let slot_id = self.next_slot_id;
        // Only a tampered file can have come so far.
        let next_slot_id = slot_id.checked_add(1).ok_or(VaultError::Damaged)?;
        let slot = Slot::seal(slot_id, kind, key, secret, cost)?;
        self.next_slot_id = next_slot_id;
        Ok(slot)
    }

    /// The password slots and their name tags, those that hold before those that are proposed.
    fn password_slots(&self) -> impl Iterator<Item = (&Slot, &[u8; 16])> {
        self.slots.iter().chain(&self.pending).filter_map(|slot| match &slot.kind {
            SlotKind::Password { name_tag } => Some((slot, name_tag)),
            SlotKind::Recovery => None,
        })
    }

    fn password_slots_for(&self, login_name: &str) -> Vec<&Slot> {
        if login_name.trim().is_empty() && self.password_slot_count() == 1 {
            return self.password_slots().map(|(slot, _)| slot).collect();
        }
        let wanted = self.name_tag(login_name);
        self.password_slots().filter(|(_, name_tag)| **name_tag == wanted).map(|(slot, _)| slot).collect()
    }

    /// The data key and the number of the recovery slot that a typed code opens.
    fn recovery_opened(&self, code: &str) -> Result<(DataKey, u32), VaultError> {
        let code = RecoveryCode::parse(code)?;
        for slot in self.slots.iter().chain(&self.pending).filter(|slot| slot.kind == SlotKind::Recovery) {
            if let Some(key) = slot.open(code.as_bytes())? {
                return Ok((key, slot.slot_id));
            }
        }
        Err(VaultError::WrongRecovery)
    }

    fn password_slot_mut(&mut self, slot_id: u32) -> Result<&mut Slot, VaultError> {
        let is_wanted = |slot: &&mut Slot| slot.slot_id == slot_id && slot.kind != SlotKind::Recovery;
        self.slots.iter_mut().find(is_wanted).ok_or(VaultError::NoSuchSlot)
    }

    /// The tag of a name that no slot but `slot_id` has.
    fn free_name_tag(&self, login_name: &str, slot_id: u32) -> Result<[u8; 16], VaultError> {
        let wanted = self.name_tag(login_name);
        let is_taken =
            self.password_slots().any(|(slot, name_tag)| *name_tag == wanted && slot.slot_id != slot_id);
        if is_taken { Err(VaultError::NameTaken) } else { Ok(wanted) }
    }

    /// Case and outer spaces do not tell two login names apart.
    fn name_tag(&self, login_name: &str) -> [u8; 16] {
        let tidied = login_name.trim().to_lowercase();
        let hash = keyed_hash(&self.name_salt, b"login name tag 1", tidied.as_bytes());
        *hash.first_chunk().expect("32 bytes begin with 16")
    }

    /// Every number once and already given out, every name once, one recovery slot at most. Pending slots share the
    /// number or the name of those that they are proposed for.
    fn agrees_with_itself(&self) -> bool {
        let is_twice = |at: usize, slot: &Slot| {
            self.slots[..at]
                .iter()
                .any(|earlier| earlier.slot_id == slot.slot_id || earlier.kind == slot.kind)
        };
        let is_given = |slot: &Slot| (NO_SLOT + 1..self.next_slot_id).contains(&slot.slot_id);
        self.slots.iter().enumerate().all(|(at, slot)| is_given(slot) && !is_twice(at, slot))
            && self.pending.iter().all(is_given)
    }
}

/// The data key and all slots that a secret opens.
fn opened<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    secret: &[u8],
) -> Result<(DataKey, Vec<u32>), VaultError> {
    let mut found: Option<(DataKey, Vec<u32>)> = None;
    for slot in slots {
        let Some(key) = slot.open(secret)? else { continue };
        match &mut found {
            None => found = Some((key, vec![slot.slot_id])),
            Some((_, slots)) if !slots.contains(&slot.slot_id) => slots.push(slot.slot_id),
            Some(_) => {}
        }
    }
    found.ok_or(VaultError::WrongPassword)
}

#[cfg(test)]
mod tests;
