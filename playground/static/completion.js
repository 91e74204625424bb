// Completion while typing: a list under a field, arrow keys, Enter or Tab to take, Escape to leave.

import { el, newId } from "./dom.js";
import { openAt } from "./popup.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** `find()`: null, or {name, items: [{text, hint?, description?, choose()}]} for what stands before the caret. Register it before other key listeners. */
export function completion(field, anchor, find) {
  const listId = newId("completion");
  let close = null;
  let nodes = [];
  let items = [];
  let active = 0;
  const shut = () => close?.();

  function mark(index) {
    nodes[active]?.classList.remove("active");
    nodes[active]?.setAttribute("aria-selected", "false");
    active = (index + nodes.length) % nodes.length;
    nodes[active].classList.add("active");
    nodes[active].setAttribute("aria-selected", "true");
    nodes[active].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", nodes[active].id);
  }

  function choose(index) {
    const item = items[index];
    shut();
    item.choose();
  }

  function show() {
    const found = document.activeElement === field ? find() : null;
    shut();
    if (!found?.items.length) return;
    items = found.items;
    nodes = items.map((item, index) => option(item, () => choose(index)));
    const list = el("div", { class: "popup list completion", role: "listbox", id: listId, "aria-label": found.name, onpointerdown: (event) => event.preventDefault() }, nodes);
    close = openAt(anchor, list, () => {
      close = null;
      for (const name of ["aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
    });
    field.setAttribute("aria-controls", listId);
    mark(0);
  }

  function pressed(event) {
    if (!close || event.isComposing) return;
    const taken = event.key === "Enter" || event.key === "Tab";
    if (event.key in STEPS) mark(active + STEPS[event.key]);
    else if (taken) choose(active);
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  field.addEventListener("keydown", pressed);
  field.addEventListener("input", show);
  field.addEventListener("click", show);
  field.addEventListener("blur", shut);
  return { show, shut };
}

const option = (item, onclick) =>
  el("div", { role: "option", id: newId("option"), "aria-selected": "false", onclick }, el("span", {}, item.text, item.hint && el("i", {}, ` ${item.hint}`)), item.description && el("small", {}, item.description));

/** People whose name or handle begins so. */
export function peopleLike(typed, people) {
  const wanted = typed.toLowerCase();
  return people.filter((one) => !one.deleted && (one.handle.startsWith(wanted) || one.name.toLowerCase().split(" ").some((word) => word.startsWith(wanted))));
}
