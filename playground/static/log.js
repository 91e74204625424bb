// The log of the wire: each request and answer, with its time and what the validator said.

import { el, Keyed } from "./dom.js";
import { time } from "./dates.js";
import { read } from "./wire.js";

const KEPT = 300;
let entries = [];
let newest = 0;
const list = el("ol", { class: "wire", "aria-label": "Requests, newest first" });
const keyed = new Keyed(list);
const filter = el("input", { type: "search", class: "field", placeholder: "Filter, for example views.open", "aria-label": "Filter the log", oninput: () => show() });
const only = el("input", { type: "checkbox", id: "wire-trouble", onchange: () => show() });
const node = el("div", {}, el("div", { class: "filters" }, filter, el("span", {}, only, el("label", { for: "wire-trouble" }, "Trouble only"))), list);

export function showLog() {
  more();
  return node;
}

/** Fetch what is new; answers may have come for the newest that are there. */
export async function more() {
  const from = Math.max(0, newest - 20);
  const found = (await read(`/page/wire?after=${from}`)).entries;
  entries = [...entries.filter((one) => one.n <= from), ...found].slice(-KEPT);
  newest = entries.at(-1)?.n ?? newest;
  show();
}

/** The server has forgotten them. */
export function forgetLog() {
  entries = [];
  filter.value = "";
  only.checked = false;
  show();
}

const isTrouble = (one) => one.trouble || one.problems.length || one.status === null || one.status >= 400 || one.answer?.ok === false;

function show() {
  const wanted = filter.value.toLowerCase();
  const fits = (one) => (!wanted || `${one.name} ${JSON.stringify(one.request)}`.toLowerCase().includes(wanted)) && (!only.checked || isTrouble(one));
  const shown = entries.filter(fits).reverse();
  keyed.show(shown.map((one) => ({ key: one.n, data: one, draw: () => draw(one) })));
}

const WAY = { to_slack: ["→", "to Slack"], to_app: ["←", "to the app"] };

function draw(one) {
  const [arrow, words] = WAY[one.direction];
  const state = one.status === null ? "no answer" : one.answer?.ok === false ? (one.answer.error ?? one.status) : String(one.status);
  const details = el(
    "details",
    { class: isTrouble(one) ? "trouble" : "" },
    el("summary", {}, el("span", { class: `way ${one.direction}`, title: words, "aria-label": words, role: "img" }, arrow), el("span", { class: "name" }, one.name), el("span", { class: "state" }, state), el("span", { class: "ms" }, `${one.ms} ms`)),
  );
  details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(...inside(one)), { once: true });
  return el("li", {}, details, one.trouble && el("p", { class: "said" }, one.trouble), one.problems.map((each) => el("p", { class: "said" }, each)));
}

function pretty(value) {
  if (typeof value !== "string") return JSON.stringify(value, null, 1);
  try {
    return JSON.stringify(JSON.parse(value), null, 1);
  } catch {
    return value; // no JSON: as it came
  }
}

const inside = (one) => [el("p", { class: "note" }, `No. ${one.n}, ${time(new Date(one.at * 1000), true)}`), ...body("Request", one.request), ...body("Answer", one.answer)];
const body = (name, value) => (value === null || value === "" ? [el("p", { class: "note" }, `${name}: empty`)] : [el("h3", {}, name), el("pre", { tabindex: "0" }, pretty(value))]);
