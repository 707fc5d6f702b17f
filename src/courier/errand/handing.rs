//! How an errand takes something to the desk once more.

use super::{End, Errand, Goes};
use crate::courier::pace;
use crate::domain::ids::{DeliveryId, SeenKey};
use crate::domain::inbound::{Asked, Happening, Inbound};
use crate::domain::outgoing::{Again, Delivery, Lane, Outgoing, Progress, Read};
use crate::domain::reply::Reply;
use crate::ports::{Changes, Known, Refusal, Settlement};

impl Errand {
    /// Takes something to the desk once more, now that the facts are there.
    pub(super) async fn hand(&mut self, again: Again) -> Goes<()> {
        let delivery = self.claim.delivery.clone();
        let (what, answer_to) = match again {
            Again::Message { channel, ts, thread, before } => {
                let read = Read::Message { channel, ts, thread };
                // gone, or not ours to read
                let Some(mut message) = self.see(&read).await? else { return Ok(()) };
                message.pings.before = before;
                (Happening::Wrote(*message), None)
            }
            Again::Answer { about, asker, by, said } => {
                let (channel, after, before) = (about.channel.clone(), about.ts.clone(), said.clone());
                let read = Read::Between { channel, after, before };
                match self.ask(&read).await? {
                    Ok(Known::Authors(others)) if others.iter().all(|who| *who == asker || *who == by) => {
                        (Happening::Answered { about, by, at: said }, None)
                    }
                    // somebody came in between, or we may not look
                    Ok(_) | Err(Refusal::Never(_)) => return Ok(()),
                    Err(refusal) => return Err(self.refused(pace::method_of_read(&read), refusal)),
                }
            }
            Again::Days { user } => (Happening::DaysChanged(user), None),
            Again::Command { user, channel, text, respond, private } => {
                let answer_to = Some((user.clone(), respond.clone()));
                (Happening::Asked(Asked { user, channel, text, respond, private }), answer_to)
            }
        };
        let seen = SeenKey::other(&delivery.team, "again", delivery.id.as_str());
        let inbound = Inbound { team: delivery.team.clone(), seen: seen.clone(), what };
        let reply = self.post.desk.receive(inbound).await.map_err(|error| self.without_store(&error))?;
        let mut changes = Changes::default();
        if let (Reply::Say(say), Some((to, respond))) = (reply, answer_to) {
            let what = match respond {
                Some(respond) => Outgoing::Answer { respond, say, replace: false },
                None => Outgoing::Tell { to, say },
            };
            changes.deliver.push(Delivery {
                id: DeliveryId::answer(&seen, "say"),
                due: self.now(),
                lane: Lane::Fast,
                owner: None,
                what,
                progress: Progress::default(),
                ..delivery
            });
        }
        self.post.bell.notify_one();
        Err(End::Settle(Settlement::Done, Box::new(changes)))
    }
}
