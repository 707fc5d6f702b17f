//! What lies in `deploy/` says what the program does.

use std::collections::BTreeSet;

use config::{Config, File, FileFormat};
use serde::Deserialize;
use serde_json::{Value, json};
use unrush::domain::charter::Charter;

use crate::command_line::runs;
use crate::ops::served::FIGURES;

const EXAMPLE: &str = include_str!("../deploy/example.toml");

/// The example with every setting in it said: prose stands behind `# `, a setting behind `#`.
fn said() -> String {
    let is_setting = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[' || c == '"');
    let lines = EXAMPLE.lines().map(|line| line.strip_prefix('#').filter(is_setting).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

fn read(toml: &str) -> Value {
    let file = Config::builder().add_source(File::from_str(toml, FileFormat::Toml)).build().expect("TOML");
    file.try_deserialize().expect("values")
}

#[test]
fn the_example_has_every_setting_with_its_default_and_its_variable() {
    let said = read(&said());
    let mut keys = BTreeSet::new();
    for (key, variable, default) in unrush::config::settings() {
        let found = said.pointer(&format!("/{}", key.replace('.', "/")));
        let found = found.unwrap_or_else(|| panic!("{key} is missing"));
        if let Some(default) = default {
            assert_eq!(found, default, "{key}");
        }
        assert!(EXAMPLE.contains(variable), "{variable} is missing");
        keys.insert(key.to_owned());
    }
    let top = said.as_object().expect("a table");
    let others = top.keys().filter(|key| !matches!(key.as_str(), "slack" | "charter"));
    let inner = said["slack"].as_object().expect("a table").keys().map(|key| format!("slack.{key}"));
    let all: BTreeSet<String> = others.cloned().chain(inner).collect();
    assert_eq!(all, keys, "and none that is not one");
}

#[test]
fn the_example_has_every_norm_with_its_default() {
    let mut norms = read(&said())["charter"].clone();
    assert_eq!(norms["labels"].as_object_mut().expect("a table").remove("p1"), Some(json!("urgent")));
    let usual = serde_json::to_value(Charter::default()).expect("JSON");
    for (norm, usual) in usual.as_object().expect("a table") {
        assert_eq!(norms.get(norm), Some(usual), "{norm}");
    }
    assert_eq!(Charter::deserialize(&norms).expect("a charter"), Charter::default());
}

#[test]
fn the_example_changes_nothing_as_it_stands() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), EXAMPLE).expect("writes");
    let path = file.path().to_string_lossy().into_owned();
    let ran = runs(&["--config", &path, "explain", "by noon?"], &[], "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(read(EXAMPLE), json!({"slack": {}, "charter": {}}));
}

#[test]
fn the_runbook_and_the_files_name_what_there_is() {
    let runbook = include_str!("../deploy/README.md");
    for file in [
        "Dockerfile",
        "compose.yaml",
        "systemd/unrush.service",
        "example.toml",
        "alerts.yaml",
        "secrets.example.env",
    ] {
        assert!(runbook.contains(file), "{file} is not explained");
        assert!(
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file).exists(),
            "{file}"
        );
    }
    let variables: BTreeSet<_> =
        unrush::config::settings().into_iter().map(|(_, variable, _)| variable).collect();
    let deploy = [
        include_str!("../deploy/Dockerfile"),
        include_str!("../deploy/compose.yaml"),
        include_str!("../deploy/secrets.example.env"),
        include_str!("../deploy/systemd/unrush.service"),
        runbook,
    ];
    for word in deploy.iter().flat_map(|text| text.split(|c: char| !(c.is_ascii_uppercase() || c == '_'))) {
        let name = word.strip_suffix("_FILE").unwrap_or(word);
        if name.starts_with("UNRUSH_") || name.starts_with("SLACK_") || name == "REDIS_URL" {
            assert!(variables.contains(name) || name == "UNRUSH_CONFIG", "{word} is no variable");
        }
    }
    for command in
        ["doctor", "manifest", "store check", "store copy", "dead-letters list", "dead-letters requeue"]
    {
        assert!(runbook.contains(&format!("unrush {command}")), "{command}");
        let line: Vec<_> = command.split(' ').chain(["--help"]).collect();
        assert_eq!(runs(&line, &[], "").code, Some(0), "{command}");
    }
}

#[test]
fn alerts_are_about_figures_there_are() {
    let alerts = include_str!("../deploy/alerts.yaml");
    let named = alerts
        .split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
        .filter(|word| word.starts_with("unrush_"));
    let named: BTreeSet<_> = named.collect();
    assert!(named.contains("unrush_oldest_due_seconds"));
    for figure in named {
        assert!(FIGURES.contains(&figure), "{figure}");
    }
}
