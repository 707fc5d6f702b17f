//! From a speech to Slack's text: everything escaped exactly once, and cut only where nothing breaks.
//!
//! A speech is taken apart into atoms: a token such as `<@U1>`, an entity such as `&amp;`, or one letter with the
//! marks on it. Limits count what is sent, after escaping, and fall between atoms.

use slack_morphism::prelude::{SlackBlock, SlackBlockMarkDownText, SlackBlockText, SlackSectionBlock};

use crate::domain::ids::{ChannelId, Ts};
use crate::domain::text::{Piece, Speech};

/// Most of a message's `text`: Slack splits longer ones (4,046 was seen) into several messages.
const TEXT: usize = 3_900;
/// Most of a section's text: Slack's limit is 3,000, and it is not said in which unit it counts.
const SECTION: usize = 2_950;
/// Most sections of one speech: a little over 13,000 characters in all blocks are refused.
const SECTIONS: usize = 4;
/// Most letters in one atom, so that a letter with a thousand marks does not count as one.
const LONGEST_LETTER: usize = 32;

/// A speech as the `text` of a message: what notifications and screen readers say.
pub fn text(speech: &Speech) -> String {
    mrkdwn(speech, TEXT)
}

/// A speech as mrkdwn of at most `most` UTF-16 units, cut with "…" where it is longer.
pub fn mrkdwn(speech: &Speech, most: usize) -> String {
    let mut parts = split(speech, most, 1);
    parts.pop().unwrap_or_default()
}

/// A speech as sections, split at line ends where it is too long for one. An empty speech has none.
pub fn sections(speech: &Speech) -> Vec<SlackBlock> {
    split(speech, SECTION, SECTIONS)
        .into_iter()
        .map(|part| {
            let words = SlackBlockMarkDownText::new(part).with_verbatim(true);
            SlackSectionBlock::new().with_text(SlackBlockText::MarkDown(words)).into()
        })
        .collect()
}

/// A speech for places that know no markup: nothing is escaped, moments are read by their fallback.
pub fn plain(speech: &Speech, most: usize) -> String {
    let words: String = speech
        .0
        .iter()
        .map(|piece| match piece {
            Piece::Ours(words) => words.clone(),
            Piece::Theirs(words) => tame(words.reveal()),
            Piece::Moment { fallback, .. } => fallback.clone(),
            Piece::Member(user) => format!("@{user}"),
            Piece::Channel(channel) => format!("#{channel}"),
            Piece::Button { .. } => String::new(),
            Piece::Message { label, .. } => label.clone(),
        })
        .collect();
    shorten(&words, most)
}

/// Words without markup, cut to at most `most` UTF-16 units between letters.
pub fn shorten(words: &str, most: usize) -> String {
    let atoms = letters(words).map(|letter| Atom { text: letter.to_owned() });
    join(atoms, most, 1).pop().unwrap_or_default()
}

/// Escapes the three characters Slack knows. Exactly once, and only what a person wrote.
pub fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A person's words without what could change how the rest of the line is shown: control characters are left out,
/// and what they open (direction overrides and isolates) is closed again.
pub fn tame(words: &str) -> String {
    let mut tamed: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let (mut embedded, mut isolated) = (0_usize, 0_usize);
    for c in tamed.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => embedded += 1,
            '\u{202c}' => embedded = embedded.saturating_sub(1),
            '\u{2066}'..='\u{2068}' => isolated += 1,
            '\u{2069}' => isolated = isolated.saturating_sub(1),
            _ => {}
        }
    }
    tamed.extend(std::iter::repeat_n('\u{202c}', embedded));
    tamed.extend(std::iter::repeat_n('\u{2069}', isolated));
    tamed
}

/// What is never cut in two.
struct Atom {
    text: String,
}

impl Atom {
    fn size(&self) -> usize {
        self.text.encode_utf16().count()
    }
}

fn split(speech: &Speech, most: usize, parts: usize) -> Vec<String> {
    join(speech.0.iter().flat_map(atoms), most, parts)
}

fn atoms(piece: &Piece) -> Vec<Atom> {
    let one = |text| vec![Atom { text }];
    match piece {
        Piece::Ours(words) => marked_up(words),
        Piece::Theirs(words) => {
            letters(&tame(words.reveal())).map(|letter| Atom { text: escape(letter) }).collect()
        }
        Piece::Moment { at, fallback } => {
            let fallback = escape(fallback).replace('|', "/");
            one(format!("<!date^{}^{{date_short_pretty}} {{time}}|{fallback}>", at.timestamp()))
        }
        Piece::Member(user) => one(format!("<@{user}>")),
        Piece::Channel(channel) => one(format!("<#{channel}>")),
        Piece::Button { .. } => Vec::new(),
        Piece::Message { channel, ts, thread, label } => {
            let label = escape(label).replace('|', "/");
            one(format!("<{}|{label}>", link(channel, ts, thread.as_ref())))
        }
    }
}

