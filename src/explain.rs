//! `unrush explain`: what a message is read as, and why. JSON lines in, JSON lines out, one for one and in order.

use std::io::{self, BufRead, Write};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc, Weekday};
use serde::Serialize;
use serde_json::Value;

use crate::domain::charter::Charter;
use crate::domain::language::{self, Reading, Stamp};
use crate::domain::schedule::{Schedule, Shift, WorkWeek};
use crate::domain::window::Window;
use crate::domain::words::Locale;
use crate::domain::worktime::{self, Zone, forms};

/// What some editors write before the first character of a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What the command line asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    /// When the message was written (`--at`); now when it isn't said. Also the default of a line without one.
    pub at: Option<&'a str>,
    /// The writer's zone (`--tz`); when it isn't said, that of the schedule, else UTC. Also the default of a line
    /// without one.
    pub tz: Option<&'a str>,
    /// The message; without one, JSON lines are read.
    pub text: Option<&'a str>,
}

/// Explains the message of the command line, or every line of `input`. Whether all of it could be read.
pub fn run(ask: Ask<'_>, now: DateTime<Utc>, input: impl BufRead, output: impl Write) -> io::Result<bool> {
    match ask.text {
        Some(text) => {
            let form = serde_json::json!({ "text": text });
            answer(&form, ask, now, output)
        }
        None => explain_lines(ask, now, input, output),
    }
}

fn explain_lines(
    ask: Ask<'_>,
    now: DateTime<Utc>,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<bool> {
    let mut all_fine = true;
    let mut line = Vec::new();
    // a file may begin with the mark of its encoding
    let mark = input.fill_buf()?.starts_with(BYTE_ORDER_MARK);
    input.consume(if mark { BYTE_ORDER_MARK.len() } else { 0 });
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            // what is no JSON at all is met as an empty answer with its reason
            let fine = match serde_json::from_slice::<Value>(&line) {
                Ok(form) => answer(&form, ask, now, &mut output)?,
                Err(_) => refuse(&Value::Null, "the line is not JSON", &mut output)?,
            };
            all_fine &= fine;
        }
        line.clear();
    }
    Ok(all_fine)
}

/// Answers one line; whether it could be read.
fn answer(form: &Value, ask: Ask<'_>, now: DateTime<Utc>, mut output: impl Write) -> io::Result<bool> {
    let id = form.get("id").unwrap_or(&Value::Null);
    match Question::from(form, ask, now) {
        Ok(question) => write_line(&mut output, &question.explain(id)).map(|()| true),
        Err(why) => refuse(id, &why, output),
    }
}

fn refuse(id: &Value, why: &str, mut output: impl Write) -> io::Result<bool> {
    write_line(&mut output, &Refusal { id, error: why }).map(|()| false)
}

/// One write and a flush per line, so that a program on the other side may wait for each answer.
fn write_line(output: &mut impl Write, answer: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()
}

/// One line, understood.
struct Question {
    /// What the offsets are counted in.
    text: String,
    /// What is read: the text, or the rich text blocks, which know quotes and code for sure.
    read: Option<String>,
    zone: Zone,
    locale: Locale,
    at: DateTime<Utc>,
    schedule: Option<Schedule>,
    window: Option<Window>,
    /// How long the window is that was asked for, if it is one of hours: finer than its minutes.
    length: Option<TimeDelta>,
}

