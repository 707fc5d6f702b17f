//! Block Kit as Slack checks it: known blocks and elements, their fields, and how long things may be.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use kit::{Field, Rule};

mod kit;

/// How many blocks a message and a view may have.
const MOST_BLOCKS: (usize, usize) = (50, 100);
/// Text of all blocks of one message together.
const LONGEST_TOGETHER: usize = 13_200;
/// Largest view, in bytes of JSON.
const LARGEST_VIEW: usize = 250_000;
/// How deep blocks are looked into.
const DEEPEST: usize = 16;

/// What is said of a view past its size.
pub(super) const VIEW_TOO_LARGE: &str = "[ERROR] the view is larger than 250 kB";

/// Checks the blocks of a message; gives them with missing ids filled in.
pub(super) fn of_message(blocks: &[Value]) -> Result<Value, Vec<String>> {
    let mut check = Check::default();
    let checked = check.blocks(blocks, MOST_BLOCKS.0, "/blocks");
    check.end(checked)
}

/// Checks a view; gives it with missing ids filled in.
pub(super) fn of_view(view: &Value, kind: &str) -> Result<Value, Vec<String>> {
    if view.to_string().len() > LARGEST_VIEW {
        return Err(vec![VIEW_TOO_LARGE.to_owned()]);
    }
    let mut check = Check::default();
    if view["type"] != kind {
        check.complain("", &format!("must be of type {kind}"));
        return check.end(Value::Null);
    }
    let mut checked = view.clone();
    let fields = if kind == "modal" { kit::MODAL } else { kit::HOME };
    if let Value::Object(object) = &mut checked {
        check.fields(object, fields, "", 0);
    }
    match view["blocks"].as_array() {
        Some(blocks) => {
            if kind == "modal" && view.get("submit").is_none() && blocks.iter().any(|b| b["type"] == "input")
            {
                check.complain("/submit", "submit is required when there are input blocks");
            }
            checked["blocks"] = check.blocks(blocks, MOST_BLOCKS.1, "/blocks");
        }
        None => check.complain("/blocks", "missing required field: blocks"),
    }
    check.end(checked)
}

/// Whether all text of some blocks together is more than a message holds.
pub(super) fn is_too_long(blocks: &Value) -> bool {
    fn count(value: &Value) -> usize {
        match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(fields) => {
                let own = fields.get("text").and_then(Value::as_str).map_or(0, |text| text.chars().count());
                own + fields.values().map(count).sum::<usize>()
            }
            _ => 0,
        }
    }
    count(blocks) > LONGEST_TOGETHER
}

/// A check under way: what was wrong so far, and the ids that were seen.
#[derive(Default)]
struct Check {
    complaints: Vec<String>,
    block_ids: BTreeSet<String>,
    /// Of the block at hand.
    action_ids: BTreeSet<String>,
    given: usize,
}

impl Check {
    fn end(self, checked: Value) -> Result<Value, Vec<String>> {
        if self.complaints.is_empty() { Ok(checked) } else { Err(self.complaints) }
    }

    fn complain(&mut self, path: &str, complaint: &str) {
        self.complaints.push(format!("[ERROR] {complaint} [json-pointer:{path}]"));
    }

    fn blocks(&mut self, blocks: &[Value], most: usize, path: &str) -> Value {
        if blocks.len() > most {
            self.complain(path, &format!("no more than {most} items allowed"));
        }
        let each = |(at, block): (usize, &Value)| self.block(block, &format!("{path}/{at}"));
        blocks.iter().enumerate().map(each).collect()
    }

    fn block(&mut self, block: &Value, path: &str) -> Value {
        self.action_ids.clear();
        let mut checked = self.object(block, kit::block, path, 0);
        let id = match block.get("block_id").and_then(Value::as_str) {
            Some(id) => id.to_owned(),
            None => self.give_id(),
        };
        if !self.block_ids.insert(id.clone()) {
            self.complain(&format!("{path}/block_id"), "`block_id` already exists");
        }
        if block["type"] == "section" && block.get("text").is_none() && block.get("fields").is_none() {
            self.complain(path, "missing required field: text or fields");
        }
        if checked.is_object() {
            checked["block_id"] = id.into();
        }
        checked
    }

