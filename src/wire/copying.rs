//! `unrush store copy`: moves a bot from the embedded store to Redis, or back.

use std::sync::Arc;

use super::process::{log, run};
use super::{Trouble, sealing_keys};
use crate::clock::SystemClock;
use crate::config::{Mistake, RedisChecks, Secret, Settings};
use crate::ports::Clock;
use crate::store::copy::{self, CopyError, Stock};
use crate::store::embedded::Embedded;
use crate::store::redis::{Checks, Redis};
use crate::store::seal::Keys;

/// One of the two stores there are settings for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The file in the data directory.
    Embedded,
    /// The Redis of `REDIS_URL`.
    Redis,
}

/// `unrush store copy`.
#[expect(clippy::print_stdout, reason = "what whoever copies waits for")]
pub fn copy_store(settings: &Settings, from: Which, to: Which) -> Result<(), Trouble> {
    log(settings);
    if from == to {
        let what = "has to differ from --from; `embedded` and `redis` are the two";
        return Err(Trouble::Settings(vec![Mistake { key: "--to".into(), what: what.into() }]));
    }
    run(async {
        let key = settings.encryption_key.as_ref().map(Secret::reveal);
        let keys = sealing_keys(&settings.data_dir, key)?;
        let source = open(settings, &keys, from, true).await?;
        let target = open(settings, &keys, to, false).await?;
        let copied = copy::copy(source.as_ref(), target.as_ref(), &keys, SystemClock.now()).await;
        let copied = copied.map_err(|why| told(&why, to))?;
        println!(
            "Copied {} deliveries, {} records, {} dead letters and {} names of what was seen. The source was not changed.",
            copied.waiting, copied.records, copied.dead, copied.seen
        );
        match to {
            Which::Redis => println!("Start the bot with REDIS_URL set, and with the same encryption key."),
            Which::Embedded => println!("Start the bot without REDIS_URL, and with the same encryption key."),
        }
        Ok(())
    })
}

async fn open(
    settings: &Settings,
    keys: &Keys,
    which: Which,
    is_source: bool,
) -> Result<Arc<dyn Stock>, Trouble> {
    let dir = &settings.data_dir;
    match which {
        Which::Embedded if is_source && !dir.join("unrush.redb").exists() => {
            Err(Trouble::Failed(format!("there is no store in {}", dir.display())))
        }
        Which::Embedded => {
            let store = Embedded::open(dir, keys.clone(), Arc::new(SystemClock));
            Ok(Arc::new(store.map_err(|why| Trouble::Failed(why.to_string()))?))
        }
        Which::Redis => {
            let missing = || {
                let what = "is not set; it is the address of the Redis";
                Trouble::Settings(vec![Mistake { key: "REDIS_URL".into(), what: what.into() }])
            };
            let url = settings.redis_url.as_ref().ok_or_else(missing)?;
            let checks = match settings.redis_checks {
                RedisChecks::Strict => Checks::Strict,
                RedisChecks::Warn => Checks::Warn,
            };
            let store = Redis::open(url.reveal(), keys.clone(), Arc::new(SystemClock), checks).await;
            Ok(Arc::new(store.map_err(|why| Trouble::Failed(why.to_string()))?))
        }
    }
}

/// Why it was not copied, with the remedy.
fn told(why: &CopyError, to: Which) -> Trouble {
    let remedy = match (why, to) {
        (CopyError::NotEmpty | CopyError::Broken(_), Which::Embedded) => {
            "; move unrush.redb out of the data directory"
        }
        (CopyError::NotEmpty | CopyError::Broken(_), Which::Redis) => {
            "; delete its keys that begin with `unrush:`, or take another database"
        }
        _ => "",
    };
    Trouble::Failed(format!("{why}{remedy}"))
}
