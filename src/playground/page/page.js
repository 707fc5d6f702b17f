// The playground's page: asks the server how the world is for one person, and shows it.

import { deeds } from "./deeds.js";
import { atBottom, h, show, toBottom } from "./dom.js";
import { guide, mark } from "./guide.js";
import { secondsOf, topLevel } from "./messages.js";
import { showModal } from "./modal.js";
import { side } from "./side.js";
import { talk, thread } from "./talk.js";
import { top } from "./top.js";

const $ = (id) => document.getElementById(id);
const remembered = JSON.parse(sessionStorage.getItem("unrush-page") ?? "{}");

const app = {
  ...deeds,
  world: null,
  ui: {
    as: remembered.as ?? null,
    channel: remembered.channel ?? null,
    thread: null,
    tab: "messages",
    guideOpen: true,
    picking: null,
    editing: null,
    failed: null,
    oops: null,
    naming: null,
    errors: null,
    modalError: null,
    drafts: new Map(),
    dismissed: new Map(),
    lost: false,
  },
  /** What was seen until when: `person/channel` → Unix seconds. Everything before the page was opened counts as seen. */
  seen: new Map(),
  since: null,
  fetchedAt: 0,
  turn: 0,
  latest: null,

  /** The present moment of the playground's clock, in Unix seconds. */
  now() {
    return this.world.now + (performance.now() - this.fetchedAt) / 1000;
  },

  /** Conversations this person can open. */
  rooms() {
    return this.world.channels.filter((c) => c.kind === "im" || c.is_member !== false);
  },

  roomName(c) {
    if (c.kind !== "im") return `#${c.name}`;
    return this.world.people.find((p) => p.is_bot && p.id === c.with)?.name ?? c.name ?? "Unrush";
  },

  room() {
    const rooms = this.rooms();
    return rooms.find((c) => c.id === this.ui.channel) ?? rooms.find((c) => c.name === "launch") ?? rooms[0];
  },

  /** What Slack told this person aside, such as that an app did not answer. */
  notices() {
    return this.world.notices ?? [];
  },

  /** How many messages of others came since the person looked. */
  unread(channel) {
    const seen = this.seen.get(`${this.world.me.id}/${channel}`) ?? this.since;
    return topLevel(this.world.messages[channel]).filter(
      (m) => m.user !== this.world.me.id && !m.ephemeral && secondsOf(m) > seen,
    ).length;
  },

  /** Whether somebody else would find something new, as far as this person can see it. */
  unreadFor(person) {
    return this.rooms()
      .filter((c) => c.kind !== "im")
      .some((c) => {
        const seen = this.seen.get(`${person}/${c.id}`) ?? this.since;
        return (this.world.messages[c.id] ?? []).some(
          (m) => m.user !== person && (m.text ?? "").includes(`<@${person}`) && secondsOf(m) > seen,
        );
      })
      ? 1
      : 0;
  },

  /** Looks at the world again; done when the latest look is. */
  load() {
    this.latest = this.look(++this.turn);
    return this.latest;
  },

  async look(turn) {
    try {
      const answer = await fetch(this.ui.as ? `/world?as=${encodeURIComponent(this.ui.as)}` : "/world");
      if (!answer.ok) throw new Error(String(answer.status));
      const world = await answer.json();
      if (turn !== this.turn) return this.latest; // a later look, perhaps for somebody else
      this.world = world;
      this.fetchedAt = performance.now();
      this.ui.as = this.world.me.id;
      this.since ??= this.world.now;
      if (!this.ui.dismissed.has(this.ui.as)) this.ui.dismissed.set(this.ui.as, this.notices().length);
      this.ui.lost = false;
    } catch {
      this.ui.lost = true;
      // A person who is not there any more must not keep the page from starting again.
      if (!this.world) this.ui.as = null;
    }
    this.render();
    return undefined;
  },

  async become(person) {
    Object.assign(this.ui, { as: person, thread: null, editing: null, picking: null, failed: null, tab: "messages" });
    const im = this.room()?.kind === "im";
    await this.load();
    if (im) this.enter(this.rooms().find((c) => c.kind === "im")?.id);
  },

  enter(channel) {
    Object.assign(this.ui, { channel, thread: null, editing: null, picking: null, failed: null, tab: "messages" });
    this.render();
    toBottom($("log"));
  },

  openThread(ts) {
    this.ui.thread = ts;
    this.render();
    if (ts !== null) $("thread-composer")?.focus();
  },

  foldGuide() {
    this.ui.guideOpen = !this.ui.guideOpen;
    this.render();
  },

  openTab(tab) {
    this.ui.tab = tab;
    this.render();
    if (tab === "home") this.act({ do: "open_home" });
  },

  render() {
    if (!this.world)
      return show(
        $("talk"),
        h(
          "p",
          { class: "lost", role: "status" },
          this.ui.lost ? "The playground does not answer. Is it still running?" : "One moment…",
        ),
      );
    const channel = this.room();
    if (!channel) return;
    if (channel.id !== this.ui.channel) Object.assign(this.ui, { channel: channel.id, thread: null });
    const newest = Math.max(0, ...(this.world.messages[channel.id] ?? []).map(secondsOf));
    this.seen.set(`${this.world.me.id}/${channel.id}`, Math.max(this.now(), newest));
    sessionStorage.setItem("unrush-page", JSON.stringify({ as: this.ui.as, channel: channel.id }));
    const stuck = atBottom($("log"));
    const stuckThread = atBottom($("thread-log"));
    show($("top"), top(this));
    show($("side"), side(this));
    show($("talk"), talk(this, channel));
    show($("aside"), guide(this), thread(this, channel));
    document.body.classList.toggle("threaded", this.ui.thread !== null);
    if (!this.world.modal) Object.assign(this.ui, { errors: null, modalError: null });
    showModal(this, $("modal"));
    mark(this);
    if (stuck) toBottom($("log"));
    if (stuckThread) toBottom($("thread-log"));
  },
};

/** Looks again whenever something changed; the browser reconnects by itself. */
function follow() {
  const changes = new EventSource("/changes");
  let busy = false;
  let again = false;
  const look = async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await app.load();
    }
    busy = false;
  };
  changes.onopen = look;
  changes.onmessage = look;
  changes.onerror = () => {
    app.ui.lost = true;
    app.render();
  };
}

/** A link to a message leads there instead of out of this machine. */
document.addEventListener("click", (event) => {
  const found = event.target.closest?.("a")?.href.match(/\/archives\/(C[A-Z0-9]+)\/p(\d+)(\d{6})(?:\?thread_ts=([\d.]+))?/);
  if (!found) return;
  event.preventDefault();
  app.jump(found[1], `${found[2]}.${found[3]}`, found[4]);
});

await app.load();
follow();
let minute = 0;
setInterval(() => {
  const current = app.world && Math.floor(app.now() / 60);
  if (current && current !== minute) app.render();
  minute = current;
}, 1000);
