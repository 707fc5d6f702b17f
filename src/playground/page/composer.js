// Where people write: Enter sends, Shift+Enter makes a line, "/…" is a command.

import { h } from "./dom.js";

/** A message box; `thread` is the first message's ts in a thread's pane. */
export function composer(app, channel, thread) {
  const key = `${app.world.me.id}/${channel.id}/${thread ?? ""}`;
  const text = app.ui.drafts.get(key) ?? "";
  const failed = app.ui.failed?.key === key ? app.ui.failed.why : null;
  const placeholder = thread ? `Reply as ${app.world.me.name}` : `Message ${app.roomName(channel)} as ${app.world.me.name}`;
  const send = () => app.send(channel, thread, key);
  const box = h("textarea", {
    id: thread ? "thread-composer" : "composer", "data-key": key, "data-testid": thread ? "thread-composer" : "composer",
    rows: Math.min(6, text.split("\n").length), placeholder, "aria-label": placeholder, spellcheck: "false", autocomplete: "off",
    "aria-describedby": failed ? "send-error" : undefined,
    oninput: (e) => {
      app.ui.drafts.set(key, e.target.value);
      app.render();
    },
    onkeydown: (e) => {
      if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
        e.preventDefault();
        send();
      }
    },
  });
  box.value = text;
  return h("form", { class: "composer", onsubmit: (e) => (e.preventDefault(), send()) },
    failed && h("p", { class: "error", id: "send-error", role: "alert", "data-testid": "send-error" }, failed),
    h("div", { class: "box" }, box,
      h("button", { type: "submit", class: "press primary", "data-testid": thread ? "thread-send" : "send", disabled: !text.trim() }, "Send")),
    !thread && h("p", { class: "hint" },
      text.startsWith("/")
        ? [h("b", {}, "Command"), " · the answer is only visible to you"]
        : [h("kbd", {}, "Enter"), " sends · ", h("kbd", {}, "@bo"), " mentions · ", h("kbd", {}, "/async help"), " asks Unrush"]),
  );
}
