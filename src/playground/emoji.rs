//! Names of emoji. Slack knows thousands; this is a pocketful, enough for work.

const TABLE: &[(&str, &str)] = &[
    ("+1", "👍"),
    ("thumbsup", "👍"),
    ("-1", "👎"),
    ("thumbsdown", "👎"),
    ("eyes", "👀"),
    ("white_check_mark", "✅"),
    ("ballot_box_with_check", "☑️"),
    ("heavy_check_mark", "✔️"),
    ("x", "❌"),
    ("heart", "❤️"),
    ("tada", "🎉"),
    ("wave", "👋"),
    ("pray", "🙏"),
    ("clap", "👏"),
    ("raised_hands", "🙌"),
    ("muscle", "💪"),
    ("ok_hand", "👌"),
    ("point_up", "☝️"),
    ("point_right", "👉"),
    ("handshake", "🤝"),
    ("writing_hand", "✍️"),
    ("raising_hand", "🙋"),
    ("slightly_smiling_face", "🙂"),
    ("smile", "😄"),
    ("grinning", "😀"),
    ("joy", "😂"),
    ("blush", "😊"),
    ("wink", "😉"),
    ("thinking_face", "🤔"),
    ("sweat_smile", "😅"),
    ("cry", "😢"),
    ("sob", "😭"),
    ("sleeping", "😴"),
    ("zzz", "💤"),
    ("relieved", "😌"),
    ("hourglass", "⌛"),
    ("hourglass_flowing_sand", "⏳"),
    ("city_sunset", "🌆"),
    ("stopwatch", "⏱️"),
    ("timer_clock", "⏲️"),
    ("alarm_clock", "⏰"),
    ("watch", "⌚"),
    ("clock1", "🕐"),
    ("clock2", "🕑"),
    ("clock3", "🕒"),
    ("clock4", "🕓"),
    ("clock5", "🕔"),
    ("clock6", "🕕"),
    ("clock7", "🕖"),
    ("clock8", "🕗"),
    ("clock9", "🕘"),
    ("clock10", "🕙"),
    ("clock11", "🕚"),
    ("clock12", "🕛"),
    ("calendar", "📆"),
    ("date", "📅"),
    ("spiral_calendar_pad", "🗓️"),
    ("rotating_light", "🚨"),
    ("warning", "⚠️"),
    ("fire", "🔥"),
    ("zap", "⚡"),
    ("bell", "🔔"),
    ("no_bell", "🔕"),
    ("mute", "🔇"),
    ("speech_balloon", "💬"),
    ("thought_balloon", "💭"),
    ("envelope", "✉️"),
    ("incoming_envelope", "📨"),
    ("inbox_tray", "📥"),
    ("outbox_tray", "📤"),
    ("mailbox", "📫"),
    ("telephone", "☎️"),
    ("telephone_receiver", "📞"),
    ("memo", "📝"),
    ("pencil2", "✏️"),
    ("clipboard", "📋"),
    ("pushpin", "📌"),
    ("paperclip", "📎"),
    ("link", "🔗"),
    ("lock", "🔒"),
    ("key", "🔑"),
    ("mag", "🔍"),
    ("bulb", "💡"),
    ("wrench", "🔧"),
    ("hammer", "🔨"),
    ("gear", "⚙️"),
    ("package", "📦"),
    ("rocket", "🚀"),
    ("ship", "🚢"),
    ("checkered_flag", "🏁"),
    ("triangular_flag_on_post", "🚩"),
    ("dart", "🎯"),
    ("trophy", "🏆"),
    ("star", "⭐"),
    ("sparkles", "✨"),
    ("seedling", "🌱"),
    ("herb", "🌿"),
    ("evergreen_tree", "🌲"),
    ("palm_tree", "🌴"),
    ("sunny", "☀️"),
    ("sunrise", "🌅"),
    ("crescent_moon", "🌙"),
    ("full_moon", "🌕"),
    ("cloud", "☁️"),
    ("umbrella", "☔"),
    ("snowflake", "❄️"),
    ("rainbow", "🌈"),
    ("coffee", "☕"),
    ("tea", "🍵"),
    ("beer", "🍺"),
    ("pizza", "🍕"),
    ("cake", "🍰"),
    ("turtle", "🐢"),
    ("snail", "🐌"),
    ("rabbit", "🐰"),
    ("bee", "🐝"),
    ("owl", "🦉"),
    ("cat", "🐱"),
    ("dog", "🐶"),
    ("house", "🏠"),
    ("airplane", "✈️"),
    ("train", "🚋"),
    ("car", "🚗"),
    ("bike", "🚲"),
    ("books", "📚"),
    ("book", "📖"),
    ("bar_chart", "📊"),
    ("chart_with_upwards_trend", "📈"),
    ("computer", "💻"),
    ("iphone", "📱"),
    ("headphones", "🎧"),
    ("microphone", "🎤"),
    ("video_camera", "📹"),
    ("camera", "📷"),
    ("question", "❓"),
    ("grey_question", "❔"),
    ("exclamation", "❗"),
    ("heavy_plus_sign", "➕"),
    ("heavy_minus_sign", "➖"),
    ("arrow_right", "➡️"),
    ("arrow_left", "⬅️"),
    ("arrow_up", "⬆️"),
    ("arrow_down", "⬇️"),
    ("arrows_counterclockwise", "🔄"),
    ("repeat", "🔁"),
    ("fast_forward", "⏩"),
    ("double_vertical_bar", "⏸️"),
    ("arrow_forward", "▶️"),
    ("black_square_for_stop", "⏹️"),
    ("no_entry", "⛔"),
    ("no_entry_sign", "🚫"),
    ("octagonal_sign", "🛑"),
    ("red_circle", "🔴"),
    ("large_orange_circle", "🟠"),
    ("large_yellow_circle", "🟡"),
    ("large_green_circle", "🟢"),
    ("large_blue_circle", "🔵"),
    ("large_purple_circle", "🟣"),
    ("white_circle", "⚪"),
    ("black_circle", "⚫"),
    ("white_large_square", "⬜"),
    ("one", "1️⃣"),
    ("two", "2️⃣"),
    ("three", "3️⃣"),
    ("four", "4️⃣"),
    ("five", "5️⃣"),
    ("six", "6️⃣"),
    ("seven", "7️⃣"),
    ("eight", "8️⃣"),
    ("nine", "9️⃣"),
    ("zero", "0️⃣"),
    ("keycap_ten", "🔟"),
    ("100", "💯"),
    ("sos", "🆘"),
    ("new", "🆕"),
    ("free", "🆓"),
    ("soon", "🔜"),
    ("end", "🔚"),
    ("back", "🔙"),
    ("information_source", "ℹ️"),
    ("busts_in_silhouette", "👥"),
    ("bust_in_silhouette", "👤"),
    ("robot_face", "🤖"),
    ("ghost", "👻"),
    ("see_no_evil", "🙈"),
    ("balloon", "🎈"),
    ("gift", "🎁"),
    ("beach_with_umbrella", "🏖️"),
    ("face_with_thermometer", "🤒"),
    ("house_with_garden", "🏡"),
];

