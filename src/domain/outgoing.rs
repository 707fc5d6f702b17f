//! Everything we can say: what waits in the store to be delivered, and the calls to Slack it becomes.
//!
//! Long because it is one closed list: whoever adds a thing to say is walked to the rest by the compiler.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ask::AskRef;
use super::availability::Kind;
use super::digest::DigestCard;
use super::forms::{
    CalendarForm, CheckInsForm, FocusForm, HolidaysForm, HoursForm, RegionForm, TimeOffForm, ZoneForm,
};
use super::home::HomeCard;
use super::ids::{ChannelId, DeliveryId, FileId, GroupId, TeamId, Ts, UserId};
use super::language::Reading;
use super::notice::Notice;
use super::picture::Day;
use super::text::{PrivateText, SecretUrl, Speech};
use super::window::Window;
use super::words::Locale;

/// One thing to say, or to find out, when its time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its deterministic name.
    pub id: DeliveryId,
    /// The workspace.
    pub team: TeamId,
    /// Not before this moment. Also the place in the queue.
    pub due: DateTime<Utc>,
    /// Which queue.
    pub lane: Lane,
    /// Whose list it stands in, when it is somebody's own (a reminder).
    pub owner: Option<UserId>,
    /// What it is.
    pub what: Outgoing,
    /// How far it has come.
    pub progress: Progress,
}

/// Which queue a delivery waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Answers and modals: somebody is waiting at the screen. Claimed before everything else.
    Fast,
    /// Everything else, in order of due moments.
    Normal,
}

/// How far a delivery has come. Written before and after each call to Slack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Failed attempts that count (rate limits and an absent Slack do not).
    pub attempts: u32,
    /// A post was begun at this moment and its result is not recorded: if somebody reads this, it is ambiguous.
    pub begun: Option<DateTime<Utc>>,
    /// Results of the calls made so far, in order.
    pub receipts: Vec<Receipt>,
    /// The moment it was first due, when it was put off since (late, rate-limited, retried).
    pub first_due: Option<DateTime<Utc>>,
}

/// What Slack answered to a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The conversation it went to (a direct message's real id).
    pub channel: Option<ChannelId>,
    /// The message it became.
    pub ts: Option<Ts>,
    /// Of a Home tab: what changes whenever it does, so that an older one never overwrites a newer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Of a file we brought: its name in Slack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// What is to be said. A variant here, a file in `slack/views/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outgoing {
    /// Bring the tag of a message to what its ask says now.
    Tag {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
    },
    /// Remind somebody of something, by direct message.
    Reminder(Reminder),
    /// A reminder that comes again and again, or that is for others.
    Notice(Box<Notice>),
    /// A private note to somebody whose ping lands badly. Shown at most once, and soon or never.
    Nudge {
        /// Where.
        channel: ChannelId,
        /// The message that pings.
        ts: Ts,
        /// The people it is about, when only an edit mentions them; empty for all the nudge is about.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        added: Vec<UserId>,
    },
    /// Tell somebody who is back what came and what is due.
    CatchUp {
        /// To whom.
        to: UserId,
    },
    /// Look at what somebody owes and waits for: whether anything of it has to be spoken of by now. Says nothing itself.
    Watch {
        /// Whose.
        user: UserId,
    },
    /// Remind somebody of what is expected of them soon.
    DueSoon {
        /// Whom.
        to: UserId,
        /// Of which asks.
        asks: Vec<AskRef>,
    },
    /// Tell somebody that the moment of what they asked is over.
    Over {
        /// Whom.
        to: UserId,
        /// Which asks.
        asks: Vec<AskRef>,
    },
    /// Tell somebody at once, through focus and off hours.
    Urgent(Urgent),
    /// A private answer to a command or a press, later than its acknowledgement.
    Answer {
        /// Where it goes.
        respond: SecretUrl,
        /// What is said.
        say: Speech,
        /// Whether it takes the place of the message with the button.
        replace: bool,
    },
    /// A picture that goes with a private answer, or words where there can be none.
    Picture(Box<Picture>),
    /// Take a file we brought to Slack down again.
    TakeDown {
        /// Which.
        file: FileId,
    },
    /// A private answer by direct message (to words written to the bot).
    Tell {
        /// To whom.
        to: UserId,
        /// What is said.
        say: Speech,
    },
    /// Open a modal; useless 3 seconds after the press.
    Open {
        /// The press's trigger.
        trigger: String,
        /// What is shown.
        modal: Modal,
    },
    /// A message or command could not be decided without these facts: read them, then look again.
    LookAgain {
        /// What to look at again.
        at: Again,
        /// What to read first.
        reads: Vec<Read>,
    },
    /// Tell somebody privately why a message was read so. It is read once more for that, and its words go no further
    /// than to them.
    Why(Why),
    /// The weekly digest of a channel: it never ends, and its record says when it comes next.
    Digest {
        /// Where.
        channel: ChannelId,
    },
    /// Ask somebody whose zone has changed whether they are on a trip or have moved.
    TripOrMove {
        /// Whom.
        user: UserId,
        /// Which change: when it was told.
        since: DateTime<Utc>,
    },
    /// Read something in Slack and remember it.
    Refresh {
        /// What to read.
        read: Read,
    },
    /// Bring somebody's Home tab to what is true now.
    Home {
        /// Whose.
        user: UserId,
    },
    /// Read somebody's calendar, now and again from time to time: it ends when they take the calendar off.
    Feed {
        /// Whose.
        user: UserId,
    },
    /// Erase what is kept of somebody, as they asked.
    Forget(Forget),
    /// Tell somebody everything that is kept of them.
    Export(Export),
    /// Take all that is kept of a conversation along to its new id.
    Move {
        /// The old one.
        from: ChannelId,
        /// The new one.
        to: ChannelId,
    },
    /// Erase what is kept of a workspace we were taken out of, unless we are back.
    Leave {
        /// When we were.
        since: DateTime<Utc>,
    },
    /// Say what Unrush does: once in a channel it was brought into, and once to who brought it.
    Welcome {
        /// Where it came to.
        channel: ChannelId,
        /// Who brought it, for the message to them; `None` for the one in the channel.
        guide: Option<UserId>,
    },
    /// Change a message of ours (a fired reminder that was done or snoozed).
    Rewrite {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
        /// What it says now; `None` deletes it.
        say: Option<Speech>,
    },
}

