//! *My hours*: opens the modal, and takes what was entered in it.

use chrono::{NaiveTime, Weekday};

use super::{Action, Form, OUT_OF_DATE, Pressed};
use crate::app::commands::checkins;
use crate::app::commands::focus::wish::{self, Wish};
use crate::app::commands::hours::week;
use crate::app::commands::line::Words;
use crate::app::{Moment, Outcome, deliver, say};
use crate::domain::ids::DeliveryId;
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::member::{Member, Publish};
use crate::domain::outgoing::{HoursForm, Lane, Modal, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::domain::schedule::{self, FocusBlock, Shift, WEEK, WorkWeek};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "hours.edit", records: |_| Vec::new(), own: false, more: |_, _| Vec::new(), press };
pub const FORM: Form = Form { id: "hours", records: |_| Vec::new(), submit };

/// The modal's inputs, by their block ids.
const DAYS: &str = "days";
const FROM: &str = "from";
const TO: &str = "to";
const WORDS: &str = "words";
const FOCUS: &str = "focus";
const CHECKINS: &str = "checkins";
const PUBLISH: &str = "publish";

const NO_DAYS: Phrase = Phrase::en(
    "edit_hours.no_days",
    "Tick the days you work, or say your hours in words below: mon-fri 9-17.",
);
const NO_TIME: Phrase =
    Phrase::en("edit_hours.no_time", "Choose a time, or say your hours in words below: mon-fri 9-17.");
const TOO_LONG: Phrase =
    Phrase::en("edit_hours.too_long", "That would last through the night. A shift has 16 hours at most.");
const HOURS_NOT_CLEAR: Phrase = Phrase::en(
    "edit_hours.hours",
    "I could not read “{word}”. Days come first, then hours: mon-thu 9-17:30, fri 9-13.",
);
const FOCUS_NOT_CLEAR: Phrase =
    Phrase::en("edit_hours.focus", "Say it like mon-fri 9-11, or leave it empty.");
const CHECKINS_NOT_CLEAR: Phrase =
    Phrase::en("edit_hours.checkins", "Say them like 10:00 15:00, or leave it empty for your team's.");
const SAVED: Phrase = Phrase::en("edit_hours.saved", "Saved, in {place} time. Working hours: {hours}.");
const SAVED_FOCUS: Phrase = Phrase::en("edit_hours.saved_focus", "Focus every week: {focus}.");
const SAVED_CHECKINS: Phrase = Phrase::en("edit_hours.saved_checkins", "Check-ins: {checkins}.");
const NEXT: Phrase = Phrase::en("edit_hours.next", "The next check-in is {when}.");

/// What is wrong at which input.
type Wrong = (&'static str, Speech);

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let Some(trigger) = pressed.press.trigger.clone() else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let member = moment.member(&pressed.press.user).cloned().unwrap_or_default();
    let modal = Modal::Hours(Box::new(form(&member, moment)));
    pressed.at_once(Outgoing::Open { trigger, modal }, "modal", moment, changes);
    None
}

/// Somebody's hours as the modal shows them.
fn form(member: &Member, moment: &Moment<'_>) -> HoursForm {
    let schedule = member.schedule(moment.charter);
    let single = single(&schedule.work);
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    HoursForm {
        days: single
            .map(|_| WEEK.into_iter().filter(|day| !schedule.work.on(*day).is_empty()).collect())
            .unwrap_or_default(),
        from: single.map(|shift| clock(shift.from)),
        to: single.map(|shift| clock(shift.to)),
        words: if single.is_some() { String::new() } else { say::hours(&schedule.work, member.locale()) },
        focus: say::hours(&schedule::week_of(&member.focus), member.locale()),
        checkins: say::times(&schedule.checkins, member.locale()),
        publish: member.publish,
        place: words::city(&schedule.zone),
        locale: member.locale(),
    }
}

