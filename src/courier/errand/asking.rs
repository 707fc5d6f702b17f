//! How an errand finds things out: alone, or together with whoever wants to know the same.

use std::pin::pin;
use std::sync::Arc;

use super::{End, Errand, Goes, MOST_CONFLICTS, OLD, stopped};
use crate::courier::prepare::{self, Step};
use crate::courier::questions::{self, Taken, Ticket, Topic};
use crate::courier::{learn, pace};
use crate::domain::ids::DeliveryId;
use crate::domain::inbound::Message;
use crate::domain::outgoing::{Lane, Read};
use crate::ports::{Committed, Known, Lookup, Refusal, Settlement};

impl Errand {
    /// Reads things in Slack and remembers them. What can't be read is decided without.
    pub(super) async fn find_out(&mut self, mut reads: Vec<Read>) -> Goes<()> {
        while let Some(first) = reads.first() {
            let topic = Topic::of(first);
            let (same, others) = reads.into_iter().partition(|read| Topic::of(read) == topic);
            reads = others;
            match topic {
                Some(topic) => self.find_out_together(topic, same).await?,
                None => {
                    for read in same {
                        let id = self.claim.delivery.id.clone();
                        self.turn(&id, pace::method_of_read(&read), None).await?;
                        self.find_out_now(&read).await?;
                        self.read.push(read);
                    }
                }
            }
        }
        Ok(())
    }

    /// Asks for what others want to know too, unless one of them has done so by then.
    async fn find_out_together(&mut self, topic: Topic, reads: Vec<Read>) -> Goes<()> {
        let post = Arc::clone(&self.post);
        let team = self.claim.delivery.team.clone();
        let id = topic.name(&team);
        let ticket = post.questions.join(&team, topic, reads.clone());
        let _turn = self.wait_for_turn(&ticket).await?;
        if ticket.wants().is_some() && !self.still_wants(&reads).await? {
            return Ok(());
        }
        while let Some(taken) = self.take_turn(&ticket, &id).await? {
            self.ask_for_all(taken, &id).await.inspect_err(|end| tell_others(&ticket, end))?;
        }
        self.read.extend(reads);
        Ok(())
    }

    /// Whether anything of it has to be asked for, after what others found out while we waited.
    async fn still_wants(&mut self, reads: &[Read]) -> Goes<bool> {
        self.load().await?;
        let Step::Read(wanted) = prepare::next(&self.scene()) else { return Ok(false) };
        Ok(reads.iter().any(|read| wanted.contains(read)))
    }

    /// Reads a message once more, on one page with others of its conversation that are to be looked at again; `None`
    /// when it is gone, or not ours to read.
    pub(super) async fn see(&mut self, read: &Read) -> Goes<Option<Box<Message>>> {
        let Some(topic) = Topic::of(read) else { return self.see_alone(read).await };
        let post = Arc::clone(&self.post);
        let team = self.claim.delivery.team.clone();
        let id = topic.name(&team);
        let ticket = post.questions.join(&team, topic, vec![read.clone()]);
        let _turn = self.wait_for_turn(&ticket).await?;
        while let Some(taken) = self.take_turn(&ticket, &id).await? {
            self.look_for_all(taken).await.inspect_err(|end| tell_others(&ticket, end))?;
        }
        Ok(ticket.found())
    }

    async fn see_alone(&mut self, read: &Read) -> Goes<Option<Box<Message>>> {
        match self.ask(read).await? {
            Ok(Known::Message(found)) => Ok(found),
            Ok(_) | Err(Refusal::Never(_)) => Ok(None),
            Err(refusal) => Err(self.refused(pace::method_of_read(read), refusal)),
        }
    }

    /// What does not fit on the page stays wanted, but for the first page that shows none of it.
    async fn look_for_all(&mut self, mut taken: Taken) -> Goes<()> {
        let Some(read) = questions::together(taken.reads()) else { return Ok(()) };
        match self.hear(&read).await {
            Ok(Known::Message(Some(message))) => taken.give(&message.ts, Some(&message)),
            Ok(Known::Messages(found)) if !found.is_empty() => {
                for (ts, message) in found {
                    taken.give(&ts, message.as_deref());
                }
                return Ok(());
            }
            Ok(_) | Err(Refusal::Never(_)) => {}
            Err(refusal) => return Err(self.refused(pace::method_of_read(&read), refusal)),
        }
        taken.answered();
        Ok(())
    }

