//! Unrush was brought into a channel: it says once what it does, and gives who brought it first steps, once.

use super::{Moment, Outcome, deliver, digest};
use crate::domain::charter::ChannelNorms;
use crate::domain::ids::{ChannelId, DeliveryId, UserId};
use crate::domain::inbound::Inbound;
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Read};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::ports::Changes;
use chrono::TimeDelta;

/// So far back it is looked for what we said when our data knew more than it does now.
const LOOK_BACK: TimeDelta = TimeDelta::days(365);

/// What coming into a channel needs to know.
pub fn keys(channel: &ChannelId, by: Option<&UserId>) -> Vec<Key> {
    let by = by.map(|user| Key::Member(user.clone()));
    [Key::Channel(channel.clone())].into_iter().chain(by).collect()
}

/// Unrush was brought into a channel.
pub fn invited(inbound: &Inbound, channel: &ChannelId, by: Option<&UserId>, moment: &Moment<'_>) -> Outcome {
    let mut changes = Changes::default();
    let read = Outgoing::Refresh { read: Read::Members { channel: channel.clone() } };
    let id = DeliveryId::refresh(&inbound.team, &format!("members:{channel}"));
    changes.ring.push(deliver(&inbound.team, id, moment.now, Lane::Normal, read));
    digest::wake(&inbound.team, channel, moment, &mut changes);
    let norms = moment.norms(channel);
    if !norms.welcomed {
        let record = Record::Channel(ChannelNorms { welcomed: true, ..norms });
        moment.put(&mut changes, Key::Channel(channel.clone()), record, None);
        changes.deliver.push(words(inbound, channel, None, moment));
    }
    if let Some(by) = by {
        let mut member = moment.member(by).cloned().unwrap_or_default();
        if !member.welcomed {
            member.welcomed = true;
            moment.put(&mut changes, Key::Member(by.clone()), Record::Member(Box::new(member)), None);
            changes.deliver.push(words(inbound, channel, Some(by), moment));
        }
    }
    Outcome::Decided(Reply::Nothing, changes)
}

fn words(inbound: &Inbound, channel: &ChannelId, guide: Option<&UserId>, moment: &Moment<'_>) -> Delivery {
    let team = &inbound.team;
    let whom = guide.map_or(channel.as_str(), UserId::as_str);
    let what = Outgoing::Welcome { channel: channel.clone(), guide: guide.cloned() };
    let delivery = deliver(team, DeliveryId::welcome(team, whom), moment.now, Lane::Normal, what);
    // as if it had been begun before: so it is looked for in Slack first
    Delivery { progress: Progress { begun: Some(moment.now - LOOK_BACK), ..Progress::default() }, ..delivery }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, team, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;

    fn invites(scene: &mut Scene, by: Option<&str>, nth: &str) -> Vec<String> {
        scene.deliveries.clear();
        let what = Happening::Invited { channel: launch(), by: by.map(user) };
        scene.takes(SeenKey::other(&team(), "ev", nth), what);
        let ids = scene.deliveries.keys().map(ToString::to_string);
        ids.filter(|id| id.starts_with("welcome:")).collect()
    }

    #[test]
    fn the_channel_and_who_invited_are_told_once_each() {
        let mut scene = Scene::new();
        let first = invites(&mut scene, Some("ada"), "1");
        assert_eq!(first, ["welcome:T0TEAM:C0LAUNCH", "welcome:T0TEAM:U0ADA"]);
        assert_eq!(invites(&mut scene, Some("ada"), "2"), Vec::<String>::new(), "invited again");
        assert_eq!(invites(&mut scene, Some("bo"), "3"), ["welcome:T0TEAM:U0BO"]);
    }

    #[test]
    fn nobody_is_guided_where_slack_does_not_say_who_invited() {
        assert_eq!(invites(&mut Scene::new(), None, "1"), ["welcome:T0TEAM:C0LAUNCH"]);
    }

    #[test]
    fn it_is_looked_for_before_it_is_said() {
        let mut scene = Scene::new();
        invites(&mut scene, Some("ada"), "1");
        let ours = scene.deliveries.values().filter(|d| matches!(d.what, Outgoing::Welcome { .. }));
        assert!(ours.map(|delivery| delivery.progress.begun).all(|begun| begun.is_some()));
    }
}
