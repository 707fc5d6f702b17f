//! What a setting has to look like, and what is said when it does not. Never with the value.

/// A bot token, and which other one it is when it is none.
pub(super) fn check_bot_token(token: &str) -> Result<(), String> {
    match token {
        t if t.starts_with("xoxb-") || t.starts_with("xoxe.xoxb-") => Ok(()),
        t if t.starts_with("xapp-") => {
            Err("holds an app-level token (xapp-…); the bot token starts with xoxb-".into())
        }
        t if t.starts_with("xoxp-") => {
            Err("holds a user token (xoxp-…); the bot token starts with xoxb-".into())
        }
        _ => Err("is not a bot token; it starts with xoxb-".into()),
    }
}

/// An app-level token, and which other one it is when it is none.
pub(super) fn check_app_token(token: &str) -> Result<(), String> {
    match token {
        t if t.starts_with("xapp-") => Ok(()),
        t if t.starts_with("xoxb-") || t.starts_with("xoxe.xoxb-") => {
            Err("holds a bot token (xoxb-…); the app-level token starts with xapp-".into())
        }
        _ => Err("is not an app-level token; it starts with xapp-".into()),
    }
}

/// The address of a Redis; several, where they are of one cluster.
pub(super) fn check_redis_url(url: &str) -> Result<(), String> {
    let fits =
        ["redis://", "rediss://", "redis+unix://", "unix://"].iter().any(|scheme| url.starts_with(scheme));
    if fits { Ok(()) } else { Err("is the address of a Redis, such as redis://127.0.0.1:6379".into()) }
}

/// A web address to build others upon.
pub(super) fn check_url(url: &str) -> Result<String, String> {
    let fits = url.starts_with("https://") || url.starts_with("http://");
    if fits && !url.contains([' ', '?', '#']) {
        Ok(url.to_owned())
    } else {
        Err("is an http or https address".into())
    }
}
