//! Each thing to do, as a method of the Web API.

use serde_json::{Value, json};

use super::verdict::{self, Kind};
use super::wire::Message;
use super::{Client, JSON};
use crate::domain::home::HomeCard;
use crate::domain::ids::{ChannelId, TeamId, Ts, UserId};
use crate::domain::outgoing::{Call, Card, Modal, Place, Receipt};
use crate::ports::Refusal;
use crate::slack::views::speech::ANYWHERE;
use crate::slack::views::{self, Shown};

/// The name under which our posts carry their delivery.
pub(super) const METADATA: &str = "unrush_delivery";

impl Client {
    pub(super) async fn make(&self, team: &TeamId, call: &Call) -> Result<Receipt, Refusal> {
        match call {
            Call::React { channel, ts, emoji } => {
                self.reaction(team, "reactions.add", channel, ts, emoji, &["already_reacted"]).await
            }
            Call::Unreact { channel, ts, emoji } => {
                let gone = ["no_reaction", "message_not_found"];
                self.reaction(team, "reactions.remove", channel, ts, emoji, &gone).await
            }
            Call::Post { to, card, key } => self.post(team, to, card, key.as_str()).await,
            Call::Whisper { channel, thread, to, card } => {
                let said = self.whisper(team, channel, thread.as_ref(), to, card).await?;
                Ok(Receipt { channel: Some(channel.clone()), ..said })
            }
            Call::Update { channel, ts, card } => self.update(team, channel, ts, card).await,
            Call::Delete { channel, ts } => {
                let arguments = [("channel", channel.to_string()), ("ts", ts.to_string())];
                let done = self.call(team, Kind::Again, "chat.delete", &arguments).await;
                fine_when(done, &["message_not_found"])
            }
            Call::Respond { url, card, replace } => self.respond(team, url.reveal(), card, *replace).await,
            Call::Upload { day } => self.upload(team, day).await,
            Call::TakeDown { file } => self.take_down(team, file).await,
            Call::Open { trigger, modal } => self.open(team, trigger, modal).await,
            Call::Publish { user, home, hash } => self.publish(team, user, home, hash.as_deref()).await,
        }
    }

    async fn reaction(
        &self,
        team: &TeamId,
        method: &'static str,
        channel: &ChannelId,
        ts: &Ts,
        emoji: &str,
        fine: &[&str],
    ) -> Result<Receipt, Refusal> {
        let arguments =
            [("channel", channel.to_string()), ("timestamp", ts.to_string()), ("name", emoji.to_owned())];
        fine_when(self.call(team, Kind::Again, method, &arguments).await, fine)
    }

    async fn post(&self, team: &TeamId, to: &Place, card: &Card, key: &str) -> Result<Receipt, Refusal> {
        let mut arguments = match to {
            Place::Channel(channel, None) => vec![("channel", channel.to_string())],
            Place::Channel(channel, Some(thread)) => {
                vec![("channel", channel.to_string()), ("thread_ts", thread.to_string())]
            }
            // Slack opens the direct message and answers with its real id
            Place::Person(user) => vec![("channel", user.to_string())],
        };
        let metadata = json!({"event_type": METADATA, "event_payload": {"key": key}});
        arguments.push(("metadata", metadata.to_string()));
        arguments.push(("unfurl_links", "false".into()));
        arguments.push(("unfurl_media", "false".into()));
        self.show(team, Kind::Once, "chat.postMessage", arguments, card).await
    }

    async fn whisper(
        &self,
        team: &TeamId,
        channel: &ChannelId,
        thread: Option<&Ts>,
        to: &UserId,
        card: &Card,
    ) -> Result<Receipt, Refusal> {
        let mut arguments = vec![("channel", channel.to_string()), ("user", to.to_string())];
        arguments.extend(thread.map(|thread| ("thread_ts", thread.to_string())));
        self.show(team, Kind::Once, "chat.postEphemeral", arguments, card).await
    }

    async fn update(
        &self,
        team: &TeamId,
        channel: &ChannelId,
        ts: &Ts,
        card: &Card,
    ) -> Result<Receipt, Refusal> {
        let arguments = vec![("channel", channel.to_string()), ("ts", ts.to_string())];
        self.show(team, Kind::Again, "chat.update", arguments, card).await
    }

