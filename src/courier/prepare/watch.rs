//! A watch: looks at what somebody owes and waits for, has the words said whose time has come, and sleeps until the
//! next. It marks what is said before it is said, in the same step, so that nothing is said twice.
//!
//! Whoever told us nothing of their days is told nothing: they are rung again when they do.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Scene, Step, ask, call, is_gone, member, norms, put, reminder};
use crate::domain::ask::{Answerer, Ask, AskRef};
use crate::domain::charter::Intensity;
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::member::{Member, Quiet};
use crate::domain::nudge::{Heard, name_of_rule};
use crate::domain::outgoing::{Call, Card, Delivery, Lane, Outgoing, Place, Progress};
use crate::domain::record::{Key, List, Record};
use crate::domain::text::Speech;
use crate::domain::watch::{self, FRESH, GRACE, STALE, TOGETHER};
use crate::domain::worktime;
use crate::ports::Changes;

/// How many asks of each list are looked at.
const MOST: usize = 40;
/// What a catch-up names as due, and so has said: as far ahead as it looks.
const LISTED: TimeDelta = TimeDelta::hours(8);
/// A catch-up that told somebody of an ask this short a time ago was their reminder.
const LATELY: TimeDelta = TimeDelta::hours(2);
/// Whoever asked hears no more often than this of what is over: at most twice on a usual day.
const APART: TimeDelta = TimeDelta::hours(6);

/// The records a word about asks needs.
pub fn keys(to: &UserId, asks: &[AskRef]) -> Vec<Key> {
    let asks = asks.iter().flat_map(keys_of);
    std::iter::once(Key::Member(to.clone())).chain(asks).collect()
}

fn keys_of(about: &AskRef) -> [Key; 2] {
    [Key::Ask(about.channel.clone(), about.ts.clone()), Key::Channel(about.channel.clone())]
}

/// What a watch needs next.
pub fn next(scene: &Scene<'_>, user: &UserId) -> Step {
    if is_gone(scene.facts, user) {
        return Step::Drop("the person is gone", None);
    }
    let Some(owner) = member(scene.facts, user).filter(|member| wants(member)) else { return Step::Finish };
    match owner.quiet {
        Some(Quiet::Always) => return Step::Finish,
        Some(Quiet::Until(until)) if scene.now < until => return Step::Later(until),
        _ => {}
    }
    let owes = listed(scene, &List::Owes(user.clone()));
    let waits = listed(scene, &List::Waits(user.clone()));
    let asks = owes.iter().chain(&waits).flat_map(|about| keys_of(about));
    if let Some(step) = load(scene, asks) {
        return step;
    }
    let (soon, over) = (Soon::plan(scene, user, owner, &owes), Over::plan(scene, owner, &waits));
    if let Some(step) = load(scene, over.strangers.iter().cloned()) {
        return step;
    }
    let mut changes = Changes::default();
    if soon.now.is_empty() && !soon.told.is_empty() {
        soon.say(scene, user, &mut changes);
        return Step::Save(Box::new(changes));
    }
    if soon.now.is_empty() && over.now.is_empty() {
        return match soon.next.into_iter().chain(over.next).min() {
            Some(at) => Step::Later(at),
            None => Step::Finish,
        };
    }
    if let Some(step) = wait(scene, user) {
        return step;
    }
    if soon.now.is_empty() {
        over.say(scene, user, owner, &mut changes);
    } else {
        soon.say(scene, user, &mut changes);
    }
    Step::Save(Box::new(changes))
}

/// Whether somebody wants to be told of their asks at all.
fn wants(member: &Member) -> bool {
    let is_outsider = member.profile.as_ref().is_some_and(|profile| profile.external || profile.is_bot);
    member.wants_catch_up() && !is_outsider
}

/// Whether Unrush says nothing on its own about what is asked in a channel.
pub fn is_only_watched(scene: &Scene<'_>, about: &AskRef) -> bool {
    norms(scene.facts, &about.channel).intensity(scene.charter, scene.now) == Intensity::Observe
}

fn listed<'a>(scene: &Scene<'a>, list: &List) -> Vec<&'a AskRef> {
    scene.facts.lists.get(list).into_iter().flatten().take(MOST).collect()
}

fn load(scene: &Scene<'_>, keys: impl Iterator<Item = Key>) -> Option<Step> {
    let mut missing: Vec<Key> = keys.filter(|key| !scene.facts.asked.contains(key)).collect();
    missing.sort_unstable();
    missing.dedup();
    (!missing.is_empty()).then_some(Step::Load(missing))
}

