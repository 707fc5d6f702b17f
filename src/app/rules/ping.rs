//! A ping that lands in somebody's focus, off hours or time off sets off one private note to whoever wrote it, unless
//! there is a reason to say nothing.

mod counting;

use chrono::{DateTime, Utc};

use super::{Plan, Rule};
use crate::app::decide::is_second_look;
use crate::app::silence::{self, Ping};
use crate::app::{Moment, deliver};
use crate::domain::ask::NOTE_KEPT;
use crate::domain::availability::{self, Availability, Kind, is_protected};
use crate::domain::charter::Intensity;
use crate::domain::ids::{ChannelId, DeliveryId, TeamId, Ts, UserId};
use crate::domain::inbound::{Happening, Inbound, Message};
use crate::domain::language::{self, Reading};
use crate::domain::member::{Member, Publish};
use crate::domain::nudge::{KEPT, Nudge, NudgeState, Spent, name_of_rule};
use crate::domain::outgoing::{Lane, Outgoing, Read};
use crate::domain::record::{Key, List, Record};

pub const RULE: Rule = Rule { records, lists, apply };

/// How many people mentioned by name are looked at.
const MOST_PEOPLE: usize = 10;
/// How many people of groups and channels are looked at.
const MOST_CROWD: usize = 20;
/// How many groups of one message are looked into.
const MOST_GROUPS: usize = 5;
/// How many asks are looked at to see who asked first.
const MOST_ASKS: usize = 8;

fn records(message: &Message) -> Vec<Key> {
    if message.pings.is_empty() {
        return Vec::new();
    }
    let channel = &message.channel;
    let mut keys = vec![
        Key::Nudge(channel.clone(), message.ts.clone()),
        Key::Ask(channel.clone(), message.ts.clone()),
        Key::Channel(channel.clone()),
        Key::Member(message.author.clone()),
    ];
    keys.extend(message.thread.iter().map(|thread| Key::Ask(channel.clone(), thread.clone())));
    keys.extend(message.pings.people.iter().take(MOST_PEOPLE).flat_map(|user| about(channel, user)));
    keys.extend(message.pings.groups.iter().take(MOST_GROUPS).cloned().map(Key::Group));
    if message.pings.everyone {
        keys.push(Key::Room(channel.clone()));
    }
    keys
}

/// What is looked at about somebody who is pinged.
fn about(channel: &ChannelId, user: &UserId) -> [Key; 2] {
    [Key::Member(user.clone()), Key::Activity(channel.clone(), user.clone())]
}

fn lists(message: &Message) -> Vec<List> {
    if message.pings.is_empty() { Vec::new() } else { vec![List::Owes(message.author.clone())] }
}

fn apply(inbound: &Inbound, moment: &Moment<'_>, plan: &mut Plan) {
    match &inbound.what {
        Happening::Wrote(message) | Happening::Edited(message) if !message.pings.is_empty() => {
            hear(inbound, message, moment, plan);
        }
        Happening::Deleted { channel, ts } => take_back(&inbound.team, channel, ts, moment, plan),
        _ => {}
    }
}

/// What would be said about a message.
struct Wish<'a> {
    rule: &'static str,
    about: Vec<&'a UserId>,
    /// Of how many people of a crowd they are some; 0 where they were mentioned by name.
    of: usize,
}

fn hear(inbound: &Inbound, message: &Message, moment: &Moment<'_>, plan: &mut Plan) {
    if is_overtaken(message, moment) || !may_matter(message, moment) {
        return;
    }
    let is_last = is_second_look(inbound);
    if !moment.knows(&message.author) && !is_last {
        // whether they are there themselves, and which day it is for them, rests on their zone; and Slack is asked
        // once only, so for everything else that may matter, too
        plan.reads.push(Read::Person { user: message.author.clone() });
        let people = message.pings.people.iter().take(MOST_PEOPLE);
        for user in people.filter(|user| may_be_protected(user, moment)) {
            plan.reads.extend(availability::stale(user, moment.member(user), moment.now));
        }
        want_members(message, moment, plan);
        return;
    }
    let asker = moment.member(&message.author).cloned().unwrap_or_default();
    let words = message.words();
    let zone = asker.zone(moment.charter);
    let reading = language::read_in(asker.locale(), &words, message.ts.at(), &zone, moment.charter);
    let scene = Look { message, asker: &asker, words: &words, reading: &reading, moment, is_last };
    let wish = scene.mentioned(plan).or_else(|| scene.crowd(plan));
    let Some(wish) = wish else { return };
    if plan.missing.is_empty() && plan.reads.is_empty() {
        say(inbound, message, &asker, &wish, moment, plan);
    }
}

