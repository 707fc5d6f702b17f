// Building and updating the page. Words only ever become text nodes; nothing here parses HTML.

const HANDLERS = ["onclick", "onmousedown", "onkeydown", "oninput", "onchange", "onsubmit"];

/** Makes an element. `on…` properties are handlers, `css` holds custom properties, the rest are attributes. */
export function h(tag, props = {}, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("aria-") || name.startsWith("data-")) node.setAttribute(name, String(value));
    else if (value === false) continue;
    else if (name.startsWith("on")) node[name] = value;
    else if (name === "css") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...kids.flat(9).filter((kid) => kid !== undefined && kid !== null && kid !== false && kid !== ""));
  return node;
}

/** Makes a small drawing from path descriptions: `[tag, attributes]`. */
export function draw(size, shapes) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}

/** Brings what stands under `root` to what `kids` say, keeping focus, typed text and scroll positions. */
export function show(root, ...kids) {
  const fresh = root.cloneNode(false);
  fresh.append(...kids.flat(9).filter(Boolean));
  children(root, fresh);
}

/** Whether the newest line of a list can be seen; a list that is not there yet will begin there. */
export const atBottom = (log) => !log || log.scrollHeight - log.scrollTop - log.clientHeight < 60;

/** Shows the newest line of a list. */
export function toBottom(log) {
  if (log) log.scrollTop = log.scrollHeight;
}

const key = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null);
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);

function morph(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "style" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.style.cssText !== fresh.style.cssText) old.style.cssText = fresh.style.cssText;
  for (const name of HANDLERS) old[name] = fresh[name];
  // What stands in a text box belongs to the person who types.
  if (old.nodeName !== "TEXTAREA") children(old, fresh);
}

function children(old, fresh) {
  const keyed = new Map([...old.children].filter((kid) => key(kid) !== null).map((kid) => [key(kid), kid]));
  let at = old.firstChild;
  for (const kid of [...fresh.childNodes]) {
    const known = key(kid) === null ? null : keyed.get(key(kid));
    if (known && known !== at && alike(known, kid)) {
      old.insertBefore(known, at);
      morph(known, kid);
    } else if (at && alike(at, kid)) {
      const next = at.nextSibling;
      morph(at, kid);
      at = next;
    } else {
      old.insertBefore(kid, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
