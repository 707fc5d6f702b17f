//! The line to Redis: one server or a cluster, connections that mend themselves, a deadline on everything, and errors
//! in our words.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::cluster::{ClusterClient, ClusterConfig};
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo, SingleNodeRoutingInfo};
use redis::{
    Client, Cmd, ErrorKind, FromRedisValue, Pipeline, RedisError, RedisFuture, Script, ServerErrorKind, Value,
};

use crate::ports::StoreError;

/// Nobody waits longer for an answer: a door has two seconds in all, and who cannot be served hears so within one.
const DEADLINE: Duration = Duration::from_millis(900);

/// How long a new connection may take.
const CONNECT: Duration = Duration::from_millis(800);

/// The longest pause between attempts to connect again.
const RETRY: Duration = Duration::from_secs(1);

/// The shortest and the longest pause before a cluster is asked again that is just moving a slot, in milliseconds.
const CLUSTER_PAUSE: (u64, u64) = (10, 150);

/// The line.
pub(super) struct Link {
    dial: Dial,
    line: Mutex<Line>,
}

/// One of the servers: host and port where there are several.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(Option<(String, u16)>);

/// How to connect anew.
enum Dial {
    One(Box<Client>),
    Many(Box<ClusterClient>),
}

/// A connection to one server, or to all of a cluster.
#[derive(Clone)]
enum Line {
    One(ConnectionManager),
    Many(ClusterConnection),
}

impl ConnectionLike for Line {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::One(line) => line.req_packed_command(cmd),
            Self::Many(line) => line.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        commands: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::One(line) => line.req_packed_commands(commands, offset, count),
            Self::Many(line) => line.req_packed_commands(commands, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::One(line) => line.get_db(),
            Self::Many(line) => line.get_db(),
        }
    }
}

impl Link {
    /// A line to one server that connects when it is first used.
    pub fn one(client: Client) -> Result<Self, RedisError> {
        Self::new(Dial::One(Box::new(client)))
    }

    /// A line to the cluster these servers belong to.
    pub fn many(known: &[Client]) -> Result<Self, RedisError> {
        let infos = known.iter().map(|client| client.get_connection_info().clone());
        let (shortest, longest) = CLUSTER_PAUSE;
        let client =
            ClusterClient::builder(infos).min_retry_wait(shortest).max_retry_wait(longest).build()?;
        Self::new(Dial::Many(Box::new(client)))
    }

    fn new(dial: Dial) -> Result<Self, RedisError> {
        let line = Mutex::new(dial.line()?);
        Ok(Self { dial, line })
    }

    /// Whether it leads to a cluster, where a command may only touch keys of one slot.
    pub fn is_cluster(&self) -> bool {
        matches!(self.dial, Dial::Many(_))
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
        if self.is_cluster() {
            // a script meets keys it did not declare, and while a slot moves half of them are elsewhere: two declared
            // keys that are never there make the cluster say "try again" until all of the slot has arrived
            call.key(format!("{root}:"));
        }
        call.arg(args);
        self.in_time(call.invoke_async(&mut line)).await
    }

    /// Sends several commands at once, about keys of one slot.
    pub async fn send<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, StoreError> {
        let mut line = self.line();
        self.in_time(commands.query_async(&mut line)).await
    }

    /// What each server that takes writes says to a question about itself.
    pub async fn ask_all(&self, question: &Cmd) -> Result<Vec<Value>, StoreError> {
        Ok(self.ask_each(question).await?.into_iter().map(|(_, answer)| answer).collect())
    }

    async fn ask_each(&self, question: &Cmd) -> Result<Vec<(Node, Value)>, StoreError> {
        match self.line() {
            Line::One(mut line) => {
                let answer = self.in_time(question.query_async::<Value>(&mut line)).await?;
                Ok(vec![(Node(None), answer)])
            }
            Line::Many(mut line) => {
                let all = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
                let answers = self.in_time(line.route_command(question.clone(), all)).await?;
                let answers: HashMap<String, Value> =
                    redis::from_redis_value(answers).map_err(|why| told(&why.into()))?;
                let node = |address: String| {
                    let (host, port) = address.rsplit_once(':')?;
                    Some((host.to_owned(), port.parse().ok()?))
                };
                Ok(answers.into_iter().map(|(address, answer)| (Node(node(address)), answer)).collect())
            }
        }
    }

    /// The servers that take writes.
    pub async fn nodes(&self) -> Result<Vec<Node>, StoreError> {
        let mut question = Cmd::new();
        question.arg("DBSIZE");
        Ok(self.ask_each(&question).await?.into_iter().map(|(node, _)| node).collect())
    }

    /// Asks one of them.
    pub async fn ask_one(&self, node: &Node, question: &Cmd) -> Result<Value, StoreError> {
        match (self.line(), &node.0) {
            (Line::Many(mut line), Some((host, port))) => {
                let there = SingleNodeRoutingInfo::ByAddress { host: host.clone(), port: *port };
                let answer = line.route_command(question.clone(), RoutingInfo::SingleNode(there));
                self.in_time(answer).await
            }
            (mut line, _) => self.in_time(question.query_async(&mut line)).await,
        }
    }

    fn line(&self) -> Line {
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
        if let Ok(fresh) = self.dial.line() {
            *self.line.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }
}

impl Dial {
    fn line(&self) -> Result<Line, RedisError> {
        match self {
            Self::One(client) => {
                let config = ConnectionManagerConfig::new()
                    .set_connection_timeout(Some(CONNECT))
                    .set_response_timeout(Some(DEADLINE))
                    .set_max_delay(RETRY);
                ConnectionManager::new_lazy_with_config(*client.clone(), config).map(Line::One)
            }
            Self::Many(client) => {
                let config =
                    ClusterConfig::new().set_connection_timeout(CONNECT).set_response_timeout(DEADLINE);
                Ok(Line::Many(client.get_pending_async_connection_with_config(config)))
            }
        }
    }
}

/// Reads the next of several answers.
pub(super) fn read<T: FromRedisValue>(answer: Option<Value>) -> Result<T, StoreError> {
    redis::from_redis_value(answer.unwrap_or(Value::Nil)).map_err(|why| told(&why.into()))
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
