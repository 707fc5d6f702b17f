// The messages of a conversation or a thread.

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { PICKS, emoji } from "./emoji.js";
import { mrkdwn } from "./text.js";
import { clock, day, dayNumber } from "./time.js";
import { avatar } from "./side.js";

/** Identity of a message on the page. */
export const idOf = (message) => message.id ?? message.ts;

/** Unix seconds of a message; an ephemeral one has only its id, which has the form of a ts. */
export const secondsOf = (message) => Math.floor(moment(message));
const moment = (message) => Number(message.ts ?? message.id) || 0;
const oldestFirst = (a, b) => moment(a) - moment(b);

const isReply = (message) =>
  message.thread_ts && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast";

/** What stands in the conversation itself. */
export const topLevel = (list) =>
  (list ?? []).filter((m) => !isReply(m) && (!m.deleted || m.reply_count > 0)).sort(oldestFirst);

/** A thread: its first message and the replies. */
export const inThread = (list, ts) =>
  (list ?? []).filter((m) => m.ts === ts || (m.thread_ts === ts && !m.deleted)).sort(oldestFirst);

/** Messages with a line wherever a new day begins, in the reader's zone. */
export function messages(app, list, channel, inPane) {
  const tz = app.world.me.tz;
  let last = null;
  return list.flatMap((m) => {
    const number = secondsOf(m) ? dayNumber(secondsOf(m), tz) : last;
    const line =
      !inPane &&
      number !== last &&
      h("div", { class: "day", "data-key": `day-${number}` }, h("span", {}, day(secondsOf(m), tz)));
    last = number;
    return [line, message(app, m, channel, inPane)];
  });
}

function message(app, m, channel, inPane) {
  if (m.deleted)
    return h(
      "article",
      { class: "message gone", "data-key": idOf(m) },
      h("p", { class: "faint" }, "This message was deleted."),
      threadLink(app, m, inPane),
    );
  if (m.subtype?.startsWith("channel_"))
    return h("p", { class: "note", "data-key": idOf(m), "data-testid": "note" }, mrkdwn(m.text, app.world));
  const author = app.world.people.find((p) => p.id === m.user);
  const name = m.name ?? author?.name ?? (m.bot ? "Unrush" : m.user);
  return h(
    "article",
    {
      class: `message${m.ephemeral ? " private" : ""}`,
      "data-key": idOf(m),
      "data-testid": m.ephemeral ? "ephemeral" : "message",
      "data-ts": m.ts,
      "data-user": m.user,
    },
    avatar(app, author ?? { id: m.user, name, is_bot: m.bot }),
    h(
      "div",
      { class: "said" },
      h(
        "header",
        {},
        h("strong", {}, name),
        (m.bot || author?.is_bot) && h("span", { class: "badge" }, "App"),
        secondsOf(m) > 0 && h("time", { class: "faint", title: m.time_local }, clock(secondsOf(m), app.world.me.tz)),
        m.ephemeral && h("span", { class: "only" }, "Only visible to you"),
      ),
      app.ui.editing === idOf(m) ? editor(app, m, channel) : body(app, m, channel),
      reactions(app, m, channel),
      threadLink(app, m, inPane),
    ),
    !m.ephemeral && app.ui.editing !== idOf(m) && tools(app, m, channel, inPane),
  );
}

function body(app, m, channel) {
  const place = { world: app.world, press: (block, item, choice) => app.press(channel, m, block, item, choice) };
  return h(
    "div",
    { class: "body", "data-testid": "body" },
    m.blocks?.length ? blocks(m.blocks, place) : h("div", { class: "words" }, mrkdwn(m.text, app.world)),
    m.edited && h("span", { class: "faint edited" }, " (edited)"),
  );
}

function reactions(app, m, channel) {
  const picking = app.ui.picking === idOf(m);
  if (!m.reactions?.length && !picking) return null;
  const nameOf = (id) => app.world.people.find((p) => p.id === id)?.name ?? id;
  const bots = new Set(app.world.people.filter((p) => p.is_bot).map((p) => p.id));
  return h(
    "div",
    { class: "reactions" },
    (m.reactions ?? []).map((r) => {
      const label = `${r.name.replaceAll("_", " ")}, by ${r.users.map(nameOf).join(", ")}`;
      return h(
        "button",
        {
          type: "button",
          "data-testid": "reaction",
          "data-name": r.name,
          "data-key": r.name,
          "aria-label": label,
          title: label,
          "aria-pressed": r.users.includes(app.world.me.id),
          class: `reaction${r.users.some((u) => bots.has(u)) ? " tag" : ""}`,
          onclick: () => app.react(channel, m, r.name),
        },
        emoji(r.name, r.emoji),
        h("span", {}, r.users.length),
      );
    }),
    picking &&
      h(
        "div",
        { class: "picks", role: "group", "aria-label": "Choose a reaction" },
        PICKS.map((name) =>
          h(
            "button",
            {
              type: "button",
              class: "reaction",
              "data-testid": `pick-${name}`,
              "aria-label": name.replaceAll("_", " "),
              onclick: () => app.react(channel, m, name),
            },
            emoji(name),
          ),
        ),
      ),
  );
}

function threadLink(app, m, inPane) {
  if (inPane || !m.reply_count) return null;
  return h(
    "button",
    { type: "button", class: "thread-link", "data-testid": "open-thread", onclick: () => app.openThread(m.ts) },
    `${m.reply_count} ${m.reply_count === 1 ? "reply" : "replies"}`,
  );
}

function tools(app, m, channel, inPane) {
  const mine = m.user === app.world.me.id;
  const tool = (name, label, run) =>
    h(
      "button",
      { type: "button", "data-testid": `tool-${name}`, "aria-label": `${label} this message`, onclick: run },
      label,
    );
  return h(
    "div",
    { class: "tools", role: "group", "aria-label": "What to do with this message" },
    tool("react", "React", () => app.pick(idOf(m))),
    !inPane && tool("thread", "Reply", () => app.openThread(m.thread_ts ?? m.ts)),
    mine && tool("edit", "Edit", () => app.edit(idOf(m))),
    mine && tool("delete", "Delete", () => app.remove(channel, m)),
  );
}

function editor(app, m, channel) {
  const save = (box) => app.saveEdit(channel, m, box.value.trim());
  return h(
    "div",
    { class: "editor" },
    h(
      "textarea",
      {
        "data-key": `edit-${idOf(m)}`,
        "data-testid": "edit-box",
        "data-focus": "now",
        "aria-label": "Change your message",
        rows: 2,
        onkeydown: (e) => {
          if (e.key === "Escape") app.edit(null);
          if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
            e.preventDefault();
            save(e.target);
          }
        },
      },
      app.typedOf(m),
    ),
    h(
      "div",
      { class: "row" },
      h(
        "button",
        {
          type: "button",
          class: "press primary",
          "data-testid": "edit-save",
          onclick: (e) => save(e.target.closest(".editor").querySelector("textarea")),
        },
        "Save",
      ),
      h("button", { type: "button", class: "press", onclick: () => app.edit(null) }, "Cancel"),
    ),
  );
}
