//! Weeks, moments and contents of digests, as people would find them.

use proptest::prelude::*;

use super::*;
use crate::domain::ask::Answerer;

fn weekly(words: &str) -> Weekly {
    words.parse::<DigestTime>().expect(words).0.expect("a moment")
}

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("zone")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("moment")
}

#[test]
fn a_moment_of_the_week_is_written_in_words_and_read_again() {
    for words in ["fri 15:00", "mon 09:30", "off"] {
        let read: DigestTime = words.parse().expect(words);
        assert_eq!(read.to_string(), words);
    }
    assert_eq!("Friday 9:05".parse::<DigestTime>().expect("read").to_string(), "fri 09:05");
    for bad in ["", "fri", "15:00", "someday 15:00", "fri 25:00", "fri 15:00 please"] {
        assert!(bad.parse::<DigestTime>().is_err(), "{bad}");
    }
}

#[test]
fn new_years_weeks_have_a_digest_each_and_none_is_left_out() {
    // 2026 has 53 weeks: Friday 1 January 2027 still belongs to the last of them
    let berlin = zone("Europe/Berlin");
    let mut now = at("2026-12-18T14:00:00Z");
    let mut weeks = Vec::new();
    for _ in 0..4 {
        let next = weekly("fri 15:00").next(&berlin, now, None);
        weeks.push(format!("{} {}", next.at.format("%d %b"), next.week));
        now = next.at;
    }
    assert_eq!(weeks, ["25 Dec 2026-W52", "01 Jan 2026-W53", "08 Jan 2027-W01", "15 Jan 2027-W02"]);
}

#[test]
fn moved_within_a_week_it_does_not_come_twice_in_it() {
    let (berlin, now) = (zone("Europe/Berlin"), at("2026-11-23T12:00:00Z"));
    let posted = Some(Week { year: 2026, week: 48 });
    assert_eq!(weekly("fri 15:00").next(&berlin, now, posted).at, at("2026-12-04T14:00:00Z"));
    assert_eq!(weekly("fri 15:00").next(&berlin, now, None).at, at("2026-11-27T14:00:00Z"));
}

#[test]
fn a_time_the_clock_leaps_over_keeps_the_week_of_its_date() {
    // in Beirut clocks went from Saturday midnight to Sunday 01:00 on 27 March 2022
    let next = weekly("sun 00:30").next(&zone("Asia/Beirut"), at("2022-03-25T12:00:00Z"), None);
    assert_eq!((next.at, next.week.week), (at("2022-03-26T22:30:00Z"), 12));
}

proptest! {
    #[test]
    fn every_channel_has_one_digest_in_each_week_whatever_the_clocks_do(
        name in proptest::sample::select(vec![
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Cairo",
            "America/Sao_Paulo", "Pacific/Apia", "Asia/Tehran", "UTC", "Pacific/Kiritimati", "America/St_Johns",
        ]),
        day in 0_u8..7,
        minutes in 0_u32..1440,
        year in 2015_i32..2031,
    ) {
        let zone = zone(name);
        let at = NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).expect("time");
        let when = Weekly { day: Weekday::try_from(day).expect("day"), at };
        let start = NaiveDate::from_ymd_opt(year, 11, 1).expect("date");
        let mut now = zone.resolve(start.and_time(NaiveTime::MIN));
        let mut last = None;
        // the brute-force opinion: every such weekday on the calendar, once
        let days = start.iter_days().filter(|date| date.weekday() == when.day);
        for date in days.take(30) {
            let next = when.next(&zone, now, last);
            prop_assert_eq!(next.week, Week::of(date));
            prop_assert_eq!(next.at, zone.resolve(date.and_time(at)));
            prop_assert!(next.at > now || date == start);
            (now, last) = (next.at, Some(next.week));
        }
    }
}

