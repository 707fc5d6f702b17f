//! The picture of a day, with the same in words for those who do not see it.

use slack_morphism::prelude::{
    SlackBlock, SlackFileId, SlackFileIdOrUrl, SlackImageBlock, SlackImageUrlOrFile,
};

use super::{Shown, bricks, speech};
use crate::domain::ids::FileId;
use crate::domain::picture::{Day, Row, Shade};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::overlap::Stretch;
use crate::domain::worktime::{Zone, words};
use crate::slack::pictures;

/// Most of an image's words, a little under Slack's 2,000.
const WORDS: usize = 1_950;

const DAY: Phrase = Phrase::en("picture.words", "{day}, {place} time.");
const ROW: Phrase = Phrase::en("picture.row", " {who} in {place}: ");
const FREE: Phrase = Phrase::en("picture.row_free", "free {when}");
const FOCUS: Phrase = Phrase::en("picture.row_focus", "focus {when}");
const AWAY: Phrase = Phrase::en("picture.row_away", "away {when}");
const NOTHING: Phrase = Phrase::en("picture.row_nothing", "off hours");
const ALL: Phrase = Phrase::en("picture.words_all", " All of you: {when}.");
const PROPOSED: Phrase = Phrase::en("picture.words_proposed", " Proposed: {when}.");
const NUMBER: Phrase = Phrase::en("picture.number", "{number} is {who}");

/// A picture that was brought to Slack.
pub fn show(file: &FileId, day: &Day) -> Shown {
    let said = said(day);
    let image = SlackImageUrlOrFile::SlackFile {
        slack_file: SlackFileIdOrUrl::Id { id: SlackFileId(file.to_string()) },
    };
    let image: SlackBlock = SlackImageBlock::new(image, speech::plain(&said, WORDS)).into();
    let numbers = numbers(day);
    let below = (!numbers.is_empty()).then(|| bricks::small_print(&numbers));
    Shown { text: speech::text(&said), blocks: [image].into_iter().chain(below).collect() }
}

/// Whose rows carry a number, since their names can't be painted.
fn numbers(day: &Day) -> Speech {
    let rows = day.rows.iter().enumerate().filter(|(_, row)| !pictures::is_legible(&row.who));
    rows.fold(Speech::default(), |said, (nth, row)| {
        let places = [("number", Piece::Ours((nth + 1).to_string())), ("who", row.who.clone())];
        let said = if said.is_empty() { said } else { said.then(Piece::Ours(" · ".into())) };
        said.and(NUMBER.fill(day.locale, &places))
    })
}

/// All that is in the picture.
fn said(day: &Day) -> Speech {
    let date = Piece::Ours(words::date(day.zone.local(day.whole.0).date(), day.locale));
    let place = Piece::Ours(words::city(&day.zone));
    let said = DAY.fill(day.locale, &[("day", date), ("place", place)]);
    let said = day.rows.iter().fold(said, |said, row| said.and(of_row(row, day)));
    [(&ALL, &day.common), (&PROPOSED, &day.proposed)].into_iter().filter(|(_, at)| !at.is_empty()).fold(
        said,
        |said, (phrase, at)| {
            let when = Piece::Ours(hours(at.iter().copied(), &day.zone, day));
            said.and(phrase.fill(day.locale, &[("when", when)]))
        },
    )
}

fn of_row(row: &Row, day: &Day) -> Speech {
    let places = [("who", row.who.clone()), ("place", Piece::Ours(words::city(&row.zone)))];
    let mut parts = Vec::new();
    for (phrase, shade) in [(&FREE, Shade::Free), (&FOCUS, Shade::Focus), (&AWAY, Shade::Away)] {
        let of_shade = row.parts.iter().filter(|part| part.shade == shade).map(|part| part.at);
        let when = hours(of_shade, &day.zone, day);
        if !when.is_empty() {
            parts.push(phrase.text(day.locale).replace("{when}", &when));
        }
    }
    if parts.is_empty() {
        parts.push(NOTHING.text(day.locale).to_owned());
    }
    ROW.fill(day.locale, &places).then(Piece::Ours(format!("{}.", parts.join("; "))))
}

