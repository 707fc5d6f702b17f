//! What a browser is shown. Fixed words only: nothing that was sent to us is ever shown back.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    REFERRER_POLICY, SET_COOKIE,
};
use hyper::{Response, StatusCode};

type Answer = Response<Full<Bytes>>;

/// Sends the browser on, with a cookie.
pub fn go(to: &str, cookie: &str) -> Answer {
    let mut answer = plain(StatusCode::FOUND);
    for (name, value) in [(LOCATION, to), (SET_COOKIE, cookie)] {
        let Ok(value) = HeaderValue::from_str(value) else { return failed() };
        answer.headers_mut().insert(name, value);
    }
    answer
}

/// A browser only looks.
pub fn only_get() -> Answer {
    let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
    answer
}

/// It is installed.
pub fn welcome() -> Answer {
    page(
        StatusCode::OK,
        "Unrush is in your workspace",
        "Invite it to a channel with <code>/invite @unrush</code>, then type <code>/async help</code> there. \
         You can close this page.",
    )
}

/// Somebody said no.
pub fn declined() -> Answer {
    page(
        StatusCode::OK,
        "Nothing was installed",
        "Slack says it was not allowed. That is fine; nothing was changed. \
         <a href=\"/slack/install\">Begin again</a> whenever you like.",
    )
}

/// It came late, twice, or from another browser.
pub fn stale() -> Answer {
    page(
        StatusCode::BAD_REQUEST,
        "This page is over",
        "It counts once, for ten minutes, in the browser that began. If Unrush was installed a moment ago, all is \
         well; else <a href=\"/slack/install\">begin again</a>.",
    )
}

/// Too many at once.
pub fn busy() -> Answer {
    page(
        StatusCode::SERVICE_UNAVAILABLE,
        "One moment",
        "Others are installing right now. Please <a href=\"/slack/install\">begin again</a> in a minute.",
    )
}

/// It did not work; the log says why.
pub fn failed() -> Answer {
    page(
        StatusCode::BAD_GATEWAY,
        "That did not work",
        "Nothing was changed. Please <a href=\"/slack/install\">begin again</a>; if it fails once more, whoever runs \
         Unrush finds the reason in its log.",
    )
}

fn page(status: StatusCode, title: &str, words: &str) -> Answer {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}}</style>\
         <h1>{title}</h1><p>{words}</p></html>"
    );
    let mut answer = Answer::new(Full::new(html.into()));
    *answer.status_mut() = status;
    guard(&mut answer);
    answer
}

fn plain(status: StatusCode) -> Answer {
    let mut answer = Answer::default();
    *answer.status_mut() = status;
    guard(&mut answer);
    answer
}

/// A code stands in the address: nobody keeps it, nobody is told where the browser was, nothing of others is loaded,
/// and the cookie has served.
fn guard(answer: &mut Answer) {
    const NO_COOKIE: &str = "unrush_install=; Path=/slack; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
    const HEADERS: [(HeaderName, &str); 5] = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        (SET_COOKIE, NO_COOKIE),
    ];
    for (name, value) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}
