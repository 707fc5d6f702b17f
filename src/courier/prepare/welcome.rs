//! The first words. Before they are said they are looked for in Slack, since their name lasts longer than our data.

use super::{Scene, Step, call, is_gone, member};
use crate::domain::ids::{ChannelId, UserId};
use crate::domain::member::Member;
use crate::domain::outgoing::{Call, Card, Place, WelcomeCard};

/// What the first words need next.
pub fn next(scene: &Scene<'_>, channel: &ChannelId, guide: Option<&UserId>) -> Step {
    if guide.is_some_and(|user| is_gone(scene.facts, user)) {
        return Step::Drop("the person is gone", None);
    }
    let locale = guide.and_then(|user| member(scene.facts, user)).map(Member::locale);
    let card =
        WelcomeCard { channel: channel.clone(), guide: guide.is_some(), locale: locale.unwrap_or_default() };
    let to = match guide {
        Some(user) => Place::Person(user.clone()),
        None => Place::Channel(channel.clone(), None),
    };
    call(Call::Post { to, card: Card::Welcome(card), key: scene.delivery.id.clone() })
}
