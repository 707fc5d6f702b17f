//! *It's urgent*: asks for one line of reason, then tells them at once, through focus and off hours. Not through time off:
//! there whoever stands in is told.

use super::{Action, Form, MODAL_OUT_OF_DATE, OUT_OF_DATE, Pressed, nudge};
use crate::app::{Moment, Outcome, asks, deliver};
use crate::domain::ask::{Answerer, Ask, AskRef};
use crate::domain::availability::{Availability, Kind};
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::member::Member;
use crate::domain::nudge::NudgeState;
use crate::domain::outgoing::{Lane, Modal, Outgoing, Urgent};
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::domain::text::{PrivateText, SecretUrl, Speech};
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "nudge.urgent", records: nudge::records, own: false, more: nudge::more, press };
pub const FORM: Form = Form { id: "nudge_urgent", records, submit };

/// The modal's input.
const REASON: &str = "reason";
/// Most of a reason, in characters.
const LONGEST: usize = 150;

const BY_NAME: Phrase = Phrase::en(
    "urgent.by_name",
    "That would wake many. Mention the one person you need by name, and I can reach them.",
);
const MISSING: Phrase = Phrase::en("urgent.missing", "Say in a few words why it can't wait.");
const TOLD: Phrase = Phrase::en("urgent.told", "🚨 {who} gets a direct message now, with your reason.");
const STANDS_IN: Phrase = Phrase::en(
    "urgent.stands_in",
    "🚨 {who} is away, so {cover} gets a direct message now, with your reason.",
);
const NOBODY: Phrase = Phrase::en(
    "urgent.nobody",
    "{who} is away, and nobody stands in that I know of. It waits for them, first in their list.",
);

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = match nudge::open(pressed, moment) {
        Ok(open) => open,
        Err(say) => return Some(say),
    };
    if open.nudge.of > 0 {
        return Some(BY_NAME.say(pressed.locale));
    }
    let Some(trigger) = pressed.press.trigger.clone() else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let modal = Modal::Urgent {
        channel: open.about.channel,
        ts: open.about.ts,
        respond: pressed.press.respond.clone(),
        not_urgent: moment.member(&pressed.press.user).map_or(0, |member| member.not_urgent),
        locale: pressed.locale,
    };
    pressed.at_once(Outgoing::Open { trigger, modal }, "modal", moment, changes);
    None
}

/// What the modal carries: the message, and where the note goes that is replaced.
fn carried(submission: &Submission) -> Option<(AskRef, Option<SecretUrl>)> {
    let (about, respond) = submission.carried.split_once(' ').unwrap_or((&submission.carried, ""));
    Some((AskRef::parse(about)?, (!respond.is_empty()).then(|| SecretUrl::new(respond))))
}

fn records(submission: &Submission) -> Vec<Key> {
    carried(submission).map(|(about, _)| nudge::keys(&about)).unwrap_or_default()
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let wrong = |phrase: &Phrase| {
        let say = phrase.say(moment.locale(&submission.user));
        Outcome::Decided(Reply::Errors(vec![(REASON.to_owned(), say)]), Changes::default())
    };
    let Some((about, respond)) = carried(submission) else { return wrong(&MODAL_OUT_OF_DATE) };
    let open = match nudge::open_for(&submission.user, &about, moment) {
        Ok(open) => open,
        Err(phrase) => return wrong(phrase),
    };
    let Some(reason) = reason(submission).filter(|_| open.nudge.of == 0) else { return wrong(&MISSING) };
    let missing: Vec<Key> =
        nudge::people(&about, moment).into_iter().filter(|key| !moment.looked_up(key)).collect();
    if !missing.is_empty() {
        return Outcome::LoadMore(missing);
    }
    let mut changes = Changes::default();
    let told = tell(inbound, submission, &open, &reason, moment, &mut changes);
    let what = match respond {
        Some(respond) => Outgoing::Answer { respond, say: told, replace: true },
        None => Outgoing::Tell { to: submission.user.clone(), say: told },
    };
    let id = DeliveryId::answer(&inbound.seen, "note");
    changes.deliver.push(deliver(&inbound.team, id, moment.now, Lane::Fast, what));
    Outcome::Decided(Reply::Nothing, changes)
}

/// One line, not too long.
fn reason(submission: &Submission) -> Option<PrivateText> {
    let words = submission.values.get(REASON)?.reveal();
    let line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then(|| PrivateText::new(line.chars().take(LONGEST).collect::<String>()))
}

/// Has everybody told who can be; says who that is.
fn tell(
    inbound: &Inbound,
    submission: &Submission,
    open: &nudge::Open<'_>,
    reason: &PrivateText,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let locale = moment.locale(&submission.user);
    let mut ask = open.ask(moment);
    ask.window = Window::Urgent;
    (ask.chosen, ask.explicit) = (true, true);
    ask.because.clear();
    let mut said = Speech::default();
    for (user, member, now) in open.people(moment) {
        let who = ("who", nudge::name(member, locale));
        let (to, line) = match reach(&user, &now, &submission.user, moment) {
            Reach::Them => (Some((user.clone(), None)), TOLD.fill(locale, &[who])),
            Reach::Cover(cover, stands_in) => {
                let cover_name = ("cover", nudge::name(stands_in, locale));
                (Some((cover, Some(user.clone()))), STANDS_IN.fill(locale, &[who, cover_name]))
            }
            Reach::Nobody => {
                hold(&mut ask, &user, moment);
                asks::tell_when_back(&inbound.team, &user, &now, changes);
                (None, NOBODY.fill(locale, &[who]))
            }
        };
        said = said.line(line);
        let Some((to, instead_of)) = to else { continue };
        expect_now(&mut ask, &to, moment);
        let id = DeliveryId::urgent(&inbound.team, &open.about.channel, &open.about.ts, &to);
        let urgent = Urgent {
            channel: open.about.channel.clone(),
            ts: open.about.ts.clone(),
            thread: open.nudge.thread.clone(),
            to,
            instead_of,
            from: submission.user.clone(),
            reason: reason.clone(),
        };
        changes.deliver.push(deliver(&inbound.team, id, moment.now, Lane::Fast, Outgoing::Urgent(urgent)));
    }
    open.save(&inbound.team, ask, moment, changes);
    open.settle(NudgeState::Urgent, moment, changes);
    said
}

/// How somebody can be reached.
enum Reach<'a> {
    Them,
    Cover(UserId, &'a Member),
    Nobody,
}

fn reach<'a>(user: &UserId, now: &Availability, asker: &UserId, moment: &Moment<'a>) -> Reach<'a> {
    if now.kind != Kind::TimeOff {
        return Reach::Them;
    }
    let cover = now.cover.as_ref().filter(|cover| *cover != asker && *cover != user);
    match cover.and_then(|cover| Some((cover, moment.member(cover)?))) {
        Some((cover, member)) => Reach::Cover(cover.clone(), member),
        None => Reach::Nobody,
    }
}

fn expect_now(ask: &mut Ask, user: &UserId, moment: &Moment<'_>) {
    if !ask.expects(user) {
        ask.answerers.push(Answerer::expected(user.clone(), None));
    }
    for answerer in ask.answerers.iter_mut().filter(|answerer| answerer.user == *user) {
        (answerer.due, answerer.held) = (Some(moment.now), None);
    }
}

fn hold(ask: &mut Ask, user: &UserId, moment: &Moment<'_>) {
    for answerer in ask.answerers.iter_mut().filter(|answerer| answerer.user == *user) {
        answerer.held = Some(moment.now);
    }
}
