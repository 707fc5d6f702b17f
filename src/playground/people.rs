//! People, user groups, and do-not-disturb.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::world::{TEAM, World};

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May change the workspace.
    Admin,
    /// A full member.
    Member,
    /// A guest of one channel.
    Guest,
    /// Somebody of another organisation, by Slack Connect.
    Stranger,
    /// A bot.
    Bot,
}

/// Somebody in the workspace.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their handle, in lower case.
    pub name: String,
    /// Their name as it is shown.
    pub display_name: String,
    /// Their IANA time zone; bots have none.
    pub tz: Option<String>,
    /// Their language, such as `en-GB`.
    pub locale: String,
    /// What they may do.
    pub standing: Standing,
    /// Whether the account was switched off.
    pub deleted: bool,
    /// Whether they have Slack open: somebody who has not never sees an ephemeral message.
    pub active: bool,
    /// Their next do-not-disturb window, start and end in epoch seconds.
    pub dnd: Option<(i64, i64)>,
    /// Their status text.
    pub status: String,
    /// Their status emoji, between colons; empty for none.
    pub status_emoji: String,
    /// When the status ends, in epoch seconds; 0 for never.
    pub status_expiration: i64,
    /// Until when they are in a huddle, in epoch seconds.
    pub huddle: Option<i64>,
    /// When the profile last changed, in epoch seconds.
    pub updated: i64,
}

impl Person {
    /// A full member.
    pub fn member(id: &str, display_name: &str, tz: &str, locale: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: display_name.to_lowercase(),
            display_name: display_name.to_owned(),
            tz: Some(tz.to_owned()),
            locale: locale.to_owned(),
            standing: Standing::Member,
            deleted: false,
            active: true,
            dnd: None,
            status: String::new(),
            status_emoji: String::new(),
            status_expiration: 0,
            huddle: None,
            updated: 0,
        }
    }

    pub(super) fn bot(id: &str, name: &str) -> Self {
        Self { tz: None, standing: Standing::Bot, ..Self::member(id, name, "", "en-US") }
    }

    /// Slackbot, who is famously not a bot.
    pub(super) fn slackbot() -> Self {
        Self { tz: None, ..Self::member("USLACKBOT", "Slackbot", "", "en-US") }
    }

    fn team(&self) -> &'static str {
        if self.standing == Standing::Stranger { "T0ELSEWHERE" } else { TEAM }
    }

    pub(super) fn answers_to(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.display_name.eq_ignore_ascii_case(name)
    }

    /// Whether it is somebody one can be in the page.
    pub(super) fn is_human(&self) -> bool {
        self.standing != Standing::Bot && self.id != "USLACKBOT"
    }

    /// The user object.
    pub(super) fn shown(&self, now: i64, with_locale: bool) -> Value {
        let is_over = self.status_expiration > 0 && self.status_expiration * 1_000_000 <= now;
        let (text, emoji, end) = if is_over {
            ("", "", 0)
        } else {
            (self.status.as_str(), self.status_emoji.as_str(), self.status_expiration)
        };
        let huddle = self.huddle.filter(|until| *until * 1_000_000 > now);
        let mut user = json!({
            "id": self.id, "team_id": self.team(), "is_stranger": self.standing == Standing::Stranger, "name": self.name, "deleted": self.deleted, "color": "9f69e7",
            "real_name": self.display_name, "is_admin": self.standing == Standing::Admin, "is_owner": false,
            "is_primary_owner": false, "is_restricted": self.standing == Standing::Guest,
            "is_ultra_restricted": self.standing == Standing::Guest, "is_bot": self.standing == Standing::Bot,
            "is_app_user": false, "is_email_confirmed": true, "updated": self.updated,
            "who_can_share_contact_card": "EVERYONE",
            "profile": {
                "real_name": self.display_name, "real_name_normalized": self.display_name,
                "display_name": self.display_name, "display_name_normalized": self.display_name,
                "status_text": text, "status_emoji": emoji, "status_expiration": end, "avatar_hash": "",
                "huddle_state": if huddle.is_some() { "in_a_huddle" } else { "default_unset" },
                "huddle_state_expiration_ts": huddle.unwrap_or(0),
                "title": "", "phone": "", "skype": "", "fields": null, "team": TEAM,
            },
        });
        if let Some(tz) = &self.tz {
            user["tz"] = tz.as_str().into();
            user["tz_label"] = tz.as_str().into();
            user["tz_offset"] = offset(tz, now).into();
        }
        if with_locale {
            user["locale"] = self.locale.as_str().into();
        }
        user
    }

    /// Whether their notifications are paused at a moment, in epoch seconds.
    pub(super) fn is_paused(&self, now: i64) -> bool {
        self.dnd.is_some_and(|(start, end)| start <= now && now < end)
    }

    /// What others learn of the do-not-disturb window.
    pub(super) fn dnd_shown(&self) -> Value {
        // when it is off both moments are 1
        let (start, end) = self.dnd.unwrap_or((1, 1));
        json!({"dnd_enabled": self.dnd.is_some(), "next_dnd_start_ts": start, "next_dnd_end_ts": end})
    }
}

/// A user group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// What one types after `@`.
    pub handle: String,
    /// Who is in it.
    pub members: BTreeSet<String>,
    /// Whether it is switched off.
    pub disabled: bool,
    /// When its members last changed, in epoch seconds.
    pub updated: i64,
}

