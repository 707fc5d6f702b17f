//! Proves that Slack sent a request: HMAC-SHA256 over the raw bytes, five minutes either way.

use std::fmt;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use hyper::HeaderMap;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// How far a request's time may be from ours, in seconds. In both directions: a captured request dated into the
/// future would otherwise stay good until then.
const FIVE_MINUTES: u64 = 300;

const SIGNATURE: &str = "x-slack-signature";
const TIMESTAMP: &str = "x-slack-request-timestamp";

/// A signing secret, ready to be used. Never printed.
#[derive(Clone)]
pub struct SigningSecret(Hmac<Sha256>);

impl SigningSecret {
    /// Takes the secret as Slack shows it; its text is the key. `None` when it is empty, since everybody knows that one.
    pub fn new(secret: &str) -> Option<Self> {
        if secret.is_empty() {
            return None;
        }
        Hmac::new_from_slice(secret.as_bytes()).ok().map(Self)
    }

    fn sign(&self, timestamp: &str, body: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in [b"v0:", timestamp.as_bytes(), b":", body] {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[signing secret]")
    }
}

/// Whether one of the secrets signed this body, and lately.
pub fn is_signed(secrets: &[SigningSecret], headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> bool {
    let Some(timestamp) = only(headers, TIMESTAMP) else { return false };
    let Some(signature) = only(headers, SIGNATURE).and_then(unhex) else { return false };
    if !is_recent(timestamp, now) {
        return false;
    }
    // every secret is tried, so that the time taken tells nothing about which one fits
    let fits = secrets.iter().fold(Choice::from(0), |fits, secret| {
        fits | secret.sign(timestamp, body).as_slice().ct_eq(signature.as_slice())
    });
    fits.into()
}

/// The value of a header that is there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Digits only: no sign, no space, no fraction.
fn is_recent(timestamp: &str, now: DateTime<Utc>) -> bool {
    let digits = (1..=11).contains(&timestamp.len()) && timestamp.bytes().all(|b| b.is_ascii_digit());
    digits && timestamp.parse::<i64>().is_ok_and(|sent| now.timestamp().abs_diff(sent) <= FIVE_MINUTES)
}

/// Reads `v0=` and 64 lower-case hexadecimal digits.
fn unhex(signature: &str) -> Option<[u8; 32]> {
    let hex = signature.strip_prefix("v0=")?.as_bytes();
    let mut bytes = [0; 32];
    if hex.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

fn digit(hex: u8) -> Option<u8> {
    match hex {
        b'0'..=b'9' => Some(hex - b'0'),
        b'a'..=b'f' => Some(hex - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// The request Slack's own documentation signs.
    const DOCUMENTED: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow\
        &channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner\
        &command=%2Fwebhook-collect&text=\
        &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
        &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const KEY: &str = "0123456789abcdef0123456789abcdef";
    const EMPTY: &str = "v0=a5b43b014ed473febe5f6cc6ec6d9feed6b12bd87f831b83d37733c38cf4c51c";

    fn secret(text: &str) -> SigningSecret {
        SigningSecret::new(text).expect("a secret")
    }

    fn moment(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("moment")
    }

    fn headers(timestamp: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(TIMESTAMP, timestamp.parse().expect("header"));
        headers.insert(SIGNATURE, signature.parse().expect("header"));
        headers
    }

    fn is_good(timestamp: &str, signature: &str, body: &[u8]) -> bool {
        is_signed(&[secret(KEY)], &headers(timestamp, signature), body, moment(1_700_000_000))
    }

    #[test]
    fn the_documented_request_is_signed() {
        let headers =
            headers("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
        let secrets = [secret("8f742231b10e8888abcd99yyyzzz85a5")];
        assert!(is_signed(&secrets, &headers, DOCUMENTED.as_bytes(), moment(1_531_420_618)));
        assert!(
            !is_signed(&[], &headers, DOCUMENTED.as_bytes(), moment(1_531_420_618)),
            "no secret, no way in"
        );
    }

    #[test]
    fn raw_bytes_are_signed_whatever_they_are() {
        assert!(is_good("1700000000", EMPTY, b""));
        let accents = "v0=3d42261fca5ed9349db0dbe21409b872ef6b6487492715800c8fd86227e94382";
        assert!(is_good("1700000000", accents, "text=héllo ☃".as_bytes()));
        let not_text = "v0=5887a88f1e0d8085721f22c2e9aff300bd1468cc470401d981cc6350104adeb2";
        assert!(is_good("1700000000", not_text, b"\xff\xfe\x00bad"));
        assert!(!is_good("1700000000", not_text, b"\xff\xfe\x00bad\n"), "one byte more");
    }

    #[test]
    fn any_of_several_secrets_will_do() {
        let headers = headers("1700000000", EMPTY);
        let now = moment(1_700_000_000);
        assert!(is_signed(&[secret("old"), secret(KEY)], &headers, b"", now));
        assert!(is_signed(&[secret(KEY), secret("new")], &headers, b"", now));
        assert!(!is_signed(&[secret("old"), secret("new")], &headers, b"", now));
        assert!(SigningSecret::new("").is_none(), "an empty secret proves nothing");
    }

    #[test]
    fn five_minutes_count_in_both_directions() {
        let headers = headers("1700000000", EMPTY);
        let signed_at = |offset: i64| {
            is_signed(&[secret(KEY)], &headers, b"", moment(1_700_000_000) + TimeDelta::seconds(offset))
        };
        assert!(signed_at(300) && signed_at(-300));
        assert!(!signed_at(301) && !signed_at(-301));
    }

    #[test]
    fn odd_timestamps_are_refused_even_when_signed() {
        for odd in ["", "0", "-1700000000", "+1700000000", "1700000000.0", "17000 00000", "1.7e9", "x"] {
            let signature =
                secret(KEY).sign(odd, b"").iter().fold("v0=".to_owned(), |hex, b| format!("{hex}{b:02x}"));
            assert!(!is_good(odd, &signature, b""), "{odd}");
        }
        assert!(!is_good(&"1".repeat(30), EMPTY, b""));
    }

    #[test]
    fn odd_signatures_are_refused() {
        let odd = [
            "",
            "v0=",
            &EMPTY[3..],
            &EMPTY[..66],
            &EMPTY.replace("v0", "v1"),
            &EMPTY.to_uppercase(),
            &EMPTY.replace('a', "A"),
            &EMPTY.replace('a', "g"),
            &format!("{EMPTY}00"),
            &format!("{EMPTY},{EMPTY}"),
        ];
        for odd in odd {
            assert!(!is_good("1700000000", odd, b""), "{odd}");
        }
    }

    #[test]
    fn headers_that_are_missing_or_there_twice_are_refused() {
        let now = moment(1_700_000_000);
        for name in [SIGNATURE, TIMESTAMP] {
            let mut missing = headers("1700000000", EMPTY);
            let value = missing.remove(name).expect("there");
            assert!(!is_signed(&[secret(KEY)], &missing, b"", now), "{name} missing");
            let mut double = headers("1700000000", EMPTY);
            double.append(name, value);
            assert!(!is_signed(&[secret(KEY)], &double, b"", now), "{name} twice");
        }
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert!(!format!("{:?}", secret(KEY)).contains(&KEY[..4]));
    }
}
