//! Fields of a JSON object, taken out with an error that says where they are.

use serde_json::{Map, Value};

use crate::domain::worktime::Zone;

pub(super) fn zone(value: &Value, at: &str) -> Result<Zone, String> {
    text(value, at)?.parse().map_err(|error| format!("{at}: {error}"))
}

pub(super) fn text<'a>(value: &'a Value, at: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("{at} is not a text"))
}

pub(super) fn object<'a>(value: &'a Value, at: &str) -> Result<&'a Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("{at} is not an object"))
}

/// A field that is there and not null.
pub(super) fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

/// An optional list of a schedule.
pub(super) fn list<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl Fn(&Value, &str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    list_of(fields.get(name).unwrap_or(&Value::Null), &format!("schedule.{name}"), read)
}

/// A list, each of its entries read; null is an empty one.
pub(super) fn list_of<T>(
    value: &Value,
    at: &str,
    read: impl Fn(&Value, &str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    let entries = value.as_array().ok_or_else(|| format!("{at} is not a list"))?;
    entries.iter().enumerate().map(|(i, entry)| read(entry, &format!("{at}[{i}]"))).collect()
}
