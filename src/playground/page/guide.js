// "Three steps": a guide that looks at the world and ticks itself off.

import { h } from "./dom.js";
import { mrkdwn } from "./text.js";
import { secondsOf } from "./messages.js";

const ASK = "@bo can you review the plan by Thursday 3pm?";
const REMIND = "/async remind me in 2 hours to stretch";

/** What was done by hand and cannot be read from the world; kept over a reload of the page. */
export const notes = {
  asked: null,
  reminded: null,
  met: false,
  ...JSON.parse(sessionStorage.getItem("unrush-guide") ?? "{}"),
};

/** Remembers what the guide cannot see in the world. */
export function note(change) {
  Object.assign(notes, change);
  sessionStorage.setItem("unrush-guide", JSON.stringify(notes));
}

/** Notes a command that was accepted. */
export function heard(app, text) {
  if (/^\/async\s+remind\s/i.test(text) && notes.reminded === null)
    note({ reminded: app.now(), by: app.world.me.id });
}

const bots = (app) => new Set(app.world.people.filter((p) => p.is_bot).map((p) => p.id));

/** Step 1: a message of a person that Unrush tagged, by reaction or by reply. */
function tagged(app) {
  const robots = bots(app);
  const channels = app.rooms().filter((c) => c.kind !== "im");
  return channels
    .flatMap((c) => app.world.messages[c.id] ?? [])
    .some((m) => {
      const reacted = (m.reactions ?? []).some((r) => r.users.some((u) => robots.has(u)));
      return !m.deleted && !m.ephemeral && (reacted || (m.bot && m.thread_ts));
    });
}

/** Step 3: in the direct message with Unrush stands something newer than the reminder's request, and it was seen. */
function arrived(app) {
  const dm = app.rooms().find((c) => c.kind === "im");
  if (!dm || notes.reminded === null || app.world.me.id !== notes.by) return false;
  return (app.world.messages[dm.id] ?? []).some(
    (m) => m.bot && !m.ephemeral && secondsOf(m) >= notes.reminded + 3600,
  );
}

/** Which of the three steps are done. */
export function progress(app) {
  const untouched = Object.values(app.world.messages).every((list) => list.every((m) => m.subtype));
  if (untouched && notes.asked) note({ asked: null, reminded: null, met: false }); // the playground was started anew
  if (tagged(app) && !notes.asked) note({ asked: true });
  const dm = app.rooms().find((c) => c.kind === "im");
  if (arrived(app) && app.ui.channel === dm?.id && !notes.met) note({ met: true });
  return [Boolean(notes.asked), notes.reminded !== null, notes.met];
}

/** The guide. */
export function guide(app) {
  const done = progress(app);
  const current = done.indexOf(false);
  const small = !app.ui.guideOpen;
  return h(
    "section",
    { class: `guide${small ? " folded" : ""}`, "aria-labelledby": "guide-title", "data-testid": "guide" },
    h(
      "header",
      {},
      h("h2", { id: "guide-title" }, "Three steps"),
      h(
        "ol",
        { class: "beads", "aria-hidden": "true" },
        done.map((d, i) => h("li", { class: d ? "done" : i === current ? "now" : "" })),
      ),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-testid": "guide-fold",
          "aria-expanded": !small,
          onclick: () => app.foldGuide(),
        },
        small ? "Show" : "Hide",
      ),
    ),
    !small &&
      h(
        "ol",
        { class: "steps-list" },
        step(
          app,
          1,
          done[0],
          current === 0,
          "A deadline",
          [
            h("p", {}, "As Ada, ask Bo in #launch and say until when:"),
            said(app, ASK),
            h("p", { class: "faint" }, "Unrush reads the window and tags the message with it."),
          ],
          fill(app, ASK, "launch"),
        ),
        step(
          app,
          2,
          done[1],
          current === 1,
          "A reminder",
          [
            h("p", {}, "Commands start with ", h("code", {}, "/async"), ":"),
            said(app, REMIND),
            h("p", { class: "faint" }, "The answer is only visible to you."),
          ],
          fill(app, REMIND, null),
        ),
        step(
          app,
          3,
          done[2],
          current === 2,
          "The clock",
          [h("p", {}, "Let two hours pass, then find the reminder in your messages with Unrush.")],
          later(app),
        ),
      ),
    current === -1 &&
      h(
        "p",
        { class: "cheer", "data-testid": "guide-done" },
        "That is Unrush: it knows the time, so nobody has to rush. Now try ",
        h("code", {}, "/async help"),
        ", or be Bo.",
      ),
  );
}

function step(app, number, done, current, title, words, button) {
  return h(
    "li",
    {
      class: `step${done ? " done" : ""}${current ? " current" : ""}`,
      "data-key": `step-${number}`,
      "data-testid": `step-${number}`,
      "data-done": done,
    },
    h("span", { class: "number", "aria-hidden": "true" }, done ? "✓" : number),
    h(
      "div",
      {},
      h("h3", {}, title, done && h("span", { class: "sr" }, " (done)")),
      (current || !done) && words,
      current && button,
    ),
  );
}

const said = (app, text) => h("p", { class: "example" }, mrkdwn(text, app.world));

function fill(app, text, room) {
  return h(
    "button",
    { type: "button", class: "press primary", "data-testid": "fill-in", onclick: () => app.fillIn(text, room) },
    "Fill it in for me",
  );
}

function later(app) {
  const dm = app.rooms().find((c) => c.kind === "im");
  return h(
    "div",
    { class: "row" },
    h(
      "button",
      {
        type: "button",
        class: `press${arrived(app) ? "" : " primary"}`,
        "data-testid": "step-2h",
        onclick: () => app.act({ do: "step", seconds: 7200 }),
      },
      "+2 h",
    ),
    arrived(app) &&
      h(
        "button",
        { type: "button", class: "press primary", "data-testid": "open-dm", onclick: () => app.enter(dm.id) },
        "Open Unrush",
      ),
  );
}
