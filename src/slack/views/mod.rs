//! What is shown: one file for each card and modal, words and layout.
