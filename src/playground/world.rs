//! The state of the small Slack: people, channels, messages.
