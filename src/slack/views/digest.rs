//! The weekly digest: one line above the thread, one reply per section. Who asks is named, who is silent never.

use chrono::NaiveDate;

use super::{Shown, bricks, speech};
use crate::domain::digest::{AwayLine, DigestCard};
use crate::domain::outgoing::AskLine;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::words;

const HEADLINE: Phrase = Phrase::en("digest.headline", "*The week in {channel}*");
const ONE_WAITS: Phrase = Phrase::en("digest.one_waits", " · 1 message waits for an answer");
const SOME_WAIT: Phrase = Phrase::en("digest.some_wait", " · {n} messages wait for an answer");
const ALL_ANSWERED: Phrase = Phrase::en("digest.all_answered", " · everything is answered");
const SINCE: Phrase = Phrase::en("digest.since", " ({n} answered since)");
const ONE_AWAY: Phrase = Phrase::en("digest.one_away", " · 1 person is away next week");
const SOME_AWAY: Phrase = Phrase::en("digest.some_away", " · {n} people are away next week");

const WAITING: Phrase = Phrase::en("digest.waiting", "*Waiting for an answer*");
const GOES_ON: Phrase = Phrase::en("digest.goes_on", "*Waiting for an answer*, continued");
const LINE: Phrase = Phrase::en("digest.line", "• {who}: {link}");
const LINE_BY: Phrase = Phrase::en("digest.line_by", "• {who}: {link}, by {when}");
const LINE_LATE: Phrase = Phrase::en("digest.line_late", "• {who}: {link}, was due {when}");
const LINE_ANSWERED: Phrase = Phrase::en("digest.line_answered", "• ✅ {who}: {link}, answered");
const LINK: Phrase = Phrase::en("digest.link", "the message");
const MORE: Phrase = Phrase::en("digest.more", "And {n} more.");

const AWAY: Phrase = Phrase::en("digest.away", "*Who is away next week*");
const AWAY_LINE: Phrase = Phrase::en("digest.away_line", "• {who}: {days}");
const AWAY_COVER: Phrase = Phrase::en("digest.away_cover", "• {who}: {days}; {cover} stands in");
const NOBODY_AWAY: Phrase = Phrase::en("digest.nobody_away", "Nobody any more.");

/// A part of the digest, in the channel's language.
pub fn show(card: &DigestCard, locale: Locale) -> Shown {
    let said = match card {
        DigestCard::Parent { channel, waiting, answered, away } => {
            headline(Piece::Channel(channel.clone()), *waiting, *answered, *away, locale)
        }
        DigestCard::Waiting { lines, goes_on, more } => {
            let title = if *goes_on { &GOES_ON } else { &WAITING };
            let said = lines.iter().map(|ask| line(ask, locale)).fold(title.say(locale), Speech::line);
            if *more == 0 { said } else { said.line(MORE.fill(locale, &[("n", number(*more))])) }
        }
        DigestCard::Away(lines) if lines.is_empty() => AWAY.say(locale).line(NOBODY_AWAY.say(locale)),
        DigestCard::Away(lines) => {
            lines.iter().map(|line| away_line(line, locale)).fold(AWAY.say(locale), Speech::line)
        }
    };
    Shown { text: speech::text(&said), blocks: speech::sections(&said) }
}

fn headline(channel: Piece, waiting: usize, answered: usize, away: usize, locale: Locale) -> Speech {
    let count = |one: &Phrase, some: &Phrase, n: usize| match n {
        1 => one.say(locale),
        n => some.fill(locale, &[("n", number(n))]),
    };
    let mut said = HEADLINE.fill(locale, &[("channel", channel)]);
    let mut add = |words: Speech| said.0.extend(words.0);
    match (waiting, answered) {
        (0, 0) => {}
        (0, _) => add(ALL_ANSWERED.say(locale)),
        (n, answered) => {
            add(count(&ONE_WAITS, &SOME_WAIT, n));
            if answered > 0 {
                add(SINCE.fill(locale, &[("n", number(answered))]));
            }
        }
    }
    if away > 0 {
        add(count(&ONE_AWAY, &SOME_AWAY, away));
    }
    said
}

fn number(n: usize) -> Piece {
    Piece::Ours(n.to_string())
}