/// The shift that all working days have, where it is one and a clock can show both its ends.
fn single(week: &WorkWeek) -> Option<Shift> {
    let mut days = week.0.iter().filter(|shifts| !shifts.is_empty());
    let first = days.next()?;
    let [shift] = first[..] else { return None };
    (days.all(|shifts| shifts == first) && shift.to < 1440).then_some(shift)
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let known = moment.member(&submission.user).cloned().unwrap_or_default();
    let member = match changed(&known, submission, moment) {
        Ok(member) => member,
        Err(wrong) => {
            let wrong = wrong.into_iter().map(|(block, say)| (block.to_owned(), say)).collect();
            return Outcome::Decided(Reply::Errors(wrong), Changes::default());
        }
    };
    let mut changes = Changes::default();
    if member != known {
        let what = Outgoing::Tell { to: submission.user.clone(), say: said_back(&member, moment) };
        let id = DeliveryId::answer(&inbound.seen, "saved");
        changes.deliver.push(deliver(&inbound.team, id, moment.now, Lane::Fast, what));
        let record = Record::Member(Box::new(member));
        moment.put(&mut changes, Key::Member(submission.user.clone()), record, None);
    }
    Outcome::Decided(Reply::Nothing, changes)
}

/// The member with what was entered, or everything that is wrong with it at once.
fn changed(known: &Member, submission: &Submission, moment: &Moment<'_>) -> Result<Member, Vec<Wrong>> {
    let (hours, focus, checkins) =
        (hours(submission, moment), focus(submission, moment), checkins(submission, moment));
    match (hours, focus, checkins) {
        (Ok(hours), Ok(focus), Ok(checkins)) => {
            let schedule = known.schedule(moment.charter);
            // what is as before stays the team's, where it was the team's
            let hours = if hours == schedule.work { known.hours.clone() } else { Some(hours) };
            let checkins = if checkins == schedule.checkins { known.checkins.clone() } else { checkins };
            let no_checkins = known.no_checkins && checkins.is_empty();
            Ok(Member {
                no_checkins,
                hours,
                focus,
                checkins,
                publish: publish(submission).or(known.publish),
                ..known.clone()
            })
        }
        (hours, focus, checkins) => {
            Err([hours.err(), focus.err(), checkins.err()].into_iter().flatten().collect())
        }
    }
}

fn value<'a>(submission: &'a Submission, block: &str) -> &'a str {
    submission.values.get(block).map(|value| value.reveal().trim()).unwrap_or_default()
}

fn hours(submission: &Submission, moment: &Moment<'_>) -> Result<WorkWeek, Wrong> {
    let locale = moment.locale(&submission.user);
    let in_words = value(submission, WORDS);
    if !in_words.is_empty() {
        return week::read(&Words::of(in_words).meant().plain(), &moment.charter.hours).map_err(|slip| {
            match slip {
                week::Slip::TooLong(_) => (WORDS, TOO_LONG.say(locale)),
                week::Slip::NoHours => (WORDS, unclear(in_words, locale)),
                week::Slip::NotATime(word) | week::Slip::NotClear(word) => (WORDS, unclear(&word, locale)),
            }
        });
    }
    let days: Vec<Weekday> =
        value(submission, DAYS).split(',').filter_map(|day| day.parse::<Weekday>().ok()).collect();
    if days.is_empty() {
        return Err((DAYS, NO_DAYS.say(locale)));
    }
    let minutes = |block| clock(value(submission, block)).ok_or((block, NO_TIME.say(locale)));
    let (from, to) = (minutes(FROM)?, minutes(TO)?);
    let shift = Shift { from, to: if to == 0 { 1440 } else { to } };
    let length = if shift.to > from { shift.to - from } else { 1440 - from + shift.to };
    if length > week::LONGEST { Err((TO, TOO_LONG.say(locale))) } else { Ok(WorkWeek::same(&days, shift)) }
}

fn unclear(word: &str, locale: crate::domain::words::Locale) -> Speech {
    HOURS_NOT_CLEAR.fill(locale, &[("word", crate::app::commands::quoted(word))])
}

/// What a time picker gives, in minutes after midnight.
fn clock(picked: &str) -> Option<u16> {
    let time = NaiveTime::parse_from_str(picked, "%H:%M").ok()?;
    u16::try_from((time - NaiveTime::MIN).num_minutes()).ok()
}

fn focus(submission: &Submission, moment: &Moment<'_>) -> Result<Vec<FocusBlock>, Wrong> {
    let entered = value(submission, FOCUS);
    let member = moment.member(&submission.user).cloned().unwrap_or_default();
    let usual = member.schedule(moment.charter).work;
    match wish::read(&Words::of(entered), moment.now, &moment.zone(&submission.user), &usual) {
        _ if entered.is_empty() => Ok(Vec::new()),
        Ok(Wish::Off) => Ok(Vec::new()),
        Ok(Wish::Weekly(week)) => Ok(schedule::blocks(&week)),
        _ => Err((FOCUS, FOCUS_NOT_CLEAR.say(moment.locale(&submission.user)))),
    }
}

