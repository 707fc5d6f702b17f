//! Plays: what people live through with the bot, over real sockets, each with a restart in the middle.

mod asks;
mod availability;
mod back;
mod calendars;
mod commands;
mod deletes;
mod digest;
mod edits;
mod exporting;
mod forgetting;
mod home;
mod moving;
mod nudges;
mod nudges_silent;
mod pictures;
mod real_input;
mod recurring;
mod reminders;
mod repeats;
mod schedules;
mod signals;
mod strangers;
mod tags;
pub mod town;
mod travel;
mod welcome;
mod why;
