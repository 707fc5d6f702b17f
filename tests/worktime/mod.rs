//! Due moments, held against hand-made tables and a second opinion.

pub mod dice;
mod opinion;
pub mod oracle;
mod overlaps;
mod recurrences;
mod tables;
mod vectors;
