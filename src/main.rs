//! The command line: what can be asked of the program, and which exit code says how it went.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use unrush::explain::Ask;
use unrush::slack::manifest::Door;
use unrush::wire::{Beside, Which};
use unrush::{config, wire};

/// Makes Slack calm: every ask carries the time by which an answer is expected.
#[derive(Parser)]
#[command(version, about, after_help = "Try it without Slack: unrush playground")]
struct Line {
    /// A TOML file with settings; the environment beats it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Try Unrush in a small Slack on this machine, with a page; needs no Slack and no Redis.
    Playground {
        /// Only the small Slack, for bots of other people.
        #[arg(long)]
        slack_only: bool,
        /// Where that bot's events go.
        #[arg(long, value_name = "URL", requires = "slack_only")]
        events_url: Option<String>,
    },
    /// Run the bot. Needs `SLACK_BOT_TOKEN`, and `SLACK_APP_TOKEN` or `SLACK_SIGNING_SECRET`.
    Serve,
    /// Show how a message is read, and why; without a text, JSON lines on standard input.
    Explain {
        /// When the message was written, such as 2026-11-24T10:00; now without it.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// The writer's time zone, such as Europe/Berlin; UTC without it.
        #[arg(long, value_name = "ZONE")]
        tz: Option<String>,
        /// The message.
        text: Option<String>,
    },
    /// Work on the store itself.
    Store {
        #[command(subcommand)]
        what: StoreWork,
    },
    /// Print the manifest to make the Slack app from; for Socket Mode unless told otherwise.
    Manifest {
        /// For Socket Mode: Slack needs no address of yours.
        #[arg(long, conflicts_with = "http")]
        socket: bool,
        /// For requests of Slack to this address, such as `https://bot.example.com`.
        #[arg(long, value_name = "URL")]
        http: Option<String>,
    },
}

#[derive(Subcommand)]
enum StoreWork {
    /// Copy everything from one store into the other, which has to be empty. No bot may run on either meanwhile.
    Copy {
        /// Where everything is now: `embedded` is the file in `UNRUSH_DATA_DIR`, `redis` the one of `REDIS_URL`.
        #[arg(long)]
        from: Kept,
        /// Where it is to be.
        #[arg(long)]
        to: Kept,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Kept {
    Embedded,
    Redis,
}

impl From<Kept> for Which {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Embedded => Self::Embedded,
            Kept::Redis => Self::Redis,
        }
    }
}

/// All went well.
const FINE: u8 = 0;
/// It was tried and failed.
const FAILED: u8 = 1;
/// The command line or the settings are wrong. Also what clap exits with.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    let line = Line::parse();
    let settings = match config::load(line.config.as_deref(), wire::check_charter) {
        Ok(settings) => settings,
        Err(mistakes) => {
            for mistake in mistakes {
                eprintln!("unrush: {mistake}");
            }
            return WRONG_USAGE.into();
        }
    };
    let went = match line.what {
        What::Playground { slack_only: true, events_url } => {
            wire::playground(&settings, &Beside::Stranger(events_url))
        }
        What::Playground { .. } => wire::playground(&settings, &Beside::Unrush),
        What::Serve => wire::serve(&settings),
        What::Explain { at, tz, text } => {
            wire::explain(Ask { at: at.as_deref(), tz: tz.as_deref(), text: text.as_deref() })
        }
        What::Store { what: StoreWork::Copy { from, to } } => {
            wire::copy_store(&settings, from.into(), to.into())
        }
        What::Manifest { http, .. } => wire::print_manifest(http.as_deref().map_or(Door::Socket, Door::Http)),
    };
    match went {
        Ok(()) => FINE.into(),
        Err(wire::Trouble::Settings(mistakes)) => {
            for mistake in mistakes {
                eprintln!("unrush: {mistake}");
            }
            WRONG_USAGE.into()
        }
        Err(wire::Trouble::Failed(why)) => {
            eprintln!("unrush: {why}");
            FAILED.into()
        }
    }
}
