//! How the Redis is: looked at when it is opened and ever after, told to whoever asks and, when it changes, to the log.

use std::sync::{Arc, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::Redis;
use super::checks::{self, OpenError};
use super::replicas::{BEAT, Others};
use crate::ports::{Clock, StoreError};

/// The server is asked about itself with every so many beats: once a minute.
const ROUND: u64 = 30;

/// How a Redis is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// Whether it took a write within the last seconds; a full, frozen or absent one does not.
    pub writable: bool,
    /// How far its clock is ahead of ours, in milliseconds.
    pub skew_ms: i64,
    /// How much of the memory it may use is in use, from 0 to 1; `None` when it has no limit.
    pub memory: Option<f64>,
    /// What may lose reminders, each point with its remedy.
    pub grave: Vec<String>,
    /// What could be better.
    pub slight: Vec<String>,
}

impl Health {
    /// Says in the log what is new since `before`.
    pub(super) fn tell(&self, before: &Self) {
        for point in self.grave.iter().filter(|point| !before.grave.contains(point)) {
            tracing::error!("this Redis may lose reminders: {point}");
        }
        for point in self.slight.iter().filter(|point| !before.slight.contains(point)) {
            tracing::warn!("Redis: {point}");
        }
        let points = |health: &Self| health.grave.len() + health.slight.len();
        if points(self) < points(before) {
            tracing::info!(left = points(self), "Redis is better than it was");
        }
    }
}

impl Redis {
    /// How the server at an address is, for whoever only wants to know. Nothing in it is read or changed.
    pub async fn inspect(urls: &str, clock: &dyn Clock) -> Result<Health, OpenError> {
        checks::inspect(urls, clock).await
    }

    /// How the server was when we last looked.
    pub fn health(&self) -> Health {
        self.seen_health().clone()
    }

    fn seen_health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Until `stop`: beats, so that others know we live; gives back what others held that are gone, and rings `bell`
    /// then; and looks how the server is.
    pub async fn watch(self: Arc<Self>, bell: Arc<Notify>, mut stop: watch::Receiver<bool>) {
        let mut others = Others::default();
        for beat in 0.. {
            // what cannot be done now is done with the next beat
            if let Ok(1..) = self.beat(beat, &mut others).await {
                bell.notify_one();
            }
            self.probe().await;
            if beat % ROUND == ROUND - 1 {
                self.check().await;
            }
            if rests(&mut stop).await {
                return self.leave().await;
            }
        }
    }

    /// A real write, and whether the store is still the one it was.
    async fn probe(&self) {
        let wrote = checks::try_a_write(&self.link).await;
        let was = std::mem::replace(&mut self.seen_health().writable, wrote.is_ok());
        match wrote {
            Ok(()) if !was => tracing::info!("Redis takes writes again"),
            Err(why) if was => tracing::error!(error = %why, "Redis takes no writes"),
            _ => {}
        }
        let seen = checks::instance(&self.link).await;
        let known = self.instance.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match seen {
            Ok(Some(seen)) if seen == known => {}
            Ok(seen) => self.is_another(seen.is_none()).await,
            // away is not gone
            Err(_) => {}
        }
    }

    /// What stood there is gone, or something else stands there.
    async fn is_another(&self, is_empty: bool) {
        if is_empty {
            tracing::error!(
                "everything Unrush kept in this Redis is gone: was it emptied, or did it start without its data? \
                 Restore it from a backup if there is one; until then we go on with an empty store"
            );
        } else {
            tracing::error!(
                "at REDIS_URL there is another store now than at the start; is the address right?"
            );
        }
        match checks::meet(&self.link, &self.keys).await {
            Ok(instance) => {
                *self.instance.lock().unwrap_or_else(PoisonError::into_inner) = instance;
            }
            Err(checks::Unmet::Away(_)) => {}
            Err(checks::Unmet::Refused(why)) => tracing::error!(error = %why, "it can't be used"),
        }
    }

    /// Asks the server about itself, now.
    pub async fn check(&self) {
        let Ok(found) = self.examine().await else { return };
        let mut health = self.seen_health();
        let found = Health { writable: health.writable, ..found };
        found.tell(&health);
        *health = found;
    }

    async fn examine(&self) -> Result<Health, StoreError> {
        checks::examine(&self.link, self.clock.as_ref()).await
    }
}

/// Waits for the next beat; whether it is time to stop instead.
async fn rests(stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        // a sender that is gone means stop, too
        _ = stop.wait_for(|stop| *stop) => true,
        () = tokio::time::sleep(BEAT) => false,
    }
}
