//! `calendar`: somebody's own calendar, and what of it counts.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::{Command, Line, quoted};
use crate::app::wishes::calendar;
use crate::app::{Moment, say};
use crate::domain::feed::{AWAY, Address, Busy, Choice, FOCUS, Feed, NotAnAddress};
use crate::domain::ids::UserId;
use crate::domain::record::Key;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "calendar",
    usage: "[https://… | file | off]",
    about: Phrase::en("calendar.about", "your calendar says when you are away or in focus"),
    details: Phrase::en(
        "calendar.details",
        "Give me the secret address of your calendar in iCal format (Google: Settings, *Secret address in iCal format*; \
         Outlook: *Publish a calendar*, ICS; iCloud, Nextcloud and Fastmail: share by link): `calendar https://…`. I \
         read it about every hour and keep only from when to when something counts, and as what. Out-of-office events \
         are time off, focus time is focus; whatever is marked as free, tentative or declined never counts. Where whoever \
         runs this bot keeps a folder of calendars, `calendar file` reads yours there.\n\
         `calendar away ooo, urlaub` and `calendar focus deep work, writing` choose titles (`=focus`: that and no more; \
         `urlaub*`: whatever begins so); `calendar busy on` takes all other events of working hours as focus too, \
         `calendar busy standup, 1:1` some of them, `calendar busy off` none; `usual` takes a choice back. `calendar \
         now` reads it now, `calendar off` forgets it.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const NONE: Phrase = Phrase::en(
    "calendar.none",
    "I know no calendar of yours. Give me its secret address in iCal format: `/async calendar https://…`. \
     `/async help calendar` says where to find it.",
);
const SHOWN: Phrase = Phrase::en("calendar.shown", "I know {calendar}.");
const NO_NAME: Phrase = Phrase::en(
    "calendar.no_name",
    "A calendar file is called after its member, so I take no name or path, and nothing was changed. \
     `/async calendar file` is enough.",
);
const READ: Phrase = Phrase::en("calendar.read", "Read {when}: {count} events.");
const SKIPPED: Phrase =
    Phrase::en("calendar.skipped", "{count} lines or events of it I could not read and left out.");
const UNREAD: Phrase = Phrase::en("calendar.unread", "Not read yet.");
const FAILING: Phrase = Phrase::en(
    "calendar.failing",
    "I could not read it since {when}; I try again {next}. What I knew still counts.",
);
const AWAY_IS: Phrase = Phrase::en("calendar.away_is", "Away: {words}.");
const FOCUS_IS: Phrase = Phrase::en("calendar.focus_is", "Focus: {words}.");
const BUSY_IS: Phrase = Phrase::en("calendar.busy_is", "Busy: {words}.");
const MARKED: Phrase = Phrase::en("calendar.marked", "out-of-office events");
const TITLED: Phrase = Phrase::en("calendar.titled", "and titles with {words}");
const ALL: Phrase =
    Phrase::en("calendar.all", "all other events with a time of day count as focus while you work");
