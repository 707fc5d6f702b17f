//! Labelled messages with their letters shaken: whatever comes of it is read without a fuss, what it rests on stands in the
//! text, and nothing is due before it was written. `UNRUSH_TEST_LONG` shakes for minutes, `UNRUSH_TEST_SEED` in another way.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use unrush::domain::charter::Charter;
use unrush::domain::language::{self, Stamp};
use unrush::domain::window::Window;
use unrush::domain::words::Locale;
use unrush::domain::worktime::Zone;
use unrush::explain::{self, Ask};

/// What is put between letters: words of times, marks that open something, letters that are odd.
const PIECES: &[&str] = &[
    "by ",
    "before ",
    "Friday",
    "next ",
    "half ",
    "5",
    "12:30",
    "pm",
    " - ",
    "-",
    "/",
    ".",
    ":",
    "31",
    " June ",
    "week ",
    "of ",
    "the ",
    "first ",
    "last ",
    "end of ",
    "in 2 hours",
    "an hour before ",
    "a week from ",
    "Q3",
    "H2 ",
    "CW28",
    "w/c ",
    "1/2 ",
    "between ",
    " and ",
    "UTC",
    "+14:00",
    "in Berlin",
    "EOD",
    "EOM ",
    "now",
    "tonight",
    "late ",
    "mid-",
    "early ",
    "lunch",
    "asap",
    "please ",
    "if ",
    "`",
    "```",
    "\n> ",
    "\n",
    "&gt; ",
    "&amp;",
    "<@U1>",
    "<!here>",
    "<#C1|a>",
    "<https://a.b|by Friday>",
    "<",
    ">",
    "<!date^1718200800^{date} {time}|x>",
    "<!date^99999999999999^{date}|x>",
    "'s",
    "’",
    "\"",
    "“",
    "[",
    "]",
    "(24h)",
    "#eod ",
    ":calendar: ",
    "📆",
    "⏳ 4h ",
    "\u{202e}",
    "\u{200b}",
    "İ",
    "ß",
    "é",
    "日",
    "🇩🇪",
    "99999999999",
    "0",
    "bis Freitag ",
    "d'ici demain ",
    "mañana ",
    "T150000Z",
    "2024-02-30",
    "29 February ",
    "Easter ",
];

/// Moments at which much turns: the end of a year, a leap day, the nights clocks change.
const MOMENTS: &[&str] = &[
    "2024-06-05T14:00:00Z",
    "2024-02-29T23:59:59Z",
    "2025-12-31T23:30:00Z",
    "2026-03-29T00:59:00Z",
    "2026-10-25T00:30:00Z",
    "2026-11-20T03:00:00Z",
];

const ZONES: &[&str] = &[
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Etc/UTC",
];

const LOCALES: [Locale; 4] = [Locale::En, Locale::De, Locale::Fr, Locale::Es];

