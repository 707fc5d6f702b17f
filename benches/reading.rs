//! What reading one message and finding its due moment cost: `cargo bench --bench reading`.
//!
//! Reads the labelled messages of `tests/language` again and again, then long messages made of what is most work,
//! and looks for due moments as far away as a search goes.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]
#![expect(clippy::cast_precision_loss, reason = "figures to look at")]

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use serde_json::Value;
use unrush::domain::charter::Charter;
use unrush::domain::language;
use unrush::domain::schedule::{FocusBlock, Schedule, Shift, WorkWeek};
use unrush::domain::window::Window;
use unrush::domain::worktime::{self, Zone};

/// How often each message is read; its fastest time counts, since the machine has other work too.
const ROUNDS: usize = 25;
/// The longest message Slack delivers, in characters.
const LONGEST: usize = 40_000;

/// Pieces that long messages are made of: each begins something that then goes on or breaks off.
const PIECES: [&str; 40] = [
    "the quick brown fox jumps over the lazy dog. ",
    "can you look at this by Friday 5pm please? ",
    "by 5 ",
    "before the end of next week ",
    "can you ",
    "<@U12345678> ",
    "`",
    "<",
    "if ",
    "1-",
    "a.",
    "(24h) ",
    "12:30 pm UTC - ",
    "half past ",
    "x",
    "not urgent ",
    "> by noon\n",
    ":a:",
    "[",
    "😅",
    "7",
    " ",
    "\n",
    "by ",
    "1/",
    "AT 5 PM TOMORROW ",
    "at 5 ",
    "> > > ",
    "```",
    "```a``` ",
    "“a” ",
    "*a* ",
    "1h30 ",
    "Q3 ",
    "tomorow ",
    "twenty ",
    "first half of ",
    "an hour before ",
    "a week from ",
    "the day before ",
];

fn main() {
    let charter = Charter::default();
    let zone = Zone::named("Europe/Berlin").expect("a zone");
    let at = moment("2026-11-20T14:00:00Z");
    let read = |text: &str| {
        fastest(|| {
            black_box(language::read(black_box(text), at, &zone, &charter));
        })
    };

    let texts = messages();
    let mut times: Vec<(f64, usize)> = texts.iter().map(|text| (read(text), text.chars().count())).collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = times.iter().map(|(time, _)| time).sum::<f64>() / times.len() as f64;
    let at_share = |share: usize| times[(times.len() - 1) * share / 100];
    println!("reading {} messages of tests/language", times.len());
    println!("  median               {:>8.1} µs", at_share(50).0);
    println!("  mean                 {mean:>8.1} µs, so {:.0} messages/s on one core", 1e6 / mean);
    println!("  slowest in a hundred {:>8.1} µs", at_share(99).0);
    println!("  slowest              {:>8.1} µs ({} characters)", at_share(100).0, at_share(100).1);

    println!("\nreading {LONGEST} characters of one piece");
    let mut long: Vec<(f64, &str)> =
        PIECES.iter().map(|piece| (read(&piece.repeat(LONGEST / piece.chars().count())), *piece)).collect();
    long.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (time, piece) in long {
        println!("  {time:>8.1} µs  {piece:?}");
    }

    println!("\na due moment, for somebody with breaks, focus blocks, holidays and time off");
    due(&busy(&zone), at);
    println!("\na due moment, for somebody who works and focuses over midnight");
    due(&nights(&zone), at);
}

fn due(schedule: &Schedule, at: DateTime<Utc>) {
    for (name, window) in [
        ("4 hours", Window::Hours { minutes: 240 }),
        ("200 hours, about 60 days", Window::Hours { minutes: 200 * 60 }),
        ("more than 60 days hold", Window::Hours { minutes: 1000 * 60 }),
        ("40 working days", Window::Days { n: 40 }),
        ("within 50 days", Window::Within { minutes: 50 * 24 * 60 }),
        ("today", Window::Today),
        ("this week", Window::Week),
        ("next check-in", Window::NextCheckIn),
        ("a day in 50 days", Window::ByDay { day: at.date_naive() + chrono::Days::new(50) }),
    ] {
        let time = fastest(|| {
            black_box(worktime::due(black_box(schedule), &window, at));
        });
        println!("  {time:>8.1} µs  {name}");
    }
}

/// The fastest of some rounds, in microseconds.
fn fastest(work: impl Fn()) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    rounds.min().unwrap_or_default().as_secs_f64() * 1e6
}

fn messages() -> Vec<String> {
    let rows =
        [include_str!("../tests/language/own.jsonl"), include_str!("../tests/language/examples.jsonl")];
    rows.iter()
        .flat_map(|rows| rows.lines())
        .filter_map(|row| serde_json::from_str::<Value>(row).ok()?["text"].as_str().map(str::to_owned))
        .collect()
}

/// Somebody whose working time is in many pieces.
fn busy(zone: &Zone) -> Schedule {
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let mut work = WorkWeek::same(&week, Shift { from: 540, to: 720 });
    for day in &mut work.0[..5] {
        day.push(Shift { from: 780, to: 1080 });
    }
    let focus = |from| FocusBlock { days: week.to_vec(), shift: Shift { from, to: from + 120 } };
    let at = |text: &str| moment(text).naive_utc();
    Schedule {
        work,
        focus: vec![focus(540), focus(840)],
        holidays: ["2026-12-25", "2026-12-26", "2027-01-01"].iter().filter_map(|d| d.parse().ok()).collect(),
        time_off: vec![
            (at("2026-12-01T12:00:00Z"), at("2026-12-02T09:00:00Z")),
            (at("2026-12-21T00:00:00Z"), at("2026-12-24T00:00:00Z")),
        ],
        checkins: [9, 13, 17].iter().filter_map(|hour| NaiveTime::from_hms_opt(*hour, 0, 0)).collect(),
        ..Schedule::in_zone(zone.clone())
    }
}

/// The same with shifts from 22 to 6, a break at two, and focus around midnight.
fn nights(zone: &Zone) -> Schedule {
    let days = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];
    let mut work = WorkWeek::same(&days, Shift { from: 1320, to: 120 });
    for day in [0, 1, 2, 3, 4] {
        work.0[day].push(Shift { from: 150, to: 360 });
    }
    let focus = FocusBlock { days: days.to_vec(), shift: Shift { from: 1400, to: 60 } };
    Schedule { work, focus: vec![focus], ..busy(zone) }
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}
