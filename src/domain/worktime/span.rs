//! Spans of instants, and the little set arithmetic working time needs.

use chrono::{DateTime, Utc};

/// A half-open stretch of time; `from` is earlier than `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Span {
    /// The span between two instants; `None` when nothing lies between them.
    pub fn between(from: DateTime<Utc>, until: DateTime<Utc>) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    /// Whether an instant lies in it.
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether an instant lies in it or is exactly its end.
    pub fn reaches(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at <= self.until
    }

    /// Whether they have more in common than an end.
    pub fn meets(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// Sorts spans and joins those that overlap or touch.
pub(super) fn unite(spans: &mut Vec<Span>) {
    if spans.len() < 2 {
        return;
    }
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let joined = next.from <= last.until;
        if joined {
            last.until = last.until.max(next.until);
        }
        joined
    });
}

/// Cuts holes out of spans.
pub(super) fn cut(spans: &mut Vec<Span>, holes: &[Span]) {
    for hole in holes {
        let mut at = 0;
        while let Some(span) = spans.get(at).copied() {
            if !span.meets(*hole) {
                at += 1;
                continue;
            }
            match (Span::between(span.from, hole.from), Span::between(hole.until, span.until)) {
                (None, None) => {
                    spans.remove(at);
                }
                (Some(rest), None) | (None, Some(rest)) => {
                    spans[at] = rest;
                    at += 1;
                }
                (Some(before), Some(after)) => {
                    spans[at] = before;
                    spans.insert(at + 1, after);
                    at += 2;
                }
            }
        }
    }
}

/// Takes what lies before a line out of `spans`, in order and united, and leaves the rest.
pub(super) fn take_before(spans: &mut Vec<Span>, line: DateTime<Utc>) -> Vec<Span> {
    let mut taken: Vec<Span> =
        spans.iter().filter_map(|span| Span::between(span.from, span.until.min(line))).collect();
    spans.retain_mut(|span| {
        span.from = span.from.max(line);
        span.from < span.until
    });
    unite(&mut taken);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, until: i64) -> Span {
        let at = |s| DateTime::from_timestamp(s, 0).expect("instant");
        Span::between(at(from), at(until)).expect("not empty")
    }

    #[test]
    fn touching_and_overlapping_spans_become_one() {
        let mut spans = vec![span(5, 7), span(0, 2), span(2, 4), span(1, 3), span(8, 9)];
        unite(&mut spans);
        assert_eq!(spans, [span(0, 4), span(5, 7), span(8, 9)]);
    }

    #[test]
    fn a_hole_splits_trims_or_swallows() {
        let mut spans = vec![span(0, 10), span(20, 30), span(40, 50)];
        cut(&mut spans, &[span(3, 5), span(8, 22), span(39, 50), span(60, 70)]);
        assert_eq!(spans, [span(0, 3), span(5, 8), span(22, 30)]);
    }

    #[test]
    fn a_line_divides_what_it_crosses() {
        let mut spans = vec![span(4, 12), span(0, 5), span(20, 30)];
        let line = DateTime::from_timestamp(10, 0).expect("instant");
        assert_eq!(take_before(&mut spans, line), [span(0, 10)]);
        assert_eq!(spans, [span(10, 12), span(20, 30)]);
    }
}
