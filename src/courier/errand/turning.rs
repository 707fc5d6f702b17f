//! How an errand looks through everything that is kept of a workspace, and changes what has to be changed.

use super::{End, Errand, Goes, MOST_CONFLICTS};
use crate::courier::prepare::{self, Edit};
use crate::domain::ids::UserId;
use crate::domain::outgoing::{Export, Read};
use crate::ports::{Changes, Refusal, Settled, Settlement};

/// So many things are changed in one step: a store is not held up by somebody's long history.
const AT_ONCE: usize = 25;

/// What Slack says of a token that is good no more, and we of one we do not have.
const GONE: &[&str] =
    &["account_inactive", "token_revoked", "token_expired", "invalid_auth", "no token for this workspace"];

impl Errand {
    /// Turns over leaf after leaf. Where somebody else was quicker, a leaf is read once more; after a crash all are.
    pub(super) async fn turn_over(&mut self) -> Goes<()> {
        let (mut from, mut conflicts, mut changed) = (None, 0, 0);
        loop {
            self.keep().await?;
            let team = self.claim.delivery.team.clone();
            let leaf = self.post.store.leaf(&team, from.as_deref()).await;
            let leaf = leaf.map_err(|error| self.without_store(&error))?;
            let edits: Vec<Edit> =
                leaf.kept.iter().filter_map(|kept| prepare::edit(&self.scene(), kept)).collect();
            if self.change(&edits).await? {
                changed += edits.len();
                conflicts = 0;
            } else if conflicts < MOST_CONFLICTS {
                conflicts += 1;
                continue;
            } else {
                return Err(self.again());
            }
            match leaf.next {
                Some(next) => from = Some(next),
                None => break,
            }
        }
        tracing::info!(
            delivery.kind = self.claim.delivery.what.kind(),
            changed,
            "looked through a workspace"
        );
        self.turned = true;
        self.post.bell.notify_one();
        self.load().await
    }

    /// Whether Slack takes our word in the workspace. It is asked without a turn: where we are refused, all else rests.
    pub(super) async fn is_welcome(&mut self) -> Goes<bool> {
        let Some(user) = UserId::parse("USLACKBOT") else { return Ok(true) };
        let team = self.claim.delivery.team.clone();
        match self.post.slack.read(&team, &Read::Person { user }).await {
            Ok(_) | Err(Refusal::Never(_)) => {
                tracing::info!(team.id = %team, "the app is back, so nothing is erased");
                Ok(true)
            }
            Err(Refusal::Workspace(why)) if GONE.contains(&why.as_str()) => Ok(false),
            Err(refusal) => Err(self.refused("users.info", refusal)),
        }
    }

    /// Turns over leaf after leaf, and has somebody told what of it is theirs. It is gathered here and nowhere else,
    /// and put into the store only as the messages to them.
    pub(super) async fn gather(&mut self, export: &Export) -> Goes<()> {
        let (mut from, mut found) = (None, Vec::new());
        loop {
            self.keep().await?;
            let team = self.claim.delivery.team.clone();
            let leaf = self.post.store.leaf(&team, from.as_deref()).await;
            let leaf = leaf.map_err(|error| self.without_store(&error))?;
            found.extend(leaf.kept.iter().filter_map(|kept| prepare::export::found(&export.user, kept)));
            match leaf.next {
                Some(next) => from = Some(next),
                None => break,
            }
        }
        let mut told = prepare::export::told(&self.scene(), export, found).deliver;
        while told.len() > AT_ONCE {
            let deliver = told.drain(..AT_ONCE).collect();
            self.settle_on(Settlement::Going(self.progress()), Changes { deliver, ..Changes::default() })
                .await?;
        }
        let rest = Changes { deliver: told, ..Changes::default() };
        Err(End::Settle(Settlement::Done, Box::new(rest)))
    }

    /// Makes changes, some at a time. Whether none of them met a record that somebody else had changed.
    async fn change(&mut self, edits: &[Edit]) -> Goes<bool> {
        let mut all = true;
        for some in edits.chunks(AT_ONCE) {
            let mut changes = Changes::default();
            for edit in some {
                join(&mut changes, edit.changes.clone());
            }
            if changes == Changes::default() {
                continue;
            }
            match self.tell(Settlement::Going(self.progress()), changes).await {
                Settled::Yes => {}
                Settled::Conflict => all = false,
                Settled::TooLate => return Err(End::Over),
            }
        }
        for letter in edits.iter().filter_map(|edit| edit.lift.as_ref()) {
            // gone already is as good
            let lifted = self.post.store.lift(letter, None).await;
            lifted.map_err(|error| self.without_store(&error))?;
        }
        Ok(all)
    }
}

fn join(all: &mut Changes, more: Changes) {
    all.rests_on.extend(more.rests_on);
    all.puts.extend(more.puts);
    all.list.extend(more.list);
    all.unlist.extend(more.unlist);
    all.cancel.extend(more.cancel);
    all.deliver.extend(more.deliver);
    all.ring.extend(more.ring);
}
