//! Buttons, modals and shortcuts: one file each, listed here.
//!
//! A press says what somebody wanted when they looked; what is done depends on how things stand now. So the same
//! press again, by two people, a year later or with a value somebody made up, does no harm.

mod asks_done;
mod asks_on_it;
mod asks_reopen;
mod change_window;
mod done;
mod edit_calendar;
mod edit_checkins;
mod edit_focus;
mod edit_holidays;
mod edit_hours;
mod edit_time_off;
mod edit_zone;
mod filled;
mod focus_now;
pub(super) mod forget;
mod im_back;
mod message_why;
mod misread;
mod nudge;
mod nudge_elsewhere;
mod nudge_hold;
mod nudge_no_reply;
mod nudge_not_again;
mod nudge_urgent;
mod nudge_why;
mod observe;
mod on_it;
mod over;
mod owed;
mod publish;
mod reminder;
mod reminder_delete;
mod reminder_done;
mod reminder_snooze;
mod reminder_stop;
mod tag;
mod tag_why;
mod urgent;
mod urgent_done;
mod urgent_not;
mod urgent_on_it;
mod why;
mod zone;

pub use edit_focus::MOST_ROWS as MOST_FOCUS_ROWS;
pub use edit_holidays::NONE as NO_HOLIDAYS;
pub use nudge_not_again::in_words as nudges_in_words;

use super::commands::privately;
use super::wishes::Owner;
use super::{Moment, Outcome, deliver};
use crate::domain::ids::DeliveryId;
use crate::domain::inbound::{Inbound, Press, Submission};
use crate::domain::outgoing::{Lane, Modal, Outgoing};
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::domain::words::{Locale, Phrase};
use crate::ports::Changes;

/// Every button.
const ALL: &[Action] = &[
    on_it::ACTION,
    done::ACTION,
    asks_on_it::ACTION,
    asks_done::ACTION,
    asks_reopen::ACTION,
    owed::ON_IT,
    owed::DONE,
    over::AGAIN,
    over::EXTEND,
    over::LET_GO,
    over::AGAIN_OF,
    over::EXTEND_OF,
    over::LET_GO_OF,
    change_window::ACTION,
    tag_why::ACTION,
    message_why::ACTION,
    misread::ACTION,
    edit_hours::ACTION,
    edit_focus::ACTION,
    focus_now::START,
    focus_now::END,
    edit_checkins::ACTION,
    edit_time_off::ADD,
    edit_time_off::ROW,
    edit_time_off::COVER,
    im_back::ACTION,
    edit_holidays::ACTION,
    edit_holidays::DAY,
    edit_zone::ACTION,
    edit_calendar::ACTION,
    edit_calendar::ROW,
    reminder_done::ACTION,
    reminder_snooze::ACTION,
    reminder_delete::ACTION,
    reminder_stop::ACTION,
    publish::ACTION,
    observe::ACTION,
    nudge_hold::ACTION,
    nudge_urgent::ACTION,
    nudge_no_reply::ACTION,
    nudge_elsewhere::ACTION,
    nudge_why::ACTION,
    nudge_not_again::ACTION,
    urgent_on_it::ACTION,
    urgent_done::ACTION,
    urgent_not::ACTION,
    forget::ACTION,
    forget::KEPT,
    zone::TRIP,
    zone::MOVE,
];

/// Every modal.
const MODALS: &[Form] = &[
    change_window::FORM,
    edit_hours::FORM,
    edit_focus::FORM,
    edit_checkins::FORM,
    edit_time_off::FORM,
    edit_holidays::FORM,
    edit_holidays::REGION,
    edit_zone::FORM,
    edit_calendar::FORM,
    nudge_urgent::FORM,
];

/// A button.
struct Action {
    /// Its `action_id`, part of what stands in Slack for years: never renamed.
    id: &'static str,
    /// What it needs to know besides who pressed.
    records: fn(&Press) -> Vec<Key>,
    /// Whether it looks at the member's own reminders.
    own: bool,
    /// What it needs to know besides, in view of what is known already.
    more: fn(&Press, &Moment<'_>) -> Vec<Key>,
    /// Does what it says. What is returned is said privately to who pressed.
    press: fn(&Pressed<'_>, &Moment<'_>, &mut Changes) -> Option<Speech>,
}

/// A modal.
struct Form {
    /// Its `callback_id`.
    id: &'static str,
    /// What it needs to know besides who submitted.
    records: fn(&Submission) -> Vec<Key>,
    /// Takes what was entered.
    submit: fn(&Inbound, &Submission, &Moment<'_>) -> Outcome,
}

/// A press with what happened around it.
struct Pressed<'a> {
    inbound: &'a Inbound,
    press: &'a Press,
    locale: Locale,
}

impl Pressed<'_> {
    /// Whose days it is about, where it is about somebody's own.
    fn owner(&self) -> Owner<'_> {
        Owner { team: &self.inbound.team, user: &self.press.user, locale: self.locale }
    }

    /// Opens a modal, which a press can do once and soon.
    fn opens(&self, modal: Modal, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
        let Some(trigger) = self.press.trigger.clone() else { return Some(OUT_OF_DATE.say(self.locale)) };
        self.at_once(Outgoing::Open { trigger, modal }, "modal", moment, changes);
        None
    }

    /// Has something done at once: somebody is looking at the screen.
    fn at_once(&self, what: Outgoing, name: &str, moment: &Moment<'_>, changes: &mut Changes) {
        let id = DeliveryId::answer(&self.inbound.seen, name);
        changes.deliver.push(deliver(&self.inbound.team, id, moment.now, Lane::Fast, what));
    }
}

