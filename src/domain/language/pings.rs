//! Whom a message pings. Mentions in quotes and code are citations and ping nobody.

use std::collections::BTreeSet;

use serde_json::Value;

use super::blocks::{self, Container, Leaf};
use super::cited::cited;
use crate::domain::ids::{GroupId, UserId};
use crate::domain::inbound::Pings;

/// Reads whom a message pings: from its rich text where it has some, else from the tokens in its text as Slack
/// escapes it. Everybody counts once, the author not at all; `@here` and its kind wake nobody inside a thread.
pub fn pings(text_escaped: &str, blocks: Option<&Value>, author: &UserId, in_thread: bool) -> Pings {
    let mut found = Found::default();
    if !blocks.is_some_and(|blocks| found.read_blocks(blocks)) {
        found.read_text(text_escaped);
    }
    found.pings.people.retain(|person| person != author);
    found.pings.everyone &= !in_thread;
    found.pings
}

#[derive(Default)]
struct Found {
    pings: Pings,
    people: BTreeSet<UserId>,
    groups: BTreeSet<GroupId>,
}

impl Found {
    fn read_blocks(&mut self, blocks: &Value) -> bool {
        let mut citing = 0_usize;
        blocks::walk(blocks, &mut |leaf| match leaf {
            Leaf::Opens(Container::Quote | Container::Preformatted) => citing += 1,
            Leaf::Closes(Container::Quote | Container::Preformatted) => citing -= 1,
            _ if citing > 0 => {}
            Leaf::Person(id) => self.person(id),
            Leaf::Group(id) => self.group(id),
            Leaf::Broadcast(range) => self.broadcast(range),
            _ => {}
        })
    }

    fn read_text(&mut self, text: &str) {
        let mut from = 0;
        for range in cited(text) {
            self.read_tokens(&text[from..range.start]);
            from = range.end;
        }
        self.read_tokens(&text[from..]);
    }

    fn read_tokens(&mut self, text: &str) {
        let mut rest = text;
        while let Some((_, tail)) = rest.split_once('<') {
            let Some((token, after)) = tail.split_once('>') else { return };
            self.token(token);
            rest = after;
        }
    }

    /// One control sequence without its angle brackets; a label after `|` says nothing about who is meant.
    fn token(&mut self, token: &str) {
        let name = token.split('|').next().unwrap_or(token);
        if let Some(id) = name.strip_prefix('@') {
            self.person(id);
        } else if let Some(id) = name.strip_prefix("!subteam^") {
            self.group(id);
        } else if let Some(range) = name.strip_prefix('!') {
            self.broadcast(range);
        }
    }

    fn person(&mut self, id: &str) {
        let person = UserId::parse(id).filter(|_| id.starts_with(['U', 'W']));
        if let Some(person) = person
            && self.people.insert(person.clone())
        {
            self.pings.people.push(person);
        }
    }

    fn group(&mut self, id: &str) {
        if let Some(group) = GroupId::parse(id)
            && self.groups.insert(group.clone())
        {
            self.pings.groups.push(group);
        }
    }

    fn broadcast(&mut self, range: &str) {
        self.pings.everyone |= matches!(range, "here" | "channel" | "everyone");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ada() -> UserId {
        UserId::parse("UADA").expect("an id")
    }

    fn people(pings: &Pings) -> Vec<&str> {
        pings.people.iter().map(UserId::as_str).collect()
    }

    #[test]
    fn tokens_ping_each_person_once_and_never_the_author() {
        let read = pings("<@UBO> <@UBO|bo> <@UADA> <@WDEE> <#C1> <https://x|<@UNO>", None, &ada(), false);
        assert_eq!(people(&read), ["UBO", "WDEE"]);
        assert!(!read.everyone && read.groups.is_empty());
    }

    #[test]
    fn citations_ping_nobody() {
        let text = "&gt; <@UBO> said\n`<@UBO>` ```<@UBO> <!here>``` &lt;@UBO&gt; <@UDEE>";
        assert_eq!(people(&pings(text, None, &ada(), false)), ["UDEE"]);
        let blocks = json!([{"type": "rich_text", "elements": [
            {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "UBO"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "broadcast", "range": "here"}]},
            {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "UDEE"}]},
        ]}]);
        let read = pings("&gt; <@UBO> <@UDEE>", Some(&blocks), &ada(), false);
        assert_eq!((people(&read), read.everyone), (vec!["UDEE"], false));
    }

    #[test]
    fn blocks_without_rich_text_leave_the_text_to_speak() {
        let section = json!([{"type": "section"}]);
        assert_eq!(people(&pings("<@UBO>", Some(&section), &ada(), false)), ["UBO"]);
    }

    #[test]
    fn a_broadcast_wakes_the_channel_but_not_a_thread() {
        let text = "<!here|@here> <!subteam^S12|@eng> <!subteam^S12>";
        let read = pings(text, None, &ada(), false);
        assert!(read.everyone);
        assert_eq!(read.groups.len(), 1);
        assert!(!pings(text, None, &ada(), true).everyone);
        assert!(
            pings("@here @channel <!date^1^x|y>", None, &ada(), false).is_empty(),
            "plain words ping nobody"
        );
    }

    #[test]
    fn ten_thousand_tokens_and_odd_ids_are_read_without_fuss() {
        let many: Vec<String> = (0..10_000).map(|n| format!("<@U{}>", n % 500 + 100)).collect();
        assert_eq!(pings(&many.concat(), None, &ada(), false).people.len(), 500);
        let long = "U".repeat(1_000_000);
        assert!(pings(&format!("<@{long}> <@u1> <@> <@C12>"), None, &ada(), false).is_empty());
        assert!(pings(&"<".repeat(40_000), None, &ada(), false).is_empty());
    }
}
