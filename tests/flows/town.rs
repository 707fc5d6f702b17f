//! The stage of the plays: the small Slack with its cast, the bot beside it over real sockets, and a clock that stands
//! still until somebody moves it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use unrush::clock::SteppedClock;
use unrush::config::Secret;
use unrush::domain::charter::Charter;
use unrush::domain::ids::TeamId;
use unrush::playground::deeds::{Filled, Press};
use unrush::playground::messages::Message;
use unrush::playground::world::{BOT_USER, TEAM, World};
use unrush::playground::{Playground, Setup};
use unrush::ports::{Clock, Store};
use unrush::store::copy::{Row, Stock};
use unrush::store::embedded::Embedded;
use unrush::store::redis::{Checks, Redis};
use unrush::store::seal::{Key, Keys};
use unrush::wire::{Bot, Cellar, Plan};

use crate::stores::redis::Server;

/// How many times faster than in life rate limits and retries pass on the stage.
const PACE: u32 = 500;

/// A town in which a play is held.
pub struct Town {
    pub slack: Playground,
    pub clock: Arc<SteppedClock>,
    bot: Option<Bot>,
    /// The bot's own, so that a crash takes all of it at once.
    runtime: Option<Runtime>,
    charter: Charter,
    /// Hosts of calendars that are played beside the stage.
    feeds: unrush::feeds::Stage,
    /// A folder of calendars, if there is one.
    calendars: Option<std::path::PathBuf>,
    data: TempDir,
    /// With `UNRUSH_TEST_STORE=redis` every play is held over a Redis of its own.
    redis: Option<Server>,
    /// With `UNRUSH_TEST_DOOR=socket` Slack reaches the bot over lines the bot opens.
    by_socket: bool,
}

/// Somebody of the cast.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    town: &'a Town,
    name: &'static str,
}

/// A message that was written in a play.
#[derive(Clone, Debug)]
pub struct Said {
    pub channel: &'static str,
    pub ts: String,
}

impl Town {
    /// A town on a Tuesday: 16:00 for Ada in Berlin and Chidi in Lagos, 10:00 for Bo in New York, 04:00 the next
    /// morning for Dee in Auckland.
    pub async fn with_bot() -> Self {
        Self::with_charter(Charter::default()).await
    }

    /// The same town under other norms.
    pub async fn with_charter(charter: Charter) -> Self {
        Self::with_all(charter, unrush::feeds::Stage::new()).await
    }

    /// The same town beside hosts that have calendars.
    pub async fn with_calendars(feeds: unrush::feeds::Stage) -> Self {
        Self::with_all(Charter::default(), feeds).await
    }

    /// The same town under other norms and beside hosts that have calendars.
    pub async fn with_all(charter: Charter, feeds: unrush::feeds::Stage) -> Self {
        let mut town = Self::without_bot(charter).await;
        town.feeds = feeds;
        town.start().await;
        town
    }

