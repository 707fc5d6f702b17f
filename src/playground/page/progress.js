// How far somebody has come in the stories, and which click is next. It looks at the world and at nothing else.

import { secondsOf } from "./messages.js";
import { STORIES } from "./stories.js";
import { next } from "./time.js";

/** What cannot be read from the world; kept over a reload of the page. */
const notes = { open: STORIES[0].id, at: {}, ...JSON.parse(sessionStorage.getItem("unrush-guide") ?? "{}") };

function keep() {
  sessionStorage.setItem("unrush-guide", JSON.stringify(notes));
}

/** The story that is open. */
export const open = () => STORIES.find((story) => story.id === notes.open) ?? STORIES[0];

/** Opens a story, from its beginning when it was finished before. */
export function begin(id) {
  notes.open = id;
  const story = open();
  if (place(story).step >= story.steps.length) delete notes.at[id];
  keep();
}

/** Where somebody stands in a story: `{step, since, until}`; the moments are Unix seconds. */
export const place = (story) => notes.at[story.id] ?? { step: 0 };

/** Remembers that somebody wrote what the open step says, so that the mark does not ask for it again. */
export function wrote(text) {
  const at = place(open());
  if (open().steps[at.step]?.say === text) at.said = at.step;
  keep();
}

/** Ticks off what is done in the open story. */
export function advance(app) {
  // the playground was started anew
  if (notes.born !== app.world.born) Object.assign(notes, { born: app.world.born, at: {} });
  const story = open();
  const at = (notes.at[story.id] ??= { step: 0, since: Math.floor(app.now()) });
  while (at.step < story.steps.length) {
    const step = story.steps[at.step];
    if (step.wait && at.until === undefined) at.until = moment(app, step.wait);
    if (!isDone(app, step, at)) break;
    at.step += 1;
    delete at.until;
  }
  keep();
}

/** The moment a step waits for. */
function moment(app, wait) {
  if (wait.minutes) return Math.floor(app.now()) + wait.minutes * 60;
  const who = personNamed(app, wait.of);
  return next(Math.floor(app.now()), who?.tz ?? "UTC", wait.time, wait.weekday);
}

const personNamed = (app, name) => app.world.people.find((p) => p.name.toLowerCase() === name);
const room = (app, name) => app.rooms().find((c) => (name === "@unrush" ? c.kind === "im" : c.name === name));

const waits = (app, at) => at.until !== undefined && app.now() < at.until;
const isElse = (app, step) => step.be && app.world.me.name.toLowerCase() !== step.be;
const isElsewhere = (app, step) => step.in && app.ui.channel !== room(app, step.in)?.id;

function isDone(app, step, at) {
  if (waits(app, at) || isElse(app, step) || isElsewhere(app, step)) return false;
  if (step.tab && app.ui.tab !== step.tab) return false;
  if (step.thread && app.ui.thread === null) return false;
  return !step.sees || sees(app, step.sees, at.since ?? 0);
}

/** All words of a message or a view, without marks. */
function wordsOf(value) {
  if (Array.isArray(value)) return value.map(wordsOf).join(" ");
  if (value === null || typeof value !== "object") return "";
  const own = typeof value.text === "string" ? value.text : "";
  return `${own} ${Object.values(value).map(wordsOf).join(" ")}`.replace(/[*_~`]/g, "");
}

function sees(app, { where, words }, since) {
  const here = app.world.messages[app.ui.channel] ?? [];
  const recent = (list) => list.filter((m) => !m.deleted && secondsOf(m) >= since && wordsOf(m).includes(words));
  const robots = new Set(app.world.people.filter((p) => p.is_bot).map((p) => p.id));
  const bots = (list) => list.filter((m) => m.bot && !m.ephemeral);
  switch (where) {
    case "tag":
      return recent(here).some((m) => (m.reactions ?? []).some((r) => r.users.some((u) => robots.has(u))));
    case "private":
      return recent(here.filter((m) => m.ephemeral)).length > 0;
    case "thread":
      return bots(recent(here)).some((m) => m.thread_ts === app.ui.thread);
    case "home":
      return app.world.home !== null && wordsOf(app.world.home).includes(words);
    default:
      return bots(recent(here)).length > 0;
  }
}

/** The next click of the open story: the element on the page, or null. */
export function target(app) {
  const story = open();
  const at = place(story);
  const step = story.steps[at.step];
  if (!step) return null;
  const hook = (name) => document.querySelector(`[data-testid="${name}"]`);
  if (waits(app, at)) return hook("story-wait");
  if (isElse(app, step)) return hook(`person-${step.be}`);
  if (isElsewhere(app, step)) return hook(`room-${step.in === "@unrush" ? "unrush" : step.in}`);
  if (step.in === "@unrush" && app.ui.tab !== (step.tab ?? "messages")) return hook(`tab-${step.tab ?? "messages"}`);
  if (step.thread && app.ui.thread === null) return threadButton(step.thread);
  if (step.say && at.said === at.step) return null;
  if (step.say) return draft(app) === step.say ? hook("send") : hook("fill-in");
  if (step.press) return buttonNamed(step.press);
  return null;
}

const draft = (app) => (app.ui.drafts.get(`${app.world.me.id}/${app.ui.channel}/`) ?? "").trim();

function threadButton(words) {
  const messages = [...document.querySelectorAll("#log .message")].filter((m) => m.textContent.includes(words));
  return messages.map((m) => m.querySelector('[data-testid="open-thread"]')).findLast(Boolean) ?? null;
}

function buttonNamed(words) {
  const places = document.querySelector("dialog[open]") ?? document;
  const buttons = places.querySelectorAll(".body button, .home button, .modal button");
  return [...buttons].findLast((b) => b.textContent.trim() === words && b.checkVisibility()) ?? null;
}
