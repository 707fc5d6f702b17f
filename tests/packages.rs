//! What we are built from: how many crates, under which licences, and which ones never.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// A fresh clone has to compile in a few minutes on two cores.
const MOST_CRATES: usize = 260;

/// Crates that break a build on a machine with only a C compiler, or panic beside *ring* at the first TLS handshake.
const NEVER: &[&str] = &["aws-lc-rs", "aws-lc-sys", "openssl-sys", "openssl", "native-tls"];

/// Licences anybody may ship.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "CDLA-Permissive-2.0",
    "BSL-1.0",
    "MPL-2.0",
    "Unlicense",
    "0BSD",
    "CC0-1.0",
    "MIT-0",
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("metadata is JSON")
}

/// Package ids the program itself is built from, build scripts included, tests left out.
fn shipped(metadata: &Value) -> BTreeSet<String> {
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let mut reached = BTreeSet::new();
    let mut next = vec![metadata["resolve"]["root"].as_str().expect("root")];
    while let Some(id) = next.pop() {
        if !reached.insert(id.to_owned()) {
            continue;
        }
        for dep in nodes[id]["deps"].as_array().expect("deps") {
            let kinds = dep["dep_kinds"].as_array().expect("kinds");
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                next.push(dep["pkg"].as_str().expect("package"));
            }
        }
    }
    reached
}

#[test]
fn the_tree_is_lean_free_and_without_the_banned() {
    let metadata = metadata();
    let shipped = shipped(&metadata);
    println!("{} crates", shipped.len());
    assert!(shipped.len() <= MOST_CRATES, "{} crates", shipped.len());
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let (name, id) = (package["name"].as_str().expect("name"), package["id"].as_str().expect("id"));
        if !shipped.contains(id) {
            continue;
        }
        if NEVER.contains(&name) {
            wrong.push(format!("{name} is banned"));
        }
        if !is_free(package["license"].as_str().unwrap_or_default()) {
            wrong.push(format!("{name} has the licence {}", package["license"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether one alternative of an SPDX expression consists of known licences. Good enough for the expressions crates use.
fn is_free(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ").replace(" WITH LLVM-exception", "");
    let words: Vec<&str> = plain.split_whitespace().filter(|word| *word != "AND").collect();
    words
        .split(|word| *word == "OR")
        .any(|all| !all.is_empty() && all.iter().all(|licence| LICENCES.contains(licence)))
}

#[test]
fn a_licence_is_judged_by_its_alternatives() {
    for free in [
        "MIT",
        "MIT OR Apache-2.0",
        "GPL-3.0 OR MIT",
        "Apache-2.0/MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 AND ISC",
    ] {
        assert!(is_free(free), "{free}");
    }
    for unfree in ["", "GPL-3.0", "MIT AND GPL-3.0", "Proprietary OR AGPL-3.0"] {
        assert!(!is_free(unfree), "{unfree}");
    }
}