/// Whether there is anybody at all about whom something might be said.
fn may_matter(message: &Message, moment: &Moment<'_>) -> bool {
    looks_wide(message, moment)
        || message.pings.people.iter().take(MOST_PEOPLE).any(|user| may_be_protected(user, moment))
}

/// Whether groups and whole channels are looked at, too. Slack wakes nobody for those an edit adds.
fn looks_wide(message: &Message, moment: &Moment<'_>) -> bool {
    let pings = &message.pings;
    let is_wide = matches!(intensity(message, moment), Intensity::Observe | Intensity::Standard);
    is_wide && message.edited.is_none() && (pings.everyone || !pings.groups.is_empty())
}

/// How much is said in the message's channel.
fn intensity(message: &Message, moment: &Moment<'_>) -> Intensity {
    moment.norms(&message.channel).intensity(moment.charter, moment.now)
}

/// Whether somebody is protected, or might turn out to be once Slack was asked.
fn may_be_protected(user: &UserId, moment: &Moment<'_>) -> bool {
    let Some(member) = moment.member(user) else { return moment.charter.protect };
    match member.publish {
        Some(Publish::Protect) => true,
        Some(Publish::Show | Publish::AnyTime) => false,
        None => {
            let in_focus = !member.focus.is_empty() || member.spell.is_some() || !member.calendar.is_empty();
            moment.charter.protect || in_focus
        }
    }
}

/// Asks for the members of groups and of the channel that are not known.
fn want_members(message: &Message, moment: &Moment<'_>, plan: &mut Plan) {
    if !looks_wide(message, moment) {
        return;
    }
    for group in message.pings.groups.iter().take(MOST_GROUPS) {
        if moment.group(&Key::Group(group.clone())).is_none() {
            plan.reads.push(Read::Group { group: group.clone() });
        }
    }
    let channel = &message.channel;
    if message.pings.everyone && moment.group(&Key::Room(channel.clone())).is_none() {
        plan.reads.push(Read::Members { channel: channel.clone() });
    }
}

/// Whether the message is gone, or a newer edit of it was heard already.
fn is_overtaken(message: &Message, moment: &Moment<'_>) -> bool {
    match moment.record(&Key::Ask(message.channel.clone(), message.ts.clone())) {
        Some(Record::Gone) => true,
        Some(Record::Ask(ask)) => ask.is_deleted() || !ask.is_news(message.edited.as_ref()),
        _ => false,
    }
}

/// A message, seen with the eyes of somebody who might have something to say about it.
struct Look<'a> {
    message: &'a Message,
    asker: &'a Member,
    words: &'a str,
    reading: &'a Reading,
    moment: &'a Moment<'a>,
    /// Whether Slack was asked already: what is not known by now is decided without.
    is_last: bool,
}

