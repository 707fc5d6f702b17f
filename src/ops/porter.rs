//! The porter: takes what other commands of this program ask about the store, over a socket in the data directory.
//!
//! The embedded store has one owner, so while the bot runs nobody else can open it. A question is one line of JSON, and
//! so is its answer; then the visit is over. Words of people are in neither.

use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::tallies::{self, Misread, Notes};
use crate::domain::outgoing::{Delivery, Progress};
use crate::ports::{Clock, DeadLetter, Store, StoreError};

/// Longest question or answer, in bytes.
const LONGEST: u64 = 4 << 20;

/// For a whole visit.
const VISIT: Duration = Duration::from_secs(30);

/// Most dead letters that are looked through for one question.
const MOST: usize = 10_000;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// How much is there?
    Stats,
    /// What was given up? At most so many, oldest first.
    Letters(usize),
    /// Let these be delivered once more.
    Requeue(Which),
    /// Forget these.
    Purge(Which),
}

/// Which dead letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those with these names.
    Named(Vec<String>),
    /// All.
    All,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// How much there is.
    Stats(Stats),
    /// What was given up.
    Letters(Vec<Letter>),
    /// These names were found and dealt with.
    Lifted(Vec<String>),
    /// It could not be done.
    Failed(String),
}

/// How much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Whether the store took a write.
    pub writable: bool,
    /// Deliveries that wait or are being made.
    pub deliveries: u64,
    /// Deliveries that are being made.
    pub in_hand: u64,
    /// Deliveries that were given up.
    pub dead_letters: u64,
    /// What could not be read and was set aside.
    pub set_aside: u64,
    /// When the next delivery is due.
    pub next_due: Option<DateTime<Utc>>,
    /// What became of notes, by rule.
    #[serde(default)]
    pub notes: Vec<Notes>,
    /// What was read wrongly, as readers say, by rule.
    #[serde(default)]
    pub misread: Vec<Misread>,
}

/// A dead letter without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The delivery's name.
    pub id: String,
    /// Its workspace.
    pub team: String,
    /// What it was.
    pub kind: String,
    /// When it was due first.
    pub due: DateTime<Utc>,
    /// When it was given up.
    pub given_up: DateTime<Utc>,
    /// Why.
    pub why: String,
    /// Whether a call was begun whose result nobody knows.
    pub unsure: bool,
}

impl Letter {
    fn about(letter: &DeadLetter) -> Self {
        let DeadLetter { delivery, at, why, .. } = letter;
        Self {
            id: delivery.id.to_string(),
            team: delivery.team.to_string(),
            kind: delivery.what.kind().to_owned(),
            due: delivery.progress.first_due.unwrap_or(delivery.due),
            given_up: *at,
            why: why.clone(),
            unsure: delivery.progress.begun.is_some(),
        }
    }
}

/// Answers a question from a store.
pub async fn answer(store: &dyn Store, clock: &dyn Clock, ask: &Ask) -> Answer {
    let answered = match ask {
        Ask::Stats => stats(store).await.map(Answer::Stats),
        Ask::Letters(most) => {
            let letters = store.dead_letters(*most.min(&MOST)).await;
            letters.map(|letters| Answer::Letters(letters.iter().map(Letter::about).collect()))
        }
        Ask::Requeue(which) => lift(store, which, |letter| Some(again(letter, clock.now()))).await,
        Ask::Purge(which) => lift(store, which, |_| None).await,
    };
    answered.unwrap_or_else(|why| Answer::Failed(why.to_string()))
}

async fn stats(store: &dyn Store) -> std::result::Result<Stats, StoreError> {
    let survey = store.survey().await?;
    let (notes, misread) = tallies::summed(&store.tallies().await?);
    Ok(Stats {
        writable: store.probe().await.is_ok(),
        deliveries: survey.deliveries,
        in_hand: survey.claimed,
        dead_letters: survey.dead,
        set_aside: survey.aside,
        next_due: store.next_due().await?,
        notes,
        misread,
    })
}

async fn lift(
    store: &dyn Store,
    which: &Which,
    instead: impl Fn(&DeadLetter) -> Option<Delivery>,
) -> std::result::Result<Answer, StoreError> {
    let mut lifted = Vec::new();
    for letter in store.dead_letters(MOST).await? {
        let id = letter.delivery.id.as_str();
        let is_meant = match which {
            Which::All => true,
            Which::Named(names) => names.iter().any(|name| name == id),
        };
        if is_meant && store.lift(&letter, instead(&letter)).await? {
            lifted.push(id.to_owned());
        }
    }
    Ok(Answer::Lifted(lifted))
}

/// The same delivery, due now, with all its attempts before it. What was begun or done in Slack stays known, so that it
/// is looked for there and not said twice.
fn again(letter: &DeadLetter, now: DateTime<Utc>) -> Delivery {
    let delivery = letter.delivery.clone();
    let first_due = delivery.progress.first_due.or(Some(delivery.due));
    Delivery {
        due: now,
        progress: Progress { attempts: 0, first_due, ..delivery.progress.clone() },
        ..delivery
    }
}

/// Where the socket is.
pub fn place(data_dir: &Path) -> PathBuf {
    data_dir.join("unrush.sock")
}

/// Opens the porter's lodge, for the owner of the data directory alone. One that a dead process left is taken over: whoever
/// asks this has the store.
pub fn open(data_dir: &Path) -> Result<UnixListener> {
    let path = place(data_dir);
    match std::fs::remove_file(&path) {
        Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until it is dropped.
pub async fn serve(listener: UnixListener, store: Arc<dyn Store>, clock: Arc<dyn Clock>) {
    let mut visits = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (store, clock) = (Arc::clone(&store), Arc::clone(&clock));
                    visits.spawn(async move {
                        // how a visit ended is the caller's business
                        let _ = timeout(VISIT, attend(stream, store.as_ref(), clock.as_ref())).await;
                    });
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
            Some(_) = visits.join_next() => {}
        }
    }
}

async fn attend(mut stream: UnixStream, store: &dyn Store, clock: &dyn Clock) -> Result<()> {
    let (read, mut write) = stream.split();
    let answer = match serde_json::from_str(&line(read).await?) {
        Ok(ask) => answer(store, clock, &ask).await,
        Err(_) => {
            Answer::Failed("the running Unrush does not understand that; is it another version?".into())
        }
    };
    write.write_all((serde_json::to_string(&answer)? + "\n").as_bytes()).await?;
    write.shutdown().await
}

/// Asks the bot that runs on a data directory. `None` when none does.
pub async fn ask(data_dir: &Path, ask: &Ask) -> Result<Option<Answer>> {
    let mut stream = match UnixStream::connect(place(data_dir)).await {
        Ok(stream) => stream,
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(why) => return Err(why),
    };
    let visit = async {
        let (read, mut write) = stream.split();
        write.write_all((serde_json::to_string(ask)? + "\n").as_bytes()).await?;
        Ok(Some(serde_json::from_str(&line(read).await?)?))
    };
    timeout(VISIT, visit).await.unwrap_or_else(|_| Err(Error::from(ErrorKind::TimedOut)))
}

async fn line(read: impl tokio::io::AsyncRead + Unpin) -> Result<String> {
    let mut line = String::new();
    BufReader::new(read.take(LONGEST)).read_line(&mut line).await?;
    Ok(line)
}
