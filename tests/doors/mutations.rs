//! Each field of each sample is dropped, made null and made another type, one at a time: nothing breaks.

use serde_json::{Value, json};

use super::caller::Caller;
use super::house::{FORM, House, JSON, form, signed};
use super::samples::{
    COMMAND, changed, deleted, dnd, global_shortcut, joined, message, message_shortcut, press, submission,
    suggestion, user_change,
};

/// The way to each value in a tree, the root left out.
fn ways(tree: &Value) -> Vec<String> {
    fn walk(tree: &Value, way: &str, found: &mut Vec<String>) {
        let children: Vec<(String, &Value)> = match tree {
            Value::Object(pairs) => pairs.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(elements) => elements.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
            _ => Vec::new(),
        };
        for (step, child) in children {
            let way = format!("{way}/{step}");
            walk(child, &way, found);
            found.push(way);
        }
    }
    let mut found = Vec::new();
    walk(tree, "", &mut found);
    found
}

fn without(tree: &Value, way: &str) -> Value {
    let mut tree = tree.clone();
    let (parent, last) = way.rsplit_once('/').expect("a way");
    match tree.pointer_mut(parent).expect("a parent") {
        Value::Object(pairs) => drop(pairs.remove(last)),
        Value::Array(elements) => drop(elements.remove(last.parse().expect("a place"))),
        _ => {}
    }
    tree
}

/// The tree as it could be sent one day, one change each.
pub fn mutations(tree: &Value) -> Vec<(String, Value)> {
    let others = [
        json!(null),
        json!(7),
        json!(-1.5),
        json!(true),
        json!(""),
        json!("x"),
        json!([]),
        json!([[]]),
        json!({}),
    ];
    let mut all = Vec::new();
    for way in ways(tree) {
        all.push((format!("{way} dropped"), without(tree, &way)));
        for other in &others {
            let mut changed = tree.clone();
            *changed.pointer_mut(&way).expect("a place") = other.clone();
            all.push((format!("{way} is {other}"), changed));
        }
    }
    all
}

async fn is_met_politely(caller: &mut Caller, kind: &str, body: &str, why: &str) {
    let heard = caller.ask(&signed(kind, body.as_bytes())).await;
    let status = heard.unwrap_or_else(|| panic!("an answer when {why}")).status;
    assert!([200, 400].contains(&status), "{status} when {why}");
}

#[tokio::test]
async fn no_event_with_an_odd_field_breaks_anything() {
    let house = House::open().await;
    let mut caller = house.caller().await;
    let samples = [
        message(),
        changed("a", "b <@U0BO>", &json!("1700000009.000100")),
        deleted(),
        user_change(),
        dnd(1_700_000_000, 1_700_003_600),
        joined("U0BO"),
        json!({"type": "url_verification", "challenge": "c", "token": "x"}),
    ];
    for (why, body) in samples.iter().flat_map(mutations) {
        is_met_politely(&mut caller, JSON, &body.to_string(), &why).await;
    }
}

#[tokio::test]
async fn no_interaction_with_an_odd_field_breaks_anything() {
    let house = House::open().await;
    let mut caller = house.caller().await;
    let samples = [press(), submission(), global_shortcut(), message_shortcut(), suggestion()];
    for (why, payload) in samples.iter().flat_map(mutations) {
        let body = form(&[("payload", &payload.to_string())]);
        is_met_politely(&mut caller, FORM, &body, &why).await;
    }
}

#[tokio::test]
async fn no_command_with_an_odd_field_breaks_anything() {
    let house = House::open().await;
    let mut caller = house.caller().await;
    for at in 0..COMMAND.len() {
        let mut fields = COMMAND.to_vec();
        let (name, _) = fields.remove(at);
        is_met_politely(&mut caller, FORM, &form(&fields), name).await;
        for odd in ["", "null", "7", "[]", "{}", "\0", "☃", "../..", "}:{ FLUSHALL"] {
            let mut fields = COMMAND.to_vec();
            fields[at].1 = odd;
            is_met_politely(&mut caller, FORM, &form(&fields), &format!("{name} is {odd}")).await;
        }
    }
}

#[tokio::test]
async fn a_field_we_do_not_know_changes_nothing() {
    let house = House::open().await;
    let mut event = message();
    event["brand_new"] = json!({"deep": [1, 2, {"er": null}]});
    event["event"]["brand_new"] = json!("x");
    assert_eq!(house.event(&message()).await.status, 200);
    assert_eq!(house.event(&event).await.status, 200);
    assert_eq!((house.taken().len(), house.effects()), (2, 1));
}
