//! The Web API over the world.
