//! We were taken out of a workspace a while ago: unless we are back, all that is kept of it goes.

use chrono::{DateTime, Utc};

use super::{Edit, Scene, Step, record};
use crate::domain::outgoing::Outgoing;
use crate::domain::record::{Key, Record};
use crate::ports::{Changes, Kept};

/// What is needed next: to look whether we are back, then to erase.
pub fn next(scene: &Scene<'_>, since: DateTime<Utc>) -> Step {
    if scene.turned {
        return Step::Finish;
    }
    match record(scene.facts, &Key::Installation) {
        Some(installation) if is_newer(installation, since) => Step::Drop("the app is back", None),
        _ => Step::Knock,
    }
}

fn is_newer(record: &Record, since: DateTime<Utc>) -> bool {
    matches!(record, Record::Installation(installation) if installation.at > since)
}

/// All of it goes, but for an installation of since then, and for this and what else was to come of it.
pub fn edit(scene: &Scene<'_>, since: DateTime<Utc>, kept: &Kept) -> Option<Edit> {
    let mut changes = Changes::default();
    match kept {
        Kept::Record(_, _, record, _) if is_newer(record, since) => return None,
        Kept::Record(key, version, ..) => {
            changes.rests_on.push((key.clone(), *version));
            changes.puts.push((key.clone(), Record::Gone, Some(scene.now)));
        }
        Kept::Listed(list, ask) => changes.unlist.push((list.clone(), ask.clone())),
        Kept::Waits(delivery) if matches!(delivery.what, Outgoing::Leave { .. }) => return None,
        Kept::Waits(delivery) => changes.cancel.push(delivery.id.clone()),
        Kept::Dead(letter) => return Some(Edit { changes, lift: Some(letter.as_ref().clone()) }),
    }
    Some(Edit { changes, lift: None })
}
