// Selects of every kind: a field to type into, a list to choose from; with several choices each stands as a chip before the field.

import { el, newId } from "./dom.js";
import { openAt } from "./popup.js";

/**
 * One select. `chosen`: items at the start; `load(typed)`: resolves to {groups: [{label, items}], note};
 * `onchange(items)` is told of each change. An item is {key, text, description, value}.
 */
export class Picker {
  constructor({ id, label, describedby, placeholder, multiple = false, clearable = false, chosen = [], wait = 0, load, onchange }) {
    Object.assign(this, { multiple, clearable, chosen, wait, load, onchange, active: -1, shown: [], turn: 0, close: null });
    this.listId = newId("list");
    this.input = el("input", {
      id, role: "combobox", type: "text", autocomplete: "off", spellcheck: "false", "aria-expanded": "false", "aria-controls": this.listId,
      "aria-autocomplete": "list", "aria-label": label, "aria-describedby": describedby, placeholder: placeholder ?? "Select an option",
    });
    this.chips = el("span", { class: "chips" });
    this.node = el("span", { class: multiple ? "picker several" : "picker" }, this.chips, this.input);
    this.listen();
    this.write();
  }

  listen() {
    this.input.addEventListener("click", () => this.open(this.multiple ? this.input.value : ""));
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.left(), 100));
  }

  left() {
    if (document.activeElement === this.input) return;
    this.close?.();
    if (this.clearable && !this.multiple && !this.input.value && this.chosen.length) return this.change([]);
    this.write();
  }

  write() {
    this.input.value = this.multiple ? "" : (this.chosen[0]?.text ?? "");
    this.chips.replaceChildren(...(this.multiple ? this.chosen.map((item) => this.chip(item)) : []));
  }

  chip(item) {
    const remove = () => {
      this.change(this.chosen.filter((one) => one.key !== item.key));
      this.input.focus();
    };
    return el("span", { class: "chip" }, item.text, el("button", { type: "button", "aria-label": `Remove ${item.text}`, onclick: remove }, "×"));
  }

  change(items) {
    this.chosen = items;
    this.write();
    this.onchange(items);
  }

  async open(typed) {
    const turn = (this.turn += 1);
    if (!this.close) {
      this.list = el("div", { role: "listbox", id: this.listId, "aria-label": "Choices", "aria-multiselectable": this.multiple ? "true" : null });
      this.note = el("div", { class: "note", role: "status" });
      const popup = el("div", { class: "popup list", onpointerdown: (event) => event.preventDefault() }, this.list, this.note);
      this.close = openAt(this.node, popup, () => {
        this.close = null;
        this.turn += 1;
        this.active = -1;
        this.input.setAttribute("aria-expanded", "false");
        this.input.removeAttribute("aria-activedescendant");
      });
      this.input.setAttribute("aria-expanded", "true");
      this.tell(this.wait ? "Loading…" : "");
    }
    if (this.wait && typed) await new Promise((done) => setTimeout(done, this.wait));
    if (turn !== this.turn) return;
    const found = await this.load(typed);
    if (turn === this.turn && this.close) this.show(found);
  }

  show({ groups, note }) {
    this.shown = [];
    const parts = groups.filter((group) => group.items.length).map((group) => {
      const id = newId("group");
      const options = group.items.map((item) => this.option(item));
      return group.label ? el("div", { role: "group", "aria-labelledby": id }, el("div", { class: "group", id }, group.label), options) : options;
    });
    this.list.replaceChildren(...parts.flat());
    this.tell(note || (this.shown.length ? "" : "No results"));
    this.mark(this.shown.findIndex((one) => this.has(one.item)) >= 0 && !this.multiple ? this.shown.findIndex((one) => this.has(one.item)) : 0);
  }

  /** A word below the choices, or in place of them. */
  tell(words) {
    this.note.textContent = words;
    this.note.hidden = !words;
    this.list.hidden = !this.list.childElementCount;
  }

  has(item) {
    return this.chosen.some((one) => one.key === item.key);
  }

  option(item) {
    const node = el(
      "div",
      { role: "option", id: newId("option"), "aria-selected": String(this.has(item)), onclick: () => this.choose(item) },
      el("span", {}, item.text),
      item.description && el("small", {}, item.description),
    );
    this.shown.push({ node, item });
    return node;
  }

  choose(item) {
    if (!this.multiple) {
      this.close?.();
      this.change([item]);
      return;
    }
    this.change(this.has(item) ? this.chosen.filter((one) => one.key !== item.key) : [...this.chosen, item]);
    this.close?.();
    this.input.focus();
  }

  mark(index) {
    this.shown[this.active]?.node.classList.remove("active");
    this.active = this.shown.length ? (index + this.shown.length) % this.shown.length : -1;
    const node = this.shown[this.active]?.node;
    if (!node) return;
    node.classList.add("active");
    node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", node.id);
  }

  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.close) this.mark(this.active + step);
      else this.open("");
    } else if (event.key === "Enter") {
      event.preventDefault();
      const item = this.shown[this.active]?.item;
      if (this.close && item) this.choose(item);
      else if (!this.close) this.open("");
    } else if (event.key === "Escape" && this.close) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.write();
    } else if (event.key === "Backspace" && this.multiple && !this.input.value && this.chosen.length) {
      this.change(this.chosen.slice(0, -1));
    }
  }
}

/** Items of which every typed word is part, for lists that the page has itself. */
export function matching(groups, typed, of = (item) => `${item.text} ${item.description ?? ""}`) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (item) => words.every((word) => of(item).toLowerCase().includes(word));
  return { groups: groups.map((group) => ({ ...group, items: group.items.filter(fits) })) };
}