    /// The same town with a folder of calendars.
    pub async fn with_calendar_folder(folder: &std::path::Path) -> Self {
        let mut town = Self::without_bot(Charter::default()).await;
        town.calendars = Some(folder.to_owned());
        town.start().await;
        town
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "which store and door the plays are held over is the run's choice"
    )]
    async fn without_bot(charter: Charter) -> Self {
        let clock = Arc::new(SteppedClock::standing(tuesday(), PACE));
        let (now, step) = (Arc::clone(&clock), Arc::clone(&clock));
        let slack = Playground::start(Setup {
            listen: loopback(),
            events_url: None,
            now: Arc::new(move || now.now().timestamp_micros()),
            step: Arc::new(move |micros| step.step(TimeDelta::microseconds(micros))),
            pace: PACE,
            cast: true,
        })
        .await
        .expect("the small Slack starts");
        let data = tempfile::tempdir().expect("a temporary folder");
        let on_redis = std::env::var("UNRUSH_TEST_STORE").is_ok_and(|store| store == "redis");
        let redis = on_redis.then(Server::start);
        let by_socket = std::env::var("UNRUSH_TEST_DOOR").is_ok_and(|door| door == "socket");
        let feeds = unrush::feeds::Stage::new();
        let (bot, runtime, calendars) = (None, None, None);
        Self { slack, clock, bot, runtime, charter, feeds, calendars, data, redis, by_socket }
    }

    async fn start(&mut self) {
        let plan = Plan {
            data_dir: self.data.path().to_owned(),
            listen: loopback(),
            api_url: self.slack.api_url(),
            bot_token: Some(self.slack.bot_token().to_owned()),
            oauth: None,
            signing_secrets: if self.by_socket {
                vec![]
            } else {
                vec![self.slack.signing_secret().to_owned()]
            },
            app_token: self.by_socket.then(|| self.slack.app_token().to_owned()),
            cellar: match &self.redis {
                Some(redis) => Cellar::Redis(Secret::new(redis.url()), Checks::Strict),
                None => Cellar::Embedded,
            },
            encryption_key: None,
            feeds: self.feeds.clone(),
            calendars: self.calendars.clone(),
            charter: self.charter.clone(),
            clock: self.clock.clone(),
        };
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        // those of a bot that crashed may not have ended yet
        let old = self.slack.lines().last().map_or(0, |line| line.id);
        let bot = runtime.spawn(Bot::start(plan)).await.expect("no panic").expect("the bot starts");
        self.runtime = Some(runtime);
        self.slack.set_events_url(bot.door().map(|door| format!("http://{door}/slack/events")));
        self.bot = Some(bot);
        if self.by_socket {
            let connected = |_: &World| self.slack.lines().iter().any(|line| line.id > old).then_some(());
            self.slack.until(connected).await.expect("the bot connects");
        }
    }

    /// The bot is stopped as an operator would, and started again on the same data.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// The bot is torn down in the middle of what it does, and started again on the same data.
    pub async fn crash(&mut self) {
        self.tear_down();
        self.start().await;
    }

    /// The bot is stopped, an operator copies everything into the other store, and it is started there.
    pub async fn moves(&mut self) {
        self.stop().await;
        let (before, here) = match self.redis.take() {
            Some(redis) => (redis, ["redis", "embedded"]),
            None => (Server::start(), ["embedded", "redis"]),
        };
        let [from, to] = here;
        if to == "embedded" {
            // what a move leaves behind stays, and is not poured over
            let _ = std::fs::remove_file(self.data.path().join("unrush.redb"));
        }
        let copied = std::process::Command::new(env!("CARGO_BIN_EXE_unrush"))
            .args(["store", "copy", "--from", from, "--to", to])
            .env("UNRUSH_DATA_DIR", self.data.path())
            .env("REDIS_URL", before.url())
            .output()
            .expect("the command runs");
        assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
        self.redis = (to == "redis").then_some(before);
        self.start().await;
    }

    async fn stop(&mut self) {
        self.bot.take().expect("a running bot").stop().await;
        self.tear_down();
    }

    fn tear_down(&mut self) {
        drop(self.bot.take());
        let runtime = self.runtime.take().expect("a running bot");
        tokio::task::block_in_place(|| runtime.shutdown_timeout(Duration::from_secs(10)));
    }

    /// The bot is stopped, time passes, and it is started again.
    pub async fn asleep(&mut self, by: TimeDelta) {
        self.stop().await;
        self.slack.steps(by.num_seconds());
        self.start().await;
    }

    /// Lets some seconds pass one by one, so that what was put off for a while is tried again.
    pub async fn waits(&self, seconds: u32) {
        for _ in 0..seconds {
            self.step(TimeDelta::seconds(1)).await;
        }
    }

    /// Somebody of the town, by name.
    pub fn person(&self, name: &'static str) -> Person<'_> {
        Person { town: self, name }
    }

    pub fn ada(&self) -> Person<'_> {
        Person { town: self, name: "ada" }
    }

    pub fn bo(&self) -> Person<'_> {
        Person { town: self, name: "bo" }
    }

    pub fn chidi(&self) -> Person<'_> {
        Person { town: self, name: "chidi" }
    }

    pub fn dee(&self) -> Person<'_> {
        Person { town: self, name: "dee" }
    }

    /// Time passes, all at once, after what is under way has ended.
    pub async fn step(&self, by: TimeDelta) {
        self.rests().await;
        self.slack.steps(by.num_seconds());
    }

    /// Time passes until a moment, from one moment at which the bot has something to do to the next.
    pub async fn passes_until(&self, until: DateTime<Utc>) {
        while let Some(due) = self.next_due().await.filter(|due| *due <= until) {
            self.jumps_to(due);
        }
        self.jumps_to(until);
        self.rests().await;
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// When the bot has something to do next, once all is quiet.
    pub async fn next_due(&self) -> Option<DateTime<Utc>> {
        self.rests().await;
        self.bot.as_ref().expect("a running bot").next_due().await
    }

    /// The clock is set to a moment, whatever is under way. It never goes back.
    pub fn jumps_to(&self, at: DateTime<Utc>) {
        let ahead = at - self.clock.now();
        self.clock.step(ahead.max(TimeDelta::zero()));
        self.slack.steps(0);
    }

    /// Waits until nothing is under way: no event on its way to the bot, nothing due that the bot has not settled.
    pub async fn rests(&self) {
        let bot = self.bot.as_ref().expect("a running bot");
        // what the bot says makes Slack speak again, so both have to be found quiet in one round
        for _ in 0..2 {
            self.slack.quiet().await;
            bot.rests().await;
        }
    }

    /// The bot is stopped, loses everything it knew, and is started again.
    pub async fn forgets_everything(&mut self) {
        self.stop().await;
        self.data = tempfile::tempdir().expect("a temporary folder");
        if let Some(redis) = &mut self.redis {
            *redis = Server::start();
        }
        self.start().await;
    }

    /// Whether some words stand in what the bot keeps in its folder.
    pub fn keeps(&self, words: &str) -> bool {
        let files = std::fs::read_dir(self.data.path()).expect("a folder");
        files
            .filter_map(|file| std::fs::read(file.expect("an entry").path()).ok())
            .any(|bytes| bytes.windows(words.len()).any(|some| some == words.as_bytes()))
    }

    /// Everything the bot keeps, in lines: all names in its store, and whatever can be opened, without words of
    /// people. What is only known to be a repeat is left out, and so are the names of what was just erased. The bot is
    /// stopped for that and started again.
    pub async fn kept(&mut self) -> Vec<String> {
        self.stop().await;
        let clock: Arc<dyn Clock> = self.clock.clone();
        let keys = Keys::new(&Key::load_or_create(self.data.path()).expect("a key"), &[]);
        let now = clock.now();
        let lines = if let Some(redis) = &self.redis {
            let store = Redis::open(&redis.url(), keys, clock, Checks::Strict).await.expect("opens");
            let mut lines = everything(&store, now).await;
            let all = redis.ask(&["KEYS", "*"]);
            // Redis drops by its own clock what the stage's clock is past already
            let is_over = |value: &str| {
                let until = value.split('|').nth(1).and_then(|until| until.parse::<i64>().ok());
                until.is_some_and(|until| until <= now.timestamp_millis())
            };
            let is_left = |key: &&str| {
                let is_gone = |value: String| value.ends_with(r#""gone""#) || is_over(&value);
                !(key.contains("}:s:") || key.contains("}:r:") && is_gone(redis.ask(&["GET", key])))
            };
            lines.extend(all.lines().filter(is_left).map(str::to_owned));
            lines
        } else {
            everything(&Embedded::open(self.data.path(), keys, clock).expect("opens"), now).await
        };
        self.start().await;
        lines
    }

    /// What the bot says in a channel itself, threads left out.
    pub fn bot_says(&self, channel: &str) -> Vec<String> {
        let world = self.slack.world();
        let channel = channel_id(&world, channel);
        let own = |message: &&Message| message.by_app && message.thread_ts.is_none();
        world.messages(&channel).filter(own).map(visible).collect()
    }

    /// The emoji the bot has put on a message, once all is quiet.
    pub async fn tags(&self, said: &Said) -> Vec<String> {
        self.rests().await;
        let world = self.slack.world();
        let channel = channel_id(&world, said.channel);
        let reactions = world.message(&channel, &said.ts).map(|message| message.reactions.clone());
        let ours = reactions.into_iter().flatten().filter(|(_, who)| who.iter().any(|user| user == BOT_USER));
        ours.map(|(name, _)| name).collect()
    }

    /// What the bot says in a message's thread, once all is quiet.
    pub async fn thread(&self, said: &Said) -> Vec<String> {
        self.rests().await;
        let world = self.slack.world();
        let channel = channel_id(&world, said.channel);
        let replies = world.replies(&channel, &said.ts);
        replies.filter(|message| message.by_app).map(visible).collect()
    }

    /// The ts of the bot's reply in a message's thread.
    pub async fn reply_ts(&self, said: &Said) -> String {
        self.rests().await;
        let world = self.slack.world();
        let channel = channel_id(&world, said.channel);
        let mut replies = world.replies(&channel, &said.ts);
        replies.find(|message| message.by_app).expect("a reply of the bot").ts.clone()
    }

    /// How often a method took effect.
    pub fn count(&self, method: &str) -> usize {
        self.slack.calls_of(method).iter().filter(|call| call.ok()).count()
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Person<'_> {
    /// Writes into a channel.
    pub async fn says(self, channel: &'static str, text: &str) -> Said {
        let ts = self.town.slack.says(self.name, channel, text).await.expect("can write");
        Said { channel, ts }
    }

    /// Answers in a message's thread.
    pub async fn replies(self, to: &Said, text: &str) -> Said {
        let slack = &self.town.slack;
        let ts = slack.replies(self.name, to.channel, &to.ts, text).await.expect("can write");
        Said { channel: to.channel, ts }
    }

    /// Puts a reaction on a message, or takes it off again.
    pub async fn reacts(self, said: &Said, emoji: &str) {
        self.town.slack.reacts(self.name, said.channel, &said.ts, emoji).await.expect("can react");
    }

    /// Changes a message.
    pub async fn edits(self, said: &Said, text: &str) {
        self.town.slack.edits(self.name, said.channel, &said.ts, text).await.expect("can edit");
    }

    /// Deletes a message.
    pub async fn deletes(self, said: &Said) {
        self.town.slack.deletes(self.name, said.channel, &said.ts).await.expect("can delete");
    }

    /// Types a command in a channel; tells what came back.
    pub async fn types_in(self, channel: &str, line: &str) -> String {
        let before = self.private_words().len();
        self.town.slack.types(self.name, channel, line).await.expect("can type");
        self.town.rests().await;
        self.private_words().split_off(before).join("\n")
    }

    /// Types a command in #general.
    pub async fn types(self, line: &str) -> String {
        self.types_in("#general", line).await
    }

    /// Writes to the bot; tells what it answers.
    pub async fn tells_the_bot(self, words: &str) -> String {
        let before = self.dms().await.len();
        self.town.slack.says(self.name, "@unrush", words).await.expect("can write");
        self.dms().await.split_off(before).join("\n")
    }

    /// Presses a button under a message of the bot in a channel.
    pub async fn presses(self, channel: &str, ts: &str, button: &str) {
        self.town.slack.presses(self.name, Press::on(channel, ts, button)).await.expect("can press");
        self.town.rests().await;
    }

    /// Presses a button on the newest thing only this person sees in a channel.
    pub async fn presses_privately(self, channel: &str, button: &str) {
        let id = {
            let world = self.town.slack.world();
            let me = world.find_person(self.name).expect("one of the cast");
            let there = world.find_channel(channel, &me).expect("a channel");
            world.ephemerals(&me).rfind(|note| note.channel == there).expect("a note").id.clone()
        };
        self.presses(channel, &id, button).await;
    }

    /// What only this person sees, once all is quiet.
    pub async fn notes(self) -> Vec<String> {
        self.town.rests().await;
        self.private_words()
    }

    /// Presses a button under the newest direct message of the bot.
    pub async fn presses_in_dm(self, button: &str) {
        let ts = self.dm_messages().await.last().expect("a direct message").ts.clone();
        self.presses("@unrush", &ts, button).await;
    }

    /// Opens the app's Home tab; tells what it says.
    pub async fn opens_home(self) -> String {
        self.town.slack.opens_home(self.name).await.expect("can open");
        self.home().await
    }

    /// What the Home tab says, once all is quiet.
    pub async fn home(self) -> String {
        self.town.rests().await;
        let world = self.town.slack.world();
        let id = world.find_person(self.name).expect("one of the cast");
        let mut words = Vec::new();
        gather(&world.views.home(&id).expect("a home").shape, &mut words);
        words.join("\n")
    }

    /// Presses a button in the Home tab, or chooses in a menu there.
    pub async fn presses_at_home(self, action: &str, chosen: Option<&str>) {
        let view_id = {
            let world = self.town.slack.world();
            let id = world.find_person(self.name).expect("one of the cast");
            world.views.home(&id).expect("a home").id.clone()
        };
        let selected = chosen.map(Into::into);
        let press = Press { selected, ..Press::in_view(&view_id, action) };
        self.town.slack.presses(self.name, press).await.expect("can press");
        self.town.rests().await;
    }

    /// Fills in the modal that is open.
    pub async fn submits(self, values: serde_json::Value) -> Filled {
        let filled = self.town.slack.submits(self.name, values).await.expect("a modal is open");
        self.town.rests().await;
        filled
    }

    /// The direct messages of the bot, oldest first, once all is quiet.
    pub async fn dms(self) -> Vec<String> {
        self.dm_messages().await.iter().map(visible).collect()
    }

    async fn dm_messages(self) -> Vec<Message> {
        self.town.rests().await;
        let world = self.town.slack.world();
        let id = world.find_person(self.name).expect("one of the cast");
        let Some(channel) = world.find_channel("@unrush", &id) else { return Vec::new() };
        world.messages(&channel).filter(|message| message.by_app).cloned().collect()
    }

    /// What only this person sees.
    pub fn private_words(self) -> Vec<String> {
        let world = self.town.slack.world();
        let id = world.find_person(self.name).expect("one of the cast");
        world.ephemerals(&id).map(|ephemeral| ephemeral.text.clone()).collect()
    }
}

/// Everything a reader sees of a message: its text, and the words in its blocks.
fn visible(message: &Message) -> String {
    let mut words = vec![message.text.clone()];
    gather(message.blocks.as_ref().unwrap_or(&serde_json::Value::Null), &mut words);
    words.join("\n")
}

fn gather(value: &serde_json::Value, words: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(all) => all.iter().for_each(|one| gather(one, words)),
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                match inner.as_str() {
                    Some(text) if key == "text" => words.push(text.to_owned()),
                    _ => gather(inner, words),
                }
            }
        }
        _ => {}
    }
}

