//! Which token speaks for a workspace. So far there is one workspace and one bot token.

use std::fmt;
use std::sync::OnceLock;

use crate::domain::ids::{TeamId, UserId};

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

/// The tokens we were given.
#[derive(Debug)]
pub struct Tokens {
    bot: Token,
    home: OnceLock<Home>,
}

#[derive(Debug)]
struct Home {
    team: TeamId,
    bot_user: UserId,
    /// Where its messages are, such as `https://acme.slack.com/`.
    url: Option<String>,
}

impl Tokens {
    /// One bot token, for the one workspace it belongs to. Until [`Tokens::learn`] told which one that is, it is
    /// used for any.
    pub fn single(bot_token: &str) -> Self {
        Self { bot: Token::new(bot_token), home: OnceLock::new() }
    }

    /// Remembers whose token it is, as `auth.test` said. What was learned first stays.
    pub fn learn(&self, team: TeamId, bot_user: UserId, url: Option<String>) {
        let _ = self.home.set(Home { team, bot_user, url });
    }

    /// Where the workspace's messages are, once that is known.
    pub fn url(&self) -> Option<&str> {
        self.home.get()?.url.as_deref()
    }

    /// The token to speak with in a workspace: the bot's, or a member's own. `None` where we have none.
    pub fn token_for(&self, team: &TeamId, member: Option<&UserId>) -> Option<Token> {
        let at_home = self.home.get().is_none_or(|home| home.team == *team);
        (at_home && member.is_none()).then(|| self.bot.clone())
    }

    /// The bot's own user, once it is known.
    pub fn bot_user(&self) -> Option<&UserId> {
        self.home.get().map(|home| &home.bot_user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_speaks_only_for_the_workspace_it_belongs_to() {
        let team = |id| TeamId::parse(id).expect("id");
        let tokens = Tokens::single(" xoxb-1\n");
        assert!(tokens.token_for(&team("T2"), None).is_some(), "nobody knows yet whose it is");
        let bot = UserId::parse("U0BOT").expect("id");
        tokens.learn(team("T1"), bot.clone(), None);
        tokens.learn(team("T2"), bot.clone(), None);
        assert_eq!(tokens.token_for(&team("T1"), None).expect("ours").reveal(), "xoxb-1");
        assert!(tokens.token_for(&team("T2"), None).is_none());
        assert!(tokens.token_for(&team("T1"), Some(&bot)).is_none(), "no member gave us theirs");
        assert!(!format!("{tokens:?}").contains("xoxb"));
    }
}
