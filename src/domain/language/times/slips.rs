//! Slips of the finger in the names of days, months and parts of a day, read as what was meant.

/// The long names people misspell most.
const OFTEN_MISSPELT: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "august",
    "september",
    "october",
    "november",
    "december",
    "tomorrow",
    "tonight",
    "afternoon",
    "weekend",
];

/// Slips in short names, and short forms nobody would list as words.
const SHORT: &[(&str, &str)] = &[
    ("2mrw", "tomorrow"),
    ("2mrrw", "tomorrow"),
    ("2mro", "tomorrow"),
    ("tmro", "tomorrow"),
    ("tmrow", "tomorrow"),
    ("tmrrw", "tomorrow"),
    ("tmmrw", "tomorrow"),
    ("tmmrow", "tomorrow"),
    ("tomrw", "tomorrow"),
    ("tmorow", "tomorrow"),
    ("tomoz", "tomorrow"),
    ("tomora", "tomorrow"),
    ("tody", "today"),
    ("todya", "today"),
    ("toady", "today"),
    ("todday", "today"),
    ("2nght", "tonight"),
    ("2nite", "tonight"),
    ("tonit", "tonight"),
    ("tnite", "tonight"),
    ("nxt", "next"),
    ("wek", "week"),
    ("weeek", "week"),
    ("weekk", "week"),
    ("wkend", "weekend"),
    ("weeknd", "weekend"),
    ("wkd", "weekend"),
    ("apirl", "april"),
    ("aprl", "april"),
    ("arpil", "april"),
    ("marhc", "march"),
    ("mrach", "march"),
    ("agust", "august"),
    ("augst", "august"),
    ("jully", "july"),
    ("juli", "july"),
    ("juny", "june"),
    ("jannuary", "january"),
    ("midnite", "midnight"),
    ("mornin", "morning"),
    ("moring", "morning"),
    ("monring", "morning"),
    ("mrng", "morning"),
    ("aftn", "afternoon"),
    ("evenin", "evening"),
    ("evning", "evening"),
    ("eveing", "evening"),
    ("thrus", "thursday"),
    ("thurdsay", "thursday"),
    ("wedn", "wednesday"),
    ("wednes", "wednesday"),
    ("noonish", "noon"),
    ("dys", "days"),
    ("dayz", "days"),
    ("dasy", "days"),
    ("hrous", "hours"),
    ("horus", "hours"),
    ("huors", "hours"),
    ("houres", "hours"),
    ("minuts", "minutes"),
    ("mintues", "minutes"),
    ("minuets", "minutes"),
    ("minites", "minutes"),
    ("weks", "weeks"),
    ("weekes", "weeks"),
    ("mnths", "months"),
    ("monts", "months"),
];

/// Words that are no slips, though a letter away from a name.
const NO_SLIPS: &[&str] = &["sundry", "friary", "midday", "someday", "mayday", "weekday", "weeknd"];

/// The name a misspelt word was meant to be: same first letter, and one slip (two in a long name) away. A name with
/// an `s` at its end (`fridays`) is no slip; it means something else.
pub(in crate::domain::language) fn mended(word: &str) -> Option<&'static str> {
    let length = word.len();
    let (first, last) = (*word.as_bytes().first()?, *word.as_bytes().last()?);
    let begins = matches!(
        first,
        b'm' | b't' | b'w' | b'f' | b's' | b'j' | b'a' | b'o' | b'n' | b'd' | b'e' | b'h' | b'2'
    );
    if !begins || !(3..=11).contains(&length) || !word.is_ascii() {
        return None;
    }
    if length <= 8
        && let Some((_, meant)) = SHORT.iter().find(|(slip, _)| *slip == word)
    {
        return Some(meant);
    }
    // a short name that lost a letter keeps its end: `frday`, `mondy`
    let possible = matches!(last, b'y' | b'r' | b'w' | b't' | b'a' | b'o' | b'd' | b'n')
        && (length >= 6 || length == 5 && last == b'y');
    if !possible || NO_SLIPS.contains(&word) {
        return None;
    }
    let same_start =
        |name: &&&str| name.as_bytes()[0] == word.as_bytes()[0] && name.len().abs_diff(length) <= 2;
    OFTEN_MISSPELT
        .iter()
        .filter(same_start)
        .find(|name| slips(word, name) <= if name.len() >= 8 { 2 } else { 1 })
        .copied()
}

/// How many letters were added, left out, changed or swapped with their neighbour.
fn slips(word: &str, name: &str) -> usize {
    let (a, b) = (word.as_bytes(), name.as_bytes());
    let mut rows = [[0_usize; 12]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        let (now, before, earlier) = (i % 3, (i - 1) % 3, (i + 1) % 3);
        rows[now][0] = i;
        for j in 1..=b.len() {
            let changed = rows[before][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(rows[before][j] + 1).min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[earlier][j - 2] + 1);
            }
            rows[now][j] = best;
        }
    }
    rows[a.len() % 3][b.len()]
}
