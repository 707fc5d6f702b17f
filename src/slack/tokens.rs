//! Which token speaks for a workspace.
