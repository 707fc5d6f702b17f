//! `unrush doctor`: looks at everything a bot rests on, without starting one, and says for each thing that is wrong what it
//! means and how to mend it.

mod calendars;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde::Serialize;
use tokio::net::TcpListener;

use super::process::run;
use super::{OAuth, Trouble};
use crate::clock::SystemClock;
use crate::config::{Mistake, RedisChecks, Settings};
use crate::ops::porter::{self, Answer, Ask};
use crate::ports::Refusal;
use crate::slack::client::{Client, NoTicket};
use crate::slack::tokens::{Token, Tokens};
use crate::slack::{offsets, subscriptions};
use crate::store::redis::{OpenError, Redis};

/// Clocks this far apart are worth a word, in seconds; far more and no request of Slack is believed.
const SKEWED: (i64, i64) = (30, 300);

/// A Redis whose clock differs by this much, in milliseconds, gives leases nobody can rely on.
const REDIS_SKEWED: i64 = 30_000;

/// So much room on the disk is little, in kilobytes.
const LITTLE: u64 = 100 * 1024;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    Fine,
    Note,
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    level: Level,
    /// What was looked at.
    about: &'static str,
    /// What was found.
    what: String,
    /// What that means.
    means: String,
    /// What to do.
    fix: String,
}

/// Everything that was found.
#[derive(Debug, Default)]
struct Chart(Vec<Finding>);

impl Chart {
    fn fine(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Level::Fine, about, what, "", "");
    }

    fn add(
        &mut self,
        level: Level,
        about: &'static str,
        what: impl Into<String>,
        means: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let (what, means, fix) = (what.into(), means.into(), fix.into());
        self.0.push(Finding { level, about, what, means, fix });
    }

    fn wrong(
        &mut self,
        about: &'static str,
        what: impl Into<String>,
        means: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.add(Level::Wrong, about, what, means, fix);
    }
}

/// `unrush doctor`. Settings that are wrong are findings like all others.
pub fn doctor(settings: Result<&Settings, &[Mistake]>, json: bool) -> Result<(), Trouble> {
    let mut chart = Chart::default();
    match settings {
        Err(mistakes) => {
            for mistake in mistakes {
                chart.wrong("settings", mistake.to_string(), "no bot starts with it", "change that setting");
            }
        }
        Ok(settings) => run(async {
            examine(settings, &mut chart).await;
            Ok(())
        })?,
    }
    tell(&chart, json);
    let wrong = chart.0.iter().filter(|finding| finding.level == Level::Wrong).count();
    match wrong {
        0 => Ok(()),
        1 => Err(Trouble::Failed("one thing is wrong".into())),
        more => Err(Trouble::Failed(format!("{more} things are wrong"))),
    }
}

async fn examine(settings: &Settings, chart: &mut Chart) {
    let runs = matches!(porter::ask(&settings.data_dir, &Ask::Stats).await, Ok(Some(Answer::Stats(_))));
    tokens(settings, chart);
    slack(settings, chart).await;
    match &settings.redis_url {
        Some(_) => redis(settings, chart).await,
        None => embedded(&settings.data_dir, runs, chart),
    }
    charter(settings, chart);
    if let Some(folder) = &settings.calendars {
        calendars::look(folder, chart);
    }
    if !settings.slack.signing_secrets.is_empty() {
        address("UNRUSH_LISTEN", settings.listen, runs, chart).await;
    }
    address("UNRUSH_OPS_LISTEN", settings.ops_listen, runs, chart).await;
}

/// Their kinds were looked at when the settings were read.
fn tokens(settings: &Settings, chart: &mut Chart) {
    let slack = &settings.slack;
    let from_app = "it stands in your Slack app, on https://api.slack.com/apps";
    let mut asked = Vec::new();
    let app = OAuth::of(settings, &mut |key, what| asked.push(format!("{key} {what}")));
    if app.is_some() {
        let at = format!("other workspaces install the app at /slack/install on {}", settings.listen);
        chart.fine("tokens", at);
    }
    for what in asked {
        chart.wrong("tokens", what, "the bot does not start", "set what is missing, or leave both out");
    }
    if slack.bot_token.is_none() && app.is_none() {
        let fix = format!("set SLACK_BOT_TOKEN (xoxb-…); {from_app} under OAuth & Permissions");
        chart.wrong("tokens", "SLACK_BOT_TOKEN is not set", "the bot can't speak with Slack", fix);
    }
    let doors = match (slack.app_token.is_some(), !slack.signing_secrets.is_empty()) {
        (true, true) => "Socket Mode and HTTP",
        (true, false) => "Socket Mode",
        (false, true) => "HTTP",
        (false, false) => {
            let fix = format!(
                "set SLACK_APP_TOKEN (xapp-…, scope connections:write) for Socket Mode, or SLACK_SIGNING_SECRET \
                 for HTTP; {from_app} under Basic Information"
            );
            let what = "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set";
            return chart.wrong("tokens", what, "no door opens, so nothing of Slack arrives", fix);
        }
    };
    chart.fine("tokens", format!("Slack comes by {doors}"));
}

