//! What is read over real lines: calendars, and everything servers do instead of giving one.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use unrush::domain::feed::{Trouble, Validators};
use unrush::domain::text::SecretUrl;
use unrush::feeds::{Played, Stage, Window};
use unrush::ports::{FeedPlace, Feeds, Fetch, Fetched};

use super::host::{Act, Host};

fn stage(host: &Host) -> Stage {
    Stage::from([("calendar.test".to_owned(), Played::Plain(host.address))])
}

fn wanted(url: &str) -> Fetch {
    Fetch { place: FeedPlace::Web(SecretUrl::new(url)), validators: Validators::default() }
}

/// What comes of an address: the file, or why not.
async fn read(window: &Window, url: &str) -> Result<String, Trouble> {
    match window.fetch(&wanted(url)).await? {
        Fetched::New(file, _) => Ok(String::from_utf8_lossy(&file).into_owned()),
        Fetched::Same => Ok("same".into()),
    }
}

#[tokio::test]
async fn a_calendar_is_read_whole_and_not_again_until_it_changes() {
    let host = Host::start().await;
    host.plays("/secret.ics?key=1", Act::Keep("\"v1\"", b"BEGIN:VCALENDAR".to_vec()));
    let window = Window::new(stage(&host));
    let mut fetch = wanted("https://calendar.test/secret.ics?key=1");
    let Ok(Fetched::New(file, validators)) = window.fetch(&fetch).await else { panic!("a file") };
    assert_eq!((file.as_slice(), validators.tag.as_deref()), (&b"BEGIN:VCALENDAR"[..], Some("\"v1\"")));
    fetch.validators = validators;
    assert!(matches!(window.fetch(&fetch).await, Ok(Fetched::Same)));
    host.plays("/secret.ics?key=1", Act::Keep("\"v2\"", b"BEGIN:VCALENDAR\r\n".to_vec()));
    assert!(matches!(window.fetch(&fetch).await, Ok(Fetched::New(..))));
    let heard = host.heard();
    let asked = |head: &String| head.to_lowercase();
    assert!(
        asked(&heard[0]).contains("host: calendar.test") && !asked(&heard[0]).contains("if-none"),
        "{heard:?}"
    );
    assert!(heard.iter().all(|head| asked(head).contains("accept-encoding: identity")), "{heard:?}");
    host.plays("/same.ics", Act::status(304));
    assert_eq!(
        read(&window, "https://calendar.test/same.ics").await,
        Err(Trouble::Broken(304)),
        "nobody asked that"
    );
}

#[tokio::test]
async fn answers_that_are_no_calendar_are_told_apart() {
    let host = Host::start().await;
    let window = Window::new(stage(&host)).within(Duration::from_millis(1_500));
    let packed = Act::Say(200, "Content-Encoding: gzip\r\n".into(), b"\x1f\x8b\x08\x00bomb".to_vec());
    for (path, act, why) in [
        ("/401", Act::status(401), Trouble::Refused(401)),
        ("/404", Act::status(404), Trouble::Refused(404)),
        ("/410", Act::status(410), Trouble::Refused(410)),
        ("/429", Act::status(429), Trouble::Broken(429)),
        ("/500", Act::status(500), Trouble::Broken(500)),
        ("/503", Act::status(503), Trouble::Broken(503)),
        ("/204", Act::status(204), Trouble::Broken(204)),
        ("/huge", Act::Announce(5_000_001), Trouble::TooLong),
        ("/flood", Act::Flood, Trouble::TooLong),
        ("/packed", packed, Trouble::NoCalendar),
        ("/short", Act::Announce(100), Trouble::Unreachable),
        ("/cut", Act::Cut, Trouble::Unreachable),
        ("/fall", Act::Fall, Trouble::Slow),
        ("/hang", Act::Hang, Trouble::Slow),
    ] {
        host.plays(path, act);
        assert_eq!(read(&window, &format!("https://calendar.test{path}")).await, Err(why), "{path}");
    }
}

