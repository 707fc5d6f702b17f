//! *Why this?*: what was understood, by which words of the message, and the menu for saying that it was read wrongly.

use slack_morphism::prelude::{
    SlackActionBlockElement, SlackActionId, SlackActionsBlock, SlackBlock, SlackBlockChoiceItem,
    SlackBlockPlainTextOnly, SlackBlockStaticSelectElement,
};

use super::bricks;
use super::{Shown, speech, window};
use crate::domain::language::{Means, NOTHING, rule_named, signs};
use crate::domain::misreading::{Meant, Report};
use crate::domain::outgoing::{Reread, TagLine, Took, WhyCard};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};

const READ: Phrase = Phrase::en("why_card.read", "I read the message as *{window}*:");
const READ_ASK: Phrase = Phrase::en(
    "why_card.read_ask",
    "The message asks for an answer and names no time; its window here is *{window}*:",
);
const READ_NOTHING: Phrase = Phrase::en(
    "why_card.read_nothing",
    "I read nothing in the message that names a time or asks for an answer.",
);
const READ_NO_ASK: Phrase =
    Phrase::en("why_card.read_no_ask", "I expect no answer to the message. This is what I read in it:");
const CHOSEN: Phrase = Phrase::en(
    "why_card.chosen",
    "*{window}* was chosen by hand, and what the message says doesn't change that. This is what I read in it:",
);
const CHOSEN_ONLY: Phrase = Phrase::en("why_card.chosen_only", "*{window}* was chosen by hand.");
const CHANGED: Phrase = Phrase::en(
    "why_card.changed",
    "The message stands as *{then}*, but I read it as *{window}* now; it seems to say something else than it did:",
);
const CHANGED_NONE: Phrase = Phrase::en(
    "why_card.changed_none",
    "The message stands as *{then}*, but I read no time in it now; it seems to say something else than it did.",
);
const SETTLED: Phrase =
    Phrase::en("why_card.settled", "No answer is expected to it any more: somebody said that it is no ask.");
const GONE: Phrase = Phrase::en(
    "why_card.gone",
    "The message is gone, or I can't read it any more. I keep no words, so I can't show the ones I went by.",
);

const BY: Phrase = Phrase::en("why_card.by", "• “{words}” says by when an answer is wanted.");
const LABEL: Phrase = Phrase::en("why_card.label", "• “{words}” is a label.");
const NO_REPLY: Phrase = Phrase::en("why_card.no_reply", "• “{words}” says that nobody has to answer.");
const HURRY: Phrase = Phrase::en("why_card.hurry", "• “{words}” says that it can't wait.");
const CHECK_IN: Phrase =
    Phrase::en("why_card.check_in", "• “{words}” says that an answer can wait till they look in.");
const ASKS: Phrase = Phrase::en("why_card.asks", "• “{words}” asks for an answer.");
const CALL: Phrase = Phrase::en("why_card.call", "• “{words}” asks to talk at the same time.");
const NO_HURRY: Phrase = Phrase::en("why_card.no_hurry", "• “{words}” says that there is no hurry.");

const DUE: Phrase = Phrase::en("why_card.due", "Counted in the working time of whoever answers: {lines}.");
const LINE: Phrase = Phrase::en("why_card.line", "{who} {when} in {zone}");
const LINE_YOURS: Phrase = Phrase::en("why_card.line_yours", "{who} {when} in {zone} (your {yours})");
const MORE: Phrase = Phrase::en("why_card.more", "and {n} more");
const PRIVATE: Phrase = Phrase::en(
    "why_card.private",
    "Only you see this. I read the message again just now; none of its words are kept.",
);

const WRONG: Phrase = Phrase::en("why_card.wrong", "That was read wrongly");
const NO_WINDOW: Phrase = Phrase::en("why_card.no_window", "It names no time");
const NO_ASK: Phrase = Phrase::en("why_card.no_ask", "It asks nobody anything");
const OTHER: Phrase = Phrase::en("why_card.other", "It means another time…");
const MEANS: Phrase = Phrase::en("why_card.means", "It means: {window}");

/// Most characters of a message that are quoted in one line.
const QUOTE: usize = 90;

/// The explanation.
pub fn show(card: &WhyCard) -> Shown {
    let said = explain(card);
    let mut blocks = speech::sections(&said);
    if card.may_report && card.found.is_some() {
        blocks.push(menu(card));
    }
    blocks.push(bricks::small_print(&PRIVATE.say(card.locale)));
    Shown { text: speech::text(&said), blocks }
}

