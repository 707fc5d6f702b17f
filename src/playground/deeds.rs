//! What people do in the small Slack: write, edit, react, and let time pass.

mod hands;

use std::sync::Arc;

pub use hands::{Filled, Press};

use super::Playground;
use super::emoji;
use super::ground::Ground;
use super::messages::Draft;
use super::typed;
use super::world::{APP, BOT_USER, Kind, World};

/// Why somebody can't do something; a sentence for the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Cannot(pub String);

impl From<&str> for Cannot {
    fn from(why: &str) -> Self {
        Self(why.to_owned())
    }
}

/// People are named by id or name (`ada`), channels by id or name (`#launch`); `@unrush` is the person's own
/// conversation with the bot. Every deed returns when the bot was told of it, or could not be told at first.
impl Playground {
    /// Somebody writes; tells the message's ts. Names after `@` and `#` become mentions.
    pub async fn says(&self, who: &str, channel: &str, text: &str) -> Result<String, Cannot> {
        self.ground.says(who, channel, text, None).await
    }

    /// Somebody answers in a thread.
    pub async fn replies(
        &self,
        who: &str,
        channel: &str,
        thread: &str,
        text: &str,
    ) -> Result<String, Cannot> {
        self.ground.says(who, channel, text, Some(thread)).await
    }

    /// Somebody changes a message of their own.
    pub async fn edits(&self, who: &str, channel: &str, ts: &str, text: &str) -> Result<(), Cannot> {
        self.ground.edits(who, channel, ts, text).await
    }

    /// Somebody deletes a message of their own.
    pub async fn deletes(&self, who: &str, channel: &str, ts: &str) -> Result<(), Cannot> {
        self.ground.deletes(who, channel, ts).await
    }

    /// Somebody puts a reaction on a message, or takes their own off again.
    pub async fn reacts(&self, who: &str, channel: &str, ts: &str, name: &str) -> Result<(), Cannot> {
        self.ground.reacts(who, channel, ts, name).await
    }

    /// Somebody types a command, such as `/async help`.
    pub async fn types(&self, who: &str, channel: &str, line: &str) -> Result<(), Cannot> {
        self.ground.types(who, channel, line).await
    }

    /// Somebody presses a button or chooses from a menu.
    pub async fn presses(&self, who: &str, press: Press) -> Result<(), Cannot> {
        self.ground.presses(who, &press).await
    }

    /// Somebody submits the modal they see.
    pub async fn submits(&self, who: &str, values: serde_json::Value) -> Result<Filled, Cannot> {
        self.ground.submits(who, &values).await
    }

    /// Somebody closes the modal they see.
    pub async fn closes(&self, who: &str) -> Result<(), Cannot> {
        self.ground.closes(who).await
    }

    /// Somebody uses a shortcut: a message's (with channel and ts) or a global one.
    pub async fn uses_shortcut(&self, who: &str, id: &str, on: Option<(&str, &str)>) -> Result<(), Cannot> {
        self.ground.uses_shortcut(who, id, on).await
    }

    /// Somebody opens the bot's home.
    pub async fn opens_home(&self, who: &str) -> Result<(), Cannot> {
        self.ground.opens_home(who).await
    }

    /// Somebody reloads: what only they saw is gone.
    pub fn reloads(&self, who: &str) -> Result<(), Cannot> {
        self.ground.reloads(who)
    }

    /// Somebody invites somebody else into a channel.
    pub async fn invites(&self, who: &str, channel: &str, guest: &str) -> Result<(), Cannot> {
        self.ground.invites(who, channel, guest).await
    }

    /// Time passes.
    pub fn steps(&self, seconds: i64) {
        self.ground.step(seconds.saturating_mul(1_000_000));
    }
}

impl Ground {
    /// The ids of a person and a channel.
    pub(super) fn place(&self, who: &str, channel: &str) -> Result<(String, String), Cannot> {
        let world = self.world();
        let who = world.find_person(who).ok_or("There is nobody of that name.")?;
        let channel = world.find_channel(channel, &who).ok_or("There is no such channel.")?;
        match &world.channels[&channel].kind {
            Kind::Direct(with) if *with != who => Err("There is no such channel.".into()),
            _ => Ok((who, channel)),
        }
    }

