//! The post room: claims what is due, delivers it, settles it.

pub mod pace;
pub mod prepare;