fn checkins(submission: &Submission, moment: &Moment<'_>) -> Result<Vec<NaiveTime>, Wrong> {
    let entered = value(submission, CHECKINS);
    if entered.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = |_| (CHECKINS, CHECKINS_NOT_CLEAR.say(moment.locale(&submission.user)));
    checkins::read(&Words::of(entered)).map_err(wrong)
}

fn publish(submission: &Submission) -> Option<Publish> {
    match value(submission, PUBLISH) {
        "protect" => Some(Publish::Protect),
        "show" => Some(Publish::Show),
        "any time" => Some(Publish::AnyTime),
        _ => None,
    }
}

/// What was understood, and the next thing that comes of it.
fn said_back(member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    let locale = member.locale();
    let ours = |words: String| Piece::Ours(words);
    let places =
        [("place", ours(words::city(&schedule.zone))), ("hours", ours(say::hours(&schedule.work, locale)))];
    let mut said = SAVED.fill(locale, &places);
    if !member.focus.is_empty() {
        let focus = ours(say::hours(&schedule::week_of(&member.focus), locale));
        said = said.line(SAVED_FOCUS.fill(locale, &[("focus", focus)]));
    }
    if !schedule.checkins.is_empty() {
        said = said
            .line(SAVED_CHECKINS.fill(locale, &[("checkins", ours(say::times(&schedule.checkins, locale)))]));
    }
    match worktime::due(&schedule, &Window::NextCheckIn, moment.now) {
        Some(next) => said.line(NEXT.fill(locale, &[("when", say::moment(next, &schedule.zone, locale))])),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, pressed, said as shown, spoken, team, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;
    use crate::domain::text::PrivateText;
    use crate::domain::words::Locale;

    fn submits(scene: &mut Scene, values: &[(&str, &str)], nth: &str) -> String {
        let values = values.iter().map(|(block, value)| ((*block).to_owned(), PrivateText::new(*value)));
        let submission = Submission {
            user: user("ada"),
            modal: "hours".into(),
            carried: String::new(),
            values: values.collect(),
        };
        shown(&scene.takes(SeenKey::other(&team(), "view", nth), Happening::Submitted(submission)))
    }

    fn ada(scene: &Scene) -> Member {
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("Ada")
        };
        ada.as_ref().clone()
    }

    fn opened(scene: &mut Scene, nth: &str) -> HoursForm {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", "hours.edit", ""));
        match scene.waiting()[..] {
            [Outgoing::Open { modal: Modal::Hours(form), .. }] => form.as_ref().clone(),
            ref other => panic!("{other:?}"),
        }
    }

    /// What the modal holds when nothing in it is touched.
    fn untouched(form: &HoursForm) -> Vec<(&'static str, String)> {
        let days: Vec<_> = form.days.iter().map(|day| day.to_string().to_lowercase()).collect();
        let publish = match form.publish {
            Some(Publish::Protect) => "protect",
            Some(Publish::Show) => "show",
            Some(Publish::AnyTime) => "any time",
            None => "",
        };
        vec![
            (DAYS, days.join(",")),
            (FROM, form.from.clone().unwrap_or_default()),
            (TO, form.to.clone().unwrap_or_default()),
            (WORDS, form.words.clone()),
            (FOCUS, form.focus.clone()),
            (CHECKINS, form.checkins.clone()),
            (PUBLISH, publish.to_owned()),
        ]
    }

    #[test]
    fn the_modal_shows_what_stands_and_saving_it_untouched_changes_nothing() {
        for (nth, line) in [
            "hours",
            "hours 9-17:30",
            "hours mon-thu 9-17:30, fri 9-13",
            "hours nights sun-thu 22-6",
            "hours daily 0-24",
            "focus mon-fri 9-11, tue 14-16",
            "checkins 9 12 17",
            "publish protect",
        ]
        .into_iter()
        .enumerate()
        {
            let mut scene = Scene::new();
            scene.types("ada", line, "1");
            let before = ada(&scene);
            let form = opened(&mut scene, &nth.to_string());
            assert_eq!(form.place, "Berlin");
            let values = untouched(&form);
            let values: Vec<_> = values.iter().map(|(block, value)| (*block, value.as_str())).collect();
            assert_eq!(submits(&mut scene, &values, "2"), "", "{line}");
            assert_eq!(ada(&scene), before, "{line}");
            assert!(scene.answers().is_empty(), "nothing changed, so nothing is said");
        }
    }

    #[test]
    fn what_was_entered_is_saved_and_said_back() {
        let mut scene = Scene::new();
        let entered = [
            (DAYS, "mon,tue,wed,thu"),
            (FROM, "08:30"),
            (TO, "16:00"),
            (FOCUS, "Mon–Thu 9–11"),
            (CHECKINS, "11, 3pm"),
            (PUBLISH, "protect"),
        ];
        assert_eq!(submits(&mut scene, &entered, "1"), "");
        let ada = ada(&scene);
        assert_eq!(say::hours(&ada.hours.clone().expect("own hours"), Locale::En), "Mon–Thu 08:30–16:00");
        assert_eq!((ada.focus.len(), ada.checkins.len(), ada.publish), (1, 2, Some(Publish::Protect)));
        let told: Vec<_> = scene.answers().into_iter().map(spoken).collect();
        assert_eq!(
            told,
            [
                "Saved, in Berlin time. Working hours: Mon–Thu 08:30–16:00.\nFocus every week: Mon–Thu 09:00–11:00.\n\
              Check-ins: 11:00 and 15:00.\nThe next check-in is Thu 15 Oct, 11:00 Europe/Berlin."
            ]
        );
    }

    #[test]
    fn words_outweigh_the_pickers_and_empty_means_the_teams_or_none() {
        let mut scene = Scene::new();
        let entered = [(DAYS, "mon"), (FROM, "08:30"), (TO, "16:00"), (WORDS, "mon-thu 9-17:30, fri 9-13")];
        assert_eq!(submits(&mut scene, &entered, "1"), "");
        let ada = ada(&scene);
        assert_eq!(
            say::hours(&ada.hours.clone().expect("own hours"), Locale::En),
            "Mon–Thu 09:00–17:30, Fri 09:00–13:00"
        );
        assert!(ada.focus.is_empty() && ada.checkins.is_empty() && ada.publish.is_none());
        let night = [(DAYS, "sun,mon"), (FROM, "22:00"), (TO, "00:00")];
        assert_eq!(submits(&mut scene, &night, "2"), "");
        assert_eq!(
            say::hours(&super::tests::ada(&scene).hours.expect("own"), Locale::En),
            "Sun–Mon 22:00–24:00"
        );
    }

    #[test]
    fn every_slip_is_named_at_its_own_input_and_nothing_is_changed() {
        let fine: &[(&str, &str)] = &[(DAYS, "mon"), (FROM, "09:00"), (TO, "17:00")];
        for (entered, wrong) in [
            (vec![], vec![DAYS]),
            (vec![(DAYS, "mon")], vec![FROM]),
            (vec![(DAYS, "mon"), (FROM, "09:00")], vec![TO]),
            (vec![(DAYS, "mon"), (FROM, "09:00"), (TO, "05:00")], vec![TO]),
            (vec![(DAYS, "mon"), (FROM, "09:00"), (TO, "09:00")], vec![TO]),
            (vec![(DAYS, "someday"), (FROM, "9"), (TO, "")], vec![DAYS]),
            (vec![(WORDS, "9-5")], vec![WORDS]),
            (vec![(WORDS, "mon-fri 25:61-26")], vec![WORDS]),
            (vec![(WORDS, "whenever")], vec![WORDS]),
            ([fine, &[(FOCUS, "90m")]].concat(), vec![FOCUS]),
            ([fine, &[(FOCUS, "<!channel>"), (CHECKINS, "soon")]].concat(), vec![FOCUS, CHECKINS]),
            (vec![(WORDS, "mon"), (FOCUS, "x"), (CHECKINS, "24:00")], vec![WORDS, FOCUS, CHECKINS]),
        ] {
            let mut scene = Scene::new();
            let before = ada(&scene);
            let said = submits(&mut scene, &entered, "1");
            let blocks: Vec<_> = said.lines().filter_map(|line| line.split(':').next()).collect();
            assert_eq!(blocks, wrong, "{entered:?}: {said}");
            assert_eq!(ada(&scene), before, "{entered:?}");
        }
    }
}
