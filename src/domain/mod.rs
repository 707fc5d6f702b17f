//! The study: pure nouns and rules. No clock, no wire, no await; nothing here can fail.

pub mod ask;
pub mod availability;
pub mod charter;
pub mod digest;
pub mod feed;
pub mod forgetting;
pub mod holidays;
pub mod home;
pub mod ids;
pub mod inbound;
pub mod installation;
pub mod language;
pub mod member;
pub mod misreading;
pub mod notice;
pub mod nudge;
pub mod outgoing;
pub mod record;
pub mod reply;
pub mod schedule;
pub mod signals;
pub mod stay;
pub mod text;
pub mod window;
pub mod words;
pub mod worktime;
