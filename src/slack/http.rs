//! The HTTP door: signed requests in, an acknowledgement out after the commit.
