// Modals: the view in front, those below it, errors, "Saving…".

import { drawBlock } from "./blocks.js";
import { el, place, say } from "./dom.js";
import { opener } from "./focus.js";
import { text } from "./mrkdwn.js";
import { ViewTarget } from "./targets.js";
import { act } from "./wire.js";
import { world } from "./world.js";

const FOCUS = "input, textarea, [contenteditable], button, a, select";

/** A view's blocks on the page. Blocks that stay as they are keep their nodes, and with them focus and caret. */
export class ViewBody {
  constructor(view) {
    this.target = new ViewTarget(view);
    this.node = el("div", { class: `view-body ${view.type}` });
    this.drawn = new Map();
  }

  show(view) {
    const changed = !this.hash || this.hash !== view.hash;
    this.target.renewed(view);
    if (changed) this.draw(view);
    this.hash = view.hash;
    for (const [id, { node }] of this.drawn) this.error(node, view.errors[id.split(" ")[0]]);
  }

  draw(view) {
    const focused = this.where();
    const next = new Map();
    view.blocks.forEach((block) => {
      const print = JSON.stringify(block);
      const before = this.drawn.get(block.block_id);
      next.set(block.block_id, before?.print === print && this.same(block, view) ? before : { print, node: drawBlock(block, this.target), held: this.held(block, view) });
    });
    this.drawn = next;
    place(this.node, [...next.values()].map((one) => one.node));
    this.back(focused);
  }

  held(block, view) {
    return JSON.stringify(view.state.values[block.block_id] ?? null);
  }

  /** Whether the field may stay: unless the server holds something that it never held and nobody typed. */
  same(block, view) {
    return this.target.values[block.block_id] !== undefined || this.drawn.get(block.block_id).held === this.held(block, view) || this.node.contains(document.activeElement);
  }

  where() {
    const focused = document.activeElement;
    const block = this.node.contains(focused) && focused.closest("[data-block]");
    return block ? { block: block.dataset.block, index: [...block.querySelectorAll(FOCUS)].indexOf(focused), focused } : null;
  }

  back(focused) {
    if (!focused || this.node.contains(focused.focused)) return;
    const block = this.drawn.get(focused.block)?.node;
    block?.querySelectorAll(FOCUS)[Math.max(0, focused.index)]?.focus();
  }

  error(node, words) {
    const slot = node.querySelector(".error");
    if (!slot || slot.textContent === (words ?? "")) return;
    slot.textContent = words ?? "";
    node.classList.toggle("wrong", Boolean(words));
    for (const field of node.querySelectorAll("input, textarea, [contenteditable]")) field.setAttribute("aria-invalid", String(Boolean(words)));
  }

  /** The first field that wants the focus. */
  focus() {
    const wanted = this.target.view.blocks.find((block) => block.element?.focus_on_load || block.accessory?.focus_on_load);
    const node = wanted ? this.drawn.get(wanted.block_id)?.node : null;
    (node ?? this.node).querySelector(node ? "input, textarea, [contenteditable], select" : ".input :is(input, textarea, [contenteditable])")?.focus();
  }
}

const dialog = document.getElementById("modal");
const bodies = new Map(); // by view id
let front = null;
let back = () => {};

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  close(false);
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
});
dialog.addEventListener("wants-submit", () => submit());

/** Shows what is in front now. */
export function showModals(views) {
  const known = new Set(views.map((one) => one.id));
  for (const id of bodies.keys()) if (!known.has(id)) bodies.delete(id);
  const view = views.at(-1);
  if (!view) return shut();
  if (!dialog.open) back = opener();
  const isNew = front !== view.id;
  const below = isNew && bodies.get(front);
  if (below) below.left = below.where();
  front = view.id;
  if (!bodies.has(view.id)) bodies.set(view.id, new ViewBody(view));
  const body = bodies.get(view.id);
  body.show(view);
  frame(view, body);
  if (!dialog.open) dialog.showModal();
  // A view without a button may wait for its form, which is as good as new when it comes.
  const isFilled = body.waits && Boolean(view.submit);
  body.waits = !view.submit;
  if (!isNew && !isFilled) return;
  if (body.left) body.left.focused.focus();
  else body.focus();
}

/** No form any more: whoever opened the first has the focus again. */
function shut() {
  front = null;
  if (!dialog.open) return;
  dialog.close();
  back();
}

function frame(view, body) {
  const print = JSON.stringify([view.id, view.title, view.submit, view.close, view.trouble, view.saving]);
  if (frame.print === print && dialog.contains(body.node)) return;
  frame.print = print;
  const focused = document.activeElement?.dataset?.does;
  const button = (does, attributes, ...words) => el("button", { type: "button", dataset: { does }, ...attributes }, words);
  dialog.setAttribute("aria-labelledby", "modal-title");
  const head = el("header", {}, el("h2", { id: "modal-title" }, text(view.title)), button("x", { class: "plain-button", "aria-label": "Close all", onclick: () => close(true) }, "×"));
  const foot = el(
    "footer",
    {},
    el("span", { class: "trouble", role: "alert" }, view.trouble),
    button("close", { class: "button", onclick: () => close(false) }, view.close ? text(view.close) : view.submit ? "Cancel" : "Close"),
    view.submit && button("submit", { class: "button primary", "aria-busy": view.saving ? "true" : null, onclick: () => submit() }, view.saving ? "Saving…" : text(view.submit)),
  );
  place(dialog, [head, body.node, foot]);
  if (focused) dialog.querySelector(`[data-does="${focused}"]`)?.focus();
}

/** Press the button: all that was put in goes with it. */
async function submit() {
  const body = bodies.get(front);
  if (!body?.target.view.submit || body.target.view.saving || submit.busy) return;
  submit.busy = true;
  try {
    await body.target.keep();
    frame({ ...body.target.view, saving: true, trouble: "" }, body);
    const came = await act("submit", { view: body.target.view.id });
    if (came.problems.length) say(`Slack would refuse the app's answer: ${came.problems.join("; ")}`);
    frame.print = "";
    await world.redraw();
    if (Object.keys(came.errors).length) {
      const wrong = dialog.querySelector(".wrong");
      wrong?.querySelector("input, textarea, [contenteditable]")?.focus();
      wrong?.scrollIntoView({ block: "nearest" });
    }
  } catch (error) {
    frame.print = "";
    say(error.message);
    world.redraw();
  } finally {
    submit.busy = false;
  }
}

async function close(everything) {
  const view = front;
  if (!view || document.getElementById("confirm").open) return;
  try {
    await act("close", { view, everything });
  } catch (error) {
    say(error.message);
  }
  world.redraw();
}
