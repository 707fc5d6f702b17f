//! The first words: what Unrush does and does not do, how to switch it off, and first steps for who brought it.

use super::bricks::{self, Button};
use super::{Shown, speech};
use crate::domain::outgoing::WelcomeCard;
use crate::domain::text::Piece;
use crate::domain::words::Phrase;

const HELLO: Phrase = Phrase::en(
    "welcome.hello",
    "*Hello, I am Unrush.* Mention somebody and say by when you need an answer, and I tag your message with that time, in their own working hours. Nobody has to answer at once.",
);
const SEES: Phrase = Phrase::en(
    "welcome.sees",
    "I see only conversations I was invited to, never direct messages between people, and I keep no words of yours. `/async channel tag off` switches the tags off here, and without me in the channel I see nothing of it. `/async help` says the rest.",
);

const GUIDE: Phrase =
    Phrase::en("welcome.guide", "*Thank you for bringing me to {channel}.* Three things to begin with:");
const FIRST: Phrase = Phrase::en(
    "welcome.first",
    "1. Write there: “@somebody can you look at this by Thursday 3pm?” I tag it.",
);
const SECOND: Phrase = Phrase::en(
    "welcome.second",
    "2. `/async hours` says when you work, `/async focus 90m` that you want to be left in peace.",
);
const THIRD: Phrase =
    Phrase::en("welcome.third", "3. My Home tab shows your day, what you owe and what you wait for.");
const CAREFUL: Phrase = Phrase::en(
    "welcome.careful",
    "If you like, I only watch there for the first week: no nudges, I just count what I would have said.",
);
const OBSERVE: Phrase = Phrase::en("welcome.observe", "Only watch for a week");

const BUTTONS: &[Button] = &[Button { action: "welcome.observe", label: &OBSERVE, primary: false }];

/// The words.
pub fn show(card: &WelcomeCard) -> Shown {
    let locale = card.locale;
    if !card.guide {
        let (hello, sees) = (HELLO.say(locale), SEES.say(locale));
        let mut blocks = speech::sections(&hello);
        blocks.push(bricks::small_print(&sees));
        return Shown { text: speech::text(&hello), blocks };
    }
    let channel = ("channel", Piece::Channel(card.channel.clone()));
    let steps = [FIRST, SECOND, THIRD].iter().map(|step| step.say(locale));
    let words = steps.fold(GUIDE.fill(locale, &[channel]), crate::domain::text::Speech::line);
    let mut blocks = speech::sections(&words);
    blocks.push(bricks::small_print(&CAREFUL.say(locale)));
    blocks.push(bricks::buttons(BUTTONS, card.channel.as_str(), locale));
    Shown { text: speech::text(&words), blocks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ChannelId;
    use crate::domain::words::Locale;

    #[test]
    fn the_channel_hears_what_it_does_and_who_brought_it_how_to_begin() {
        let channel = ChannelId::parse("C0LAUNCH").expect("id");
        let words = |guide| show(&WelcomeCard { channel: channel.clone(), guide, locale: Locale::En });
        let (said, told) = (words(false), words(true));
        let blocks = |shown: &Shown| serde_json::to_string(&shown.blocks).expect("JSON");
        assert!(said.text.starts_with("*Hello, I am Unrush.*") && !blocks(&said).contains("button"));
        assert!(blocks(&said).contains("/async channel tag off"), "how to switch it off");
        assert!(told.text.contains("<#C0LAUNCH>") && blocks(&told).contains("welcome.observe"));
        assert!(blocks(&told).contains("\"value\":\"C0LAUNCH\""));
    }
}