fn ask(n: usize, due: Option<&str>) -> (AskRef, Ask) {
    let channel = ChannelId::parse("C0LAUNCH").expect("id");
    let ts = Ts::parse(&format!("17000{n:05}.000100")).expect("ts");
    let ada = UserId::parse("U0ADA").expect("id");
    let bo = UserId::parse("U0BO").expect("id");
    let ask = Ask {
        answerers: vec![Answerer::expected(bo, due.map(at))],
        state: AskState::Open,
        ..Ask::none(ada, None, None)
    };
    (AskRef { channel, ts }, ask)
}

#[test]
fn the_most_urgent_asks_come_first_and_the_rest_is_a_number() {
    let now = at("2026-11-27T14:00:00Z");
    let mut asks =
        vec![ask(1, None), ask(2, Some("2026-11-27T12:00:00Z")), ask(3, Some("2026-11-20T12:00:00Z"))];
    let mut done = ask(4, None);
    done.1.state = AskState::Done { by: done.1.asker.clone(), at: now };
    asks.push(done);
    let chosen = Contents::choose(asks.iter().map(|(r, a)| (r, a)), std::iter::empty(), &Zone::utc(), now);
    let order: Vec<_> = chosen.waiting.iter().map(|about| &about.ts.as_str()[9..10]).collect();
    assert_eq!((order, chosen.more), (vec!["3", "2", "1"], 0));
    let many: Vec<_> = (0..10_000).map(|n| ask(n, None)).collect();
    let chosen = Contents::choose(many.iter().map(|(r, a)| (r, a)), std::iter::empty(), &Zone::utc(), now);
    assert_eq!((chosen.waiting.len(), chosen.more, chosen.parts().count()), (40, 9_960, 5));
    assert!(Contents::default().is_empty());
}

#[test]
fn who_is_away_next_week_is_told_with_the_days_of_that_week() {
    let day = |d| NaiveDate::from_ymd_opt(2026, 12, d).expect("day");
    let off = |from: u32, until: u32| TimeOff {
        from: day(from).and_time(NaiveTime::MIN),
        until: day(until).and_time(NaiveTime::MIN),
        cover: None,
    };
    let monday = next_monday(NaiveDate::from_ymd_opt(2026, 11, 30).expect("day"));
    assert_eq!(monday, day(7));
    for (from, until, seen) in [
        (1, 7, None),
        (1, 8, Some((day(7), day(7)))),
        (9, 11, Some((day(9), day(10)))),
        (1, 24, Some((day(7), day(13)))),
        (14, 15, None),
    ] {
        let member = Member { time_off: vec![off(from, until)], ..Member::default() };
        assert_eq!(absence(&member, monday).map(|(from, until, _)| (from, until)), seen, "{from}–{until}");
    }
}

#[test]
fn who_is_away_is_not_told_where_people_of_other_organisations_read_along() {
    let now = at("2026-11-27T14:00:00Z");
    let day = |d| NaiveDate::from_ymd_opt(2026, 12, d).expect("day").and_time(NaiveTime::MIN);
    let off = TimeOff { from: day(1), until: day(3), cover: None };
    let away = Member { time_off: vec![off], ..Member::default() };
    let mut eve = Member::default();
    eve.hears(crate::domain::member::Profile {
        name: PrivateText::new("Eve"),
        zone: None,
        locale: Some(crate::domain::words::Locale::En),
        is_bot: false,
        deleted: false,
        external: true,
        read_at: now,
        signals: crate::domain::signals::Signals::default(),
        told: None,
    });
    let (ada, them) = (UserId::parse("U0ADA").expect("id"), UserId::parse("U0EVE").expect("id"));
    let told = |people: &[(&UserId, &Member)]| {
        Contents::choose(std::iter::empty(), people.iter().copied(), &Zone::utc(), now).away.len()
    };
    assert_eq!((told(&[(&ada, &away)]), told(&[(&ada, &away), (&them, &eve)])), (1, 0));
}
