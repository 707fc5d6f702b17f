//! What an answer of Slack means for the call that got it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::wire::{Answer, Failure};
use crate::ports::Refusal;

/// The pause where Slack names none.
const UNNAMED_PAUSE: u64 = 30;
/// The longest pause we take from a header; after it we ask again.
const LONGEST_PAUSE: u64 = 3_600;

/// What an unsure end means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Doing it twice shows twice: an unsure end stays unsure.
    Once,
    /// Doing it twice is the same as once (reads, reactions, changes): an unsure end is simply tried again.
    Again,
}

/// The answer's JSON, or why there is none to use.
pub fn judge(kind: Kind, heard: Result<Answer, Failure>, now: DateTime<Utc>) -> Result<Value, Refusal> {
    let answer = heard.map_err(|failure| match (failure, kind) {
        (Failure::Unsure(why), Kind::Once) => Refusal::Ambiguous(why.into()),
        (Failure::Unsure(why) | Failure::NotSent(why), _) => Refusal::Later(why.into()),
    })?;
    let said: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let error = said.as_ref().and_then(|said| said["error"].as_str()).map(tidy);
    if answer.status == 429 || matches!(error.as_deref(), Some("ratelimited" | "rate_limited")) {
        return Err(Refusal::Slower(pause(answer.retry_after.as_deref(), now)));
    }
    if answer.status >= 500 || answer.status == 408 {
        return Err(unsure(kind, format!("HTTP {}", answer.status)));
    }
    match (said, error) {
        (_, Some(error)) => Err(refuse(kind, &error)),
        (Some(said), None) if said["ok"] == true => Ok(said),
        _ if answer.status == 200 => Err(unsure(kind, "an answer nobody can read".into())),
        _ => Err(Refusal::Unknown(format!("HTTP {}", answer.status))),
    }
}

/// What one of Slack's errors means, by its name.
fn refuse(kind: Kind, error: &str) -> Refusal {
    let name = error.to_owned();
    match error {
        "internal_error" | "fatal_error" | "request_timeout" => unsure(kind, name),
        "service_unavailable"
        | "team_added_to_org"
        | "external_channel_migrating"
        | "message_limit_exceeded"
        | "fetch_members_failed" => Refusal::Later(name),
        "invalid_auth"
        | "not_authed"
        | "account_inactive"
        | "token_revoked"
        | "token_expired"
        | "not_allowed_token_type"
        | "invalid_token_type"
        | "team_access_not_granted"
        | "org_login_required"
        | "ekm_access_denied"
        | "enterprise_is_restricted"
        | "accesslimited"
        | "two_factor_setup_required" => Refusal::Workspace(name),
        _ if is_permanent(error) => Refusal::Never(name),
        _ => Refusal::Unknown(name),
    }
}

/// Errors that no patience mends, for this target or this program.
fn is_permanent(error: &str) -> bool {
    const PERMANENT: &[&str] = &[
        "access_denied",
        "already_reacted",
        "bad_timestamp",
        "block_mismatch",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "cant_delete_message",
        "cant_update_message",
        "channel_not_found",
        "compliance_exports_prevent_deletion",
        "deprecated_endpoint",
        "duplicate_external_id",
        "edit_window_closed",
        "exchanged_trigger_id",
        "expired_trigger_id",
        "expired_url",
        "file_not_found",
        "hash_conflict",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_cursor",
        "invalid_name",
        "invalid_trigger_id",
        "invalid_user_combination",
        "is_archived",
        "is_inactive",
        "markdown_text_conflict",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_too_large",
        "method_deprecated",
        "method_not_supported_for_channel_type",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_item_specified",
        "no_permission",
        "no_reaction",
        "no_such_subteam",
        "no_text",
        "no_users_provided",
        "not_enabled",
        "not_found",
        "not_in_channel",
        "posting_to_channel_denied",
        "subteam_disabled",
        "thread_locked",
        "thread_not_found",
        "too_many_attachments",
        "too_many_emoji",
        "too_many_reactions",
        "too_many_users",
        "trigger_exchanged",
        "trigger_expired",
        "unknown_method",
        "used_url",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "user_not_visible",
        "users_not_found",
        "view_too_large",
    ];
    PERMANENT.binary_search(&error).is_ok() || error.starts_with("restricted_action")
}

fn unsure(kind: Kind, why: String) -> Refusal {
    match kind {
        Kind::Once => Refusal::Ambiguous(why),
        Kind::Again => Refusal::Later(why),
    }
}

/// An error's name as we may log and keep it, whatever came over the wire.
pub fn tidy(error: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name: String = error.chars().filter(plain).take(60).collect();
    if name.is_empty() { "error_without_a_name".to_owned() } else { name }
}

