//! Before anything is kept in a Redis, and while it is: is it there, is it the right one, and does it keep what it is
//! given?

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use redis::{Client, ConnectionAddr, Value, cmd};

use super::health::Health;
use super::link::Link;
use crate::ports::{Clock, StoreError};
use crate::store::seal::{Keys, random};

/// The layout of the keys. A store with a newer one is left alone.
const SCHEMA: u32 = 1;

/// How long a start waits for a server that is starting itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a server may take to greet us.
const GREETING: Duration = Duration::from_millis(800);

/// The pause between attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// More than this, and something is wrong with one of the clocks.
const SKEW: TimeDelta = TimeDelta::seconds(2);

/// From this share of its memory on, a server is said to be filling up.
const FILLING: f64 = 0.8;

/// The key of a write that only shows that writes are taken, and how long it stays, in milliseconds.
const PROBE: (&str, u32) = ("unrush:probe", 60_000);

/// What is sealed to recognise a key by.
const KEY_CHECK: &[u8] = b"unrush";

/// Where the store's own name stands.
const INSTANCE: &str = "instance";

/// Stands there while somebody copies into the store.
pub(super) const COPYING: &str = "copying";

/// What to do about a Redis that may lose what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Refuse it.
    Strict,
    /// Say so and use it.
    Warn,
}

/// Why the store did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is none.
    #[error("REDIS_URL is no address of a Redis, such as redis://127.0.0.1:6379")]
    Address,
    /// Nobody answers there.
    #[error("Redis at {address} does not answer: {why}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What happened.
        why: StoreError,
    },
    /// It is not set up to keep what it is given; each point with its remedy.
    #[error("this Redis may lose reminders: {}", .0.join("; "))]
    Unsafe(Vec<String>),
    /// A newer Unrush wrote there.
    #[error(
        "the store was written by a newer Unrush (layout {found}, this one knows {SCHEMA}); update Unrush"
    )]
    Newer {
        /// Its layout.
        found: u32,
    },
    /// Its private text was sealed with a key that was not given.
    #[error("the encryption key is not the one this store was written with; nothing was changed")]
    WrongKey,
    /// A copy into it was begun and never finished.
    #[error("a copy into this store was not finished; empty it and copy once more")]
    HalfCopied,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// Why a store was not met.
#[derive(Debug)]
pub(super) enum Unmet {
    /// It did not answer.
    Away(StoreError),
    /// It is not for us.
    Refused(OpenError),
}

impl From<StoreError> for Unmet {
    fn from(why: StoreError) -> Self {
        Self::Away(why)
    }
}

/// An open store.
pub(super) struct Opened {
    pub link: Link,
    pub health: Health,
    /// The store's own name.
    pub instance: String,
}

/// Connects and checks everything. Of several addresses, separated by commas, the first that answers counts; if that is
/// one of a cluster, all of it is used.
pub(super) async fn open(
    urls: &str,
    keys: &Keys,
    clock: &dyn Clock,
    checks: Checks,
) -> Result<Opened, OpenError> {
    let clients: Result<Vec<Client>, _> = urls.split(',').map(|url| Client::open(url.trim())).collect();
    let clients = clients.map_err(|_| OpenError::Address)?;
    let address = clients.iter().map(address).collect::<Vec<_>>().join(", ");
    let unreachable = |why| OpenError::Unreachable { address: address.clone(), why };
    let link = wait_for(&clients).await.map_err(unreachable)?;
    let health = examine(&link, clock).await.map_err(unreachable)?;
    if checks == Checks::Strict && !health.grave.is_empty() {
        return Err(OpenError::Unsafe(health.grave));
    }
    health.tell(&Health::default());
    let instance = meet(&link, keys).await.map_err(|unmet| match unmet {
        Unmet::Away(why) => unreachable(why),
        Unmet::Refused(why) => why,
    })?;
    Ok(Opened { link, health: Health { writable: true, ..health }, instance })
}