const NO_BUSY: Phrase = Phrase::en("calendar.no_busy", "other events don't count");
const QUOTED: Phrase = Phrase::en("calendar.quoted", "“{title}”");
const NOTHING: Phrase = Phrase::en("calendar.nothing", "no titles");
const SAVED: Phrase = Phrase::en("calendar.saved", "Saved.");
const UNCLEAR: Phrase = Phrase::en(
    "calendar.unclear",
    "I could not read that as the address of a calendar, so nothing was changed. Copy it whole: `/async calendar https://…`, \
     or `webcal://…`.",
);
const NOT_SECURE: Phrase = Phrase::en(
    "calendar.not_secure",
    "Over `http://` others could read your calendar along the way, so nothing was changed. Give me an address that begins \
     with `https://`.",
);
const USER_INFO: Phrase = Phrase::en(
    "calendar.user_info",
    "This address has a name or password before the host, so nothing was changed. Use a secret link that needs none: \
     `/async calendar https://…`.",
);
const FILE: Phrase = Phrase::en(
    "calendar.file",
    "I read no files of this machine by their path, so nothing was changed. Give me an address that begins with \
     `https://`; where whoever runs this bot keeps a folder of calendars, `/async calendar file` reads yours.",
);
const NOT_CLEAR: Phrase = Phrase::en(
    "calendar.not_clear",
    "I could not read “{word}”, so nothing was changed. Try `/async calendar https://…`, `/async calendar busy on` or \
     `/async calendar off`.",
);
const WHICH: Phrase = Phrase::en(
    "calendar.which",
    "Which titles? Nothing was changed. Write them with commas between, such as `/async calendar {word} {example}`, or \
     `/async calendar {word} usual`.",
);
const TOO_MANY: Phrase = Phrase::en(
    "calendar.too_many",
    "Those are too many, so nothing was changed: up to 30 titles of up to 60 characters each.",
);

/// Most titles of one kind.
const MOST_TITLES: usize = 30;
/// The longest of them, in characters.
const LONGEST_TITLE: usize = 60;
/// Most titles shown in an answer.
const MOST_SHOWN: usize = 6;

/// The record the command needs besides.
pub fn missing(user: &UserId, moment: &Moment<'_>) -> Vec<Key> {
    let key = Key::Feed(user.clone());
    if moment.looked_up(&key) { Vec::new() } else { vec![key] }
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let word = line.words.at(0);
    if line.words.len() == 1
        && let Some(typed) = address_in(&line.words)
    {
        return connect(&typed, line, moment, changes);
    }
    match (word, line.words.len()) {
        ("file" | "folder" | "ics", 1) => return calendar::connect_file(&line.owner(), moment, changes),
        ("file" | "folder" | "ics", _) => return NO_NAME.say(line.locale),
        _ => {}
    }
    let Some(feed) = calendar::known(line.user, moment) else {
        return match word {
            "" | "show" | "off" | "now" | "away" | "focus" | "busy" => NONE.say(line.locale),
            _ => not_clear(line),
        };
    };
    match (word, line.words.len()) {
        ("" | "show", 0 | 1) => shown(feed, line, moment),
        ("off" | "none" | "forget", 1) => calendar::off(feed, &line.owner(), moment, changes),
        ("now" | "refresh" | "again", 1) => calendar::now(feed, &line.owner(), moment, changes),
        ("away" | "focus" | "busy", _) => choose(feed, line, moment, changes),
        _ => not_clear(line),
    }
}

fn not_clear(line: &Line<'_>) -> Speech {
    // what looks like an address is not said back, since it may be a secret
    let words = line.words.written(0, line.words.len());
    if words.contains("://") || words.contains("www.") {
        return UNCLEAR.say(line.locale);
    }
    line.say(&NOT_CLEAR, &[("word", quoted(&words))])
}

/// Whatever of the line looks like an address, without the brackets Slack puts around it.
fn address_in(words: &Words) -> Option<String> {
    let written = words.written(0, 1);
    let bare = written.trim_matches(['<', '>', '`', '"', '“', '”', '\'']);
    let bare = bare.split('|').next().unwrap_or_default();
    let scheme = bare.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_one = scheme.is_some_and(|scheme| {
        matches!(
            scheme.as_str(),
            "http" | "https" | "webcal" | "webcals" | "file" | "ftp" | "caldav" | "caldavs"
        )
    });
    is_one.then(|| bare.to_owned())
}

fn connect(typed: &str, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    match Address::read(typed) {
        Ok(address) => calendar::connect(&line.owner(), address, moment, changes),
        Err(NotAnAddress::Unclear) => UNCLEAR.say(line.locale),
        Err(NotAnAddress::NotSecure) => NOT_SECURE.say(line.locale),
        Err(NotAnAddress::UserInfo) => USER_INFO.say(line.locale),
        Err(NotAnAddress::File) => FILE.say(line.locale),
    }
}

