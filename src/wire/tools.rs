//! Commands for operators, besides running the bot.

use super::Trouble;
use crate::config::Mistake;
use crate::slack::manifest::{self, Door};

/// `unrush manifest`: prints the manifest to make the Slack app from.
#[expect(clippy::print_stdout, reason = "what was asked for")]
pub fn print_manifest(door: Door<'_>) -> Result<(), Trouble> {
    if let Door::Http(url) = door
        && !(url.starts_with("https://") && url.len() > "https://".len() && !url.contains([' ', '?', '#']))
    {
        let what = "is an https address of yours, such as https://bot.example.com; Slack uses no other";
        return Err(Trouble::Settings(vec![Mistake { key: "--http".into(), what: what.into() }]));
    }
    print!("{}", manifest::yaml(door));
    Ok(())
}