/// The character of a name; the tone of a skin after `::` is accepted and not shown.
pub(super) fn character(name: &str) -> Option<&'static str> {
    let plain = match name.split_once("::") {
        Some((plain, tone)) => {
            let tone = tone.strip_prefix("skin-tone-")?;
            ["2", "3", "4", "5", "6"].contains(&tone).then_some(plain)?
        }
        None => name,
    };
    TABLE.iter().find(|(there, _)| *there == plain).map(|(_, character)| *character)
}

/// The name and the length in bytes of the emoji at the start of a text.
pub(super) fn at_start(text: &str) -> Option<(&'static str, usize)> {
    let starts = |(name, character): &(&'static str, &'static str)| {
        let bare = character.trim_end_matches('\u{fe0f}');
        let length = if text.starts_with(character) { character.len() } else { bare.len() };
        text.starts_with(bare).then_some((*name, length))
    };
    // keycaps start with a digit, which is no emoji
    let first = text.chars().next().filter(|c| !c.is_ascii())?;
    TABLE.iter().filter(|(_, character)| character.starts_with(first)).find_map(starts)
}

/// How clients write the characters of an emoji in rich text: hexadecimal, joined by `-`.
pub(super) fn unicode(character: &str) -> String {
    character.chars().map(|c| format!("{:x}", u32::from(c))).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_and_without_a_tone_are_known_and_others_are_not() {
        assert_eq!(character("eyes"), Some("👀"));
        assert_eq!(character("wave::skin-tone-3"), Some("👋"));
        assert_eq!(character("wave::skin-tone-9"), None);
        assert_eq!(character("unheard_of"), None);
        assert_eq!(at_start("☑ done"), Some(("ballot_box_with_check", 3)));
        assert_eq!(at_start("1 done"), None);
        assert_eq!(unicode("☑️"), "2611-fe0f");
    }
}
