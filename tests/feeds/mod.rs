//! Calendars: read over real lines, and as five producers write them.

mod fetches;
pub mod host;
mod producers;