impl Question {
    fn from(form: &Value, ask: Ask<'_>, now: DateTime<Utc>) -> Result<Self, String> {
        if !form.is_object() {
            return Err("a line is an object".into());
        }
        let words = |name: &str| match form.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(words)) => Ok(Some(words.as_str())),
            Some(_) => Err(format!("{name}: not a string")),
        };
        let given = |name: &str| form.get(name).filter(|value| !value.is_null());
        let schedule = given("schedule").map(forms::schedule_from).transpose()?;
        let zone = match (words("tz")?.or(ask.tz), &schedule) {
            (Some(name), _) => Zone::named(name).ok_or("tz: unknown time zone")?,
            (None, Some(schedule)) => schedule.zone.clone(),
            (None, None) => Zone::utc(),
        };
        let at = match words("reference_time")?.or(ask.at) {
            Some(at) => forms::reference(at, &zone)?,
            None => now,
        };
        let window = given("window").map(|window| forms::window_from(window, &zone)).transpose()?;
        let length = given("window").and_then(forms::length_from);
        let blocks = given("blocks").and_then(language::text_of);
        let text = words("text")?.map(str::to_owned);
        let Some(text) = text.or_else(|| blocks.clone()).or_else(|| window.is_some().then(String::new))
        else {
            return Err("text is missing".into());
        };
        let locale = words("locale")?.map(Locale::from_slack).unwrap_or_default();
        let read = blocks.filter(|blocks| *blocks != text);
        Ok(Self { text, read, zone, locale, at, schedule, window, length })
    }

    fn explain<'a>(&self, id: &'a Value) -> Answer<'a> {
        let reading = self.reading();
        let window = self.window.as_ref().or(reading.window.as_ref());
        let due =
            self.schedule.as_ref().zip(window).and_then(|(schedule, window)| self.due(schedule, window));
        Answer {
            id,
            window: window.map_or_else(|| "default".to_owned(), |window| name_of(window, self.length)),
            at: window.and_then(|window| self.day_or_moment(window)),
            due: due.map(|due| due.to_rfc3339_opts(SecondsFormat::Secs, true)),
            asks_for_reply: reading.asks_for_reply,
            sync_request: reading.sync_request,
            no_rush: reading.no_rush,
            because: reading.because.iter().map(|b| self.shown(&b.rule, b.start, b.end)).collect(),
            times: self.times(&reading),
        }
    }

    fn reading(&self) -> Reading {
        let text = self.read.as_ref().unwrap_or(&self.text);
        language::read_in(self.locale, text, self.at, &self.zone, &Charter::default())
    }

    fn due(&self, schedule: &Schedule, window: &Window) -> Option<DateTime<Utc>> {
        match window {
            Window::Urgent => Some(self.at),
            Window::NoReply => None,
            // here, unlike for people, no check-ins means no moment
            Window::NextCheckIn if schedule.checkins.is_empty() => None,
            _ => match self.length {
                Some(length) => worktime::due_after(schedule, window, length, self.at),
                None => worktime::due(schedule, window, self.at),
            },
        }
    }

    /// The day or moment of a dated window; without a schedule Monday to Friday are worked, all day.
    fn day_or_moment(&self, window: &Window) -> Option<String> {
        let assumed;
        let schedule = if let Some(schedule) = &self.schedule {
            schedule
        } else {
            assumed = monday_to_friday(self.zone.clone());
            &assumed
        };
        let last_minute = match window {
            Window::Today | Window::Week => TimeDelta::minutes(1),
            Window::Days { .. } => TimeDelta::zero(),
            Window::ByDay { day } => return Some(self.stamp(Stamp::Day(*day))),
            Window::ByMoment { at } => return Some(self.stamp(Stamp::Moment(*at))),
            _ => return None,
        };
        let due = worktime::due(schedule, window, self.at)?;
        Some(self.stamp(Stamp::Day(schedule.zone.local(due - last_minute).date())))
    }

    fn stamp(&self, stamp: Stamp) -> String {
        match stamp {
            Stamp::Day(day) => day.format("%Y-%m-%d").to_string(),
            Stamp::Moment(at) => self.zone.local(at).format("%Y-%m-%dT%H:%M").to_string(),
        }
    }

    fn times(&self, reading: &Reading) -> Vec<Time> {
        let shown = |time: &language::TimeExpression| Time {
            text: self.shown("", time.start, time.end).text,
            start: self.stamp(time.from),
            end: time.until.map(|until| self.stamp(until)),
        };
        reading.times.iter().map(shown).collect()
    }

    /// The words between two offsets of what was read, and where they stand in the text.
    fn shown(&self, rule: &str, start: u32, end: u32) -> Reason {
        let read = self.read.as_ref().unwrap_or(&self.text);
        let count = end.saturating_sub(start) as usize;
        let words: String = read.chars().skip(start as usize).take(count).collect();
        let found = self.read.as_ref().and_then(|_| self.text.find(&words));
        let start = found.map_or(start as usize, |byte| self.text[..byte].chars().count());
        let end = start + words.chars().count();
        Reason { rule: rule.to_owned(), text: words, start, end }
    }
}

