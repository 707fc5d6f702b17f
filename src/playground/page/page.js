// The playground's page: asks the server how the world is for one person, shows it, and sends what the person does.

import { h, show } from "./dom.js";
import { guide, heard } from "./guide.js";
import { idOf, secondsOf, topLevel } from "./messages.js";
import { ask, confirmed, showModal } from "./modal.js";
import { side } from "./side.js";
import { talk, thread } from "./talk.js";
import { top } from "./top.js";

const $ = (id) => document.getElementById(id);
const remembered = JSON.parse(sessionStorage.getItem("unrush-page") ?? "{}");

const app = {
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
    dismissed: 0,
    lost: false,
  },
  /** What was seen until when: `person/channel` → Unix seconds. Everything before the page was opened counts as seen. */
  seen: new Map(),
  since: null,
  fetchedAt: 0,
  turn: 0,

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

  /** How many messages of others came since the person looked. */
  unread(channel) {
    const seen = this.seen.get(`${this.world.me.id}/${channel}`) ?? this.since;
    return topLevel(this.world.messages[channel]).filter((m) => m.user !== this.world.me.id && !m.ephemeral && secondsOf(m) > seen).length;
  },

  /** Whether somebody else would find something new, as far as this person can see it. */
  unreadFor(person) {
    return this.rooms().filter((c) => c.kind !== "im").some((c) => {
      const seen = this.seen.get(`${person}/${c.id}`) ?? this.since;
      return (this.world.messages[c.id] ?? []).some((m) => m.user !== person && (m.text ?? "").includes(`<@${person}`) && secondsOf(m) > seen);
    }) ? 1 : 0;
  },

  async load() {
    const turn = ++this.turn;
    try {
      const answer = await fetch(this.ui.as ? `/world?as=${encodeURIComponent(this.ui.as)}` : "/world");
      if (!answer.ok) throw new Error(String(answer.status));
      const world = await answer.json();
      if (turn !== this.turn) return; // a later look is under way, perhaps for somebody else
      this.world = world;
      this.fetchedAt = performance.now();
      this.ui.as = this.world.me.id;
      this.since ??= this.world.now;
      this.ui.lost = false;
    } catch {
      this.ui.lost = true;
      // A person who is not there any more must not keep the page from starting again.
      if (!this.world) this.ui.as = null;
    }
    this.render();
  },

  /** Sends one thing the person does; answers `{ok, error?}`. */
  async act(what) {
    try {
      const answer = await fetch("/do", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ as: this.world.me.id, ...what }),
      });
      const said = await answer.json();
      await this.load();
      return said;
    } catch {
      this.ui.lost = true;
      this.render();
      return { ok: false, error: "The playground does not answer." };
    }
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
    this.ui.guideOpen = ts === null;
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

  async send(channel, thread, key) {
    const text = (this.ui.drafts.get(key) ?? "").trim();
    if (!text) return;
    const command = text.startsWith("/");
    if (command && thread) return this.fail(key, "Slack takes no commands in threads. Write it in the conversation.");
    Object.assign(this.ui, { failed: null, naming: null });
    const said = await this.act(command
      ? { do: "command", channel: channel.id, text }
      : { do: "write", channel: channel.id, text, ...(thread ? { thread_ts: thread } : {}) });
    if (!said.ok) return this.fail(key, said.error ?? "That did not work.");
    if (command) heard(this, text);
    this.setDraft(key, "");
    toBottom(thread ? $("thread-log") : $("log"));
  },

  fail(key, why) {
    this.ui.failed = { key, why };
    this.render();
  },

  setDraft(key, text) {
    this.ui.drafts.set(key, text);
    for (const id of ["composer", "thread-composer"]) {
      if ($(id)?.dataset.key === key) $(id).value = text;
    }
    this.render();
  },

  /** Somebody is typing a name, or stopped: `{key, caret, chosen}`. */
  name(naming) {
    this.ui.naming = naming;
    this.render();
  },

  choose(chosen) {
    this.name({ ...this.ui.naming, chosen });
  },

  /** Puts a chosen name where it was being typed. */
  complete(key, id, naming, option) {
    const text = this.ui.drafts.get(key);
    this.ui.naming = null;
    this.setDraft(key, `${text.slice(0, naming.from)}${option.insert} ${text.slice(naming.to)}`);
    const caret = naming.from + option.insert.length + 1;
    $(id).focus();
    $(id).setSelectionRange(caret, caret);
  },

  /** Puts a text into the message box, in the given channel as Ada, or where the person is. */
  async fillIn(text, room) {
    if (room) {
      const ada = this.world.people.find((p) => p.name === "Ada");
      if (ada && ada.id !== this.world.me.id) await this.become(ada.id);
      const channel = this.rooms().find((c) => c.name === room);
      if (channel && channel.id !== this.ui.channel) this.enter(channel.id);
    }
    this.setDraft(`${this.world.me.id}/${this.room().id}/`, text);
    const box = $("composer");
    box.focus();
    box.setSelectionRange(text.length, text.length);
  },

  async press(channel, m, block, item, choice) {
    if (!(await confirmed(this, $("confirm"), item))) return;
    if (item.url && /^https?:/i.test(item.url)) window.open(item.url, "_blank", "noopener");
    const where = m.ephemeral ? { id: idOf(m) } : { ts: m.ts };
    this.tell(await this.act({ do: "press", channel, ...where, block_id: block.block_id, action_id: item.action_id, ...choice }));
  },

  async pressView(view, block, item, choice) {
    if (!(await confirmed(this, $("confirm"), item))) return;
    this.tell(await this.act({ do: "press", view_id: view.id, block_id: block.block_id, action_id: item.action_id, ...choice }));
  },

  async submit(view, values) {
    this.ui.errors = null;
    this.ui.modalError = null;
    const said = await this.act({ do: "submit", view_id: view.id, values });
    if (said.errors) this.ui.errors = said.errors;
    else if (!said.ok) this.ui.modalError = said.error;
    this.render();
  },

  pick(id) {
    this.ui.picking = this.ui.picking === id ? null : id;
    this.render();
  },

  async react(channel, m, name) {
    this.ui.picking = null;
    this.tell(await this.act({ do: "react", channel, ts: m.ts, name }));
  },

  edit(id) {
    this.ui.editing = id;
    this.render();
    const box = document.querySelector("[data-focus]");
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  },

  /** A message as its author typed it: mentions by handle. */
  typedOf(m) {
    return (m.text ?? "")
      .replace(/<@([UW][A-Z0-9]+)[^>]*>/g, (whole, id) => `@${(this.world.people.find((p) => p.id === id)?.name ?? id).toLowerCase()}`)
      .replace(/<#(C[A-Z0-9]+)[^>]*>/g, (whole, id) => `#${this.world.channels.find((c) => c.id === id)?.name ?? id}`)
      .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  },

  async saveEdit(channel, m, text) {
    this.ui.editing = null;
    if (text) this.tell(await this.act({ do: "edit", channel, ts: m.ts, text }));
    else this.render();
  },

  async remove(channel, m) {
    const sure = await ask($("confirm"), { title: "Delete this message?", text: "It goes for everybody.", yes: "Delete", no: "Keep" });
    if (sure) this.tell(await this.act({ do: "delete", channel, ts: m.ts }));
  },

  /** Shows why something did not work. */
  tell(said) {
    this.ui.oops = said.ok ? null : (said.error ?? "That did not work.");
    this.render();
  },

  render() {
    if (!this.world) return show($("talk"), h("p", { class: "lost", role: "status" }, this.ui.lost ? "The playground does not answer. Is it still running?" : "One moment…"));
    const channel = this.room();
    if (!channel) return;
    if (channel.id !== this.ui.channel) Object.assign(this.ui, { channel: channel.id, thread: null });
    this.seen.set(`${this.world.me.id}/${channel.id}`, this.now());
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
    if (stuck) toBottom($("log"));
    if (stuckThread) toBottom($("thread-log"));
  },
};

function atBottom(log) {
  return !log || log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function toBottom(log) {
  if (log) log.scrollTop = log.scrollHeight;
}

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

await app.load();
follow();
let minute = 0;
setInterval(() => {
  const current = app.world && Math.floor(app.now() / 60);
  if (current && current !== minute) app.render();
  minute = current;
}, 1000);
