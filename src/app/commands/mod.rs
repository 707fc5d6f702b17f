//! The words after `/async`: one file each, listed here.
