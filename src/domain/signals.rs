//! What somebody's Slack status and huddles say of the moment: absence, focus, a conversation. The words of a status are
//! read once and never kept, only what they mean and until when.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::text::PrivateText;

/// How long an absence without an end counts as known.
const OPEN_FRESH: TimeDelta = TimeDelta::hours(24);
/// How long a huddle lasts at most of which Slack tells no end.
const LONGEST_HUDDLE: TimeDelta = TimeDelta::hours(1);
/// A status that somebody is away or in focus by is read again after this long.
const STATUS_FRESH: TimeDelta = TimeDelta::hours(1);
/// A huddle is read again after this long.
const HUDDLE_FRESH: TimeDelta = TimeDelta::minutes(10);

/// A status and a huddle as Slack tells them. Goes no further than [`Signals::of`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The status emoji, with or without its colons.
    pub emoji: String,
    /// The words of the status.
    pub text: PrivateText,
    /// When the status ends; `None` for one without an end.
    pub until: Option<DateTime<Utc>>,
    /// Whether they are in a huddle.
    pub in_huddle: bool,
    /// When Slack takes the huddle for over.
    pub huddle_until: Option<DateTime<Utc>>,
}

/// The emoji and words of statuses that mean something. An emoji stands between colons; words are found anywhere in
/// a status, whole and in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatusWords {
    /// Statuses of somebody who is away.
    pub away: Vec<String>,
    /// Statuses of somebody in focus. One without an end means nothing: it is forgotten more often than meant.
    pub focus: Vec<String>,
}

impl Default for StatusWords {
    fn default() -> Self {
        let list = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect();
        Self {
            away: list(&[
                ":palm_tree:",
                ":face_with_thermometer:",
                ":no_entry:",
                ":hospital:",
                ":airplane:",
                ":desert_island:",
                ":beach_with_umbrella:",
                ":baby_bottle:",
                "vacation",
                "vacationing",
                "on holiday",
                "on holidays",
                "on leave",
                "annual leave",
                "parental leave",
                "maternity leave",
                "paternity leave",
                "sick leave",
                "ooo",
                "out of office",
                "out sick",
                "day off",
                "urlaub",
                "krank",
                "elternzeit",
                "abwesend",
                "en vacances",
                "en congé",
                "congé maladie",
                "congé parental",
                "malade",
                "absent",
                "absente",
                "vacaciones",
                "de baja",
                "fuera de la oficina",
                "permiso parental",
            ]),
            focus: list(&[
                ":headphones:",
                ":calendar:",
                ":spiral_calendar_pad:",
                ":dart:",
                "deep work",
                "focus",
                "focusing",
                "focus time",
                "heads down",
                "do not disturb",
                "in a meeting",
                "in meetings",
                "besprechung",
                "im meeting",
                "fokus",
                "fokuszeit",
                "en réunion",
                "concentration",
                "reunión",
                "concentrado",
                "concentrada",
            ]),
        }
    }
}

impl StatusWords {
    /// What a status means. Its emoji counts before its words.
    fn read(&self, told: &Told) -> Option<Meaning> {
        let emoji = told.emoji.trim_matches(':').split("::").next().unwrap_or_default();
        let is_emoji = |one: &String| {
            one.starts_with(':') && !emoji.is_empty() && one.trim_matches(':').eq_ignore_ascii_case(emoji)
        };
        let text = spaced(told.text.reveal());
        let is_in_text = |one: &String| !one.starts_with(':') && text.contains(&spaced(one));
        if is_over(&text) {
            return None;
        }
        let by = |is: &dyn Fn(&String) -> bool| {
            let away = self.away.iter().any(is).then_some(Meaning::Away);
            away.or_else(|| self.focus.iter().any(is).then_some(Meaning::Focus))
        };
        by(&is_emoji).or_else(|| by(&is_in_text))
    }
}

/// Lower case, every word between single spaces, so that whole words are found.
fn spaced(text: &str) -> String {
    let lower = text.chars().take(300).flat_map(char::to_lowercase).collect::<String>();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + word + " ")
}

/// "Back from vacation" means the opposite, and a vacation to come means nothing yet.
fn is_over(text: &str) -> bool {
    const OVER: &[&str] = &[
        " back from ",
        " back in the ",
        " back at ",
        " not on ",
        " next week ",
        " zurück aus ",
        " zurück vom ",
        " de retour de ",
        " de vuelta de ",
    ];
    OVER.iter().any(|words| text.contains(words))
}

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// They are away.
    Away,
    /// They don't want to be disturbed.
    Focus,
}

