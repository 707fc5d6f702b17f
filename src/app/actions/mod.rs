//! Buttons, modals and shortcuts: one file each, listed here.
