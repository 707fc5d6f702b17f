//! A whole year in eight zones, played over real sockets: what somebody set for themselves comes on its minute,
//! everything else in its reader's answering time and as early as that allows; nothing early, lost or doubled.
//!
//! What is expected is worked out beside the program, minute by minute (`opinion.rs`, `tests/worktime/oracle.rs`), and
//! listed at the end as the law says it (`law.rs`). The year is drawn by lot, the same in every run, so that what fails
//! fails for everybody; `UNRUSH_TEST_SEED` draws another, `UNRUSH_TEST_LONG=1` several that nobody has seen.

mod again;
mod asks;
mod book;
mod deeds;
mod diary;
mod draw;
mod law;
mod opinion;
mod people;
mod play;
mod signals;

use crate::worktime::dice::Dice;

/// The lot of the usual year.
const USUAL: u64 = 7;
/// How many years are lived through with `UNRUSH_TEST_LONG=1`.
const MANY: usize = 8;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "a test may be told its seed, and to take its time")]
async fn a_whole_year_is_right_to_the_minute() {
    let told = std::env::var("UNRUSH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let is_long = std::env::var("UNRUSH_TEST_LONG").is_ok_and(|long| long == "1");
    let seed: u64 = told.unwrap_or_else(|| if is_long { Dice::fresh_seed() } else { USUAL });
    for seed in (seed..).take(if is_long { MANY } else { 1 }) {
        let mut play = play::Play::begin(seed).await;
        play.lives(365).await;
        play.ends();
    }
}
