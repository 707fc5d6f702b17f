//! The garden: a small fake Slack with people in it, and a page to stand in it. It knows the wire and nothing of the house.

pub mod api;
pub mod cast;
pub mod doors;
pub mod page;
pub mod world;
