// Block Kit as nodes. `place` says where the blocks stand and takes what is pressed there:
// `{ world, press(block, element, choice) }`; in a modal also `{ errors }`.

import { control } from "./controls.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channel, group, link, mrkdwn, person, textObject } from "./text.js";
import { fillTokens } from "./time.js";

const DRAW = {
  section: (block, place) =>
    h(
      "div",
      { class: "section" },
      h(
        "div",
        { class: "words" },
        block.text && h("div", {}, textObject(block.text, place.world)),
        block.fields &&
          h(
            "div",
            { class: "fields" },
            block.fields.map((f) => h("div", {}, textObject(f, place.world))),
          ),
      ),
      block.accessory && h("div", { class: "accessory" }, element(block, block.accessory, place)),
    ),
  context: (block, place) =>
    h(
      "div",
      { class: "context" },
      block.elements.map((e) => h("span", {}, element(block, e, place))),
    ),
  actions: (block, place) =>
    h(
      "div",
      { class: "actions" },
      block.elements.map((e) => element(block, e, place)),
    ),
  divider: () => h("hr"),
  header: (block, place) => h("h3", { class: "headline" }, textObject(block.text, place.world)),
  image: (block, place) => element(block, block, place),
  rich_text: (block, place) => block.elements.map((e) => rich(e, place.world)),
  markdown: (block, place) => h("div", { class: "words" }, mrkdwn(block.text, place.world)),
  input: (block, place) => input(block, place),
};

/** Draws blocks one under the other; a kind that is not known here says so instead of vanishing. */
export function blocks(list, place) {
  return (list ?? []).map((block, i) =>
    h(
      "div",
      {
        class: "block",
        "data-block": block.block_id ?? i,
        "data-type": block.type,
        // another input in its place is another one, and not this one with what was typed into it
        "data-key": block.type === "input" ? block.block_id : undefined,
      },
      Object.hasOwn(DRAW, block.type)
        ? DRAW[block.type](block, place)
        : h("p", { class: "faint" }, `(a block of type “${block.type}”, not shown here)`),
    ),
  );
}

function element(block, item, place) {
  if (item.type === "mrkdwn" || item.type === "plain_text") return textObject(item, place.world);
  if (item.type === "image" && item.slack_file?.id)
    return h("img", { class: "shown", src: `/files/${item.slack_file.id}`, alt: item.alt_text ?? "" });
  // a picture from elsewhere is not fetched: its words stand in its place
  if (item.type === "image")
    return h("span", { class: "picture", role: "img", "aria-label": item.alt_text }, item.alt_text ?? "image");
  return control(block, item, place);
}

function input(block, place) {
  const id = `in-${block.block_id}`;
  const many = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const error = place.errors?.[block.block_id];
  return h(
    many ? "fieldset" : "div",
    { class: error ? "field wrong" : "field", "data-testid": `field-${block.block_id}` },
    h(
      many ? "legend" : "label",
      many ? {} : { for: id },
      textObject(block.label, place.world),
      block.optional && h("span", { class: "faint" }, " (optional)"),
    ),
    control(block, block.element, place, id),
    block.hint && h("p", { class: "faint" }, textObject(block.hint, place.world)),
    error && h("p", { class: "error", role: "alert", "data-testid": "field-error" }, error),
  );
}

const LEAVES = {
  text: (leaf) => styled(leaf, leaf.text),
  user: (leaf, world) => person(leaf.user_id, world),
  usergroup: (leaf, world) => group(leaf.usergroup_id, world),
  channel: (leaf, world) => channel(leaf.channel_id, world),
  broadcast: (leaf) => h("span", { class: "mention me" }, `@${leaf.range}`),
  emoji: (leaf) => emoji(leaf.name, character(leaf.unicode)),
  link: (leaf) => link(leaf.url ?? "", leaf.text ? [leaf.text] : null),
  date: (leaf, world) =>
    h(
      "time",
      { class: "moment" },
      fillTokens(leaf.format ?? "", leaf.timestamp, world.now, world.me.tz) || leaf.fallback,
    ),
};

const CONTAINERS = { rich_text_quote: "blockquote", rich_text_preformatted: "pre", rich_text_section: "div" };

function rich(node, world, depth = 0) {
  if (depth > 16) return null;
  if (Object.hasOwn(LEAVES, node.type)) return LEAVES[node.type](node, world);
  const kids = (node.elements ?? []).map((kid) => rich(kid, world, depth + 1));
  if (node.type === "rich_text_list") {
    return h(
      node.style === "ordered" ? "ol" : "ul",
      {},
      kids.map((kid) => h("li", {}, kid)),
    );
  }
  return h(CONTAINERS[node.type] ?? "div", { class: "rich" }, kids);
}

function styled(leaf, text) {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
  return Object.keys(tags).reduce((node, style) => (leaf.style?.[style] ? h(tags[style], {}, node) : node), text);
}

/** "1f44b-1f3fd" as a character. */
function character(unicode) {
  const codes = (unicode ?? "").split("-").map((c) => Number.parseInt(c, 16));
  return codes.every((c) => c > 0 && c <= 0x10ffff) ? String.fromCodePoint(...codes) : undefined;
}
