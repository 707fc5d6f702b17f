// The things in blocks that people press and fill in, and reading what they filled in.

import { h } from "./dom.js";
import { plain, textObject } from "./text.js";
import { moment, wall } from "./time.js";

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
  multi_static_select: (block, item, place, id) => chooseSome(block, item, place, id, groups(item)),
  users_select: (block, item, place, id) => choose(block, item, place, id, people(place)),
  multi_users_select: (block, item, place, id) => chooseSome(block, item, place, id, people(place)),
  channels_select: (block, item, place, id) => choose(block, item, place, id, rooms(place)),
  multi_channels_select: (block, item, place, id) => chooseSome(block, item, place, id, rooms(place)),
  conversations_select: (block, item, place, id) => choose(block, item, place, id, rooms(place)),
  multi_conversations_select: (block, item, place, id) => chooseSome(block, item, place, id, rooms(place)),
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
  email_text_input: (block, item, place, id) => typed(block, item, id, "email"),
  url_text_input: (block, item, place, id) => typed(block, item, id, "url"),
  number_input: (block, item, place, id) => typed(block, item, id, "number"),
  datepicker: (block, item, place, id) => picker(block, item, place, id, "date", item.initial_date),
  timepicker: (block, item, place, id) => picker(block, item, place, id, "time", item.initial_time),
  datetimepicker: (block, item, place, id) => {
    const { tz } = place.world.me;
    const first = item.initial_date_time && wall(Number(item.initial_date_time), tz);
    const node = picker(block, item, place, id, "datetime-local", first);
    node.setAttribute("data-zone", tz);
    node.onchange = (e) => place.press?.(block, item, { selected: moment(e.target.value, tz) });
    return node;
  },
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
const asOption = (named) => ({ text: { type: "plain_text", text: named.name }, value: named.id });
const people = (place) => [{ options: place.world.people.filter((p) => !p.is_bot).map(asOption) }];
const rooms = (place) => [
  { options: place.world.channels.filter((c) => c.kind !== "im").map((c) => asOption({ ...c, name: `#${c.name}` })) },
];
/** Kinds whose choice is told by its id; others by the whole option. */
const byId = (item) => !/static_select|overflow|radio|checkboxes/.test(item.type);
const optionsOf = (all) => all.flatMap((g) => g.options);

function choose(block, item, place, id, all) {
  const first =
    item.initial_option?.value ?? item.initial_user ?? item.initial_channel ?? item.initial_conversation;
  const find = (value) => optionsOf(all).find((o) => o.value === value);
  const selected = (value) => (byId(item) ? value : find(value));
  return h(
    "select",
    {
      ...named(block, item, id),
      onchange: (event) => place.press?.(block, item, { selected: selected(event.target.value) }),
    },
    !first && h("option", { value: "" }, words(item.placeholder) || "Choose…"),
    listed(all, (o) => o.value === first),
  );
}

/** Several at once; the browser's own list, so the keyboard works as people know it. */
function chooseSome(block, item, place, id, all) {
  const first = [
    ...(item.initial_options ?? []).map((o) => o.value),
    ...(item.initial_users ?? item.initial_channels ?? item.initial_conversations ?? []),
  ];
  const count = optionsOf(all).length;
  const told = (select) =>
    [...select.selectedOptions].map((o) => (byId(item) ? o.value : optionsOf(all).find((one) => one.value === o.value)));
  return h(
    "select",
    {
      ...named(block, item, id),
      multiple: true,
      size: Math.min(7, Math.max(2, count)),
      onchange: (event) => place.press?.(block, item, { selected: told(event.target) }),
    },
    listed(all, (o) => first.includes(o.value)),
  );
}

function listed(all, chosen) {
  const option = (o) => h("option", { value: o.value, selected: chosen(o) }, words(o.text));
  return all.map((g) =>
    g.label ? h("optgroup", { label: words(g.label) }, g.options.map(option)) : g.options.map(option),
  );
}

function typed(block, item, id, type) {
  return h("input", {
    ...named(block, item, id),
    type,
    placeholder: words(item.placeholder),
    min: item.min_value,
    max: item.max_value,
    step: type === "number" && item.is_decimal_allowed ? "any" : undefined,
    value: item.initial_value,
  });
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

const some = (nodes) => [...nodes[0].selectedOptions].map((o) => o.value);
const typedIn = (nodes) => ({ value: nodes[0].value || null });
const READ = {
  plain_text_input: typedIn,
  email_text_input: typedIn,
  url_text_input: typedIn,
  number_input: typedIn,
  static_select: (nodes, item) => ({ selected_option: option(item, nodes[0].value) }),
  multi_static_select: (nodes, item) => ({ selected_options: some(nodes).map((value) => option(item, value)) }),
  users_select: (nodes) => ({ selected_user: nodes[0].value || null }),
  multi_users_select: (nodes) => ({ selected_users: some(nodes) }),
  channels_select: (nodes) => ({ selected_channel: nodes[0].value || null }),
  multi_channels_select: (nodes) => ({ selected_channels: some(nodes) }),
  conversations_select: (nodes) => ({ selected_conversation: nodes[0].value || null }),
  multi_conversations_select: (nodes) => ({ selected_conversations: some(nodes) }),
  radio_buttons: (nodes, item) => ({ selected_option: option(item, nodes.find((n) => n.checked)?.value) }),
  checkboxes: (nodes, item) => ({
    selected_options: nodes.filter((n) => n.checked).map((n) => option(item, n.value)),
  }),
  datepicker: (nodes) => ({ selected_date: nodes[0].value || null }),
  timepicker: (nodes) => ({ selected_time: nodes[0].value || null }),
  datetimepicker: (nodes) => ({ selected_date_time: moment(nodes[0].value, nodes[0].dataset.zone) }),
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
