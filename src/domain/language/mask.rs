//! What must not be read for its words: links, mentions, addresses, versions, file names, identifiers.

use super::token::Kind;

/// Endings that make `name.ending` a file or a host rather than the end of a sentence.
const ENDINGS: &[&str] = &[
    "c", "cc", "cfg", "conf", "cpp", "css", "csv", "dev", "doc", "docx", "eml", "env", "exe", "gif", "go",
    "gz", "h", "html", "io", "ipynb", "java", "jpeg", "jpg", "js", "json", "jsx", "key", "lock", "log", "md",
    "mov", "mp4", "nc", "net", "org", "com", "pdf", "png", "ppt", "pptx", "py", "rb", "rs", "sh", "sql",
    "svg", "tar", "tex", "tgz", "toml", "ts", "tsx", "txt", "wav", "xls", "xlsx", "xml", "yaml", "yml",
    "zip",
];

/// A control sequence of Slack at the start of a text: its length in bytes and what it is.
pub(super) fn angle_token(rest: &str) -> Option<(usize, Kind)> {
    let inside = rest.strip_prefix('<')?;
    let end = inside.find(['>', '<', '\n']).filter(|at| inside.as_bytes()[*at] == b'>')?;
    let inside = &inside[..end];
    let kind = match inside.as_bytes().first()? {
        b'!' if inside.starts_with("!date^") => instant(&inside[6..]),
        b'@' | b'!' => Kind::Mention,
        b'#' => Kind::Opaque,
        _ if inside.contains(':') && !inside.contains(' ') || inside.contains('|') => Kind::Opaque,
        _ => return None,
    };
    Some((end + 2, kind))
}

/// `1720800000^{date_short} at {time}|July 12`: a moment, shown with its clock time or without.
fn instant(token: &str) -> Kind {
    let mut parts = token.split(['^', '|']);
    let seconds = parts.next().and_then(|seconds| seconds.parse().ok());
    let timed = parts.next().is_some_and(|format| format.contains("{time"));
    seconds.map_or(Kind::Opaque, |at| Kind::Instant { at, timed })
}

/// Whether a piece between two spaces, without the marks around it, is a thing rather than words.
pub(super) fn is_opaque(core: &str) -> bool {
    if core.bytes().all(|b| b.is_ascii_alphabetic()) {
        return false; // by far the most pieces
    }
    is_link(core)
        || is_address(core)
        || is_path(core)
        || is_numbered(core)
        || is_version(core)
        || is_file(core)
        || is_identifier(core)
}

fn is_link(core: &str) -> bool {
    core.contains("://") || core.starts_with("www.") || core.starts_with("mailto:")
}

/// `ada@example.org`, `@bo`.
fn is_address(core: &str) -> bool {
    match core.split_once('@') {
        Some(("", name)) => name.starts_with(|c: char| c.is_alphabetic()),
        Some((_, host)) => host.contains('.'),
        None => false,
    }
}

/// `/var/log`, `src/a/b`, `~/notes`, `24/7`.
fn is_path(core: &str) -> bool {
    let slashes = core.bytes().filter(|b| *b == b'/').count();
    let letters = core.bytes().any(|b| b.is_ascii_alphabetic());
    // `Jul/12/2024`
    let dated = slashes == 2
        && core
            .split('/')
            .filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            .count()
            == 2;
    core == "24/7"
        || (letters && !dated && (slashes >= 2 || (slashes == 1 && core.starts_with(['/', '~', '.']))))
}

/// `#4821`, `$500`, `€20`.
fn is_numbered(core: &str) -> bool {
    core.strip_prefix(['#', '$', '€', '£']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `v2`, `v2.10.3`, `2.10.3-rc1`, `10.0.0.12:8443`; but `12.06.2024` is a date.
fn is_version(core: &str) -> bool {
    let named =
        core.strip_prefix(['v', 'V']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if named {
        return true;
    }
    if !core.starts_with(|c: char| c.is_ascii_digit()) || core.bytes().filter(|b| *b == b'.').count() < 2 {
        return false;
    }
    let mut parts = core.splitn(4, '.');
    let (day, month, year, more) = (parts.next(), parts.next(), parts.next(), parts.next());
    let below = |part: Option<&str>, most: u8| {
        part.and_then(|p| p.parse::<u8>().ok()).is_some_and(|n| (1..=most).contains(&n))
    };
    let year = year.is_some_and(|y| matches!(y.len(), 2 | 4) && y.bytes().all(|b| b.is_ascii_digit()));
    let words = core.ends_with('m'); // 5.30p.m
    !(words || (more.is_none() && below(day, 31) && below(month, 31) && year))
}

/// `report.pdf`, `example.com:80`.
fn is_file(core: &str) -> bool {
    let Some((name, ending)) = core.rsplit_once('.') else { return false };
    let ending = ending.split([':', '/', '#']).next().unwrap_or(ending);
    name.len() >= 2 && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// `snake_case`, `call()`, `key=value`, `a::b`.
fn is_identifier(core: &str) -> bool {
    core.contains('_')
        || core.contains("()")
        || core.contains("::")
        || core.split_once('=').is_some_and(|(key, value)| !key.is_empty() && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_told_from_words_and_times() {
        for thing in [
            "https://x.y/2024-06-07",
            "ada@example.org",
            "@bo",
            "#4821",
            "v2.10.3",
            "2.10.3",
            "10.0.0.12:8443",
            "24/7",
            "/var/log",
            "src/a/b.rs",
            "report.pdf",
            "snake_case",
            "run()",
            "a=b",
            "$500",
        ] {
            assert!(is_opaque(thing), "{thing}");
        }
        for words in
            ["6/14", "2024-06-07", "12.06.2024", "17:00", "5pm", "and/or", "#eod", "p.m", "done.please"]
        {
            assert!(!is_opaque(words), "{words}");
        }
    }

    #[test]
    fn control_sequences_are_recognised_whole() {
        assert_eq!(angle_token("<@U1> x"), Some((5, Kind::Mention)));
        assert_eq!(angle_token("<!here|here>"), Some((12, Kind::Mention)));
        assert_eq!(angle_token("<https://x|by friday>"), Some((21, Kind::Opaque)));
        assert_eq!(angle_token("< 5 and > 3"), None);
        assert_eq!(angle_token("<<<<"), None);
    }
}
