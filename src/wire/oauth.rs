//! Installing from a browser, as the settings have it.

use crate::config::{Secret, Settings};

/// The app as workspaces install it from a browser.
#[derive(Clone, Debug)]
pub struct OAuth {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: Secret,
}

impl OAuth {
    /// As the settings have it; what is missing to it is told.
    pub(super) fn of(settings: &Settings, need: &mut impl FnMut(&str, &str)) -> Option<Self> {
        match (&settings.slack.client_id, &settings.slack.client_secret) {
            (None, None) => return None,
            (Some(_), None) => need(
                "SLACK_CLIENT_SECRET",
                "is not set, and SLACK_CLIENT_ID is; installing from a browser takes both, from Basic Information of your Slack app",
            ),
            (None, Some(_)) => need(
                "SLACK_CLIENT_ID",
                "is not set, and SLACK_CLIENT_SECRET is; installing from a browser takes both, from Basic Information of your Slack app",
            ),
            (Some(id), Some(secret)) if !settings.slack.signing_secrets.is_empty() => {
                return Some(Self { id: id.clone(), secret: secret.clone() });
            }
            (Some(_), Some(_)) => need(
                "SLACK_SIGNING_SECRET",
                "is not set, so no door is open that a browser could install the app at; set it, or leave SLACK_CLIENT_ID and SLACK_CLIENT_SECRET out",
            ),
        }
        None
    }
}
