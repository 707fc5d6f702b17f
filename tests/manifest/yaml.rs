//! Reads the little YAML a manifest needs: maps and lists by indentation, words plain or as in JSON.

use serde_json::{Map, Value};

/// Reads a page. Anything out of place is a panic that shows the line.
pub fn read(page: &str) -> Value {
    let lines: Vec<(usize, String)> = page
        .lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty())
        .map(|line| (line.len() - line.trim_start().len(), line.trim().to_owned()))
        .collect();
    let mut at = 0;
    let value = node(&lines, &mut at, 0);
    assert_eq!(at, lines.len(), "left over: {:?}", lines.get(at));
    value
}

fn node(lines: &[(usize, String)], at: &mut usize, indent: usize) -> Value {
    let is_list = lines.get(*at).is_some_and(|(_, text)| text.starts_with("- "));
    if is_list { list(lines, at, indent) } else { map(lines, at, indent) }
}

fn map(lines: &[(usize, String)], at: &mut usize, indent: usize) -> Value {
    let mut found = Map::new();
    while let Some((depth, text)) = lines.get(*at).filter(|(depth, _)| *depth >= indent) {
        assert_eq!(*depth, indent, "{text}");
        let (key, value) = text.split_once(':').unwrap_or_else(|| panic!("no key: {text}"));
        *at += 1;
        let value = match value.trim() {
            "" => node(lines, at, indent + 2),
            value => scalar(value),
        };
        assert!(found.insert(key.to_owned(), value).is_none(), "{key} is there twice");
    }
    Value::Object(found)
}

fn list(lines: &[(usize, String)], at: &mut usize, indent: usize) -> Value {
    let mut found = Vec::new();
    while let Some((_, text)) = lines.get(*at).filter(|(depth, _)| *depth == indent) {
        let first = text.strip_prefix("- ").unwrap_or_else(|| panic!("no entry: {text}"));
        if first.contains(": ") && !first.starts_with('"') {
            // a map that begins beside its dash
            let mut rest = vec![(indent + 2, first.to_owned())];
            rest.extend(lines[*at + 1..].iter().take_while(|(depth, _)| *depth > indent).cloned());
            *at += rest.len();
            found.push(map(&rest, &mut 0, indent + 2));
        } else {
            *at += 1;
            found.push(scalar(first));
        }
    }
    Value::Array(found)
}

fn scalar(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| {
        assert!(!text.contains(": ") && !text.contains(" #"), "needs quotes: {text}");
        Value::from(text)
    })
}

#[test]
fn lists_and_maps_are_read_as_they_stand() {
    let page = "# head\na:\n  b: true\n  c: \"x: y\"\nlist:\n  - one:two\n  - k: v\n    n: 2\n  - k: w\n";
    let found = serde_json::json!({"a": {"b": true, "c": "x: y"},
        "list": ["one:two", {"k": "v", "n": 2}, {"k": "w"}]});
    assert_eq!(read(page), found);
}
