//! From what happened to what is to be done, without doing it.
