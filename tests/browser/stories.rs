//! The stories of the page, followed by doing nothing but clicking what is marked.

use super::{Person, Playground, hook};

/// Opens a story and clicks what is marked until it is told to its end; tells how many clicks that took. `look` sees
/// the name of each thing before it is clicked.
async fn follow(ada: &mut Person, story: &str, mut look: impl AsyncFnMut(&Person, &str)) -> u32 {
    let before = ada.actions;
    ada.clicks(&hook(&format!("story-{story}"))).await;
    let end = hook("guide-done");
    loop {
        ada.sees(&format!(".marked, {end}"), "").await;
        let name =
            "return document.querySelector('.marked, [data-testid=\"guide-done\"]')?.dataset.testid ?? ''";
        let name = ada.browser.run(name, &[]).await.as_str().unwrap_or_default().to_owned();
        if name == "guide-done" {
            return ada.actions - before;
        }
        assert!(!name.is_empty(), "“{story}” marked something and took it back");
        look(ada, &name).await;
        ada.browser.stands(".marked").await;
        ada.clicks(".marked").await;
        ada.sees(&format!(".marked:not([data-testid=\"{name}\"]), {end}"), "").await;
        assert!(ada.actions - before < 40, "“{story}” goes round in circles at {name}");
    }
}

#[tokio::test]
async fn somebody_in_focus_is_left_in_peace_until_they_are_back() {
    let playground = Playground::start();
    let mut ada = Person::at(&playground.page).await;
    let clicks = follow(&mut ada, "focus", async |ada, name| {
        if name == "act-nudge.hold" {
            ada.browser.screenshot("target/screenshots/story-focus.png").await;
        }
    })
    .await;
    assert!(clicks <= 15, "{clicks} clicks");
    ada.sees(&hook("message"), "Held for you").await;
    ada.browser.screenshot("target/screenshots/story-focus-end.png").await;
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deadline_is_three_moments_in_three_zones() {
    let playground = Playground::start();
    let mut ada = Person::at(&playground.page).await;
    follow(&mut ada, "zones", async |ada, name| {
        if name == "person-chidi" {
            ada.browser.screenshot("target/screenshots/story-zones.png").await;
        }
    })
    .await;
    let home = ada.browser.text(&hook("home")).await;
    for words in ["My day", "I wait for", "Chidi and 2 more", "My privacy", "/async help"] {
        assert!(home.contains(words), "{words} in {home}");
    }
    ada.browser.screenshot("target/screenshots/story-zones-end.png").await;
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn fridays_thread_says_what_waits_after_all_the_other_stories() {
    let playground = Playground::start();
    let mut ada = Person::at(&playground.page).await;
    for story in ["focus", "zones", "friday"] {
        follow(&mut ada, story, async |_, _| {}).await;
    }
    let thread = ada.browser.text(&hook("thread")).await;
    assert!(thread.contains("Waiting for an answer") && thread.contains("Ada:"), "{thread}");
    assert!(!thread.contains("photos"), "a link and never the words: {thread}");
    ada.browser.screenshot("target/screenshots/story-friday.png").await;
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_page_fits_a_phone_and_a_wide_screen() {
    let playground = Playground::start();
    let mut ada = Person::at(&playground.page).await;
    ada.clicks(&hook("room-unrush")).await;
    ada.clicks(&hook("tab-home")).await;
    ada.sees(&hook("home"), "My day").await;
    for (width, name) in [(360, "narrow"), (1400, "wide")] {
        ada.browser.resize(width, 740).await;
        let over = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(ada.browser.run(over, &[]).await, 0, "scrolls sideways at {width}");
        ada.browser.screenshot(&format!("target/screenshots/home-{name}.png")).await;
    }
}