const OUT_OF_DATE: Phrase =
    Phrase::en("press.out_of_date", "This button is out of date, so nothing was changed.");
const MODAL_OUT_OF_DATE: Phrase = Phrase::en(
    "press.modal_out_of_date",
    "This form is out of date, so nothing was changed. Please open it again.",
);

/// For a button that needs to know nothing more than its records.
fn nothing_more(_: &Press, _: &Moment<'_>) -> Vec<Key> {
    Vec::new()
}

fn find(press: &Press) -> Option<&'static Action> {
    ALL.iter().find(|action| action.id == press.action)
}

/// Whether a press looks at the member's own reminders.
pub fn looks_at_own(press: &Press) -> bool {
    find(press).is_some_and(|action| action.own)
}

/// What a press needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    let mut keys = find(press).map(|action| (action.records)(press)).unwrap_or_default();
    keys.push(Key::Member(press.user.clone()));
    keys
}

/// What a submission needs to know.
pub fn records_of_modal(submission: &Submission) -> Vec<Key> {
    let form = MODALS.iter().find(|form| form.id == submission.modal);
    let mut keys = form.map(|form| (form.records)(submission)).unwrap_or_default();
    keys.push(Key::Member(submission.user.clone()));
    keys
}

/// Does what a button says.
pub fn press(inbound: &Inbound, press: &Press, moment: &Moment<'_>) -> Outcome {
    let pressed = Pressed { inbound, press, locale: moment.locale(&press.user) };
    let mut changes = Changes::default();
    let more = find(press).map(|action| (action.more)(press, moment)).unwrap_or_default();
    let missing: Vec<Key> = more.into_iter().filter(|key| !moment.looked_up(key)).collect();
    if !missing.is_empty() {
        return Outcome::LoadMore(missing);
    }
    let say = match find(press) {
        Some(action) => (action.press)(&pressed, moment, &mut changes),
        None => Some(OUT_OF_DATE.say(pressed.locale)),
    };
    if let Some(say) = say {
        pressed.at_once(privately(press.respond.as_ref(), &press.user, say), "answer", moment, &mut changes);
    }
    Outcome::Decided(Reply::Nothing, changes)
}

/// Takes a modal.
pub fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    if let Some(form) = MODALS.iter().find(|form| form.id == submission.modal) {
        return (form.submit)(inbound, submission, moment);
    }
    // an error has to name an input of the modal; without any the modal just closes
    let locale = moment.locale(&submission.user);
    let errors = submission.values.keys().take(1).map(|block| (block.clone(), MODAL_OUT_OF_DATE.say(locale)));
    let errors: Vec<_> = errors.collect();
    let reply = if errors.is_empty() { Reply::Nothing } else { Reply::Errors(errors) };
    Outcome::Decided(reply, Changes::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, press, pressed, spoken};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;
    use crate::domain::text::PrivateText;

    #[test]
    fn a_button_of_long_ago_is_met_kindly() {
        for (action, value) in [
            ("tag.snooze", "C0LAUNCH:1.1"),
            ("", ""),
            ("tag.done", "not a reference"),
            ("tag.on_it", "C0LAUNCH:1792051200.000001"),
            ("tag.change", "{\"a\":1}"),
            ("reminder.snooze", ""),
            ("frobnicate", "\r\n*1\r\n$8\r\nFLUSHALL"),
        ] {
            let mut scene = Scene::new();
            scene.takes(
                SeenKey::other(&crate::app::scene::team(), "press", "1"),
                pressed("ada", action, value),
            );
            let answers: Vec<_> = scene.answers().iter().map(|say| spoken(say)).collect();
            assert_eq!(answers, ["This button is out of date, so nothing was changed."], "{action} {value}");
        }
    }

    #[test]
    fn a_modal_we_do_not_know_is_refused_at_one_of_its_own_inputs() {
        let submission = |blocks: &[&str]| Submission {
            user: crate::app::scene::user("ada"),
            modal: "of_long_ago".into(),
            carried: String::new(),
            values: blocks.iter().map(|block| ((*block).to_owned(), PrivateText::default())).collect(),
        };
        let scene = Scene::new();
        let decide = |blocks: &[&str]| {
            let seen = SeenKey::other(&crate::app::scene::team(), "view", "1");
            let what = Happening::Submitted(submission(blocks));
            scene.decides(&Inbound { team: crate::app::scene::team(), seen, what }).0
        };
        assert!(matches!(decide(&["tea"]), Reply::Errors(errors) if errors[0].0 == "tea"));
        assert_eq!(decide(&[]), Reply::Nothing);
    }

    #[test]
    fn an_answer_without_an_address_goes_by_direct_message() {
        let mut scene = Scene::new();
        let press = Press { respond: None, ..press("ada", "gone", "") };
        scene.takes(SeenKey::other(&crate::app::scene::team(), "press", "1"), Happening::Pressed(press));
        assert!(matches!(scene.waiting()[..], [Outgoing::Tell { .. }]));
    }
}
