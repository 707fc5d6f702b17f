//! The table of Block Kit: which fields a block or an element has, and what may stand in them.

/// A field of a block or an element.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) rule: Rule,
    pub(super) required: bool,
}

/// Finds the fields of a kind of thing.
pub(super) type Kinds = fn(&str) -> Option<&'static [Field]>;

/// What may stand in a field. Lengths are in characters.
pub(super) enum Rule {
    /// A string of 1 to so many characters.
    Words(usize),
    /// A string of up to so many characters.
    Loose(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    Flag,
    Number,
    /// Digits in a form such as `HH:mm`.
    Shaped(&'static str),
    /// A string of up to 255 characters that no other element of the block has; given when it is missing.
    ActionId,
    /// The id of a file.
    FileId,
    /// A text object of either type.
    Text(usize),
    /// A text object of plain text.
    Plain(usize),
    Object(&'static [Field]),
    /// Something of a kind; of these kinds only, unless the list is empty.
    Kind(Kinds, &'static [&'static str]),
    /// From least to most of something.
    List(&'static Rule, usize, usize),
    Anything,
}

const fn need(name: &'static str, rule: Rule) -> Field {
    Field { name, rule, required: true }
}

const fn may(name: &'static str, rule: Rule) -> Field {
    Field { name, rule, required: false }
}

pub(super) const MODAL: &[Field] = &[
    need("title", Rule::Plain(24)),
    may("submit", Rule::Plain(24)),
    may("close", Rule::Plain(24)),
    may("blocks", Rule::Anything),
    may("private_metadata", Rule::Loose(3000)),
    may("callback_id", Rule::Loose(255)),
    may("external_id", Rule::Loose(255)),
    may("clear_on_close", Rule::Flag),
    may("notify_on_close", Rule::Flag),
    may("submit_disabled", Rule::Flag),
];

pub(super) const HOME: &[Field] = &[
    may("blocks", Rule::Anything),
    may("private_metadata", Rule::Loose(3000)),
    may("callback_id", Rule::Loose(255)),
    may("external_id", Rule::Loose(255)),
];

const SECTION: &[Field] = &[
    may("text", Rule::Text(3000)),
    may("fields", Rule::List(&Rule::Text(2000), 1, 10)),
    may("accessory", Rule::Kind(element, ACCESSORIES)),
    may("expand", Rule::Flag),
];
const HEADER: &[Field] = &[need("text", Rule::Plain(150))];
const CONTEXT: &[Field] = &[need("elements", Rule::List(&Rule::Kind(in_context, &[]), 1, 10))];
const ACTIONS: &[Field] = &[need("elements", Rule::List(&Rule::Kind(element, IN_ACTIONS), 1, 25))];
/// By its id or by its address, and not by both.
const SLACK_FILE: &[Field] = &[may("id", Rule::FileId), may("url", Rule::Words(3000))];
const IMAGE: &[Field] = &[
    may("image_url", Rule::Words(3000)),
    may("slack_file", Rule::Object(SLACK_FILE)),
    need("alt_text", Rule::Words(2000)),
    may("title", Rule::Plain(2000)),
];
const INPUT: &[Field] = &[
    need("label", Rule::Plain(2000)),
    need("element", Rule::Kind(element, IN_INPUT)),
    may("hint", Rule::Plain(2000)),
    may("optional", Rule::Flag),
    may("dispatch_action", Rule::Flag),
];
const RICH_TEXT: &[Field] = &[need("elements", Rule::Anything)];
const MARKDOWN: &[Field] = &[need("text", Rule::Words(12_000))];
const TABLE: &[Field] = &[
    need("rows", Rule::List(&Rule::List(&Rule::Anything, 1, 20), 1, 100)),
    may("column_settings", Rule::List(&Rule::Anything, 0, 20)),
];

/// The fields of a block.
pub(super) fn block(kind: &str) -> Option<&'static [Field]> {
    Some(match kind {
        "section" => SECTION,
        "divider" => &[],
        "header" => HEADER,
        "context" => CONTEXT,
        "actions" => ACTIONS,
        "image" => IMAGE,
        "input" => INPUT,
        "rich_text" => RICH_TEXT,
        "markdown" => MARKDOWN,
        "table" => TABLE,
        _ => return None,
    })
}

/// The fields of what stands in a context block.
fn in_context(kind: &str) -> Option<&'static [Field]> {
    const MRKDWN: &[Field] = &[need("text", Rule::Words(2000)), may("verbatim", Rule::Flag)];
    const PLAIN: &[Field] = &[need("text", Rule::Words(2000)), may("emoji", Rule::Flag)];
    match kind {
        "mrkdwn" => Some(MRKDWN),
        "plain_text" => Some(PLAIN),
        "image" => Some(IMAGE_ELEMENT),
        _ => None,
    }
}

const ACCESSORIES: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "overflow",
    "radio_buttons",
    "channels_select",
    "conversations_select",
    "external_select",
    "static_select",
    "users_select",
    "timepicker",
];
const IN_ACTIONS: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "overflow",
    "radio_buttons",
    "channels_select",
    "conversations_select",
    "external_select",
    "static_select",
    "users_select",
    "timepicker",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
];
const IN_INPUT: &[&str] = &[
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "number_input",
    "plain_text_input",
    "radio_buttons",
    "channels_select",
    "conversations_select",
    "external_select",
    "static_select",
    "users_select",
    "timepicker",
    "url_text_input",
];

