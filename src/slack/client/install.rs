//! The one call that is made without a token: a code for what a workspace gives us.

use super::verdict::{self, Kind};
use super::wire::Message;
use super::{Client, FORM};
use crate::domain::ids::UserId;
use crate::ports::Refusal;
use crate::slack::tokens::Token;

/// What a workspace gives for a code.
#[derive(Clone, Debug)]
pub struct Given {
    /// The bot token.
    pub token: Token,
    /// Who allowed it, if Slack says so.
    pub installer: Option<UserId>,
}

impl Client {
    /// Changes a code, which lives ten minutes and counts once, for a bot token.
    pub async fn redeem(&self, client_id: &str, client_secret: &Token, code: &str) -> Result<Given, Refusal> {
        const METHOD: &str = "oauth.v2.access";
        let to = format!("{}{METHOD}", self.base).parse();
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret.reveal())
            .append_pair("code", code)
            .finish();
        let to = to.map_err(|_| Refusal::Unknown("no such address".into()))?;
        let heard = self.send(Message { to, token: None, content_type: FORM, body: body.into() }).await;
        let went = verdict::judge(Kind::Again, heard, self.clock.now());
        self.pulse.note(METHOD, &went);
        let said = went?;
        if said["is_enterprise_install"] == true {
            return Err(Refusal::Never("installing for a whole organisation is not supported".into()));
        }
        if !said["refresh_token"].is_null() {
            return Err(Refusal::Never("the app rotates its tokens, which is not supported".into()));
        }
        let token = said["access_token"].as_str().filter(|token| token.starts_with("xoxb-"));
        let token = token.ok_or_else(|| Refusal::Unknown("it gave no bot token".into()))?;
        let installer = said["authed_user"]["id"].as_str().and_then(UserId::parse);
        Ok(Given { token: Token::new(token), installer })
    }
}