/// Looks at the servers once, as they are now, and changes nothing but the key that shows whether writes are taken.
pub(super) async fn inspect(urls: &str, clock: &dyn Clock) -> Result<Health, OpenError> {
    let clients: Result<Vec<Client>, _> = urls.split(',').map(|url| Client::open(url.trim())).collect();
    let clients = clients.map_err(|_| OpenError::Address)?;
    let address = clients.iter().map(address).collect::<Vec<_>>().join(", ");
    let unreachable = |why| OpenError::Unreachable { address: address.clone(), why };
    let link = reach_any(&clients).await.map_err(unreachable)?;
    let health = examine(&link, clock).await.map_err(unreachable)?;
    Ok(Health { writable: try_a_write(&link).await.is_ok(), ..health })
}

/// Host and port; never the password.
fn address(client: &Client) -> String {
    match client.get_connection_info().addr() {
        ConnectionAddr::Unix(path) => path.display().to_string(),
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            format!("{host}:{port}")
        }
        _ => "its address".into(),
    }
}

/// Asks the servers about themselves until one answers, and a cluster until all of it does.
async fn wait_for(clients: &[Client]) -> Result<Link, StoreError> {
    let start = Instant::now();
    loop {
        match reach_any(clients).await {
            Err(why) if start.elapsed() < PATIENCE && !is_about_us(&why) => tokio::time::sleep(PAUSE).await,
            reached => return reached,
        }
    }
}

async fn reach_any(clients: &[Client]) -> Result<Link, StoreError> {
    let mut last = StoreError::Unavailable("no address was given".into());
    for client in clients {
        match reach(client, clients).await {
            Ok(link) => return Ok(link),
            Err(why) => last = turned_away(client).await.unwrap_or(why),
        }
    }
    Err(last)
}

/// What a server says to our password, where it does not like it. The line tries again and again by itself and does not
/// tell.
async fn turned_away(client: &Client) -> Option<StoreError> {
    let connected = tokio::time::timeout(GREETING, client.get_multiplexed_async_connection()).await.ok()?;
    let why = connected.err().filter(|why| why.kind() == redis::ErrorKind::AuthenticationFailed)?;
    Some(StoreError::Unavailable(format!("Redis says {}: is the password right?", why.category())))
}

/// Whether the server is there and does not want us: no patience mends a wrong password.
fn is_about_us(why: &StoreError) -> bool {
    let StoreError::Unavailable(why) = why else { return false };
    ["NOAUTH", "NOPERM", "WRONGPASS", "authentication failed"].iter().any(|word| why.contains(word))
}

async fn reach(client: &Client, all: &[Client]) -> Result<Link, StoreError> {
    let wrong = |why: redis::RedisError| StoreError::Unavailable(why.category().into());
    let link = Link::one(client.clone()).map_err(wrong)?;
    let infos = infos(&link).await?;
    let says = |name: &str, value: &str| infos.iter().any(|info| field(info, name) == Some(value));
    if says("loading", "1") {
        return Err(StoreError::Unavailable("Redis is still loading what is on its disk".into()));
    }
    if !says("redis_mode", "cluster") && !says("server_mode", "cluster") {
        return Ok(link);
    }
    let link = Link::many(all).map_err(wrong)?;
    let mut commands = redis::pipe();
    commands.cmd("CLUSTER").arg("INFO");
    let (state,): (String,) = link.send(&commands).await?;
    if field(&state, "cluster_state") == Some("ok") {
        Ok(link)
    } else {
        Err(StoreError::Unavailable("the cluster is not whole".into()))
    }
}

/// What each server that takes writes tells of itself.
async fn infos(link: &Link) -> Result<Vec<String>, StoreError> {
    let odd = || StoreError::Unavailable("Redis answers oddly".into());
    let answers = link.ask_all(&cmd("INFO")).await?;
    answers.into_iter().map(|info: Value| redis::from_redis_value(info).map_err(|_| odd())).collect()
}

async fn server_now(link: &Link) -> Result<DateTime<Utc>, StoreError> {
    let mut commands = redis::pipe();
    commands.cmd("TIME");
    let ((seconds, micros),): ((i64, u32),) = link.send(&commands).await?;
    Ok(DateTime::from_timestamp(seconds, micros * 1000).unwrap_or_default())
}