const CONFIRM: &[Field] = &[
    need("title", Rule::Plain(100)),
    need("text", Rule::Text(300)),
    need("confirm", Rule::Plain(30)),
    need("deny", Rule::Plain(30)),
    may("style", Rule::OneOf(&["primary", "danger"])),
];
const OPTION: &[Field] = &[
    need("text", Rule::Text(75)),
    need("value", Rule::Words(150)),
    may("description", Rule::Text(75)),
    may("url", Rule::Words(3000)),
];
const OPTION_GROUP: &[Field] =
    &[need("label", Rule::Plain(75)), need("options", Rule::List(&Rule::Object(OPTION), 1, 100))];

const ACTION_ID: Field = need("action_id", Rule::ActionId);
const ASKS: Field = may("confirm", Rule::Object(CONFIRM));
const PLACEHOLDER: Field = may("placeholder", Rule::Plain(150));
const FOCUS: Field = may("focus_on_load", Rule::Flag);
const MOST_CHOSEN: Field = may("max_selected_items", Rule::Number);
const DISPATCH: Field = may("dispatch_action_config", Rule::Anything);
const CHOICES: Field = may("options", Rule::List(&Rule::Object(OPTION), 1, 100));
const CHOICE_GROUPS: Field = may("option_groups", Rule::List(&Rule::Object(OPTION_GROUP), 1, 100));
const FIRST_CHOICE: Field = may("initial_option", Rule::Object(OPTION));
const FIRST_CHOICES: Field = may("initial_options", Rule::List(&Rule::Object(OPTION), 1, 100));

const IMAGE_ELEMENT: &[Field] = &[
    may("image_url", Rule::Words(3000)),
    may("slack_file", Rule::Object(SLACK_FILE)),
    need("alt_text", Rule::Words(2000)),
];
const BUTTON: &[Field] = &[
    need("text", Rule::Plain(75)),
    ACTION_ID,
    may("url", Rule::Words(3000)),
    may("value", Rule::Loose(2000)),
    may("style", Rule::OneOf(&["primary", "danger"])),
    ASKS,
    may("accessibility_label", Rule::Loose(75)),
];
const FEW_CHOICES: &[Field] = &[
    ACTION_ID,
    need("options", Rule::List(&Rule::Object(OPTION), 1, 10)),
    FIRST_CHOICE,
    FIRST_CHOICES,
    ASKS,
    FOCUS,
];
const OVERFLOW: &[Field] = &[ACTION_ID, need("options", Rule::List(&Rule::Object(OPTION), 1, 5)), ASKS];
const DATE: &[Field] =
    &[ACTION_ID, may("initial_date", Rule::Shaped("YYYY-MM-DD")), ASKS, FOCUS, PLACEHOLDER];
const TIME: &[Field] = &[
    ACTION_ID,
    may("initial_time", Rule::Shaped("HH:mm")),
    may("timezone", Rule::Words(64)),
    ASKS,
    FOCUS,
    PLACEHOLDER,
];
const DATE_AND_TIME: &[Field] = &[ACTION_ID, may("initial_date_time", Rule::Number), ASKS, FOCUS];
const STATIC: &[Field] =
    &[ACTION_ID, CHOICES, CHOICE_GROUPS, FIRST_CHOICE, FIRST_CHOICES, MOST_CHOSEN, ASKS, FOCUS, PLACEHOLDER];
const EXTERNAL: &[Field] = &[
    ACTION_ID,
    may("min_query_length", Rule::Number),
    FIRST_CHOICE,
    FIRST_CHOICES,
    MOST_CHOSEN,
    ASKS,
    FOCUS,
    PLACEHOLDER,
];
const USERS: &[Field] = &[
    ACTION_ID,
    may("initial_user", Rule::Words(255)),
    may("initial_users", Rule::List(&Rule::Words(255), 1, 100)),
    MOST_CHOSEN,
    ASKS,
    FOCUS,
    PLACEHOLDER,
];
const CHANNELS: &[Field] = &[
    ACTION_ID,
    may("initial_channel", Rule::Words(255)),
    may("initial_channels", Rule::List(&Rule::Words(255), 1, 100)),
    may("initial_conversation", Rule::Words(255)),
    may("initial_conversations", Rule::List(&Rule::Words(255), 1, 100)),
    may("default_to_current_conversation", Rule::Flag),
    may("response_url_enabled", Rule::Flag),
    may("filter", Rule::Anything),
    MOST_CHOSEN,
    ASKS,
    FOCUS,
    PLACEHOLDER,
];
const PLAIN_INPUT: &[Field] = &[
    ACTION_ID,
    may("initial_value", Rule::Loose(3000)),
    may("multiline", Rule::Flag),
    may("min_length", Rule::Number),
    may("max_length", Rule::Number),
    DISPATCH,
    FOCUS,
    PLACEHOLDER,
];
const NUMBER_INPUT: &[Field] = &[
    need("is_decimal_allowed", Rule::Flag),
    ACTION_ID,
    may("initial_value", Rule::Loose(3000)),
    may("min_value", Rule::Words(255)),
    may("max_value", Rule::Words(255)),
    DISPATCH,
    FOCUS,
    PLACEHOLDER,
];

/// The fields of an element.
fn element(kind: &str) -> Option<&'static [Field]> {
    Some(match kind {
        "button" => BUTTON,
        "image" => IMAGE_ELEMENT,
        "checkboxes" | "radio_buttons" => FEW_CHOICES,
        "overflow" => OVERFLOW,
        "datepicker" => DATE,
        "timepicker" => TIME,
        "datetimepicker" => DATE_AND_TIME,
        "static_select" | "multi_static_select" => STATIC,
        "external_select" | "multi_external_select" => EXTERNAL,
        "users_select" | "multi_users_select" => USERS,
        "channels_select"
        | "multi_channels_select"
        | "conversations_select"
        | "multi_conversations_select" => CHANNELS,
        "plain_text_input" | "email_text_input" | "url_text_input" => PLAIN_INPUT,
        "number_input" => NUMBER_INPUT,
        _ => return None,
    })
}
