// The things in blocks that people press and fill in, and reading what they filled in.

import { h } from "./dom.js";
import { plain, textObject } from "./text.js";

const words = (text) => text?.text ?? "";

const MAKE = {
  button: (block, item, place) =>
    h(
      "button",
      {
        type: "button",
        class: `press ${item.style ?? ""}`,
        "aria-label": item.accessibility_label,
        onclick: () => place.press(block, item, { value: item.value }),
      },
      plain(words(item.text)),
    ),
  static_select: (block, item, place, id) => choose(block, item, place, id, groups(item)),
  overflow: (block, item, place, id) => choose(block, { placeholder: { text: "More…" }, ...item }, place, id, [item]),
  users_select: (block, item, place, id) =>
    choose(block, item, place, id, [{ options: place.world.people.filter((p) => !p.is_bot).map(asOption) }]),
  radio_buttons: (block, item, place) => tickable(block, item, place, "radio"),
  checkboxes: (block, item, place) => tickable(block, item, place, "checkbox"),
  plain_text_input: (block, item, place, id) =>
    item.multiline
      ? h(
          "textarea",
          { ...named(block, item, id), rows: 4, placeholder: words(item.placeholder), maxlength: item.max_length },
          item.initial_value ?? "",
        )
      : h("input", {
          ...named(block, item, id),
          type: "text",
          placeholder: words(item.placeholder),
          maxlength: item.max_length,
          value: item.initial_value,
        }),
  datepicker: (block, item, place, id) => picker(block, item, place, id, "date", item.initial_date),
  timepicker: (block, item, place, id) => picker(block, item, place, id, "time", item.initial_time),
};

/** Draws one element; `id` ties it to its label in an input block. */
export function control(block, item, place, id) {
  const make = Object.hasOwn(MAKE, item.type) ? MAKE[item.type] : null;
  const node = make ? make(block, item, place, id) : h("span", { class: "faint" }, `(${item.type})`);
  if (item.action_id) node.setAttribute("data-testid", `act-${item.action_id}`);
  return node;
}

const named = (block, item, id) => ({
  id,
  name: `${block.block_id}/${item.action_id}`,
  "aria-label": id ? undefined : words(item.placeholder) || item.action_id,
});
const groups = (item) => item.option_groups ?? [{ options: item.options ?? [] }];
const asOption = (person) => ({ text: { type: "plain_text", text: person.name }, value: person.id });

function choose(block, item, place, id, all) {
  const first = item.initial_option?.value ?? item.initial_user;
  const option = (o) => h("option", { value: o.value, selected: o.value === first }, words(o.text));
  const find = (value) => all.flatMap((g) => g.options).find((o) => o.value === value);
  return h(
    "select",
    {
      ...named(block, item, id),
      onchange: (event) =>
        place.press?.(block, item, {
          selected: item.type === "users_select" ? event.target.value : find(event.target.value),
        }),
    },
    !first && h("option", { value: "" }, words(item.placeholder) || "Choose…"),
    all.map((g) =>
      g.label ? h("optgroup", { label: words(g.label) }, g.options.map(option)) : g.options.map(option),
    ),
  );
}

function tickable(block, item, place, type) {
  const set = new Set([item.initial_option, ...(item.initial_options ?? [])].filter(Boolean).map((o) => o.value));
  const press = (event) => {
    const box = event.currentTarget.closest(".ticks");
    const chosen = item.options.filter((o) =>
      [...box.querySelectorAll("input:checked")].some((i) => i.value === o.value),
    );
    place.press?.(block, item, { selected: type === "radio" ? chosen[0] : chosen });
  };
  return h(
    "div",
    { class: "ticks" },
    item.options.map((o) =>
      h(
        "label",
        { class: "tick" },
        h("input", {
          type,
          name: `${block.block_id}/${item.action_id}`,
          value: o.value,
          checked: set.has(o.value),
          onchange: press,
        }),
        h(
          "span",
          {},
          textObject(o.text, place.world),
          o.description && h("span", { class: "faint" }, " ", textObject(o.description, place.world)),
        ),
      ),
    ),
  );
}

function picker(block, item, place, id, type, value) {
  return h("input", {
    ...named(block, item, id),
    type,
    value,
    onchange: (e) => place.press?.(block, item, { selected: e.target.value }),
  });
}

const READ = {
  plain_text_input: (nodes) => ({ value: nodes[0].value || null }),
  static_select: (nodes, item) => ({ selected_option: option(item, nodes[0].value) }),
  users_select: (nodes) => ({ selected_user: nodes[0].value || null }),
  radio_buttons: (nodes, item) => ({ selected_option: option(item, nodes.find((n) => n.checked)?.value) }),
  checkboxes: (nodes, item) => ({
    selected_options: nodes.filter((n) => n.checked).map((n) => option(item, n.value)),
  }),
  datepicker: (nodes) => ({ selected_date: nodes[0].value || null }),
  timepicker: (nodes) => ({ selected_time: nodes[0].value || null }),
};

function option(item, value) {
  const found = groups(item)
    .flatMap((g) => g.options)
    .find((o) => o.value === value);
  return found ? { text: found.text, value: found.value } : null;
}

/** What a person filled into a view's form, in the form of Slack's `state.values`. */
export function valuesOf(view, form) {
  const values = {};
  for (const block of view.blocks ?? []) {
    for (const item of [block.element, block.accessory, ...(block.elements ?? [])]) {
      if (!item?.action_id || !Object.hasOwn(READ, item.type)) continue;
      const nodes = [...form.elements].filter((n) => n.name === `${block.block_id}/${item.action_id}`);
      if (!nodes.length) continue;
      (values[block.block_id] ??= {})[item.action_id] = { type: item.type, ...READ[item.type](nodes, item) };
    }
  }
  return values;
}