    /// Checks something with a `type` that decides on its fields.
    fn object(
        &mut self,
        value: &Value,
        kinds: fn(&str) -> Option<&'static [Field]>,
        path: &str,
        depth: usize,
    ) -> Value {
        let mut checked = value.clone();
        let kind = value["type"].as_str().unwrap_or_default();
        if kind == "image" && !is_one_picture(value) {
            self.complain(path, "one of image_url and slack_file, by id or by url, and no more");
        }
        match (&mut checked, kinds(kind)) {
            (Value::Object(object), Some(fields)) if depth < DEEPEST => {
                self.fields(object, fields, path, depth);
            }
            (_, None) => self.complain(&format!("{path}/type"), &format!("unsupported type: {kind}")),
            _ => self.complain(path, "must be an object"),
        }
        checked
    }

    fn fields(&mut self, object: &mut Map<String, Value>, fields: &[Field], path: &str, depth: usize) {
        for name in object.keys() {
            if name != "type" && name != "block_id" && !fields.iter().any(|field| field.name == name) {
                self.complain(path, &format!("invalid additional property: {name}"));
            }
        }
        for field in fields {
            let at = format!("{path}/{}", field.name);
            match object.get_mut(field.name) {
                Some(value) => self.rule(value, &field.rule, &at, depth + 1),
                None if matches!(field.rule, Rule::ActionId) => {
                    object.insert(field.name.to_owned(), self.give_id().into());
                }
                None if field.required => {
                    self.complain(path, &format!("missing required field: {}", field.name));
                }
                None => {}
            }
        }
        if let Some(id) = object.get("block_id")
            && id.as_str().is_none_or(|id| id.chars().count() > 255)
        {
            self.complain(&format!("{path}/block_id"), "must be less than 256 characters");
        }
    }

    fn rule(&mut self, value: &mut Value, rule: &Rule, path: &str, depth: usize) {
        match *rule {
            Rule::Words(most) => self.words(value, 1, most, path),
            Rule::Loose(most) => self.words(value, 0, most, path),
            Rule::OneOf(words) => {
                if !value.as_str().is_some_and(|word| words.contains(&word)) {
                    self.complain(path, &format!("must be one of: {}", words.join(", ")));
                }
            }
            Rule::Flag => {
                if !value.is_boolean() {
                    self.complain(path, "must be a boolean");
                }
            }
            Rule::Number => {
                if !value.is_number() && value.as_str().is_none_or(|text| text.parse::<f64>().is_err()) {
                    self.complain(path, "must be a number");
                }
            }
            Rule::Shaped(shape) => {
                if !value.as_str().is_some_and(|text| looks_like(text, shape)) {
                    self.complain(path, &format!("must have the form {shape}"));
                }
            }
            Rule::FileId => {
                if !value.as_str().is_some_and(is_file_id) {
                    self.complain(path, "input must match regex pattern: ^[F][A-Z0-9]{8,}$");
                }
            }
            Rule::ActionId => {
                self.words(value, 1, 255, path);
                if !self.action_ids.insert(value.as_str().unwrap_or_default().to_owned()) {
                    self.complain(path, "`action_id` already exists in this block");
                }
            }
            Rule::Text(most) => self.text(value, most, &["mrkdwn", "plain_text"], path),
            Rule::Plain(most) => self.text(value, most, &["plain_text"], path),
            Rule::Object(fields) => match value {
                Value::Object(object) => self.fields(object, fields, path, depth),
                _ => self.complain(path, "must be an object"),
            },
            Rule::Kind(kinds, allowed) => self.one_of(value, kinds, allowed, path, depth),
            Rule::List(item, least, most) => self.list(value, item, (least, most), path, depth),
            Rule::Anything => {}
        }
    }

