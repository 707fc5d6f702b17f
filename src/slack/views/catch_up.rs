//! A catch-up: what was held, what came, what is due, each by a link and never in its words.

use super::{Shown, bricks, speech};
use crate::domain::outgoing::{AskLine, CatchUpCard};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};

const HELD: Phrase = Phrase::en("catch_up.held", "*Held for you till now*");
const CAME: Phrase = Phrase::en("catch_up.came", "*What came while you were away*");
const DUE: Phrase = Phrase::en("catch_up.due", "*What is due*");
const LINE: Phrase = Phrase::en("catch_up.line", "• {who} asked in {where}: {link}");
const LINE_BY: Phrase = Phrase::en("catch_up.line_by", "• {who} asked in {where}: {link}, by {when}");
const LINE_LATE: Phrase =
    Phrase::en("catch_up.line_late", "• {who} asked in {where}: {link}, was due {when}");
const LINK: Phrase = Phrase::en("catch_up.link", "the message");
const MORE: Phrase = Phrase::en("catch_up.more", "And {n} more.");
const CALM: Phrase = Phrase::en("catch_up.calm", "Nothing urgent happened. Nothing is late.");

/// The list.
pub fn show(card: &CatchUpCard) -> Shown {
    let sections = [(&HELD, &card.held), (&CAME, &card.came), (&DUE, &card.due)];
    let mut said = Speech::default();
    for (title, lines) in sections.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        said = said.line(title.say(card.locale));
        said = lines.iter().map(|ask| line(ask, card.locale)).fold(said, Speech::line);
    }
    if card.more > 0 {
        said = said.line(MORE.fill(card.locale, &[("n", Piece::Ours(card.more.to_string()))]));
    }
    if card.calm {
        said = said.line(CALM.say(card.locale));
    }
    Shown { text: speech::text(&said), blocks: speech::sections(&said) }
}

fn line(ask: &AskLine, locale: Locale) -> Speech {
    let link = Piece::Message {
        channel: ask.channel.clone(),
        ts: ask.ts.clone(),
        thread: ask.thread.clone(),
        label: LINK.text(locale).to_owned(),
    };
    let mut places = vec![
        ("who", bricks::name(&ask.asker, locale)),
        ("where", Piece::Channel(ask.channel.clone())),
        ("link", link),
    ];
    let Some((at, fallback)) = &ask.due else { return LINE.fill(locale, &places) };
    places.push(("when", Piece::Moment { at: *at, fallback: fallback.clone() }));
    if ask.late { LINE_LATE.fill(locale, &places) } else { LINE_BY.fill(locale, &places) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChannelId, Ts};
    use crate::domain::text::PrivateText;

    fn ask(name: &str, late: bool) -> AskLine {
        AskLine {
            asker: PrivateText::new(name),
            channel: ChannelId::parse("C0LAUNCH").expect("id"),
            ts: Ts::parse("1700000000.000100").expect("ts"),
            thread: None,
            due: Some((chrono::DateTime::UNIX_EPOCH, "Thu 1 Jan, 00:00 UTC".into())),
            late,
        }
    }

    fn card() -> CatchUpCard {
        CatchUpCard {
            held: vec![ask("Ada", false)],
            came: vec![AskLine { due: None, ..ask("Chidi <!here>", false) }],
            due: vec![ask("Dee", true)],
            more: 2,
            calm: false,
            locale: Locale::En,
        }
    }

    #[test]
    fn what_was_held_comes_first_and_everything_is_a_link() {
        let text = show(&card()).text;
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "*Held for you till now*");
        let link = "<https://slack.com/archives/C0LAUNCH/p1700000000000100|the message>";
        assert!(lines[1].starts_with(&format!("• Ada asked in <#C0LAUNCH>: {link}, by <!date^0^")), "{text}");
        assert_eq!(lines[3], format!("• Chidi &lt;!here&gt; asked in <#C0LAUNCH>: {link}"));
        assert!(lines[5].contains("was due"), "{text}");
        assert_eq!(lines[6], "And 2 more.");
        assert!(!text.contains("Nothing is late"));
    }

    #[test]
    fn the_calm_sentence_stands_at_the_end() {
        let calm = CatchUpCard { due: Vec::new(), more: 0, calm: true, ..card() };
        assert!(show(&calm).text.ends_with("\nNothing urgent happened. Nothing is late."));
    }
}
