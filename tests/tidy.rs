//! House rules as tests: who may know whom, what a pure room may not hold, and signs on every door.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may name. `main.rs` and `wire.rs` stand in the attic, which may name all.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ports", &["domain"]),
    ("figures", &[]),
    ("clock", &["ports"]),
    ("config", &[]),
    ("playground", &[]),
    ("app", &["figures", "ports", "domain"]),
    ("courier", &["figures", "ports", "domain"]),
    ("store", &["ports", "domain"]),
    ("slack", &["app", "figures", "ports", "domain"]),
    ("feeds", &["ports", "domain"]),
    ("ops", &["slack", "courier", "app", "figures", "ports", "domain"]),
    ("explain", &["domain"]),
];

/// Rooms without a clock, a wire or an await.
const PURE: &[&str] = &[
    "domain/",
    "app/decide",
    "app/rules/",
    "app/commands/",
    "app/actions/",
    "app/wishes/",
    "app/silence/",
    "courier/prepare",
    "courier/learn",
    "slack/views/",
    "slack/pictures/",
];

/// A file with more lines of code than this says in its header why it is "Long because".
const LONG: usize = 400;

pub(crate) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut |path| {
        if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(path).expect("readable source")));
        }
    });
    assert!(found.len() > 30, "the sources were not found");
    found
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("readable folder").map(|entry| entry.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, visit);
        } else {
            visit(&path);
        }
    }
}

/// The part of a file before its unit tests, which may know more than their room. Nothing of a file of tests.
pub(crate) fn before_tests<'a>(name: &str, text: &'a str) -> &'a str {
    if name.ends_with("tests.rs") || name.contains("/tests/") {
        return "";
    }
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        if !text.starts_with("//! ") {
            wrong.push(format!("src/{name} does not begin with a //! line"));
        }
        let lines = before_tests(&name, &text).lines().count();
        if lines > LONG && !text.lines().take(12).any(|line| line.contains("Long because")) {
            wrong.push(format!("src/{name} has {lines} lines and no \"Long because\" in its header"));
        }
    }
    report(&wrong);
}

#[test]
fn rooms_name_only_the_rooms_they_may_know() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let room = name.split(['/', '.']).next().unwrap_or_default();
        let Some((_, may)) = ROOMS.iter().find(|(r, _)| *r == room) else { continue };
        for (line, code) in code_lines(before_tests(&name, &text)) {
            for named in code.split("crate::").skip(1) {
                let named: String = named.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if named != room && !may.contains(&named.as_str()) && ROOMS.iter().any(|(r, _)| *r == named) {
                    wrong.push(format!("src/{name}:{} {room} may not know {named}", line + 1));
                }
            }
        }
    }
    report(&wrong);
}

#[test]
fn crates_of_the_outside_stay_in_their_rooms() {
    let homes: [(&str, &[&str]); 7] = [
        ("slack_morphism::", &["slack/"]),
        ("redis::", &["store/redis/"]),
        ("redb::", &["store/embedded"]),
        ("chrono_tz::", &["domain/worktime/"]),
        // the garden is another world and keeps its own clocks on the wall
        ("jiff::", &["domain/worktime/", "playground/"]),
        ("clap::", &["main.rs"]),
        ("config::", &["config.rs", "main.rs", "wire.rs"]),
    ];
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for (line, code) in code_lines(&text) {
            for (outside, homes) in homes {
                let named = code.match_indices(outside).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                });
                if named && !homes.iter().any(|home| name.starts_with(home)) {
                    wrong.push(format!("src/{name}:{} only {homes:?} may name {outside}", line + 1));
                }
            }
        }
    }
    report(&wrong);
}

#[test]
fn pure_rooms_have_no_await_and_no_clock() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        if !PURE.iter().any(|pure| name.starts_with(pure)) {
            continue;
        }
        for (line, code) in code_lines(before_tests(&name, &text)) {
            for banned in [
                "async fn",
                "async move",
                ".await",
                "tokio::",
                "Instant::now",
                "Utc::now",
                "dyn Store",
                "dyn Clock",
            ] {
                if code.contains(banned) {
                    wrong.push(format!("src/{name}:{} a pure room holds {banned}", line + 1));
                }
            }
        }
    }
    report(&wrong);
}

#[test]
fn dates_and_wall_times_are_read_in_a_zone() {
    // whose day it is, and where an hour lies, is for a `Zone` to say; calendar files bring clocks of their own
    let at_home = ["domain/worktime/", "domain/feed/"];
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        if at_home.iter().any(|room| name.starts_with(room)) {
            continue;
        }
        for (line, code) in code_lines(before_tests(&name, &text)) {
            for banned in [".date_naive()", ".naive_utc()", ".naive_local()", ".with_hour(", "FixedOffset"] {
                if code.contains(banned) {
                    wrong.push(format!("src/{name}:{} takes a wall time with {banned}", line + 1));
                }
            }
        }
    }
    report(&wrong);
}

#[test]
fn every_command_rule_and_button_stands_in_its_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for folder in ["app/commands", "app/actions", "app/rules", "slack/views"] {
        let list = fs::read_to_string(root.join(folder).join("mod.rs")).expect("the list");
        for entry in fs::read_dir(root.join(folder)).expect("folder") {
            let file = entry.expect("entry").file_name().to_string_lossy().into_owned();
            let module = file.trim_end_matches(".rs");
            if module != "mod" && !list.contains(&format!("mod {module};")) {
                wrong.push(format!("src/{folder}/{file} is not listed in its mod.rs"));
            }
        }
    }
    report(&wrong);
}

#[test]
fn nothing_is_unfinished_or_silenced() {
    let mut wrong = Vec::new();
    // spelt in two halves, so that this file does not find itself
    let banned = [["todo", "!("], ["unimpl", "emented!("], ["#[all", "ow("], ["FIX", "ME"], ["#[ign", "ore"]]
        .map(|halves| halves.concat());
    for (name, text) in sources() {
        for (line, code) in text.lines().enumerate() {
            for word in &banned {
                if code.contains(word.as_str()) {
                    wrong.push(format!("src/{name}:{} holds {word}", line + 1));
                }
            }
        }
    }
    report(&wrong);
}

#[test]
fn no_merge_is_left_in_the_middle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> =
        ["README.md", "CHANGELOG.md", "manifest.yaml"].map(|name| root.join(name)).into();
    for folder in ["src", "tests", "deploy", "benches"] {
        walk(&root.join(folder), &mut |path| pages.push(path.to_owned()));
    }
    let marks = ["<", "|", ">"].map(|mark| mark.repeat(7) + " ");
    let mut wrong = Vec::new();
    // pictures are no text
    for (page, text) in pages.iter().filter_map(|page| Some((page, fs::read_to_string(page).ok()?))) {
        for (line, text) in text.lines().enumerate() {
            if marks.iter().any(|mark| text.starts_with(mark.as_str())) {
                wrong.push(format!("{}:{} is a mark of a merge", page.display(), line + 1));
            }
        }
    }
    assert!(pages.len() > 200, "the files were not found");
    report(&wrong);
}

#[test]
fn every_phrase_has_a_key_of_its_own() {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for rest in before_tests(&name, &text).split("Phrase::en(").skip(1) {
            let Some(key) = rest.split('"').nth(1) else { continue };
            if let Some(other) = keys.insert(key.to_owned(), name.clone()) {
                wrong.push(format!("the phrase {key} stands in src/{name} and in src/{other}"));
            }
        }
    }
    assert!(
        !keys.is_empty() || sources().iter().all(|(_, text)| !text.contains("Phrase::en(\"")),
        "no phrases were found"
    );
    report(&wrong);
}