#[tokio::test]
async fn redirects_are_followed_three_times() {
    let host = Host::start().await;
    let window = Window::new(stage(&host));
    host.plays("/1", Act::lead(301, "/2"));
    host.plays("/2", Act::lead(302, "//calendar.test/3"));
    host.plays("/3", Act::lead(307, "https://CALENDAR.test/x/4?k=1"));
    host.plays("/x/4?k=1", Act::lead(308, "5"));
    host.plays("/x/5", Act::file("BEGIN:VCALENDAR"));
    assert_eq!(read(&window, "https://calendar.test/2").await.as_deref(), Ok("BEGIN:VCALENDAR"));
    assert_eq!(read(&window, "https://calendar.test/1").await, Err(Trouble::Redirects));
    host.plays("/round", Act::lead(302, "/round"));
    assert_eq!(read(&window, "https://calendar.test/round").await, Err(Trouble::Redirects));
    host.plays("/nowhere", Act::status(302));
    assert_eq!(read(&window, "https://calendar.test/nowhere").await, Err(Trouble::Redirects));
}

#[tokio::test]
async fn nobody_leads_us_into_our_own_network() {
    let host = Host::start().await;
    let window = Window::new(stage(&host));
    let port = host.address.port();
    let inside = [
        format!("https://127.0.0.1:{port}/x"),
        format!("https://127.1:{port}/x"),
        format!("https://0x7f.0.0.1:{port}/x"),
        format!("https://[::1]:{port}/x"),
        format!("https://[::ffff:127.0.0.1]:{port}/x"),
        format!("https://[64:ff9b::7f00:1]:{port}/x"),
        "https://0.0.0.0/x".into(),
        "https://10.0.0.1/x".into(),
        "https://100.64.0.1/x".into(),
        "https://169.254.169.254/latest/meta-data/".into(),
        "https://[fd00:ec2::254]/x".into(),
        "https://[fe80::1]/x".into(),
    ];
    for at in &inside {
        assert_eq!(read(&window, at).await, Err(Trouble::Forbidden), "{at}");
        host.plays("/lead", Act::lead(302, at));
        assert_eq!(read(&window, "https://calendar.test/lead").await, Err(Trouble::Forbidden), "led to {at}");
    }
    for at in [
        format!("http://calendar.test:{port}/x"),
        "https://calendar.test@127.0.0.1/x".into(),
        "file:///etc/passwd".into(),
        "gopher://calendar.test/".into(),
        "https:///x".into(),
    ] {
        host.plays("/lead", Act::lead(302, &at));
        assert_eq!(read(&window, "https://calendar.test/lead").await, Err(Trouble::Forbidden), "led to {at}");
    }
    let came = host.heard().iter().filter(|head| !head.starts_with("GET /lead ")).count();
    assert_eq!(came, 0, "nobody was asked who should not be");
}

#[tokio::test]
async fn a_line_that_is_not_secure_is_not_used() {
    let plain = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = plain.local_addr().expect("an address");
    let window = Window::new(Stage::from([("calendar.test".to_owned(), Played::Secure(address))]));
    let answer = async {
        let (mut line, _) = plain.accept().await.expect("a line");
        let mut begun = [0; 5];
        line.read_exact(&mut begun).await.expect("a first word");
        line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nBEGIN:VCALENDAR")
            .await
            .expect("an answer");
        begun
    };
    let (read, begun) = tokio::join!(read(&window, "https://calendar.test/x"), answer);
    assert_eq!(read, Err(Trouble::Insecure));
    assert_eq!(begun[0], 22, "it began with a handshake and not with a request");
}

#[tokio::test]
async fn where_nobody_is_nobody_answers() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address: SocketAddr = free.local_addr().expect("an address");
    drop(free);
    let window = Window::new(Stage::from([("calendar.test".to_owned(), Played::Plain(address))]));
    assert_eq!(read(&window, "https://calendar.test/x").await, Err(Trouble::Unreachable));
    assert_eq!(read(&window, "https://nobody.invalid/x").await, Err(Trouble::Unreachable));
}
