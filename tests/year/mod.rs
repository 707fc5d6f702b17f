//! A whole year in eight zones, played over real sockets: what somebody set for themselves comes on its minute,
//! everything else in its reader's answering time and as early as that allows; nothing early, lost or doubled.
//!
//! What is expected is worked out beside the program, minute by minute (`tests/worktime/oracle.rs`). The year is drawn
//! by lot; `UNRUSH_TEST_SEED` draws the same once more.

mod book;
mod deeds;
mod people;
mod play;

use crate::worktime::dice::Dice;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "a test may be told its seed")]
async fn a_whole_year_is_right_to_the_minute() {
    let told = std::env::var("UNRUSH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = told.unwrap_or_else(Dice::fresh_seed);
    let mut play = play::Play::begin(seed).await;
    play.lives(365).await;
    play.ends();
}