/// From what a message says, what was made of it and by when that is, to sentences.
pub fn explain(card: &WhyCard) -> Speech {
    let locale = card.locale;
    let mut said = card.first.clone();
    if !said.is_empty() {
        said = said.line(Speech::default());
    }
    let Some(found) = &card.found else { return said.line(GONE.say(locale)) };
    if card.took.as_ref().is_some_and(|took| took.chosen && !took.stands) {
        said = said.line(SETTLED.say(locale));
    }
    said = said.line(headline(found, card.took.as_ref(), locale));
    for (means, because) in signs(&found.reading) {
        let words = quote(found.text.reveal(), because.start, because.end);
        if !words.is_empty() {
            let words = ("words", Piece::Theirs(PrivateText::new(words)));
            said = said.line(phrase(means, &because.rule, found).fill(locale, &[words]));
        }
    }
    match due(card) {
        Some(due) => said.line(due),
        None => said,
    }
}

/// What the message was read as, and what it stands as.
fn headline(found: &Reread, took: Option<&Took>, locale: Locale) -> Speech {
    let reading = &found.reading;
    let now = reading.window.as_ref();
    let says_something = !reading.because.is_empty();
    let Some(took) = took.filter(|took| took.stands) else {
        return match now {
            Some(now) => named(&READ, &[("window", now)], locale),
            None if says_something => READ_NO_ASK.say(locale),
            None => READ_NOTHING.say(locale),
        };
    };
    let then = &took.window;
    match now {
        _ if took.chosen && says_something => named(&CHOSEN, &[("window", then)], locale),
        _ if took.chosen => named(&CHOSEN_ONLY, &[("window", then)], locale),
        Some(now) if now == then && took.explicit => named(&READ, &[("window", now)], locale),
        None if !took.explicit => named(&READ_ASK, &[("window", then)], locale),
        Some(now) => named(&CHANGED, &[("then", then), ("window", now)], locale),
        None => named(&CHANGED_NONE, &[("then", then)], locale),
    }
}

/// A sentence with windows in its places. A window's name may hold a moment, so it is several pieces.
fn named(phrase: &Phrase, windows: &[(&str, &Window)], locale: Locale) -> Speech {
    let mut said = Speech::default();
    let mut rest = phrase.text(locale);
    while let Some((before, tail)) = rest.split_once('{') {
        let (place, after) = tail.split_once('}').unwrap_or((tail, ""));
        said = said.then(Piece::Ours(before.to_owned()));
        if let Some((_, window)) = windows.iter().find(|(name, _)| *name == place) {
            said = said.and(window::spoken(window, locale));
        }
        rest = after;
    }
    said.then(Piece::Ours(rest.to_owned()))
}

/// What some words are taken for.
fn phrase(means: Means, rule: &str, found: &Reread) -> &'static Phrase {
    match (means, &found.reading.window) {
        (Means::Asks, _) => &ASKS,
        (Means::Call, _) => &CALL,
        (Means::NoHurry, _) => &NO_HURRY,
        (Means::Window, _) if rule == "label" => &LABEL,
        (Means::Window, Some(Window::NoReply)) => &NO_REPLY,
        (Means::Window, Some(Window::Urgent)) => &HURRY,
        (Means::Window, Some(Window::NextCheckIn)) => &CHECK_IN,
        (Means::Window, _) => &BY,
    }
}

/// Some words of a message on one line: people and links it names are left out at its ends, and marked within.
fn quote(text: &str, start: u32, end: u32) -> String {
    let (start, end) = (start as usize, end as usize);
    let words: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    let mut plain = String::new();
    let mut rest = words.as_str();
    while let Some((before, tail)) = rest.split_once('<') {
        plain.push_str(before);
        let Some((token, after)) = tail.split_once('>') else {
            rest = tail;
            break;
        };
        plain.push_str(if token.starts_with(['@', '!', '#']) || token.contains(':') { "…" } else { token });
        rest = after;
    }
    plain.push_str(rest);
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_matches(|c: char| c == '…' || c.is_whitespace());
    speech::shorten(line, QUOTE)
}

/// Who is expected by when.
fn due(card: &WhyCard) -> Option<Speech> {
    let mut lines: Vec<Speech> = card.lines.iter().filter_map(|line| expected(line, card.locale)).collect();
    if lines.is_empty() {
        return None;
    }
    if card.more > 0 {
        lines.push(MORE.fill(card.locale, &[("n", Piece::Ours(card.more.to_string()))]));
    }
    let (before, after) = DUE.text(card.locale).split_once("{lines}").unwrap_or((DUE.en, ""));
    let mut said = Speech::ours(before);
    for (n, line) in lines.into_iter().enumerate() {
        let gap = if n == 0 { "" } else { " · " };
        said = said.then(Piece::Ours(gap.to_owned())).and(line);
    }
    Some(said.then(Piece::Ours(after.to_owned())))
}