/// Stretches by the reader's clock; the end of the day is 24:00.
fn hours(all: impl Iterator<Item = Stretch>, zone: &Zone, day: &Day) -> String {
    let hour = |at| zone.local(at).format("%H:%M").to_string();
    let until = |at| if at == day.whole.1 { "24:00".to_owned() } else { hour(at) };
    all.map(|at| format!("{}–{}", hour(at.0), until(at.1))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::domain::picture::Part;
    use crate::domain::text::PrivateText;
    use crate::domain::words::Locale;

    fn hour(hour: i64) -> DateTime<Utc> {
        "2026-11-23T23:00:00Z".parse::<DateTime<Utc>>().expect("moment") + TimeDelta::hours(hour)
    }

    fn row(name: &str, zone: &str, parts: &[(i64, i64, Shade)]) -> Row {
        let parts =
            parts.iter().map(|(from, until, shade)| Part { at: (hour(*from), hour(*until)), shade: *shade });
        let who = Piece::Theirs(PrivateText::new(name));
        Row { who, zone: Zone::named(zone).expect("zone"), parts: parts.collect() }
    }

    fn day(other: &str) -> Day {
        use Shade::{Away, Focus, Free, OffHours};
        let ada = [(0, 9, OffHours), (9, 11, Free), (11, 12, Focus), (12, 17, Free), (17, 24, OffHours)];
        Day {
            whole: (hour(0), hour(24)),
            zone: Zone::named("Europe/Berlin").expect("zone"),
            rows: vec![
                row("Ada", "Europe/Berlin", &ada),
                row(other, "Asia/Tokyo", &[(0, 8, OffHours), (8, 12, Free), (12, 24, Away)]),
                row("Bo", "America/New_York", &[(0, 24, OffHours)]),
            ],
            common: vec![(hour(9), hour(11))],
            proposed: vec![(hour(9), hour(9) + TimeDelta::minutes(30))],
            locale: Locale::En,
        }
    }

    fn shown(other: &str) -> (String, serde_json::Value) {
        let Shown { text, blocks } = show(&FileId::parse("F0DAY00001").expect("id"), &day(other));
        (text, serde_json::to_value(blocks).expect("JSON"))
    }

    #[test]
    fn the_words_of_a_picture_say_what_it_shows() {
        let (text, blocks) = shown("Yuki");
        let said = "Tue 24 Nov, Berlin time. Ada in Berlin: free 09:00–11:00, 12:00–17:00; focus 11:00–12:00. \
             Yuki in Tokyo: free 08:00–12:00; away 12:00–24:00. Bo in New York: off hours. All of you: 09:00–11:00. \
             Proposed: 09:00–09:30.";
        assert_eq!(text, said);
        let image = serde_json::json!({
            "type": "image", "slack_file": {"id": "F0DAY00001"}, "alt_text": said,
        });
        assert_eq!(blocks, serde_json::json!([image]));
    }

    #[test]
    fn a_name_that_cannot_be_painted_is_explained_by_its_number() {
        let (text, blocks) = shown("雪 <&>");
        assert!(text.contains("雪 &lt;&amp;&gt; in Tokyo"), "{text}");
        assert!(
            blocks[0]["alt_text"].as_str().is_some_and(|alt| alt.contains("雪 <&> in Tokyo")),
            "{blocks}"
        );
        assert_eq!(blocks[1]["elements"][0]["text"], "2 is 雪 &lt;&amp;&gt;");
        let (_, blocks) = shown(&"雪".repeat(5_000));
        assert!(blocks[0]["alt_text"].as_str().is_some_and(|alt| alt.chars().count() < 2_000));
    }
}
