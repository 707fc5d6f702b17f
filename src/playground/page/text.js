// Slack's mrkdwn as nodes: bold, code, quotes, links, mentions, emoji and dates for one reader.

import { h } from "./dom.js";
import { emoji, hasEmoji } from "./emoji.js";
import { fillTokens } from "./time.js";

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):|(?<![\p{L}\p{N}])([*_~])(?=\S)(.+?)(?<=\S)\4(?![\p{L}\p{N}])/gsu;
const STYLES = { "*": "strong", _: "em", "~": "s" };

/** Undoes Slack's three escapes; the ampersand last. */
export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Words without any markup but emoji. */
export function plain(text, emojis = true) {
  if (!emojis) return [text];
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(/:([a-z0-9_+'-]+):/g)) {
    if (!hasEmoji(found[1])) continue;
    nodes.push(text.slice(from, found.index), emoji(found[1]));
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
}

/** A text object of Block Kit: mrkdwn or plain. */
export function textObject(object, world) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, world) : plain(object.text ?? "", object.emoji !== false);
}

/** Mrkdwn as nodes, for the reader of `world`. */
export function mrkdwn(text, world) {
  const pieces = (text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  return pieces.flatMap((piece, i) => (i % 2 ? [h("pre", {}, unescape(piece))] : lines(piece, world)));
}

function lines(text, world) {
  const nodes = [];
  let quote = [];
  const flush = () => {
    if (quote.length) nodes.push(h("blockquote", {}, broken(quote.join("\n"), world)));
    quote = [];
  };
  let before = [];
  const say = () => {
    if (before.length) nodes.push(...broken(before.join("\n"), world));
    before = [];
  };
  for (const line of text.split("\n")) {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      say();
      quote.push(quoted[1]);
    } else {
      flush();
      before.push(line);
    }
  }
  flush();
  say();
  return nodes;
}

/** Inline nodes; line breaks stay as they are and are shown by `white-space: pre-wrap`. */
function broken(text, world) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    const node = inline(found, world);
    if (!node) continue;
    nodes.push(unescape(text.slice(from, found.index)), node);
    from = found.index + found[0].length;
  }
  return [...nodes, unescape(text.slice(from))];
}

function inline([, code, token, name, mark, inner], world) {
  if (code) return h("code", {}, unescape(code));
  if (token) return special(token, world);
  if (name) return hasEmoji(name) ? emoji(name) : null;
  return h(STYLES[mark], {}, broken(inner, world));
}

function special(token, world) {
  const [body, label] = token.includes("|")
    ? [token.slice(0, token.indexOf("|")), token.slice(token.indexOf("|") + 1)]
    : [token, null];
  if (/^@[UW]/.test(body)) return person(body.slice(1), world, label);
  if (/^#C/.test(body)) return channel(body.slice(1), world, label);
  if (body.startsWith("!subteam^")) return group(body.slice(9), world, label);
  if (body.startsWith("!date^")) return date(body, label, world);
  if (/^!(here|channel|everyone)/.test(body))
    return h("span", { class: "mention me" }, `@${body.slice(1).split("^")[0]}`);
  if (body.startsWith("!")) return document.createTextNode(unescape(label ?? ""));
  return link(unescape(body), label === null ? null : [unescape(label)]);
}

/** A mention of a person. */
export function person(id, world, label) {
  const name = world.people.find((p) => p.id === id)?.name ?? label ?? id;
  return h(
    "span",
    { class: id === world.me.id ? "mention me" : "mention", "data-user": id },
    `@${name.replace(/^@/, "")}`,
  );
}

/** A mention of a group. */
export function group(id, world, label) {
  const handle = world.groups?.find((g) => g.id === id)?.handle ?? label ?? id;
  return h("span", { class: "mention" }, `@${handle.replace(/^@/, "")}`);
}

/** The name of a channel. */
export function channel(id, world, label) {
  const name = world.channels.find((c) => c.id === id)?.name ?? (label || "a private channel");
  return h("span", { class: "mention" }, `#${name.replace(/^#/, "")}`);
}

/** A link, when its address is one that can do no harm; otherwise only its words. */
export function link(url, words) {
  const shown = words ?? [url.replace(/^mailto:/, "")];
  if (!/^(https?|mailto|tel):/i.test(url)) return h("span", {}, shown);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, shown);
}

function date(body, label, world) {
  const [, seconds, format, url] = body.split("^");
  if (!/^-?\d+$/.test(seconds) || !format) return document.createTextNode(unescape(label ?? ""));
  const words = fillTokens(unescape(format), Number(seconds), world.now, world.me.tz);
  const time = h("time", { class: "moment", title: unescape(label ?? "") }, words);
  return url ? link(unescape(url), [time]) : time;
}
