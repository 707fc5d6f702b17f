//! What is left of a record, or of something to say, once somebody wants to be forgotten.
//!
//! Whatever is kept is looked at through these two functions, so a new kind of record or delivery does not compile
//! before somebody has said here whose it is.

use super::ids::UserId;
use super::member::Member;
use super::notice::Whom;
use super::outgoing::{Again, Outgoing, Read};
use super::record::{Key, Record};

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It is all about them: it goes.
    Nothing,
    /// This much is others'.
    Rest(Box<Record>),
}

/// What is left of a record without somebody; `None` when they are not in it.
pub fn left_of(key: &Key, record: &Record, user: &UserId) -> Option<Left> {
    let rest = |record| Some(Left::Rest(Box::new(record)));
    match record {
        Record::Member(member) if *key == Key::Member(user.clone()) => left_of_own(member),
        Record::Member(member) => {
            let mut member = member.clone();
            for off in member.time_off.iter_mut().filter(|off| off.cover.as_ref() == Some(user)) {
                off.cover = None;
            }
            for about in member.spent.iter_mut().flat_map(|spent| &mut spent.about) {
                about.retain(|who| who != user);
            }
            member.callers.remove(user);
            let member = Record::Member(member);
            if member == *record { None } else { rest(member) }
        }
        // a copy of what Slack knows: read anew when somebody pings them
        Record::Group(group) => group.members.contains(user).then_some(Left::Nothing),
        Record::Channel(norms) => {
            norms.changed.as_ref().filter(|(who, _)| who == user)?;
            let mut norms = norms.clone();
            norms.changed = None;
            rest(Record::Channel(norms))
        }
        Record::Digest(digest) => {
            let mut digest = digest.clone();
            digest.changed = digest.changed.filter(|(who, _)| who != user);
            if let Some(thread) = &mut digest.thread {
                thread.holds.away.retain(|who| who != user);
            }
            let digest = Record::Digest(digest);
            if digest == *record { None } else { rest(digest) }
        }
        Record::Installation(installation) => {
            installation.installer.as_ref().filter(|who| *who == user)?;
            let mut installation = installation.clone();
            installation.installer = None;
            rest(Record::Installation(installation))
        }
        Record::Ask(ask) => {
            let ask = ask.forget(user)?;
            let is_over = ask.is_spent() && ask.shown.is_empty();
            if is_over { Some(Left::Nothing) } else { rest(Record::Ask(Box::new(ask))) }
        }
        Record::Nudge(nudge) if nudge.asker == *user => Some(Left::Nothing),
        Record::Nudge(nudge) => {
            let mut nudge = nudge.clone();
            nudge.about.retain(|who| who != user);
            nudge.not_urgent.retain(|who| who != user);
            if nudge.about.is_empty() {
                return Some(Left::Nothing);
            }
            let nudge = Record::Nudge(nudge);
            if nudge == *record { None } else { rest(nudge) }
        }
        Record::Activity(_) | Record::Home(_) | Record::Feed(_) => {
            let is_theirs = match key {
                Key::Activity(_, who) | Key::Home(who) | Key::Feed(who) => who == user,
                _ => false,
            };
            is_theirs.then_some(Left::Nothing)
        }
        Record::Tally(_) | Record::Unsaid(_) | Record::Misreadings(_) | Record::Moved(_) | Record::Gone => {
            None
        }
    }
}

/// Of their own record stays what they do not want to hear, or from whom: forgetting that would be speaking to them.
fn left_of_own(member: &Member) -> Option<Left> {
    let rest = Member { quiet: member.quiet, stopped: member.stopped.clone(), ..Member::default() };
    if rest == Member::default() {
        return Some(Left::Nothing);
    }
    (rest != *member).then(|| Left::Rest(Box::new(Record::Member(Box::new(rest)))))
}

