//! The app was taken out of a workspace. Such a word may come late, after the app was put back, and whoever removes an app
//! by mistake wants nothing lost; so what is kept is erased a while later, and only if it is still true.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Moment, Outcome, deliver};
use crate::domain::ids::DeliveryId;
use crate::domain::inbound::Inbound;
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::domain::worktime::Zone;
use crate::ports::Changes;

/// How long what is kept of a workspace waits for its app to be put back: an approval that is renewed, a holiday of
/// whoever administers it. No longer, since nobody there can ask to be forgotten meanwhile.
pub const GRACE: TimeDelta = TimeDelta::days(30);

/// Has everything erased when its time is over.
pub fn take(inbound: &Inbound, at: DateTime<Utc>, moment: &Moment<'_>) -> Outcome {
    let mut changes = Changes::default();
    let is_late =
        matches!(moment.record(&Key::Installation), Some(Record::Installation(known)) if known.at > at);
    if !is_late {
        // a moment nobody believes is not taken from Slack
        let since = at.clamp(moment.now - GRACE, moment.now);
        let id = DeliveryId::leave(&inbound.team, Zone::utc().local(since).date());
        let what = Outgoing::Leave { since };
        changes.deliver.push(deliver(&inbound.team, id, moment.now + GRACE, Lane::Normal, what));
    }
    Outcome::Decided(Reply::Nothing, changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, team, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;
    use crate::domain::installation::Installation;
    use crate::domain::text::PrivateText;

    fn leaves(scene: &mut Scene, nth: &str, at: DateTime<Utc>) {
        scene.takes(SeenKey::other(&team(), "ev", nth), Happening::Removed(at));
    }

    #[test]
    fn a_removal_told_twice_is_one_and_one_told_late_is_none() {
        let mut scene = Scene::new();
        let now = scene.now;
        leaves(&mut scene, "1", now);
        leaves(&mut scene, "2", now);
        let due: Vec<_> = scene.deliveries.values().map(|delivery| delivery.due).collect();
        assert_eq!(due, [now + GRACE]);
        scene.deliveries.clear();
        let installation = Installation {
            token: PrivateText::new("xoxb-2"),
            bot_user: user("unrush"),
            url: None,
            installer: None,
            at: now,
        };
        scene.records.insert(Key::Installation, (1, Record::Installation(Box::new(installation))));
        leaves(&mut scene, "3", now - TimeDelta::seconds(1));
        assert!(scene.deliveries.is_empty(), "it was put back since");
        leaves(&mut scene, "4", now + TimeDelta::seconds(1));
        assert_eq!(scene.deliveries.len(), 1);
    }
}
