//! Slash commands. The door brings a form, Socket Mode the same fields as an object.

use super::json::Json;
use super::{Arrival, Awaits, INCOMPLETE, Read, What, app, first_team};
use crate::domain::ids::{ChannelId, SeenKey, UserId};
use crate::domain::inbound::{Asked, Happening, Inbound};
use crate::domain::language::unescape;
use crate::domain::text::{PrivateText, SecretUrl};

/// Reads a command.
pub(super) fn arrival(fields: &Json<'_>) -> Arrival {
    Arrival { app: app(fields), kind: "slash_command", what: asked(fields).unwrap_or_else(What::Nothing) }
}

fn asked(fields: &Json<'_>) -> Read<What> {
    let team = first_team([fields.text("team_id"), fields.text("enterprise_id")])?;
    let asked = Asked {
        user: fields.text("user_id").and_then(UserId::parse).ok_or(INCOMPLETE)?,
        channel: fields.text("channel_id").and_then(ChannelId::parse).ok_or(INCOMPLETE)?,
        text: PrivateText::new(unescape(fields.text("text").unwrap_or_default())),
        respond: fields.text("response_url").map(SecretUrl::new),
        private: is_private(fields),
    };
    // both are there once for each command; the address is hashed in the key, since it is a secret
    let once = fields.text("trigger_id").or_else(|| fields.text("response_url")).ok_or(INCOMPLETE)?;
    let seen = SeenKey::other(&team, "cmd", once);
    let inbound = Inbound { team, seen, what: Happening::Asked(asked) };
    Ok(What::Happened(Box::new(inbound), Awaits::Words))
}

/// Whether a command was typed in a direct message, of two or of several people. A conversation's id does not say so:
/// that of several may begin with any letter. Its name does.
fn is_private(fields: &Json<'_>) -> bool {
    let name = fields.text("channel_name").unwrap_or_default();
    let is_direct = fields.text("channel_id").is_some_and(|id| id.starts_with('D'));
    is_direct || name == "directmessage" || name.starts_with("mpdm-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn direct_messages_of_two_and_of_several_people_are_private() {
        for (id, name, private) in [
            ("C0LAUNCH", "launch", false),
            ("G0LAUNCH", "privategroup", false),
            ("D0ADA", "directmessage", true),
            ("D0ADA", "", true),
            ("G0THREE", "mpdm-ada--bo--chidi-1", true),
            ("C0THREE", "mpdm-ada--bo--chidi-1", true),
            ("C0X", "directmessage", true),
        ] {
            let fields = json!({"channel_id": id, "channel_name": name});
            assert_eq!(is_private(&Json::from(&fields)), private, "{id} {name}");
        }
    }
}