/// `away`, `focus` or `busy`, and what is to count so from now on.
fn choose(feed: &Feed, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let word = line.words.at(0);
    let rest = line.words.after(1);
    let mut choice = feed.choice.clone();
    let titles = match (word, rest.plain().as_str()) {
        (_, "") => return which(word, line),
        ("busy", "on" | "all" | "yes") => {
            choice.busy = Busy::All;
            None
        }
        ("busy", "off" | "no" | "none" | "usual" | "default") => {
            choice.busy = Busy::No;
            None
        }
        ("away", "usual" | "default" | "on") => {
            choice.away = None;
            None
        }
        ("focus", "usual" | "default" | "on") => {
            choice.focus = None;
            None
        }
        ("away" | "focus", "off" | "none" | "no") => Some(Vec::new()),
        _ => match titles(&rest) {
            Ok(titles) if titles.is_empty() => return which(word, line),
            Ok(titles) => Some(titles),
            Err(()) => return TOO_MANY.say(line.locale),
        },
    };
    match (word, titles) {
        ("away", Some(titles)) => choice.away = Some(titles),
        ("focus", Some(titles)) => choice.focus = Some(titles),
        (_, Some(titles)) => choice.busy = Busy::Words(titles),
        (_, None) => {}
    }
    let said = SAVED.say(line.locale).line(counts(&choice, line));
    if choice != feed.choice {
        let feed = Feed { choice, next: moment.now, ..feed.clone() };
        calendar::save(feed, &line.owner(), moment, changes);
    }
    said
}

fn which(word: &str, line: &Line<'_>) -> Speech {
    let example = match word {
        "away" => "ooo, urlaub",
        "focus" => "deep work, writing",
        _ => "standup, 1:1",
    };
    let places = [("word", Piece::Ours(word.to_owned())), ("example", Piece::Ours(example.to_owned()))];
    line.say(&WHICH, &places)
}

/// Titles with commas between them; too many or too long ones are an error.
fn titles(words: &Words) -> Result<Vec<PrivateText>, ()> {
    let written = words.written(0, words.len());
    let titles: Vec<&str> =
        written.split([',', ';', '\n']).map(str::trim).filter(|title| !title.is_empty()).collect();
    let is_long = |title: &&str| title.chars().count() > LONGEST_TITLE;
    if titles.len() > MOST_TITLES || titles.iter().any(is_long) {
        return Err(());
    }
    Ok(titles.into_iter().map(PrivateText::new).collect())
}

fn shown(feed: &Feed, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let zone = line.zone(moment);
    let at = |at: DateTime<Utc>| say::moment(at, &zone, line.locale);
    let count = |count: usize| ("count", Piece::Ours(count.to_string()));
    let mut said =
        line.say(&SHOWN, &[("calendar", feed.source.in_words(line.locale))]).then(Piece::Ours(" ".into()));
    said = match feed.read_at {
        Some(read) => said.and(line.say(&READ, &[("when", at(read)), count(feed.events)])),
        None => said.and(UNREAD.say(line.locale)),
    };
    if feed.skipped > 0 {
        said = said.line(line.say(&SKIPPED, &[count(feed.skipped)]));
    }
    if let Some((since, _)) = feed.failing {
        said = said.line(line.say(&FAILING, &[("when", at(since)), ("next", at(feed.next))]));
    }
    said.line(counts(&feed.choice, line))
}

/// What counts, in words.
fn counts(choice: &Choice, line: &Line<'_>) -> Speech {
    let away = titled(choice.away.as_deref(), AWAY, line);
    let marked = Speech::ours(MARKED.text(line.locale)).then(Piece::Ours(" ".into()));
    let titles = |titles: Speech| join(&TITLED, titles, line);
    let away = join(&AWAY_IS, marked.and(titles(away)), line);
    let focus = join(&FOCUS_IS, titled(choice.focus.as_deref(), FOCUS, line), line);
    let busy = match &choice.busy {
        Busy::No => NO_BUSY.say(line.locale),
        Busy::All => ALL.say(line.locale),
        Busy::Words(words) => titled(Some(words), &[], line),
    };
    away.line(focus).line(join(&BUSY_IS, busy, line))
}

