//! Asks Slack who we are, and says what our token may not do.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tracing::{info, warn};

use crate::ports::Clock;
use crate::slack::client::Client;
use crate::slack::subscriptions;
use crate::slack::tokens::Token;

/// Longest wait before Slack is asked once more who we are.
const ASK_AGAIN: Duration = Duration::from_mins(5);

/// Asks Slack who we are until it answers, so that another workspace's requests are told apart. Until then the
/// signature is enough.
pub(super) async fn introduce(
    client: Arc<Client>,
    token: Token,
    clock: Arc<dyn Clock>,
    mut stop: watch::Receiver<bool>,
) {
    let mut wait = Duration::from_secs(1);
    loop {
        match client.auth_test(&token).await {
            Ok(me) => {
                info!(team.id = %me.team, "Slack knows us");
                return complain(&me.scopes);
            }
            Err(why) => warn!("Slack did not say who we are: {why}. Check SLACK_BOT_TOKEN and SLACK_API_URL"),
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = clock.pause(wait) => wait = (wait * 2).min(ASK_AGAIN),
        }
    }
}

/// Says which scopes the token lacks, and for what. A server that tells none is not complained about.
fn complain(granted: &[String]) {
    let lacking = if granted.is_empty() { Vec::new() } else { subscriptions::lacking(granted) };
    // what is optional was somebody's choice
    for lack in lacking.into_iter().filter(|lack| lack.without.is_none()) {
        let (feature, missing) = (lack.what, lack.missing.join(", "));
        warn!("the bot token lacks {missing}: no {feature}; add it and reinstall the app");
    }
}
