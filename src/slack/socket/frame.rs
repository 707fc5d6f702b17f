//! What Slack writes over a Socket Mode connection. Pure; an unknown frame is never an error.

use chrono::{DateTime, Utc};

use crate::slack::translate::{self, Arrival, Json, Malformed, What};

/// Longest id of an envelope that is said back, in bytes. Slack's have 36.
const LONGEST_ID: usize = 255;

/// One frame.
#[derive(Debug)]
pub enum Frame {
    /// The first word of a connection, with the number of connections the app has now, all processes together.
    Hello(Option<u64>),
    /// The connection is about to be closed, and the app should open another.
    Leave,
    /// Socket Mode was switched off: opening another is of no use.
    Off,
    /// The connection is closed, since the app has too many.
    TooMany,
    /// Something happened.
    Envelope(Envelope),
    /// A word we do not know, and which awaits no acknowledgement.
    Unknown,
}

/// Something that happened and has to be acknowledged.
#[derive(Debug)]
pub struct Envelope {
    /// The id that is said back.
    pub id: String,
    /// What it carries, if that can be read.
    pub arrival: Result<Arrival, Malformed>,
    /// Whether the acknowledgement may carry an answer.
    pub may_answer: bool,
    /// How often it came before; `None` when this is the first time.
    pub retry: Option<i64>,
}

impl Frame {
    /// Reads a frame at a moment.
    pub fn read(text: &str, now: DateTime<Utc>) -> Result<Self, Malformed> {
        let frame = Json::parse(text)?;
        match (frame.text("type"), frame.text("envelope_id")) {
            (Some("hello"), _) => {
                let connections = frame.integer("num_connections").and_then(|n| u64::try_from(n).ok());
                Ok(Self::Hello(connections))
            }
            (Some("disconnect"), _) => Ok(match frame.text("reason") {
                Some("link_disabled") => Self::Off,
                Some("too_many_websockets") => Self::TooMany,
                _ => Self::Leave,
            }),
            (kind, Some(id)) if id.len() <= LONGEST_ID => {
                Ok(Self::Envelope(Envelope::read(id, kind.unwrap_or_default(), &frame, now)))
            }
            (None | Some("events_api" | "slash_commands" | "interactive"), _) => Err(Malformed),
            (Some(_), _) => Ok(Self::Unknown),
        }
    }
}

impl Envelope {
    fn read(id: &str, kind: &str, frame: &Json<'_>, now: DateTime<Utc>) -> Self {
        let payload = frame.get("payload").filter(|payload| !payload.pairs().is_empty());
        let arrival = match payload.map(|payload| translate::carried(kind, payload, now)) {
            Some(Some(arrival)) => arrival,
            Some(None) => {
                Ok(Arrival { app: None, kind: "other", what: What::Nothing("unknown type of envelope") })
            }
            None => Err(Malformed),
        };
        Self {
            id: id.to_owned(),
            arrival,
            may_answer: frame.is_true("accepts_response_payload"),
            retry: frame.integer("retry_attempt").filter(|attempt| *attempt > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(frame: &Value) -> Result<Frame, Malformed> {
        Frame::read(&frame.to_string(), DateTime::UNIX_EPOCH)
    }

    fn envelope(frame: &Value) -> Envelope {
        match read(frame) {
            Ok(Frame::Envelope(envelope)) => envelope,
            other => panic!("an envelope: {other:?}"),
        }
    }

    #[test]
    fn the_words_of_a_connection_are_told_apart() {
        let hello = json!({"type": "hello", "num_connections": 2, "connection_info": {"app_id": "A0A"}});
        assert!(matches!(read(&hello), Ok(Frame::Hello(Some(2)))));
        for odd in [json!(null), json!("2"), json!(-1), json!(2.5)] {
            let hello = json!({"type": "hello", "num_connections": odd});
            assert!(matches!(read(&hello), Ok(Frame::Hello(None))), "{odd}");
        }
        for reason in [json!("warning"), json!("refresh_requested"), json!("new_moon"), json!(7), json!(null)]
        {
            let leave = json!({"type": "disconnect", "reason": reason});
            assert!(matches!(read(&leave), Ok(Frame::Leave)), "{reason}");
        }
        let off = json!({"type": "disconnect", "reason": "link_disabled"});
        assert!(matches!(read(&off), Ok(Frame::Off)));
        let many = json!({"type": "disconnect", "reason": "too_many_websockets"});
        assert!(matches!(read(&many), Ok(Frame::TooMany)));
        assert!(matches!(read(&json!({"type": "gossip"})), Ok(Frame::Unknown)));
    }

    #[test]
    fn what_has_an_id_is_acknowledged_whatever_it_is() {
        let known = json!({
            "envelope_id": "e1", "type": "slash_commands", "accepts_response_payload": true, "retry_attempt": 1,
            "payload": {"command": "/async", "team_id": "T0A", "user_id": "U0A", "channel_id": "C0A", "trigger_id": "1"},
        });
        let read = envelope(&known);
        assert_eq!((read.id.as_str(), read.may_answer, read.retry), ("e1", true, Some(1)));
        assert!(matches!(read.arrival, Ok(Arrival { what: What::Happened(..), .. })));
        let unknown = json!({"envelope_id": "e2", "type": "telepathy", "payload": {"a": 1}});
        assert!(matches!(envelope(&unknown).arrival, Ok(Arrival { what: What::Nothing(_), .. })));
        for odd in
            [json!({"envelope_id": "e3"}), json!({"envelope_id": "e4", "type": "events_api", "payload": []})]
        {
            assert!(envelope(&odd).arrival.is_err(), "{odd}");
        }
    }

    #[test]
    fn what_has_no_id_that_can_be_said_back_is_unreadable() {
        for id in [json!(null), json!(""), json!(7), json!("x".repeat(LONGEST_ID + 1))] {
            let frame =
                json!({"envelope_id": id, "type": "events_api", "payload": {"type": "event_callback"}});
            assert!(read(&frame).is_err());
        }
        for odd in ["", "{", "[]", "7", "{}", "{\"type\":1}", "{\"type\":\"hello\",\"type\":\"hello\"}"] {
            assert!(Frame::read(odd, DateTime::UNIX_EPOCH).is_err(), "{odd}");
        }
    }
}
