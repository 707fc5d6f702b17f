//! The app's manifest, made from the table of [`subscriptions`](super::subscriptions) and written as YAML.

use std::fmt::Write;

use super::http::PATH;
use super::install::BACK;
use super::subscriptions::{COMMAND, SHORTCUTS, Shortcut, events, optional_scopes, scopes};

/// Over which door Slack comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door<'a> {
    /// Over a connection we open; no address is needed.
    Socket,
    /// To this address, where the bot can be reached from outside.
    Http(&'a str),
}

const NAME: &str = "Unrush";
const DESCRIPTION: &str =
    "Makes it normal not to answer at once: every ask says by when an answer is expected.";
const LONG_DESCRIPTION: &str = "Unrush reads by when an answer is expected from the messages in the channels it was \
    invited to, and tags them with the due moment in the answerer's own working time. It tells you privately when \
    a ping lands in somebody's focus or night, keeps reminders, and posts a weekly thread instead of status \
    meetings. It sees only conversations it was invited to and never the direct messages between people, and of \
    other people's messages it keeps references and times, never words.";
const COLOUR: &str = "#2b3a55";
const COMMAND_DESCRIPTION: &str = "Working hours, reminders, and by when answers are due";
const COMMAND_HINT: &str = "help | hours mon-fri 9-17 | remind me in 2 hours to stretch | reminders";

/// The manifest of an app whose events come by this door.
pub fn yaml(door: Door<'_>) -> String {
    let mut page = String::from(
        "# The Slack app that Unrush is. Made by `unrush manifest`; on https://api.slack.com/apps choose\n\
         # *Create New App*, *From a manifest*, and paste it.\n",
    );
    write(&mut page, 0, &manifest(door));
    page
}