async fn slack(settings: &Settings, chart: &mut Chart) {
    let Some(token) = &settings.slack.bot_token else { return };
    let token = Token::new(token.reveal());
    let tokens = Arc::new(Tokens::single(token.reveal()));
    let client = match Client::new(&settings.slack.api_url, tokens, Arc::new(SystemClock)) {
        Ok(client) => client,
        Err(why) => {
            let fix = "install the system's certificates (Debian: `apt install ca-certificates`), and look at SLACK_API_URL";
            return chart.wrong("Slack", why.to_string(), "the bot can't speak with Slack", fix);
        }
    };
    match client.auth_test(&token).await {
        Ok(me) => {
            chart.fine("Slack", format!("it answers, and the bot token is good for workspace {}", me.team));
            scopes(&me.scopes, chart);
            if let Ok(people) = client.look_at_zones(&me.team).await {
                zones(people, chart);
            }
        }
        Err(Refusal::Workspace(why)) => {
            let fix = "copy the Bot User OAuth Token anew from OAuth & Permissions; reinstall the app if it is not shown";
            chart.wrong(
                "Slack",
                format!("the bot token is refused: {why}"),
                "nothing can be said in Slack",
                fix,
            );
        }
        Err(why) => {
            let fix = "look at SLACK_API_URL, at name resolution, and at a firewall or proxy on the way";
            let means = "what is due waits until Slack is there";
            chart.wrong("Slack", format!("it does not answer as it should: {why}"), means, fix);
        }
    }
    clock(client.pulse().skew().num_seconds(), chart);
    if let Some(token) = &settings.slack.app_token {
        socket(&client, &Token::new(token.reveal()), chart).await;
    }
}

fn scopes(granted: &[String], chart: &mut Chart) {
    if granted.is_empty() {
        return chart.add(
            Level::Note,
            "scopes",
            "Slack did not say which scopes the token has",
            "nobody can tell what is missing",
            "",
        );
    }
    let mut is_whole = true;
    for subscriptions::Lack { what, without, missing } in subscriptions::lacking(granted) {
        let missing = missing.join(", ");
        let fix = format!(
            "add {missing} under OAuth & Permissions, Bot Token Scopes, then reinstall the app there"
        );
        if let Some(without) = without {
            let found = format!("optional, and not granted: {missing}");
            chart.add(Level::Note, "scopes", found, format!("without it {without}"), fix);
            continue;
        }
        is_whole = false;
        let means = format!("this does not work: {what}");
        chart.wrong("scopes", format!("the token lacks {missing}"), means, fix);
    }
    if is_whole {
        chart.fine("scopes", "the token has all that are needed");
    }
}

/// Old time zone rules, in Slack or in this program, make reminders come an hour early or late.
fn zones(people: usize, chart: &mut Chart) {
    let differing = offsets::differing();
    if differing.is_empty() {
        return chart.fine("time zones", format!("Slack's clocks are ours, for {people} people"));
    }
    for offsets::Difference { zone, slack, ours } in differing {
        chart.add(
            Level::Note,
            "time zones",
            format!("Slack has {zone} {slack} minutes ahead of UTC, this program {ours}"),
            "one of both has old rules; times of people there may be shown or kept an hour wrong",
            "install the newest version of this program; it brings the newest rules with it",
        );
    }
}

/// A ticket that nobody uses is no connection, and Slack forgets it.
async fn socket(client: &Client, token: &Token, chart: &mut Chart) {
    let (what, fix) = match client.socket_ticket(token).await {
        Ok(_) => return chart.fine("Socket Mode", "Slack lets this app connect"),
        Err(NoTicket::Token(why)) => (
            format!("the app-level token is refused: {why}"),
            "make one with the scope connections:write under Basic Information, App-Level Tokens",
        ),
        Err(NoTicket::Off(why)) => {
            (format!("it is switched off: {why}"), "switch it on in your Slack app under Socket Mode")
        }
        Err(why) => (format!("no connection is given: {why}"), "try again in a minute"),
    };
    chart.wrong("Socket Mode", what, "nothing of Slack arrives over it", fix);
}

fn clock(skew: i64, chart: &mut Chart) {
    let what = format!("this machine's clock differs from Slack's by {skew} seconds");
    let fix = "let the system keep the time: `timedatectl set-ntp true`";
    match skew.abs() {
        off if off > SKEWED.1 => {
            chart.wrong(
                "clock",
                what,
                "no request of Slack is believed, and reminders come at a wrong time",
                fix,
            );
        }
        off if off > SKEWED.0 => chart.add(Level::Note, "clock", what, "reminders come at a wrong time", fix),
        _ => chart.fine("clock", "it agrees with Slack's"),
    }
}