/// All that is kept and whose time is not over.
async fn everything(store: &(impl Store + Stock), now: DateTime<Utc>) -> Vec<String> {
    let team = TeamId::parse(TEAM).expect("id");
    let (mut lines, mut from) = (Vec::new(), None);
    loop {
        let leaf = store.leaf(&team, from.as_deref()).await.expect("a leaf");
        lines.extend(leaf.kept.iter().map(|kept| format!("{kept:?}")));
        match leaf.next {
            Some(next) => from = Some(next),
            None => break,
        }
    }
    let (to, mut rows) = tokio::sync::mpsc::channel(1);
    let name = |row: Row| match row {
        Row::Seen { .. } => None,
        // what was erased leaves its name for a minute of the store's own
        Row::Record { shape, .. } if shape.ends_with(br#""gone""#) => None,
        Row::Record { until: Some(until), .. } if until <= now.timestamp_millis() => None,
        Row::Record { name, .. } => Some(name),
        Row::Listed { list, entry } => Some(format!("{list} {entry}")),
        Row::Waits(what) | Row::Dead { what, .. } => Some(format!("{} {:?}", what.id, what.owner)),
    };
    let (dumped, ()) = tokio::join!(store.dump(to), async {
        while let Some(some) = rows.recv().await {
            lines.extend(some.into_iter().filter_map(name));
        }
    });
    dumped.expect("all of it");
    lines
}

fn channel_id(world: &World, name: &str) -> String {
    world.find_channel(name, "U0ADA").expect("a channel of the town")
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Tuesday, 24 November 2026, 15:00 UTC.
fn tuesday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 15, 0, 0).single().expect("a moment")
}
