//! What people type about their days: for each word ten ways that are understood, and said back, and ten slips, after
//! which nothing is changed and what to type is said.

use super::town::Town;

/// A word, what is understood with a part of the answer, and what is a slip.
struct Page {
    word: &'static str,
    right: [(&'static str, &'static str); 10],
    wrong: [&'static str; 10],
}

const PAGES: [Page; 4] = [
    Page {
        word: "hours",
        right: [
            ("mon-fri 9-17", "Mon–Fri 09:00–17:00, Berlin time."),
            ("Mon–Thu 9–17:30, fri 9-13", "Mon–Thu 09:00–17:30, Fri 09:00–13:00, Berlin time."),
            ("9-5pm", "Mon–Fri 09:00–17:00, Berlin time."),
            ("mon-fri 9am-5pm", "Mon–Fri 09:00–17:00, Berlin time."),
            ("MON TO FRI 09:00 -  17:00", "Mon–Fri 09:00–17:00, Berlin time."),
            ("nights sun-thu 22-6", "Sun–Thu 22:00–06:00, Berlin time."),
            ("tue 9-12 13-18, thu 14-20", "Tue 09:00–12:00 and 13:00–18:00, Thu 14:00–20:00, Berlin time."),
            ("weekdays 10-18", "Mon–Fri 10:00–18:00, Berlin time."),
            ("sat 22-24", "Sat 22:00–24:00, Berlin time."),
            ("default", "Mon–Fri 09:00–17:00, Berlin time (your team's hours)."),
        ],
        wrong: [
            "25:61",
            "mon-fri 9-9",
            "mon-fri",
            "9-17-20",
            "mon-fri 9 to",
            "mon-fri nine to five",
            "mon 25-26",
            "someday 9-17",
            "mon-fri 9-17 Mars time",
            "@bo",
        ],
    },
    Page {
        word: "focus",
        right: [
            ("90m", "in focus until"),
            ("until 18:00", "Tue 24 Nov, 18:00 Europe/Berlin"),
            ("2h", "Tue 24 Nov, 18:00 Europe/Berlin"),
            ("1h 30m", "Tue 24 Nov, 17:30 Europe/Berlin"),
            ("until 5:30pm", "Tue 24 Nov, 17:30 Europe/Berlin"),
            ("off", "Your focus is over."),
            ("mon-fri 9-11:30", "Every week: Mon–Fri 09:00–11:30, Berlin time."),
            ("tue,thu 14-16", "Every week: Tue 14:00–16:00, Thu 14:00–16:00, Berlin time."),
            ("Every weekday 9-11", "Every week: Mon–Fri 09:00–11:00, Berlin time."),
            ("mon–fri 9–11", "Every week: Mon–Fri 09:00–11:00, Berlin time."),
        ],
        wrong: [
            "-5m",
            "0m",
            "99h",
            "until 25:00",
            "until yesterday",
            "mon-fri",
            "mon-fri 9-9",
            "forever",
            "until tomorrow 10:00",
            "mon-fri 25-26",
        ],
    },
    Page {
        word: "time-off",
        right: [
            ("24 Dec - 2 Jan cover @bo", "Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time.\n<@U0BO> stands in"),
            ("tomorrow", "Wed 25 Nov 2026, Berlin time."),
            ("fri", "Fri 27 Nov 2026, Berlin time."),
            ("24.12. - 2.1.", "Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time."),
            ("Dec 24 to Jan 2", "Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time."),
            ("2026-12-24 - 2027-01-02", "Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time."),
            ("today until friday", "Tue 24 Nov 2026 – Fri 27 Nov 2026, Berlin time."),
            ("next week", "Mon 30 Nov 2026 – Sun 6 Dec 2026, Berlin time."),
            ("24 Dec – 2 Jan", "Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time."),
            ("tomorrow 13:00 - 17:00", "Wed 25 Nov 2026 13:00–17:00, Berlin time."),
        ],
        wrong: [
            "yesterday",
            "31 Feb",
            "cover @bo",
            "24 Dec cover @ada",
            "24 Dec - 2 Jan cover @nobody",
            "sometime",
            "24 Dec -",
            "1 Dec 2020 - 3 Dec 2020",
            "off",
            "tomorrow 25:00 - 26:00",
        ],
    },
    Page {
        word: "checkins",
        right: [
            ("10:00 15:00", "10:00 and 15:00, Berlin time."),
            ("9 13 17", "09:00, 13:00 and 17:00, Berlin time."),
            ("10am 3pm", "10:00 and 15:00, Berlin time."),
            ("10.30, 15.30", "10:30 and 15:30, Berlin time."),
            ("noon 4pm", "12:00 and 16:00, Berlin time."),
            ("10 and 15", "10:00 and 15:00, Berlin time."),
            ("15:00 10:00", "10:00 and 15:00, Berlin time."),
            ("8:15", "None of them lies in your working hours"),
            ("off", "You have no check-ins"),
            ("default", "10:00 and 15:00, Berlin time (your team's)."),
        ],
        wrong: [
            "25:00",
            "10:61",
            "often",
            "every hour",
            "-1",
            "10:00 25",
            "now",
            "@bo",
            "in the morning",
            "10:00 15:00 Mars time",
        ],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn each_word_about_ones_days_is_understood_in_ten_ways_and_mends_ten_slips() {
    for page in PAGES {
        let mut town = Town::with_bot().await;
        let word = page.word;
        for (typed, understood) in page.right {
            let said = town.ada().types(&format!("/async {word} {typed}")).await;
            assert!(said.contains(understood), "{word} {typed}: {said}");
        }
        town.restart().await;
        let before = town.ada().types(&format!("/async {word}")).await;
        for typed in page.wrong {
            let said = town.ada().types(&format!("/async {word} {typed}")).await;
            assert!(said.contains("othing was changed") && said.contains('`'), "{word} {typed}: {said}");
            let after = town.ada().types(&format!("/async {word}")).await;
            assert_eq!(after, before, "{word} {typed} changed something");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_takes_people_and_nothing_else() {
    let town = Town::with_bot().await;
    for typed in [
        "@bo",
        "@Bo ",
        "“@bo”",
        "@bo?",
        "<@U0BO>",
        " @bo  @bo",
        "@bo and @chidi",
        "@chidi @bo",
        "@bo now",
        "@bo please",
    ] {
        let said = town.ada().types(&format!("/async when {typed}")).await;
        assert!(said.contains("*Bo*: it is Tue 10:00 in New York."), "{typed}: {said}");
    }
    for typed in ["", "@nobody", "bo", "me", "#launch", "everybody", "@here", "tomorrow", "U0BO", "@"] {
        let said = town.ada().types(&format!("/async when {typed}")).await;
        assert!(said.contains("Whom do you mean?") && said.contains("/async when @ana"), "{typed}: {said}");
    }
}
