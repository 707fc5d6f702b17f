//! Slack escapes exactly three characters, `&`, `<` and `>`; this takes them back, once.

/// The words as they were typed. `&amp;` is decoded last, so `&amp;lt;` becomes `&lt;` and no tag.
pub fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        plain.push_str(before);
        let (character, entity) = entity_at(tail);
        plain.push(character);
        rest = &tail[entity.len()..];
    }
    plain.push_str(rest);
    plain
}

/// What the `&` a text starts with stands for, and how it is written.
fn entity_at(tail: &str) -> (char, &'static str) {
    const ENTITIES: [(char, &str); 3] = [('<', "&lt;"), ('>', "&gt;"), ('&', "&amp;")];
    ENTITIES.into_iter().find(|(_, entity)| tail.starts_with(entity)).unwrap_or(('&', "&"))
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn each_entity_is_decoded_once_and_nothing_else_is() {
        assert_eq!(unescape("a &lt; b &amp;&amp; c &gt; d"), "a < b && c > d");
        assert_eq!(unescape("&amp;lt;!channel&amp;gt;"), "&lt;!channel&gt;");
        assert_eq!(unescape("R&D &quot;x&quot; &nbsp; &"), "R&D &quot;x&quot; &nbsp; &");
        assert_eq!(unescape("<@U1> stays"), "<@U1> stays");
    }
}