impl Outgoing {
    /// What it is, in a word for logs and counters.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tag { .. } => "tag",
            Self::Reminder(_) => "reminder",
            Self::Answer { .. } => "answer",
            Self::Tell { .. } => "tell",
            Self::Picture(_) => "picture",
            Self::TakeDown { .. } => "take_down",
            Self::Open { .. } => "open",
            Self::LookAgain { .. } => "look_again",
            Self::Refresh { .. } => "refresh",
            Self::Rewrite { .. } => "rewrite",
            Self::Home { .. } => "home",
            Self::Feed { .. } => "feed",
            Self::Forget(_) => "forget",
            Self::Move { .. } => "move",
            Self::Leave { .. } => "leave",
            Self::Export(_) => "export",
            Self::Welcome { .. } => "welcome",
            Self::Nudge { .. } => "nudge",
            Self::CatchUp { .. } => "catch_up",
            Self::Watch { .. } => "watch",
            Self::DueSoon { .. } => "due_soon",
            Self::Over { .. } => "over",
            Self::Urgent(_) => "urgent",
            Self::Digest { .. } => "digest",
            Self::TripOrMove { .. } => "trip_or_move",
            Self::Why(_) => "why",
            Self::Notice(_) => "notice",
        }
    }
}

/// A reminder: its text is kept, sealed, until it is done or deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Its short name, shown in lists and typed to delete it.
    pub id: String,
    /// Who is reminded.
    pub to: UserId,
    /// Who set it.
    pub by: UserId,
    /// Of what.
    pub text: PrivateText,
    /// The moment it was set for; part of its identity. Snoozing makes a new one.
    pub nominal: DateTime<Utc>,
    /// Snoozed: it then waits for the reader's answering time, which a reminder set for a moment does not.
    #[serde(default)]
    pub snoozed: bool,
}

/// A picture of a day, for somebody who asked by a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Where it goes.
    pub respond: SecretUrl,
    /// When it was asked for: nobody waits long for a picture.
    pub asked: DateTime<Utc>,
    /// What it shows.
    pub day: Day,
    /// What is said where Slack takes no picture.
    pub instead: Speech,
}

/// An urgent word about a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgent {
    /// Where.
    pub channel: ChannelId,
    /// The message.
    pub ts: Ts,
    /// The thread it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Ts>,
    /// To whom.
    pub to: UserId,
    /// The person they stand in for, who is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<UserId>,
    /// Who says that it is urgent.
    pub from: UserId,
    /// Why, in a line.
    pub reason: PrivateText,
}

