// The few emoji that are used here. The ones that carry meaning are drawn, so that they look the same on every
// machine, also on one without an emoji font; the rest are characters.

import { draw, h } from "./dom.js";

const INK = "#2b3a39";
const line = (d, stroke, width = 1.7) => [
  "path",
  { d, stroke, "stroke-width": width, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" },
];
const fill = (d, colour) => ["path", { d, fill: colour }];
const disc = (cx, cy, r, colour) => ["circle", { cx, cy, r, fill: colour }];
const box = (x, y, width, height, rx, colour) => ["rect", { x, y, width, height, rx, fill: colour }];

const page = [
  ["rect", { x: 2.5, y: 3.5, width: 15, height: 14, rx: 3, fill: "#fdfaf3", stroke: "#c4bba6", "stroke-width": 1 }],
  fill("M2.5 6.5a3 3 0 0 1 3-3h9a3 3 0 0 1 3 3V8h-15z", "#cf5b4b"),
  line("M6.5 2v3M13.5 2v3", "#8d9a98", 1.8),
];
const cup = [
  fill("M4 8h10v5a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4z", "#a4693f"),
  line("M14 9.5h1.5a1.8 1.8 0 0 1 0 3.8H14", "#a4693f", 1.6),
  line("M7 5.8c0-1.6 1-1.6 1-3M11 5.8c0-1.6 1-1.6 1-3", "#9aa5a3", 1.4),
];
const bell = [
  fill("M10 2.5a5 5 0 0 0-5 5v3.2L3.5 14h13L15 10.7V7.5a5 5 0 0 0-5-5z", "#e0a33a"),
  disc(10, 15.9, 1.7, "#b97f21"),
];
const thumb = (turn) => [
  [
    "path",
    {
      d: "M3 9h3v8H3zM7.2 9l3-6.5c1.5 0 2.3 1 2 2.5L11.7 7.5h3.8a1.6 1.6 0 0 1 1.5 2l-1.5 6a2 2 0 0 1-2 1.5H7.2z",
      fill: "#e2a74a",
      ...(turn ? { transform: "rotate(180 10 10)" } : {}),
    },
  ],
];
const tick = (colour) => [box(2.5, 2.5, 15, 15, 4, colour), line("M6 10.4l2.8 2.8L14 7.4", "#fff", 2.2)];

const DRAWN = {
  rotating_light: [
    fill("M5.5 13V9.5a4.5 4.5 0 0 1 9 0V13z", "#d8493f"),
    box(4, 13.5, 12, 3.5, 1.2, "#7d8988"),
    line("M10 1.5v1.8M3.3 4.3l1.3 1.3M16.7 4.3l-1.3 1.3", "#e58a3c", 1.6),
  ],
  city_sunset: [
    box(2, 2.5, 16, 15, 3.5, "#f3b36a"),
    disc(10, 11, 4, "#e2683c"),
    fill("M2 12h3V9h3v4h3v-2.5h3V13h4v1a3.5 3.5 0 0 1-3.5 3.5h-9A3.5 3.5 0 0 1 2 14z", "#4c4a6b"),
  ],
  spiral_calendar_pad: [...page, line("M6 11h8M6 14h8", INK, 1.3)],
  calendar: [
    ...page,
    box(6, 10.3, 3, 2.6, 0.6, "#b9c2c0"),
    box(11, 10.3, 3, 2.6, 0.6, "#cf5b4b"),
    box(6, 14, 3, 2, 0.6, "#b9c2c0"),
    box(11, 14, 3, 2, 0.6, "#b9c2c0"),
  ],
  hourglass_flowing_sand: [
    line("M5 2.5h10M5 17.5h10", "#8a6a45", 2),
    fill("M6 3.5h8c0 4-2.8 4.6-2.8 6.5s2.8 2.5 2.8 6.5H6c0-4 2.8-4.6 2.8-6.5S6 7.5 6 3.5z", "#cfe0dd"),
    fill("M7 16.5c.3-2 2-2.6 3-2.6s2.7.6 3 2.6zM8 6.8h4L10.5 9h-1z", "#e0a33a"),
  ],
  coffee: cup,
  bell,
  no_bell: [...bell, line("M3 17L17 3", "#c2473d", 2.2)],
  white_check_mark: tick("#3f8f5f"),
  ballot_box_with_check: tick("#3f74a8"),
  heavy_check_mark: [line("M4 10.8l4 4 8-9.5", "#3f8f5f", 2.6)],
  x: [line("M5 5l10 10M15 5L5 15", "#c2473d", 2.6)],
  eyes: [
    ["ellipse", { cx: 6.3, cy: 10, rx: 3.8, ry: 5.2, fill: "#fdfdfb", stroke: "#8d9a98", "stroke-width": 1 }],
    ["ellipse", { cx: 13.7, cy: 10, rx: 3.8, ry: 5.2, fill: "#fdfdfb", stroke: "#8d9a98", "stroke-width": 1 }],
    disc(5.3, 10.6, 2, INK),
    disc(12.7, 10.6, 2, INK),
  ],
  "+1": thumb(false),
  "-1": thumb(true),
  heart: [
    fill("M10 17S2.5 12.3 2.5 7.3A3.9 3.9 0 0 1 10 5.5a3.9 3.9 0 0 1 7.5 1.8C17.5 12.3 10 17 10 17z", "#cf4f5a"),
  ],
  alarm_clock: [
    line("M3 5.5L5.5 3M17 5.5L14.5 3M6 16l-1.3 1.8M14 16l1.3 1.8", "#8d4a3c", 1.8),
    disc(10, 10.5, 6.8, "#cf5b4b"),
    disc(10, 10.5, 5, "#fdfaf3"),
    line("M10 7.5v3l2.2 1.5", INK, 1.5),
  ],
  wave: [
    fill(
      "M6.2 9.5L5 6.2a1.1 1.1 0 0 1 2-.800l1.6 3L7.8 4a1.1 1.1 0 0 1 2.1-.600l1.3 4.3.1-3.9a1.1 1.1 0 0 1 2.2.100l.2 4.7.9-2.2a1.1 1.1 0 0 1 2.1.700c-.8 2.6-.6 4.5-1.6 6.9-1.3 3-5.4 3.9-7.7 1.6L3.6 11.5A1.1 1.1 0 0 1 5.1 9.9z",
      "#e2a74a",
    ),
    line("M2 8.5C1.6 7 1.7 5.5 2.4 4.2M17.8 15.5c-.5 1.1-1.3 2-2.3 2.6", "#8d9a98", 1.2),
  ],
};
DRAWN.calendar_spiral = DRAWN.spiral_calendar_pad;
DRAWN.spiral_calendar = DRAWN.spiral_calendar_pad;
DRAWN.date = DRAWN.calendar;
DRAWN.hourglass = DRAWN.hourglass_flowing_sand;
DRAWN.thumbsup = DRAWN["+1"];
DRAWN.thumbsdown = DRAWN["-1"];

const CHARACTERS = {
  tada: "🎉",
  pray: "🙏",
  smile: "😄",
  slightly_smiling_face: "🙂",
  rocket: "🚀",
  memo: "📝",
  sunny: "☀️",
  crescent_moon: "🌙",
  zzz: "💤",
  pushpin: "📌",
  warning: "⚠️",
  hand: "✋",
  raised_hand: "✋",
  telephone_receiver: "📞",
  busts_in_silhouette: "👥",
  lock: "🔒",
  speech_balloon: "💬",
  palm_tree: "🌴",
  bulb: "💡",
  question: "❓",
};

/** The ones a person can pick for a reaction. */
export const PICKS = ["white_check_mark", "eyes", "+1", "-1", "wave", "heart", "coffee"];

/** Whether a name is known. */
export const hasEmoji = (name) => Object.hasOwn(DRAWN, name) || Object.hasOwn(CHARACTERS, name);

/** An emoji by its name; an unknown one stays its name between colons. */
export function emoji(name, given) {
  const base = name.split("::")[0];
  const label = base.replaceAll("_", " ");
  if (Object.hasOwn(DRAWN, base))
    return h("span", { class: "emoji", role: "img", "aria-label": label }, draw(20, DRAWN[base]));
  const character = CHARACTERS[base] ?? given;
  return h("span", { class: "emoji", role: "img", "aria-label": label }, character ?? `:${base}:`);
}
