//! Pushes what happens to the bot: signed HTTP with retries like Slack.