/// Looks at the servers as they are now. Whether they take writes is not asked.
pub(super) async fn examine(link: &Link, clock: &dyn Clock) -> Result<Health, StoreError> {
    let mut health = Health::default();
    for info in infos(link).await? {
        judge(&info, &mut health);
    }
    let skew = server_now(link).await? - clock.now();
    health.skew_ms = skew.num_milliseconds();
    if skew.abs() > SKEW {
        health.slight.push("its clock and ours differ by more than two seconds; let NTP set both".into());
    }
    // where that may not be asked, as on many hosted servers, nothing is said about it
    for (setting, bad, what) in SETTINGS {
        let mut commands = redis::pipe();
        commands.cmd("CONFIG").arg("GET").arg(setting);
        if let Ok(((_, value),)) = link.send::<((String, String),)>(&commands).await
            && value == *bad
        {
            health.slight.push((*what).into());
        }
    }
    Ok(health)
}

/// Settings only `CONFIG GET` shows, the value that is bad, and why.
const SETTINGS: &[(&str, &str, &str)] = &[
    (
        "appendfsync",
        "no",
        "a power failure may cost half a minute; run `redis-cli CONFIG SET appendfsync everysec`",
    ),
    (
        "no-appendfsync-on-rewrite",
        "yes",
        "a power failure during a rewrite may cost half a minute; run \
         `redis-cli CONFIG SET no-appendfsync-on-rewrite no`",
    ),
];

/// A value in what a server tells of itself.
fn field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| line.trim_end().strip_prefix(name)?.strip_prefix(':'))
}

/// What is wrong with a server, by what it tells of itself. What was said of another is not said twice.
fn judge(info: &str, health: &mut Health) {
    let note = |points: &mut Vec<String>, what: String| {
        if !points.contains(&what) {
            points.push(what);
        }
    };
    let is = |name: &str, value: &str| field(info, name) == Some(value);
    let version = field(info, "redis_version").unwrap_or_default();
    let major: u32 = version.split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    // Valkey keeps saying 7.2 here, whatever its own version
    if major < 7 {
        note(&mut health.grave, format!("it is version {version}; use 7 or newer"));
    }
    if !is("role", "master") {
        note(&mut health.grave, "it is a replica and refuses writes; point REDIS_URL at the primary".into());
    }
    if !is("aof_enabled", "1") {
        note(
            &mut health.grave,
            "it forgets at a restart; run `redis-cli CONFIG SET appendonly yes` and `redis-cli CONFIG REWRITE`"
                .into(),
        );
    }
    if !is("maxmemory_policy", "noeviction") {
        note(
            &mut health.grave,
            "it drops keys when it is full; run `redis-cli CONFIG SET maxmemory-policy noeviction` and \
             `redis-cli CONFIG REWRITE`"
                .into(),
        );
    }
    for (name, what) in [
        ("aof_last_write_status", "its last write to disk failed"),
        ("aof_last_bgrewrite_status", "its last rewrite of the append-only file failed"),
        ("rdb_last_bgsave_status", "its last snapshot failed"),
    ] {
        if field(info, name).is_some_and(|status| status != "ok") {
            note(&mut health.slight, what.into());
        }
    }
    let bytes = |name: &str| field(info, name).and_then(|n| n.parse::<f64>().ok());
    match (bytes("used_memory"), bytes("maxmemory")) {
        (Some(used), Some(most)) if most > 0.0 => {
            let share = used / most;
            health.memory = Some(health.memory.map_or(share, |other| other.max(share)));
            if share > FILLING {
                note(&mut health.slight, "it is nearly full; raise maxmemory".into());
            }
        }
        _ => note(
            &mut health.slight,
            "maxmemory is not set, so the system may kill it when memory runs out".into(),
        ),
    }
}

