//! Who says that there is no hurry has been considerate already.

use super::{Ping, Silence};
use crate::domain::window::Window;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "no_hurry",
    why: Phrase::en("silence.no_hurry", "It says that there is no hurry, or waits till they are back."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    ping.reading.no_rush || ping.reading.window == Some(Window::NextCheckIn)
}
