//! Slack's page of consent: somebody lets an app into the workspace, and the browser goes back to it with a code.

use hyper::Response;
use hyper::StatusCode;
use hyper::header::HeaderValue;

use super::CLIENT;
use super::ground::Ground;
use super::server::{self, Answer};

/// Where it is.
pub(super) const PATH: &str = "/oauth/v2/authorize";
/// Where apps have their browsers sent back to.
const BACK: &str = "/slack/oauth_redirect";

/// The page, with a fresh code in it.
pub(super) fn page(ground: &Ground, query: &str) -> Response<Answer> {
    let said = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    if said("client_id") != CLIENT.0 {
        return server::plain(StatusCode::BAD_REQUEST, "text/plain", "invalid_client_id");
    }
    // the address of the app's settings, as far as we know it
    let app = ground.events_url().and_then(|url| url.parse::<hyper::Uri>().ok());
    let Some((scheme, host)) = app.as_ref().and_then(|app| app.scheme_str().zip(app.authority())) else {
        return server::plain(StatusCode::BAD_REQUEST, "text/plain", "bad_redirect_uri");
    };
    let code = ground.world().offer_code();
    let back = |name: &str, value: &str| {
        let answer = form_urlencoded::Serializer::new(String::new())
            .append_pair(name, value)
            .append_pair("state", &said("state"))
            .finish();
        // the only sign of a form that is one of HTML, too
        format!("{scheme}://{host}{BACK}?{}", answer.replace('&', "&amp;"))
    };
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Garden</title><h1>May this app come into Garden?</h1>\
         <p><a id=\"allow\" href=\"{}\">Allow</a> <a id=\"cancel\" href=\"{}\">Cancel</a></p>",
        back("code", &code),
        back("error", "access_denied"),
    );
    let mut page = Response::new(Answer::whole(html));
    page.headers_mut()
        .insert(hyper::header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    page
}
