//! A picture that goes with a private answer: it is brought to Slack, then shown. Whatever stands in the way of that, its
//! reader gets the words instead, and soon.

use chrono::{DateTime, TimeDelta, Utc};

use super::{After, RESPONSE_URL, Scene, Step, call};
use crate::domain::ids::DeliveryId;
use crate::domain::outgoing::{Call, Card, Delivery, Lane, Outgoing, Picture, Progress, Receipt};
use crate::ports::{Changes, Refusal};

/// Nobody waits longer for a picture.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);
/// How often a picture is shown: Slack takes an address for answers five times, and the words may need it, too.
const TRIES: u32 = 3;
/// Slack looks at a new file for a moment before it can be shown.
const A_MOMENT: TimeDelta = TimeDelta::seconds(1);
/// How long a file stays: by then whoever asked has seen it, and the day is over.
const STAYS: TimeDelta = TimeDelta::days(1);

/// What a picture needs next.
pub fn next(scene: &Scene<'_>, picture: &Picture) -> Step {
    let progress = &scene.delivery.progress;
    let age = scene.now - picture.asked;
    if age > RESPONSE_URL {
        return Step::Drop("a picture too late to show", None);
    }
    let is_soon = age < PATIENCE;
    let file = progress.receipts.last().and_then(|receipt| receipt.file.clone());
    match file {
        Some(file) if is_soon && progress.attempts < TRIES => {
            answer(picture, Card::Picture(file, Box::new(picture.day.clone())))
        }
        None if is_soon && progress.attempts == 0 => {
            call(Call::Upload { day: Box::new(picture.day.clone()) })
        }
        _ => answer(picture, Card::Words(picture.instead.clone())),
    }
}

fn answer(picture: &Picture, card: Card) -> Step {
    call(Call::Respond { url: picture.respond.clone(), card, replace: false })
}

/// Once the file is there, its end is planned; once something was shown, all is done.
pub fn after(scene: &Scene<'_>, receipt: &Receipt) -> After {
    let Some(file) = receipt.file.clone() else { return After { changes: Changes::default(), over: true } };
    let team = scene.delivery.team.clone();
    let take_down = Delivery {
        id: DeliveryId::take_down(&team, &file),
        team,
        due: scene.now + STAYS,
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::TakeDown { file },
        progress: Progress::default(),
    };
    After { changes: Changes { deliver: vec![take_down], ..Changes::default() }, over: false }
}

/// When to go on after a refusal that only a picture met with: at once with the words, or in a moment with the same file,
/// which Slack may not have looked at yet. `None` for refusals that mean what they always mean.
pub fn goes_on(scene: &Scene<'_>, made: &Call, refusal: &Refusal) -> Option<DateTime<Utc>> {
    match (made, refusal) {
        (Call::Upload { .. }, _) => Some(scene.now),
        (Call::Respond { card: Card::Picture(..), .. }, Refusal::Never(_)) => {
            let tries = scene.delivery.progress.attempts + 1;
            Some(if tries < TRIES { scene.now + A_MOMENT } else { scene.now })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