async fn redis(settings: &Settings, chart: &mut Chart) {
    let Some(url) = &settings.redis_url else { return };
    let health = match Redis::inspect(url.reveal(), &SystemClock).await {
        Ok(health) => health,
        Err(why) => {
            let fix = match why {
                OpenError::Address => "write it as redis://:PASSWORD@HOST:6379 in REDIS_URL",
                _ => "start that Redis, or set REDIS_URL to where it is, with its password",
            };
            return chart.wrong("store", why.to_string(), "the bot does not start without its store", fix);
        }
    };
    let strict = settings.redis_checks == RedisChecks::Strict;
    let grave = if strict { Level::Wrong } else { Level::Note };
    let means =
        if strict { "it may lose reminders, so the bot does not start" } else { "it may lose reminders" };
    for point in &health.grave {
        let (what, fix) = point.split_once("; ").unwrap_or((point, ""));
        chart.add(grave, "store", format!("Redis: {what}"), means, fix);
    }
    for point in &health.slight {
        let (what, fix) = point.split_once("; ").unwrap_or((point, ""));
        chart.add(Level::Note, "store", format!("Redis: {what}"), "it could be better", fix);
    }
    if !health.writable {
        let fix = "look at its memory (`redis-cli INFO memory`) and its disk (`redis-cli INFO persistence`)";
        chart.wrong("store", "Redis takes no write", "nothing of Slack can be saved", fix);
    }
    if health.skew_ms.abs() > REDIS_SKEWED {
        let what = format!("Redis's clock differs from ours by {} ms", health.skew_ms);
        let fix = "let NTP set both clocks";
        chart.wrong("clock", what, "replicas take each other's work", fix);
    }
    if health.writable && health.grave.is_empty() {
        chart.fine("store", "Redis keeps what it is given");
    }
}

fn embedded(dir: &Path, runs: bool, chart: &mut Chart) {
    let shown = dir.display();
    let fix = format!("make it and give it to the user the bot runs as: `install -d -m 700 {shown}`");
    let means = "the bot does not start without its store";
    if !dir.exists() {
        // it is made at the first start, if its parent lets us
        let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return match tempfile_in(parent) {
            Ok(()) => chart.fine("store", format!("{shown} will be made at the first start")),
            Err(why) => chart.wrong("store", format!("{shown} can't be made: {why}"), means, fix),
        };
    }
    match tempfile_in(dir) {
        Ok(()) if runs => chart.fine("store", format!("a bot runs on {shown}, and answers")),
        Ok(()) => chart.fine("store", format!("{shown} is writable, and no bot runs on it")),
        Err(why) => chart.wrong("store", format!("{shown} is not writable: {why}"), means, fix),
    }
    if let Some(free) = free_kilobytes(dir).filter(|free| *free < LITTLE) {
        let what = format!("{} MB are free for {shown}", free / 1024);
        chart.wrong("store", what, "when the disk is full nothing of Slack can be saved", "make room there");
    }
}

/// Tries a directory out with a file that is gone afterwards.
fn tempfile_in(dir: &Path) -> std::io::Result<()> {
    let probe = dir.join(format!(".unrush-doctor-{}", std::process::id()));
    std::fs::write(&probe, b"probe")?;
    std::fs::remove_file(probe)
}

/// What the system's own tool says; `None` when it says nothing we can read.
fn free_kilobytes(dir: &Path) -> Option<u64> {
    let said = Command::new("df").arg("-Pk").arg(dir).output().ok()?;
    String::from_utf8(said.stdout).ok()?.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// It was read with the settings, so what there is of it is right.
fn charter(settings: &Settings, chart: &mut Chart) {
    let own = settings.charter.as_object().map_or(0, serde_json::Map::len);
    chart.fine(
        "charter",
        match own {
            0 => "the usual norms".to_owned(),
            own => format!("{own} norms of your own, all understood"),
        },
    );
}

async fn address(key: &'static str, at: SocketAddr, runs: bool, chart: &mut Chart) {
    match TcpListener::bind(at).await {
        Ok(_) => chart.fine("addresses", format!("{key} {at} is free")),
        Err(_) if runs => {
            chart.fine("addresses", format!("{key} {at} is taken, it seems by the running bot"));
        }
        Err(why) => chart.wrong(
            "addresses",
            format!("{key} {at} can't be listened on: {why}"),
            "the bot does not start",
            format!("stop what listens there (`ss -ltnp`), or set {key} to another address"),
        ),
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn tell(chart: &Chart, json: bool) {
    if json {
        return println!("{}", serde_json::to_string_pretty(&chart.0).unwrap_or_default());
    }
    for Finding { level, about, what, means, fix } in &chart.0 {
        let mark = match level {
            Level::Fine => "fine ",
            Level::Note => "note ",
            Level::Wrong => "WRONG",
        };
        println!("{mark}  {about}: {what}");
        for line in [means, fix].into_iter().filter(|line| !line.is_empty()) {
            println!("       {line}");
        }
    }
}