/// A sentence whose place is filled with more than one piece.
fn join(phrase: &Phrase, words: Speech, line: &Line<'_>) -> Speech {
    let (before, after) = phrase.text(line.locale).split_once("{words}").unwrap_or_default();
    Speech::ours(before).and(words).then(Piece::Ours(after.to_owned()))
}

/// Titles as a list, the usual ones where nobody chose.
fn titled(own: Option<&[PrivateText]>, usual: &[&str], line: &Line<'_>) -> Speech {
    let titles: Vec<Piece> = match own {
        Some([]) => return NOTHING.say(line.locale),
        Some(own) => own.iter().cloned().map(Piece::Theirs).collect(),
        None => usual.iter().map(|title| Piece::Ours((*title).to_owned())).collect(),
    };
    let more = titles.len() > MOST_SHOWN;
    let mut said = Speech::default();
    for (nth, title) in titles.into_iter().take(MOST_SHOWN).enumerate() {
        let said_so_far = if nth == 0 { said } else { said.then(Piece::Ours(", ".into())) };
        said = said_so_far.and(line.say(&QUOTED, &[("title", title)]));
    }
    if more { said.then(Piece::Ours(" …".into())) } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, team, user};
    use crate::domain::feed::Source;
    use crate::domain::ids::DeliveryId;
    use crate::domain::record::Record;

    const ADDRESS: &str = "https://cal.example.org/private-abc123/basic.ics";

    fn feed(scene: &Scene) -> Option<&Feed> {
        match scene.records.get(&Key::Feed(user("ada"))) {
            Some((_, Record::Feed(feed))) => Some(feed),
            _ => None,
        }
    }

    fn connected() -> Scene {
        let mut scene = Scene::new();
        scene.types("ada", &format!("calendar {ADDRESS}"), "0");
        scene
    }

    #[test]
    fn a_calendar_is_connected_by_its_secret_address_which_is_never_shown() {
        for typed in [
            format!("calendar {ADDRESS}"),
            format!("Calendar <{ADDRESS}>"),
            format!("calendar <{ADDRESS}|cal.example.org/private-abc123/basic.ics>"),
            "calendar webcal://cal.example.org/private-abc123/basic.ics".to_owned(),
            "calendar WEBCAL://Cal.Example.org/private-abc123/basic.ics".to_owned(),
            format!("calendar “{ADDRESS}”"),
            format!("calendar `{ADDRESS}`"),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", &typed, "1");
            assert!(said.contains("cal.example.org") && !said.contains("abc123"), "{said}");
            let feed = feed(&scene).expect("kept");
            let Source::Web(address) = &feed.source else { panic!("an address") };
            assert_eq!(address.url.reveal(), ADDRESS, "{typed}");
            assert!(scene.deliveries.contains_key(&DeliveryId::feed(&team(), &user("ada"))));
            for typed in ["calendar", "calendar busy on", "calendar now", "calendar away ooo", "calendar off"]
            {
                let said = scene.types("ada", typed, typed);
                assert!(!said.contains("abc123"), "{typed}: {said}");
            }
        }
    }

    #[test]
    fn what_is_no_address_changes_nothing_and_is_not_said_back() {
        for typed in [
            "http://cal.example.org/abc123.ics",
            "ftp://cal.example.org/abc123.ics",
            "file:///etc/abc123",
            "https://ada:abc123@cal.example.org/",
            "https://cal.example.org@10.0.0.1/abc123",
            "https://",
            "https://localhost/abc123",
            "https:cal.example.org/abc123",
            "https://cal.example.org/abc123 and more",
            "my calendar is https://cal.example.org/abc123",
            "tomorrow",
            "cal.example.org",
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", &format!("calendar {typed}"), "1");
            assert!(said.contains("nothing was changed") && !said.contains("abc123"), "{typed}: {said}");
            assert_eq!(feed(&scene), None, "{typed}");
        }
    }

    #[test]
    fn what_counts_is_chosen_and_said_back() {
        let mut scene = connected();
        let first = scene.types("ada", "calendar", "1");
        assert!(first.contains("out-of-office events and titles with “out of office”"), "{first}");
        assert!(
            first.contains("Busy: other events don't count.") && first.contains("Not read yet"),
            "{first}"
        );
        for (nth, (typed, says)) in [
            ("busy on", "Busy: all other events"),
            ("busy Standup, 1:1", "Busy: “Standup”, “1:1”."),
            ("busy off", "Busy: other events don't count."),
            ("focus Writing; deep work", "Focus: “Writing”, “deep work”."),
            ("focus none", "Focus: no titles."),
            ("focus usual", "Focus: “focus time”"),
            ("away Urlaub*", "titles with “Urlaub*”."),
            ("away off", "titles with no titles."),
        ]
        .into_iter()
        .enumerate()
        {
            let said = scene.types("ada", &format!("calendar {typed}"), &format!("c{nth}"));
            assert!(said.starts_with("Saved.") && said.contains(says), "{typed}: {said}");
            let shown = scene.types("ada", "calendar", &format!("s{nth}"));
            assert!(shown.contains(says), "{typed}: {shown}");
        }
    }

    #[test]
    fn a_slip_in_the_choice_changes_nothing() {
        let mut scene = connected();
        let before = feed(&scene).cloned();
        let long = format!("away {}", "x".repeat(61));
        let many = format!("busy {}", ["a"; 31].join(","));
        for typed in ["busy", "away", "focus ,", "sometimes", "off please", "now now", &long, &many] {
            let said = scene.types("ada", &format!("calendar {typed}"), typed);
            let kept =
                ["nothing was changed", "Nothing was changed"].iter().any(|words| said.contains(words));
            assert!(kept, "{typed}: {said}");
            assert_eq!(feed(&scene).cloned(), before, "{typed}");
        }
    }

    #[test]
    fn a_file_is_ones_own_and_nobody_names_it() {
        let mut scene = Scene::new();
        let said = scene.types("ada", "calendar file", "0");
        assert!(said.contains("nothing was changed") && said.contains("UNRUSH_CALENDARS"), "{said}");
        assert_eq!(feed(&scene), None);
        scene.charter.calendar_folder = true;
        for typed in ["file U0BO.ics", "file ../U0BO", "file /etc/passwd", "file bo", "file ada please"] {
            let said = scene.types("ada", &format!("calendar {typed}"), typed);
            assert!(said.contains("nothing was changed"), "{typed}: {said}");
            assert_eq!(feed(&scene), None, "{typed}");
        }
        let said = scene.types("ada", "Calendar FILE", "1");
        assert!(said.contains(&format!("{}/{}.ics", team(), user("ada"))), "{said}");
        assert_eq!(feed(&scene).expect("kept").source, Source::FOLDER);
        assert!(scene.types("ada", "calendar", "2").contains("I know your calendar file. Not read yet"));
        let said = scene.types("ada", "calendar off", "3");
        assert!(said.contains("stays where it is"), "{said}");
        assert_eq!(feed(&scene), None);
    }

    #[test]
    fn off_forgets_everything() {
        let mut scene = connected();
        let said = scene.types("ada", "calendar off", "1");
        assert!(said.contains("Forgotten"), "{said}");
        assert_eq!(feed(&scene), None);
        assert!(!scene.deliveries.contains_key(&DeliveryId::feed(&team(), &user("ada"))));
        assert!(scene.types("ada", "calendar off", "2").contains("I know no calendar"));
    }
}