/// Where links to messages lead before we know the address of their workspace.
pub const ANYWHERE: &str = "https://slack.com/archives/";

/// A link to a message. Whoever sends it puts the workspace's own address in the place of [`ANYWHERE`].
fn link(channel: &ChannelId, ts: &Ts, thread: Option<&Ts>) -> String {
    let anchor = ts.as_str().replace('.', "");
    match thread {
        Some(thread) => format!("{ANYWHERE}{channel}/p{anchor}?thread_ts={thread}&amp;cid={channel}"),
        None => format!("{ANYWHERE}{channel}/p{anchor}"),
    }
}

/// Our own words are mrkdwn already; their tokens and entities stay whole.
fn marked_up(words: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut rest = words;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '<' => rest.find('>').map(|end| end + 1),
            '&' => rest.find(';').filter(|end| *end < 6).map(|end| end + 1),
            _ => None,
        };
        let end = end.or_else(|| letters(rest).next().map(str::len)).unwrap_or(rest.len());
        let (atom, after) = rest.split_at(end);
        atoms.push(Atom { text: atom.to_owned() });
        rest = after;
    }
    atoms
}

/// Letters with the marks, joiners and skin tones that belong to them. Coarser than Unicode's own clusters in no
/// way that matters for a cut, and bounded.
fn letters(words: &str) -> impl Iterator<Item = &str> {
    let mut rest = words;
    std::iter::from_fn(move || {
        let mut last = None;
        let mut count = 0;
        let end = rest.char_indices().find_map(|(at, c)| {
            let ends = last.is_some_and(|last| !holds_together(last, c, count)) || count == LONGEST_LETTER;
            last = Some(c);
            count += 1;
            (ends && at > 0).then_some(at)
        });
        let (letter, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!letter.is_empty()).then_some(letter)
    })
}

fn holds_together(last: char, next: char, count: usize) -> bool {
    let flag = |c| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    matches!(next,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}')
        || last == '\u{200d}'
        || (last == '\r' && next == '\n')
        || (flag(last) && flag(next) && count % 2 == 1)
}

/// Joins atoms into at most `parts` texts of at most `most` UTF-16 units each. A full text ends at its last line
/// end when that is in its second half; what does not fit into the last text is cut with "…".
fn join(atoms: impl Iterator<Item = Atom>, most: usize, parts: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut now: Vec<Atom> = Vec::new();
    let mut size = 0;
    for atom in atoms {
        let more = atom.size();
        if size + more > most && !now.is_empty() {
            if done.len() + 1 >= parts {
                while size + 1 > most
                    && let Some(last) = now.pop()
                {
                    size -= last.size();
                }
                now.push(Atom { text: "…".to_owned() });
                break;
            }
            let line_end = now.iter().rposition(|a| a.text == "\n").filter(|at| *at > now.len() / 2);
            let after = now.split_off(line_end.map_or(now.len(), |at| at + 1));
            done.push(said(&now));
            now = after;
            size = now.iter().map(Atom::size).sum();
        }
        size += more;
        now.push(atom);
    }
    done.push(said(&now));
    // Slack refuses an empty text
    done.retain(|part| !part.trim().is_empty());
    done
}