/// A piece of a manifest.
enum Node {
    Map(Vec<(&'static str, Node)>),
    List(Vec<Node>),
    Text(String),
    Is(bool),
    Number(u32),
}

fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

fn texts(all: Vec<&'static str>) -> Node {
    Node::List(all.into_iter().map(text).collect())
}

fn manifest(door: Door<'_>) -> Node {
    let url = match door {
        Door::Socket => None,
        Door::Http(base) => Some(address(base)),
    };
    Node::Map(vec![
        (
            "_metadata",
            Node::Map(vec![("major_version", Node::Number(2)), ("minor_version", Node::Number(1))]),
        ),
        (
            "display_information",
            Node::Map(vec![
                ("name", text(NAME)),
                ("description", text(DESCRIPTION)),
                ("background_color", text(COLOUR)),
                ("long_description", text(LONG_DESCRIPTION)),
            ]),
        ),
        ("features", features(url.as_deref())),
        ("oauth_config", oauth(url.as_deref())),
        ("settings", settings(url.as_deref())),
    ])
}

fn oauth(url: Option<&str>) -> Node {
    // those that are optional stand in both lists
    let all = vec![("bot", texts(scopes())), ("bot_optional", texts(optional_scopes()))];
    let scopes = ("scopes", Node::Map(all));
    // where browsers that install the app are sent back to
    let back = url.map(|url| format!("{}{BACK}", url.strip_suffix(PATH).unwrap_or(url)));
    let back = back.map(|back| ("redirect_urls", Node::List(vec![text(back)])));
    Node::Map(back.into_iter().chain([scopes]).collect())
}

fn features(url: Option<&str>) -> Node {
    let mut command = vec![("command", text(COMMAND))];
    command.extend(url.map(|url| ("url", text(url))));
    command.extend([
        ("description", text(COMMAND_DESCRIPTION)),
        ("usage_hint", text(COMMAND_HINT)),
        // mentions come as ids, which are unmistakable, and not as names
        ("should_escape", Node::Is(true)),
    ]);
    let mut features = vec![
        (
            "app_home",
            Node::Map(vec![
                ("home_tab_enabled", Node::Is(true)),
                ("messages_tab_enabled", Node::Is(true)),
                ("messages_tab_read_only_enabled", Node::Is(false)),
            ]),
        ),
        ("bot_user", Node::Map(vec![("display_name", text("unrush")), ("always_online", Node::Is(true))])),
    ];
    // Slack refuses an empty list
    if !SHORTCUTS.is_empty() {
        features.push(("shortcuts", Node::List(SHORTCUTS.iter().map(shortcut).collect())));
    }
    features.push(("slash_commands", Node::List(vec![Node::Map(command)])));
    Node::Map(features)
}

fn shortcut(shortcut: &Shortcut) -> Node {
    Node::Map(vec![
        ("name", text(shortcut.name)),
        ("type", text(if shortcut.on_message { "message" } else { "global" })),
        ("callback_id", text(shortcut.callback_id)),
        ("description", text(shortcut.description)),
    ])
}

fn settings(url: Option<&str>) -> Node {
    let mut subscriptions = vec![("bot_events", texts(events()))];
    let mut interactivity = vec![("is_enabled", Node::Is(true))];
    if let Some(url) = url {
        subscriptions.insert(0, ("request_url", text(url)));
        interactivity.push(("request_url", text(url)));
    }
    Node::Map(vec![
        ("event_subscriptions", Node::Map(subscriptions)),
        ("interactivity", Node::Map(interactivity)),
        ("org_deploy_enabled", Node::Is(false)),
        ("socket_mode_enabled", Node::Is(url.is_none())),
        ("token_rotation_enabled", Node::Is(false)),
    ])
}

/// Where Slack sends everything to. What was given may name the path already.
fn address(base: &str) -> String {
    let base = base.trim_end_matches('/');
    format!("{}{PATH}", base.strip_suffix(PATH).unwrap_or(base))
}

fn write(page: &mut String, depth: usize, node: &Node) {
    match node {
        Node::Map(entries) => {
            for (key, value) in entries {
                let _ = write!(page, "{:1$}{key}:", "", depth * 2);
                write_value(page, depth, value);
            }
        }
        Node::List(all) => {
            for one in all {
                let mut inner = String::new();
                write(&mut inner, depth + 1, one);
                // the dash takes the place of the first line's last two spaces
                let indent = depth * 2;
                let _ = writeln!(page, "{:indent$}- {}", "", inner.trim());
            }
        }
        leaf => {
            page.push_str(&scalar(leaf));
            page.push('\n');
        }
    }
}

fn write_value(page: &mut String, depth: usize, value: &Node) {
    if matches!(value, Node::Map(_) | Node::List(_)) {
        page.push('\n');
        write(page, depth + 1, value);
    } else {
        page.push(' ');
        write(page, depth, value);
    }
}

/// A value in one line. Words that YAML could take for something else stand in quotes, written as in JSON, which YAML
/// reads as well.
fn scalar(node: &Node) -> String {
    match node {
        Node::Text(text) if is_plain(text) => text.clone(),
        Node::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Node::Is(yes) => yes.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Map(_) | Node::List(_) => String::new(),
    }
}

fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 8] = ["true", "false", "null", "yes", "no", "on", "off", "y"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.:/- ".contains(c))
        && !text.contains(": ")
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_could_be_mistaken_stand_in_quotes() {
        for plain in ["channels:history", "/async", "message.im", "Names and times", "https://a.example/x"] {
            assert_eq!(scalar(&text(plain)), plain);
        }
        for odd in ["no", "1.5", "#2b3a55", "a: b", "- x", "say \"hi\"", "", "one\ntwo", "x:", "help | hours"]
        {
            assert_eq!(scalar(&text(odd)), serde_json::to_string(odd).expect("json"), "{odd}");
        }
    }

    #[test]
    fn an_address_gets_the_path_once() {
        for given in ["https://a.example", "https://a.example/", "https://a.example/slack/events"] {
            assert_eq!(address(given), "https://a.example/slack/events");
        }
        assert_eq!(address("https://a.example/bots/"), "https://a.example/bots/slack/events");
    }
}
