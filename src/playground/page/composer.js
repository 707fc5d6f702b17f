// Where people write: Enter sends, Shift+Enter makes a line, "/…" is a command.

import { h } from "./dom.js";
import { suggestionList, suggestions } from "./suggest.js";

/** A message box; `thread` is the first message's ts in a thread's pane. */
export function composer(app, channel, thread) {
  const id = thread ? "thread-composer" : "composer";
  const key = `${app.world.me.id}/${channel.id}/${thread ?? ""}`;
  const text = app.ui.drafts.get(key) ?? "";
  const failed = app.ui.failed?.key === key ? app.ui.failed.why : null;
  const placeholder = thread
    ? `Reply as ${app.world.me.name}`
    : `Message ${app.roomName(channel)} as ${app.world.me.name}`;
  const naming = app.ui.naming?.key === key ? suggestions(app, text, app.ui.naming.caret) : null;
  const chosen = naming ? Math.min(app.ui.naming.chosen, naming.options.length - 1) : 0;
  const send = () => app.send(channel, thread, key);
  const take = (option) => app.complete(key, id, naming, option);

  const onkeydown = (e) => {
    if (e.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (naming && step) app.choose((chosen + step + naming.options.length) % naming.options.length);
    else if (naming && (e.key === "Tab" || e.key === "Enter")) take(naming.options[chosen]);
    else if (naming && e.key === "Escape") app.name(null);
    else if (e.key === "Enter" && !e.shiftKey) send();
    else return;
    e.preventDefault();
  };
  const oninput = (e) => {
    app.ui.drafts.set(key, e.target.value);
    app.name({ key, caret: e.target.selectionStart, chosen: 0 });
  };
  const box = h("textarea", {
    id,
    "data-key": key,
    "data-testid": id,
    rows: Math.min(6, text.split("\n").length),
    placeholder,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": placeholder,
    "aria-describedby": failed ? `${id}-error` : null,
    "aria-autocomplete": "list",
    "aria-controls": naming ? `${id}-names` : null,
    "aria-activedescendant": naming ? `${id}-names-${chosen}` : null,
    oninput,
    onkeydown,
  });
  box.value = text;

  return h(
    "form",
    { class: "composer", onsubmit: (e) => (e.preventDefault(), send()) },
    failed && h("p", { class: "error", id: `${id}-error`, role: "alert", "data-testid": "send-error" }, failed),
    h(
      "div",
      { class: "box" },
      box,
      h(
        "button",
        {
          type: "submit",
          class: "press primary",
          "data-testid": thread ? "thread-send" : "send",
          disabled: !text.trim(),
        },
        "Send",
      ),
      // behind the box, which would lose the focus if it had to move
      naming && suggestionList(naming, chosen, `${id}-names`, take),
    ),
    !thread &&
      h(
        "p",
        { class: "hint" },
        text.startsWith("/")
          ? [h("b", {}, "Command"), " · the answer is only visible to you"]
          : [
              h("kbd", {}, "Enter"),
              " sends · ",
              h("kbd", {}, "@bo"),
              " mentions · ",
              h("kbd", {}, "/async help"),
              " asks Unrush",
            ],
      ),
  );
}
