//! `unrush explain`: what one message is read as, and why.
