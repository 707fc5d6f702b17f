//! Everything that is tested from outside, in one program so that it links once.

mod browser;
mod command_line;
mod deploy;
mod doors;
mod faults;
mod feeds;
mod flows;
mod installing;
mod language;
mod manifest;
mod ops;
mod packages;
mod sdk;
mod sockets;
mod stores;
mod tidy;
mod words;
mod worktime;
mod year;
