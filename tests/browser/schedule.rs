//! One's schedule in the Home tab of the page: pressed and filled in as a person would, without a command.

use super::{Person, Playground, hook};

/// Fills in an input as its picker would, and tells the page.
async fn fills(ada: &Person, block: &str, value: &str) {
    let script =
        "const input = document.querySelector(`[data-testid=\"field-${arguments[0]}\"] :is(input, select)`);
        const value = arguments[1].startsWith('+')
            ? new Date(Date.now() + Number(arguments[1]) * 86400000).toISOString().slice(0, 10)
            : arguments[1];
        if (input.multiple) for (const o of input.options) o.selected = value.split(',').includes(o.value);
        else input.value = value;
        input.dispatchEvent(new Event('change', { bubbles: true }));";
    ada.browser.run(script, &[block, value]).await;
}

async fn at_home(playground: &Playground) -> Person {
    let mut ada = Person::at(&playground.page).await;
    ada.clicks(&hook("room-unrush")).await;
    ada.clicks(&hook("tab-home")).await;
    ada.sees(&hook("home"), "My schedule").await;
    ada
}

/// Presses *Save*, and waits until the modal is gone.
async fn saves(ada: &mut Person) {
    ada.clicks(&hook("modal-submit")).await;
    ada.sees("body:not(:has(dialog[open]))", "").await;
}

#[tokio::test]
async fn time_off_is_added_and_removed_in_the_page() {
    let playground = Playground::start();
    let mut ada = at_home(&playground).await;
    ada.clicks(&hook("act-time_off.add")).await;
    ada.sees(&hook("field-first"), "First day").await;
    fills(&ada, "first", "+20").await;
    fills(&ada, "last", "+10").await;
    fills(&ada, "cover", "U0BO").await;
    ada.browser.screenshot("target/screenshots/time-off.png").await;
    ada.clicks(&hook("modal-submit")).await;
    ada.sees(&format!("{} {}", hook("field-last"), hook("field-error")), "before the first day").await;
    ada.browser.screenshot("target/screenshots/time-off-slip.png").await;
    fills(&ada, "last", "+30").await;
    saves(&mut ada).await;
    ada.sees(&hook("home"), "stands in").await;
    ada.browser.screenshot("target/screenshots/home-time-off.png").await;
    let remove = "const more = document.querySelector('[data-testid=\"act-time_off.row\"]');
        more.value = [...more.options].find((o) => o.value.startsWith('remove')).value;
        more.dispatchEvent(new Event('change', { bubbles: true }));";
    ada.browser.run(remove, &[]).await;
    ada.sees(&hook("home"), "Time off: none planned").await;
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn everything_else_of_a_schedule_is_changed_in_the_page() {
    let playground = Playground::start();
    let mut ada = at_home(&playground).await;

    ada.clicks(&hook("act-focus.edit")).await;
    ada.sees(&hook("field-days.1"), "Days").await;
    fills(&ada, "days.1", "mon,wed").await;
    fills(&ada, "from.1", "09:00").await;
    fills(&ada, "to.1", "11:00").await;
    ada.browser.screenshot("target/screenshots/focus.png").await;
    saves(&mut ada).await;
    ada.sees(&hook("home"), "Mon 09:00–11:00, Wed 09:00–11:00").await;

    ada.clicks(&hook("act-checkins.edit")).await;
    ada.sees(&hook("field-times"), "Times").await;
    fills(&ada, "times", "11:15,16:00").await;
    ada.browser.screenshot("target/screenshots/checkins.png").await;
    saves(&mut ada).await;
    ada.sees(&hook("home"), "11:15, 16:00").await;

    ada.clicks(&hook("act-holidays.edit")).await;
    ada.sees(&hook("field-country"), "Country").await;
    fills(&ada, "country", "DE").await;
    ada.browser.screenshot("target/screenshots/holidays.png").await;
    ada.clicks(&hook("modal-submit")).await;
    ada.sees(&hook("field-region"), "Region").await;
    let chosen = "return document.querySelector('[data-testid=\"field-region\"] select').value";
    assert_eq!(ada.browser.run(chosen, &[]).await, "DE", "another input, not the old one");
    fills(&ada, "region", "DE-BE").await;
    ada.browser.screenshot("target/screenshots/region.png").await;
    saves(&mut ada).await;
    ada.sees(&hook("home"), "Berlin, Germany").await;

    ada.clicks(&hook("act-zone.edit")).await;
    ada.sees(&hook("field-place"), "Where you are").await;
    fills(&ada, "place", "Lisbon").await;
    fills(&ada, "until", "+5").await;
    ada.browser.screenshot("target/screenshots/zone.png").await;
    saves(&mut ada).await;
    ada.sees(&hook("home"), "Europe/Lisbon").await;

    ada.clicks(&hook("act-calendar.edit")).await;
    ada.sees(&hook("field-address"), "Secret address").await;
    ada.browser.screenshot("target/screenshots/calendar.png").await;
    ada.clicks(&hook("modal-close")).await;

    ada.sees("body:not(:has(dialog[open]))", "").await;
    ada.clicks(&hook("act-hours.edit")).await;
    ada.sees(&hook("field-days"), "Working days").await;
    ada.browser.screenshot("target/screenshots/hours.png").await;
    ada.clicks(&hook("modal-close")).await;
    ada.sees("body:not(:has(dialog[open]))", "").await;

    let focus = "const menu = document.querySelector('[data-testid=\"act-focus.now\"]');
        menu.value = '50'; menu.dispatchEvent(new Event('change', { bubbles: true }));";
    ada.browser.run(focus, &[]).await;
    ada.sees(&hook("act-focus.end"), "End focus").await;
    for (width, name) in [(1280, "schedule"), (360, "schedule-narrow")] {
        ada.browser.resize(width, 1300).await;
        ada.browser.screenshot(&format!("target/screenshots/home-{name}.png")).await;
    }
    assert_eq!(ada.browser.complaints().await, Vec::<String>::new());
}
