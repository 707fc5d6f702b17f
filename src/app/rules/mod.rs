//! What a message sets off: one file each, listed here.
