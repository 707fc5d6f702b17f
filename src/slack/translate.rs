//! The door mat: raw JSON and forms in, `Inbound` out; unknown things are met politely.
