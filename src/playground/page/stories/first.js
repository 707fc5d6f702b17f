// The first three steps: a deadline, a reminder, and the clock.

export const story = {
  id: "first",
  title: "Three steps",
  about: "What it is, in a minute.",
  end: "That is Unrush: it knows the time, so nobody has to rush.",
  steps: [
    {
      title: "A deadline",
      words: "As Ada, ask Bo in #launch and say until when:",
      be: "ada",
      in: "launch",
      say: "@bo can you review the plan by Thursday 3pm?",
      why: "Unrush reads the window and tags the message with it.",
      sees: { where: "tag", words: "review the plan" },
    },
    {
      title: "A reminder",
      words: "Commands start with /async:",
      say: "/async remind me in 2 hours to stretch",
      why: "The answer is only visible to you.",
      sees: { where: "private", words: "remind you" },
    },
    {
      title: "The clock",
      words: "Let two hours pass, then find the reminder in your messages with Unrush.",
      wait: { minutes: 120, label: "+2 h" },
      in: "@unrush",
      sees: { where: "dm", words: "stretch" },
    },
  ],
};
