//! How the page draws what Slack's formats say, tried in the browser on the page's own modules.

use serde_json::json;

use super::Playground;
use super::driver::Browser;

/// Somebody reads in Berlin, on 28 May 2026 at 12:00 UTC.
const READER: &str = "const world = {
    now: 1779969600,
    me: { id: 'UADA', name: 'Ada', tz: 'Europe/Berlin' },
    people: [{ id: 'UADA', name: 'Ada' }, { id: 'UBO', name: 'Bo' }],
    groups: [{ id: 'S1', handle: 'reviewers' }],
    channels: [{ id: 'C1', name: 'launch' }],
};";

async fn page() -> (Playground, Browser) {
    let playground = Playground::start();
    let browser = Browser::open(1280, 800).await;
    browser.visit(&playground.page).await;
    (playground, browser)
}

/// What becomes of a text, as the browser writes its nodes down.
async fn drawn(browser: &Browser, mrkdwn: &str) -> String {
    let script = format!(
        "{READER} const [text] = arguments; return import('/text.js').then((m) => {{
            const box = document.createElement('div');
            box.append(...m.mrkdwn(text, world));
            box.querySelectorAll('.emoji svg').forEach((svg) => svg.remove());
            return box.innerHTML;
        }});"
    );
    browser.run(&script, &[mrkdwn]).await.as_str().expect("markup").to_owned()
}

#[tokio::test]
async fn marks_tokens_and_dates_read_as_slack_shows_them() {
    let (_playground, browser) = page().await;
    let cases = [
        (
            "*bold* _it_ ~no~ snake_case_name 2*3*4",
            "<strong>bold</strong> <em>it</em> <s>no</s> snake_case_name 2*3*4",
        ),
        ("*both _at once_*", "<strong>both <em>at once</em></strong>"),
        ("&lt;b&gt; &amp;amp; `*a* &lt;@U1&gt;`", "&lt;b&gt; &amp;amp; <code>*a* &lt;@U1&gt;</code>"),
        ("a\n&gt; said\nb", "a<blockquote>said</blockquote>b"),
        ("see\n```\nlet *a* = 1;\n```", "see\n<pre>let *a* = 1;</pre>"),
        (
            "<@UADA> <@UBO>",
            concat!(
                "<span class=\"mention me\" data-user=\"UADA\">@Ada</span> ",
                "<span class=\"mention\" data-user=\"UBO\">@Bo</span>"
            ),
        ),
        (
            "<#C1|> <!subteam^S1|@x> <!here> <!new^1|words>",
            concat!(
                "<span class=\"mention\">#launch</span> <span class=\"mention\">@reviewers</span> ",
                "<span class=\"mention me\">@here</span> words"
            ),
        ),
        ("<javascript:alert(1)|click>", "<span>click</span>"),
        (
            "<https://x.test/?a=1&amp;b=2|a &amp; b>",
            "<a href=\"https://x.test/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer\">a &amp; b</a>",
        ),
        (
            ":coffee: :nobody_drew_this:",
            "<span class=\"emoji\" role=\"img\" aria-label=\"coffee\"></span> :nobody_drew_this:",
        ),
        (
            "<!date^1780000000^{date_short_pretty} at {time}|later>",
            "<time class=\"moment\" title=\"later\">today at 22:26</time>",
        ),
        (
            "<!date^1780120000^{date_short_pretty} at {time}|later>",
            "<time class=\"moment\" title=\"later\">May 30, 2026 at 07:46</time>",
        ),
        (
            "<!date^1780030000^{date_long_pretty}, {ago}|later>",
            "<time class=\"moment\" title=\"later\">tomorrow, in 16 hours</time>",
        ),
    ];
    for (text, nodes) in cases {
        assert_eq!(drawn(&browser, text).await, nodes, "{text}");
    }
}

#[tokio::test]
async fn the_next_morning_is_at_nine_also_when_the_clocks_change() {
    let (_playground, browser) = page().await;
    let script = "return import('/time.js').then((m) =>
        [1792872000, 1806181200, 1779951600].map((now) => m.untilMorning(now, 'Europe/Berlin')));";
    // in the evening before winter time, in the evening before summer time, at nine itself
    let hours = json!([12 * 3600, 10 * 3600, 24 * 3600]);
    assert_eq!(browser.run(script, &[]).await, hours);
}

#[tokio::test]
async fn what_is_filled_into_a_modal_is_read_in_slacks_form() {
    let (_playground, browser) = page().await;
    let script = format!(
        "{READER}
        const text = (text) => ({{ type: 'plain_text', text }});
        const options = ['a', 'b'].map((value) => ({{ text: text(value), value }}));
        const input = (type, more) => ({{
            type: 'input', block_id: 'the-' + type, label: text(type), element: {{ type, action_id: 'it', ...more }},
        }});
        const view = {{ blocks: [
            input('plain_text_input', {{ initial_value: 'words' }}),
            input('static_select', {{ options, initial_option: options[1] }}),
            input('radio_buttons', {{ options, initial_option: options[0] }}),
            input('checkboxes', {{ options, initial_options: [options[1]] }}),
            input('datepicker', {{ initial_date: '2026-05-30' }}),
            input('timepicker', {{}}),
            input('users_select', {{ initial_user: 'UBO' }}),
            input('multi_static_select', {{ options, initial_options: options }}),
            input('multi_users_select', {{ initial_users: ['UADA', 'UBO'] }}),
            input('channels_select', {{ initial_channel: 'C1' }}),
            input('conversations_select', {{}}),
            input('datetimepicker', {{ initial_date_time: 1780000020 }}),
            input('number_input', {{ is_decimal_allowed: false, initial_value: '7' }}),
        ] }};
        return Promise.all([import('/blocks.js'), import('/controls.js')]).then(([blocks, controls]) => {{
            const form = document.createElement('form');
            form.append(...blocks.blocks(view.blocks, {{ world }}));
            return controls.valuesOf(view, form);
        }});"
    );
    let option = |value| json!({"text": {"type": "plain_text", "text": value}, "value": value});
    let read = json!({
        "the-plain_text_input": {"it": {"type": "plain_text_input", "value": "words"}},
        "the-static_select": {"it": {"type": "static_select", "selected_option": option("b")}},
        "the-radio_buttons": {"it": {"type": "radio_buttons", "selected_option": option("a")}},
        "the-checkboxes": {"it": {"type": "checkboxes", "selected_options": [option("b")]}},
        "the-datepicker": {"it": {"type": "datepicker", "selected_date": "2026-05-30"}},
        "the-timepicker": {"it": {"type": "timepicker", "selected_time": null}},
        "the-users_select": {"it": {"type": "users_select", "selected_user": "UBO"}},
        "the-multi_static_select":
            {"it": {"type": "multi_static_select", "selected_options": [option("a"), option("b")]}},
        "the-multi_users_select": {"it": {"type": "multi_users_select", "selected_users": ["UADA", "UBO"]}},
        "the-channels_select": {"it": {"type": "channels_select", "selected_channel": "C1"}},
        "the-conversations_select": {"it": {"type": "conversations_select", "selected_conversation": null}},
        "the-datetimepicker": {"it": {"type": "datetimepicker", "selected_date_time": 1_780_000_020}},
        "the-number_input": {"it": {"type": "number_input", "value": "7"}},
    });
    assert_eq!(browser.run(&script, &[]).await, read);
}
