// The middle and the thread's pane: a conversation with its message box.

import { composer } from "./composer.js";
import { draw, h } from "./dom.js";
import { inThread, messages, topLevel } from "./messages.js";
import { home } from "./modal.js";

/** The conversation that is open. */
export function talk(app, channel) {
  const im = channel.kind === "im";
  const atHome = im && app.ui.tab === "home";
  const tab = (name, label) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": app.ui.tab === name,
        "data-testid": `tab-${name}`,
        onclick: () => app.openTab(name),
      },
      label,
    );
  const list = topLevel(app.world.messages[channel.id]);
  return [
    h(
      "header",
      { class: "talk-head" },
      h("h2", {}, app.roomName(channel)),
      im
        ? h(
            "div",
            { class: "tabs", role: "group", "aria-label": "What to show" },
            tab("messages", "Messages"),
            tab("home", "Home"),
          )
        : channel.bot_is_member === false
          ? h(
              "div",
              { class: "row end" },
              h("p", { class: "faint" }, "Unrush is not here"),
              h(
                "button",
                { type: "button", class: "press", "data-testid": "invite", onclick: () => app.invite(channel) },
                "Invite it",
              ),
            )
          : h("p", { class: "faint" }, "with Unrush"),
    ),
    app.ui.lost && h("p", { class: "lost", role: "status" }, "The playground does not answer. Is it still running?"),
    atHome
      ? h("div", { class: "log", "data-key": "home" }, home(app))
      : h(
          "div",
          {
            class: "log",
            id: "log",
            role: "log",
            "aria-label": `Messages in ${app.roomName(channel)}`,
            tabindex: 0,
            "data-key": `log-${app.world.me.id}-${channel.id}`,
            "data-testid": "log",
          },
          list.length ? messages(app, list, channel.id, false) : empty(channel),
        ),
    notices(app),
    !atHome && composer(app, channel),
  ];
}

const DUSK = [
  ["circle", { cx: 60, cy: 62, r: 40, fill: "#f4b860", opacity: 0.16 }],
  ["path", { d: "M34 66a26 26 0 0 1 52 0z", fill: "#f4b860" }],
  ...[
    ["M12 66h96", 1],
    ["M24 78h72", 0.7],
    ["M38 90h44", 0.45],
    ["M50 102h20", 0.25],
  ].map(([d, opacity]) => [
    "path",
    { d, opacity, stroke: "currentColor", "stroke-width": 4, "stroke-linecap": "round" },
  ]),
];

function empty(channel) {
  const [title, words] =
    channel.kind === "im"
      ? [
          "Between you and Unrush",
          "Its reminders come here. You can write to it too, without a slash: “remind me in 2 hours to stretch”.",
        ]
      : channel.bot_is_member === false
        ? [
            "Unrush is not here",
            "It sees only conversations it was invited to, so nothing you write here reaches it.",
          ]
        : [
            "Nothing here yet. No rush.",
            "Be any of the people on the left, write, and move the clock. Nothing leaves this machine.",
          ];
  return h("div", { class: "empty" }, draw(120, DUSK), h("h3", {}, title), h("p", {}, words));
}

function notices(app) {
  const news = app.notices().slice(app.ui.dismissed.get(app.world.me.id));
  if (!news.length && !app.ui.oops) return null;
  const done = () => {
    app.ui.dismissed.set(app.world.me.id, app.notices().length);
    app.ui.oops = null;
    app.render();
  };
  return h(
    "div",
    { class: "notice", role: "status", "data-testid": "notice" },
    h("p", {}, app.ui.oops ?? news.at(-1)),
    h("button", { type: "button", class: "quiet", onclick: done }, "Fine"),
  );
}

/** The thread that is open, if one is. */
export function thread(app, channel) {
  if (app.ui.thread === null) return null;
  const list = inThread(app.world.messages[channel.id], app.ui.thread);
  return h(
    "section",
    { class: "thread", "data-key": `thread-${app.ui.thread}`, "data-testid": "thread", "aria-label": "Thread" },
    h(
      "header",
      { class: "talk-head" },
      h("h2", {}, "Thread"),
      h("p", { class: "faint" }, app.roomName(channel)),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-testid": "thread-close",
          "aria-label": "Close the thread",
          onclick: () => app.openThread(null),
        },
        "×",
      ),
    ),
    h("div", { class: "log", id: "thread-log", role: "log", tabindex: 0 }, messages(app, list, channel.id, true)),
    composer(app, channel, app.ui.thread),
  );
}