fn said(atoms: &[Atom]) -> String {
    let text: String = atoms.iter().map(|atom| atom.text.as_str()).collect();
    text.trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::ids::{ChannelId, UserId};
    use crate::domain::text::PrivateText;

    fn theirs(words: &str) -> Speech {
        Speech(vec![Piece::Theirs(PrivateText::new(words))])
    }

    /// What Slack does when it shows text: `&amp;` last.
    fn unescape(text: &str) -> String {
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn what_people_write_cannot_ping_link_or_quote() {
        for hostile in [
            "<!channel> <!everyone> <!here> <@U1> <#C1> <!subteam^S1> <http://evil|slack.com>",
            "&lt;!channel&gt; &amp;lt;!channel&amp;gt;",
            "> quoted <mailto:a@b|b>",
            "<!date^1^{time}|x>",
            "]]>&<script>",
        ] {
            let shown = text(&theirs(hostile));
            assert!(!shown.contains(['<', '>']), "{shown}");
            assert_eq!(unescape(&shown), hostile, "escaped exactly once");
            let blocks = serde_json::to_string(&sections(&theirs(hostile))).expect("JSON");
            assert!(!blocks.contains(['<', '>']), "{blocks}");
        }
    }

    #[test]
    fn ten_rounds_of_showing_and_reading_back_change_nothing() {
        let start = "&amp;lt;!channel&amp;gt; & <b>";
        let mut words = start.to_owned();
        for _ in 0..10 {
            words = unescape(&text(&theirs(&words)));
        }
        assert_eq!(words, start);
    }

    #[test]
    fn members_channels_and_moments_become_tokens() {
        let speech = Speech::ours("See ")
            .then(Piece::Member(UserId::parse("U0ADA").expect("id")))
            .then(Piece::Ours(" in ".into()))
            .then(Piece::Channel(ChannelId::parse("C0LAUNCH").expect("id")))
            .then(Piece::Ours(" at ".into()))
            .then(Piece::Moment {
                at: DateTime::from_timestamp(1_700_000_000, 0).expect("moment"),
                fallback: "Tue 22:13 (UTC) <now>".into(),
            });
        assert_eq!(
            text(&speech),
            "See <@U0ADA> in <#C0LAUNCH> at \
             <!date^1700000000^{date_short_pretty} {time}|Tue 22:13 (UTC) &lt;now&gt;>"
        );
        assert_eq!(plain(&speech, 100), "See @U0ADA in #C0LAUNCH at Tue 22:13 (UTC) <now>");
    }

    #[test]
    fn a_cut_never_falls_inside_an_entity_a_token_or_a_letter() {
        let many = text(&theirs(&"&".repeat(40_000)));
        assert!(many.len() < 3_905 && many.ends_with("&amp;…"), "{}", many.len());
        for most in 1..60 {
            let member = Piece::Member(UserId::parse("U0ADA").expect("id"));
            let speech = Speech::ours("*Hi* &amp; ").then(member).then(Piece::Theirs(PrivateText::new(
                "e\u{301}e\u{301} 👩\u{200d}👩\u{200d}👧 👍\u{1f3fd} 🇩🇪🇫🇷 <3 and more and more",
            )));
            let cut = mrkdwn(&speech, most);
            let tokens = cut.matches('<').count();
            assert_eq!(tokens, cut.matches("<@U0ADA>").count(), "{cut}");
            assert_eq!(cut.matches('&').count(), cut.matches(';').count(), "{cut}");
            assert!(cut.encode_utf16().count() <= most.max(1), "{most}: {cut}");
            assert!(!cut.contains("e…") && !cut.contains("\u{200d}…") && !cut.contains("👍…"), "{cut}");
            assert!(!cut.contains("🇩…") && !cut.contains("🇫…"), "{cut}");
        }
    }

    #[test]
    fn a_long_speech_is_split_at_line_ends_into_few_sections() {
        let line = format!("{}\n", "word ".repeat(20));
        let parts = split(&Speech::ours(line.repeat(100)), SECTION, SECTIONS);
        assert_eq!(parts.len(), 4);
        assert!(parts.iter().all(|p| p.encode_utf16().count() <= SECTION && p.ends_with("word ")));
        let parts = split(&Speech::ours("x".repeat(1_000_000)), SECTION, SECTIONS);
        assert_eq!(parts.len(), SECTIONS);
        assert!(parts[3].ends_with('…'));
    }

    #[test]
    fn nothing_to_say_has_no_sections() {
        assert!(sections(&Speech::default()).is_empty());
        assert!(sections(&theirs("\n \u{0}")).is_empty());
    }

    #[test]
    fn odd_characters_are_tamed() {
        assert_eq!(tame("a\u{0}b\u{1b}[31mc\nd\te"), "ab[31mc\nd\te");
        assert_eq!(tame("\u{202e}evil"), "\u{202e}evil\u{202c}");
        assert_eq!(tame("\u{2067}x\u{2069}"), "\u{2067}x\u{2069}");
        let zalgo = format!("e{}", "\u{301}".repeat(100)).repeat(80);
        assert!(shorten(&zalgo, 80).encode_utf16().count() <= 80);
        for odd in ["\u{ffff}", "\u{202c}\u{202c}", "\u{200d}", "🇩", ""] {
            assert_eq!(shorten(odd, 10).trim(), odd, "{odd:?}");
        }
    }
}
