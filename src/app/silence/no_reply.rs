//! Who says that nothing is expected has been considerate already.

use super::{Ping, Silence};
use crate::domain::window::Window;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "no_reply",
    why: Phrase::en("silence.no_reply", "It says that no reply is needed."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    ping.reading.window == Some(Window::NoReply)
}
