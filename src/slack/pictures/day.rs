//! The day of several people: a row for each with its own clock, what they have in common, and what is proposed.
//!
//! Twice the size it is shown at. Names stand above the bars and not beside them, so that a phone shows wide bars.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc};

use super::canvas::{AMBER, Area, BLUE, CREAM, Canvas, FAINT, Fill, GREEN, INK, MAUVE, PALE, PAPER, ROSE};
use super::letters;
use crate::domain::picture::{Day, Row, Shade};
use crate::domain::text::Piece;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::overlap::Stretch;
use crate::domain::worktime::{Zone, words};

/// Width of a bar: 38 pixels an hour.
const BAR: usize = 912;
const MARGIN: usize = 24;
const WIDTH: usize = BAR + 2 * MARGIN;
/// A line of words.
const LINE: usize = 40;
/// How high a bar is.
const HIGH: usize = 48;
/// Between a row and the next.
const GAP: usize = 22;
/// Most of a name; the place needs room, too.
const NAME: usize = 520;
/// An hour is named every so often, so that two never touch.
const EVERY: u32 = 3;

const TITLE: Phrase = Phrase::en("picture.title", "{day} · {place} time");
const ALL: Phrase = Phrase::en("picture.all", "all of you");
const KEY: [(Phrase, Fill); 4] = [
    (Phrase::en("picture.free", "free"), fill(Shade::Free)),
    (Phrase::en("picture.focus", "focus"), fill(Shade::Focus)),
    (Phrase::en("picture.off_hours", "off hours"), fill(Shade::OffHours)),
    (Phrase::en("picture.away", "away"), fill(Shade::Away)),
];
const PROPOSED: Phrase = Phrase::en("picture.proposed", "proposed");

const fn fill(shade: Shade) -> Fill {
    match shade {
        Shade::Free => Fill::Plain(BLUE),
        Shade::Focus => Fill::Striped(AMBER, CREAM),
        Shade::OffHours => Fill::Plain(FAINT),
        Shade::Away => Fill::Dotted(MAUVE, ROSE),
    }
}

/// Whether a name can be written into a picture; else its row carries a number.
pub fn is_legible(name: &Piece) -> bool {
    written(name).is_some()
}

/// The file of a day.
pub fn day(day: &Day) -> Vec<u8> {
    paint(day).png()
}

fn paint(day: &Day) -> Canvas {
    let mut page = Page { canvas: Canvas::new(WIDTH, height(day)), day, y: MARGIN };
    let whole = Area { x: 0, y: 0, width: WIDTH, height: height(day) };
    page.canvas.frame(whole, 2, FAINT);
    page.head();
    for (nth, row) in day.rows.iter().enumerate() {
        page.row(nth + 1, row);
    }
    if !day.common.is_empty() {
        page.common();
    }
    page.canvas
}

fn height(day: &Day) -> usize {
    let row = |row: &Row| LINE + HIGH + GAP + if has_own_clock(row, day) { LINE } else { 0 };
    let common = if day.common.is_empty() { 0 } else { LINE + HIGH + GAP };
    2 * MARGIN + 3 * LINE + GAP + day.rows.iter().map(row).sum::<usize>() + common
}

/// Whether a row's clock shows anything but the reader's.
fn has_own_clock(row: &Row, day: &Day) -> bool {
    [day.whole.0, day.whole.1].iter().any(|at| row.zone.offset(*at) != day.zone.offset(*at))
}

/// A name as it can be written.
fn written(name: &Piece) -> Option<String> {
    match name {
        Piece::Theirs(name) => letters::legible(name.reveal()),
        _ => None,
    }
}

struct Page<'a> {
    canvas: Canvas,
    day: &'a Day,
    /// How far down it is painted.
    y: usize,
}

