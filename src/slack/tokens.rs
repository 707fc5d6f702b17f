//! Which token speaks for a workspace: the one we were given, or the one a workspace gave when it installed the app.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::domain::ids::{TeamId, UserId};
use crate::domain::installation::Installation;
use crate::domain::record::{Key, Record};
use crate::ports::{Lookup, Store, StoreError};

/// A token. Never printed, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Box<str>);

impl Token {
    /// Wraps a token.
    pub fn new(raw: &str) -> Self {
        Self(raw.trim().into())
    }

    /// The token itself, for the one header it goes into.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret token]")
    }
}

/// All tokens there are.
pub struct Tokens {
    /// The one the settings name, for the one workspace it belongs to.
    given: Option<Token>,
    home: OnceLock<Home>,
    /// Where workspaces that installed the app are remembered, if they can.
    store: Option<Arc<dyn Store>>,
    /// What was looked up there already.
    installed: RwLock<HashMap<TeamId, Home>>,
    /// What our token may do in each workspace, as Slack says it with every answer.
    scopes: RwLock<HashMap<TeamId, Box<str>>>,
}

/// A workspace we speak in.
#[derive(Clone)]
struct Home {
    team: TeamId,
    token: Token,
    bot_user: UserId,
    /// Where its messages are, such as `https://acme.slack.com/`.
    url: Option<String>,
}

impl Tokens {
    /// One bot token, for the one workspace it belongs to. Until [`Tokens::learn`] told which one that is, it is
    /// used for any.
    pub fn single(bot_token: &str) -> Self {
        Self {
            given: Some(Token::new(bot_token)),
            home: OnceLock::new(),
            store: None,
            installed: RwLock::default(),
            scopes: RwLock::default(),
        }
    }

    /// The tokens of all workspaces that install the app, beside the one that was given, if any.
    pub fn of(given: Option<&str>, store: Arc<dyn Store>) -> Self {
        Self {
            given: given.map(Token::new),
            home: OnceLock::new(),
            store: Some(store),
            installed: RwLock::default(),
            scopes: RwLock::default(),
        }
    }

    /// Remembers whose the given token is, as `auth.test` said of it. What was learned first stays.
    pub fn learn(&self, token: &Token, team: TeamId, bot_user: UserId, url: Option<String>) {
        if self.given.as_ref() == Some(token) {
            let _ = self.home.set(Home { team, token: token.clone(), bot_user, url });
        }
    }

    /// Remembers what our token may do in a workspace, as Slack's header says it: words between commas.
    pub fn note_scopes(&self, team: &TeamId, scopes: &str) {
        let known = |all: &HashMap<TeamId, Box<str>>| all.get(team).is_some_and(|known| **known == *scopes);
        if !known(&self.scopes.read().unwrap_or_else(PoisonError::into_inner)) {
            self.scopes.write().unwrap_or_else(PoisonError::into_inner).insert(team.clone(), scopes.into());
        }
    }

    /// Whether our token may do something in a workspace, as far as Slack has told.
    pub fn has_scope(&self, team: &TeamId, scope: &str) -> bool {
        let all = self.scopes.read().unwrap_or_else(PoisonError::into_inner);
        all.get(team).is_some_and(|scopes| scopes.split(',').any(|granted| granted.trim() == scope))
    }

    /// Remembers what a workspace has just given.
    pub fn remember(&self, team: &TeamId, installation: &Installation) {
        let home = Home {
            team: team.clone(),
            token: Token::new(installation.token.reveal()),
            bot_user: installation.bot_user.clone(),
            url: installation.url.clone(),
        };
        self.installed.write().unwrap_or_else(PoisonError::into_inner).insert(team.clone(), home);
    }

    /// Looks a workspace's installation up anew when it is next needed: what we have is refused.
    pub fn doubt(&self, team: &TeamId) {
        self.installed.write().unwrap_or_else(PoisonError::into_inner).remove(team);
    }

    /// The token to speak with in a workspace: the bot's, or a member's own. `None` where we have none.
    ///
    /// # Errors
    ///
    /// When installations are kept in the store, and it is away.
    pub async fn token_for(
        &self,
        team: &TeamId,
        member: Option<&UserId>,
    ) -> Result<Option<Token>, StoreError> {
        if member.is_some() {
            return Ok(None);
        }
        if let Some(home) = self.known(team) {
            return Ok(Some(home.token));
        }
        if let Some(installation) = self.look_up(team).await? {
            self.remember(team, &installation);
            return Ok(Some(Token::new(installation.token.reveal())));
        }
        // whose the given token is may have become known meanwhile
        Ok(match self.home.get() {
            Some(home) => (home.team == *team).then(|| home.token.clone()),
            None => self.given.clone(),
        })
    }

    /// Where the workspace's messages are, once that is known.
    pub fn url(&self, team: &TeamId) -> Option<String> {
        self.known(team)?.url
    }

    /// The bot's own user in a workspace, once it is known.
    pub fn bot_user(&self, team: &TeamId) -> Option<UserId> {
        self.known(team).map(|home| home.bot_user)
    }

    fn known(&self, team: &TeamId) -> Option<Home> {
        let given = self.home.get().filter(|home| home.team == *team);
        given
            .cloned()
            .or_else(|| self.installed.read().unwrap_or_else(PoisonError::into_inner).get(team).cloned())
    }

    async fn look_up(&self, team: &TeamId) -> Result<Option<Installation>, StoreError> {
        let Some(store) = &self.store else { return Ok(None) };
        let what = Lookup {
            team: team.clone(),
            seen: None,
            records: vec![Key::Installation],
            owned_by: None,
            lists: Vec::new(),
        };
        let facts = store.load(&what).await?;
        Ok(match facts.records.get(&Key::Installation) {
            Some((_, Record::Installation(installation))) => Some(installation.as_ref().clone()),
            _ => None,
        })
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("given", &self.given).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_speaks_only_for_the_workspace_it_belongs_to() {
        let team = |id| TeamId::parse(id).expect("id");
        let tokens = Tokens::single(" xoxb-1\n");
        let speaks = async |id, member| tokens.token_for(&team(id), member).await.expect("no store");
        assert!(speaks("T2", None).await.is_some(), "nobody knows yet whose it is");
        let bot = UserId::parse("U0BOT").expect("id");
        tokens.learn(&Token::new("xoxb-another"), team("T2"), bot.clone(), None);
        tokens.learn(&Token::new("xoxb-1"), team("T1"), bot.clone(), None);
        tokens.learn(&Token::new("xoxb-1"), team("T2"), bot.clone(), None);
        assert_eq!(speaks("T1", None).await.expect("ours").reveal(), "xoxb-1");
        assert!(speaks("T2", None).await.is_none());
        assert!(speaks("T1", Some(&bot)).await.is_none(), "no member gave us theirs");
        assert!(!format!("{tokens:?}").contains("xoxb"));
    }
}