/// What is kept of a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// What it means.
    pub means: Meaning,
    /// Until when; `None` without an end.
    pub until: Option<DateTime<Utc>>,
}

/// What is kept of what Slack tells of somebody's moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signals {
    /// A status that means something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Until when they are in a huddle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub huddle: Option<DateTime<Utc>>,
    /// When Slack told it; `None` when there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_at: Option<DateTime<Utc>>,
}

/// A stretch of time.
type Stretch = (DateTime<Utc>, DateTime<Utc>);

impl Signals {
    /// What is kept of what Slack tells at a moment.
    pub fn of(told: &Told, words: &StatusWords, now: DateTime<Utc>) -> Self {
        let status = words.read(told).map(|means| Status { means, until: told.until });
        let status = status.filter(|status| match status.until {
            Some(until) => until > now,
            None => status.means == Meaning::Away,
        });
        let huddle = told.huddle_until.unwrap_or(now + LONGEST_HUDDLE).min(now + LONGEST_HUDDLE * 12);
        let huddle = Some(huddle).filter(|until| told.in_huddle && *until > now);
        let told_at = (status.is_some() || huddle.is_some()).then_some(now);
        Self { status, huddle, told_at }
    }

    /// Whether there is nothing to tell.
    pub fn is_calm(&self) -> bool {
        self.told_at.is_none()
    }

    /// Whether they say the same as others, whenever they were told.
    pub fn say_the_same(&self, others: &Self) -> bool {
        self.status == others.status && self.huddle.is_some() == others.huddle.is_some()
    }

    /// Whether they were told lately enough to rest anything on that others see.
    pub fn are_fresh(&self, now: DateTime<Utc>) -> bool {
        let Some(told_at) = self.told_at else { return true };
        let age = now - told_at;
        let status = self.status_span().is_some_and(|span| holds(span, now));
        let huddle = self.huddle_span().is_some_and(|span| holds(span, now));
        (!status || age <= STATUS_FRESH) && (!huddle || age <= HUDDLE_FRESH)
    }

    /// When they are away by their status, with its end where it has one.
    pub fn away(&self) -> Option<(Stretch, Option<DateTime<Utc>>)> {
        let status = self.status.as_ref().filter(|status| status.means == Meaning::Away)?;
        Some((self.status_span()?, status.until))
    }

    /// When they are in focus by their status.
    pub fn focus(&self) -> Option<Stretch> {
        self.status.as_ref().filter(|status| status.means == Meaning::Focus)?;
        self.status_span()
    }

    /// When a status counts. One without an end is known for a day.
    fn status_span(&self) -> Option<Stretch> {
        let told_at = self.told_at?;
        Some((told_at, self.status.as_ref()?.until.unwrap_or(told_at + OPEN_FRESH)))
    }

    /// When they are in a huddle.
    pub fn huddle_span(&self) -> Option<Stretch> {
        Some((self.told_at?, self.huddle?))
    }

    /// All of it: when they can't be expected to answer.
    pub fn spans(&self) -> impl Iterator<Item = Stretch> + use<> {
        self.status_span().into_iter().chain(self.huddle_span())
    }
}