impl Group {
    pub(super) fn shown(&self, with_users: bool, with_count: bool) -> Value {
        let mut group = json!({
            "id": self.id, "team_id": TEAM, "is_usergroup": true, "is_subteam": true, "name": self.handle,
            "description": "", "handle": self.handle, "is_external": false, "date_create": 0,
            "date_update": self.updated, "date_delete": i64::from(self.disabled) * self.updated.max(1),
            "auto_type": null, "created_by": "USLACKBOT", "updated_by": "USLACKBOT", "deleted_by": null,
            "prefs": {"channels": [], "groups": []},
        });
        if with_users {
            group["users"] = json!(self.members);
        }
        if with_count {
            group["user_count"] = self.members.len().into();
        }
        group
    }
}

impl World {
    /// Changes a profile and tells so.
    pub fn change_person(&mut self, id: &str, change: impl FnOnce(&mut Person)) {
        let now = self.now;
        let Some(person) = self.people.get_mut(id) else { return };
        change(person);
        person.updated = now / 1_000_000;
        let user = person.shown(now, false);
        self.tell(json!({"type": "user_change", "user": user, "cache_ts": now / 1_000_000}));
    }

    /// Sets a status until a moment (epoch seconds, 0 for ever); an empty emoji and text take it off.
    pub fn set_status(&mut self, id: &str, emoji: &str, text: &str, until: i64) {
        self.change_person(id, |person| {
            emoji.clone_into(&mut person.status_emoji);
            text.clone_into(&mut person.status);
            person.status_expiration = until;
        });
    }

    /// Somebody goes into a huddle until a moment (epoch seconds), or comes out of it.
    pub fn set_huddle(&mut self, id: &str, until: Option<i64>) {
        self.change_person(id, |person| person.huddle = until);
    }

    /// Somebody new comes, and it is told.
    pub fn welcome(&mut self, person: Person) {
        let user = person.shown(self.now, false);
        self.add_person(person);
        self.tell(json!({"type": "team_join", "user": user}));
    }

    /// Sets or ends somebody's do-not-disturb window (epoch seconds) and tells so.
    pub fn set_dnd(&mut self, id: &str, window: Option<(i64, i64)>) {
        let Some(person) = self.people.get_mut(id) else { return };
        person.dnd = window;
        let status = person.dnd_shown();
        self.tell(json!({"type": "dnd_updated_user", "user": id, "dnd_status": status}));
    }

    /// Changes who is in a user group and tells so.
    pub fn set_group(&mut self, id: &str, members: &[&str]) {
        let now = self.now / 1_000_000;
        let Some(group) = self.groups.get_mut(id) else { return };
        let members: BTreeSet<String> = members.iter().map(|&m| m.to_owned()).collect();
        let added: Vec<_> = members.difference(&group.members).cloned().collect();
        let removed: Vec<_> = group.members.difference(&members).cloned().collect();
        let event = json!({
            "type": "subteam_members_changed", "subteam_id": id, "team_id": TEAM, "date_previous_update": group.updated,
            "date_update": now, "added_users": added, "added_users_count": added.len(), "removed_users": removed,
            "removed_users_count": removed.len(),
        });
        group.members = members;
        group.updated = now;
        self.tell(event);
    }
}

/// Seconds east of Greenwich at a moment; 0 where the zone is unknown.
fn offset(tz: &str, now: i64) -> i32 {
    let zone = TimeZone::get(tz).unwrap_or(TimeZone::UTC);
    Timestamp::from_microsecond(now).map_or(0, |at| zone.to_offset(at).seconds())
}

/// A moment (microseconds) as somebody reads it on their wall, by a `strftime` pattern.
pub(super) fn on_the_wall(now: i64, tz: Option<&str>, pattern: &str) -> String {
    let zone = tz.and_then(|tz| TimeZone::get(tz).ok()).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_microsecond(now).unwrap_or_default();
    at.to_zoned(zone).strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_is_of_the_moment_and_not_of_the_zone() {
        let ada = Person::member("U0ADA", "Ada", "Europe/Berlin", "en-GB");
        let (winter, summer) = (1_700_000_000_000_000, 1_720_000_000_000_000);
        assert_eq!(ada.shown(winter, false)["tz_offset"], 3600);
        assert_eq!(ada.shown(summer, false)["tz_offset"], 7200);
        assert!(ada.shown(summer, false).get("locale").is_none(), "only when asked for");
        assert_eq!(on_the_wall(winter, ada.tz.as_deref(), "%a %H:%M"), "Tue 23:13");
    }

    #[test]
    fn a_group_tells_who_came_and_who_went_and_since_when() {
        let mut world = World::new(9_000_000);
        let members = BTreeSet::from(["U1".to_owned(), "U2".to_owned()]);
        let group = Group { id: "S1".into(), handle: "crew".into(), members, disabled: false, updated: 4 };
        world.groups.insert("S1".into(), group);
        world.set_group("S1", &["U2", "U3"]);
        let event = &world.outbox[0];
        assert_eq!((&event["added_users"], &event["removed_users"]), (&json!(["U3"]), &json!(["U1"])));
        assert_eq!((&event["date_previous_update"], &event["date_update"]), (&json!(4), &json!(9)));
    }
}
