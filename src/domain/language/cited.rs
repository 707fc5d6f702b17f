//! Which parts of a message are citations: quotes and code. Nothing said there is said by its author.

use std::ops::Range;

/// The cited stretches of a text in bytes, in order and apart. Works on escaped and on unescaped text: a quote is
/// a line that starts with `>` or `&gt;`, three of them quote all that follows.
pub fn cited(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut line_start = true;
    let mut fences_left = true;
    while at < text.len() {
        let rest = &text[at..];
        let end = if line_start && quotes_everything(rest) {
            Some(text.len())
        } else if line_start && quotes_a_line(rest) {
            Some(at + rest.find('\n').unwrap_or(rest.len()))
        } else if fences_left && rest.starts_with("```") {
            let close = rest[3..].find("```").map(|inside| at + inside + 6);
            fences_left = close.is_some();
            close
        } else {
            inline_code(rest).map(|length| at + length)
        };
        if let Some(end) = end {
            found.push(at..end);
            at = end;
            line_start = false;
            continue;
        }
        let first = rest.as_bytes()[0];
        line_start = first == b'\n' || (line_start && (first == b' ' || first == b'\t'));
        at += skip(rest, line_start);
    }
    found
}

fn quotes_a_line(rest: &str) -> bool {
    rest.starts_with('>') || rest.starts_with("&gt;")
}

fn quotes_everything(rest: &str) -> bool {
    rest.starts_with(">>>") || rest.starts_with("&gt;&gt;&gt;")
}

/// The length of a `` `code` `` span a text starts with. A lone backtick ends the search at its line's end.
fn inline_code(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('`')?;
    let close = inside.find(['`', '\n'])?;
    (close > 0 && inside.as_bytes()[close] == b'`').then_some(close + 2)
}

/// How far nothing can start: to the next backtick or line, a whole run of backticks at once.
fn skip(rest: &str, line_start: bool) -> usize {
    let bytes = rest.as_bytes();
    let run = |is: fn(&u8) -> bool| bytes.iter().position(|byte| !is(byte)).unwrap_or(bytes.len());
    match bytes[0] {
        b'`' => run(|byte| *byte == b'`'),
        b'\n' => run(|byte| *byte == b'\n'),
        b' ' | b'\t' if line_start => run(|byte| matches!(byte, b' ' | b'\t')),
        _ => run(|byte| !matches!(byte, b'`' | b'\n')),
    }
}

#[cfg(test)]
mod tests {
    use super::cited;

    fn pieces(text: &str) -> Vec<&str> {
        cited(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn quotes_and_code_are_found_in_either_spelling() {
        assert_eq!(pieces("> old\ndone `x`, ```a\nb``` ok"), ["> old", "`x`", "```a\nb```"]);
        assert_eq!(pieces("&gt; old\nnew"), ["&gt; old"]);
        assert_eq!(pieces("hi\n>>> all\nof it"), [">>> all\nof it"]);
        assert_eq!(pieces("5 > 3"), [""; 0]);
    }

    #[test]
    fn what_is_opened_and_never_closed_is_no_code() {
        assert!(cited("``` never closed").is_empty());
        assert!(cited("it`s late\nit`s over").is_empty());
        assert_eq!(pieces("```` `a`"), ["`a`"]);
        assert!(cited(&"`\n".repeat(20_000)).is_empty());
    }
}
