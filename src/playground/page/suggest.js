// What could be meant while somebody types "@b" or "#la".

import { h } from "./dom.js";
import { city } from "./time.js";

/** What is being named at the caret, and what it could become: `{from, to, options: [{insert, label, more}]}`, or null. */
export function suggestions(app, text, caret) {
  const typed = text.slice(0, caret).match(/(?:^|\s)([@#])([\p{L}\p{N}_-]*)$/u);
  if (!typed) return null;
  const [, sign, start] = typed;
  const options = (sign === "@" ? names(app) : rooms(app))
    .filter((option) => option.insert.slice(1).toLowerCase().startsWith(start.toLowerCase()))
    .slice(0, 6);
  const whole = options.length === 1 && options[0].insert.length === start.length + 1;
  return options.length && !whole ? { from: caret - start.length - 1, to: caret, options } : null;
}

function names({ world }) {
  const people = world.people.filter((p) => p.id !== world.me.id);
  return [
    ...people.map((p) => ({
      insert: `@${p.name.toLowerCase()}`,
      label: p.name,
      more: p.is_bot ? "App" : city(p.tz),
    })),
    ...(world.groups ?? []).map((g) => ({ insert: `@${g.handle}`, label: `@${g.handle}`, more: "Group" })),
    ...["here", "channel"].map((all) => ({ insert: `@${all}`, label: `@${all}`, more: "Everybody here" })),
  ];
}

function rooms(app) {
  return app
    .rooms()
    .filter((c) => c.kind !== "im")
    .map((c) => ({ insert: `#${c.name}`, label: `#${c.name}`, more: "" }));
}

/** The list over the message box; `take` gets the option that was chosen. */
export function suggestionList(found, chosen, id, take) {
  return h(
    "ul",
    { class: "suggestions", role: "listbox", id, "data-testid": "suggestions", "aria-label": "Who or where" },
    found.options.map((option, i) =>
      h(
        "li",
        {
          role: "option",
          id: `${id}-${i}`,
          "aria-selected": i === chosen,
          // the box keeps the focus
          onmousedown: (e) => (e.preventDefault(), take(option)),
        },
        option.label,
        h("span", { class: "faint" }, option.more),
      ),
    ),
  );
}