/// Somebody wants to know what is kept of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Who.
    pub user: UserId,
    /// Their language.
    pub locale: Locale,
}

/// Somebody wants to be forgotten. What has to be known afterwards stands here, since nothing else does then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forget {
    /// Who.
    pub user: UserId,
    /// Whether they ever opened their Home tab: it becomes that of a newcomer.
    pub home: bool,
    /// Where they are told that it is done; else by direct message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<SecretUrl>,
    /// Their language.
    pub locale: Locale,
}

/// Somebody wants to know why a message was read so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Where.
    pub channel: ChannelId,
    /// The message.
    pub ts: Ts,
    /// The thread it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Ts>,
    /// Who wants to know.
    pub to: UserId,
    /// Where the answer goes; else it goes by direct message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<SecretUrl>,
    /// What is said before it: why there was a nudge.
    #[serde(default, skip_serializing_if = "Speech::is_empty")]
    pub first: Speech,
}

/// What to look at again once the missing facts are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Again {
    /// A message: by reference, its words are read from Slack when we look.
    Message {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: Ts,
        /// In which thread.
        thread: Option<Ts>,
        /// Whom it pinged before the edit that is to be looked at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        before: Vec<UserId>,
    },
    /// A command: the person's own words, sealed until it is answered.
    Command {
        /// Who typed it.
        user: UserId,
        /// Where.
        channel: ChannelId,
        /// The words after the command.
        text: PrivateText,
        /// Where the answer goes.
        respond: Option<SecretUrl>,
        /// Whether there is no channel to speak of.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        private: bool,
    },
    /// Words of an answerer that may be the answer: they are when nobody but the two wrote in between.
    Answer {
        /// The ask.
        about: AskRef,
        /// Who asks.
        asker: UserId,
        /// Who spoke.
        by: UserId,
        /// Their message.
        said: Ts,
    },
    /// Where somebody is, and what recurs by their days: something of it has changed or run out.
    Days {
        /// Whose.
        user: UserId,
    },
}

/// A modal to open. Each has a file in `slack/views/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "modal")]
pub enum Modal {
    /// Change one's own hours.
    Hours(Box<HoursForm>),
    /// Change one's weekly focus blocks.
    Focus(Box<FocusForm>),
    /// Change one's check-ins.
    #[serde(rename = "checkins")]
    CheckIns(Box<CheckInsForm>),
    /// Add or change an absence.
    TimeOff(Box<TimeOffForm>),
    /// Choose the country whose public holidays one has.
    Holidays(Box<HolidaysForm>),
    /// Choose the region of that country.
    Region(Box<RegionForm>),
    /// Say where one is.
    Zone(Box<ZoneForm>),
    /// Connect one's calendar.
    Calendar(Box<CalendarForm>),
    /// Choose another window for a message.
    ChangeWindow {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
        /// The window it has now.
        now: Window,
        /// The reader's language.
        locale: Locale,
    },
    /// Say in a line why it is urgent.
    Urgent {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
        /// Where the note goes that is replaced by what happened.
        respond: Option<SecretUrl>,
        /// How many of the reader's urgent words were marked as not urgent.
        not_urgent: u32,
        /// The reader's language.
        locale: Locale,
    },
}

/// One call to Slack. The adapter turns it into a method and Block Kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Add our reaction; already there is fine.
    React {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
        /// Emoji name without colons.
        emoji: String,
    },
    /// Take our reaction away; already gone is fine.
    Unreact {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
        /// Emoji name without colons.
        emoji: String,
    },
    /// Post a message. Carries the delivery's name as metadata, so that it can be found again.
    Post {
        /// To whom or where.
        to: Place,
        /// What.
        card: Card,
        /// The delivery's name.
        key: DeliveryId,
    },
    /// Show something to one person only, in a conversation. Nobody can find out afterwards whether it was seen.
    Whisper {
        /// Where.
        channel: ChannelId,
        /// In which thread.
        thread: Option<Ts>,
        /// To whom.
        to: UserId,
        /// What.
        card: Card,
    },
    /// Change a message of ours.
    Update {
        /// Where (the real conversation id).
        channel: ChannelId,
        /// The message.
        ts: Ts,
        /// What it says now.
        card: Card,
    },
    /// Delete a message of ours; already gone is fine.
    Delete {
        /// Where.
        channel: ChannelId,
        /// The message.
        ts: Ts,
    },
    /// Answer through a `response_url`.
    Respond {
        /// Where to.
        url: SecretUrl,
        /// What.
        card: Card,
        /// Whether it replaces the message with the button.
        replace: bool,
    },
    /// Bring a picture to Slack, as a file nobody else sees.
    Upload {
        /// What it shows.
        day: Box<Day>,
    },
    /// Take a file of ours down; already gone is fine.
    TakeDown {
        /// Which.
        file: FileId,
    },
    /// Open a modal.
    Open {
        /// The press's trigger.
        trigger: String,
        /// What.
        modal: Modal,
    },
    /// Show somebody their Home tab.
    Publish {
        /// Whose.
        user: UserId,
        /// What it shows.
        home: Box<HomeCard>,
        /// The hash of what it replaces; `None` replaces whatever is there.
        hash: Option<String>,
    },
}