/// The asks of a list that are watched, and may be spoken of.
fn watched<'a>(scene: &Scene<'a>, listed: &[&'a AskRef]) -> impl Iterator<Item = (&'a AskRef, &'a Ask)> {
    let found = |about: &&'a AskRef| Some((*about, ask(scene.facts, &about.channel, &about.ts)?));
    let found: Vec<_> = listed.iter().filter_map(found).collect();
    let (facts, charter, now) = (scene.facts, scene.charter, scene.now);
    let may = move |(about, ask): &(&AskRef, &Ask)| {
        let intensity = norms(facts, &about.channel).intensity(charter, now);
        watch::is_watched(ask) && intensity != Intensity::Observe
    };
    found.into_iter().filter(may)
}

/// What somebody is to be reminded of.
struct Soon<'a> {
    /// Now: the ask, and the moment.
    now: Vec<(&'a AskRef, &'a Ask, DateTime<Utc>)>,
    /// What needs no word any more, since a catch-up has said it just now.
    told: Vec<(&'a AskRef, &'a Ask, DateTime<Utc>)>,
    /// When there is something to say next.
    next: Option<DateTime<Utc>>,
}

impl<'a> Soon<'a> {
    fn plan(scene: &Scene<'a>, user: &UserId, owner: &Member, owes: &[&'a AskRef]) -> Self {
        let schedule = owner.schedule(scene.charter);
        let mut plan = Self { now: Vec::new(), told: Vec::new(), next: None };
        let mut ahead = Vec::new();
        for (about, ask) in watched(scene, owes) {
            let Some(mine) = ask.answerers.iter().find(|answerer| answerer.user == *user) else { continue };
            let Some(due) = mine.due.filter(|due| *due > scene.now) else { continue };
            let Some(at) = watch::before(about, mine, &schedule) else { continue };
            if at > scene.now {
                ahead.push((at, about, ask, mine, due));
            } else if was_listed(owner, about, mine, due, scene.now) {
                plan.told.push((about, ask, due));
            } else {
                plan.now.push((about, ask, due));
            }
        }
        for (at, about, ask, mine, due) in ahead {
            let is_old = watch::counts_from(about, mine) + FRESH <= scene.now;
            if !plan.now.is_empty() && is_old && at <= scene.now + TOGETHER {
                plan.now.push((about, ask, due));
            } else {
                plan.next = plan.next.into_iter().chain([at]).min();
            }
        }
        plan.now.sort_by_key(|(about, _, due)| (*due, about.ts.clone()));
        plan
    }

    /// Has it said, and marks it.
    fn say(&self, scene: &Scene<'_>, user: &UserId, changes: &mut Changes) {
        if let Some((first, _, due)) = self.now.first() {
            let asks: Vec<AskRef> = self.now.iter().map(|(about, ..)| (*about).clone()).collect();
            let name = (&first.channel, &first.ts);
            let id = DeliveryId::about_due(&scene.delivery.team, "soon", user, name, *due);
            changes.deliver.push(deliver(scene, id, Outgoing::DueSoon { to: user.clone(), asks }));
        }
        for (about, ask, due) in self.now.iter().chain(&self.told) {
            let mut ask = (*ask).clone();
            for mine in ask.answerers.iter_mut().filter(|answerer| answerer.user == *user) {
                mine.reminded = Some(*due);
            }
            save(scene, about, ask, changes);
        }
    }
}

/// Whether a catch-up has told somebody of an ask just now.
pub fn was_listed(
    owner: &Member,
    about: &AskRef,
    mine: &Answerer,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> bool {
    owner.caught_up.is_some_and(|told| {
        watch::counts_from(about, mine) <= told && due <= told + LISTED && now <= told + LATELY
    })
}

/// What somebody asked whose moment is over.
struct Over<'a> {
    now: Vec<(&'a AskRef, &'a Ask, DateTime<Utc>)>,
    next: Option<DateTime<Utc>>,
    /// The people it is about who were not loaded yet.
    strangers: Vec<Key>,
}

