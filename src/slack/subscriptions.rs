//! The one table of what the app asks of Slack: features with their events and scopes, the command, the shortcuts.
//!
//! The manifest is made from it, `doctor` holds the granted scopes against it, and the door mat takes the events in
//! it and no others.

/// Something Unrush can do, and what it needs of Slack for that.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// What does not work without, as an operator reads it.
    pub what: &'static str,
    /// Bot scopes.
    pub scopes: &'static [&'static str],
    /// Events.
    pub events: &'static [&'static str],
    /// What there is without it, where people may go without: whoever installs the app decides. `None`: it is asked for
    /// in any case.
    pub without: Option<&'static str>,
}

/// The scope that lets us bring files: pictures, which are taken down after a day.
pub const FILES: &str = "files:write";

/// Every feature. A scope or event may serve several.
pub const FEATURES: &[Feature] = &[
    Feature {
        what: "reading the channels it was invited to, for windows and for what it posted before a crash",
        scopes: &["channels:history", "channels:read", "app_mentions:read"],
        events: &[
            "app_mention",
            "message.channels",
            "member_joined_channel",
            "member_left_channel",
            "channel_archive",
            "channel_deleted",
            "channel_id_changed",
            "channel_left",
        ],
        without: None,
    },
    Feature {
        what: "the same in private channels",
        scopes: &["groups:history", "groups:read"],
        events: &["message.groups", "group_archive", "group_deleted", "group_left"],
        without: None,
    },
    Feature {
        what: "the same in group messages it was added to",
        scopes: &["mpim:history", "mpim:read"],
        events: &["message.mpim"],
        without: None,
    },
    Feature {
        what: "direct messages with Unrush: reminders, and the words of /async",
        scopes: &["im:history", "im:read", "im:write"],
        events: &["message.im"],
        without: None,
    },
    Feature {
        what: "answering in threads, nudges, reminders and the weekly thread",
        scopes: &["chat:write"],
        events: &[],
        without: None,
    },
    Feature { what: "tagging with a reaction", scopes: &["reactions:write"], events: &[], without: None },
    Feature {
        what: "ending an ask with a reaction",
        scopes: &["reactions:read"],
        events: &["reaction_added", "reaction_removed"],
        without: None,
    },
    Feature { what: "/async and shortcuts", scopes: &["commands"], events: &[], without: None },
    Feature {
        what: "names, time zones and languages",
        scopes: &["users:read"],
        events: &["user_change", "team_join"],
        without: None,
    },
    Feature {
        what: "respecting do-not-disturb",
        scopes: &["dnd:read"],
        events: &["dnd_updated_user"],
        without: None,
    },
    Feature {
        what: "asks to user groups",
        scopes: &["usergroups:read"],
        events: &["subteam_created", "subteam_members_changed", "subteam_updated"],
        without: None,
    },
    Feature { what: "the Home tab", scopes: &[], events: &["app_home_opened"], without: None },
    Feature {
        what: "resting when it is removed from the workspace",
        scopes: &[],
        events: &["app_uninstalled", "tokens_revoked"],
        without: None,
    },
    Feature {
        what: "showing the day of `overlap` as a picture",
        scopes: &[FILES],
        events: &[],
        without: Some("the day of `overlap` is drawn as text"),
    },
];

/// The command everything is said with; one, so that a new word never needs the app to be approved again.
pub const COMMAND: &str = "/async";

/// A shortcut in Slack's menus.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// Its name in the menu.
    pub name: &'static str,
    /// Whether it is used on a message; else from anywhere.
    pub on_message: bool,
    /// The name of the action it starts.
    pub callback_id: &'static str,
    /// What it is for.
    pub description: &'static str,
}

/// Every shortcut.
pub const SHORTCUTS: &[Shortcut] = &[Shortcut {
    name: "Why this window?",
    on_message: true,
    callback_id: "message.why",
    description: "Tells you privately what was read in the message",
}];

/// Every scope, each once, in order.
pub fn scopes() -> Vec<&'static str> {
    each_once(FEATURES.iter().flat_map(|feature| feature.scopes))
}

/// Those whose absence is no fault, each once, in order. Slack wants them among all the others, too.
pub fn optional_scopes() -> Vec<&'static str> {
    let needed = |scope: &&&str| {
        FEATURES.iter().any(|feature| feature.without.is_none() && feature.scopes.contains(*scope))
    };
    let optional = FEATURES.iter().filter(|feature| feature.without.is_some());
    each_once(optional.flat_map(|feature| feature.scopes).filter(|scope| !needed(scope)))
}

/// Every event, each once, in order.
pub fn events() -> Vec<&'static str> {
    each_once(FEATURES.iter().flat_map(|feature| feature.events))
}

fn each_once(names: impl Iterator<Item = &'static &'static str>) -> Vec<&'static str> {
    let mut all: Vec<_> = names.copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The event's own name in the table, when it is one of ours. Slack sends the kinds of messages all as `message`.
pub fn known(event: &str) -> Option<&'static str> {
    if event == MESSAGE {
        return Some(MESSAGE);
    }
    FEATURES.iter().flat_map(|feature| feature.events).copied().find(|name| *name == event)
}

/// What Slack calls every message, wherever it stands.
const MESSAGE: &str = "message";

/// A feature that a set of granted scopes does not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// What does not work.
    pub what: &'static str,
    /// What there is instead, where people may go without.
    pub without: Option<&'static str>,
    /// The scopes it needs and has not.
    pub missing: Vec<&'static str>,
}

/// What a set of granted scopes lacks: each feature that suffers.
pub fn lacking(granted: &[String]) -> Vec<Lack> {
    let is_missing = |scope: &&&'static str| !granted.iter().any(|granted| granted == **scope);
    let lack = |feature: &Feature| {
        let missing: Vec<_> = feature.scopes.iter().filter(is_missing).copied().collect();
        (!missing.is_empty()).then_some(Lack { what: feature.what, without: feature.without, missing })
    };
    FEATURES.iter().filter_map(lack).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_named_by_feature() {
        let mut granted: Vec<String> = scopes().into_iter().map(str::to_owned).collect();
        assert!(lacking(&granted).is_empty());
        granted.retain(|scope| scope != "dnd:read" && scope != "im:write");
        let lacks = lacking(&granted);
        assert_eq!(lacks.len(), 2, "{lacks:?}");
        assert_eq!(lacks[0].missing, ["im:write"]);
        assert_eq!(lacks[1].missing, ["dnd:read"]);
        assert!(lacks.iter().all(|lack| lack.without.is_none()), "both are needed");
    }

    #[test]
    fn some_scopes_are_a_matter_of_choice() {
        let mut granted: Vec<String> = scopes().into_iter().map(str::to_owned).collect();
        granted.retain(|scope| scope != FILES);
        let lacks = lacking(&granted);
        assert_eq!(lacks.len(), 1, "{lacks:?}");
        assert_eq!((lacks[0].missing.as_slice(), lacks[0].without.is_some()), (&[FILES][..], true));
        assert_eq!(optional_scopes(), [FILES]);
        assert!(scopes().contains(&FILES), "asked for all the same");
    }

    #[test]
    fn messages_of_all_kinds_are_one_event() {
        assert_eq!(known("message"), Some("message"));
        assert_eq!(known("user_change"), Some("user_change"));
        assert_eq!(known("message.channels"), Some("message.channels"), "its name in the table");
        assert_eq!(known("emoji_changed"), None);
    }
}
