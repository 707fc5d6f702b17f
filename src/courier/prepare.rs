//! What a claimed delivery needs next: pure.