    fn one_of(&mut self, value: &mut Value, kinds: kit::Kinds, allowed: &[&str], path: &str, depth: usize) {
        let kind = value["type"].as_str().unwrap_or_default();
        if allowed.is_empty() || allowed.contains(&kind) {
            *value = self.object(value, kinds, path, depth);
        } else {
            self.complain(&format!("{path}/type"), &format!("unsupported type here: {kind}"));
        }
    }

    fn list(
        &mut self,
        value: &mut Value,
        item: &Rule,
        (least, most): (usize, usize),
        path: &str,
        depth: usize,
    ) {
        let Value::Array(items) = value else { return self.complain(path, "must be an array") };
        if items.len() < least {
            self.complain(path, &format!("no fewer than {least} items allowed"));
        }
        if items.len() > most {
            self.complain(path, &format!("no more than {most} items allowed"));
        }
        for (at, each) in items.iter_mut().enumerate() {
            self.rule(each, item, &format!("{path}/{at}"), depth);
        }
    }

    fn words(&mut self, value: &Value, least: usize, most: usize, path: &str) {
        let Some(words) = value.as_str() else { return self.complain(path, "must be a string") };
        let length = words.chars().count();
        if length < least {
            self.complain(path, &format!("must be more than {} characters", least - 1));
        }
        if length > most {
            self.complain(path, &format!("must be less than {} characters", most + 1));
        }
    }

    fn text(&mut self, value: &Value, most: usize, kinds: &[&str], path: &str) {
        let Value::Object(object) = value else { return self.complain(path, "must be an object") };
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        if !kinds.contains(&kind) {
            return self.complain(&format!("{path}/type"), &format!("must be one of: {}", kinds.join(", ")));
        }
        // emoji is of plain text, verbatim of mrkdwn: never the other way round
        let own = if kind == "plain_text" { "emoji" } else { "verbatim" };
        for name in object.keys().filter(|name| !["type", "text", own].contains(&name.as_str())) {
            self.complain(path, &format!("invalid additional property: {name}"));
        }
        if object.get(own).is_some_and(|flag| !flag.is_boolean()) {
            self.complain(&format!("{path}/{own}"), "must be a boolean");
        }
        self.words(object.get("text").unwrap_or(&Value::Null), 1, most, &format!("{path}/text"));
    }

    fn give_id(&mut self) -> String {
        self.given += 1;
        format!("x{:04}", self.given)
    }
}

