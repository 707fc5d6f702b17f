//! Forms, as commands and interactions are sent over HTTP.

use std::borrow::Cow;

use super::json::{Json, Malformed};

/// A form's fields, in their order. No field is there twice.
#[derive(Clone)]
pub struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

/// More fields than a form of Slack's will ever have.
const MOST_FIELDS: usize = 100;

impl<'a> Form<'a> {
    /// Reads a form; `Err` when a field is there twice, since two readers may read it in two ways.
    pub fn parse(body: &'a str) -> Result<Self, Malformed> {
        let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).take(MOST_FIELDS + 1).collect();
        let twice = (1..fields.len()).any(|i| fields[..i].iter().any(|(name, _)| *name == fields[i].0));
        if twice || fields.len() > MOST_FIELDS { Err(Malformed) } else { Ok(Self(fields)) }
    }

    /// Whether this is Slack's now and then check of our certificate: to be answered, never to be acted upon, whatever
    /// else stands in it. Reads bytes, since it may have to be told before the signature is proven.
    pub fn is_ssl_check(body: &[u8]) -> bool {
        form_urlencoded::parse(body).any(|(name, value)| name == "ssl_check" && value == "1")
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| &**value)
    }

    /// The same fields as an object of strings, which is how Socket Mode sends a command.
    pub fn into_json(self) -> Json<'a> {
        Json::Object(self.0.into_iter().map(|(name, value)| (name, Json::Text(value))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_there_twice_makes_a_form_unreadable() {
        assert_eq!(Form::parse("a=1&b=x%26y+z").expect("a form").get("b"), Some("x&y z"));
        assert!(Form::parse("a=1&b=2&a=1").is_err());
    }

    #[test]
    fn a_certificate_check_is_seen_anywhere_in_a_form() {
        assert!(Form::is_ssl_check(b"token=x&ssl_check=1"));
        assert!(Form::is_ssl_check(b"command=%2Fasync&ssl%5Fcheck=%31"));
        assert!(!Form::is_ssl_check(b"command=%2Fasync&text=ssl_check%3D1"));
        assert!(!Form::is_ssl_check(b"ssl_check=0"));
    }
}
