//! What a person types, as Slack's client turns it into escaped text and rich text.

use serde_json::{Map, Value, json};

use super::emoji;
use super::world::World;

/// A message as the client sends it.
#[derive(Debug)]
pub(super) struct Typed {
    /// Escaped, with tokens for mentions.
    pub(super) text: String,
    /// One `rich_text` block.
    pub(super) blocks: Value,
}

/// Reads what was typed: mentions, links, emoji, styles, code and quotes.
pub(super) fn read(world: &World, typed: &str) -> Typed {
    let mut texts = Vec::new();
    let mut elements = Vec::new();
    for part in split(typed) {
        let mut pen = Pen { world, leaves: Vec::new(), plain: String::new(), text: String::new() };
        if part.kind == Kind::Code {
            pen.code(&part.words);
        } else {
            pen.write(&part.words, &Map::new());
        }
        texts.push(match part.kind {
            Kind::Plain => pen.text,
            Kind::Quote => {
                pen.text.split('\n').map(|line| format!("&gt; {line}")).collect::<Vec<_>>().join("\n")
            }
            Kind::Code => format!("```{}```", pen.text),
        });
        elements.push(json!({"type": part.kind.block(), "elements": pen.leaves}));
    }
    let blocks = json!([{"type": "rich_text", "block_id": "typed", "elements": elements}]);
    Typed { text: texts.join("\n"), blocks }
}

