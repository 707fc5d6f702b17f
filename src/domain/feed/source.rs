//! Where a calendar is: at an address that works as a key, or in a file that is called after its owner.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::text::{Piece, PrivateText, SecretUrl};
use crate::domain::words::{Locale, Phrase};

const WEB: Phrase = Phrase::en("feed.source.web", "your calendar at {host}");
const FILE: Phrase = Phrase::en("feed.source.file", "your calendar file");

/// Where somebody's calendar is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// At an address. Whoever knows it can read the calendar.
    Web(Address),
    /// In a file of theirs.
    File {
        /// Which.
        file: Which,
    },
}

/// Which file of somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The one that is called after them, in the folder of whoever runs the bot.
    Folder,
}

impl Source {
    /// The file called after its owner.
    pub const FOLDER: Self = Self::File { file: Which::Folder };

    /// How its owner hears of it in the middle of a sentence.
    pub fn in_words(&self, locale: Locale) -> Piece {
        match self {
            Self::Web(address) => {
                Piece::Theirs(PrivateText::new(WEB.text(locale).replace("{host}", &address.host)))
            }
            Self::File { file: Which::Folder } => Piece::Ours(FILE.text(locale).to_owned()),
        }
    }
}

/// The address of a feed, checked as far as that can be done without asking anybody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The address, always of the form `https://…`.
    #[serde(rename = "address")]
    pub url: SecretUrl,
    /// Its host.
    pub host: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

/// Why something is no address of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnAddress {
    /// It is none at all.
    Unclear,
    /// It would be fetched over a line others can read.
    NotSecure,
    /// It names a user or a password, which may be meant to look like a host.
    UserInfo,
    /// It is a file of the machine.
    File,
}

/// The longest address we take.
const LONGEST: usize = 2_000;

impl Address {
    /// Reads what somebody typed; `webcal://` is how calendars write `https://`.
    pub fn read(typed: &str) -> Result<Self, NotAnAddress> {
        let (scheme, rest) = typed.split_once(':').ok_or(NotAnAddress::Unclear)?;
        match scheme.to_ascii_lowercase().as_str() {
            "https" | "webcal" | "webcals" => {}
            "http" => return Err(NotAnAddress::NotSecure),
            "file" => return Err(NotAnAddress::File),
            _ => return Err(NotAnAddress::Unclear),
        }
        let rest = rest.strip_prefix("//").ok_or(NotAnAddress::Unclear)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
        if !is_plain || rest.len() > LONGEST {
            return Err(NotAnAddress::Unclear);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(NotAnAddress::UserInfo);
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let is_host = (host.contains('.') && !is_odd_number(host)) || host.starts_with('[');
        let is_port = port.is_none_or(|port| port.parse().is_ok_and(|port: u16| port > 0));
        if !is_host || !is_port {
            return Err(NotAnAddress::Unclear);
        }
        let path = if rest.len() == authority.len() { "/" } else { "" };
        let url = SecretUrl::new(format!(
            "https://{}{}{path}",
            authority.to_ascii_lowercase(),
            &rest[authority.len()..]
        ));
        Ok(Self { url, host: host.to_ascii_lowercase() })
    }
}

/// Whether a host is a number in disguise: `127.1`, `0x7f.0.0.1`, but not `127.0.0.1`.
fn is_odd_number(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_number =
        last.starts_with("0x") || last.starts_with("0X") || last.bytes().all(|byte| byte.is_ascii_digit());
    is_number && host.parse::<std::net::Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_and_names_nobody() {
        for (typed, url, host) in [
            ("https://cal.example.org/a.ics?t=1#x", "https://cal.example.org/a.ics?t=1", "cal.example.org"),
            (
                "webcal://P1.ICloud.com/Published/2/Ab",
                "https://p1.icloud.com/Published/2/Ab",
                "p1.icloud.com",
            ),
            ("HTTPS://example.org:8443/x", "https://example.org:8443/x", "example.org"),
            ("https://example.org", "https://example.org/", "example.org"),
            ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x", "[2001:db8::1]"),
        ] {
            let address = Address::read(typed).unwrap_or_else(|why| panic!("{typed}: {why:?}"));
            assert_eq!((address.url.reveal(), address.host.as_str()), (url, host));
            assert!(!format!("{address:?}").contains("example"));
        }
        for (typed, why) in [
            ("", NotAnAddress::Unclear),
            ("cal.example.org/a.ics", NotAnAddress::Unclear),
            ("ftp://example.org/a.ics", NotAnAddress::Unclear),
            ("https:/example.org", NotAnAddress::Unclear),
            ("https://", NotAnAddress::Unclear),
            ("https://localhost/a.ics", NotAnAddress::Unclear),
            ("https://127.1/a.ics", NotAnAddress::Unclear),
            ("https://0x7f.0.0.1/a.ics", NotAnAddress::Unclear),
            ("https://017700000001./a.ics", NotAnAddress::Unclear),
            ("https://example.org:0/", NotAnAddress::Unclear),
            ("https://example.org:99999/", NotAnAddress::Unclear),
            ("https://example.org/\r\nX: y", NotAnAddress::Unclear),
            ("https://exämple.org/", NotAnAddress::Unclear),
            ("http://example.org/a.ics", NotAnAddress::NotSecure),
            ("https://example.org@10.0.0.1/a.ics", NotAnAddress::UserInfo),
            ("https://me:secret@example.org/", NotAnAddress::UserInfo),
            ("file:///etc/passwd", NotAnAddress::File),
        ] {
            assert_eq!(Address::read(typed), Err(why), "{typed}");
        }
        assert_eq!(Address::read(&format!("https://a.b/{}", "x".repeat(2_000))), Err(NotAnAddress::Unclear));
    }
}
