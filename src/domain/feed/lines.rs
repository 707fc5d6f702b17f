//! The lines of an iCalendar file: folded ones put together again, cut into a name, parameters and a value.

use std::borrow::Cow;

/// The names that matter to us. All other lines are passed over without a closer look.
const KNOWN: &[&str] = &[
    "ATTENDEE",
    "BEGIN",
    "CLASS",
    "DTEND",
    "DTSTART",
    "DURATION",
    "END",
    "EXDATE",
    "FREEBUSY",
    "RDATE",
    "RECURRENCE-ID",
    "RRULE",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "TRANSP",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "UID",
    "X-LIC-LOCATION",
    "X-MICROSOFT-CDO-BUSYSTATUS",
    "X-WR-CALNAME",
    "X-WR-TIMEZONE",
];

/// One line, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// One of the names that matter.
    pub name: &'static str,
    params: Vec<(String, String)>,
    /// The value as it is written.
    pub value: String,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// One that matters.
    Line(Line),
    /// One that does not.
    Other,
    /// None at all.
    Bad,
}

/// Puts folded lines together again. Some producers fold in the middle of a character, so this is done to bytes.
pub(super) fn unfold(file: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut rest =
        file.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).peekable();
    std::iter::from_fn(move || {
        let mut line = Cow::Borrowed(rest.next()?);
        while let Some(more) = rest.next_if(|next| next.starts_with(b" ") || next.starts_with(b"\t")) {
            line.to_mut().extend_from_slice(&more[1..]);
        }
        Some(line)
    })
}

/// Cuts a line.
pub(super) fn read(line: &[u8]) -> Read {
    if line.iter().all(u8::is_ascii_whitespace) {
        return Read::Other;
    }
    let Some(end) = line.iter().position(|byte| matches!(byte, b':' | b';')) else { return Read::Bad };
    let (name, rest) = line.split_at(end);
    let known = KNOWN.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let Some(name) = known else { return if is_name(name) { Read::Other } else { Read::Bad } };
    let rest = String::from_utf8_lossy(rest);
    let Some((params, value)) = cut(&rest) else { return Read::Bad };
    Read::Line(Line { name, params, value: value.trim().to_owned() })
}

/// Iana names and those that begin with `X-`: letters, digits and hyphens.
fn is_name(name: &[u8]) -> bool {
    !name.is_empty()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// The parameters and the value: the first colon outside of quotation marks parts them.
fn cut(rest: &str) -> Option<(Vec<(String, String)>, &str)> {
    let (mut quoted, mut begin) = (false, None);
    let mut params = Vec::new();
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' | ':' if !quoted => {
                if let Some(begin) = begin {
                    let (key, value) = rest.get(begin..at)?.split_once('=')?;
                    params.push((key.to_ascii_uppercase(), value.replace('"', "")));
                }
                if c == ':' {
                    return Some((params, &rest[at + 1..]));
                }
                begin = Some(at + 1);
            }
            _ => {}
        }
    }
    None
}

impl Line {
    /// A parameter's value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value as text, with its escapes taken back.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut rest = self.value.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => match rest.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                c => text.push(c),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &[u8]) -> Vec<String> {
        unfold(file).map(|line| String::from_utf8_lossy(&line).into_owned()).collect()
    }

    fn line(text: &str) -> Line {
        match read(text.as_bytes()) {
            Read::Line(line) => line,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn folded_lines_are_put_together_even_in_the_middle_of_a_character() {
        assert_eq!(lines(b"SUMMARY:Ur\r\n laub\r\nEND:VEVENT"), ["SUMMARY:Urlaub", "END:VEVENT"]);
        assert_eq!(lines(b"A:1\n\t2\n  3\nB:4\n"), ["A:12 3", "B:4", ""]);
        assert_eq!(lines(b"\xef\xbb\xbfSUMMARY:B\xc3\r\n \xbcro"), ["SUMMARY:Büro"]);
        assert_eq!(lines(b" A:1"), [" A:1"], "nothing stands before it");
    }

    #[test]
    fn a_line_is_cut_at_the_first_colon_outside_of_quotation_marks() {
        let start = line("DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin\";X-A=b:20261015T090000");
        assert_eq!(start.param("TZID"), Some("(UTC+01:00) Amsterdam, Berlin"));
        assert_eq!((start.param("X-A"), start.param("VALUE")), (Some("b"), None));
        assert_eq!(start.value, "20261015T090000");
        assert_eq!(line("summary;language=de:Fokus: Plan").value, "Fokus: Plan");
        assert_eq!(line("SUMMARY:a\\, b\\; c\\\\ d\\nE\\").text(), "a, b; c\\ d\nE");
    }

    #[test]
    fn what_is_no_line_is_told_from_what_does_not_matter() {
        for other in ["DESCRIPTION:x", "X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT30M", "", "  "] {
            assert_eq!(read(other.as_bytes()), Read::Other, "{other}");
        }
        for bad in
            ["<html>", "DTSTART", "DTSTART;TZID=Europe/Berlin", "DTSTART;TZID:2026", "no name: x", ":x"]
        {
            assert_eq!(read(bad.as_bytes()), Read::Bad, "{bad}");
        }
    }
}
