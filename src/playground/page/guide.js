// The guide: stories of a few steps each. It looks at the world, ticks itself off, and marks the next click.

import { h } from "./dom.js";
import { begin, open, place, advance, target } from "./progress.js";
import { STORIES } from "./stories.js";
import { mrkdwn } from "./text.js";

/** The guide. */
export function guide(app) {
  advance(app);
  const small = !app.ui.guideOpen;
  // beside a thread there is room for the step at hand only
  const brief = app.ui.thread !== null;
  return h(
    "section",
    { class: `guide${small ? " folded" : ""}${brief ? " brief" : ""}`, "aria-labelledby": "guide-title", "data-testid": "guide" },
    h(
      "header",
      {},
      h("h2", { id: "guide-title" }, "Stories to try"),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-testid": "guide-fold",
          "aria-expanded": !small,
          onclick: () => app.foldGuide(),
        },
        small ? "Show" : "Hide",
      ),
    ),
    !small &&
      h(
        "ol",
        { class: "stories" },
        STORIES.filter((story) => !brief || story === open()).map((story) => h("li", { "data-key": story.id }, told(app, story))),
      ),
  );
}

function told(app, story) {
  const isOpen = story === open();
  const { step } = place(story);
  const isDone = step >= story.steps.length;
  const count = isDone ? "✓" : `${step}/${story.steps.length}`;
  return [
    h(
      "button",
      {
        type: "button",
        class: `story${isDone ? " done" : ""}`,
        "data-testid": `story-${story.id}`,
        "aria-expanded": isOpen,
        onclick: () => {
          begin(story.id);
          app.render();
        },
      },
      h("span", { class: "number", "aria-hidden": "true" }, count),
      h("strong", {}, story.title, isDone && h("span", { class: "sr" }, " (done)")),
    ),
    isOpen && !isDone && h("p", { class: "faint about" }, story.about),
    isOpen &&
      h(
        "ol",
        { class: "steps-list" },
        story.steps.map((one, i) => stepOf(app, one, i, step)),
      ),
    isOpen && isDone && ending(app, story),
  ];
}

function stepOf(app, step, i, now) {
  const done = i < now;
  const current = i === now;
  return h(
    "li",
    {
      class: `step${done ? " done" : ""}${current ? " current" : ""}`,
      "data-key": `step-${i + 1}`,
      "data-testid": `step-${i + 1}`,
      "data-done": done,
      "aria-current": current ? "step" : undefined,
    },
    h("span", { class: "number", "aria-hidden": "true" }, done ? "✓" : i + 1),
    h(
      "div",
      {},
      h("h3", {}, step.title, done && h("span", { class: "sr" }, " (done)")),
      current && [
        h("p", {}, step.words),
        step.say && h("p", { class: "example" }, mrkdwn(step.say, app.world)),
        step.why && h("p", { class: "faint" }, step.why),
        step.say && fill(app, step),
        step.wait && waitFor(app, step),
      ],
    ),
  );
}

function fill(app, step) {
  return h(
    "button",
    {
      type: "button",
      class: "press",
      "data-testid": "fill-in",
      onclick: () => app.fillIn(step.say, step.in, step.be),
    },
    "Fill it in for me",
  );
}

function waitFor(app, step) {
  const { until } = place(open());
  const left = Math.ceil(until - app.now());
  return (
    left > 0 &&
    h(
      "button",
      {
        type: "button",
        class: "press",
        "data-testid": "story-wait",
        onclick: () => app.act({ do: "step", seconds: Math.max(1, Math.ceil(until - app.now())) }),
      },
      step.wait.label,
    )
  );
}

function ending(app, story) {
  const following = STORIES[STORIES.indexOf(story) + 1];
  return h(
    "div",
    { class: "cheer", "data-testid": "guide-done" },
    h("p", {}, story.end),
    following
      ? h(
          "button",
          {
            type: "button",
            class: "press primary",
            "data-testid": "next-story",
            onclick: () => {
              begin(following.id);
              app.render();
            },
          },
          `Next: ${following.title}`,
        )
      : h("p", {}, "Now it is yours. ", h("code", {}, "/async help"), " says what else there is."),
  );
}

/** Marks the next click of the story, and only that. */
export function mark(app) {
  const there = app.ui.guideOpen ? target(app) : null;
  for (const old of document.querySelectorAll(".marked")) if (old !== there) old.classList.remove("marked");
  there?.classList.add("marked");
}