/// Where a post goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into a conversation, in a thread or not.
    Channel(ChannelId, Option<Ts>),
    /// Into the direct message with somebody.
    Person(UserId),
}

/// What is shown. Each variant has a file in `slack/views/` with its words and its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Card {
    /// Just words.
    Words(Speech),
    /// A picture that was brought to Slack, and what it shows.
    Picture(FileId, Box<Day>),
    /// The thread reply of a tag.
    Tag(TagCard),
    /// A reminder that came due.
    Reminder(ReminderCard),
    /// A part of a digest.
    Digest(DigestCard, Locale),
    /// A nudge.
    Nudge(NudgeCard),
    /// A catch-up.
    CatchUp(CatchUpCard),
    /// An urgent word.
    Urgent(UrgentCard),
    /// The first words in a channel, or to who brought us there.
    Welcome(WelcomeCard),
    /// Why a message was read so.
    Why(Box<WhyCard>),
}

/// Why a message was read so, by its words of this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyCard {
    /// The message.
    pub about: AskRef,
    /// What is said before it.
    pub first: Speech,
    /// What the message says now; `None` when it is gone or can't be read any more.
    pub found: Option<Reread>,
    /// The ask that was made of it; `None` when there is none.
    pub took: Option<Took>,
    /// One line for each answerer, in the reader's time beside their own.
    pub lines: Vec<TagLine>,
    /// How many answerers more than there are lines.
    pub more: usize,
    /// Whether the reader may say that it was read wrongly.
    pub may_report: bool,
    /// The reader's language.
    pub locale: Locale,
}

/// A message that was read once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reread {
    /// Its words.
    pub text: PrivateText,
    /// What they say, and by which of them.
    pub reading: Reading,
}

/// What an ask was taken as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Took {
    /// Its window.
    pub window: Window,
    /// Whether that was chosen by hand.
    pub chosen: bool,
    /// Whether the message, or somebody by hand, named it.
    pub explicit: bool,
    /// Whether an answer is expected, or was given.
    pub stands: bool,
}

/// A nudge: who is not there, until when, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NudgeCard {
    /// The message it belongs to; goes into the buttons.
    pub channel: ChannelId,
    /// The message it belongs to.
    pub ts: Ts,
    /// One line for each person who is not there.
    pub people: Vec<NudgeLine>,
    /// How many more than there are lines.
    pub more: usize,
    /// How many of how many people a group or a whole channel has are not there; their names are not said.
    pub wakes: Option<(usize, usize)>,
    /// When all who are asked for a call have time next; with a fallback naming the zone.
    pub meet: Option<(DateTime<Utc>, String)>,
    /// The reader's language.
    pub locale: Locale,
}

/// "Bo is in focus until 11:00 (your 17:00)".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NudgeLine {
    /// Their name; a name and not a mention.
    pub name: PrivateText,
    /// What they are.
    pub kind: Kind,
    /// Whether it is because of Slack's do-not-disturb.
    pub is_dnd: bool,
    /// Whether it is because they are in a conversation.
    pub is_talking: bool,
    /// When they are back; `None` when that is not in sight.
    pub until: Option<DueWords>,
}

/// What came while somebody was away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatchUpCard {
    /// What was held for them.
    pub held: Vec<AskLine>,
    /// What else came.
    pub came: Vec<AskLine>,
    /// What came before and is due soon, or over.
    pub due: Vec<AskLine>,
    /// How many more there are than lines.
    pub more: usize,
    /// Whether none of it is urgent and nothing is late.
    pub calm: bool,
    /// The reader's language.
    pub locale: Locale,
}

