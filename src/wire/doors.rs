//! The doors of a running bot: the one Slack calls at, the one we open to Slack, or both.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Plan, Trouble, spawn};
use crate::domain::ids::TeamId;
use crate::ops::Gate;
use crate::ports::{BoxFuture, Clock, Desk, Store};
use crate::slack::client::Client;
use crate::slack::door::Expected;
use crate::slack::http::{self, SigningSecret};
use crate::slack::install::{self, Install};
use crate::slack::socket::{self, Pulse};
use crate::slack::tokens::{Token, Tokens};

/// Doors, ready to be served.
pub(super) struct Doors {
    http: Option<(Arc<http::Door>, TcpListener)>,
    socket: Option<Arc<socket::Door>>,
}

impl Doors {
    /// Builds the doors of a plan, and begins to listen where it is called at.
    pub(super) async fn build(
        plan: &Plan,
        desk: Arc<dyn Desk>,
        client: &Arc<Client>,
        tokens: &Arc<Tokens>,
        store: &Arc<dyn Store>,
    ) -> Result<Self, Trouble> {
        let clock: &Arc<dyn Clock> = &plan.clock;
        let secrets: Vec<_> =
            plan.signing_secrets.iter().filter_map(|secret| SigningSecret::new(secret)).collect();
        let http = if secrets.is_empty() {
            None
        } else {
            let listener = TcpListener::bind(plan.listen).await.map_err(|why| {
                Trouble::Failed(format!("can't listen on {}: {why}; is it in use?", plan.listen))
            })?;
            let who = ours(tokens);
            let install = plan.oauth.as_ref().map(|app| {
                let (client, tokens) = (Arc::clone(client), Arc::clone(tokens));
                let app = install::App { id: app.id.clone(), secret: Token::new(app.secret.reveal()) };
                Install::new(app, &plan.api_url, client, tokens, Arc::clone(store), Arc::clone(clock))
            });
            let door = http::Door::new(Arc::clone(&desk), Arc::clone(clock), secrets, who).taking_in(install);
            Some((Arc::new(door), listener))
        };
        let socket = plan.app_token.as_deref().map(|token| {
            let (clock, client) = (Arc::clone(clock), Arc::clone(client));
            Arc::new(socket::Door::new(desk, clock, client, Token::new(token), ours(tokens)))
        });
        Ok(Self { http, socket })
    }

    /// Where the door that is called at stands.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.http.as_ref().and_then(|(_, listener)| listener.local_addr().ok())
    }

    /// How the door to Slack is doing.
    pub(super) fn pulse(&self) -> Option<Pulse> {
        self.socket.as_ref().map(|door| door.pulse())
    }

    /// How operators see them.
    pub(super) fn gates(&self) -> Vec<Gate> {
        let http = self.http.iter().map(|(door, _)| Gate {
            name: "http",
            tally: door.tally(),
            is_open: Box::new(|| true),
            reopened: None,
        });
        let socket = self.socket.iter().map(|door| {
            let (ready, ends) = (door.pulse(), door.pulse());
            Gate {
                name: "socket",
                tally: door.tally(),
                is_open: Box::new(move || ready.is_ready()),
                reopened: Some(Box::new(move || ends.reconnects())),
            }
        });
        http.chain(socket).collect()
    }

    /// Serves them until they are told to stop.
    pub(super) fn serve(self, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let http = self.http.map(|(door, listener)| spawn(door.serve(listener, stop.clone())));
        let socket = self.socket.map(|door| spawn(door.serve(stop.clone())));
        http.into_iter().chain(socket).collect()
    }
}

/// Everybody we have a token for.
fn ours(tokens: &Arc<Tokens>) -> Expected {
    let tokens = Arc::clone(tokens);
    let is_ours = move |team: &TeamId| -> BoxFuture<'static, bool> {
        let (tokens, team) = (Arc::clone(&tokens), team.clone());
        // where that can't be looked up nothing can be saved either, and the desk says so
        Box::pin(async move { tokens.token_for(&team, None).await.map_or(true, |token| token.is_some()) })
    };
    Expected { app: None, team: Box::new(is_ours) }
}
