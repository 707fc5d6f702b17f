//! Commands for operators, besides running the bot.

use super::Trouble;
use crate::clock::SystemClock;
use crate::config::Mistake;
use crate::explain::Ask;
use crate::ports::Clock;
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

/// `unrush explain`. Exit code 1 when a line could not be read.
pub fn explain(ask: Ask<'_>) -> Result<(), Trouble> {
    let (input, output) = (std::io::stdin().lock(), std::io::BufWriter::new(std::io::stdout().lock()));
    match crate::explain::run(ask, SystemClock.now(), input, output) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Trouble::Failed("some lines could not be read; their answers say why".into())),
        Err(why) => Err(Trouble::Failed(format!("can't read or write: {why}"))),
    }
}
