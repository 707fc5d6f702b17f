//! Pictures: from facts to pixels to the bytes of a PNG, without a font, a file or a clock of the machine.

mod canvas;
mod day;
mod letters;
mod png;

pub use day::{day, is_legible};