/// Everybody's week, where nothing else is known: whole days, so that only the weekend moves a day.
fn monday_to_friday(zone: Zone) -> Schedule {
    use Weekday::{Fri, Mon, Thu, Tue, Wed};
    let work = WorkWeek::same(&[Mon, Tue, Wed, Thu, Fri], Shift { from: 0, to: 1440 });
    Schedule { work, ..Schedule::in_zone(zone) }
}

/// A window in a word; of hours, with their exact length where that is known.
fn name_of(window: &Window, length: Option<TimeDelta>) -> String {
    let in_hours = |minutes: u32| in_hours(length.unwrap_or(TimeDelta::minutes(minutes.into())));
    match window {
        Window::Urgent => "urgent".into(),
        Window::Today => "today".into(),
        Window::Week => "week".into(),
        Window::Hours { minutes } => format!("hours:{}", in_hours(*minutes)),
        Window::Within { minutes } => format!("within:{}", in_hours(*minutes)),
        Window::Days { n } => format!("days:{n}"),
        Window::NextCheckIn => "checkin".into(),
        Window::ByDay { .. } | Window::ByMoment { .. } => "date".into(),
        Window::NoReply => "none".into(),
    }
}

/// A length in hours with as few decimals as it needs, at most four.
fn in_hours(length: TimeDelta) -> String {
    let hours = format!("{:.4}", length.as_seconds_f64() / 3600.0);
    hours.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An answer, in the order its fields are written.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    window: String,
    at: Option<String>,
    due: Option<String>,
    asks_for_reply: bool,
    sync_request: bool,
    no_rush: bool,
    because: Vec<Reason>,
    times: Vec<Time>,
}

#[derive(Serialize)]
struct Refusal<'a> {
    id: &'a Value,
    error: &'a str,
}

