//! The porch and the letterbox: everything that knows how Slack writes.

pub mod client;
pub mod door;
pub mod http;
pub mod install;
pub mod manifest;
pub mod offsets;
pub mod pictures;
pub mod socket;
pub mod subscriptions;
pub mod tokens;
pub mod translate;
pub mod views;
