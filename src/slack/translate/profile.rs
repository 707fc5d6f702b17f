//! Profiles, as `users.info` and `user_change` write them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::json::Json;
use crate::domain::ids::{TeamId, UserId};
use crate::domain::member::Profile;
use crate::domain::text::PrivateText;
use crate::domain::words::Locale;

/// A user object, read at a moment for a workspace; `None` when it has no usable id.
pub fn profile(user: &Value, team: &TeamId, now: DateTime<Utc>) -> Option<(UserId, Profile)> {
    read(&Json::from(user), team, now)
}

pub(super) fn read(user: &Json<'_>, team: &TeamId, now: DateTime<Utc>) -> Option<(UserId, Profile)> {
    let id = user.text("id").and_then(UserId::parse)?;
    let profile = Profile {
        name: PrivateText::new(name(user).unwrap_or(id.as_str())),
        zone: user.text("tz").map(str::to_owned),
        locale: user.text("locale").map(Locale::from_slack).unwrap_or_default(),
        is_bot: id.is_slackbot()
            || ["is_bot", "is_workflow_bot", "is_connector_bot"].iter().any(|k| user.is_true(k)),
        // missing means unknown; nobody is taken for gone who is not said to be
        deleted: user.is_true("deleted"),
        external: is_external(user, team),
        read_at: now,
    };
    Some((id, profile))
}

/// The name others see; a name of blanks is none.
fn name<'a>(user: &'a Json<'_>) -> Option<&'a str> {
    let names = [&["profile", "display_name"][..], &["profile", "real_name"], &["real_name"], &["name"]];
    names.into_iter().filter_map(|path| user.text_at(path)).find(|name| !name.trim().is_empty())
}

/// From another organisation. Inside one organisation, a person may belong to another workspace and still to ours.
fn is_external(user: &Json<'_>, team: &TeamId) -> bool {
    let ours = Some(team.as_str());
    let home = user.text("team_id");
    let organisation = user.get("enterprise_user");
    let is_colleague = organisation.is_some_and(|organisation| {
        organisation.text("enterprise_id") == ours
            || organisation.list("teams").iter().any(|team| team.as_text() == ours)
    });
    user.is_true("is_stranger") || (home.is_some() && home != ours && !is_colleague)
}
