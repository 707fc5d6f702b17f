//! What is painted where.

use chrono::TimeDelta;

use super::*;
use crate::domain::picture::Part;
use crate::domain::text::PrivateText;
use crate::slack::pictures::canvas::Tint;

/// Tuesday, 24 November 2026, midnight in Berlin.
fn midnight() -> DateTime<Utc> {
    "2026-11-23T23:00:00Z".parse().expect("moment")
}

fn hour(hour: i64) -> DateTime<Utc> {
    midnight() + TimeDelta::hours(hour)
}

fn row(name: &str, zone: &str, parts: &[(i64, i64, Shade)]) -> Row {
    let parts =
        parts.iter().map(|(from, until, shade)| Part { at: (hour(*from), hour(*until)), shade: *shade });
    let who = Piece::Theirs(PrivateText::new(name));
    Row { who, zone: Zone::named(zone).expect("zone"), parts: parts.collect() }
}

/// Ada in Berlin, Bo in New York with an hour of focus, and what they share.
fn both() -> Day {
    use Shade::{Focus, Free, OffHours};
    let ada = [(0, 9, OffHours), (9, 17, Free), (17, 24, OffHours)];
    let bo = [(0, 15, OffHours), (15, 16, Focus), (16, 23, Free), (23, 24, OffHours)];
    Day {
        whole: (midnight(), hour(24)),
        zone: Zone::named("Europe/Berlin").expect("zone"),
        rows: vec![row("Ada", "Europe/Berlin", &ada), row("Bo", "America/New_York", &bo)],
        common: vec![(hour(16), hour(17))],
        proposed: vec![(hour(16), hour(16) + TimeDelta::minutes(30))],
        locale: Locale::En,
    }
}

/// The fills along a bar, half an hour apart, at a row of pixels.
fn along(canvas: &Canvas, y: usize) -> Vec<Tint> {
    (0..48).map(|half| canvas.at(MARGIN + half * 19 + 9, y)).collect()
}

/// Where the bars begin: the first row's and the others'.
fn bars(day: &Day) -> Vec<usize> {
    let mut y = MARGIN + 3 * LINE + GAP / 2 + LINE;
    let mut all = Vec::new();
    for row in &day.rows {
        all.push(y);
        y += HIGH + GAP + LINE + if has_own_clock(row, day) { LINE } else { 0 };
    }
    all.push(y);
    all
}

#[test]
fn each_hour_has_the_fill_of_what_somebody_is() {
    let day = both();
    let canvas = paint(&day);
    let [ada, bo, all] = bars(&day)[..] else { panic!("two rows and what they share") };
    let ada = along(&canvas, ada + HIGH / 2);
    assert!(ada[..18].iter().all(|tint| *tint == FAINT) && ada[18..32].iter().all(|tint| *tint == BLUE));
    assert!(ada[34..].iter().all(|tint| *tint == FAINT));
    let bo_is = along(&canvas, bo + HIGH / 2);
    assert!(bo_is[33..46].iter().all(|tint| *tint == BLUE), "{bo_is:?}");
    let focus = Area { x: MARGIN + 15 * 38, y: bo, width: 36, height: HIGH };
    let tints = |area: Area| {
        (area.y..area.y + area.height).flat_map(move |y| (area.x..area.x + area.width).map(move |x| (x, y)))
    };
    let stripes = tints(focus).filter(|(x, y)| canvas.at(*x, *y) == AMBER).count();
    assert!((500..1_200).contains(&stripes), "neither plain nor empty: {stripes}");
    let shared = along(&canvas, all + HIGH / 2);
    assert!(shared[33] == GREEN && shared[31] == FAINT && shared[34] == FAINT, "{shared:?}");
}

#[test]
fn what_is_proposed_is_outlined_on_every_bar_in_ink_and_paper() {
    let day = both();
    let canvas = paint(&day);
    for y in bars(&day) {
        let left = MARGIN + 16 * 38;
        assert_eq!([canvas.at(left, y + 20), canvas.at(left + 4, y + 20)], [INK, PAPER], "its left edge");
        assert_eq!(canvas.at(left + 10, y - 4), INK, "above the bar");
        assert_eq!(canvas.at(left + 19, y + 20), INK, "its right edge, half an hour on");
        assert_ne!(canvas.at(left + 30, y + 20), INK);
    }
    let open = Day { proposed: Vec::new(), ..both() };
    let canvas = paint(&open);
    assert_ne!(canvas.at(MARGIN + 16 * 38, bars(&open)[0] + 20), INK);
}

#[test]
fn somebody_without_a_row_takes_no_room_and_leaves_nothing_in_common() {
    let alone = Day { rows: both().rows[..1].to_vec(), common: Vec::new(), ..both() };
    let (_, high) = paint(&alone).size();
    assert_eq!(high, 2 * MARGIN + 3 * LINE + GAP + LINE + HIGH + GAP);
    assert_eq!(height(&both()), high + 2 * (LINE + HIGH + GAP) + LINE, "a clock of their own for Bo");
}

#[test]
fn hours_are_those_of_each_clock_also_where_it_is_changed() {
    let names = |zone: &str, from: &str, hours: i64| -> Vec<String> {
        let zone = Zone::named(zone).expect("zone");
        let from: DateTime<Utc> = from.parse().expect("moment");
        let all = super::hours(&zone, (from, from + TimeDelta::hours(hours)));
        all.iter().map(|at| zone.local(*at).format("%H").to_string()).collect()
    };
    let day = ["00", "03", "06", "09", "12", "15", "18", "21", "00"];
    assert_eq!(names("Europe/Berlin", "2026-11-23T23:00:00Z", 24), day);
    assert_eq!(names("Europe/Berlin", "2026-10-24T22:00:00Z", 25), day, "the clock goes back");
    assert_eq!(names("Europe/Berlin", "2027-03-27T23:00:00Z", 23), day, "and forward at two");
    assert_eq!(
        names("Asia/Kolkata", "2026-11-23T23:00:00Z", 24),
        ["06", "09", "12", "15", "18", "21", "00", "03"]
    );
}

#[test]
fn any_name_and_any_number_of_rows_is_painted_within_the_edges_and_stays_small() {
    let names = [
        "Ada",
        "李雷",
        "Wolfeschlegelsteinhausenbergerdorff the Second of His Name",
        "🌴",
        "",
        "Юрий",
        "A\u{202e}b",
        "ნინო",
    ];
    let parts =
        [(0, 8, Shade::Away), (8, 12, Shade::Free), (12, 13, Shade::Focus), (13, 24, Shade::OffHours)];
    let rows: Vec<Row> =
        names.iter().map(|name| row(name, "America/Argentina/Buenos_Aires", &parts)).collect();
    let day = Day { rows, ..both() };
    let canvas = paint(&day);
    let (width, high) = canvas.size();
    for y in 2..high - 2 {
        assert_eq!([canvas.at(2, y), canvas.at(width - 3, y)], [PAPER, PAPER], "{y}");
    }
    let file = super::day(&day);
    assert!(file.starts_with(b"\x89PNG") && file.len() < 60_000, "{}", file.len());
    assert_eq!(file, super::day(&day), "the same facts are the same picture");
}

#[test]
fn what_the_fills_mean_fits_on_its_line_in_every_language() {
    for locale in Locale::ALL {
        let words = KEY.iter().map(|(phrase, _)| phrase).chain([&PROPOSED]);
        let long: usize = words.map(|phrase| 38 + letters::length(phrase.text(locale)) + 26).sum();
        assert!(long <= BAR + 26, "{locale:?}: {long}");
    }
}
