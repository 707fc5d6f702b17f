//! A workspace installs the app from a browser: to Slack's page of consent and back, once, in one browser.

use std::sync::Arc;

use chrono::TimeDelta;
use tempfile::TempDir;
use unrush::clock::SteppedClock;
use unrush::domain::charter::Charter;
use unrush::playground::world::BOT_USER;
use unrush::playground::{Playground, Setup};
use unrush::ports::Clock;
use unrush::wire::{Bot, Cellar, OAuth, Plan};

use crate::doors::caller::{Caller, Heard, request};

/// The small Slack, and a bot nobody has given a token.
struct Stage {
    slack: Playground,
    clock: Arc<SteppedClock>,
    data: TempDir,
    bot: Option<Bot>,
}

impl Stage {
    async fn set() -> Self {
        let clock = Arc::new(SteppedClock::standing("2026-11-24T09:00:00Z".parse().expect("a moment"), 200));
        let (now, step) = (Arc::clone(&clock), Arc::clone(&clock));
        let slack = Playground::start(Setup {
            listen: "127.0.0.1:0".parse().expect("address"),
            events_url: None,
            now: Arc::new(move || now.now().timestamp_micros()),
            step: Arc::new(move |micros| step.step(TimeDelta::microseconds(micros))),
            pace: 200,
            cast: true,
        })
        .await
        .expect("starts");
        let mut stage = Self { slack, clock, data: tempfile::tempdir().expect("a folder"), bot: None };
        stage.start().await;
        stage
    }

    async fn start(&mut self) {
        let plan = Plan {
            data_dir: self.data.path().to_owned(),
            listen: "127.0.0.1:0".parse().expect("address"),
            api_url: self.slack.api_url(),
            bot_token: None,
            oauth: Some(OAuth {
                id: self.slack.client_id().to_owned(),
                secret: unrush::config::Secret::new(self.slack.client_secret()),
            }),
            signing_secrets: vec![self.slack.signing_secret().to_owned()],
            app_token: None,
            cellar: Cellar::Embedded,
            encryption_key: None,
            feeds: std::collections::BTreeMap::new(),
            calendars: None,
            charter: Charter::default(),
            clock: self.clock.clone(),
        };
        let bot = Bot::start(plan).await.expect("starts");
        self.slack.set_events_url(bot.door().map(|door| format!("http://{door}/slack/events")));
        self.bot = Some(bot);
    }

    async fn restart(&mut self) {
        self.bot.take().expect("a bot").stop().await;
        self.start().await;
    }

    /// A browser opens a page of the bot's.
    async fn opens(&self, path: &str, cookie: &str) -> Heard {
        let door = self.bot.as_ref().and_then(Bot::door).expect("a door");
        let asked = request(&format!("GET {path}"), &[("Cookie", cookie)], b"");
        Caller::at(door).await.ask(&asked).await.expect("an answer")
    }

    /// A browser begins, and stands before Slack's page: its cookie, and what *Allow* and *Cancel* lead to.
    async fn begins(&self) -> (String, String, String) {
        let sent = self.opens("/slack/install", "").await;
        assert_eq!(sent.status, 302);
        let rules = sent.header("set-cookie").expect("a cookie");
        assert!(rules.contains("; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), "{rules}");
        let cookie = rules.split(';').next().expect("its value").to_owned();
        let to = sent.header("location").expect("somewhere to go");
        let path = to.strip_prefix(&format!("http://{}", self.slack.addr())).expect("Slack's own page");
        let asked = request(&format!("GET {path}"), &[], b"");
        let page = Caller::at(self.slack.addr()).await.ask(&asked).await.expect("a page").body;
        let link = |id: &str| {
            let after = page.split(&format!("id=\"{id}\" href=\"")).nth(1).expect("a link");
            let url = after.split('"').next().expect("an address").replace("&amp;", "&");
            url[url.find("/slack/").expect("back to the bot")..].to_owned()
        };
        (cookie, link("allow"), link("cancel"))
    }

    fn redeemed(&self) -> usize {
        self.slack.calls_of("oauth.v2.access").len()
    }

    /// Ada writes by when she needs an answer: whether the bot has tagged it.
    async fn is_served(&self) -> bool {
        let ts = self.slack.says("ada", "#launch", "@bo please answer by Friday").await.expect("writes");
        self.slack.quiet().await;
        self.bot.as_ref().expect("a bot").rests().await;
        self.slack.quiet().await;
        let world = self.slack.world();
        let message = world.message(unrush::playground::cast::LAUNCH, &ts).expect("it is there");
        message.reactions.iter().any(|(_, who)| who.iter().any(|user| user == BOT_USER))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_that_installs_the_app_is_served_from_then_on() {
    let mut stage = Stage::set().await;
    assert!(!stage.is_served().await, "nobody has let us in");
    let (cookie, allow, _) = stage.begins().await;
    let page = stage.opens(&allow, &cookie).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Unrush is in your workspace") && page.body.contains("/invite @unrush"));
    assert!(page.header("set-cookie").expect("a cookie").contains("Max-Age=0"), "it has served");
    assert!(stage.is_served().await);
    stage.restart().await;
    assert!(stage.is_served().await, "the token is remembered");
    // once more, as people do
    let (cookie, allow, _) = stage.begins().await;
    assert_eq!(stage.opens(&allow, &cookie).await.status, 200);
    assert!(stage.is_served().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_did_not_begin_here_and_now_does_not_get_through() {
    let stage = Stage::set().await;
    let (cookie, allow, cancel) = stage.begins().await;
    let (other_cookie, ..) = stage.begins().await;
    for (path, cookie, why) in [
        ("/slack/oauth_redirect", cookie.as_str(), "no state"),
        ("/slack/oauth_redirect?code=1&state=1.2.3", "unrush_install=1.2.3", "a state of somebody else's"),
        (allow.as_str(), "", "no cookie"),
        (allow.as_str(), other_cookie.as_str(), "another browser"),
    ] {
        let page = stage.opens(path, cookie).await;
        assert_eq!(page.status, 400, "{why}");
        assert!(page.body.contains("This page is over"), "{why}");
    }
    assert_eq!(stage.redeemed(), 0, "Slack was not asked");
    // she says no, and then goes back to the page and says yes
    assert!(stage.opens(&cancel, &cookie).await.body.contains("Nothing was installed"));
    assert_eq!(stage.opens(&allow, &cookie).await.status, 400, "a state counts once");
    let (cookie, allow, _) = stage.begins().await;
    stage.clock.step(TimeDelta::seconds(601));
    assert_eq!(stage.opens(&allow, &cookie).await.status, 400, "too late");
    assert_eq!(stage.redeemed(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_slack_refuses_is_told_without_its_words() {
    let stage = Stage::set().await;
    let (cookie, allow, _) = stage.begins().await;
    let proof = allow.split("state=").nth(1).expect("its proof");
    let evil = format!("/slack/oauth_redirect?code=%3Cscript%3E1%3C/script%3E&state={proof}");
    let page = stage.opens(&evil, &cookie).await;
    assert_eq!(page.status, 502);
    assert!(page.body.contains("That did not work") && !page.body.contains("script"), "{}", page.body);
    assert_eq!(stage.redeemed(), 1);
    // a reload brings the same once more
    assert_eq!(stage.opens(&evil, &cookie).await.status, 400);
    assert_eq!(stage.redeemed(), 1);
    let posted = request("POST /slack/install", &[], b"");
    let door = stage.bot.as_ref().and_then(Bot::door).expect("a door");
    assert_eq!(Caller::at(door).await.ask(&posted).await.expect("an answer").status, 405);
}
