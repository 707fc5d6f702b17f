//! The law of time in words, and how often in the year it was held against what was said.

use super::book::Kind;
use super::play::Play;

/// What is found at least so often in each year.
const LAW: &[(&str, &[Kind], usize)] = &[
    ("what somebody set for themselves for a moment was said on its minute", &[Kind::Own], 80),
    ("what somebody set for themselves again and again was said on its minute", &[Kind::OwnAgain], 300),
    ("what was set for a channel was said on its minute", &[Kind::ChannelAgain], 50),
    ("what a colleague set came in answering time, as soon as it began", &[Kind::Colleague], 5),
    ("so did what a colleague set again and again", &[Kind::ColleagueAgain], 10),
    ("what was put off came in answering time", &[Kind::Snooze], 10),
    ("a catch-up came in answering time, as soon as it began", &[Kind::CatchUp], 25),
    ("whatever else was said came in answering time", &[Kind::OfItsOwn], 1),
];

/// What happened at least so often in each year, and what was looked at beside what was said.
const YEAR: &[(&str, usize)] = &[
    ("times the law was held against all that was said: none early, none lost, none twice", 150),
    ("asks whose due moment was right", 60),
    ("due moments that stood where they were when the answer came", 40),
    ("due moments said in a thread", 30),
    ("asks held, and due from when their reader is back", 1),
    ("weekly threads, one for each channel and ISO week, at their moment", 145),
    ("things of one's own that came late, the oldest first, since the bot was away", 2),
    ("changes of the clock", 6),
    ("journeys", 2),
    ("times off", 2),
    ("holidays worked, and given back", 1),
    ("do-not-disturb windows", 5),
    ("statuses", 5),
    ("calendars connected", 2),
    ("calendars changed", 1),
    ("reminders set that recur", 10),
    ("comings left out", 1),
    ("rules changed", 1),
    ("reminders deleted that recurred", 1),
    ("crashes", 2),
    ("absences of the bot", 2),
];

impl Play {
    /// The law, line by line, with how often it was seen to hold. Those lines that are about the time of day have been
    /// checked as what they say, beside the minute that was worked out.
    #[expect(clippy::print_stdout, reason = "whoever runs it with --nocapture sees how often")]
    pub fn ends(&self) {
        println!("seed {}", self.seed);
        for (words, kinds, least) in LAW {
            let told = self.told.iter().filter(|told| kinds.contains(&told.kind)).count();
            println!("{told:5}  {words}");
            assert!(told >= *least, "seed {}: {words}: {told} times, not {least}", self.seed);
        }
        for (words, least) in YEAR {
            let found = self.book.tally.get(words).copied().unwrap_or_default();
            println!("{found:5}  {words}");
            assert!(found >= *least, "seed {}: {words}: {found} of at least {least}", self.seed);
        }
        let known = |kind: &&str| YEAR.iter().any(|(words, _)| words == kind);
        let strange: Vec<&&str> = self.book.tally.keys().filter(|kind| !known(kind)).collect();
        println!("       beside: {strange:?}");
    }
}
