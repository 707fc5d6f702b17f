//! Slack's rich text blocks as readable text: quotes as `> ` lines, code in backticks, mentions as tokens.

use serde_json::Value;

/// Deeper nesting than this is not followed.
const DEEPEST: usize = 16;
/// More nodes than this are not read.
const MOST_NODES: usize = 10_000;

/// A piece of a message, in the order people read it. What both the flattened text and the pings are made from.
pub(super) enum Leaf<'a> {
    /// Words, or anything shown as words.
    Words { text: &'a str, code: bool },
    /// A member, by the id Slack gives.
    Person(&'a str),
    /// A user group.
    Group(&'a str),
    /// `here`, `channel` or `everyone`.
    Broadcast(&'a str),
    /// A channel.
    Channel(&'a str),
    /// An emoji by its name.
    Emoji(&'a str),
    /// A link with its label, if it has one.
    Link { url: &'a str, label: Option<&'a str> },
    /// A container starts.
    Opens(Container),
    /// The last one that started ends.
    Closes(Container),
}

/// What holds leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// A paragraph, or a list's point.
    Section,
    /// Cited words.
    Quote,
    /// Preformatted words.
    Preformatted,
    /// Anything else that has elements.
    Other,
}

/// The readable text of a message's blocks; `None` when there is no rich text in them.
pub fn text_of(blocks: &Value) -> Option<String> {
    let mut writer = Writer::default();
    walk(blocks, &mut |leaf| writer.write(&leaf)).then(|| writer.finish())
}

/// Visits the rich text among the blocks; whether there was any.
pub(super) fn walk<'a>(blocks: &'a Value, visit: &mut impl FnMut(Leaf<'a>)) -> bool {
    let mut nodes = MOST_NODES;
    let mut any = false;
    for block in blocks.as_array().into_iter().flatten() {
        if block.get("type").and_then(Value::as_str) == Some("rich_text") {
            any = true;
            visit_elements(block, DEEPEST, &mut nodes, visit);
        }
    }
    any
}

fn visit_elements<'a>(node: &'a Value, depth: usize, nodes: &mut usize, visit: &mut impl FnMut(Leaf<'a>)) {
    let elements = node.get("elements").and_then(Value::as_array);
    for element in elements.into_iter().flatten() {
        if depth == 0 || *nodes == 0 {
            return;
        }
        *nodes -= 1;
        if element.get("elements").is_some_and(Value::is_array) {
            let container = container_of(element);
            visit(Leaf::Opens(container));
            visit_elements(element, depth - 1, nodes, visit);
            visit(Leaf::Closes(container));
        } else if let Some(leaf) = leaf_of(element) {
            visit(leaf);
        }
    }
}

fn container_of(element: &Value) -> Container {
    match element.get("type").and_then(Value::as_str) {
        Some("rich_text_section") => Container::Section,
        Some("rich_text_quote") => Container::Quote,
        Some("rich_text_preformatted") => Container::Preformatted,
        _ => Container::Other,
    }
}

fn leaf_of(element: &Value) -> Option<Leaf<'_>> {
    let field = |name: &str| element.get(name).and_then(Value::as_str);
    Some(match field("type")? {
        "text" => {
            let code = element.pointer("/style/code").and_then(Value::as_bool).unwrap_or(false);
            Leaf::Words { text: field("text")?, code }
        }
        "user" => Leaf::Person(field("user_id")?),
        "usergroup" => Leaf::Group(field("usergroup_id")?),
        "broadcast" => Leaf::Broadcast(field("range")?),
        "channel" => Leaf::Channel(field("channel_id")?),
        "emoji" => Leaf::Emoji(field("name")?),
        "link" => Leaf::Link { url: field("url")?, label: field("text") },
        "date" => Leaf::Words { text: field("fallback")?, code: false },
        _ => return None,
    })
}

/// Writes leaves as lines.
#[derive(Default)]
struct Writer {
    text: String,
    /// Quotes open now; every line inside starts with `> `.
    quotes: usize,
}

impl Writer {
    fn write(&mut self, leaf: &Leaf<'_>) {
        match leaf {
            Leaf::Words { text, code: true } => self.put(&format!("`{text}`")),
            Leaf::Words { text, code: false } => self.put(text),
            Leaf::Person(id) => self.put(&format!("<@{id}>")),
            Leaf::Group(id) => self.put(&format!("<!subteam^{id}>")),
            Leaf::Broadcast(range) => self.put(&format!("<!{range}>")),
            Leaf::Channel(id) => self.put(&format!("<#{id}>")),
            Leaf::Emoji(name) => self.put(&format!(":{name}:")),
            Leaf::Link { url, label: None } => self.put(&format!("<{url}>")),
            Leaf::Link { url, label: Some(label) } => self.put(&format!("<{url}|{label}>")),
            Leaf::Opens(container) => self.open(*container),
            Leaf::Closes(container) => self.close(*container),
        }
    }

    fn open(&mut self, container: Container) {
        self.end_line();
        match container {
            Container::Quote => self.quotes += 1,
            Container::Preformatted => self.put("```\n"),
            Container::Section | Container::Other => {}
        }
    }

    fn close(&mut self, container: Container) {
        match container {
            Container::Preformatted => {
                self.end_line();
                self.put("```");
            }
            Container::Quote => self.quotes = self.quotes.saturating_sub(1),
            Container::Section | Container::Other => {}
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn put(&mut self, words: &str) {
        for (nth, line) in words.split('\n').enumerate() {
            if nth > 0 {
                self.text.push('\n');
            }
            let fresh = self.text.is_empty() || self.text.ends_with('\n');
            if fresh && self.quotes > 0 && !line.is_empty() {
                self.text.push_str("> ");
            }
            self.text.push_str(line);
        }
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end_matches('\n').len());
        self.text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_of_every_kind_reads_as_it_was_written() {
        let blocks = json!([{"type": "rich_text", "elements": [
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "by Friday\nplease"}]},
            {"type": "rich_text_section", "elements": [
                {"type": "user", "user_id": "U1"}, {"type": "text", "text": " and "},
                {"type": "usergroup", "usergroup_id": "S1"}, {"type": "broadcast", "range": "here"},
                {"type": "text", "text": "run it", "style": {"code": true}},
                {"type": "emoji", "name": "wave"}, {"type": "link", "url": "https://x.y", "text": "x"},
                {"type": "novelty", "text": "skipped"},
            ]},
            {"type": "rich_text_list", "style": "bullet", "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
            ]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a\nb"}]},
        ]}]);
        assert_eq!(
            text_of(&blocks).as_deref(),
            Some(
                "> by Friday\n> please\n<@U1> and <!subteam^S1><!here>`run it`:wave:<https://x.y|x>\none\ntwo\n\
                 ```\na\nb\n```"
            )
        );
    }

    #[test]
    fn unknown_containers_are_looked_into_and_odd_shapes_are_met_politely() {
        let text = |blocks: Value| text_of(&blocks);
        let leaf = json!({"type": "text", "text": "hi"});
        assert_eq!(
            text(json!([{"type": "rich_text", "elements": [{"type": "new", "elements": [leaf]}]}]))
                .as_deref(),
            Some("hi")
        );
        assert_eq!(text(json!([{"type": "section", "text": {"type": "mrkdwn", "text": "no"}}])), None);
        assert_eq!(text(json!("no blocks")), None);
        assert_eq!(text(json!([{"type": "rich_text", "elements": 5}, 7, null])).as_deref(), Some(""));
    }

    #[test]
    fn depth_and_number_are_capped() {
        let mut deep = json!({"type": "text", "text": "deep"});
        for _ in 0..40 {
            deep = json!({"type": "rich_text_section", "elements": [deep]});
        }
        assert_eq!(text_of(&json!([{"type": "rich_text", "elements": [deep]}])).as_deref(), Some(""));
        let many = vec![json!({"type": "text", "text": "x"}); 30_000];
        let text = text_of(&json!([{"type": "rich_text", "elements": many}])).expect("rich text");
        assert_eq!(text.len(), MOST_NODES);
    }
}
