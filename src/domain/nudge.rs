//! A nudge: a private note to somebody whose ping lands in another person's focus or off hours.
//!
//! There is at most one for a message, however many people it pings; the record is what makes a second one impossible
//! and what its buttons act on.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::charter::Charter;
use super::ids::{Ts, UserId};
use super::member::Member;
use super::worktime;

/// How long a nudge is remembered: its buttons work as long as it can reasonably still be seen.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// How long it is remembered when somebody last wrote in a channel.
pub const ACTIVITY_KEPT: TimeDelta = TimeDelta::hours(1);
/// A nudge that could not be shown for so long comes too late to help, and is dropped.
pub const STALE: TimeDelta = TimeDelta::minutes(2);

/// The nudge a message set off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudge {
    /// Who wrote the message; only they see the nudge and press its buttons.
    pub asker: UserId,
    /// The thread the message stands in.
    pub thread: Option<Ts>,
    /// The people it is about: those who are not free now. The first stands for a user group or a whole channel too.
    pub about: Vec<UserId>,
    /// Of how many people in a group or a channel they are some; 0 where people were mentioned by name.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub of: u32,
    /// The rule that set it off; *Not again* silences it for the asker.
    pub rule: String,
    /// When the message was written, or edited so that it pings.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub state: NudgeState,
    /// Who said that it was not urgent after all. Only the asker ever learns how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_urgent: Vec<UserId>,
}

/// What became of a nudge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NudgeState {
    /// Nothing was pressed yet.
    #[default]
    Open,
    /// Held till they are back.
    Held,
    /// It's urgent: it goes through focus and off hours.
    Urgent,
    /// No reply needed.
    NoReply,
    /// Somebody else was asked.
    Elsewhere,
    /// Not again.
    Dismissed,
}

/// When somebody last wrote in a channel. Kept for an hour, and never shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Their newest message in the channel, in a thread or not.
    pub last: Ts,
    /// The thread they wrote in last, and their newest message there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<(Ts, Ts)>,
}

/// The nudges somebody got on one day, by their own calendar: they are few, and never two about the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// The day.
    pub on: NaiveDate,
    /// The people the nudges were about; as many entries as nudges.
    pub about: Vec<Vec<UserId>>,
}

/// What somebody made of the nudges of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heard {
    /// How many in a row were left without a press, or dismissed.
    pub dismissed: u32,
    /// Silenced, by *Not again* or because too many were dismissed in a row.
    pub silenced: bool,
}

/// How long the tally of a rule is kept after its last change: then the rule gets another chance.
pub const TALLY_KEPT: TimeDelta = TimeDelta::days(30);
/// So many nudges of one rule in a row that nobody acts on, and the rule is quiet in the whole workspace.
pub const NOBODY_ACTS: u32 = 25;
/// So many nudges of one rule in a row that one person does not act on, and the rule is quiet for them.
pub const MOST_DISMISSED: u32 = 3;

/// What a whole workspace made of the nudges of one rule. Counts only: nobody's name is in it.
///
/// It is written without looking whether somebody else changed it meanwhile; a lost count does no harm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// How many were shown.
    pub shown: u32,
    /// How many would have been shown where the charter only observes.
    pub unsaid: u32,
    /// How many led to a press that did something.
    pub acted: u32,
    /// How many in a row led to none.
    pub ignored: u32,
}

impl Tally {
    /// Whether the rule is quiet because nobody acts on it.
    pub fn is_quiet(&self) -> bool {
        self.ignored >= NOBODY_ACTS
    }
}

/// What would have been said in a channel that is only watched, in one ISO week of UTC. A count only.
///
/// Written without looking whether somebody else changed it meanwhile, as a tally is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsaid {
    /// The week, such as `2026-W48`.
    pub week: String,
    /// How many notes.
    pub notes: u32,
}

/// How long it is kept what would have been said.
pub const UNSAID_KEPT: TimeDelta = TimeDelta::days(14);

impl Unsaid {
    /// How many notes there would have been in the week of a moment.
    pub fn in_week_of(&self, at: DateTime<Utc>) -> u32 {
        if self.week == week_of(at) { self.notes } else { 0 }
    }

    /// One more at a moment.
    #[must_use]
    pub fn and_one(&self, at: DateTime<Utc>) -> Self {
        Self { week: week_of(at), notes: self.in_week_of(at).saturating_add(1) }
    }
}

fn week_of(at: DateTime<Utc>) -> String {
    at.format("%G-W%V").to_string()
}

impl Heard {
    /// Whether this member hears no more nudges of the rule.
    pub fn is_silent(&self) -> bool {
        self.silenced || self.dismissed >= MOST_DISMISSED
    }
}

/// What sets a nudge off, by name. The names stand in records and must not change.
pub mod name_of_rule {
    /// Somebody in a focus block, or in Slack's do-not-disturb.
    pub const FOCUS: &str = "focus";
    /// Somebody outside working hours.
    pub const OFF_HOURS: &str = "off_hours";
    /// Somebody on time off or a holiday.
    pub const AWAY: &str = "away";
    /// A user group.
    pub const GROUP: &str = "group";
    /// `@here`, `@channel` and their kind.
    pub const EVERYONE: &str = "everyone";
    /// A wish to talk at once.
    pub const CALL: &str = "call";
    /// No nudge: the word to whoever asked that the moment of an ask is over. It falls silent like one.
    pub const OVER: &str = "over";
    /// All of them.
    pub const ALL: &[&str] = &[FOCUS, OFF_HOURS, AWAY, GROUP, EVERYONE, CALL];
}

/// The next moment at which all of some people can answer, looked for a while.
pub fn meeting(people: &[&Member], charter: &Charter, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    /// Each step goes to somebody's next free stretch; so many cover weeks of very different hours.
    const STEPS: usize = 60;
    let mut at = from;
    for _ in 0..STEPS {
        let next = people
            .iter()
            .map(|member| worktime::answering_from(&member.schedule(charter), at, member.undisturbed()))
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .max()?;
        if next == at {
            return Some(at);
        }
        at = next;
    }
    None
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}
