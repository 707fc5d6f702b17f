//! JSON as it was sent, borrowed from its body: read once, whole, strictly; then looked into leniently.
//!
//! A tree of our own, because `serde_json::Value` copies every key and string and sorts every object, which costs
//! more than everything else the door does; and because it takes an object with the same key twice, which two readers
//! may read in two ways.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A body that nobody can read. Says nothing of it: it may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not readable")]
pub struct Malformed;

/// A JSON value.
#[derive(Clone, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object, in its own order. No key is there twice.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads an object. At most 128 levels deep (`serde_json` stops there), no number too large, no key twice.
    pub fn parse(text: &'a str) -> Result<Self, Malformed> {
        match serde_json::from_str(text) {
            Ok(object @ Self::Object(_)) => Ok(object),
            _ => Err(Malformed),
        }
    }

    /// The value under a key; `None` when there is none, or `null`.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(pairs) = self else { return None };
        let (_, value) = pairs.iter().find(|(name, _)| name == key)?;
        (*value != Self::Null).then_some(value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |json, key| json.get(key))
    }

    /// The string under a key, unless it is empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text().filter(|text| !text.is_empty())
    }

    /// The string at the end of a path of keys, unless it is empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.as_text().filter(|text| !text.is_empty())
    }

    /// The string this is.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number under a key.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Self::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Whether `true` stands under a key.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some(&Self::Bool(true))
    }

    /// The elements under a key; none when there is no array.
    pub fn list(&self, key: &str) -> &[Self] {
        match self.get(key) {
            Some(Self::List(elements)) => elements,
            _ => &[],
        }
    }

    /// The keys and values of an object; none when this is none.
    pub fn pairs(&self) -> &[(Cow<'a, str>, Self)] {
        match self {
            Self::Object(pairs) => pairs,
            _ => &[],
        }
    }

    /// A copy that stands by itself.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(yes) => Value::Bool(*yes),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(elements) => elements.iter().map(Self::to_value).collect(),
            Self::Object(pairs) => {
                pairs.iter().map(|(key, value)| (key.clone().into_owned(), value.to_value())).collect()
            }
        }
    }
}

impl<'a> From<&'a Value> for Json<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(elements) => Self::List(elements.iter().map(Self::from).collect()),
            Value::Object(pairs) => {
                Self::Object(pairs.iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }
    }
}

/// Shows the shape and nothing of the content, which may be somebody's words.
impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

/// Grows a tree out of a body.
struct Grow;

impl<'de> Visitor<'de> for Grow {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Number::from_f64(number).map(Json::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((Key(key), value)) = entries.next_entry()? {
            pairs.push((key, value));
        }
        if has_double(&pairs) { Err(A::Error::custom("a key stands twice")) } else { Ok(Json::Object(pairs)) }
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(Read)
    }
}

/// Slack's objects have a dozen keys, which are quickest compared each with each; an odd one may have thousands.
fn has_double(pairs: &[(Cow<'_, str>, Json<'_>)]) -> bool {
    if pairs.len() <= 24 {
        return (1..pairs.len()).any(|i| pairs[..i].iter().any(|(key, _)| *key == pairs[i].0));
    }
    let mut keys: Vec<&str> = pairs.iter().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    keys.windows(2).any(|two| two[0] == two[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_and_looked_into() {
        let json =
            Json::parse(r#"{"a":{"b":"c","n":null,"e":""},"i":-7,"l":[1,"\u00e9"],"t":true}"#).expect("JSON");
        assert_eq!(json.text_at(&["a", "b"]), Some("c"));
        assert_eq!(json.at(&["a", "n"]), None, "null is nothing");
        assert_eq!(json.text_at(&["a", "e"]), None, "an empty string says nothing");
        assert_eq!(json.text("i"), None, "a number is no string");
        assert_eq!(json.integer("i"), Some(-7));
        assert_eq!(json.list("l")[1].as_text(), Some("é"));
        assert!(json.is_true("t") && !json.is_true("i"));
        let value = json.to_value();
        assert_eq!(Json::from(&value).to_value(), value);
    }

    #[test]
    fn a_body_nobody_should_read_is_refused_at_once() {
        let deep = |n: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(n), "]".repeat(n));
        assert!(Json::parse(&deep(100)).is_ok());
        let many = |double: &str| {
            let keys: Vec<String> = (0..100).map(|i| format!(r#""{i}":1"#)).collect();
            format!("{{{},{double}}}", keys.join(","))
        };
        assert!(Json::parse(&many(r#""100":1"#)).is_ok());
        for bad in [
            "",
            " ",
            "null",
            "[]",
            "\"text\"",
            "{",
            r#"{"a":1}}"#,
            r#"{"a":1,}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"a":1e400}"#,
            r#"{"a":NaN}"#,
            "{\"a\":\"\0\"}",
            "{\"a\":\"\n\"}",
            r#"{"a":"\ud800"}"#,
            "\u{feff}{}",
            &deep(10_000),
            &many(r#""7":1"#),
        ] {
            assert_eq!(Json::parse(bad), Err(Malformed), "{}", &bad[..bad.len().min(40)]);
        }
    }
}
