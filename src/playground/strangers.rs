//! Who may act in the garden: programs and our own page. A page of somebody else's, open in the same browser, may not.

use std::net::SocketAddr;

use hyper::Method;
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use hyper::http::request::Parts;

/// Why a request that changes something is refused, if it is.
///
/// A foreign page can send forms and plain text without being asked for leave, but not JSON; where a browser names the
/// page that sends, it has to be ours. A name that was made to point at this machine is none of this machine's own.
pub(super) fn refusal(here: SocketAddr, head: &Parts) -> Option<&'static str> {
    let host = header(head, &HOST).unwrap_or_default();
    if here.ip().is_loopback() && !is_loopback(host) {
        return Some("This playground answers to this machine's own names only.");
    }
    if header(head, &ORIGIN).is_some_and(|origin| !is_own(origin, host)) || is_cross_site(head) {
        return Some("Only this playground's own page may do that.");
    }
    let is_json = header(head, &CONTENT_TYPE)
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if head.method == Method::POST && !is_json {
        return Some("Send it as application/json.");
    }
    None
}

fn is_own(origin: &str, host: &str) -> bool {
    let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    named.is_some_and(|named| !named.is_empty() && named.eq_ignore_ascii_case(host))
}

/// Browsers of today say so even where they name no origin.
fn is_cross_site(head: &Parts) -> bool {
    header(head, &HeaderName::from_static("sec-fetch-site")) == Some("cross-site")
}

/// Whether a host, with or without a port, is this machine by its own name.
fn is_loopback(host: &str) -> bool {
    let without_port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let name = without_port.map_or(host, |(name, _)| name);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn header<'a>(head: &'a Parts, name: &HeaderName) -> Option<&'a str> {
    // a header of strange bytes is there, but says nothing we know
    head.headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn is_refused(here: &str, method: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().method(method).uri("/do");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).expect("a request").into_parts();
        refusal(here.parse().expect("an address"), &head).is_some()
    }

    const HERE: &str = "127.0.0.1:8090";
    const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

    #[test]
    fn our_own_page_and_programs_may_act() {
        for host in ["127.0.0.1:8090", "localhost:8090", "LOCALHOST", "[::1]:8090"] {
            let origin = format!("http://{host}");
            assert!(!is_refused(HERE, "POST", &[("host", host), JSON]), "{host}");
            assert!(!is_refused(HERE, "POST", &[("host", host), JSON, ("origin", &origin)]), "{host}");
            assert!(!is_refused(HERE, "DELETE", &[("host", host)]), "{host}");
        }
        let behind = [("host", "garden.example"), JSON, ("origin", "https://garden.example")];
        assert!(!is_refused("0.0.0.0:8090", "POST", &behind), "behind a proxy");
    }

    #[test]
    fn pages_of_others_may_not() {
        let host = ("host", HERE);
        for origin in [
            "https://evil.example",
            "null",
            "",
            "http://localhost:3000",
            "http://127.0.0.1:8090.evil.example",
        ] {
            assert!(is_refused(HERE, "POST", &[host, JSON, ("origin", origin)]), "{origin}");
            assert!(is_refused(HERE, "DELETE", &[host, ("origin", origin)]), "{origin}");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "text/plain; x=application/json"] {
            assert!(is_refused(HERE, "POST", &[host, ("content-type", kind)]), "{kind}");
        }
        assert!(is_refused(HERE, "POST", &[host]), "of no type");
        assert!(is_refused(HERE, "POST", &[host, JSON, ("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn a_foreign_name_for_this_machine_opens_nothing() {
        let rebound = [("host", "evil.example:8090"), JSON, ("origin", "http://evil.example:8090")];
        assert!(is_refused(HERE, "POST", &rebound));
        assert!(is_refused(HERE, "POST", &[JSON]), "of no name");
    }
}
