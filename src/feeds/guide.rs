//! Looks names up, and says nothing of a place that is not outside: what it names is what the line is opened to.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use super::Stage;
use super::address::is_public;

/// Finds the addresses of a host.
#[derive(Clone, Debug)]
pub(super) struct Guide {
    stage: Arc<Stage>,
}

/// The name leads into a network that is not ours to look into.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a public address")]
pub(super) struct Private;

impl Guide {
    pub fn new(stage: Arc<Stage>) -> Self {
        Self { stage }
    }
}

impl Service<Name> for Guide {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let played = self.stage.get(name.as_str()).copied();
        Box::pin(async move {
            if let Some(played) = played {
                return Ok(vec![played.address()].into_iter());
            }
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // one that leads in is enough: such a name is not to be trusted with the others
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err(io::Error::other(Private));
            }
            Ok(found.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feeds::Played;

    #[tokio::test]
    async fn a_name_that_leads_in_is_refused_and_a_played_one_is_not() {
        let here = SocketAddr::from(([127, 0, 0, 1], 4_040));
        let stage = Stage::from([("calendar.test".to_owned(), Played::Plain(here))]);
        let mut guide = Guide::new(Arc::new(stage));
        for name in ["localhost", "127.1", "0x7f000001", "[::1]"] {
            let led = guide.call(name.parse().expect("a name")).await;
            // what no one can look up leads nowhere either
            let why = led.map(Iterator::collect::<Vec<_>>).expect_err(name);
            assert!(name.starts_with('[') || why.to_string() == Private.to_string(), "{name}: {why}");
        }
        let led = guide.call("calendar.test".parse().expect("a name")).await.expect("played");
        assert_eq!(led.collect::<Vec<_>>(), [here]);
    }
}
