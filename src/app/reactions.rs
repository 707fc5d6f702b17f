//! Reactions that say how an ask stands: done, or on it. Taking one off takes back what it said.

use super::{Moment, Outcome, asks};
use crate::domain::ask::Ask;
use crate::domain::inbound::{Inbound, Reaction};
use crate::domain::reply::Reply;
use crate::ports::Changes;

/// Takes a reaction. On messages that are no asks, by others than the people concerned, and with any other emoji it
/// means nothing to us.
pub fn take(inbound: &Inbound, reaction: &Reaction, moment: &Moment<'_>) -> Outcome {
    let is_one_of = |names: &[String]| names.contains(&reaction.emoji);
    let Some(ask) = moment.ask(&reaction.on.channel, &reaction.on.ts) else { return Outcome::nothing() };
    let mut ask = ask.clone();
    let is_news = if is_one_of(&moment.charter.done) {
        done(&mut ask, reaction, moment)
    } else if is_one_of(&moment.charter.on_it) {
        on_it(&mut ask, reaction)
    } else {
        false
    };
    if !is_news {
        return Outcome::nothing();
    }
    let mut changes = Changes::default();
    asks::change(&inbound.team, &reaction.on, ask, moment, &mut changes);
    Outcome::Decided(Reply::Nothing, changes)
}

/// Only a reaction that ended something takes that back when it goes.
fn done(ask: &mut Ask, reaction: &Reaction, moment: &Moment<'_>) -> bool {
    let user = &reaction.user;
    if reaction.added {
        let ended = ask.end(user, moment.now);
        if ended {
            ask.reacted.push(user.clone());
        }
        return ended;
    }
    let before = ask.reacted.len();
    ask.reacted.retain(|who| who != user);
    before > ask.reacted.len() && ask.reopen(user)
}

fn on_it(ask: &mut Ask, reaction: &Reaction) -> bool {
    let mut answerers = ask.answerers.iter_mut();
    let Some(answerer) = answerers.find(|answerer| answerer.user == reaction.user) else { return false };
    let is_news = answerer.on_it != reaction.added;
    answerer.on_it = reaction.added;
    is_news
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, asked, launch, team, ts, user};
    use crate::domain::ask::{Ask, AskRef, AskState};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::{Happening, Reaction};
    use crate::domain::record::{Key, Record};

    fn reacts(scene: &mut Scene, name: &str, emoji: &str, added: bool, nth: &str) -> Ask {
        let on = AskRef { channel: launch(), ts: ts("1792052340.000100") };
        let what = Happening::Reacted(Reaction { user: user(name), on, emoji: emoji.into(), added });
        scene.takes(SeenKey::other(&team(), "ev", nth), what);
        let key = Key::Ask(launch(), ts("1792052340.000100"));
        let Some((_, Record::Ask(ask))) = scene.records.get(&key) else { panic!("no ask") };
        ask.as_ref().clone()
    }

    #[test]
    fn eyes_say_on_it_and_a_tick_says_done_until_they_are_taken_off() {
        let mut scene = asked();
        assert!(reacts(&mut scene, "bo", "eyes", true, "1").answerers[0].on_it);
        assert!(!reacts(&mut scene, "bo", "eyes", false, "2").answerers[0].on_it);
        let part = reacts(&mut scene, "bo", "white_check_mark", true, "3");
        assert_eq!((part.state, part.answerers[0].answered), (AskState::Open, Some(scene.now)));
        let done = reacts(&mut scene, "chidi", "ballot_box_with_check", true, "4");
        assert_eq!(done.state, AskState::Done { by: user("chidi"), at: scene.now });
        assert_eq!(scene.deliveries.len(), 1, "the tag is rung");
        let back = reacts(&mut scene, "bo", "white_check_mark", false, "5");
        assert!(back.state == AskState::Open && back.answerers[0].answered.is_none());
    }

    #[test]
    fn the_asker_ends_it_for_everybody_and_takes_back_only_their_own() {
        let mut scene = asked();
        assert_eq!(
            reacts(&mut scene, "ada", "white_check_mark", true, "1").state,
            AskState::Done { by: user("ada"), at: scene.now }
        );
        let still = reacts(&mut scene, "bo", "white_check_mark", false, "2");
        assert!(matches!(still.state, AskState::Done { .. }), "Bo's tick ended nothing");
        assert_eq!(reacts(&mut scene, "ada", "white_check_mark", false, "3").state, AskState::Open);
    }

    #[test]
    fn strangers_and_other_emoji_mean_nothing() {
        let mut scene = asked();
        let before = scene.records.clone();
        for (n, (name, emoji)) in
            [("dee", "white_check_mark"), ("dee", "eyes"), ("ada", "eyes"), ("bo", "tada")]
                .into_iter()
                .enumerate()
        {
            reacts(&mut scene, name, emoji, true, &format!("a{n}"));
            reacts(&mut scene, name, emoji, false, &format!("r{n}"));
        }
        assert_eq!((scene.records, scene.deliveries.len()), (before, 0));
    }
}