/// The words of a command: escaped, with labelled tokens for people, groups and channels.
pub(super) fn read_command(world: &World, typed: &str) -> String {
    let mut text = String::new();
    let mut rest = typed;
    let mut before = None;
    while let Some(next) = rest.chars().next() {
        let token = begins_word(before).then(|| mention(world, rest)).flatten();
        if let Some((named, length)) = token {
            text.push_str(&named.labelled(world));
            before = rest[..length].chars().last();
            rest = &rest[length..];
        } else {
            push_escaped(&mut text, next);
            before = Some(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Quote,
    Code,
}

impl Kind {
    fn block(self) -> &'static str {
        match self {
            Self::Plain => "rich_text_section",
            Self::Quote => "rich_text_quote",
            Self::Code => "rich_text_preformatted",
        }
    }
}

struct Part {
    kind: Kind,
    words: String,
}

/// Cuts a text into code between fences, lines of quotes, and the rest.
fn split(typed: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = typed;
    // a fence that is never closed is no fence
    while let Some((before, code, after)) = fenced(rest) {
        add_lines(&mut parts, before);
        parts.push(Part { kind: Kind::Code, words: code.trim_matches('\n').to_owned() });
        rest = after;
    }
    add_lines(&mut parts, rest);
    parts
}

/// What stands before, in and after the first pair of fences.
fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("```")?;
    let (code, after) = rest.split_once("```")?;
    Some((before, code, after))
}

fn add_lines(parts: &mut Vec<Part>, text: &str) {
    let text = text.trim_matches('\n');
    if !text.trim().is_empty() {
        text.split('\n').for_each(|line| add_line(parts, line));
    }
}

/// Adds a line to the part it continues, or begins a new one.
fn add_line(parts: &mut Vec<Part>, line: &str) {
    let (kind, words) = match line.strip_prefix('>') {
        Some(words) => (Kind::Quote, words.strip_prefix(' ').unwrap_or(words)),
        None => (Kind::Plain, line),
    };
    match parts.last_mut() {
        Some(last) if last.kind == kind => {
            last.words.push('\n');
            last.words.push_str(words);
        }
        _ => parts.push(Part { kind, words: words.to_owned() }),
    }
}

/// Something that can be named after `@` or `#`.
enum Named {
    Person(String),
    Group(String),
    Range(&'static str),
    Channel(String),
}

impl Named {
    /// The token in a message.
    fn token(&self) -> String {
        match self {
            Self::Person(id) => format!("<@{id}>"),
            Self::Group(id) => format!("<!subteam^{id}>"),
            Self::Range(range) => format!("<!{range}>"),
            Self::Channel(id) => format!("<#{id}|>"),
        }
    }

    /// The token in a command, which carries the name.
    fn labelled(&self, world: &World) -> String {
        match self {
            Self::Person(id) => {
                let name = world.people.get(id).map_or("", |person| person.name.as_str());
                format!("<@{id}|{name}>")
            }
            Self::Group(id) => {
                let handle = world.groups.get(id).map_or("", |group| group.handle.as_str());
                format!("<!subteam^{id}|@{handle}>")
            }
            Self::Range(range) => format!("<!{range}>"),
            Self::Channel(id) => {
                let name = world.channels.get(id).map_or("", |channel| channel.name.as_str());
                format!("<#{id}|{name}>")
            }
        }
    }

    fn leaf(&self) -> Value {
        match self {
            Self::Person(id) => json!({"type": "user", "user_id": id}),
            Self::Group(id) => json!({"type": "usergroup", "usergroup_id": id}),
            Self::Range(range) => json!({"type": "broadcast", "range": range}),
            Self::Channel(id) => json!({"type": "channel", "channel_id": id}),
        }
    }
}

/// What the start of a text names, and how many bytes the name takes.
fn mention(world: &World, text: &str) -> Option<(Named, usize)> {
    let sigil = text.chars().next().filter(|c| matches!(c, '@' | '#'))?;
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name = text[1..].split(|c| !in_name(c)).next()?.trim_end_matches(['.', '-', '_']);
    if name.is_empty() {
        return None;
    }
    let named = if sigil == '#' {
        Named::Channel(world.find_channel(name, "")?)
    } else if let Some(range) =
        ["here", "channel", "everyone"].into_iter().find(|r| name.eq_ignore_ascii_case(r))
    {
        Named::Range(range)
    } else if let Some(group) = world.groups.values().find(|group| group.handle.eq_ignore_ascii_case(name)) {
        Named::Group(group.id.clone())
    } else {
        Named::Person(world.find_person(name)?)
    };
    Some((named, 1 + name.len()))
}

/// Writes one part in both forms.
struct Pen<'a> {
    world: &'a World,
    leaves: Vec<Value>,
    plain: String,
    text: String,
}

impl Pen<'_> {
    fn write(&mut self, words: &str, style: &Map<String, Value>) {
        let mut rest = words;
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            let length = self.special(rest, before, style).unwrap_or_else(|| {
                self.plain.push(next);
                push_escaped(&mut self.text, next);
                next.len_utf8()
            });
            before = rest[..length].chars().last();
            rest = &rest[length..];
        }
        self.flush(style);
    }

    /// Writes what is more than a letter, and tells how many bytes it took.
    fn special(&mut self, rest: &str, before: Option<char>, style: &Map<String, Value>) -> Option<usize> {
        if let Some((name, length)) = emoji::at_start(rest) {
            self.emoji(name, style);
            return Some(length);
        }
        if !begins_word(before) {
            return None;
        }
        match rest.chars().next()? {
            '@' | '#' => {
                let (named, length) = mention(self.world, rest)?;
                self.leaf(named.leaf(), &named.token(), style);
                Some(length)
            }
            'h' => self.link(rest, style),
            ':' => {
                let name = rest[1..].split(':').next().filter(|name| rest[1..].len() > name.len())?;
                emoji::character(name)?;
                self.emoji(name, style);
                Some(name.len() + 2)
            }
            mark @ ('`' | '*' | '_' | '~') => self.styled(mark, rest, style),
            _ => None,
        }
    }

    fn link(&mut self, rest: &str, style: &Map<String, Value>) -> Option<usize> {
        if !rest.starts_with("http://") && !rest.starts_with("https://") {
            return None;
        }
        let url = rest.split([' ', '\n', '\t', '<', '>', '|']).next()?;
        let url = url.trim_end_matches(['.', ',', ')', '!', '?', ';', ':']);
        self.leaf(json!({"type": "link", "url": url}), &format!("<{}>", escape(url)), style);
        Some(url.len())
    }

    /// Writes a span between two marks on one line: `*bold*`, `_italic_`, `~strike~`, code.
    fn styled(&mut self, mark: char, rest: &str, style: &Map<String, Value>) -> Option<usize> {
        let inner = rest[1..].split(mark).next()?;
        let after = rest[1 + inner.len()..].chars().nth(1);
        let closed = rest.len() > 1 + inner.len() && !after.is_some_and(char::is_alphanumeric);
        if !closed || inner.trim() != inner || inner.is_empty() || inner.contains('\n') {
            return None;
        }
        let name = match mark {
            '`' => "code",
            '*' => "bold",
            '_' => "italic",
            _ => "strike",
        };
        let mut with = style.clone();
        with.insert(name.to_owned(), true.into());
        self.flush(style);
        self.text.push(mark);
        if mark == '`' {
            self.plain.push_str(inner);
            self.text.push_str(&escape(inner));
            self.flush(&with);
        } else {
            self.write(inner, &with);
        }
        self.text.push(mark);
        Some(inner.len() + 2)
    }

    fn code(&mut self, words: &str) {
        self.plain.push_str(words);
        self.text = escape(words);
        self.flush(&Map::new());
    }

    fn emoji(&mut self, name: &str, style: &Map<String, Value>) {
        let unicode = emoji::character(name).map(emoji::unicode);
        self.leaf(json!({"type": "emoji", "name": name, "unicode": unicode}), &format!(":{name}:"), style);
    }

    fn leaf(&mut self, mut leaf: Value, text: &str, style: &Map<String, Value>) {
        self.flush(style);
        if !style.is_empty() {
            leaf["style"] = Value::Object(style.clone());
        }
        self.leaves.push(leaf);
        self.text.push_str(text);
    }

    /// Ends the run of plain letters.
    fn flush(&mut self, style: &Map<String, Value>) {
        if self.plain.is_empty() {
            return;
        }
        // inside rich text nothing is escaped
        let mut leaf = json!({"type": "text", "text": std::mem::take(&mut self.plain)});
        if !style.is_empty() {
            leaf["style"] = Value::Object(style.clone());
        }
        self.leaves.push(leaf);
    }
}

