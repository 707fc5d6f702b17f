//! What operators see of a running bot: its window, and the porter who answers this program's other commands.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tracing::{info, warn};

use super::{Bot, Trouble, spawn};
use crate::ops::porter;

/// Takes an address for ourselves; `key` is the setting that names it.
pub(super) async fn bind(at: SocketAddr, key: &str) -> Result<TcpListener, Trouble> {
    TcpListener::bind(at)
        .await
        .map_err(|why| Trouble::Failed(format!("can't listen on {at}: {why}; set {key} to another address")))
}

impl Bot {
    /// Shows operators how the bot is doing, until the process ends: also while it stops.
    pub fn show(&self, window: TcpListener, data_dir: &Path) {
        if let Ok(at) = window.local_addr() {
            info!("health and figures on http://{at}/readyz and http://{at}/metrics");
        }
        spawn(Arc::clone(&self.ops).serve(window));
        match porter::open(data_dir) {
            Ok(lodge) => {
                spawn(porter::serve(lodge, Arc::clone(&self.store), Arc::clone(&self.clock)));
            }
            Err(why) => warn!(
                "`unrush doctor`, `store` and `dead-letters` can't reach this process: {} can't be made: {why}",
                porter::place(data_dir).display()
            ),
        }
    }
}