fn expected(line: &TagLine, locale: Locale) -> Option<Speech> {
    let due = line.due.as_ref()?;
    let ours = |words: &str| Piece::Ours(words.to_owned());
    let mut places = vec![
        ("who", bricks::name(&line.name, locale)),
        ("when", ours(&due.theirs)),
        ("zone", ours(&due.zone)),
    ];
    Some(match &due.asker {
        Some(yours) => {
            places.push(("yours", ours(yours)));
            LINE_YOURS.fill(locale, &places)
        }
        None => LINE.fill(locale, &places),
    })
}

/// What may have been meant instead. Choosing it is the report.
fn menu(card: &WhyCard) -> SlackBlock {
    let locale = card.locale;
    let rule =
        card.found.iter().flat_map(|found| &found.reading.because).map(|because| because.rule.as_str());
    let rule = rule.take(1).find_map(rule_named).unwrap_or(NOTHING);
    let took = card.took.as_ref();
    let is_so_already = |meant: Meant| match meant {
        Meant::NoWindow => took.is_some_and(|took| !took.explicit),
        _ => meant.window().is_some_and(|window| took.is_some_and(|took| took.window == window)),
    };
    let item = |meant: Meant| {
        let label = match (meant, meant.window()) {
            (_, Some(window)) => named(&MEANS, &[("window", &window)], locale),
            (Meant::NoWindow, _) => NO_WINDOW.say(locale),
            (Meant::NoAsk, _) => NO_ASK.say(locale),
            _ => OTHER.say(locale),
        };
        let value = Report { about: card.about.clone(), meant, rule }.to_string();
        SlackBlockChoiceItem::<SlackBlockPlainTextOnly>::new(bricks::plain(&label), value)
    };
    let choices = Meant::ALL.into_iter().filter(|meant| !is_so_already(*meant)).map(item).collect();
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(SlackActionId("why.misread".to_owned()))
        .with_placeholder(bricks::label(&WRONG, locale))
        .with_options(choices);
    SlackActionsBlock::new(vec![SlackActionBlockElement::StaticSelect(select)]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ask::AskRef;
    use crate::domain::charter::Charter;
    use crate::domain::language::read;
    use crate::domain::outgoing::DueWords;
    use crate::domain::worktime::Zone;

    fn card(text: &str, took: Option<Took>) -> WhyCard {
        let at = "2024-06-05T14:00:00Z".parse().expect("an instant");
        let reading = read(text, at, &Zone::utc(), &Charter::default());
        WhyCard {
            about: AskRef::parse("C0LAUNCH:1700000000.000100").expect("reference"),
            first: Speech::default(),
            found: Some(Reread { text: PrivateText::new(text), reading }),
            took,
            lines: Vec::new(),
            more: 0,
            may_report: true,
            locale: Locale::En,
        }
    }

    fn took(window: Window) -> Took {
        Took { window, chosen: false, explicit: true, stands: true }
    }

    fn said(card: &WhyCard) -> String {
        speech::plain(&explain(card), 2_000)
    }

    #[test]
    fn what_was_understood_is_told_by_the_words_it_rests_on() {
        let friday = Window::ByDay { day: chrono::NaiveDate::from_ymd_opt(2024, 6, 7).expect("day") };
        let default = Took { explicit: false, ..took(Window::Days { n: 1 }) };
        let by_hand = |window| Took { chosen: true, ..took(window) };
        let no_ask = Took { stands: false, ..by_hand(Window::Today) };
        for (text, took, says) in [
            (
                "<@U0BO> can you review it by Friday?",
                Some(took(friday.clone())),
                "I read the message as *By Fri 7 Jun*:\n• “Friday” says by when an answer is wanted.\n• “can you” asks \
                 for an answer.",
            ),
            (
                "[urgent] <@U0BO> prod is down",
                Some(took(Window::Urgent)),
                "I read the message as *Urgent*:\n• “[urgent]” is a label.",
            ),
            (
                "<@U0BO> no need to reply",
                Some(took(Window::NoReply)),
                "I read the message as *No reply needed*:\n• “no need to reply” says that nobody has to answer.",
            ),
            (
                "<@U0BO> prod is down, can you look right now?",
                Some(took(Window::Urgent)),
                "I read the message as *Urgent*:\n• “prod is down” says that it can't wait.\n• “can you” asks for an answer.",
            ),
            (
                "<@U0BO> can you look? no rush",
                Some(default.clone()),
                "The message asks for an answer and names no time; its window here is *1 working day*:\n• “can you” asks \
                 for an answer.\n• “no rush” says that there is no hurry.",
            ),
            (
                "<@U0BO> can you review it by Friday?",
                Some(by_hand(Window::Today)),
                "*Today* was chosen by hand, and what the message says doesn't change that. This is what I read in it:\n\
                 • “Friday” says by when an answer is wanted.\n• “can you” asks for an answer.",
            ),
            ("<@U0BO> thanks", Some(by_hand(Window::Today)), "*Today* was chosen by hand."),
            (
                "<@U0BO> can you review it by Friday?",
                Some(took(Window::Today)),
                "The message stands as *Today*, but I read it as *By Fri 7 Jun* now; it seems to say something else than \
                 it did:\n• “Friday” says by when an answer is wanted.\n• “can you” asks for an answer.",
            ),
            (
                "<@U0BO> thanks",
                Some(took(Window::Today)),
                "The message stands as *Today*, but I read no time in it now; it seems to say something else than it did.",
            ),
            (
                "<@U0BO> thanks",
                None,
                "I read nothing in the message that names a time or asks for an answer.",
            ),
            (
                "<@U0BO> can you look?",
                None,
                "I expect no answer to the message. This is what I read in it:\n• “can you” asks for an answer.",
            ),
            (
                "<@U0BO> thanks",
                Some(no_ask),
                "No answer is expected to it any more: somebody said that it is no ask.\nI read nothing in the message \
                 that names a time or asks for an answer.",
            ),
        ] {
            assert_eq!(said(&card(text, took)), says, "{text}");
        }
    }

    #[test]
    fn a_message_that_is_gone_is_told_kindly_and_offers_nothing() {
        let card = WhyCard { found: None, ..card("", Some(took(Window::Today))) };
        assert!(said(&card).starts_with("The message is gone"));
        let blocks = serde_json::to_string(&show(&card).blocks).expect("JSON");
        assert!(!blocks.contains("static_select"), "{blocks}");
    }

    #[test]
    fn it_says_by_when_in_whose_time_and_after_what_comes_first() {
        let due = |theirs: &str, asker: Option<&str>| {
            Some(DueWords {
                at: chrono::DateTime::UNIX_EPOCH,
                theirs: theirs.into(),
                zone: "Lima".into(),
                asker: asker.map(Into::into),
            })
        };
        let line =
            |name: &str, due| TagLine { name: PrivateText::new(name), due, on_it: false, answered: false };
        let card = WhyCard {
            first: Speech::ours("Your message mentions Bo."),
            lines: vec![
                line("Ana", due("today 17:00", Some("23:00"))),
                line("Kofi", due("Mon 10:30", None)),
                line("Eve", None),
            ],
            more: 2,
            ..card("can you look today?", Some(took(Window::Today)))
        };
        let said = said(&card);
        assert!(said.starts_with("Your message mentions Bo.\n\nI read the message as *Today*:"), "{said}");
        assert!(
            said.ends_with(
                "Counted in the working time of whoever answers: Ana today 17:00 in Lima (your 23:00) · Kofi Mon 10:30 in \
                 Lima · and 2 more."
            ),
            "{said}"
        );
    }

    #[test]
    fn the_menu_reports_the_rule_and_leaves_out_what_is_so_already() {
        let shown = show(&card("<@U0BO> can you look today?", Some(took(Window::Today))));
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        let select = &blocks[1]["elements"][0];
        assert_eq!(select["placeholder"]["text"], "That was read wrongly");
        let options: Vec<(&str, &str)> = select["options"]
            .as_array()
            .expect("options")
            .iter()
            .map(|o| (o["text"]["text"].as_str().expect("text"), o["value"].as_str().expect("value")))
            .collect();
        assert_eq!(options.len(), Meant::ALL.len() - 1);
        assert!(options.iter().all(|(_, value)| Report::parse(value).is_some_and(|r| r.rule == "deadline")));
        assert!(options.contains(&("It names no time", "C0LAUNCH:1700000000.000100 no_window deadline")));
        assert!(!options.iter().any(|(label, _)| *label == "It means: Today"));
        let unread = show(&card("<@U0BO> thanks", None));
        let unread = serde_json::to_string(&unread.blocks).expect("JSON");
        assert!(unread.contains("today nothing"), "{unread}");
        let stranger = WhyCard { may_report: false, ..card("can you look today?", None) };
        assert!(!serde_json::to_string(&show(&stranger).blocks).expect("JSON").contains("static_select"));
    }

    #[test]
    fn quotes_are_tame_and_short() {
        for (text, quoted) in [
            ("<@U0BO>  can\nyou <#C0X|launch> look", "can you … look"),
            ("see <https://a.example|this> by Friday", "see … by Friday"),
            ("a < b by Friday", "a b by Friday"),
        ] {
            let end = u32::try_from(text.chars().count()).expect("short");
            assert_eq!(quote(text, 0, end), quoted);
        }
        assert_eq!(quote("abc", 2, 1), "");
        assert_eq!(quote("abc", 7, 9), "");
        assert!(quote(&"é ".repeat(500), 0, 1_000).chars().count() <= QUOTE);
        let hostile = show(&card("[urgent] <!channel> by `Friday`", Some(took(Window::Urgent))));
        assert!(!hostile.text.contains("<!channel>"), "{}", hostile.text);
    }
}