fn is_file_id(id: &str) -> bool {
    id.len() >= 9 && id.starts_with('F') && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether an image names exactly one picture in exactly one way.
fn is_one_picture(image: &Value) -> bool {
    let file = &image["slack_file"];
    let ways = [&image["image_url"], &file["id"], &file["url"]];
    ways.iter().filter(|way| !way.is_null()).count() == 1
}

/// Whether a text has digits where the shape has letters.
fn looks_like(text: &str, shape: &str) -> bool {
    let fits = |(c, s): (char, char)| if s.is_ascii_alphabetic() { c.is_ascii_digit() } else { c == s };
    text.len() == shape.len() && text.chars().zip(shape.chars()).all(fits)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complaint(block: Value) -> String {
        of_message(&[block]).err().unwrap_or_default().join("; ")
    }

    fn button(text: &str, id: &str) -> Value {
        json!({"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": id, "value": "1"})
    }

    #[test]
    fn good_blocks_pass_and_get_the_ids_they_lack() {
        let blocks = json!([
            {"type": "section", "text": {"type": "mrkdwn", "text": "*hi*", "verbatim": true}},
            {"type": "actions", "block_id": "mine", "elements": [button("Done", "done"), button("Snooze", "snooze")]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
            {"type": "divider"},
        ]);
        let checked = of_message(blocks.as_array().expect("list")).expect("good");
        assert_eq!(checked[1], blocks[1], "what was given stays as it is");
        assert_eq!((&checked[0]["block_id"], &checked[3]["block_id"]), (&json!("x0001"), &json!("x0003")));
    }

    #[test]
    fn lengths_are_checked_where_slack_checks_them() {
        let text = |kind: &str, length: usize| json!({"type": kind, "text": "x".repeat(length)});
        assert_eq!(complaint(json!({"type": "section", "text": text("mrkdwn", 3000)})), "");
        assert_eq!(
            complaint(json!({"type": "section", "text": text("mrkdwn", 3001)})),
            "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
        );
        assert!(complaint(json!({"type": "section", "text": text("mrkdwn", 0)})).contains("more than 0"));
        assert!(
            complaint(json!({"type": "header", "text": text("plain_text", 151)})).contains("less than 151")
        );
        assert!(
            complaint(json!({"type": "header", "text": text("mrkdwn", 5)}))
                .contains("must be one of: plain_text")
        );
        let long = json!({"type": "actions", "elements": [button(&"x".repeat(76), "a")]});
        assert!(complaint(long).contains("/blocks/0/elements/0/text/text"));
        let blocks = vec![json!({"type": "divider"}); 51];
        assert!(of_message(&blocks).expect_err("too many")[0].contains("no more than 50 items"));
    }

    #[test]
    fn unknown_and_misplaced_things_are_refused() {
        assert!(complaint(json!({"type": "banner"})).contains("unsupported type: banner"));
        assert!(complaint(json!({"type": "divider", "color": "red"})).contains("additional property: color"));
        let emoji = json!({"type": "mrkdwn", "text": "x", "emoji": true});
        assert!(complaint(json!({"type": "section", "text": emoji})).contains("additional property: emoji"));
        let input = json!({"type": "plain_text_input", "action_id": "a"});
        assert!(complaint(json!({"type": "actions", "elements": [input]})).contains("unsupported type here"));
        let twice = json!({"type": "actions", "elements": [button("A", "a"), button("B", "a")]});
        assert!(complaint(twice).contains("already exists"));
        assert!(complaint(json!({"type": "section"})).contains("text or fields"));
    }

    #[test]
    fn a_picture_is_one_in_one_way_and_says_what_it_shows() {
        let image = |more: Value| {
            let mut image = json!({"type": "image", "alt_text": "a day"});
            image.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
            complaint(image)
        };
        assert_eq!(image(json!({"slack_file": {"id": "F0FILE00001"}})), "");
        assert_eq!(image(json!({"image_url": "https://example.com/a.png"})), "");
        assert!(image(json!({})).contains("one of image_url and slack_file"));
        let both = json!({"slack_file": {"id": "F0FILE00001", "url": "https://files.slack.com/x"}});
        assert!(image(both).contains("and no more"));
        assert!(image(json!({"slack_file": {"id": "file"}})).contains("must match regex pattern"));
        let mute = json!({"type": "image", "slack_file": {"id": "F0FILE00001"}});
        assert!(complaint(mute).contains("alt_text"));
    }

    #[test]
    fn a_view_with_inputs_needs_a_submit_and_short_titles() {
        let words = |text: &str| json!({"type": "plain_text", "text": text});
        let input = json!({
            "type": "input", "block_id": "b", "label": words("Note"),
            "element": {"type": "plain_text_input", "action_id": "a"},
        });
        let view = json!({"type": "modal", "title": words("Hello"), "blocks": [input]});
        assert!(of_view(&view, "modal").expect_err("no submit")[0].contains("submit is required"));
        let mut good = view.clone();
        good["submit"] = words("Save");
        assert!(of_view(&good, "modal").is_ok());
        assert!(of_view(&good, "home").is_err());
        good["title"] = words(&"x".repeat(25));
        assert!(of_view(&good, "modal").expect_err("long title")[0].contains("less than 25"));
    }
}