/// How long `Retry-After` asks us to wait: whole seconds or an HTTP date; a little longer, so that not all come at
/// once, and never more than an hour.
pub fn pause(header: Option<&str>, now: DateTime<Utc>) -> Duration {
    let named = header.map(str::trim).and_then(|named| {
        let date = || Some(DateTime::parse_from_rfc2822(named).ok()?.to_utc() - now);
        named.parse().ok().or_else(|| u64::try_from(date()?.num_seconds() + 1).ok())
    });
    let (seconds, spread) = match named {
        Some(seconds) => (u64::clamp(seconds, 1, LONGEST_PAUSE), 500),
        None => (UNNAMED_PAUSE, 5_000),
    };
    Duration::from_secs(seconds) + Duration::from_millis(random_up_to(spread))
}

fn random_up_to(most: u64) -> u64 {
    // without a source of randomness there is no jitter, which is no reason to fail
    getrandom::u64().unwrap_or_default() % (most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, retry_after: None, date: None, scopes: None, body: body.to_owned().into() }
    }

    fn now() -> DateTime<Utc> {
        "1994-11-06T08:49:07Z".parse().expect("moment")
    }

    fn verdict(kind: Kind, status: u16, body: &str) -> String {
        match judge(kind, Ok(answer(status, body)), now()) {
            Ok(_) => "fine".into(),
            Err(refusal) => refusal.to_string(),
        }
    }

    #[test]
    fn every_class_of_answer_is_told_apart() {
        let error = |name: &str| format!(r#"{{"ok":false,"error":"{name}"}}"#);
        for (status, body, once, again) in [
            (200, r#"{"ok":true}"#.to_owned(), "fine", "fine"),
            (200, "<html>".into(), "unsure: an answer nobody can read", "not now: an answer nobody can read"),
            (
                200,
                r#"{"ok":tr"#.into(),
                "unsure: an answer nobody can read",
                "not now: an answer nobody can read",
            ),
            (200, "[]".into(), "unsure: an answer nobody can read", "not now: an answer nobody can read"),
            (502, "<html>".into(), "unsure: HTTP 502", "not now: HTTP 502"),
            (503, String::new(), "unsure: HTTP 503", "not now: HTTP 503"),
            (302, String::new(), "unknown error: HTTP 302", "unknown error: HTTP 302"),
            (200, error("internal_error"), "unsure: internal_error", "not now: internal_error"),
            (200, error("fatal_error"), "unsure: fatal_error", "not now: fatal_error"),
            (
                200,
                error("service_unavailable"),
                "not now: service_unavailable",
                "not now: service_unavailable",
            ),
            (200, error("is_archived"), "never: is_archived", "never: is_archived"),
            (
                200,
                error("restricted_action_thread_locked"),
                "never: restricted_action_thread_locked",
                "never: restricted_action_thread_locked",
            ),
            (
                401,
                error("token_revoked"),
                "this workspace refuses us: token_revoked",
                "this workspace refuses us: token_revoked",
            ),
            (200, error("out_of_tea"), "unknown error: out_of_tea", "unknown error: out_of_tea"),
            (200, error("<b> \\n"), "unknown error: b", "unknown error: b"),
        ] {
            assert_eq!(verdict(Kind::Once, status, &body), once, "{status} {body}");
            assert_eq!(verdict(Kind::Again, status, &body), again, "{status} {body}");
        }
    }

    #[test]
    fn every_known_error_is_found_in_its_table() {
        for name in ["access_denied", "invalid_name", "msg_too_long", "view_too_large", "missing_scope"] {
            assert!(is_permanent(name), "{name}");
        }
    }

    #[test]
    fn nothing_sent_is_never_unsure() {
        for kind in [Kind::Once, Kind::Again] {
            let refusal = judge(kind, Err(Failure::NotSent("no connection")), now());
            assert_eq!(refusal, Err(Refusal::Later("no connection".into())));
        }
        let refusal = judge(Kind::Once, Err(Failure::Unsure("no answer in time")), now());
        assert_eq!(refusal, Err(Refusal::Ambiguous("no answer in time".into())));
    }

    #[test]
    fn a_pause_is_what_the_header_says_within_reason() {
        let seconds = |header| pause(header, now()).as_secs();
        assert_eq!(seconds(Some("7")), 7);
        assert_eq!(seconds(Some("0")), 1);
        assert_eq!(seconds(Some("99999999")), 3_600);
        assert_eq!(seconds(Some("Sun, 06 Nov 1994 08:49:37 GMT")), 31);
        assert_eq!(seconds(Some("Sat, 06 Nov 2094 08:49:37 GMT")), 3_600);
        for odd in [None, Some(""), Some("-5"), Some("soon"), Some("Fri, 06 Nov 1970 08:49:37 GMT")] {
            assert!((30..=35).contains(&seconds(odd)), "{odd:?}");
        }
        for slow in [r#"{"ok":false,"error":"ratelimited"}"#, r#"{"ok":false,"error":"rate_limited"}"#] {
            assert!(matches!(judge(Kind::Once, Ok(answer(200, slow)), now()), Err(Refusal::Slower(_))));
        }
        assert!(matches!(judge(Kind::Once, Ok(answer(429, "")), now()), Err(Refusal::Slower(_))));
    }
}
