//! The way to a Socket Mode connection: a ticket from the Web API, and the call that uses it up.

use std::fmt;
use std::time::Duration;

use hyper::Uri;
use hyper::http::uri::Scheme;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::Client;
use super::verdict::{self, Kind};
use super::wire::Failure;
use crate::ports::Refusal;
use crate::slack::tokens::Token;

const METHOD: &str = "apps.connections.open";

/// What the buffers of a connection take before the first frame, in bytes. Frames are a few kilobytes.
const BUFFER: usize = 16 * 1024;

/// A Socket Mode connection.
pub type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// An address that opens one connection, once and soon. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(Uri);

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[ticket]")
    }
}

/// Why there is no ticket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTicket {
    /// Slack was not reached, so it was not bothered either.
    #[error("{0}")]
    Unreached(&'static str),
    /// Slack can't right now, or says something nobody here knows.
    #[error("{0}")]
    NotNow(String),
    /// Slack wants to be asked less often.
    #[error("rate-limited for {0:?}")]
    Slower(Duration),
    /// The token does not open connections until somebody repairs it.
    #[error("{0}")]
    Token(String),
    /// Socket Mode is switched off in the app's settings.
    #[error("{0}")]
    Off(String),
}

impl Client {
    /// Asks for a ticket with an app-level token.
    pub async fn socket_ticket(&self, app_token: &Token) -> Result<Ticket, NoTicket> {
        let message = self.form(METHOD, app_token, &[]).map_err(|why| NoTicket::NotNow(why.to_string()))?;
        let heard = self.send(message).await;
        if let Err(Failure::NotSent(why)) = heard {
            return Err(NoTicket::Unreached(why));
        }
        let said = verdict::judge(Kind::Again, heard, self.clock.now()).map_err(sort)?;
        let url = said["url"].as_str().unwrap_or_default();
        self.ticket(url).ok_or_else(|| NoTicket::NotNow("an address nobody can call".into()))
    }

    /// Uses a ticket up. Frames and messages longer than `largest` bytes break the connection.
    pub async fn dial(&self, ticket: Ticket, largest: usize) -> Result<Socket, &'static str> {
        let line = self.wire.upgrade(ticket.0).await?;
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .write_buffer_size(BUFFER)
            .max_message_size(Some(largest))
            .max_frame_size(Some(largest));
        Ok(WebSocketStream::from_raw_socket(TokioIo::new(line), Role::Client, Some(config)).await)
    }

    /// A secure API may not send us to a plain line.
    fn ticket(&self, url: &str) -> Option<Ticket> {
        let is_secure = self.base.parse::<Uri>().ok()?.scheme() == Some(&Scheme::HTTPS);
        let secure = url.strip_prefix("wss://").map(|rest| format!("https://{rest}"));
        let plain = url.strip_prefix("ws://").filter(|_| !is_secure).map(|rest| format!("http://{rest}"));
        secure.or(plain)?.parse().ok().map(Ticket)
    }
}

fn sort(refusal: Refusal) -> NoTicket {
    match refusal {
        Refusal::Slower(pause) => NoTicket::Slower(pause),
        Refusal::Workspace(error) => NoTicket::Token(error),
        Refusal::Later(error) | Refusal::Ambiguous(error) => NoTicket::NotNow(error),
        Refusal::Never(error) | Refusal::Unknown(error) => match error.as_str() {
            "forbidden_team"
            | "missing_scope"
            | "no_permission"
            | "team_disabled"
            | "user_removed_from_team" => NoTicket::Token(error),
            "link_disabled" | "not_enabled" | "socket_mode_not_enabled" => NoTicket::Off(error),
            _ => NoTicket::NotNow(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::SystemClock;
    use crate::slack::tokens::Tokens;

    fn client(base: &str) -> Client {
        Client::new(base, Arc::new(Tokens::single("xoxb-1")), Arc::new(SystemClock)).expect("a client")
    }

    #[test]
    fn a_ticket_keeps_the_line_as_secure_as_the_api_and_shows_itself_to_nobody() {
        let plain = client("http://127.0.0.1:1/api");
        let ticket = plain.ticket("ws://127.0.0.1:1/link/?ticket=hush").expect("a ticket");
        assert_eq!(ticket.0.to_string(), "http://127.0.0.1:1/link/?ticket=hush");
        assert!(!format!("{ticket:?}").contains("hush"));
        for odd in ["", "http://127.0.0.1/", "ws://", "ftp://x", "wss://[", "javascript:alert(1)"] {
            assert_eq!(plain.ticket(odd), None, "{odd}");
        }
    }

    #[test]
    fn refusals_are_sorted_by_who_can_mend_them() {
        let never = |error: &str| sort(Refusal::Never(error.into()));
        assert_eq!(never("missing_scope"), NoTicket::Token("missing_scope".into()));
        assert_eq!(never("link_disabled"), NoTicket::Off("link_disabled".into()));
        assert_eq!(never("is_archived"), NoTicket::NotNow("is_archived".into()));
        let token = sort(Refusal::Workspace("invalid_auth".into()));
        assert_eq!(token, NoTicket::Token("invalid_auth".into()));
        let slower = Duration::from_secs(7);
        assert_eq!(sort(Refusal::Slower(slower)), NoTicket::Slower(slower));
    }
}
