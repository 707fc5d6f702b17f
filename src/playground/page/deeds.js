// What a person can do on the page. These are methods of the page's `app`; most end in `act`, which tells the server.

import { toBottom } from "./dom.js";
import { idOf } from "./messages.js";
import { ask, confirmed } from "./modal.js";
import { wrote } from "./progress.js";
import { unescape } from "./text.js";

const $ = (id) => document.getElementById(id);

/** Everything a person can do. */
export const deeds = {
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

  /** Sends what stands in a message box; it comes back when that fails. */
  async send(channel, thread, key) {
    const text = (this.ui.drafts.get(key) ?? "").trim();
    if (!text) return;
    const command = text.startsWith("/");
    if (command && thread) return this.fail(key, "Slack takes no commands in threads. Write it in the conversation.");
    Object.assign(this.ui, { failed: null, naming: null });
    wrote(text);
    this.setDraft(key, "");
    const said = await this.act(
      command
        ? { do: "command", channel: channel.id, text }
        : { do: "write", channel: channel.id, text, ...(thread ? { thread_ts: thread } : {}) },
    );
    if (!said.ok) {
      if (!this.ui.drafts.get(key)) this.setDraft(key, text);
      return this.fail(key, said.error ?? "That did not work.");
    }
    this.render();
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

  /** Puts a text into the message box, as somebody in a channel, or where the person is. */
  async fillIn(text, room, who) {
    const person = who && this.world.people.find((p) => p.name.toLowerCase() === who);
    if (person && person.id !== this.world.me.id) await this.become(person.id);
    if (room) {
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
    this.tell(
      await this.act({
        do: "press",
        channel,
        ...where,
        block_id: block.block_id,
        action_id: item.action_id,
        ...choice,
      }),
    );
  },

  async pressView(view, block, item, choice) {
    if (!(await confirmed(this, $("confirm"), item))) return;
    this.tell(
      await this.act({
        do: "press",
        view_id: view.id,
        block_id: block.block_id,
        action_id: item.action_id,
        ...choice,
      }),
    );
  },

  async submit(view, values) {
    this.ui.errors = null;
    this.ui.modalError = null;
    const said = await this.act({ do: "submit", view_id: view.id, values });
    if (said.errors) this.ui.errors = said.errors;
    else if (!said.ok) this.ui.modalError = said.error;
    this.render();
  },

  /** Shows a message, in its thread when it stands in one. */
  jump(channel, ts, thread) {
    if (!this.rooms().some((c) => c.id === channel)) return;
    this.enter(channel);
    if (thread && thread !== ts) this.openThread(thread);
    const there = document.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    there?.scrollIntoView({ block: "center" });
    there?.classList.add("found");
  },

  openClock() {
    Object.assign(this.ui, { clockOpen: !this.ui.clockOpen, clockError: null });
    this.render();
    $("clock-to")?.focus();
  },

  /** Moves the clock to a moment; it never goes back. */
  async goTo(at) {
    const seconds = at === null ? 0 : Math.round(at - this.now());
    this.ui.clockError = seconds > 0 ? null : "The clock only goes forward.";
    if (seconds > 0) {
      this.ui.clockOpen = false;
      await this.act({ do: "step", seconds });
    } else this.render();
  },

  async invite(channel) {
    this.tell(await this.act({ do: "invite", channel: channel.id, guest: channel.guest ?? "unrush" }));
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
    const text = (m.text ?? "")
      .replace(
        /<@([UW][A-Z0-9]+)[^>]*>/g,
        (whole, id) => `@${(this.world.people.find((p) => p.id === id)?.name ?? id).toLowerCase()}`,
      )
      .replace(
        /<#(C[A-Z0-9]+)[^>]*>/g,
        (whole, id) => `#${this.world.channels.find((c) => c.id === id)?.name ?? id}`,
      );
    return unescape(text);
  },

  async saveEdit(channel, m, text) {
    this.ui.editing = null;
    if (text) this.tell(await this.act({ do: "edit", channel, ts: m.ts, text }));
    else this.render();
  },

  async remove(channel, m) {
    const sure = await ask($("confirm"), {
      title: "Delete this message?",
      text: "It goes for everybody.",
      yes: "Delete",
      no: "Keep",
    });
    if (sure) this.tell(await this.act({ do: "delete", channel, ts: m.ts }));
  },

  /** Shows why something did not work. */
  tell(said) {
    this.ui.oops = said.ok ? null : (said.error ?? "That did not work.");
    this.render();
  },
};
