//! The arguments of a call: form fields or JSON, read alike.

use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::http::request::Parts;
use serde_json::{Map, Value};

/// Arguments that are JSON written as text.
const JSON_IN_TEXT: [&str; 6] = ["blocks", "view", "metadata", "attachments", "unfurls", "files"];

/// What a method was called with.
pub(super) struct Args {
    pub(super) token: Option<String>,
    fields: Map<String, Value>,
}

impl Args {
    /// Reads the query of a GET and the body of a POST. What cannot be read is an error of Slack's.
    pub(super) fn read(head: &Parts, body: &[u8]) -> Result<Self, &'static str> {
        let is_json = header(head, &CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
        let mut fields = form(head.uri.query().unwrap_or_default().as_bytes());
        // a token in the address is never accepted
        fields.remove("token");
        let mut in_form = None;
        if is_json && !body.is_empty() {
            let json = serde_json::from_slice(body).map_err(|_| "invalid_json")?;
            let Value::Object(json) = json else { return Err("json_not_object") };
            // JSON may stand as text inside JSON too
            fields.extend(json.into_iter().map(|(name, value)| match value {
                Value::String(text) => parsed(name, text),
                value => (name, value),
            }));
        } else {
            let mut posted = form(body);
            in_form = posted.remove("token").and_then(|token| token.as_str().map(str::to_owned));
            fields.extend(posted);
        }
        let bearer = header(head, &AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
        Ok(Self { token: bearer.map(|token| token.trim().to_owned()).or(in_form), fields })
    }

    /// Everything but the token.
    pub(super) fn all(&self) -> Value {
        Value::Object(self.fields.clone())
    }

    /// A text that is there and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A text, or Slack's complaint that it is missing.
    pub(super) fn needed(&self, name: &str, complaint: &'static str) -> Result<&str, &'static str> {
        self.text(name).ok_or(complaint)
    }

    /// A yes; missing is a no.
    pub(super) fn yes(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Value::Bool(yes)) => *yes,
            Some(Value::String(text)) => matches!(text.as_str(), "true" | "1" | "True"),
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            _ => false,
        }
    }

    /// Whether it was said at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// A number of things per page.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        match self.fields.get(name)? {
            Value::Number(number) => number.as_u64().and_then(|n| usize::try_from(n).ok()),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A JSON value that is not null.
    pub(super) fn json(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// A list of words, separated by commas or as a JSON list.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        match self.fields.get(name) {
            Some(Value::String(text)) => {
                text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
            }
            Some(Value::Array(words)) => {
                words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn header<'a>(head: &'a Parts, name: &hyper::header::HeaderName) -> Option<&'a str> {
    head.headers.get(name).and_then(|value| value.to_str().ok())
}

/// Form fields, those that hold JSON parsed.
fn form(bytes: &[u8]) -> Map<String, Value> {
    form_urlencoded::parse(bytes).map(|(name, value)| parsed(name.into_owned(), value.into_owned())).collect()
}

/// A field that holds JSON is parsed, and left as text where it can't be.
fn parsed(name: String, value: String) -> (String, Value) {
    let json = JSON_IN_TEXT.contains(&name.as_str()).then(|| serde_json::from_str(&value).ok()).flatten();
    (name, json.unwrap_or(Value::String(value)))
}
