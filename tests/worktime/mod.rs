//! Due moments, held against hand-made tables and a second opinion.

mod dice;
mod opinion;
mod oracle;
mod recurrences;
mod tables;
mod vectors;
