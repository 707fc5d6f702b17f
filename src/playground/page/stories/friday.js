// Friday's thread: the week of a channel instead of a meeting.

export const story = {
  id: "friday",
  title: "Friday's thread",
  about: "Once a week, one thread says what waits for an answer and who is away.",
  end: "One thread a week, and none when there is nothing to say.",
  steps: [
    {
      title: "Friday morning",
      words: "Let it be Friday, nine in the morning for Ada.",
      wait: { time: "09:00", of: "ada", weekday: "Fri", label: "Let it be Friday 9:00" },
    },
    {
      title: "A thread for the week",
      words: "As Ada, say that #launch wants one:",
      be: "ada",
      in: "launch",
      say: "/async digest on",
      why: "In a channel Unrush is invited to it is on from the first day.",
      sees: { where: "private", words: "weekly thread of" },
    },
    {
      title: "Something is open",
      words: "As Ada, ask for something that will not be answered today:",
      be: "ada",
      in: "launch",
      say: "@chidi can you send the photos by next Wednesday?",
      sees: { where: "tag", words: "send the photos" },
    },
    {
      title: "Somebody will be away",
      words: "As Chidi, say when you are away:",
      be: "chidi",
      in: "launch",
      say: "/async time-off monday - wednesday cover @bo",
      sees: { where: "private", words: "away" },
    },
    {
      title: "Friday afternoon",
      words: "It comes at three. Let it be a minute later.",
      wait: { time: "15:01", of: "ada", weekday: "Fri", label: "Let it be Friday 15:01" },
      in: "launch",
      sees: { where: "channel", words: "The week in" },
    },
    {
      title: "The week",
      words: "Open the thread under “The week in #launch”.",
      in: "launch",
      thread: "The week in",
      why: "Who asked and a link, never the words; who is silent is never named.",
      sees: { where: "thread", words: "Waiting for an answer" },
    },
  ],
};