#[derive(Serialize)]
struct Reason {
    rule: String,
    text: String,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Time {
    text: String,
    start: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(ask: Ask<'_>, input: &str) -> (bool, Vec<Value>) {
        let now = "2024-06-05T14:00:00Z".parse().expect("an instant");
        let mut output = Vec::new();
        let fine = run(ask, now, input.as_bytes(), &mut output).expect("writes");
        let lines = String::from_utf8(output).expect("text");
        (fine, lines.lines().map(|line| serde_json::from_str(line).expect("json")).collect())
    }

    #[test]
    fn a_message_on_the_command_line_is_explained_with_its_reasons() {
        let ask = Ask { at: None, tz: Some("America/New_York"), text: Some("é pls reply by 5pm") };
        let (fine, lines) = explain(ask, "");
        assert!(fine);
        let answer = &lines[0];
        assert_eq!((&answer["window"], &answer["at"]), (&"date".into(), &"2024-06-05T17:00".into()));
        assert_eq!((&answer["due"], &answer["id"]), (&Value::Null, &Value::Null));
        assert_eq!(answer["because"][0]["text"], "5pm");
        assert_eq!((&answer["because"][0]["start"], &answer["because"][0]["end"]), (&15.into(), &18.into()));
        assert_eq!(answer["times"][0], serde_json::json!({"text": "5pm", "start": "2024-06-05T17:00"}));
    }

    #[test]
    fn lines_are_answered_one_for_one_and_bad_ones_say_so() {
        let input = "{\"id\": 1, \"text\": \"asap please\"}\nnonsense\n\n{\"id\": 2}\n[]\n\
                     {\"id\": \"x\", \"text\": \"hi\", \"tz\": \"Mars/Base\"}\n{\"id\": 3, \"text\": \"hi\"}";
        let (fine, lines) = explain(Ask::default(), input);
        assert!(!fine);
        let ids: Vec<_> = lines.iter().map(|line| line["id"].clone()).collect();
        assert_eq!(ids, [1.into(), Value::Null, 2.into(), Value::Null, "x".into(), 3.into()]);
        let wrong: Vec<_> = lines.iter().map(|line| line.get("error").is_some()).collect();
        assert_eq!(wrong, [false, true, true, true, true, false]);
        assert_eq!((&lines[0]["window"], &lines[5]["window"]), (&"urgent".into(), &"default".into()));
    }

    #[test]
    fn a_file_may_begin_with_a_byte_order_mark_and_end_without_a_line_break() {
        let (fine, lines) = explain(
            Ask::default(),
            "\u{feff}{\"id\": 1, \"text\": \"hi\"}\r\n\r\n{\"id\": 2, \"text\": \"hi\"}",
        );
        assert!(fine);
        assert_eq!((&lines[0]["id"], &lines[1]["id"], lines.len()), (&1.into(), &2.into(), 2));
    }

    #[test]
    fn a_line_without_a_zone_is_read_in_that_of_its_schedule() {
        let schedule = serde_json::json!({"tz": "Asia/Kathmandu", "work": {"wed": [["09:00", "17:00"]]}});
        let mut line = serde_json::json!({
            "reference_time": "2024-06-05T10:00", "schedule": schedule,
            "window": {"kind": "hours", "n": 0.333},
        });
        let (_, lines) = explain(Ask::default(), &line.to_string());
        assert_eq!(
            (&lines[0]["window"], &lines[0]["due"]),
            (&"hours:0.333".into(), &"2024-06-05T04:34:58Z".into())
        );
        line["tz"] = "UTC".into();
        let (_, lines) = explain(Ask::default(), &line.to_string());
        assert_eq!(lines[0]["due"], "2024-06-05T10:19:58Z");
    }

    #[test]
    fn quotes_in_blocks_are_known_and_offsets_stay_those_of_the_text() {
        let line = serde_json::json!({
            "text": "by Friday\nplease reply by tomorrow", "reference_time": "2024-06-05T10:00:00", "tz": "UTC",
            "blocks": [{"type": "rich_text", "elements": [
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "by Friday"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "please reply by tomorrow"}]},
            ]}],
        });
        let (_, lines) = explain(Ask::default(), &line.to_string());
        assert_eq!((&lines[0]["window"], &lines[0]["at"]), (&"date".into(), &"2024-06-06".into()));
        assert_eq!(lines[0]["because"][0]["start"], 26);
    }

    #[test]
    fn the_writers_language_is_taken_from_the_line() {
        let line = |locale: &str| {
            serde_json::json!({
                "text": "é kannst du bis Freitag antworten?", "reference_time": "2024-06-05T10:00:00", "locale": locale,
            })
        };
        let (_, lines) = explain(Ask::default(), &format!("{}\n{}", line("de-DE"), line("en-US")));
        assert_eq!((&lines[0]["window"], &lines[0]["at"]), (&"date".into(), &"2024-06-07".into()));
        assert_eq!(
            (&lines[0]["because"][0]["text"], &lines[0]["because"][0]["start"]),
            (&"Freitag".into(), &16.into())
        );
        assert_eq!(lines[1]["window"], "default");
    }

    #[test]
    fn a_part_of_an_hour_is_a_decimal() {
        let of = |minutes| name_of(&Window::Within { minutes }, None);
        assert_eq!(
            (of(30).as_str(), of(1440).as_str(), of(20).as_str()),
            ("within:0.5", "within:24", "within:0.3333")
        );
    }
}