/// Whether an instant lies in a stretch.
pub fn holds((from, until): Stretch, at: DateTime<Utc>) -> bool {
    from <= at && at < until
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-24T15:00:00Z".parse().expect("moment")
    }

    fn told(emoji: &str, text: &str, hours: i64) -> Told {
        let until = (hours != 0).then(|| now() + TimeDelta::hours(hours));
        Told { emoji: emoji.into(), text: PrivateText::new(text), until, ..Told::default() }
    }

    fn means(emoji: &str, text: &str) -> Option<Meaning> {
        let signals = Signals::of(&told(emoji, text, 2), &StatusWords::default(), now());
        signals.status.map(|status| status.means)
    }

    #[test]
    fn absence_is_read_from_emoji_and_words_in_four_languages() {
        for (emoji, text) in [
            (":palm_tree:", ""),
            (":no_entry:", "lunch?"),
            (":face_with_thermometer:", "Out sick"),
            ("palm_tree", "see you"),
            ("", "Vacationing"),
            (":wave::skin-tone-3:", "OOO until Monday"),
            ("", "On vacation – back on 2 Dec"),
            ("", "parental leave"),
            (":sunny:", "Im Urlaub bis 3.12."),
            ("", "Krank :("),
            ("", "en congé"),
            ("", "En Vacances!"),
            ("", "de vacaciones"),
            ("", "De baja"),
        ] {
            assert_eq!(means(emoji, text), Some(Meaning::Away), "{emoji} {text}");
        }
    }

    #[test]
    fn focus_is_read_and_everything_else_means_nothing() {
        for (emoji, text) in [
            (":headphones:", ""),
            (":headphones:", "vacation planning"),
            (":calendar:", "In a meeting"),
            ("", "Deep Work!"),
            ("", "in einer Besprechung"),
            ("", "en réunion"),
        ] {
            assert_eq!(means(emoji, text), Some(Meaning::Focus), "{emoji} {text}");
        }
        for (emoji, text) in [
            ("", ""),
            (":house_with_garden:", "Working remotely"),
            (":bus:", "Commuting"),
            ("", "back from vacation"),
            ("", "Zurück aus dem Urlaub"),
            ("", "vacation next week"),
            ("", "zooologist"),
            ("", "krankenhaus-projekt"),
            (":", "::"),
        ] {
            assert_eq!(means(emoji, text), None, "{emoji} {text}");
        }
    }

    #[test]
    fn an_end_is_kept_a_status_that_is_over_is_not_and_focus_needs_one() {
        let of = |told: &Told| Signals::of(told, &StatusWords::default(), now());
        assert_eq!(of(&told(":palm_tree:", "", -1)), Signals::default(), "over");
        assert_eq!(of(&told(":headphones:", "", 0)), Signals::default(), "for ever");
        let open = of(&told(":palm_tree:", "", 0));
        assert_eq!(open.away().map(|(_, until)| until), Some(None));
        let until_five = of(&told(":palm_tree:", "", 2));
        let two_hours = now() + TimeDelta::hours(2);
        assert_eq!(until_five.away(), Some(((now(), two_hours), Some(two_hours))));
        let kept = serde_json::to_string(&of(&told("", "On vacation with Kim", 2))).expect("JSON");
        assert!(!kept.contains("Kim") && !kept.contains("vacation"), "{kept}");
    }

    #[test]
    fn a_huddle_lasts_until_slack_says_so_and_an_hour_where_it_does_not() {
        let huddle = |until| Told { in_huddle: true, huddle_until: until, ..Told::default() };
        let of = |told: &Told| Signals::of(told, &StatusWords::default(), now()).huddle;
        let later = |minutes| now() + TimeDelta::minutes(minutes);
        assert_eq!(of(&huddle(Some(later(20)))), Some(later(20)));
        assert_eq!(of(&huddle(None)), Some(later(60)));
        assert_eq!(of(&huddle(Some(later(-1)))), None);
        assert_eq!(of(&Told { huddle_until: Some(later(20)), ..Told::default() }), None);
    }

    #[test]
    fn what_was_told_long_ago_is_asked_for_again_and_at_last_forgotten() {
        let words = StatusWords::default();
        let at = |hours| now() + TimeDelta::hours(hours);
        let open = Signals::of(&told(":palm_tree:", "", 0), &words, now());
        assert!(open.are_fresh(at(1)) && !open.are_fresh(at(2)));
        assert!(
            open.spans().any(|span| holds(span, at(23))) && !open.spans().any(|span| holds(span, at(24)))
        );
        assert!(open.are_fresh(at(24)), "it counts for nothing by then");
        let huddle = Told { in_huddle: true, ..Told::default() };
        let huddle = Signals::of(&huddle, &words, now());
        assert!(huddle.are_fresh(now()) && !huddle.are_fresh(now() + TimeDelta::minutes(11)));
        assert!(Signals::default().are_fresh(at(9_999)));
    }

    #[test]
    fn a_team_has_words_of_its_own() {
        let words: StatusWords =
            serde_json::from_value(serde_json::json!({"away": ["gone fishing", ":fish:"]})).expect("reads");
        let means = |emoji, text| words.read(&told(emoji, text, 1));
        assert_eq!(means("", "Gone fishing!"), Some(Meaning::Away));
        assert_eq!(means(":fish:", ""), Some(Meaning::Away));
        assert_eq!(means(":palm_tree:", ""), None, "the list is theirs");
        assert_eq!(means(":headphones:", ""), Some(Meaning::Focus), "the other list stays");
    }
}