    /// Sends a card; once more as bare text where Slack does not take our blocks.
    async fn show(
        &self,
        team: &TeamId,
        kind: Kind,
        method: &'static str,
        mut arguments: Vec<(&str, String)>,
        card: &Card,
    ) -> Result<Receipt, Refusal> {
        let Shown { text, blocks } = views::card(card);
        arguments.push(("text", self.at_home(team, text)));
        if blocks.is_empty() {
            return self.call(team, kind, method, &arguments).await.map(|said| receipt(&said));
        }
        arguments.push(("blocks", self.at_home(team, json!(blocks).to_string())));
        let said = match self.call(team, kind, method, &arguments).await {
            Err(Refusal::Never(why)) if why.contains("blocks") => {
                tracing::error!(method, error = %why, "Slack does not take our blocks; sending bare text");
                arguments.pop();
                self.call(team, kind, method, &arguments).await
            }
            other => other,
        };
        said.map(|said| receipt(&said))
    }

    async fn respond(
        &self,
        team: &TeamId,
        url: &str,
        card: &Card,
        replace: bool,
    ) -> Result<Receipt, Refusal> {
        let to = self.hook(url).ok_or_else(|| Refusal::Never("not an address of Slack".into()))?;
        let Shown { text, blocks } = views::card(card);
        let mut body = json!({"response_type": "ephemeral", "replace_original": replace, "text": text});
        if !blocks.is_empty() {
            body["blocks"] = json!(blocks);
        }
        let body = self.at_home(team, body.to_string());
        let message = Message { to, token: None, content_type: JSON, body: body.into() };
        let heard = self.send(message).await;
        let went = match heard {
            // success is the bare word "ok"
            Ok(answer) if answer.status == 200 && !answer.body.starts_with(b"{") => Ok(Receipt::default()),
            Ok(answer) if matches!(answer.status, 400..=428 | 430..=499) => {
                let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                let why = said["error"].as_str().map(verdict::tidy);
                Err(Refusal::Never(why.unwrap_or_else(|| format!("HTTP {}", answer.status))))
            }
            heard => verdict::judge(Kind::Once, heard, self.clock.now()).map(|_| Receipt::default()),
        };
        self.pulse().note("response_url", &went);
        went
    }

    /// Links to messages lead into the workspace, once its address is known.
    fn at_home(&self, team: &TeamId, said: String) -> String {
        match self.tokens.url(team) {
            Some(url) => said.replace(ANYWHERE, &format!("{url}archives/")),
            None => said,
        }
    }

    async fn open(&self, team: &TeamId, trigger: &str, modal: &Modal) -> Result<Receipt, Refusal> {
        let view = json!(views::modal(modal)).to_string();
        let arguments = [("trigger_id", trigger.to_owned()), ("view", view)];
        self.call(team, Kind::Once, "views.open", &arguments).await.map(|_| Receipt::default())
    }

    async fn publish(
        &self,
        team: &TeamId,
        user: &UserId,
        home: &HomeCard,
        hash: Option<&str>,
    ) -> Result<Receipt, Refusal> {
        let view = json!(views::home(home)).to_string();
        let mut arguments = vec![("user_id", user.to_string()), ("view", view)];
        arguments.extend(hash.map(|hash| ("hash", hash.to_owned())));
        self.call(team, Kind::Again, "views.publish", &arguments).await.map(|said| receipt(&said))
    }
}

/// Errors that say it is so already count as done.
pub(super) fn fine_when(done: Result<Value, Refusal>, fine: &[&str]) -> Result<Receipt, Refusal> {
    match done {
        Err(Refusal::Never(why)) if fine.contains(&why.as_str()) => Ok(Receipt::default()),
        other => other.map(|said| receipt(&said)),
    }
}

fn receipt(said: &Value) -> Receipt {
    Receipt {
        channel: said["channel"].as_str().and_then(ChannelId::parse),
        ts: said["ts"].as_str().and_then(Ts::parse),
        hash: said["view"]["hash"].as_str().map(str::to_owned),
        file: None,
    }
}