/// Names, links and marks begin at the start of a word only: `ada@example.com` names nobody.
fn begins_word(before: Option<char>) -> bool {
    !before.is_some_and(char::is_alphanumeric)
}

fn push_escaped(text: &mut String, c: char) {
    match c {
        '&' => text.push_str("&amp;"),
        '<' => text.push_str("&lt;"),
        '>' => text.push_str("&gt;"),
        _ => text.push(c),
    }
}

/// Escapes the three characters that Slack escapes.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        push_escaped(&mut escaped, c);
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::super::cast;
    use super::*;

    fn typed(words: &str) -> (String, Value) {
        let Typed { text, blocks } = read(&cast::world(0), words);
        (text, blocks[0]["elements"].clone())
    }

    #[test]
    fn names_become_tokens_in_any_case_and_mail_addresses_do_not() {
        let (text, elements) = typed("@bo and @Dee, see #launch <3 ada@ada.com @nobody");
        assert_eq!(text, "<@U0BO> and <@U0DEE>, see <#C0LAUNCH|> &lt;3 ada@ada.com @nobody");
        let leaves = &elements[0]["elements"];
        assert_eq!(leaves[0], json!({"type": "user", "user_id": "U0BO"}));
        assert_eq!(leaves[4]["channel_id"], "C0LAUNCH");
        assert_eq!(leaves[5]["text"], " <3 ada@ada.com @nobody", "rich text is not escaped");
    }

    #[test]
    fn groups_and_the_whole_channel_can_be_named() {
        let (text, elements) = typed("@here: @reviewers.");
        assert_eq!(text, "<!here>: <!subteam^S0REVIEWERS>.");
        assert_eq!(elements[0]["elements"][0], json!({"type": "broadcast", "range": "here"}));
    }

    #[test]
    fn a_name_in_code_names_nobody_and_one_in_a_quote_is_still_a_token() {
        let (text, elements) = typed("> @bo said\nwhat does `@bo` do?\n```\nping @bo\n```");
        assert_eq!(text, "&gt; <@U0BO> said\nwhat does `@bo` do?\n```ping @bo```");
        assert_eq!(elements[0]["type"], "rich_text_quote");
        assert_eq!(elements[0]["elements"][0]["user_id"], "U0BO");
        assert_eq!(
            elements[1]["elements"][1],
            json!({"type": "text", "text": "@bo", "style": {"code": true}})
        );
        assert_eq!(elements[2]["type"], "rich_text_preformatted");
    }

    #[test]
    fn styles_links_and_emoji_are_read() {
        let (text, elements) = typed("*by @bo* 👀 :tada: https://a.example/?x=1&y=2.");
        assert_eq!(text, "*by <@U0BO>* :eyes: :tada: <https://a.example/?x=1&amp;y=2>.");
        let leaves = &elements[0]["elements"];
        assert_eq!(leaves[1], json!({"type": "user", "user_id": "U0BO", "style": {"bold": true}}));
        assert_eq!(leaves[3]["unicode"], "1f440");
        assert_eq!(leaves[7]["url"], "https://a.example/?x=1&y=2");
    }

    #[test]
    fn marks_that_do_not_close_stay_as_they_are() {
        for plain in ["2 * 3 * 4", "a_b_c", "```open", "* x", "`", ":", "@", "**", "~ no ~"] {
            assert_eq!(typed(plain).0, plain);
        }
    }

    #[test]
    fn a_command_carries_the_names_with_the_tokens() {
        let text = read_command(&cast::world(0), "ask @Bo by 5 <b> #design");
        assert_eq!(text, "ask <@U0BO|bo> by 5 &lt;b&gt; <#C0DESIGN|design>");
    }
}
