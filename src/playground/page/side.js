// The left side: who you are, and where you can write.

import { h } from "./dom.js";
import { city, clock } from "./time.js";

const COLOURS = 5;

/** The round (people) or square (apps) picture of somebody. */
export function avatar(app, person) {
  if (person.is_bot) return h("img", { class: "avatar", src: "/mark.svg", alt: "" });
  const people = app.world.people.filter((p) => !p.is_bot);
  const colour =
    Math.max(
      0,
      people.findIndex((p) => p.id === person.id),
    ) % COLOURS;
  return h(
    "span",
    { class: "avatar", "data-colour": colour, "aria-hidden": "true" },
    (person.name ?? "?").slice(0, 1).toUpperCase(),
  );
}

/** The left side. */
export function side(app) {
  return [
    h(
      "section",
      { "aria-labelledby": "people-title" },
      h("h2", { id: "people-title" }, "You are"),
      h(
        "ul",
        {},
        app.world.people.filter((p) => !p.is_bot).map((p) => h("li", { "data-key": p.id }, personRow(app, p))),
      ),
    ),
    h(
      "section",
      { "aria-labelledby": "rooms-title" },
      h("h2", { id: "rooms-title" }, "Conversations"),
      h(
        "ul",
        {},
        app.rooms().map((c) => h("li", { "data-key": c.id }, roomRow(app, c))),
      ),
    ),
    h(
      "div",
      { class: "side-end" },
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-testid": "reload",
          title: "As in Slack, notes only visible to you are gone after a reload",
          onclick: () => app.act({ do: "reload" }),
        },
        "Reload Slack",
      ),
    ),
  ];
}

function personRow(app, p) {
  const mine = p.id === app.world.me.id;
  const unread = mine ? 0 : app.unreadFor(p.id);
  return h(
    "button",
    {
      type: "button",
      class: "row-button person",
      "data-testid": `person-${p.name.toLowerCase()}`,
      "aria-pressed": mine,
      onclick: () => app.become(p.id),
    },
    avatar(app, p),
    h(
      "span",
      { class: "two" },
      h("strong", {}, p.name, p.paused && h("span", { class: "paused", role: "img", "aria-label": "notifications paused" }, " z")),
      h("small", {}, p.status || city(p.tz)),
    ),
    h("time", { title: p.tz }, clock(app.now(), p.tz)),
    unread > 0 && h("span", { class: "dot", title: "Something new" }),
  );
}

function roomRow(app, c) {
  const here = c.id === app.ui.channel;
  const count = here ? 0 : app.unread(c.id);
  return h(
    "button",
    {
      type: "button",
      class: `row-button room${count ? " fresh" : ""}`,
      "data-testid": `room-${c.kind === "im" ? "unrush" : c.name}`,
      "aria-current": here ? "page" : undefined,
      onclick: () => app.enter(c.id),
    },
    c.kind === "im"
      ? h("img", { class: "avatar tiny", src: "/mark.svg", alt: "" })
      : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
    h("span", { class: "two" }, app.roomName(c).replace(/^#/, "")),
    count > 0 && h("span", { class: "count", "aria-label": `${count} new` }, count),
  );
}
