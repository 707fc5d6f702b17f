//! What ties the browser that comes back from Slack to the one that was sent there: unguessable, ours, and young.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::slack::tokens::Token;

/// How long a state lives; as long as Slack's code does.
pub const LIVES: TimeDelta = TimeDelta::minutes(10);

/// A state: when it was made, 128 random bits, and a proof that we made it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State(String);

impl State {
    /// A new one. `None` where the system gives no random numbers.
    pub fn begin(now: DateTime<Utc>, secret: &Token) -> Option<Self> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let claim = format!("{}.{}", now.timestamp(), hex(&random));
        let proof = hex(&prove(&claim, secret).finalize().into_bytes());
        Some(Self(format!("{claim}.{proof}")))
    }

    /// Reads one that came back: `None` unless we made it within its life.
    pub fn read(raw: &str, now: DateTime<Utc>, secret: &Token) -> Option<Self> {
        let (claim, proof) = raw.rsplit_once('.')?;
        prove(claim, secret).verify_slice(&unhex(proof)?).ok()?;
        let made = DateTime::from_timestamp(claim.split_once('.')?.0.parse().ok()?, 0)?;
        let age = now - made;
        (TimeDelta::seconds(-1)..=LIVES).contains(&age).then(|| Self(raw.to_owned()))
    }

    /// As it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn prove(claim: &str, secret: &Token) -> Hmac<Sha256> {
    // HMAC takes a key of any length
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()).expect("any length");
    mac.update(b"install:");
    mac.update(claim.as_bytes());
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // writing to a String cannot fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_taken_back_while_it_is_young_and_ours() {
        let (now, secret) = (DateTime::UNIX_EPOCH + TimeDelta::days(20_000), Token::new("secret"));
        let state = State::begin(now, &secret).expect("random numbers");
        let read = |raw: &str, at, secret: &str| State::read(raw, at, &Token::new(secret));
        assert_eq!(read(state.as_str(), now + LIVES, "secret"), Some(state.clone()));
        assert_eq!(read(state.as_str(), now + LIVES + TimeDelta::seconds(1), "secret"), None, "too old");
        assert_eq!(read(state.as_str(), now - TimeDelta::minutes(1), "secret"), None, "from the future");
        assert_eq!(read(state.as_str(), now, "another"), None, "not ours");
        let older = state.as_str().replacen('1', "0", 1);
        for strange in ["", ".", "..", "1.2.3", "1.2.zz", "é.é.é", older.as_str()] {
            assert_eq!(read(strange, now, "secret"), None, "{strange}");
        }
        assert_ne!(State::begin(now, &secret), Some(state), "no two are alike");
    }
}
