//! The command line: what can be asked of the program, and which exit code says how it went.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use unrush::explain::Ask;
use unrush::ops::porter;
use unrush::slack::manifest::Door;
use unrush::wire::{Beside, Letters, Which};
use unrush::{config, wire};

/// An event takes some two hundred small allocations, most of them freed on another thread; glibc's malloc spends a third
/// of all CPU time on them.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// See what was given up, and have it delivered once more or forgotten.
    DeadLetters {
        #[command(subcommand)]
        what: LetterWork,
    },
    /// Look at everything the bot rests on, and say what is wrong and how to mend it.
    Doctor {
        /// As JSON.
        #[arg(long)]
        json: bool,
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
    /// Say how much is kept.
    Stats {
        /// As one line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// See whether the store is whole and keeps what it is given.
    Check,
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

#[derive(Subcommand)]
enum LetterWork {
    /// A line for each, oldest first.
    List {
        /// As lines of JSON.
        #[arg(long)]
        json: bool,
    },
    /// Everything about one but its words.
    Show {
        /// Its name, as `list` says it.
        id: String,
        /// As one line of JSON.
        #[arg(long)]
        json: bool,
    },
    /// Have some delivered once more, now.
    Requeue(Chosen),
    /// Forget some for good.
    Purge(Chosen),
}

#[derive(Args)]
struct Chosen {
    /// Their names, as `list` says them.
    #[arg(required_unless_present = "all")]
    ids: Vec<String>,
    /// All of them.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
}

impl From<Chosen> for porter::Which {
    fn from(Chosen { ids, all }: Chosen) -> Self {
        if all { Self::All } else { Self::Named(ids) }
    }
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
    let settings = config::load(line.config.as_deref(), wire::check_charter);
    if let What::Doctor { json } = line.what {
        return exit(wire::doctor(settings.as_ref().map_err(Vec::as_slice), json));
    }
    let settings = match settings {
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
        What::Store { what: StoreWork::Stats { json } } => wire::store_stats(&settings, json),
        What::Store { what: StoreWork::Check } => wire::store_check(&settings),
        What::DeadLetters { what } => match what {
            LetterWork::List { json } => wire::dead_letters(&settings, Letters::List, json),
            LetterWork::Show { id, json } => wire::dead_letters(&settings, Letters::Show(id), json),
            LetterWork::Requeue(these) => {
                wire::dead_letters(&settings, Letters::Requeue(these.into()), false)
            }
            LetterWork::Purge(these) => wire::dead_letters(&settings, Letters::Purge(these.into()), false),
        },
        What::Doctor { json } => wire::doctor(Ok(&settings), json),
        What::Manifest { http, .. } => wire::print_manifest(http.as_deref().map_or(Door::Socket, Door::Http)),
    };
    exit(went)
}

fn exit(went: Result<(), wire::Trouble>) -> ExitCode {
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
