//! The playground in a real browser: its own guide followed by clicks, and the page's promises about what people write.

mod drawing;
mod driver;
mod schedule;
mod stories;

use std::process::Command;

use driver::{Browser, Running};
use tempfile::TempDir;

/// The most a person may have to do to follow the guide.
const MOST_ACTIONS: u32 = 12;

/// The real program with its playground, and the address of its page.
struct Playground {
    _program: Running,
    _data: TempDir,
    page: String,
}

impl Playground {
    fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let (program, page) = Running::start(
            Command::new(env!("CARGO_BIN_EXE_unrush"))
                .arg("playground")
                .env("UNRUSH_PLAYGROUND_LISTEN", "127.0.0.1:0")
                .env("UNRUSH_LISTEN", "127.0.0.1:0")
                .env("UNRUSH_DATA_DIR", data.path()),
            page_address,
        );
        Self { _program: program, _data: data, page }
    }
}

/// The address of a page, which ends after its port; an address with a path is something else's.
fn page_address(line: &str) -> Option<String> {
    let address = &line[line.find("http://127.0.0.1:")?..];
    let address = address.split_whitespace().next()?;
    let port = address.strip_prefix("http://127.0.0.1:")?.strip_suffix('/')?;
    port.parse::<u16>().is_ok().then(|| address.to_owned())
}

/// Somebody at the browser whose clicks are counted.
struct Person {
    browser: Browser,
    actions: u32,
}

impl Person {
    async fn at(page: &str) -> Self {
        let browser = Browser::open(1280, 800).await;
        browser.visit(page).await;
        Self { browser, actions: 0 }
    }

    async fn clicks(&mut self, css: &str) {
        self.actions += 1;
        self.browser.click(css).await;
    }

    /// Types a message and sends it with Enter.
    async fn writes(&mut self, css: &str, text: &str) {
        self.actions += 1;
        self.browser.keys(css, &format!("{text}\u{e007}")).await;
    }

    /// Uses one of the tools of the message with these words; they show when the pointer or the focus is there.
    async fn uses(&mut self, tool: &str, words: &str) {
        self.actions += 1;
        let press = "const message = [...document.querySelectorAll('.message')]
            .find((m) => m.textContent.includes(arguments[1]));
            message.querySelector(`[data-testid=\"${arguments[0]}\"]`).click();";
        self.browser.run(press, &[tool, words]).await;
    }

    async fn sees(&self, css: &str, words: &str) {
        self.browser.see(css, words).await;
    }
}

fn hook(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

#[tokio::test]
async fn the_guide_is_followed_in_twelve_actions_at_most() {
    let playground = Playground::start();
    let mut ada = Person::at(&playground.page).await;

    // a deadline
    ada.clicks(&format!("{} {}", hook("step-1"), hook("fill-in"))).await;
    ada.clicks(&hook("send")).await;
    ada.sees(&hook("message"), "can you review the plan by Thursday 3pm?").await;
    ada.sees(&format!("{}.tag[data-name=\"calendar\"]", hook("reaction")), "1").await;
    ada.sees(&format!("{}[data-done=\"true\"]", hook("step-1")), "A deadline").await;

    // a reminder
    ada.clicks(&format!("{} {}", hook("step-2"), hook("fill-in"))).await;
    ada.clicks(&hook("send")).await;
    ada.sees(&hook("ephemeral"), "Only visible to you").await;
    ada.sees(&format!("{}[data-done=\"true\"]", hook("step-2")), "A reminder").await;
    ada.browser.screenshot("target/screenshots/guide-channel.png").await;

    // the clock
    ada.clicks(&hook("step-1h")).await;
    ada.clicks(&hook("step-1h")).await;
    ada.sees(&format!("{} .count", hook("room-unrush")), "1").await;
    ada.clicks(&hook("room-unrush")).await;
    ada.sees(&hook("message"), "stretch").await;
    ada.sees(&hook("guide-done"), "").await;

    ada.browser.screenshot("target/screenshots/guide.png").await;
    assert!(ada.actions <= MOST_ACTIONS, "the guide took {} actions", ada.actions);
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_people_write_is_shown_as_words_and_nothing_else() {
    let playground = Playground::start();
    let mut ada = Person::at(&playground.page).await;
    ada.clicks(&hook("room-launch")).await;
    let sharp = "<img src=x onerror=alert(1)> <b>loud</b> &amp; \"quotes\"";
    ada.writes(&hook("composer"), sharp).await;
    ada.sees(&hook("body"), sharp).await;
    let made = ada.browser.run("return document.querySelectorAll('.body img, .body b').length", &[]).await;
    assert_eq!(made, 0, "words became markup");

    ada.uses("tool-edit", "loud").await;
    ada.writes(&hook("edit-box"), " *and soft*").await;
    ada.sees(&hook("body"), "and soft (edited)").await;
    ada.uses("tool-thread", "loud").await;
    ada.writes(&hook("thread-composer"), "an answer").await;
    ada.sees(&format!("{} {}", hook("thread"), hook("body")), "an answer").await;
    ada.sees(&hook("open-thread"), "1 reply").await;
    ada.clicks(&hook("thread-close")).await;
    ada.uses("tool-react", "loud").await;
    ada.clicks(&hook("pick-eyes")).await;
    ada.sees(&format!("{}[data-name=\"eyes\"][aria-pressed=\"true\"]", hook("reaction")), "1").await;
    ada.uses("tool-delete", "loud").await;
    ada.clicks(&hook("confirm-yes")).await;
    ada.sees(".message.gone", "This message was deleted.").await;

    // a name is offered while it is typed; Enter takes it, Enter again sends
    ada.writes(&hook("composer"), "thank you @ch").await;
    ada.writes(&hook("composer"), "").await;
    ada.sees(&format!("{} .mention", hook("message")), "@Chidi").await;
    // and a name typed to its end takes nothing away from who goes on typing
    ada.writes(&hook("composer"), "hello @dee how are you").await;
    ada.sees(&hook("message"), "hello @Dee how are you").await;

    // the others see the same from their own place
    ada.clicks(&hook("person-dee")).await;
    ada.sees(&format!("{}[aria-pressed=\"true\"]", hook("person-dee")), "Dee").await;
    assert!(ada.browser.text(&hook("clock")).await.contains("in Auckland"), "the clock is Dee's");
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}
