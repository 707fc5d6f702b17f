//! Home tabs: whoever opened theirs once has it kept up to date whenever something it shows changes.

use super::{Moment, Outcome, deliver};
use crate::domain::home::Home;
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::inbound::{Happening, Inbound};
use crate::domain::outgoing::{Delivery, Lane, Outgoing};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::ports::Changes;

/// What opening a Home tab needs to know.
pub fn keys(user: &UserId) -> Vec<Key> {
    vec![Key::Member(user.clone()), Key::Home(user.clone())]
}

/// Somebody opened their Home tab: it is drawn anew, whatever we think stands there.
pub fn open(inbound: &Inbound, user: &UserId, moment: &Moment<'_>) -> Outcome {
    let mut changes = Changes::default();
    let mut member = moment.member(user).cloned().unwrap_or_default();
    if !member.home {
        member.home = true;
        moment.put(&mut changes, Key::Member(user.clone()), Record::Member(Box::new(member)), None);
    }
    let hash = match moment.record(&Key::Home(user.clone())) {
        Some(Record::Home(home)) => home.hash.clone(),
        _ => None,
    };
    let home = Home { opened: moment.now, hash, said: None };
    moment.put(&mut changes, Key::Home(user.clone()), Record::Home(home), None);
    // somebody is looking at the screen
    changes.ring = vec![drawn(&inbound.team, user, moment, Lane::Fast)];
    Outcome::Decided(Reply::Nothing, changes)
}

/// Has the Home tabs drawn anew that show something of what was decided.
pub fn follow(inbound: &Inbound, moment: &Moment<'_>, outcome: Outcome) -> Outcome {
    let Outcome::Decided(reply, mut changes) = outcome else { return outcome };
    if matches!(inbound.what, Happening::HomeOpened(_)) {
        return Outcome::Decided(reply, changes);
    }
    let touched = touched(&changes, moment);
    // a new ask has loaded the people it is about; what ends one may not have
    let keys = touched.iter().map(|user| Key::Member(user.clone()));
    let missing: Vec<Key> = keys.filter(|key| !moment.looked_up(key)).collect();
    if !missing.is_empty() {
        return Outcome::LoadMore(missing);
    }
    for user in touched {
        if moment.member(&user).is_some_and(|member| member.home) {
            changes.ring.push(drawn(&inbound.team, &user, moment, Lane::Normal));
        }
    }
    Outcome::Decided(reply, changes)
}

fn drawn(team: &TeamId, user: &UserId, moment: &Moment<'_>, lane: Lane) -> Delivery {
    deliver(team, DeliveryId::home(team, user), moment.now, lane, Outgoing::Home { user: user.clone() })
}

/// Whose Home tab may show something of these changes.
fn touched(changes: &Changes, moment: &Moment<'_>) -> Vec<UserId> {
    let mut found: Vec<UserId> = Vec::new();
    for (key, record, _) in &changes.puts {
        match (key, record) {
            (Key::Member(user) | Key::Feed(user), _) => found.push(user.clone()),
            (Key::Ask(channel, ts), Record::Ask(ask)) => {
                for ask in [Some(ask.as_ref()), moment.ask(channel, ts)].into_iter().flatten() {
                    found.push(ask.asker.clone());
                    found.extend(ask.answerers.iter().map(|answerer| answerer.user.clone()));
                }
            }
            _ => {}
        }
    }
    for (list, _) in changes.list.iter().chain(&changes.unlist) {
        match list {
            List::Owes(user) | List::Waits(user) => found.push(user.clone()),
            List::Open(_) | List::Quiet(_) => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, asked, pressed, team, user};
    use crate::domain::ids::SeenKey;

    fn opens(scene: &mut Scene, name: &str, nth: &str) {
        scene.takes(SeenKey::other(&team(), "ev", nth), Happening::HomeOpened(user(name)));
    }

    fn homes(scene: &Scene) -> Vec<&UserId> {
        let mut found = Vec::new();
        for what in scene.waiting() {
            if let Outgoing::Home { user } = what {
                found.push(user);
            }
        }
        found
    }

    #[test]
    fn a_tab_that_is_opened_is_drawn_at_once() {
        let mut scene = Scene::new();
        opens(&mut scene, "ada", "1");
        let (id, delivery) = scene.deliveries.first_key_value().expect("a delivery");
        assert_eq!((id.as_str(), delivery.lane), ("home:T0TEAM:U0ADA", Lane::Fast));
        assert!(
            matches!(scene.records[&Key::Home(user("ada"))].1, Record::Home(ref home) if home.said.is_none())
        );
    }

    #[test]
    fn what_it_shows_rings_it_again_and_only_for_those_who_ever_looked() {
        let mut scene = asked();
        opens(&mut scene, "ada", "1");
        scene.deliveries.clear();
        scene.types("bo", "hours mon-fri 8-16", "1");
        assert_eq!(homes(&scene), Vec::<&UserId>::new(), "Bo never looked");
        scene.types("ada", "hours mon-fri 8-16", "2");
        assert_eq!(homes(&scene), [&user("ada")]);
        scene.deliveries.clear();
        let done = pressed("bo", "tag.done", "C0LAUNCH:1792052340.000100");
        scene.takes(SeenKey::other(&team(), "press", "1"), done);
        assert_eq!(homes(&scene), [&user("ada")], "Bo ended what Ada waits for");
    }
}
