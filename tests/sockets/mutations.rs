//! Each field of each envelope is dropped, made null and made another type, one at a time: nothing breaks, and whatever
//! still has its id is acknowledged.

use serde_json::{Value, json};
use unrush::slack::http::Count;

use super::end::Line;
use super::envelopes::command;
use super::house::{House, patient};
use crate::doors::mutations::mutations;
use crate::doors::samples::{
    changed, deleted, dnd, global_shortcut, joined, message, message_shortcut, press, submission, suggestion,
    user_change,
};

fn envelope(kind: &str, payload: &Value) -> Value {
    json!({"envelope_id": "e", "type": kind, "accepts_response_payload": kind != "events_api", "retry_attempt": 0,
        "retry_reason": "", "payload": payload})
}

/// Sends an envelope under a number of its own, and after it one that is whole: so many can be sent without waiting for
/// each, and each is still heard of.
async fn is_met_politely(line: &mut Line, nth: usize, mut odd: Value, why: &str) {
    let named = odd["envelope_id"] == "e";
    if named {
        odd["envelope_id"] = format!("odd{nth}").into();
    }
    let gets_a_word = odd["envelope_id"].as_str().is_some_and(|id| !id.is_empty());
    line.says(&odd).await;
    let mut whole = envelope("interactive", &suggestion());
    whole["envelope_id"] = format!("whole{nth}").into();
    line.says(&whole).await;
    let mut ids = Vec::new();
    for _ in 0..=usize::from(gets_a_word) {
        ids.push(line.words().await["envelope_id"].clone());
    }
    assert!(ids.contains(&whole["envelope_id"]), "{why}: {ids:?}");
    assert!(!gets_a_word || ids.contains(&odd["envelope_id"]), "{why}: {ids:?}");
}

#[tokio::test]
async fn no_envelope_with_an_odd_field_breaks_anything() {
    let (house, mut line) = House::with_line(patient()).await;
    let samples = [
        envelope("events_api", &message()),
        envelope("events_api", &changed("a", "b <@U0BO>", &json!("1700000009.000100"))),
        envelope("events_api", &deleted()),
        envelope("events_api", &user_change()),
        envelope("events_api", &dnd(1_700_000_000, 1_700_003_600)),
        envelope("events_api", &joined("U0BO")),
        envelope("slash_commands", &command()),
        envelope("interactive", &press()),
        envelope("interactive", &submission()),
        envelope("interactive", &global_shortcut()),
        envelope("interactive", &message_shortcut()),
    ];
    for (nth, (why, odd)) in samples.iter().flat_map(mutations).enumerate() {
        // a word of the connection itself is another matter
        if !["hello", "disconnect"].contains(&odd["type"].as_str().unwrap_or_default()) {
            is_met_politely(&mut line, nth, odd, &why).await;
        }
    }
    assert_eq!((house.pulse.open(), house.pulse.unacked()), (1, 0));
    assert_eq!(house.door.tally().of(Count::NotSaved), 0);
}