impl<'a> Look<'a> {
    /// The people mentioned by name who are not there.
    fn mentioned(&self, plan: &mut Plan) -> Option<Wish<'a>> {
        let known = self.nudge();
        let is_told = |user: &&UserId| known.is_some_and(|nudge| nudge.about.contains(user));
        let people = self.message.pings.people.iter().take(MOST_PEOPLE).filter(|user| !is_told(user));
        let mut away: Vec<(&UserId, Kind)> = Vec::new();
        for user in people {
            if !may_be_protected(user, self.moment) {
                continue;
            }
            let theirs = &self.moment.member(user).cloned().unwrap_or_default();
            let now = Availability::of(theirs, self.moment.charter, self.moment.now);
            let rule = self.rule(now.kind);
            if self.lacks(rule, plan) || self.silence(user, theirs, &now, rule) {
                continue;
            }
            let stale = availability::stale(user, Some(theirs), self.moment.now);
            if !stale.is_empty() && !self.is_last {
                plan.reads.extend(stale);
            } else if !stale.is_empty() && now.is_of_slack() {
                // Slack does not say whether it is still so: then nothing is said
            } else if !now.is_free() && is_protected(theirs, self.moment.charter, &now) {
                away.push((user, now.kind));
            }
        }
        let (_, kind) = away.first()?;
        let rule = self.rule(*kind);
        Some(Wish { rule, about: away.into_iter().map(|(user, _)| user).collect(), of: 0 })
    }

    /// How many people a user group or a whole channel has who are not there.
    fn crowd(&self, plan: &mut Plan) -> Option<Wish<'a>> {
        if !looks_wide(self.message, self.moment) || self.nudge().is_some() {
            return None;
        }
        let groups: Vec<Key> =
            self.message.pings.groups.iter().take(MOST_GROUPS).cloned().map(Key::Group).collect();
        let room = self.message.pings.everyone.then(|| Key::Room(self.message.channel.clone()));
        let rule = if room.is_some() { name_of_rule::EVERYONE } else { name_of_rule::GROUP };
        if groups.is_empty() && room.is_none() || self.lacks(rule, plan) {
            return None;
        }
        if !self.is_last {
            want_members(self.message, self.moment, plan);
        }
        let mut crowd: Vec<&UserId> = Vec::new();
        for user in groups
            .iter()
            .chain(&room)
            .filter_map(|key| self.moment.group(key))
            .flat_map(|group| &group.members)
        {
            if !crowd.contains(&user) && *user != self.message.author && crowd.len() < MOST_CROWD {
                crowd.push(user);
            }
        }
        let keys = crowd.iter().flat_map(|user| about(&self.message.channel, user));
        let strange: Vec<Key> = keys.filter(|key| !self.moment.looked_up(key)).collect();
        if !strange.is_empty() {
            plan.missing.extend(strange);
            return None;
        }
        let people: Vec<(&UserId, &Member)> =
            crowd.into_iter().filter_map(|user| Some((user, self.person(user)?))).collect();
        let away: Vec<&UserId> = people
            .iter()
            .filter(|(user, theirs)| {
                let now = Availability::of(theirs, self.moment.charter, self.moment.now);
                let is_away = !now.is_free() && is_protected(theirs, self.moment.charter, &now);
                is_away && !self.silence(user, theirs, &now, rule)
            })
            .map(|(user, _)| *user)
            .collect();
        (!away.is_empty()).then_some(Wish { rule, about: away, of: people.len() })
    }

    /// Somebody who is known and a person of ours.
    fn person(&self, user: &UserId) -> Option<&'a Member> {
        let member = self.moment.member(user)?;
        let profile = member.profile.as_ref()?;
        (!profile.is_bot && !profile.deleted && !profile.external).then_some(member)
    }

    fn rule(&self, kind: Kind) -> &'static str {
        if self.reading.sync_request && intensity(self.message, self.moment) == Intensity::Standard {
            return name_of_rule::CALL;
        }
        match kind {
            Kind::Free | Kind::Focus => name_of_rule::FOCUS,
            Kind::OffHours => name_of_rule::OFF_HOURS,
            Kind::TimeOff | Kind::Holiday => name_of_rule::AWAY,
        }
    }

    /// Whether something a reason to be silent looks at was not loaded yet; asks for it.
    fn lacks(&self, rule: &'static str, plan: &mut Plan) -> bool {
        let owed = self.moment.facts.lists.get(&List::Owes(self.message.author.clone()));
        let owed = owed.into_iter().flatten().filter(|about| about.channel == self.message.channel);
        let asks = owed.take(MOST_ASKS).map(|about| Key::Ask(about.channel.clone(), about.ts.clone()));
        let lacking: Vec<Key> = asks
            .chain([Key::Tally(rule), Key::Room(self.message.channel.clone())])
            .chain(self.observes().then(|| Key::Unsaid(self.message.channel.clone())))
            .filter(|key| !self.moment.looked_up(key))
            .collect();
        let lacks = !lacking.is_empty();
        plan.missing.extend(lacking);
        lacks
    }

    /// Whether it is only counted what would be said.
    fn observes(&self) -> bool {
        intensity(self.message, self.moment) == Intensity::Observe
    }

    fn silence(&self, target: &UserId, theirs: &Member, now: &Availability, rule: &'static str) -> bool {
        let ping = Ping {
            message: self.message,
            reading: self.reading,
            words: self.words,
            asker: self.asker,
            target,
            theirs,
            now,
            rule,
            moment: self.moment,
        };
        silence::of(&ping).is_some()
    }

    /// The nudge the message has set off already.
    fn nudge(&self) -> Option<&'a Nudge> {
        nudge(&self.message.channel, &self.message.ts, self.moment)
    }
}

