//! The persisted forms, versioned: what stands in a store, whatever store it is.
//!
//! A stored value is one byte of version, one byte that says whether it is sealed, and JSON. Version 1 is the first;
//! a new field with a default needs no new version, anything else needs one and an arm in [`read`] that lifts the
//! older form. Values that can hold a person's words, a name or a secret address are sealed.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::seal::Keys;
use crate::domain::ids::{DeliveryId, TeamId};
use crate::domain::outgoing::{Again, Outgoing, Progress};
use crate::domain::record::Record;
use crate::domain::reply::Reply;
use crate::ports::StoreError;

/// The version we write. Newer ones are refused, older ones are read.
pub const VERSION: u8 = 1;

const PLAIN: u8 = b'p';
const SEALED: u8 = b's';

/// Something that is kept.
pub trait Shape: Serialize + DeserializeOwned {
    /// Whether it can hold words, names or secret addresses, so that it has to be sealed.
    fn is_private(&self) -> bool;
}

impl Shape for Outgoing {
    fn is_private(&self) -> bool {
        match self {
            Self::Tag { .. } | Self::Refresh { .. } | Self::LookAgain { at: Again::Message { .. }, .. } => {
                false
            }
            Self::Reminder(_)
            | Self::Answer { .. }
            | Self::Tell { .. }
            | Self::Open { .. }
            | Self::LookAgain { at: Again::Command { .. }, .. }
            | Self::Rewrite { .. } => true,
        }
    }
}

impl Shape for Progress {
    fn is_private(&self) -> bool {
        false
    }
}

impl Shape for Record {
    fn is_private(&self) -> bool {
        match self {
            Self::Member(_) => true,
            Self::Channel(_) | Self::Group(_) | Self::Ask(_) | Self::Gone => false,
        }
    }
}

impl Shape for Reply {
    fn is_private(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Say(_) | Self::Errors(_) => true,
        }
    }
}

/// Why a stored value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer Unrush wrote it, in this version. It is whole; leave it alone.
    Newer(u8),
    /// It is damaged, not ours, or sealed for another name or with another key.
    Garbled,
}

impl Unreadable {
    /// The error that names where the value stands, and never what it is.
    pub fn under(self, name: &str) -> StoreError {
        StoreError::Unreadable(match self {
            Self::Newer(version) => format!("{name} (written by a newer version, in form {version})"),
            Self::Garbled => name.to_owned(),
        })
    }
}

/// The name a delivery is stored under: its workspace, a bar (which no id has), its own name.
pub fn delivery_name(team: &TeamId, id: &DeliveryId) -> String {
    format!("{team}|{id}")
}

/// Writes a value that will stand under this name.
pub fn write<T: Shape>(value: &T, name: &str, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    let failed = |why: &dyn std::fmt::Display| StoreError::Unavailable(why.to_string());
    let json = serde_json::to_vec(value).map_err(|_| failed(&"a value could not be written down"))?;
    let (seal, body) = if value.is_private() {
        (SEALED, keys.seal(name, &json).map_err(|why| failed(&why))?)
    } else {
        (PLAIN, json)
    };
    Ok([&[VERSION, seal], body.as_slice()].concat())
}

/// Writes a value, or nothing at all where it is the usual one.
pub fn write_unless_default<T: Shape + Default + PartialEq>(
    value: &T,
    name: &str,
    keys: &Keys,
) -> Result<Vec<u8>, StoreError> {
    if *value == T::default() { Ok(Vec::new()) } else { write(value, name, keys) }
}

/// Reads what [`write_unless_default`] wrote.
pub fn read_or_default<T: Shape + Default>(stored: &[u8], name: &str, keys: &Keys) -> Result<T, Unreadable> {
    if stored.is_empty() { Ok(T::default()) } else { read(stored, name, keys) }
}

/// Reads a value that stands under this name.
pub fn read<T: Shape>(stored: &[u8], name: &str, keys: &Keys) -> Result<T, Unreadable> {
    let (&[version, seal], body) = stored.split_first_chunk().ok_or(Unreadable::Garbled)?;
    match version {
        VERSION => {}
        0 => return Err(Unreadable::Garbled),
        newer => return Err(Unreadable::Newer(newer)),
    }
    let opened;
    let json = match seal {
        PLAIN => body,
        SEALED => {
            opened = keys.open(name, body).ok_or(Unreadable::Garbled)?;
            &opened
        }
        _ => return Err(Unreadable::Garbled),
    };
    // the error is dropped on purpose: it may quote what it could not read
    serde_json::from_slice(json).map_err(|_| Unreadable::Garbled)
}
