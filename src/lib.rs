//! Unrush makes Slack calm: every ask carries the time by which an answer is expected.
#![doc = include_str!("README.md")]

pub mod app;
pub mod clock;
pub mod config;
pub mod courier;
pub mod domain;
pub mod explain;
pub mod feeds;
pub mod figures;
pub mod ops;
pub mod playground;
pub mod ports;
pub mod slack;
pub mod store;
pub mod wire;
