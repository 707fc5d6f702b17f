//! What each delivery needs next, in tables.
