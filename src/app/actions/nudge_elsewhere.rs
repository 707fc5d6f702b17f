//! *Ask somebody else*: who stands in, or who in the channel is there now. Of private facts nothing is told: somebody who
//! does not publish their hours counts as there in the team's hours.

use super::{Action, Pressed, nudge};
use crate::app::Moment;
use crate::domain::ask::AskRef;
use crate::domain::availability::Availability;
use crate::domain::ids::UserId;
use crate::domain::inbound::Press;
use crate::domain::member::Member;
use crate::domain::nudge::NudgeState;
use crate::domain::record::Key;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action = Action { id: "nudge.elsewhere", records, own: false, more, press };

/// How many people of the channel are looked at, and how many named.
const MOST: usize = 25;
const NAMED: usize = 5;

const COVER: Phrase = Phrase::en("elsewhere.cover", "{who} stands in. A mention in the thread is enough.");
const FREE: Phrase =
    Phrase::en("elsewhere.free", "At work now in this channel: {who}. A mention in the thread is enough.");
const UNCHANGED: Phrase = Phrase::en(
    "elsewhere.unchanged",
    "What you asked {who} stays as it is; they find it when they are back.",
);
const NOBODY: Phrase = Phrase::en("elsewhere.nobody", "Nobody I know in this channel is at work right now.");

fn records(press: &Press) -> Vec<Key> {
    let room = AskRef::parse(&press.value).map(|about| Key::Room(about.channel));
    nudge::records(press).into_iter().chain(room).collect()
}

fn more(press: &Press, moment: &Moment<'_>) -> Vec<Key> {
    let Some(about) = AskRef::parse(&press.value) else { return Vec::new() };
    // who did not write the message learns nothing, so nothing is looked up
    if nudge::find(&about, moment).is_none_or(|nudge| nudge.asker != press.user) {
        return Vec::new();
    }
    nudge::people(&about, moment)
        .into_iter()
        .chain(members(&about, moment).cloned().map(Key::Member))
        .collect()
}

fn members<'a>(about: &AskRef, moment: &Moment<'a>) -> impl Iterator<Item = &'a UserId> {
    let room = moment.group(&Key::Room(about.channel.clone()));
    room.into_iter().flat_map(|room| &room.members).take(MOST)
}

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = match nudge::open(pressed, moment) {
        Ok(open) => open,
        Err(say) => return Some(say),
    };
    let people = open.people(moment);
    let is_asked = |user: &UserId| *user == open.nudge.asker || open.nudge.about.contains(user);
    let covers: Vec<&Member> = people
        .iter()
        .filter_map(|(.., now)| now.cover.as_ref())
        .filter(|user| !is_asked(user))
        .filter_map(|user| moment.member(user))
        .collect();
    let free: Vec<&Member> = members(&open.about, moment)
        .filter(|user| !is_asked(user))
        .filter_map(|user| moment.member(user))
        .filter(|member| is_there(member, moment))
        .take(NAMED)
        .collect();
    let (phrase, who) = match (covers.is_empty(), free.is_empty()) {
        (false, _) => (&COVER, covers),
        (true, false) => (&FREE, free),
        (true, true) => return Some(NOBODY.say(pressed.locale)),
    };
    let found = phrase.fill(pressed.locale, &[("who", nudge::names(who, pressed.locale))]);
    let asked = nudge::names(people.iter().map(|(_, member, _)| *member), pressed.locale);
    let told = found.line(UNCHANGED.fill(pressed.locale, &[("who", asked)]));
    open.settle(NudgeState::Elsewhere, moment, changes);
    nudge::replace(pressed, told, moment, changes);
    None
}

/// Whether somebody is there now, as far as they let others know.
fn is_there(member: &Member, moment: &Moment<'_>) -> bool {
    let Some(profile) = &member.profile else { return false };
    if profile.is_bot || profile.deleted || profile.external {
        return false;
    }
    let public = Member { profile: Some(profile.clone()), ..Member::default() };
    let shown = if member.publish.is_some() { member } else { &public };
    Availability::of(shown, moment.charter, moment.now).is_free()
}