/// An ask in a list: who asks where, and by when an answer is expected. Never its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskLine {
    /// Who asks.
    pub asker: PrivateText,
    /// Where.
    pub channel: ChannelId,
    /// Which message.
    pub ts: Ts,
    /// In which thread.
    pub thread: Option<Ts>,
    /// By when, with a fallback naming the zone.
    pub due: Option<(DateTime<Utc>, String)>,
    /// Whether the moment is over.
    pub late: bool,
}

/// An urgent word, as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrgentCard {
    /// What is urgent.
    pub urgent: Urgent,
    /// The name of the person the reader stands in for.
    pub instead_of: Option<PrivateText>,
    /// The reader's language.
    pub locale: Locale,
}

/// The first words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WelcomeCard {
    /// Where we were brought.
    pub channel: ChannelId,
    /// Whether it is for who brought us, who gets first steps.
    pub guide: bool,
    /// The reader's language.
    pub locale: Locale,
}

/// The thread reply of a tag: who is expected by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCard {
    /// The message it belongs to; goes into the buttons.
    pub channel: ChannelId,
    /// The message it belongs to.
    pub ts: Ts,
    /// The window.
    pub window: Window,
    /// One line for each answerer.
    pub lines: Vec<TagLine>,
    /// How many answerers more than there are lines.
    pub more: usize,
    /// Name of who ended it, when it is done.
    pub done_by: Option<PrivateText>,
    /// The channel's language.
    pub locale: Locale,
}

/// "Ana: today 17:00 (your 23:00)".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagLine {
    /// The answerer's name; a name and not a mention, since a mention would ping them.
    pub name: PrivateText,
    /// When it is due, in the answerer's own time, written out with the zone; `None` when there is no moment.
    pub due: Option<DueWords>,
    /// Whether they are on it.
    pub on_it: bool,
    /// Whether they have answered.
    pub answered: bool,
}

/// A due moment in two local times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueWords {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Day and time for the answerer, such as "Thu 17:00".
    pub theirs: String,
    /// The answerer's zone, such as "Berlin".
    pub zone: String,
    /// The asker's own clock for the same moment, when it differs.
    pub asker: Option<String>,
}

/// A reminder that came due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderCard {
    /// The delivery; goes into the buttons.
    pub id: String,
    /// Of what.
    pub text: PrivateText,
    /// Who set it, when it was somebody else.
    pub by: Option<UserId>,
    /// The moment it was set for, when it comes more than five minutes late; with a fallback naming the zone.
    pub late: Option<(DateTime<Utc>, String)>,
    /// When it comes again, if it does; with a fallback naming the zone.
    pub next: Option<(DateTime<Utc>, String)>,
    /// In a channel: the name of who set it.
    pub shared: Option<PrivateText>,
    /// The reader's language.
    pub locale: Locale,
}

/// Something to read in Slack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "read")]
pub enum Read {
    /// A member's profile.
    Person {
        /// Who.
        user: UserId,
    },
    /// The members of a conversation, and the profiles of those we do not know.
    Members {
        /// Where.
        channel: ChannelId,
    },
    /// The members of a user group.
    Group {
        /// Which.
        group: GroupId,
    },
    /// Somebody's do-not-disturb window.
    Dnd {
        /// Whose.
        user: UserId,
    },
    /// The same of several people at once, at most 50.
    DndOf {
        /// Whose.
        users: Vec<UserId>,
    },
    /// One message with its words.
    Message {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: Ts,
        /// In which thread.
        thread: Option<Ts>,
    },
    /// Several messages of one conversation, threads left out, at most 100.
    MessagesOf {
        /// Where.
        channel: ChannelId,
        /// Which.
        all: Vec<Ts>,
    },
    /// Who wrote in a conversation, threads left out, between two messages.
    Between {
        /// Where.
        channel: ChannelId,
        /// After this one.
        after: Ts,
        /// Before that one.
        before: Ts,
    },
    /// A post of ours, by the delivery's name in its metadata.
    Ours {
        /// The delivery's name.
        key: DeliveryId,
        /// Where it would be.
        place: ReadPlace,
        /// Not older than this.
        since: DateTime<Utc>,
    },
}

/// Where to look for a post of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "in")]
pub enum ReadPlace {
    /// In a conversation or one of its threads.
    Channel {
        /// Where.
        channel: ChannelId,
        /// In which thread.
        thread: Option<Ts>,
    },
    /// In the direct message with somebody.
    Person {
        /// With whom.
        user: UserId,
    },
}
