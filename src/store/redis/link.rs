//! The line to Redis: one connection that mends itself, a deadline on everything, and errors in our words.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ErrorKind, FromRedisValue, Pipeline, RedisError, Script, ServerErrorKind};

use crate::ports::StoreError;

/// Nobody waits longer for an answer: a door has two seconds in all.
const DEADLINE: Duration = Duration::from_secs(1);

/// How long a new connection may take.
const CONNECT: Duration = Duration::from_millis(800);

/// The longest pause between attempts to connect again.
const RETRY: Duration = Duration::from_secs(1);

/// The line.
pub(super) struct Link {
    client: Client,
    line: Mutex<ConnectionManager>,
}

impl Link {
    /// A line that connects when it is first used.
    pub fn new(client: Client) -> Result<Self, RedisError> {
        let line = Mutex::new(connect(&client)?);
        Ok(Self { client, line })
    }

    /// Runs a script on one shard.
    pub async fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        root: &str,
        args: &[Vec<u8>],
    ) -> Result<T, StoreError> {
        let mut line = self.line();
        let mut call = script.key(root);
        call.arg(args);
        self.in_time(call.invoke_async(&mut line)).await
    }

    /// Sends several commands at once.
    pub async fn send<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, StoreError> {
        let mut line = self.line();
        self.in_time(commands.query_async(&mut line)).await
    }

    fn line(&self) -> ConnectionManager {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn in_time<T>(&self, call: impl Future<Output = Result<T, RedisError>>) -> Result<T, StoreError> {
        let Ok(answered) = tokio::time::timeout(DEADLINE, call).await else {
            return Err(StoreError::Unavailable("Redis does not answer in time".into()));
        };
        answered.map_err(|why| {
            if why.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly) {
                self.redial();
            }
            told(&why)
        })
    }

    /// A primary that became a replica stays connected and refuses: look the address up anew.
    fn redial(&self) {
        if let Ok(fresh) = connect(&self.client) {
            *self.line.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }
}

fn connect(client: &Client) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(CONNECT))
        .set_response_timeout(Some(DEADLINE))
        .set_max_delay(RETRY);
    ConnectionManager::new_lazy_with_config(client.clone(), config)
}

/// An error in our words: its class and Redis's own, which names no value of ours.
fn told(why: &RedisError) -> StoreError {
    let detail = why.detail().unwrap_or_default();
    if detail.contains("WRONGTYPE") || why.code() == Some("WRONGTYPE") {
        return StoreError::Unreadable("a key that something else has written to".into());
    }
    let category = why.code().unwrap_or_else(|| why.category());
    StoreError::Unavailable(format!("Redis says {category}: {detail}"))
}