/// Whether something to say is for somebody, from them or about them, so that it goes with them. What is on its way
/// to others this very moment, and a second look at somebody else's message, is not.
pub fn is_theirs(what: &Outgoing, user: &UserId) -> bool {
    match what {
        Outgoing::Reminder(reminder) => reminder.to == *user || reminder.by == *user,
        Outgoing::Notice(notice) => {
            notice.by == *user || matches!(&notice.to, Whom::Member(to) if to == user)
        }
        Outgoing::Nudge { added, .. } => added.contains(user),
        Outgoing::CatchUp { to }
        | Outgoing::Tell { to, .. }
        | Outgoing::DueSoon { to, .. }
        | Outgoing::Over { to, .. } => to == user,
        Outgoing::Urgent(urgent) => {
            [Some(&urgent.to), Some(&urgent.from), urgent.instead_of.as_ref()].contains(&Some(user))
        }
        Outgoing::LookAgain { at, .. } => match at {
            Again::Command { user: who, .. } | Again::Days { user: who } => who == user,
            Again::Answer { asker, by, .. } => asker == user || by == user,
            Again::Message { .. } => false,
        },
        Outgoing::Why(why) => why.to == *user,
        Outgoing::Export(export) => export.user == *user,
        Outgoing::TripOrMove { user: who, .. }
        | Outgoing::Home { user: who }
        | Outgoing::Watch { user: who }
        | Outgoing::Feed { user: who } => who == user,
        Outgoing::Refresh { read } => {
            matches!(read, Read::Person { user: who } | Read::Dnd { user: who } if who == user)
        }
        Outgoing::Welcome { guide, .. } => guide.as_ref() == Some(user),
        Outgoing::Tag { .. }
        | Outgoing::Digest { .. }
        | Outgoing::Answer { .. }
        | Outgoing::Open { .. }
        | Outgoing::Rewrite { .. }
        | Outgoing::Picture(_)
        // to take a picture down is what they want
        | Outgoing::TakeDown { .. }
        | Outgoing::Move { .. }
        | Outgoing::Leave { .. }
        | Outgoing::Forget(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::charter::ChannelNorms;
    use crate::domain::ids::ChannelId;
    use crate::domain::member::{Quiet, TimeOff};
    use crate::domain::nudge::Spent;
    use crate::domain::record::Group;

    fn user(name: &str) -> UserId {
        UserId::parse(name).expect("id")
    }

    fn launch() -> ChannelId {
        ChannelId::parse("C0LAUNCH").expect("id")
    }

    fn member(member: Member) -> Record {
        Record::Member(Box::new(member))
    }

    #[test]
    fn of_ones_own_stays_only_what_one_does_not_want_to_hear() {
        let key = Key::Member(user("U0BO"));
        let full = Member { home: true, quiet: None, not_urgent: 3, ..Member::default() };
        assert_eq!(left_of(&key, &member(full.clone()), &user("U0BO")), Some(Left::Nothing));
        let quiet = Member { quiet: Some(Quiet::Always), stopped: [user("U0ADA")].into(), ..full };
        let Some(Left::Rest(rest)) = left_of(&key, &member(quiet), &user("U0BO")) else {
            panic!("something")
        };
        let expected =
            Member { quiet: Some(Quiet::Always), stopped: [user("U0ADA")].into(), ..Member::default() };
        assert_eq!(*rest, member(expected));
        assert_eq!(left_of(&key, &rest, &user("U0BO")), None, "and that once");
    }

    #[test]
    fn in_others_records_only_the_name_goes() {
        let (bo, ada) = (user("U0BO"), Key::Member(user("U0ADA")));
        let at = chrono::NaiveDateTime::default();
        let off = TimeOff { from: at, until: at, cover: Some(bo.clone()) };
        let spent = Spent { on: at.date(), about: vec![vec![bo.clone(), user("U0DEE")], vec![bo.clone()]] };
        let stopped = [bo.clone()].into();
        let hers = Member { time_off: vec![off], spent: Some(spent), stopped, ..Member::default() };
        let Some(Left::Rest(rest)) = left_of(&ada, &member(hers), &bo) else { panic!("hers") };
        let Record::Member(rest) = *rest else { panic!("a member") };
        assert_eq!(rest.time_off[0].cover, None);
        assert_eq!(rest.spent.as_ref().expect("spent").about, [vec![user("U0DEE")], vec![]], "two were two");
        assert!(rest.stopped.contains(&bo), "Ada wants none of his reminders, whatever he forgets");
        assert_eq!(left_of(&ada, &Record::Member(rest), &bo), None);

        let norms = ChannelNorms {
            live: true,
            changed: Some((bo.clone(), chrono::DateTime::default())),
            ..ChannelNorms::default()
        };
        let Some(Left::Rest(rest)) = left_of(&Key::Channel(launch()), &Record::Channel(norms), &bo) else {
            panic!("the channel's")
        };
        assert!(matches!(*rest, Record::Channel(norms) if norms.live && norms.changed.is_none()));
        let group = Record::Group(Group { members: vec![bo.clone()] });
        assert_eq!(left_of(&Key::Room(launch()), &group, &bo), Some(Left::Nothing), "Slack tells it again");
        assert_eq!(left_of(&Key::Room(launch()), &group, &user("U0EVE")), None);
    }
}
