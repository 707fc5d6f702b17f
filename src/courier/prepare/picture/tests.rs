//! From a wish for a picture to the picture, or to words.

use super::*;
use crate::courier::prepare;
use crate::domain::charter::Charter;
use crate::domain::ids::{FileId, SeenKey, TeamId};
use crate::domain::picture::Day;
use crate::domain::text::{SecretUrl, Speech};
use crate::domain::words::Locale;
use crate::domain::worktime::Zone;
use crate::ports::Facts;

fn noon() -> DateTime<Utc> {
    "2026-11-24T12:00:00Z".parse().expect("moment")
}

fn file() -> FileId {
    FileId::parse("F0DAY00001").expect("id")
}

fn wished() -> Delivery {
    let team = TeamId::parse("T0TEAM").expect("id");
    let day = Day {
        whole: (noon(), noon() + TimeDelta::days(1)),
        zone: Zone::utc(),
        rows: Vec::new(),
        common: Vec::new(),
        proposed: Vec::new(),
        locale: Locale::En,
    };
    let respond = SecretUrl::new("https://hooks.slack.com/commands/1");
    let picture = Picture { respond, asked: noon(), day, instead: Speech::ours("the day as text") };
    Delivery {
        id: DeliveryId::answer(&SeenKey::other(&team, "cmd", "1"), "picture"),
        team,
        due: noon(),
        lane: Lane::Fast,
        owner: None,
        what: Outgoing::Picture(Box::new(picture)),
        progress: Progress::default(),
    }
}

/// What is done next, and what comes of it when Slack does as it is asked or refuses.
struct Play {
    delivery: Delivery,
    now: DateTime<Utc>,
}

impl Play {
    fn new() -> Self {
        Self { delivery: wished(), now: noon() }
    }

    fn with<T>(&self, look: impl FnOnce(&Scene<'_>) -> T) -> T {
        let (facts, charter) = (Facts::default(), Charter::default());
        let Self { delivery, now } = self;
        look(&Scene {
            delivery,
            facts: &facts,
            charter: &charter,
            now: *now,
            read: &[],
            original: None,
            turned: false,
        })
    }

    fn next(&self) -> Option<Call> {
        match self.with(prepare::next) {
            Step::Call(call) => Some(*call),
            _ => None,
        }
    }

    fn is_done(&mut self, receipt: Receipt) -> After {
        let after = self.with(|scene| after(scene, &receipt));
        self.delivery.progress.receipts.push(receipt);
        after
    }

    /// How long until it goes on; `None` when it does not.
    fn is_refused(&mut self, refusal: &Refusal) -> Option<TimeDelta> {
        let call = self.next().expect("a call");
        let at = self.with(|scene| goes_on(scene, &call, refusal))?;
        let pause = at - self.now;
        self.delivery.progress.attempts += 1;
        self.now = at;
        Some(pause)
    }

    fn brings_a_picture(&self) -> bool {
        matches!(self.next(), Some(Call::Upload { .. }))
    }

    fn shows_a_picture(&self) -> bool {
        matches!(self.next(), Some(Call::Respond { card: Card::Picture(..), replace: false, .. }))
    }

    fn says_words(&self) -> bool {
        matches!(self.next(), Some(Call::Respond { card: Card::Words(said), .. }) if said == Speech::ours("the day as text"))
    }
}

fn brought() -> Receipt {
    Receipt { file: Some(file()), ..Receipt::default() }
}

#[test]
fn a_picture_is_brought_then_shown_and_taken_down_a_day_later() {
    let mut play = Play::new();
    assert!(play.brings_a_picture());
    let After { changes, over } = play.is_done(brought());
    assert!(!over);
    assert_eq!(changes.deliver[0].what, Outgoing::TakeDown { file: file() });
    assert_eq!(changes.deliver[0].due, noon() + TimeDelta::days(1));
    assert!(play.shows_a_picture());
    assert!(play.is_done(Receipt::default()).over);
}

#[test]
fn whatever_keeps_a_picture_from_slack_its_reader_has_words_at_once() {
    for refusal in [
        Refusal::Never("missing_scope".into()),
        Refusal::Later("it took too long".into()),
        Refusal::Slower(std::time::Duration::from_secs(30)),
        Refusal::Unknown("odd".into()),
        Refusal::Ambiguous("no answer in time".into()),
        Refusal::Workspace("account_inactive".into()),
    ] {
        let mut play = Play::new();
        assert_eq!(play.is_refused(&refusal), Some(TimeDelta::zero()), "{refusal}");
        assert!(play.says_words(), "{refusal}");
        assert_eq!(play.is_refused(&refusal), None, "words are refused as always: {refusal}");
    }
}

#[test]
fn a_file_slack_has_not_looked_at_is_shown_again_soon_and_not_for_ever() {
    let mut play = Play::new();
    play.is_done(brought());
    let not_yet = Refusal::Never("invalid_blocks".into());
    for pause in [1, 1, 0] {
        assert!(play.shows_a_picture());
        assert_eq!(play.is_refused(&not_yet), Some(TimeDelta::seconds(pause)));
    }
    assert!(play.says_words());
}

#[test]
fn who_has_waited_long_gets_words_and_after_half_an_hour_nothing() {
    let mut play = Play::new();
    play.now += TimeDelta::seconds(10);
    assert!(play.says_words(), "too late to begin");
    let mut play = Play::new();
    play.is_done(brought());
    play.now += TimeDelta::seconds(10);
    assert!(play.says_words(), "too late to show");
    play.now += TimeDelta::minutes(31);
    assert_eq!(play.next(), None);
}
