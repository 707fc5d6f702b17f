//! Rate limits: per method, workspace and channel.