fn line((ask, answered): &(AskLine, bool), locale: Locale) -> Speech {
    let (channel, ts, thread) = (ask.channel.clone(), ask.ts.clone(), ask.thread.clone());
    let label = LINK.text(locale).to_owned();
    let link = Piece::Message { channel, ts, thread, label };
    let mut places = vec![("who", bricks::name(&ask.asker, locale)), ("link", link)];
    if *answered {
        return LINE_ANSWERED.fill(locale, &places);
    }
    let Some((at, fallback)) = &ask.due else { return LINE.fill(locale, &places) };
    places.push(("when", Piece::Moment { at: *at, fallback: fallback.clone() }));
    if ask.late { &LINE_LATE } else { &LINE_BY }.fill(locale, &places)
}

fn away_line(line: &AwayLine, locale: Locale) -> Speech {
    let day = |day: NaiveDate| words::date(day, locale);
    let days = if line.from == line.until {
        day(line.from)
    } else {
        format!("{} – {}", day(line.from), day(line.until))
    };
    let mut places = vec![("who", bricks::name(&line.name, locale)), ("days", Piece::Ours(days))];
    let Some(cover) = &line.cover else { return AWAY_LINE.fill(locale, &places) };
    places.push(("cover", bricks::name(cover, locale)));
    AWAY_COVER.fill(locale, &places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChannelId, Ts};
    use crate::domain::text::PrivateText;

    fn ask(name: &str) -> AskLine {
        AskLine {
            asker: PrivateText::new(name),
            channel: ChannelId::parse("C0LAUNCH").expect("id"),
            ts: Ts::parse("1700000000.000100").expect("ts"),
            thread: Ts::parse("1700000000.000001"),
            due: Some((
                chrono::DateTime::UNIX_EPOCH,
                "Thu 1 Jan, 00:00 America/Argentina/Buenos_Aires".into(),
            )),
            late: true,
        }
    }

    #[test]
    fn the_line_above_counts_and_names_nobody() {
        let channel = || ChannelId::parse("C0LAUNCH").expect("id");
        let parent = |waiting, answered, away| {
            show(&DigestCard::Parent { channel: channel(), waiting, answered, away }, Locale::En).text
        };
        assert_eq!(parent(1, 0, 0), "*The week in <#C0LAUNCH>* · 1 message waits for an answer");
        assert_eq!(
            parent(3, 2, 1),
            "*The week in <#C0LAUNCH>* · 3 messages wait for an answer (2 answered since) · 1 person is away next week"
        );
        assert!(parent(0, 2, 0).ends_with("everything is answered"));
        assert!(parent(0, 0, 4).ends_with("> * · 4 people are away next week".trim_start_matches("> ")));
    }

    #[test]
    fn the_longest_part_stays_below_what_slack_takes() {
        let worst = "&<>".repeat(13) + "&";
        let lines = (0..10).map(|_| (ask(&worst), false)).collect();
        let shown = show(&DigestCard::Waiting { lines, goes_on: true, more: 9_960 }, Locale::En);
        let said = shown.text.chars().count();
        assert!(said <= 3_900 && shown.text.ends_with("And 9960 more."), "{said}");
        assert!(shown.blocks.len() <= 50);
        let blocks = serde_json::to_string(&shown.blocks).expect("JSON");
        assert!(blocks.contains("And 9960 more."), "nothing is cut away");
    }

    #[test]
    fn an_answered_line_says_so_and_who_is_away_says_until_when() {
        let lines = vec![(ask("Ada"), true)];
        let text = show(&DigestCard::Waiting { lines, goes_on: false, more: 0 }, Locale::En).text;
        assert!(
            text.starts_with("*Waiting for an answer*\n• ✅ Ada: <https") && text.ends_with(", answered"),
            "{text}"
        );
        let day = |d| NaiveDate::from_ymd_opt(2026, 12, d).expect("day");
        let line = |until, cover: Option<&str>| AwayLine {
            name: PrivateText::new("Chidi"),
            from: day(7),
            until: day(until),
            cover: cover.map(PrivateText::new),
        };
        let text = show(&DigestCard::Away(vec![line(7, None), line(9, Some("Bo"))]), Locale::En).text;
        assert_eq!(
            text,
            "*Who is away next week*\n• Chidi: Mon 7 Dec\n• Chidi: Mon 7 Dec – Wed 9 Dec; Bo stands in"
        );
    }
}
