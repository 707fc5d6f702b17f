// Modals, the question before a dangerous press, and the app's Home tab.

import { blocks } from "./blocks.js";
import { valuesOf } from "./controls.js";
import { h, show } from "./dom.js";
import { textObject } from "./text.js";

/** Brings the dialog to the view on top, or closes it. */
export function showModal(app, dialog) {
  const view = app.world.modal;
  if (!view) {
    if (dialog.open) dialog.close();
    return;
  }
  const close = () => app.act({ do: "close", view_id: view.id });
  dialog.oncancel = (event) => {
    event.preventDefault();
    close();
  };
  const submit = (event) => {
    event.preventDefault();
    app.submit(view, valuesOf(view, event.currentTarget));
  };
  const place = {
    world: app.world,
    errors: app.ui.errors ?? view.errors,
    press: (block, item, choice) =>
      (block.type !== "input" || block.dispatch_action) && app.pressView(view, block, item, choice),
  };
  show(
    dialog,
    h(
      "form",
      { "data-key": `${view.id}`, novalidate: true, onsubmit: submit },
      h(
        "header",
        {},
        h("h2", { id: "modal-title" }, textObject(view.title, app.world)),
        h(
          "button",
          { type: "button", class: "quiet", "aria-label": "Close", "data-testid": "modal-x", onclick: close },
          "×",
        ),
      ),
      h("div", { class: "modal-body" }, blocks(view.blocks, place)),
      app.ui.modalError && h("p", { class: "error", role: "alert" }, app.ui.modalError),
      h(
        "footer",
        {},
        h(
          "button",
          { type: "button", class: "press", "data-testid": "modal-close", onclick: close },
          view.close?.text ?? "Cancel",
        ),
        view.submit &&
          h("button", { type: "submit", class: "press primary", "data-testid": "modal-submit" }, view.submit.text),
      ),
    ),
  );
  if (!dialog.open) dialog.showModal();
}

/** Asks the confirm question of an element; resolves to whether to go on. */
export function confirmed(app, dialog, item) {
  if (!item.confirm) return Promise.resolve(true);
  return ask(dialog, {
    title: textObject(item.confirm.title, app.world),
    text: textObject(item.confirm.text, app.world),
    yes: item.confirm.confirm?.text ?? "Yes",
    no: item.confirm.deny?.text ?? "Cancel",
  });
}

/** Asks yes or no. */
export function ask(dialog, { title, text, yes, no }) {
  show(
    dialog,
    h(
      "form",
      { method: "dialog" },
      h("header", {}, h("h2", { id: "confirm-title" }, title)),
      h("div", { class: "modal-body" }, text),
      h(
        "footer",
        {},
        h("button", { class: "press", value: "no", "data-testid": "confirm-no" }, no),
        h("button", { class: "press primary", value: "yes", "data-testid": "confirm-yes" }, yes),
      ),
    ),
  );
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

/** The Home tab of Unrush. */
export function home(app) {
  const view = app.world.home;
  const place = { world: app.world, press: (block, item, choice) => app.pressView(view, block, item, choice) };
  return h(
    "div",
    { class: "home", "data-testid": "home" },
    view ? blocks(view.blocks, place) : h("p", { class: "faint" }, "Unrush has put nothing here yet."),
  );
}