    pub(super) async fn says(
        self: &Arc<Self>,
        who: &str,
        channel: &str,
        words: &str,
        thread: Option<&str>,
    ) -> Result<String, Cannot> {
        let (who, channel) = self.place(who, channel)?;
        if words.trim().is_empty() {
            return Err("There is nothing to say in that.".into());
        }
        self.act_and_tell(|world| {
            may_write(world, &who, &channel)?;
            let thread_ts = thread.map(|ts| parent(world, &channel, ts)).transpose()?;
            let typed = typed::read(world, words);
            let (text, blocks) = (typed.text, Some(typed.blocks));
            Ok(world.post(Draft { channel, user: who, text, blocks, thread_ts, ..Draft::default() }))
        })
        .await
    }

    pub(super) async fn edits(
        self: &Arc<Self>,
        who: &str,
        channel: &str,
        ts: &str,
        words: &str,
    ) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, channel)?;
        self.act_and_tell(|world| {
            own(world, &who, &channel, ts)?;
            let typed = typed::read(world, words);
            // edits are told to the second
            let edited = format!("{}.000000", world.now.div_euclid(1_000_000));
            world.change(&channel, ts, |message| {
                message.text = typed.text;
                message.blocks = Some(typed.blocks);
                message.edited = Some(edited);
            });
            Ok(())
        })
        .await
    }

    pub(super) async fn deletes(self: &Arc<Self>, who: &str, channel: &str, ts: &str) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, channel)?;
        self.act_and_tell(|world| {
            own(world, &who, &channel, ts)?;
            world.delete(&channel, ts);
            Ok(())
        })
        .await
    }

    pub(super) async fn reacts(
        self: &Arc<Self>,
        who: &str,
        channel: &str,
        ts: &str,
        name: &str,
    ) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, channel)?;
        let name = name.trim_matches(':');
        emoji::character(name).ok_or("There is no such emoji.")?;
        self.act_and_tell(|world| match world.react(&channel, ts, &who, name) {
            Err("already_reacted") => world.unreact(&channel, ts, &who, name),
            done => done,
        })
        .await
        .map_err(|error| {
            if error == "message_not_found" { "That message is gone.".into() } else { error.into() }
        })
    }

    pub(super) async fn opens_home(self: &Arc<Self>, who: &str) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, "@unrush")?;
        self.act_and_tell(|world| {
            let mut event = serde_json::json!({
                "type": "app_home_opened", "user": who, "channel": channel, "tab": "home", "api_app_id": APP,
            });
            if let Some(home) = world.views.home(&who) {
                event["view"] = home.shown_fresh();
            }
            world.tell(event);
        })
        .await;
        Ok(())
    }

    pub(super) async fn invites(
        self: &Arc<Self>,
        who: &str,
        channel: &str,
        guest: &str,
    ) -> Result<(), Cannot> {
        let (who, channel) = self.place(who, channel)?;
        let guest = self.world().find_person(guest).ok_or("There is nobody of that name.")?;
        self.act_and_tell(|world| world.join(&channel, &guest, Some(&who))).await;
        Ok(())
    }

    pub(super) fn reloads(&self, who: &str) -> Result<(), Cannot> {
        let mut world = self.world();
        let who = world.find_person(who).ok_or("There is nobody of that name.")?;
        world.ephemerals.retain(|ephemeral| ephemeral.to != who);
        world.notices.remove(&who);
        drop(world);
        self.note_change();
        Ok(())
    }
}

fn may_write(world: &World, who: &str, channel: &str) -> Result<(), Cannot> {
    match world.channels.get(channel) {
        Some(place) if place.archived => Err("That channel is archived.".into()),
        Some(place) if place.members.contains(who) => Ok(()),
        _ => Err("You are not in that channel.".into()),
    }
}

/// The parent of the thread that a message begins or stands in.
fn parent(world: &World, channel: &str, ts: &str) -> Result<String, Cannot> {
    let message = world.message(channel, ts).ok_or("That message is gone.")?;
    Ok(message.thread_ts.clone().unwrap_or_else(|| ts.to_owned()))
}

fn own(world: &World, who: &str, channel: &str, ts: &str) -> Result<(), Cannot> {
    let message = world.message(channel, ts).ok_or("That message is gone.")?;
    if message.user == who && who != BOT_USER { Ok(()) } else { Err("That is not your message.".into()) }
}