/// Dice that fall the same way for the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let roll = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(roll).unwrap_or(0) % most.max(1)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A message with some of its letters shaken.
    fn shake(&mut self, texts: &[String]) -> String {
        let mut bytes = texts[self.below(texts.len())].clone().into_bytes();
        for _ in 0..=self.below(5) {
            let (from, to) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
            let (from, to) = (from.min(to), from.max(to));
            match self.below(7) {
                0 => drop(bytes.splice(from..to, [])),
                1 => {
                    let piece = self.one(PIECES);
                    drop(bytes.splice(from..from, piece.bytes()));
                }
                2 => {
                    let piece = self.one(PIECES);
                    drop(bytes.splice(from..to.min(from + 8), piece.bytes()));
                }
                3 => {
                    let other = texts[self.below(texts.len())].clone();
                    drop(bytes.splice(from..to, other.bytes()));
                }
                4 => {
                    let again = bytes[from..to].repeat(1 + self.below(4));
                    drop(bytes.splice(from..from, again));
                }
                5 => bytes[from..to].make_ascii_uppercase(),
                _ => {
                    if let Some(byte) = bytes.get_mut(from) {
                        *byte ^= 1 << self.below(8);
                    }
                }
            }
            bytes.truncate(4_000);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn texts() -> Vec<String> {
    let rows = [
        include_str!("own.jsonl"),
        include_str!("fresh.jsonl"),
        include_str!("times.jsonl"),
        include_str!("examples.jsonl"),
        include_str!("de.jsonl"),
        include_str!("fr.jsonl"),
        include_str!("es.jsonl"),
    ];
    rows.iter()
        .flat_map(|rows| rows.lines())
        .filter_map(|row| serde_json::from_str::<Value>(row).ok()?["text"].as_str().map(str::to_owned))
        .collect()
}

fn check(text: &str, at: DateTime<Utc>, zone: &Zone, locale: Locale) {
    let why = || format!("{text:?} at {at} in {} ({locale:?})", zone.name());
    let reading = language::read_in(locale, text, at, zone, &Charter::default());
    let (length, today) = (text.chars().count(), zone.local(at).date());
    let over = |stamp: Stamp| match stamp {
        Stamp::Day(day) => day < today,
        Stamp::Moment(moment) => moment < at,
    };
    match reading.window {
        Some(Window::ByDay { day }) => assert!(day >= today, "{day}: {}", why()),
        Some(Window::ByMoment { at: due }) => assert!(due >= at, "{due}: {}", why()),
        _ => {}
    }
    assert!(reading.window.is_none() || !reading.because.is_empty(), "{}", why());
    for because in &reading.because {
        assert!(because.start <= because.end && because.end as usize <= length, "{because:?}: {}", why());
    }
    for time in &reading.times {
        assert!(time.start < time.end && time.end as usize <= length, "{time:?}: {}", why());
        assert!(!over(time.until.unwrap_or(time.from)), "{time:?}: {}", why());
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may be told its seed and how long to go on")]
fn shaken_messages_are_read_without_a_fuss() {
    let texts = texts();
    let told = std::env::var("UNRUSH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut dice = Dice(told.unwrap_or(0x9e37_79b9_7f4a_7c15_u64).max(1));
    let rounds = if std::env::var_os("UNRUSH_TEST_LONG").is_some() { 3_000_000 } else { 6_000 };
    let zones: Vec<Zone> = ZONES.iter().map(|name| Zone::named(name).expect("a zone")).collect();
    let moments: Vec<DateTime<Utc>> = MOMENTS.iter().map(|at| at.parse().expect("a moment")).collect();
    for _ in 0..rounds {
        let text = dice.shake(&texts);
        let at = moments[dice.below(moments.len())];
        let zone = &zones[dice.below(zones.len())];
        check(&text, at, zone, LOCALES[dice.below(LOCALES.len())]);
    }
}

/// What `explain` says a reason is, and what stands in the text at its offsets.
fn pairs(line: &Value) -> Vec<(String, String)> {
    let mut output = Vec::new();
    let now = "2024-06-05T14:00:00Z".parse().expect("an instant");
    explain::run(Ask::default(), now, line.to_string().as_bytes(), &mut output).expect("explains");
    let answer: Value = serde_json::from_slice(&output).expect("an answer");
    let text = line["text"].as_str().unwrap_or_default();
    let offset = |value: &Value| usize::try_from(value.as_u64().unwrap_or_default()).unwrap_or(0);
    let reasons = answer["because"].as_array().cloned().unwrap_or_default();
    reasons
        .iter()
        .map(|reason| {
            let (start, end) = (offset(&reason["start"]), offset(&reason["end"]));
            let there = text.chars().skip(start).take(end - start).collect();
            (reason["text"].as_str().unwrap_or_default().to_owned(), there)
        })
        .collect()
}

#[test]
fn what_a_reading_rests_on_stands_in_the_text_at_its_offsets() {
    let mut dice = Dice(0x5eed);
    let texts = texts();
    let mut told = 0;
    for nth in 0..2_000 {
        let text = dice.shake(&texts);
        let line = match nth % 3 {
            0 => json!({"text": text}),
            // the same words before it, quoted
            1 => json!({"text": format!("{text}\n{text}"), "blocks": [{"type": "rich_text", "elements": [
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]},
            ]}]}),
            _ => json!({"text": language::unescape(&text)}),
        };
        for (said, there) in pairs(&line) {
            assert_eq!(said, there, "{line}");
            told += 1;
        }
    }
    assert!(told > 1_000, "{told}");
}
