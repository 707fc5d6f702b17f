// Somebody in focus: a nudge, a hold, and what Bo finds when they are back.

export const story = {
  id: "focus",
  title: "Somebody in focus",
  about: "Ada pings Bo, who wants to be left in peace.",
  end: "Bo was left in peace, and Ada knows when to expect an answer. Nobody was scolded.",
  steps: [
    {
      title: "A working morning",
      words: "Let it be ten in the morning for Bo in New York.",
      wait: { time: "10:00", of: "bo", label: "Let it be 10:00 for Bo" },
    },
    {
      title: "Bo wants an hour of focus",
      words: "As Bo, say so in #launch:",
      be: "bo",
      in: "launch",
      say: "/async focus 1h",
      why: "Nobody else sees that.",
      sees: { where: "private", words: "focus" },
    },
    {
      title: "Ada asks all the same",
      words: "As Ada, ask Bo for something:",
      be: "ada",
      in: "launch",
      say: "@bo can you look at the launch text by tomorrow?",
      why: "The note under it is only visible to Ada.",
      sees: { where: "private", words: "Bo is in focus" },
    },
    {
      title: "It can wait",
      words: "Press the first button of the note.",
      be: "ada",
      in: "launch",
      press: "Hold till they're back",
      why: "The message stays. Bo is told nothing more until they are back.",
      sees: { where: "private", words: "Held." },
    },
    {
      title: "Bo is back",
      words: "Let the hour pass, then be Bo and open the messages with Unrush.",
      wait: { minutes: 61, label: "+1 h" },
      be: "bo",
      in: "@unrush",
      why: "What was held comes first.",
      sees: { where: "dm", words: "Held for you" },
    },
  ],
};