/// Checks layout and keys of the store, or writes them into a new one; gives the store's own name. Several replicas may
/// do so at once.
pub(super) async fn meet(link: &Link, keys: &Keys) -> Result<String, Unmet> {
    if read(link, COPYING).await?.is_some() {
        return Err(Unmet::Refused(OpenError::HalfCopied));
    }
    let schema = write_once(link, "schema", SCHEMA.to_string().as_bytes()).await?;
    match String::from_utf8_lossy(&schema).parse() {
        Ok(SCHEMA) => {}
        Ok(found) => return Err(Unmet::Refused(OpenError::Newer { found })),
        Err(_) => return Err(Unmet::Refused(OpenError::Newer { found: u32::MAX })),
    }
    let no_randomness = || Unmet::Refused(OpenError::NoRandomness);
    let name: [u8; 8] = random().map_err(|_| no_randomness())?;
    let name = format!("{:016x}", u64::from_be_bytes(name));
    let name = write_once(link, INSTANCE, name.as_bytes()).await?;
    // one sealed check for each key that ever sealed something here: all have to be known, or something stored
    // could not be opened
    let (mut n, mut known) = (0_u32, false);
    loop {
        let check = format!("key-{n}");
        match read(link, &check).await? {
            Some(found) if keys.open(&check, &found).is_none() => {
                return Err(Unmet::Refused(OpenError::WrongKey));
            }
            Some(found) => {
                known |= keys.is_current(&check, &found);
                n += 1;
            }
            None if known => return Ok(String::from_utf8_lossy(&name).into_owned()),
            None => {
                let mine = keys.seal(&check, KEY_CHECK).map_err(|_| no_randomness())?;
                write_once(link, &check, &mine).await?;
            }
        }
    }
}

/// The name the store has now; `None` when everything is gone.
pub(super) async fn instance(link: &Link) -> Result<Option<String>, StoreError> {
    let name = read(link, INSTANCE).await?;
    Ok(name.map(|name| String::from_utf8_lossy(&name).into_owned()))
}

/// Whether the server takes a write that it may refuse when it is full.
pub(super) async fn try_a_write(link: &Link) -> Result<(), StoreError> {
    let (key, stays) = PROBE;
    let mut commands = redis::pipe();
    commands.cmd("SET").arg(key).arg(1).arg("PX").arg(stays).ignore();
    link.send(&commands).await
}

/// A value of the whole store.
pub(super) async fn read(link: &Link, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut commands = redis::pipe();
    commands.get(format!("unrush:{name}"));
    let (found,) = link.send(&commands).await?;
    Ok(found)
}

/// Writes a value of the whole store unless there is one; gives the one that is there then.
async fn write_once(link: &Link, name: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
    let name = format!("unrush:{name}");
    let mut commands = redis::pipe();
    commands.cmd("SET").arg(&name).arg(value).arg("NX").ignore().get(&name);
    let (found,) = link.send(&commands).await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "redis_version:7.0.15\r\nloading:0\r\naof_enabled:1\r\nrole:master\r\n\
        used_memory:1000000\r\nmaxmemory:1073741824\r\nmaxmemory_policy:noeviction\r\n";

    fn findings(info: &str) -> Health {
        let mut health = Health::default();
        judge(info, &mut health);
        health
    }

    #[test]
    fn a_redis_that_keeps_what_it_is_given_is_fine() {
        let found = findings(GOOD);
        assert!(found.grave.is_empty() && found.slight.is_empty(), "{found:?}");
    }

    #[test]
    fn what_would_lose_something_is_named_with_its_remedy() {
        for (good, bad, says) in [
            ("7.0.15", "6.2.14", "use 7 or newer"),
            ("role:master", "role:slave", "replica"),
            ("aof_enabled:1", "aof_enabled:0", "CONFIG SET appendonly yes"),
            ("noeviction", "allkeys-lru", "CONFIG SET maxmemory-policy noeviction"),
        ] {
            let found = findings(&GOOD.replace(good, bad));
            assert_eq!(found.grave.len(), 1, "{found:?}");
            assert!(found.grave[0].contains(says), "{found:?}");
        }
        assert_eq!(findings(&GOOD.replace("maxmemory:1073741824", "maxmemory:0")).slight.len(), 1);
        let filling = findings(&GOOD.replace("maxmemory:1073741824", "maxmemory:1100000"));
        assert!(filling.memory.is_some_and(|share| share > 0.9) && filling.slight.len() == 1, "{filling:?}");
        assert_eq!(findings("").grave.len(), 4, "a server that says nothing is not trusted");
    }

    #[test]
    fn of_a_cluster_each_point_is_said_once_and_the_fullest_counts() {
        let mut health = Health::default();
        for most in ["maxmemory:2000000", "maxmemory:4000000"] {
            let info = GOOD.replace("maxmemory:1073741824", most).replace("aof_enabled:1", "aof_enabled:0");
            judge(&info, &mut health);
        }
        assert_eq!((health.grave.len(), health.memory), (1, Some(0.5)));
    }
}
