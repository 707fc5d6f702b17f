//! The emoji a message starts with, where the charter maps it to a window: by its name or as the character.

use super::token::{Kind, Message};
use crate::domain::charter::Charter;
use crate::domain::window::Window;

/// What an emoji in front says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// The window itself.
    Sets(Window),
    /// That a length which is said is the window: `⏳ 4h review the fix`.
    Hours,
    /// That a day or a moment which is said is the window: `📆 Friday: your numbers`.
    Date,
}

/// Names in Slack of characters people type.
const CHARACTERS: &[(&str, &str)] = &[
    ("rotating_light", "🚨"),
    ("fire", "🔥"),
    ("sos", "🆘"),
    ("warning", "⚠"),
    ("zap", "⚡"),
    ("exclamation", "❗"),
    ("bangbang", "‼"),
    ("red_circle", "🔴"),
    ("large_orange_circle", "🟠"),
    ("large_yellow_circle", "🟡"),
    ("large_green_circle", "🟢"),
    ("large_blue_circle", "🔵"),
    ("city_sunset", "🌆"),
    ("city_sunrise", "🌇"),
    ("sunrise", "🌅"),
    ("sunny", "☀"),
    ("crescent_moon", "🌙"),
    ("spiral_calendar_pad", "🗓"),
    ("spiral_calendar", "🗓"),
    ("calendar", "📆"),
    ("calendar", "📅"),
    ("date", "📅"),
    ("hourglass_flowing_sand", "⏳"),
    ("hourglass", "⌛"),
    ("stopwatch", "⏱"),
    ("alarm_clock", "⏰"),
    ("timer_clock", "⏲"),
    ("coffee", "☕"),
    ("tea", "🍵"),
    ("no_bell", "🔕"),
    ("bell", "🔔"),
    ("information_source", "ℹ"),
    ("speech_balloon", "💬"),
    ("mega", "📣"),
    ("loudspeaker", "📢"),
    ("eyes", "👀"),
    ("question", "❓"),
    ("turtle", "🐢"),
    ("snail", "🐌"),
    ("zzz", "💤"),
    ("pray", "🙏"),
];

/// Whether a text starts with the character of an emoji in the charter, which may be a name or the character itself.
fn starts_with(rest: &str, name: &str) -> bool {
    if !name.is_ascii() {
        return rest.starts_with(name.trim_end_matches('\u{fe0f}'));
    }
    CHARACTERS.iter().any(|(known, character)| *known == name && rest.starts_with(character))
}

/// What the emoji a message starts with says, and its token. Somebody addressed may stand before it.
pub(super) fn leading(message: &Message, text: &str, charter: &Charter) -> Option<(Leads, usize)> {
    let at = (0..4).find(|at| message.kind(*at) != Kind::Mention && !message.is(*at, ','))?;
    if !matches!(message.kind(at), Kind::Mark(_)) {
        return None;
    }
    let (start, _) = message.characters(at, at + 1);
    let rest = text.char_indices().nth(start as usize).map_or("", |(byte, _)| &text[byte..]);
    let emoji = &charter.emoji;
    let meanings = [
        (&emoji.urgent, Leads::Sets(Window::Urgent)),
        (&emoji.today, Leads::Sets(Window::Today)),
        (&emoji.week, Leads::Sets(Window::Week)),
        (&emoji.checkin, Leads::Sets(Window::NextCheckIn)),
        (&emoji.none, Leads::Sets(Window::NoReply)),
        (&emoji.hours, Leads::Hours),
        (&emoji.date, Leads::Date),
    ];
    let named = rest.strip_prefix(':').and_then(|rest| rest.split(':').next());
    let (_, leads) = meanings.into_iter().find(|(known, _)| {
        let known = known.trim().trim_matches(':');
        !known.is_empty() && (named == Some(known) || starts_with(rest, known))
    })?;
    Some((leads, at))
}
