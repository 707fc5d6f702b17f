//! Before anything is kept in a Redis: is it there, is it the right one, and does it keep what it is given?

use std::time::Duration;

use chrono::{DateTime, Utc};
use redis::{Client, ConnectionAddr};

use super::link::Link;
use crate::ports::{Clock, StoreError};
use crate::store::seal::{Keys, random};

/// The layout of the keys. A store with a newer one is left alone.
const SCHEMA: u32 = 1;

/// How long a start waits for a server that is starting itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// More than this, and something is wrong with one of the clocks.
const SKEW: i64 = 2000;

/// What is sealed to recognise a key by.
const KEY_CHECK: &[u8] = b"unrush";

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
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// Connects and checks everything.
pub(super) async fn open(
    url: &str,
    keys: &Keys,
    clock: &dyn Clock,
    checks: Checks,
) -> Result<Link, OpenError> {
    let client = Client::open(url).map_err(|_| OpenError::Address)?;
    let address = address(&client);
    let unreachable = |why| OpenError::Unreachable { address: address.clone(), why };
    let link =
        Link::new(client).map_err(|why| unreachable(StoreError::Unavailable(why.category().into())))?;
    let info = wait_for(&link).await.map_err(unreachable)?;
    let found = findings(&info);
    match checks {
        Checks::Strict if !found.grave.is_empty() => return Err(OpenError::Unsafe(found.grave)),
        Checks::Strict | Checks::Warn => {}
    }
    for point in found.grave.iter().chain(&found.slight) {
        tracing::warn!("Redis: {point}");
    }
    let now = server_now(&link).await.map_err(unreachable)?;
    let skew = (now - clock.now()).num_milliseconds();
    if skew.abs() > SKEW {
        tracing::warn!(skew_ms = skew, "Redis's clock and ours differ");
    }
    meet(&link, keys, unreachable).await?;
    Ok(link)
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

/// Asks the server about itself until it answers.
async fn wait_for(link: &Link) -> Result<String, StoreError> {
    let start = std::time::Instant::now();
    loop {
        let mut commands = redis::pipe();
        commands.cmd("INFO");
        match link.send::<(String,)>(&commands).await {
            Ok((info,)) if field(&info, "loading") != Some("1") => return Ok(info),
            Err(why) if start.elapsed() > PATIENCE => return Err(why),
            _ => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn server_now(link: &Link) -> Result<DateTime<Utc>, StoreError> {
    let mut commands = redis::pipe();
    commands.cmd("TIME");
    let ((seconds, micros),): ((i64, u32),) = link.send(&commands).await?;
    Ok(DateTime::from_timestamp(seconds, micros * 1000).unwrap_or_default())
}

/// What is wrong with a server.
#[derive(Debug, Default)]
struct Findings {
    /// It would lose something.
    grave: Vec<String>,
    /// It could be better.
    slight: Vec<String>,
}

fn field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| line.trim_end().strip_prefix(name)?.strip_prefix(':'))
}

fn findings(info: &str) -> Findings {
    let mut found = Findings::default();
    let is = |name: &str, value: &str| field(info, name) == Some(value);
    let version = field(info, "redis_version").unwrap_or_default();
    let major: u32 = version.split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    // Valkey keeps saying 7.2 here, whatever its own version
    if major < 7 {
        found.grave.push(format!("it is version {version}; use 7 or newer"));
    }
    if !is("role", "master") {
        found.grave.push("it is a replica and refuses writes; point REDIS_URL at the primary".into());
    }
    if !is("aof_enabled", "1") {
        found.grave.push(
            "it forgets at a restart; run `redis-cli CONFIG SET appendonly yes` and `redis-cli CONFIG REWRITE`"
                .into(),
        );
    }
    if !is("maxmemory_policy", "noeviction") {
        found.grave.push(
            "it drops keys when it is full; run `redis-cli CONFIG SET maxmemory-policy noeviction` and \
             `redis-cli CONFIG REWRITE`"
                .into(),
        );
    }
    if is("maxmemory", "0") {
        found.slight.push("maxmemory is not set, so the system may kill it when memory runs out".into());
    }
    for (name, what) in [
        ("aof_last_write_status", "its last write to disk failed"),
        ("rdb_last_bgsave_status", "its last snapshot failed"),
    ] {
        if field(info, name).is_some_and(|status| status != "ok") {
            found.slight.push(what.into());
        }
    }
    found
}

/// Checks layout and keys of the store, or writes them into a new one. Several replicas may do so at once.
async fn meet(
    link: &Link,
    keys: &Keys,
    unreachable: impl Fn(StoreError) -> OpenError + Copy,
) -> Result<(), OpenError> {
    let schema = write_once(link, "schema", SCHEMA.to_string().as_bytes()).await.map_err(unreachable)?;
    match String::from_utf8_lossy(&schema).parse() {
        Ok(SCHEMA) => {}
        Ok(found) => return Err(OpenError::Newer { found }),
        Err(_) => return Err(OpenError::Newer { found: u32::MAX }),
    }
    let instance: [u8; 8] = random().map_err(|_| OpenError::NoRandomness)?;
    let instance = format!("{:016x}", u64::from_be_bytes(instance));
    write_once(link, "instance", instance.as_bytes()).await.map_err(unreachable)?;
    // one sealed check for each key that ever sealed something here: all have to be known, or something stored
    // could not be opened
    let (mut n, mut known) = (0_u32, false);
    loop {
        let name = format!("key-{n}");
        match read(link, &name).await.map_err(unreachable)? {
            Some(found) if keys.open(&name, &found).is_none() => return Err(OpenError::WrongKey),
            Some(found) => {
                known |= keys.is_current(&name, &found);
                n += 1;
            }
            None if known => return Ok(()),
            None => {
                let mine = keys.seal(&name, KEY_CHECK).map_err(|_| OpenError::NoRandomness)?;
                write_once(link, &name, &mine).await.map_err(unreachable)?;
            }
        }
    }
}

/// A value of the whole store.
async fn read(link: &Link, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
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
        maxmemory:1073741824\r\nmaxmemory_policy:noeviction\r\n";

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
        assert_eq!(findings("").grave.len(), 4, "a server that says nothing is not trusted");
    }
}