    /// Waits until nobody else asks, keeping the lease fresh.
    async fn wait_for_turn<'t>(&mut self, ticket: &'t Ticket<'_>) -> Goes<impl Drop + use<'t>> {
        let mut stop = self.stop.clone();
        let mut turn = pin!(ticket.turn());
        loop {
            tokio::select! {
                turn = &mut turn => return Ok(turn),
                () = tokio::time::sleep(OLD) => self.keep().await?,
                () = stopped(&mut stop) => return Err(self.back(self.claim.delivery.due)),
            }
        }
    }

    /// Waits until Slack may be asked, and only then takes all that is wanted; `None` when the ticket is answered.
    async fn take_turn(&mut self, ticket: &Ticket<'_>, id: &DeliveryId) -> Goes<Option<Taken>> {
        let Some(method) = ticket.wants().map(|read| pace::method_of_read(&read)) else { return Ok(None) };
        if let Some(at) = ticket.rest(self.now()) {
            return Err(self.back(at));
        }
        self.turn(id, method, None).await.inspect_err(|end| tell_others(ticket, end))?;
        Ok(ticket.take())
    }

    /// Where Slack refuses because of one of them, it is asked for each half.
    async fn ask_for_all(&mut self, taken: Taken, id: &DeliveryId) -> Goes<()> {
        let mut parts = vec![taken.reads().to_vec()];
        let mut is_first = true;
        while let Some(part) = parts.pop() {
            let Some(read) = questions::together(&part) else { continue };
            if !std::mem::take(&mut is_first) {
                self.turn(id, pace::method_of_read(&read), None).await?;
            }
            if self.find_out_now(&read).await? == Found::OneOfThemIsUnknown {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([first.to_vec(), second.to_vec()]);
            }
        }
        taken.answered();
        Ok(())
    }

    /// Asks for it and remembers the answer; the turn is taken.
    async fn find_out_now(&mut self, read: &Read) -> Goes<Found> {
        let known = match self.hear(read).await {
            Ok(Known::Person(user, Some(told))) => {
                Some(Known::Person(user, Some(told.settled(&self.post.charter.status))))
            }
            Ok(known) => Some(known),
            Err(Refusal::Never(why)) if is_because_of_one(read, &why) => {
                return Ok(Found::OneOfThemIsUnknown);
            }
            Err(Refusal::Never(why)) => {
                tracing::warn!(method = pace::method_of_read(read), error = %why, "cannot be read");
                learn::unknowable(read, self.now())
            }
            Err(refusal) => return Err(self.refused(pace::method_of_read(read), refusal)),
        };
        if let Some(known) = known {
            self.remember(read, &known).await?;
        }
        Ok(Found::All)
    }

    /// Asks Slack for one thing, at the pace of its method.
    pub(super) async fn ask(&mut self, read: &Read) -> Goes<Result<Known, Refusal>> {
        let id = self.claim.delivery.id.clone();
        self.turn(&id, pace::method_of_read(read), None).await?;
        Ok(self.hear(read).await)
    }

    /// Asks Slack for one thing.
    async fn hear(&self, read: &Read) -> Result<Known, Refusal> {
        let lane =
            if self.claim.delivery.lane == Lane::Fast { &self.post.fast_calls } else { &self.post.calls };
        let _permit = lane.acquire().await;
        self.post.slack.read(&self.claim.delivery.team, read).await
    }

    async fn remember(&mut self, read: &Read, known: &Known) -> Goes<()> {
        let team = self.claim.delivery.team.clone();
        let records = learn::keys(read, known);
        for _ in 0..MOST_CONFLICTS {
            let what = Lookup {
                team: team.clone(),
                seen: None,
                records: records.clone(),
                owned_by: None,
                lists: Vec::new(),
            };
            let facts = self.post.store.load(&what).await.map_err(|error| self.without_store(&error))?;
            let changes = learn::learn(&team, read, known, &facts, self.now());
            if changes.is_empty() {
                return Ok(());
            }
            let rings = !changes.deliver.is_empty();
            match self.post.store.commit(&team, changes).await.map_err(|error| self.without_store(&error))? {
                Committed::New | Committed::AlreadySeen(_) => {
                    if rings {
                        self.post.bell.notify_one();
                    }
                    return Ok(());
                }
                Committed::Conflict => {}
            }
        }
        Err(self.again())
    }
}

/// Who could not ask for all tells until when the others would fare no better.
fn tell_others(ticket: &Ticket<'_>, end: &End) {
    if let End::Settle(Settlement::Again(at, _), _) = end {
        ticket.rest_until(*at);
    }
}

/// Whether everything that was asked is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    All,
    OneOfThemIsUnknown,
}

fn is_because_of_one(read: &Read, why: &str) -> bool {
    matches!(read, Read::DndOf { .. }) && matches!(why, "user_not_found" | "user_not_visible")
}