impl<'a> Over<'a> {
    fn plan(scene: &Scene<'a>, owner: &Member, waits: &[&'a AskRef]) -> Self {
        let mut plan = Self { now: Vec::new(), next: None, strangers: Vec::new() };
        if owner.heard.get(name_of_rule::OVER).is_some_and(Heard::is_silent) {
            return plan;
        }
        let from = owner.told_over.map_or(scene.now, |told| told + APART);
        for (about, ask) in watched(scene, waits) {
            let Some(due) = watch::last_due(ask).filter(|due| scene.now - *due < STALE) else { continue };
            // what is over has to be looked at closely, what is not may sleep until it could be
            let mut at = due + GRACE;
            if at <= scene.now {
                let people = ask.answerers.iter().map(|answerer| Key::Member(answerer.user.clone()));
                plan.strangers.extend(people.filter(|key| !scene.facts.asked.contains(key)));
                let schedule = |answerer: &Answerer| {
                    member(scene.facts, &answerer.user).cloned().unwrap_or_default().schedule(scene.charter)
                };
                let Some((over, _)) = watch::over(about, ask, schedule) else { continue };
                at = over;
            }
            let at = at.max(from);
            if at <= scene.now {
                plan.now.push((about, ask, due));
            } else {
                plan.next = plan.next.into_iter().chain([at]).min();
            }
        }
        plan.now.sort_by_key(|(about, _, due)| (*due, about.ts.clone()));
        plan
    }

    /// Has it said, and marks it. It counts as left alone until something is pressed.
    fn say(&self, scene: &Scene<'_>, user: &UserId, owner: &Member, changes: &mut Changes) {
        let Some((first, _, due)) = self.now.first() else { return };
        let asks: Vec<AskRef> = self.now.iter().map(|(about, ..)| (*about).clone()).collect();
        let id = DeliveryId::about_due(&scene.delivery.team, "over", user, (&first.channel, &first.ts), *due);
        changes.deliver.push(deliver(scene, id, Outgoing::Over { to: user.clone(), asks }));
        for (about, ask, due) in &self.now {
            save(scene, about, Ask { told: Some(*due), ..(*ask).clone() }, changes);
        }
        let mut owner = owner.clone();
        owner.told_over = Some(scene.now);
        owner.heard.entry(name_of_rule::OVER.to_owned()).or_default().dismissed += 1;
        put(changes, scene.facts, Key::Member(user.clone()), Record::Member(Box::new(owner)), None);
    }
}

fn save(scene: &Scene<'_>, about: &AskRef, ask: Ask, changes: &mut Changes) {
    let until = Some(ask.kept_until(scene.now));
    let key = Key::Ask(about.channel.clone(), about.ts.clone());
    put(changes, scene.facts, key, Record::Ask(Box::new(ask)), until);
}

fn deliver(scene: &Scene<'_>, id: DeliveryId, what: Outgoing) -> Delivery {
    Delivery {
        id,
        team: scene.delivery.team.clone(),
        due: scene.now,
        lane: Lane::Normal,
        owner: None,
        what,
        progress: Progress::default(),
    }
}

/// Whoever a word about asks is for, if they want one now.
pub fn reader(scene: &Scene<'_>, to: &UserId) -> Option<Member> {
    let reader = member(scene.facts, to).cloned().unwrap_or_default();
    (!is_gone(scene.facts, to) && wants(&reader) && !reader.is_quiet(scene.now)).then_some(reader)
}

/// Says a word about asks to its reader, once everybody it names is known and they can be disturbed.
pub fn tell<'a>(
    scene: &Scene<'_>,
    to: &UserId,
    named: impl Iterator<Item = &'a UserId>,
    say: impl FnOnce() -> Speech,
) -> Step {
    let strangers = load(scene, named.cloned().map(Key::Member));
    strangers.or_else(|| wait(scene, to)).unwrap_or_else(|| {
        call(Call::Post {
            to: Place::Person(to.clone()),
            card: Card::Words(say()),
            key: scene.delivery.id.clone(),
        })
    })
}

/// When somebody can be told something, after they could be disturbed for a while: what else waits for them comes first.
fn wait(scene: &Scene<'_>, to: &UserId) -> Option<Step> {
    match reminder::wait(scene, to)? {
        Step::Later(at) => {
            let reader = member(scene.facts, to).cloned().unwrap_or_default();
            let settled = at + watch::SETTLE;
            let open =
                worktime::answering_from(&reader.schedule(scene.charter), settled, reader.undisturbed());
            Some(Step::Later(open.unwrap_or(settled)))
        }
        other => Some(other),
    }
}
