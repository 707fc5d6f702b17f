// The top: the clock, the buttons that move it, and the day with everybody in it.

import { h } from "./dom.js";
import { city, clock, day, moment, ofDay, untilMorning, wall } from "./time.js";
import { avatar } from "./side.js";

const DAY = 86400;
/** People closer than this share of the day are drawn side by side. */
const APART = 0.05;

/** The top of the page. */
export function top(app) {
  const { me } = app.world;
  const now = app.now();
  const step = (seconds) => app.act({ do: "step", seconds });
  return [
    h(
      "div",
      { class: "brand" },
      h("img", { src: "/mark.svg", alt: "", width: 34, height: 34 }),
      h("h1", {}, "Unrush ", h("small", {}, "playground")),
    ),
    dayLine(app, now),
    h(
      "section",
      { class: "clock", "aria-label": "The clock" },
      h(
        "div",
        { class: "now", "data-testid": "clock" },
        h("strong", {}, clock(now, me.tz)),
        h("span", {}, day(now, me.tz), h("small", {}, `in ${city(me.tz)}`)),
      ),
      h(
        "div",
        { class: "steps" },
        h(
          "button",
          { type: "button", class: "press", "data-testid": "step-5m", onclick: () => step(300) },
          "+5 min",
        ),
        h("button", { type: "button", class: "press", "data-testid": "step-1h", onclick: () => step(3600) }, "+1 h"),
        h(
          "button",
          {
            type: "button",
            class: "press",
            "data-testid": "step-morning",
            title: `The next 9:00 in ${city(me.tz)}`,
            onclick: () => step(untilMorning(app.now(), me.tz)),
          },
          "Next 9:00",
        ),
        h(
          "button",
          {
            type: "button",
            class: "press",
            "data-testid": "step-to",
            "aria-expanded": Boolean(app.ui.clockOpen),
            onclick: () => app.openClock(),
          },
          "To…",
        ),
        app.ui.clockOpen && toMoment(app, now, me.tz),
      ),
    ),
  ];
}

/** Moves the clock to a moment of one's choice. */
function toMoment(app, now, tz) {
  const go = (event) => {
    event.preventDefault();
    app.goTo(moment(event.currentTarget.elements.at.value, tz));
  };
  return h(
    "form",
    { class: "to", onsubmit: go },
    h("label", { for: "clock-to" }, `Date and time in ${city(tz)}`),
    h("input", { id: "clock-to", name: "at", type: "datetime-local", value: wall(now + 3600, tz), required: true }),
    h("button", { type: "submit", class: "press primary", "data-testid": "step-go" }, "Go"),
    app.ui.clockError && h("p", { class: "error", role: "alert" }, app.ui.clockError),
  );
}

function dayLine(app, now) {
  const people = app.world.people
    .filter((p) => !p.is_bot)
    .map((p) => ({ p, at: ofDay(now, p.tz) / DAY }))
    .sort((a, b) => a.at - b.at);
  people.forEach((one, i) => {
    one.shown = i && one.at - people[i - 1].shown < APART ? Math.min(1, people[i - 1].shown + APART) : one.at;
  });
  const told = people.map(({ p }) => `${p.name} ${clock(now, p.tz)}`).join(", ");
  return h(
    "figure",
    { class: "day-line", role: "img", "aria-label": `Everybody's local time: ${told}`, "data-testid": "day-line" },
    h("div", { class: "sky" }, h("span", { class: "work" })),
    people.map(({ p, shown }) =>
      h(
        "span",
        {
          class: p.id === app.world.me.id ? "pin me" : "pin",
          "data-key": p.id,
          css: { "--at": shown.toFixed(4) },
          title: `${p.name}: ${clock(now, p.tz)} in ${city(p.tz)}`,
        },
        avatar(app, p),
      ),
    ),
    [0, 6, 9, 12, 17, 21, 24].map((hour) =>
      h("small", { css: { "--at": (hour / 24).toFixed(4) } }, String(hour).padStart(2, "0")),
    ),
  );
}