impl Page<'_> {
    /// The date, what the fills mean, and the hours of the reader's clock.
    fn head(&mut self) {
        let date = words::date(self.day.zone.local(self.day.whole.0).date(), self.day.locale);
        let title = spoken(&TITLE, self.day.locale, &date, &words::city(&self.day.zone));
        self.words(&title);
        self.y += LINE;
        self.legend();
        self.y += LINE;
        let hours = hours(&self.day.zone, self.day.whole);
        self.hours(&hours, &self.day.zone.clone());
        self.y += LINE + GAP / 2;
        // the reader's hours run down through all rows, where the bars cover them
        let (top, bottom) = (self.y, height(self.day).saturating_sub(MARGIN));
        for at in hours {
            let line = Area { x: self.x(at), y: top, width: 2, height: bottom.saturating_sub(top) };
            self.canvas.fill(line, Fill::Plain(FAINT));
        }
    }

    fn legend(&mut self) {
        let mut x = MARGIN;
        let swatch = |x, y| Area { x, y: y + 8, width: 28, height: 26 };
        for (phrase, fill) in &KEY {
            self.canvas.fill(swatch(x, self.y), *fill);
            x = self.canvas.write(x + 38, self.base(), phrase.text(self.day.locale), PALE) + 26;
        }
        if !self.day.proposed.is_empty() {
            self.canvas.frame(swatch(x, self.y), 4, INK);
            self.canvas.write(x + 38, self.base(), PROPOSED.text(self.day.locale), PALE);
        }
    }

    fn row(&mut self, nth: usize, row: &Row) {
        let name = written(&row.who).unwrap_or_else(|| nth.to_string());
        let end = self.words(&letters::shortened(&name, NAME));
        let place = format!(" · {}", words::city(&row.zone));
        let room = (MARGIN + BAR).saturating_sub(end);
        self.canvas.write(end, self.base(), &letters::shortened(&place, room), PALE);
        self.y += LINE;
        for part in &row.parts {
            self.stretch(part.at, fill(part.shade));
        }
        self.outlines();
        self.y += HIGH;
        if has_own_clock(row, self.day) {
            self.hours(&hours(&row.zone, self.day.whole), &row.zone);
            self.y += LINE;
        }
        self.y += GAP;
    }

    fn common(&mut self) {
        self.words(ALL.text(self.day.locale));
        self.y += LINE;
        self.stretch(self.day.whole, Fill::Plain(FAINT));
        for at in &self.day.common {
            self.stretch(*at, Fill::Plain(GREEN));
        }
        self.outlines();
        self.y += HIGH + GAP;
    }

    /// What is proposed, around the bar at hand.
    fn outlines(&mut self) {
        for (from, until) in &self.day.proposed {
            let (left, right) = (self.x(*from), self.x(*until));
            if right <= left {
                continue;
            }
            let edge =
                Area { x: left.saturating_sub(2), y: self.y - 6, width: right - left + 4, height: HIGH + 12 };
            // paper inside of ink, so that it is seen on dark and light
            self.canvas.frame(edge, 7, PAPER);
            self.canvas.frame(edge, 4, INK);
        }
    }

    fn stretch(&mut self, (from, until): Stretch, fill: Fill) {
        let (left, right) = (self.x(from), self.x(until));
        self.canvas.fill(Area { x: left, y: self.y, width: right - left.min(right), height: HIGH }, fill);
    }

    /// A line of words; tells where it ends.
    fn words(&mut self, words: &str) -> usize {
        self.canvas.write(MARGIN, self.base(), words, INK)
    }

    /// The hours of a clock, each in the middle of its place; a midnight inside the day says whose day begins there.
    fn hours(&mut self, hours: &[DateTime<Utc>], zone: &Zone) {
        for at in hours {
            let local = zone.local(*at);
            let is_inside = *at > self.day.whole.0 && *at < self.day.whole.1;
            let is_midnight = local.time() == NaiveTime::MIN;
            let name = match (is_midnight, *at == self.day.whole.1) {
                (true, true) => "24".to_owned(),
                (true, false) if is_inside => {
                    words::weekday(local.date().weekday(), self.day.locale).to_owned()
                }
                _ => local.format("%-H").to_string(),
            };
            let long = letters::length(&name);
            let x = self.x(*at).saturating_sub(long / 2).clamp(MARGIN / 2, WIDTH - MARGIN / 2 - long);
            self.canvas.write(x, self.base(), &name, PALE);
        }
    }

    fn base(&self) -> usize {
        self.y + letters::ASCENT + 4
    }

    /// Where a moment is, inside the bars.
    fn x(&self, at: DateTime<Utc>) -> usize {
        let (from, until) = self.day.whole;
        let part = |span: TimeDelta| usize::try_from(span.num_seconds()).unwrap_or(0);
        MARGIN + part(at.clamp(from, until) - from) * BAR / part(until - from).max(1)
    }
}

/// The hours of a clock that are named on a day: every third, where the clock shows it, and once where it does so twice.
fn hours(zone: &Zone, (from, until): Stretch) -> Vec<DateTime<Utc>> {
    let first = zone.local(from).date();
    let dates = first.iter_days().take_while(|date| *date <= zone.local(until).date());
    let all =
        dates.flat_map(|date| (0..24 / EVERY).filter_map(move |nth| date.and_hms_opt(nth * EVERY, 0, 0)));
    let shown = all.map(|local| (local, zone.resolve(local))).filter(|(local, at)| zone.local(*at) == *local);
    shown.map(|(_, at)| at).filter(|at| from <= *at && *at <= until).collect()
}

fn spoken(phrase: &Phrase, locale: Locale, day: &str, place: &str) -> String {
    phrase.text(locale).replace("{day}", day).replace("{place}", place)
}

#[cfg(test)]
mod tests;
