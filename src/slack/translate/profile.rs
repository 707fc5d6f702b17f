//! Profiles, as `users.info` and `user_change` write them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::json::Json;
use crate::domain::ids::{TeamId, UserId};
use crate::domain::member::Profile;
use crate::domain::signals::{Signals, Told};
use crate::domain::text::PrivateText;
use crate::domain::words::Locale;
use crate::slack::offsets;

/// A user object, read at a moment for a workspace; `None` when it has no usable id.
pub fn profile(user: &Value, team: &TeamId, now: DateTime<Utc>) -> Option<(UserId, Profile)> {
    read(&Json::from(user), team, now)
}

pub(super) fn read(user: &Json<'_>, team: &TeamId, now: DateTime<Utc>) -> Option<(UserId, Profile)> {
    let id = user.text("id").and_then(UserId::parse)?;
    if let (Some(zone), Some(told)) = (user.text("tz"), user.integer("tz_offset")) {
        offsets::compare(zone, told, now);
    }
    let profile = Profile {
        name: PrivateText::new(name(user).unwrap_or(id.as_str())),
        zone: user.text("tz").map(str::to_owned),
        locale: user.text("locale").map(Locale::from_slack),
        is_bot: id.is_slackbot()
            || ["is_bot", "is_workflow_bot", "is_connector_bot"].iter().any(|k| user.is_true(k)),
        // missing means unknown; nobody is taken for gone who is not said to be
        deleted: user.is_true("deleted"),
        external: is_external(user, team),
        told: Some(Box::new(told(user))),
        signals: Signals::default(),
        read_at: now,
    };
    Some((id, profile))
}

/// Status and huddle; nought stands for no end.
fn told(user: &Json<'_>) -> Told {
    let moment = |key| {
        let seconds = user.get("profile")?.integer(key).filter(|seconds| *seconds > 0)?;
        DateTime::from_timestamp(seconds, 0)
    };
    let words = |key| user.text_at(&["profile", key]).unwrap_or_default();
    Told {
        emoji: words("status_emoji").to_owned(),
        text: PrivateText::new(words("status_text")),
        until: moment("status_expiration"),
        in_huddle: words("huddle_state") == "in_a_huddle",
        huddle_until: moment("huddle_state_expiration_ts"),
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(user: &Value) -> Profile {
        let team = TeamId::parse("T0A").expect("id");
        profile(user, &team, DateTime::UNIX_EPOCH).expect("a profile").1
    }

    #[test]
    fn a_name_is_the_first_that_is_not_blank() {
        let names = json!({"id": "U0BO", "name": "bo.b", "real_name": "Bo B",
            "profile": {"display_name": " ", "real_name": "Bo Bauer"}});
        assert_eq!(of(&names).name.reveal(), "Bo Bauer");
        assert_eq!(of(&json!({"id": "U0BO", "real_name": "Bo B"})).name.reveal(), "Bo B");
        assert_eq!(of(&json!({"id": "U0BO", "name": "bo.b", "profile": null})).name.reveal(), "bo.b");
        assert_eq!(of(&json!({"id": "U0BO"})).name.reveal(), "U0BO", "nothing else is known");
    }

    #[test]
    fn missing_facts_are_no_facts() {
        let bare = of(&json!({"id": "U0BO", "tz": null, "locale": 7}));
        assert_eq!((bare.zone, bare.locale), (None, None));
        assert!(!bare.deleted && !bare.is_bot && !bare.external);
        let team = TeamId::parse("T0A").expect("id");
        assert_eq!(profile(&json!({"name": "bo"}), &team, DateTime::UNIX_EPOCH), None);
    }

    #[test]
    fn status_and_huddle_are_told() {
        let ada = json!({"id": "U0ADA", "profile": {"status_emoji": ":calendar:", "status_text": "In a meeting",
            "status_expiration": 1_795_000_000, "huddle_state": "in_a_huddle", "huddle_state_expiration_ts": 1_795_000_100}});
        let told = *of(&ada).told.expect("told");
        assert_eq!(
            (told.emoji.as_str(), told.text.reveal(), told.in_huddle),
            (":calendar:", "In a meeting", true)
        );
        assert_eq!(told.until.map(|at| at.timestamp()), Some(1_795_000_000));
        assert_eq!(told.huddle_until.map(|at| at.timestamp()), Some(1_795_000_100));
        let calm = json!({"id": "U0ADA", "profile": {"status_emoji": "", "status_text": 7, "status_expiration": 0,
            "huddle_state": "default_unset"}});
        assert_eq!(*of(&calm).told.expect("told"), Told::default());
    }

    #[test]
    fn machines_are_known() {
        assert!(of(&json!({"id": "USLACKBOT", "is_bot": false})).is_bot);
        assert!(of(&json!({"id": "U0FLOW", "is_workflow_bot": true})).is_bot);
        assert!(of(&json!({"id": "U0BOT", "is_bot": true})).is_bot);
    }

    #[test]
    fn who_belongs_elsewhere_is_external() {
        assert!(of(&json!({"id": "U0X", "team_id": "T0B"})).external);
        assert!(of(&json!({"id": "U0X", "team_id": "T0A", "is_stranger": true})).external);
        assert!(!of(&json!({"id": "U0X", "team_id": "T0A"})).external);
        let colleague = json!({"id": "W0X", "team_id": "T0B", "enterprise_user": {"teams": ["T0A", "T0B"]}});
        assert!(!of(&colleague).external, "another workspace of the same organisation, and ours");
    }
}
