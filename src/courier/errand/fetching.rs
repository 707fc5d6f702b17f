//! How an errand reads somebody's calendar.

use chrono::TimeDelta;

use super::{End, Errand, Goes, MOST_CONFLICTS, stopped};
use crate::courier::prepare::feed::{self, Heard, Wanted};
use crate::courier::random_part;
use crate::domain::feed::{Trouble, read};
use crate::ports::{Fetched, Settled, Settlement};

/// When all hands are full, a calendar is read so much later, or a little sooner.
const LATER: TimeDelta = TimeDelta::seconds(30);

impl Errand {
    /// Reads a calendar and remembers what of it counts.
    pub(super) async fn fetch(&mut self, wanted: Wanted) -> Goes<()> {
        self.keep().await?;
        let post = std::sync::Arc::clone(&self.post);
        let Ok(permit) = post.fetches.try_acquire() else {
            let at = self.now() + TimeDelta::seconds(1) + random_part(LATER);
            return Err(self.back(at));
        };
        let fetched = tokio::select! {
            fetched = post.feeds.fetch(&wanted.fetch) => fetched,
            () = stopped(&mut self.stop) => return Err(self.back(self.claim.delivery.due)),
        };
        drop(permit);
        let heard = self.look_at(&wanted, fetched).await?;
        self.keep().await?;
        if let Heard::Failed(why) = &heard {
            // neither the address nor its host is ours to tell
            post.tally.refusals.add(self.claim.delivery.what.kind(), why.word());
            tracing::info!(delivery.id = %self.claim.delivery.id, ?why, "a calendar could not be read");
        }
        for _ in 0..MOST_CONFLICTS {
            let changes = feed::after(&self.scene(), &wanted, &heard);
            match self.tell(Settlement::Going(self.progress()), changes).await {
                Settled::Yes => {
                    self.post.bell.notify_one();
                    return self.load().await;
                }
                Settled::TooLate => return Err(End::Over),
                Settled::Conflict => self.load().await?,
            }
        }
        Err(self.again())
    }

    /// Looks at what came, on a thread that may take its time: a large calendar is many repetitions.
    async fn look_at(&mut self, wanted: &Wanted, fetched: Result<Fetched, Trouble>) -> Goes<Heard> {
        let (file, validators) = match fetched {
            Ok(Fetched::New(file, validators)) => (file, validators),
            Ok(Fetched::Same) => return Ok(Heard::Same),
            Err(why) => return Ok(Heard::Failed(why)),
        };
        let (zone, choice, now) = (wanted.zone.clone(), wanted.choice.clone(), self.now());
        let looked = tokio::task::spawn_blocking(move || read(&file, &zone, now, &choice)).await;
        Ok(match looked {
            Ok(Some(reading)) => Heard::New(reading, validators),
            Ok(None) => Heard::Failed(Trouble::NoCalendar),
            // stopped in the middle of it, or it broke our program: in both cases it is looked at again later
            Err(_) => return Err(self.again()),
        })
    }
}
