//! Settings: defaults, then the file, then the environment; all mistakes at once, never a value.
