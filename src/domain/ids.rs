//! Names of things in Slack and in our store: validated once at the border, so every key built from them is safe.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::digest::Week;

/// Longest id we accept; Slack's are 9 to 12 characters today.
const LONGEST_ID: usize = 20;

macro_rules! slack_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Accepts 2 to 20 upper-case letters and digits, the alphabet of Slack's ids; anything else is `None`.
            pub fn parse(raw: &str) -> Option<Self> {
                let fits = (2..=LONGEST_ID).contains(&raw.len())
                    && raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
                fits.then(|| Self(raw.into()))
            }

            /// The id as Slack writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;
            fn try_from(raw: String) -> Result<Self, Self::Error> {
                Self::parse(&raw).ok_or("not a Slack id")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slack_id! {
    /// A workspace (`T…`; `E…` for an organisation-wide install).
    TeamId
}
slack_id! {
    /// A conversation. Prefixes say nothing about its kind.
    ChannelId
}
slack_id! {
    /// A member (`U…` or `W…`). Only unique together with the [`TeamId`].
    UserId
}
slack_id! {
    /// A user group (`S…`).
    GroupId
}
slack_id! {
    /// A file (`F…`).
    FileId
}

impl UserId {
    /// Slackbot, whose `is_bot` is false although it is one.
    pub fn is_slackbot(&self) -> bool {
        self.as_str() == "USLACKBOT"
    }

    /// Stands where somebody was who is forgotten, until what is left of theirs in Slack is taken away.
    pub fn nobody() -> Self {
        Self("UNOBODY".into())
    }
}

/// A message's identity within its channel, such as `1355517523.000005`. A string, never a float:
/// 17 digits do not fit.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Ts(Box<str>);

impl Ts {
    /// Accepts `seconds.fraction` with 1 to 11 and 1 to 6 digits.
    pub fn parse(raw: &str) -> Option<Self> {
        let (seconds, fraction) = raw.split_once('.')?;
        let digits =
            |s: &str, most: usize| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        (digits(seconds, 11) && digits(fraction, 6)).then(|| Self(raw.into()))
    }

    /// The timestamp as Slack writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the message was written, to the second.
    pub fn at(&self) -> DateTime<Utc> {
        let (seconds, _) = self.parts();
        i64::try_from(seconds).ok().and_then(|s| DateTime::from_timestamp(s, 0)).unwrap_or_default()
    }

    fn parts(&self) -> (u64, &str) {
        let (seconds, fraction) = self.0.split_once('.').unwrap_or((&self.0, "0"));
        (seconds.parse().unwrap_or(0), fraction)
    }
}

impl TryFrom<String> for Ts {
    type Error = &'static str;
    fn try_from(raw: String) -> Result<Self, Self::Error> {
        Self::parse(&raw).ok_or("not a Slack timestamp")
    }
}

impl PartialOrd for Ts {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ts {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl fmt::Display for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one thing that will be said. Deterministic, so that saying it twice is a no-op.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeliveryId(Box<str>);

impl DeliveryId {
    /// The tag (reaction and thread reply) of one message.
    pub fn tag(team: &TeamId, channel: &ChannelId, ts: &Ts) -> Self {
        Self(format!("tag:{team}:{channel}:{ts}").into())
    }

    /// One firing of a reminder; the nominal moment is part of it, so a clock that jumps back cannot fire twice.
    pub fn reminder(team: &TeamId, id: &str, nominal: DateTime<Utc>) -> Self {
        Self(format!("reminder:{team}:{id}:{}", nominal.timestamp()).into())
    }

    /// The nudge a message sets off: one, whomever it pings.
    pub fn nudge(team: &TeamId, channel: &ChannelId, ts: &Ts) -> Self {
        Self(format!("nudge:{team}:{channel}:{ts}").into())
    }

    /// The nudge about somebody whom only an edit of the message mentions.
    pub fn nudge_after_edit(team: &TeamId, channel: &ChannelId, ts: &Ts, user: &UserId) -> Self {
        Self(format!("nudge:{team}:{channel}:{ts}:edit:{user}").into())
    }

    /// A member's catch-up. There is one for each, rung whenever there is something to tell.
    pub fn catch_up(team: &TeamId, user: &UserId) -> Self {
        Self(format!("catchup:{team}:{user}").into())
    }

    /// The watch over what somebody owes and waits for: one for each, rung whenever there is more to look at.
    pub fn watch(team: &TeamId, user: &UserId) -> Self {
        Self(format!("watch:{team}:{user}").into())
    }

    /// A word to somebody about asks whose moment is near (`soon`) or over (`over`): named after the first of them and
    /// the moment it is about.
    pub fn about_due(
        team: &TeamId,
        what: &str,
        to: &UserId,
        (channel, ts): (&ChannelId, &Ts),
        due: DateTime<Utc>,
    ) -> Self {
        Self(format!("{what}:{team}:{to}:{channel}:{ts}:{}", due.timestamp()).into())
    }

    /// The urgent word to somebody about a message.
    pub fn urgent(team: &TeamId, channel: &ChannelId, ts: &Ts, to: &UserId) -> Self {
        Self(format!("urgent:{team}:{channel}:{ts}:{to}").into())
    }

    /// A reminder that comes again and again, or is for others: one delivery, set anew each time.
    pub fn notice(team: &TeamId, id: &str) -> Self {
        Self(format!("notice:{team}:{id}").into())
    }

    /// One coming of it: its date is part of it, so a clock that jumps back cannot bring it twice.
    pub fn coming(notice: &Self, date: NaiveDate) -> Self {
        Self(format!("{notice}:{date}").into())
    }

    /// The question whether somebody is on a trip or has moved: one for each change of their zone.
    pub fn trip(team: &TeamId, user: &UserId, since: DateTime<Utc>) -> Self {
        Self(format!("trip:{team}:{user}:{}", since.timestamp()).into())
    }

    /// A look at what recurs by somebody's days; `nth` tells one change of them from another.
    pub fn days(team: &TeamId, user: &UserId, nth: &str) -> Self {
        Self(format!("days:{team}:{user}:{nth}").into())
    }

    /// The weekly digest of a channel: one delivery that never ends.
    pub fn digest(team: &TeamId, channel: &ChannelId) -> Self {
        Self(format!("digest:{team}:{channel}").into())
    }

    /// One post of a digest: its week and its place in the thread are part of it, so that no week has two.
    pub fn digest_part(team: &TeamId, channel: &ChannelId, week: Week, nth: usize) -> Self {
        Self(format!("digest:{team}:{channel}:{week}:{nth}").into())
    }

    /// Anything said once in answer to the thing that was seen (an answer, a modal, a second look).
    pub fn answer(seen: &SeenKey, what: &str) -> Self {
        Self(format!("{what}:{seen}").into())
    }

    /// Bringing what we know of something in Slack up to date.
    pub fn refresh(team: &TeamId, what: &str) -> Self {
        Self(format!("refresh:{team}:{what}").into())
    }

    /// The readings of somebody's calendar.
    pub fn feed(team: &TeamId, user: &UserId) -> Self {
        Self(format!("feed:{team}:{user}").into())
    }

    /// That a conversation has another id.
    pub fn moved(team: &TeamId, from: &ChannelId, to: &ChannelId) -> Self {
        Self(format!("move:{team}:{from}>{to}").into())
    }

    /// The end of what is kept of a workspace we were taken out of on a day.
    pub fn leave(team: &TeamId, day: NaiveDate) -> Self {
        Self(format!("leave:{team}:{day}").into())
    }

    /// That somebody is forgotten.
    pub fn forget(team: &TeamId, user: &UserId) -> Self {
        Self(format!("forget:{team}:{user}").into())
    }

    /// The nth part of what is said in several.
    #[must_use]
    pub fn part(&self, nth: i64) -> Self {
        Self(format!("{self}:{nth}").into())
    }

    /// Taking down a file we brought to Slack.
    pub fn take_down(team: &TeamId, file: &FileId) -> Self {
        Self(format!("file:{team}:{file}").into())
    }

    /// The Home tab of one member.
    pub fn home(team: &TeamId, user: &UserId) -> Self {
        Self(format!("home:{team}:{user}").into())
    }

    /// The first words in a channel, or to the one who brought us there: said once, ever.
    pub fn welcome(team: &TeamId, whom: &str) -> Self {
        Self(format!("welcome:{team}:{whom}").into())
    }

    /// A name read back from the store or from message metadata.
    pub fn from_stored(raw: &str) -> Self {
        Self(raw.into())
    }

    /// The name as it stands in the store, in logs and in message metadata.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What makes two arrivals the same thing, whatever their `event_id`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeenKey(Box<str>);

impl SeenKey {
    /// A new message, whether it came as `message` or `app_mention`.
    pub fn message(team: &TeamId, channel: &ChannelId, ts: &Ts) -> Self {
        Self(format!("m:{team}:{channel}:{ts}").into())
    }

    /// One edit of a message; `edit` is the edit's own timestamp.
    pub fn edit(team: &TeamId, channel: &ChannelId, ts: &Ts, edit: &Ts) -> Self {
        Self(format!("e:{team}:{channel}:{ts}:{edit}").into())
    }

    /// The deletion of a message.
    pub fn deletion(team: &TeamId, channel: &ChannelId, ts: &Ts) -> Self {
        Self(format!("d:{team}:{channel}:{ts}").into())
    }

    /// Anything else: `kind` names what it is, `id` is Slack's id of it (event, trigger, view and hash).
    /// `id` is hashed when it is longer than 60 bytes or has unusual characters, so no key grows or is forged.
    pub fn other(team: &TeamId, kind: &str, id: &str) -> Self {
        let tame = id.len() <= 60
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if tame {
            Self(format!("{kind}:{team}:{id}").into())
        } else {
            Self(format!("{kind}:{team}:#{}", fingerprint(id.as_bytes())).into())
        }
    }

    /// The key as it stands in the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A short name derived from this key, for the thing it creates: the same arrival always names the same thing.
    pub fn short_name(&self) -> String {
        fingerprint(self.0.as_bytes())[..10].to_owned()
    }
}

impl fmt::Display for SeenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SeenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 32 hexadecimal digits of the SHA-256 of some bytes.
pub fn fingerprint(bytes: &[u8]) -> String {
    use std::fmt::Write;

    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().take(16).fold(String::new(), |mut hex, byte| {
        // writing to a String cannot fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_upper_case_letters_and_digits_of_sane_length() {
        for good in ["T1", "U0ANN", "W012A3CDE", "C0123456789"] {
            assert!(UserId::parse(good).is_some(), "{good}");
        }
        for bad in ["", "U", "u0ann", "U0:ANN", "U0{ANN", "U0ANN|ann", "U0 ANN", "Ü0", &"U".repeat(21)] {
            assert!(UserId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn timestamps_order_by_time_and_keep_their_text() {
        let ts = |s| Ts::parse(s).expect(s);
        assert!(ts("999999999.000002") < ts("1000000000.000001"));
        assert!(ts("1000000000.000001") < ts("1000000000.000002"));
        assert_eq!(ts("1355517523.000005").as_str(), "1355517523.000005");
        assert_eq!(ts("1355517523.000005").at().timestamp(), 1_355_517_523);
        for bad in ["", "1", "1.", ".1", "1,5", "-1.0", "1e5.0", "123456789012.1", "1.1234567"] {
            assert!(Ts::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_unruly_id_is_hashed_into_its_key() {
        let team = TeamId::parse("T1").expect("id");
        assert_eq!(SeenKey::other(&team, "ev", "Ev01").as_str(), "ev:T1:Ev01");
        let unruly = SeenKey::other(&team, "ev", "}:{ FLUSHALL");
        assert!(unruly.as_str().starts_with("ev:T1:#") && unruly.as_str().len() < 50);
    }
}
