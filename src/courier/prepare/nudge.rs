//! A nudge: looked at once more, shown once, soon or never.

use chrono::{DateTime, Utc};

use super::{After, Scene, Step, call, member, record};
use crate::domain::availability::{Availability, Reason, is_protected};
use crate::domain::ids::{ChannelId, Ts, UserId};
use crate::domain::member::Member;
use crate::domain::nudge::{Nudge, NudgeState, STALE, meeting, name_of_rule};
use crate::domain::outgoing::{Call, Card, NudgeCard, NudgeLine, Place, Receipt};
use crate::domain::record::{Key, Record};
use crate::domain::words::Locale;
use crate::domain::worktime::{Zone, words};
use crate::ports::Changes;

/// Most people with a line of their own.
const LINES: usize = 3;

/// What a nudge needs next.
pub fn next(scene: &Scene<'_>, channel: &ChannelId, ts: &Ts, added: &[UserId]) -> Step {
    let Some(Record::Nudge(nudge)) = record(scene.facts, &Key::Nudge(channel.clone(), ts.clone())) else {
        return Step::Drop("the nudge is not wanted any more", None);
    };
    if nudge.state != NudgeState::Open {
        return Step::Drop("the nudge is settled already", None);
    }
    if scene.now - nudge.at > STALE {
        return Step::Drop("a nudge too late to help", None);
    }
    let about = if added.is_empty() { &nudge.about } else { added };
    let missing: Vec<Key> = std::iter::once(&nudge.asker)
        .chain(about)
        .map(|user| Key::Member(user.clone()))
        .filter(|key| !scene.facts.asked.contains(key))
        .collect();
    if !missing.is_empty() {
        return Step::Load(missing);
    }
    let Some(card) = card(scene, channel, ts, nudge, about) else {
        return Step::Drop("everybody is back already", None);
    };
    let (to, card) = (nudge.asker.clone(), Card::Nudge(card));
    // where they could not see it, it goes by direct message
    call(if scene.delivery.progress.receipts.is_empty() {
        Call::Whisper { channel: channel.clone(), thread: nudge.thread.clone(), to, card }
    } else {
        Call::Post { to: Place::Person(to), card, key: scene.delivery.id.clone() }
    })
}

/// A note nobody could see in the channel is not over.
pub fn after(receipt: &Receipt) -> After {
    After { changes: Changes::default(), over: receipt.channel.is_some() || receipt.ts.is_some() }
}

fn card(
    scene: &Scene<'_>,
    channel: &ChannelId,
    ts: &Ts,
    nudge: &Nudge,
    about: &[UserId],
) -> Option<NudgeCard> {
    let asker = member(scene.facts, &nudge.asker).cloned().unwrap_or_default();
    let here = asker.zone(scene.charter);
    let known = |user| Some((user, member(scene.facts, user)?));
    let away: Vec<(&Member, Availability)> = about
        .iter()
        .filter_map(known)
        .map(|(_, member)| (member, Availability::of(member, scene.charter, scene.now)))
        .filter(|(member, now)| !now.is_free() && is_protected(member, scene.charter, now))
        .collect();
    if away.is_empty() {
        return None;
    }
    let is_crowd = nudge.of > 0;
    let lines = if is_crowd { 0 } else { LINES };
    let meet = (nudge.rule == name_of_rule::CALL).then(|| {
        let everybody: Vec<&Member> =
            std::iter::once(&asker).chain(away.iter().map(|(member, _)| *member)).collect();
        meeting(&everybody, scene.charter, scene.now)
    });
    Some(NudgeCard {
        channel: channel.clone(),
        ts: ts.clone(),
        people: away
            .iter()
            .take(lines)
            .map(|(member, now)| line(scene, member, now, &here, asker.locale()))
            .collect(),
        more: if is_crowd { 0 } else { away.len().saturating_sub(LINES) },
        wakes: is_crowd.then_some((away.len(), nudge.of as usize)),
        meet: meet.flatten().map(|at| (at, words::with_zone(at, &here, asker.locale()))),
        locale: asker.locale(),
    })
}

fn line(scene: &Scene<'_>, member: &Member, now: &Availability, here: &Zone, locale: Locale) -> NudgeLine {
    let there = member.zone(scene.charter);
    NudgeLine {
        name: member.profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default(),
        kind: now.kind,
        is_dnd: now.reason == Some(Reason::Dnd),
        is_talking: now.reason == Some(Reason::Huddle),
        until: now.until.map(|at| until(at, &there, here, scene.now, locale)),
    }
}

/// When somebody is back, on their clock and on the reader's where they differ. Today's day is not said.
fn until(
    at: DateTime<Utc>,
    there: &Zone,
    here: &Zone,
    now: DateTime<Utc>,
    locale: Locale,
) -> crate::domain::outgoing::DueWords {
    let due = super::tag::due(at, there, here, now, locale);
    let short = |said: String| {
        let time = said.strip_prefix(words::today(locale)).map(|time| time.trim_start().to_owned());
        time.unwrap_or(said)
    };
    crate::domain::outgoing::DueWords { theirs: short(due.theirs), asker: due.asker.map(short), ..due }
}