fn nudge<'a>(channel: &ChannelId, ts: &Ts, moment: &Moment<'a>) -> Option<&'a Nudge> {
    match moment.record(&Key::Nudge(channel.clone(), ts.clone())) {
        Some(Record::Nudge(nudge)) => Some(nudge),
        _ => None,
    }
}

/// Says it, or only counts that it would have been said.
fn say(
    inbound: &Inbound,
    message: &Message,
    asker: &Member,
    wish: &Wish<'_>,
    moment: &Moment<'_>,
    plan: &mut Plan,
) {
    let about: Vec<UserId> = wish.about.iter().map(|user| (*user).clone()).collect();
    let observes = intensity(message, moment) == Intensity::Observe;
    counting::count(wish.rule, &message.channel, observes, moment, plan);
    let today = asker.zone(moment.charter).local(moment.now).date();
    let mut asker = asker.clone();
    let spent = asker.spent.take().filter(|spent| spent.on == today);
    let mut spent = spent.unwrap_or(Spent { on: today, about: Vec::new() });
    spent.about.push(about.clone());
    asker.spent = Some(spent);
    if !observes {
        // it counts as left alone until somebody presses something
        asker.heard.entry(wish.rule.to_owned()).or_default().dismissed += 1;
    }
    moment.put(&mut plan.changes, Key::Member(message.author.clone()), Record::Member(Box::new(asker)), None);
    if observes {
        return;
    }
    let known = nudge(&message.channel, &message.ts, moment);
    let id = match (known, about.first()) {
        (Some(_), Some(first)) => {
            DeliveryId::nudge_after_edit(&inbound.team, &message.channel, &message.ts, first)
        }
        _ => DeliveryId::nudge(&inbound.team, &message.channel, &message.ts),
    };
    let (channel, ts) = (message.channel.clone(), message.ts.clone());
    let added = if known.is_some() { about.clone() } else { Vec::new() };
    let nudge = Nudge {
        asker: message.author.clone(),
        thread: message.thread.clone(),
        about: known.into_iter().flat_map(|known| known.about.clone()).chain(about).collect(),
        of: u32::try_from(wish.of).unwrap_or(u32::MAX),
        rule: wish.rule.to_owned(),
        at: written(message),
        state: NudgeState::Open,
        not_urgent: known.map(|known| known.not_urgent.clone()).unwrap_or_default(),
    };
    let key = Key::Nudge(channel.clone(), ts.clone());
    moment.put(&mut plan.changes, key, Record::Nudge(Box::new(nudge)), Some(moment.now + KEPT));
    if moment.group(&Key::Room(channel.clone())).is_none() {
        // so that *Ask somebody else* knows who is there
        let read = Read::Members { channel: channel.clone() };
        let id = DeliveryId::refresh(&inbound.team, &format!("members:{channel}"));
        let what = Outgoing::Refresh { read };
        plan.changes.ring.push(deliver(&inbound.team, id, moment.now, Lane::Normal, what));
    }
    let what = Outgoing::Nudge { channel, ts, added };
    plan.changes.deliver.push(deliver(&inbound.team, id, moment.now, Lane::Fast, what));
}

fn written(message: &Message) -> DateTime<Utc> {
    message.edited.as_ref().unwrap_or(&message.ts).at()
}

/// The message is gone, and what was to be said about it with it.
fn take_back(team: &TeamId, channel: &ChannelId, ts: &Ts, moment: &Moment<'_>, plan: &mut Plan) {
    let Some(nudge) = nudge(channel, ts, moment) else { return };
    plan.changes.cancel.push(DeliveryId::nudge(team, channel, ts));
    let edits = nudge.about.iter().map(|user| DeliveryId::nudge_after_edit(team, channel, ts, user));
    plan.changes.cancel.extend(edits);
    let key = Key::Nudge(channel.clone(), ts.clone());
    moment.put(&mut plan.changes, key, Record::Gone, Some(moment.now + NOTE_KEPT));
}

#[cfg(test)]
mod tests;
