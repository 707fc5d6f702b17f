//! A conversation has another id: everything that stands under the old one is taken along. Begun anew after a crash,
//! it finds what is left.

use super::{Edit, Scene};
use crate::domain::moving::Move;
use crate::domain::outgoing::{Delivery, Outgoing};
use crate::domain::record::{Key, Record};
use crate::ports::{Changes, Kept};

/// What becomes of one thing that is kept.
pub fn edit(scene: &Scene<'_>, moved: &Move, kept: &Kept) -> Option<Edit> {
    let mut changes = Changes::default();
    match kept {
        // where it went, which is what late events are read by
        Kept::Record(_, _, record, _) if matches!(**record, Record::Moved(_)) => return None,
        Kept::Record(key, version, record, until) => {
            let name = moved.key(key);
            let inside = moved.of(record.as_ref());
            if name.is_none() && inside.is_none() {
                return None;
            }
            changes.rests_on.push((key.clone(), *version));
            if let Some(name) = name {
                changes.puts.push((key.clone(), Record::Gone, Some(scene.now)));
                // who is in it is read anew; and what the new id has already is younger, but knows less
                if !matches!(key, Key::Room(_)) {
                    let record = inside.unwrap_or_else(|| record.as_ref().clone());
                    changes.puts.push((name, record, *until));
                }
            } else {
                changes.puts.push((key.clone(), inside?, *until));
            }
        }
        Kept::Listed(list, ask) => {
            changes.list.push(moved.listed(list, ask)?);
            changes.unlist.push((list.clone(), ask.clone()));
        }
        Kept::Waits(delivery) if !matches!(delivery.what, Outgoing::Move { .. }) => {
            let what = moved.of(&delivery.what)?;
            changes.cancel.push(delivery.id.clone());
            // rung and not delivered: there may be one under the new id, which does the same
            let again = Delivery { id: moved.name(&delivery.id), what, ..delivery.as_ref().clone() };
            changes.ring.push(again);
        }
        // what was given up stays with the operator as it was
        Kept::Waits(_) | Kept::Dead(_) => return None,
    }
    Some(Edit { changes, lift: None })
}
