//! Calls to the Web API: one place that sends, with deadlines, limits and an honest account of what is unsure.

mod calls;
mod files;
mod install;
mod pulse;
mod reads;
mod socket;
mod verdict;
mod wire;

use std::fmt;
use std::sync::Arc;

use hyper::Uri;
use hyper::http::uri::Authority;
use serde_json::Value;

use crate::domain::ids::{TeamId, UserId};
use crate::domain::outgoing::{Call, Read, Receipt};
use crate::ports::{BoxFuture, Clock, Grants, Known, Refusal, Slack};
use crate::slack::tokens::{Token, Tokens};
use crate::slack::{subscriptions, translate};
use verdict::Kind;
use wire::{Answer, Failure, Message, Wire};

pub use install::Given;
pub use pulse::{Pulse, State};

pub use socket::{NoTicket, Socket, Ticket};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json; charset=utf-8";

/// Where Slack's answers to commands and presses may go, besides the host of the API itself.
const HOOKS: &[&str] = &["hooks.slack.com", "hooks.slack-gov.com"];

/// Slack's Web API.
pub struct Client {
    wire: Wire,
    base: String,
    tokens: Arc<Tokens>,
    clock: Arc<dyn Clock>,
    pulse: Pulse,
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The address of the API cannot be read.
    #[error("the Slack API address is not an http or https address")]
    Address,
    /// There is no certificate store on this machine.
    #[error("no certificates of trusted authorities were found: {0}")]
    Certificates(std::io::Error),
}

/// Whose a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The workspace.
    pub team: TeamId,
    /// The bot's own user.
    pub bot_user: UserId,
    /// Where its messages are, such as `https://acme.slack.com/`.
    pub url: Option<String>,
    /// What the token may do, as Slack says in a header.
    pub scopes: Vec<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the API at `base` (`https://slack.com/api/`, with or without the final slash).
    pub fn new(base: &str, tokens: Arc<Tokens>, clock: Arc<dyn Clock>) -> Result<Self, Unusable> {
        let base = format!("{}/", base.trim().trim_end_matches('/'));
        let uri: Uri = base.parse().map_err(|_| Unusable::Address)?;
        let scheme = uri.scheme_str();
        if uri.host().is_none() || !matches!(scheme, Some("http" | "https")) {
            return Err(Unusable::Address);
        }
        let wire = match scheme {
            Some("https") => Wire::secure().map_err(Unusable::Certificates)?,
            _ => Wire::plain(),
        };
        Ok(Self { wire, base, tokens, clock, pulse: Pulse::default() })
    }

    /// How it goes with Slack.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// Sends one message, with a look at Slack's clock.
    async fn send(&self, message: Message<'_>) -> Result<Answer, Failure> {
        let heard = self.wire.post(message).await;
        if let Ok(answer) = &heard {
            self.pulse.read_clock(answer.date.as_deref(), self.clock.now());
        }
        heard
    }

    /// Asks Slack whose our token is, and tells the tokens.
    pub async fn auth_test(&self, token: &Token) -> Result<Identity, Refusal> {
        let heard = self.send(self.form("auth.test", token, &[])?).await;
        let scopes = heard.as_ref().ok().and_then(|answer| answer.scopes.clone()).unwrap_or_default();
        let said = verdict::judge(Kind::Again, heard, self.clock.now());
        self.pulse.note("auth.test", &said);
        let said = said?;
        let id = |key: &str| said[key].as_str().unwrap_or_default();
        let (Some(team), Some(bot_user)) = (TeamId::parse(id("team_id")), UserId::parse(id("user_id")))
        else {
            return Err(Refusal::Unknown("auth.test names no workspace".into()));
        };
        let url = said["url"].as_str().filter(|url| url.starts_with("https://") && url.ends_with('/'));
        let url = url.map(str::to_owned);
        self.tokens.learn(token, team.clone(), bot_user.clone(), url.clone());
        self.tokens.note_scopes(&team, &scopes);
        let scopes =
            scopes.split(',').map(|scope| scope.trim().to_owned()).filter(|s| !s.is_empty()).collect();
        Ok(Identity { team, bot_user, url, scopes })
    }

    /// Looks at the profiles of some members, so that their zones' offsets are held against our rules.
    pub async fn look_at_zones(&self, team: &TeamId) -> Result<usize, Refusal> {
        let arguments = [("limit", "200".to_owned())];
        let said = self.call(team, Kind::Again, "users.list", &arguments).await?;
        let members = said["members"].as_array().map_or(&[][..], Vec::as_slice);
        let now = self.clock.now();
        Ok(members.iter().filter_map(|member| translate::profile(member, team, now)).count())
    }

    /// Calls one method. Nested values in `arguments` are JSON already.
    async fn call(
        &self,
        team: &TeamId,
        kind: Kind,
        method: &'static str,
        arguments: &[(&str, String)],
    ) -> Result<Value, Refusal> {
        let token = self.tokens.token_for(team, None).await;
        let token = token
            .map_err(|error| Refusal::Later(error.to_string()))?
            .ok_or_else(|| Refusal::Workspace("no token for this workspace".into()))?;
        let heard = self.send(self.form(method, &token, arguments)?).await;
        if let Some(scopes) = heard.as_ref().ok().and_then(|answer| answer.scopes.as_deref()) {
            self.tokens.note_scopes(team, scopes);
        }
        let went = verdict::judge(kind, heard, self.clock.now());
        if matches!(went, Err(Refusal::Workspace(_))) {
            // it may have been installed anew, beside us
            self.tokens.doubt(team);
        }
        self.pulse.note(method, &went);
        went
    }

    fn form<'a>(
        &self,
        method: &str,
        token: &'a Token,
        arguments: &[(&str, String)],
    ) -> Result<Message<'a>, Refusal> {
        let to = format!("{}{method}", self.base).parse();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(arguments).finish();
        Ok(Message {
            to: to.map_err(|_| Refusal::Unknown("no such address".into()))?,
            token: Some(token),
            content_type: FORM,
            body: body.into(),
        })
    }

    /// The address of a `response_url`, if it may be called.
    fn hook(&self, url: &str) -> Option<Uri> {
        self.at_slack(url, HOOKS)
    }

    /// An address that came from outside, if it leads to Slack: to one of some hosts, or to that of the API itself.
    fn at_slack(&self, url: &str, hosts: &[&str]) -> Option<Uri> {
        let to: Uri = url.parse().ok()?;
        let home: Uri = self.base.parse().ok()?;
        let authority = to.authority()?.as_str();
        let slack = to.scheme_str() == Some("https") && hosts.contains(&authority);
        let ours = to.scheme() == home.scheme() && Some(authority) == home.authority().map(Authority::as_str);
        (slack || ours).then_some(to)
    }
}

impl Slack for Client {
    fn deliver<'a>(&'a self, team: &'a TeamId, call: &'a Call) -> BoxFuture<'a, Result<Receipt, Refusal>> {
        Box::pin(self.make(team, call))
    }

    fn read<'a>(&'a self, team: &'a TeamId, read: &'a Read) -> BoxFuture<'a, Result<Known, Refusal>> {
        Box::pin(self.look(team, read))
    }
}

impl Grants for Client {
    fn may_upload(&self, team: &TeamId) -> bool {
        self.tokens.has_scope(team, subscriptions::FILES)
    }
}

#[cfg(test)]
mod tests;
