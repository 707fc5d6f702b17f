//! The embedded store: one file on disk, group commit, for a team on one machine.
