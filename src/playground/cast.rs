//! The cast: Ada, Bo, Chidi and Dee in #launch.
