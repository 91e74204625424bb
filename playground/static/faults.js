// Trouble on demand: slow, refused, lost, doubled. And the clock.

import { el, newId, say } from "./dom.js";
import { read, turn, turnOff } from "./wire.js";

const DELIVERIES = ["delivery:*", "delivery:slash_commands", "delivery:interactive", "delivery:events_api"];
const METHODS = ["*", "chat.postMessage", "chat.postEphemeral", "chat.update", "views.open", "views.push", "views.update", "views.publish", "users.info", "conversations.info"];
const KINDS = { delivery: ["slow", "dropped", "doubled", "reordered"], method: ["slow", "rate_limited", "error", "refuse", "reset", "lost", "garbled"] };
const WORDS = {
  "*": "any Web API call", "delivery:*": "any delivery", "delivery:slash_commands": "slash commands", "delivery:interactive": "buttons and forms", "delivery:events_api": "events",
  slow: "is slow", dropped: "never arrives", doubled: "arrives twice", reordered: "arrives after the next one", rate_limited: "is a 429", error: "is a 500", refuse: "is refused", garbled: "answers with half of its JSON",
  reset: "breaks off before", lost: "is carried out, its answer is lost",
};

const field = (label, control) => el("div", {}, el("label", { for: (control.id = newId("fault")) }, label), control);
const choices = (values) => values.map((value) => new Option(WORDS[value] ?? value, value));
const where = el("select", { class: "field", onchange: () => kinds() });
where.append(...choices([...DELIVERIES, ...METHODS]));
const kind = el("select", { class: "field" });
const times = el("input", { class: "field", type: "number", min: "1", max: "100", value: "1" });
const seconds = el("input", { class: "field", type: "number", min: "0", max: "60", step: "0.5", value: "4" });
const list = el("ul", { class: "rail", "aria-label": "Faults that are on" });
const node = el("div", {});
const ahead = el("input", { class: "field", type: "number", min: "1", value: "60" });

const kinds = () => kind.replaceChildren(...choices(KINDS[where.value.startsWith("delivery:") ? "delivery" : "method"]));

async function tried(work) {
  try {
    await work();
    await show();
  } catch (error) {
    say(error.message);
  }
}

const add = () => tried(() => turn("faults", { method: where.value, kind: kind.value, times: Number(times.value), seconds: Number(seconds.value) }));
const clear = () => tried(() => turnOff("faults"));
const advance = () => tried(async () => {
  const clock = await turn("clock", { seconds: Number(ahead.value) * 60 });
  say(`It is ${Math.round(clock.ahead / 60)} minutes later now.`);
});

node.append(
  el("form", { class: "faults", onsubmit: (event) => (event.preventDefault(), add()) },
    el("h3", {}, "Switch a fault on"), field("Where", where), field("What", kind), field("How often", times), field("Seconds", seconds), el("button", { type: "submit", class: "button primary" }, "Switch on")),
  el("h3", {}, "On now"), list, el("button", { type: "button", class: "button", onclick: clear }, "All off"),
  el("form", { class: "faults", onsubmit: (event) => (event.preventDefault(), advance()) }, el("h3", {}, "Time"), field("Minutes ahead", ahead), el("button", { type: "submit", class: "button" }, "Move the clock")),
);
kinds();

async function show() {
  const { faults } = await read("/playground/faults");
  const words = (one) => `${WORDS[one.method] ?? one.method}: ${(one.kinds ?? [one.kind]).map((each) => WORDS[each]).join(", ")}${one.times ? `, ${one.times} ×` : `, ${Math.round(one.share * 100)} %`}`;
  list.replaceChildren(...(faults.length ? faults.map((one) => el("li", {}, words(one))) : [el("li", { class: "note" }, "None.")]));
}

export function showFaults() {
  show().catch((error) => say(error.message));
  return node;
}
