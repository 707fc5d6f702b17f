//! `help [word]`: what can be said, generated from the list of commands.

use super::{ALL, Command, Line, quoted};
use crate::app::Moment;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "help",
    usage: "[word]",
    about: Phrase::en("help.about", "what I can do, or more about one word"),
    details: Phrase::en("help.details", "For example `/async help remind`."),
    local: false,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const INTRO: Phrase = Phrase::en(
    "help.intro",
    "Here is what you can say. It works after `/async` anywhere, and without it in a direct message with me.",
);
const ONE_LINE: Phrase = Phrase::en("help.line", "• `{usage}` – {about}");
const ONE_WORD: Phrase = Phrase::en("help.word", "`/async {usage}` – {about}");
const UNKNOWN: Phrase =
    Phrase::en("help.unknown", "I don't know “{word}” yet. `/async help` shows what you can say.");
const NEAR: Phrase = Phrase::en(
    "help.near",
    "I don't know “{word}” yet. Did you mean {near}? `/async help` shows all I know.",
);

/// What people begin with who want to know what can be said.
const WONDERING: [&str; 6] = ["what", "how", "hi", "hello", "hey", "commands"];

/// A word further away than this many changes is not what was meant.
const FAR: usize = 2;

fn run(line: &Line<'_>, _: &Moment<'_>, _: &mut Changes) -> Speech {
    if line.words.is_empty() {
        return overview(line);
    }
    let word = line.words.at(0);
    match ALL.iter().find(|command| command.word == word) {
        Some(command) => described(line, &ONE_WORD, command).line(command.details.say(line.locale)),
        None => unknown(line),
    }
}

fn overview(line: &Line<'_>) -> Speech {
    ALL.iter().fold(INTRO.say(line.locale), |said, command| said.line(described(line, &ONE_LINE, command)))
}

fn described(line: &Line<'_>, phrase: &Phrase, command: &Command) -> Speech {
    let usage = [command.word, command.usage].join(" ").trim_end().to_owned();
    let about = command.about.text(line.locale).to_owned();
    line.say(phrase, &[("usage", Piece::Ours(usage)), ("about", Piece::Ours(about))])
}

/// The answer to a line that starts with no word we know.
pub fn unknown(line: &Line<'_>) -> Speech {
    if WONDERING.contains(&line.words.at(0)) {
        return overview(line);
    }
    let word = ("word", quoted(&line.words.written(0, 1)));
    let near = nearest(line.words.at(0));
    if near.is_empty() {
        return line.say(&UNKNOWN, &[word]);
    }
    let near = near.iter().map(|near| format!("`/async {near}`")).collect::<Vec<_>>().join(" / ");
    line.say(&NEAR, &[word, ("near", Piece::Ours(near))])
}

/// The words somebody may have meant, the nearest first.
fn nearest(word: &str) -> Vec<&'static str> {
    let word: Vec<char> = word.chars().take(20).collect();
    let mut near: Vec<_> = ALL
        .iter()
        .map(|command| (distance(&word, &command.word.chars().collect::<Vec<_>>()), command.word))
        .filter(|(far, known)| *far <= FAR.min(known.len() / 2))
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, word)| word).collect()
}

/// How many letters have to be added, dropped or changed to make one word the other (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let changed = corner + usize::from(left != right);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::Scene;

    #[test]
    fn help_names_every_word() {
        let scene = Scene::new();
        let said = scene.ada_types("help");
        for command in ALL {
            assert!(said.contains(&format!("`{}", command.word)), "{} is missing", command.word);
        }
        for same in
            ["", "  \u{200b} ", "HELP", "“help”", "/async help", "Async  Help", "<@U0BOT> help", "help!"]
        {
            assert_eq!(scene.ada_types(same), said, "{same}");
        }
    }

    #[test]
    fn help_explains_one_word() {
        let scene = Scene::new();
        for command in ALL {
            let said = scene.ada_types(&format!("help {}", command.word));
            assert!(said.contains(command.details.en) && !said.contains('{'), "{said}");
        }
    }

    #[test]
    fn an_unknown_word_is_met_with_the_nearest_ones() {
        let scene = Scene::new();
        for (typed, meant) in [
            ("halp", "`/async help`"),
            ("help hour", "`/async hours`"),
            ("remnd me", "`/async remind`"),
            ("reminder", "`/async reminders` / `/async remind`"),
            ("chanel", "`/async channel`"),
        ] {
            let said = scene.ada_types(typed);
            assert!(said.contains(&format!("Did you mean {meant}?")), "{typed}: {said}");
        }
        for typed in [
            "quark",
            "?",
            "🙂",
            "\r\n*1\r\n$8\r\nFLUSHALL",
            "../../etc",
            "=cmd|",
            "{\"a\":1}",
            "<!channel>",
            "x",
        ] {
            let said = scene.ada_types(typed);
            assert!(said.contains("I don't know") && said.contains("/async help"), "{typed}: {said}");
        }
    }
}
