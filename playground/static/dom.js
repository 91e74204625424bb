// Elements. Text goes in as text nodes, never as markup.

import { focusAgain, focusIn } from "./focus.js";

function put(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") Object.assign(node.style, value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : value);
}

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) put(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

export const el = (name, attributes, ...children) => made(document.createElement(name), attributes, children);
export const svg = (name, attributes, ...children) => made(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

let last = 0;
export const newId = (prefix = "e") => `${prefix}-${(last += 1)}`;

const ICONS = {
  eye: "M1 8s2.6-5 7-5 7 5 7 5-2.6 5-7 5-7-5-7-5Zm7 2.2A2.2 2.2 0 1 0 8 5.8a2.2 2.2 0 0 0 0 4.4Z",
  lock: "M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7h1Zm2 0h4V5a2 2 0 0 0-4 0v2Z",
  send: "M1 14.5 15.5 8 1 1.5v5L10 8 1 9.5v5Z",
  check: "M6.4 12.6 1.6 7.8l1.7-1.7 3.1 3.1 6.3-6.3 1.7 1.7-8 8Z",
  face: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM5.6 5.5a1 1 0 1 0 .01 2 1 1 0 0 0 0-2Zm4.8 0a1 1 0 1 0 .01 2 1 1 0 0 0 0-2ZM4.8 9a3.4 3.4 0 0 0 6.4 0H4.8Z",
  talk: "M1 2h14v9H8l-4 4v-4H1V2Zm1.5 1.5v6h11v-6h-11Z",
  up: "M1 7h2.5v7H1V7Zm4 0 3-6c1.5 0 2 1 1.6 2.5L9.200 6H14l-1 8H5V7Z",
  down: "M15 9h-2.500V2H15v7Zm-4 0-3 6c-1.5 0-2-1-1.600-2.500L6.800 10H2l1-8h8v7Z",
  link: "M6.5 9.5a3 3 0 0 0 4.500.3l2.5-2.500a3 3 0 0 0-4.300-4.300L8 4.200l1.100 1.100 1.200-1.200a1.500 1.500 0 0 1 2.100 2.100L9.900 8.700a1.500 1.500 0 0 1-2.200-.200L6.500 9.500Zm3-3a3 3 0 0 0-4.500-.300L2.500 8.700a3 3 0 0 0 4.300 4.300L8 11.800l-1.100-1.100-1.200 1.200a1.500 1.500 0 0 1-2.100-2.100l2.500-2.500a1.500 1.500 0 0 1 2.200.200L9.500 6.500Z",
  bin: "M6 1h4v1.500h4V4H2V2.500h4V1ZM3 5h10l-.8 10H3.800L3 5Z",
  bolt: "M9 1 3 9h4l-1 6 7-9H8.500L9 1Z",
  picture: "M1 2h14v12H1V2Zm1.500 1.500v7L6 7l3 3 2-2 2.500 2.500v-7h-11ZM11 5a1 1 0 1 0 .01 2A1 1 0 0 0 11 5Z",
  file: "M3 1h7l3 3v11H3V1Zm6 1v3h3",
};

/** A small picture that says nothing by itself. */
export const icon = (name) => svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

/** Put these in place of what is there, keeping the nodes that stay, and with them focus and what is typed. */
export function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.childNodes]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** A parent's children by key, drawn anew only where the data changed. */
export class Keyed {
  constructor(parent) {
    this.parent = parent;
    this.drawn = new Map();
  }

  /** items: [{key, data, draw()}]. */
  show(items) {
    const next = new Map();
    const held = this.focused();
    for (const { key, data, draw } of items) {
      const print = JSON.stringify(data);
      const before = this.drawn.get(key);
      next.set(key, before?.print === print ? before : { print, node: draw() });
    }
    this.drawn = next;
    place(this.parent, [...next.values()].map((one) => one.node));
    if (held && !held.node.isConnected) this.refocus(held);
  }

  /** The item that has the focus, its place, and which of its controls it is. */
  focused() {
    if (!this.parent.contains(document.activeElement)) return null;
    const all = [...this.drawn];
    const index = all.findIndex(([, { node }]) => node.contains(document.activeElement));
    return index < 0 ? null : { key: all[index][0], node: all[index][1].node, index, where: focusIn(all[index][1].node) };
  }

  /** An item that was drawn anew has the focus again; of one that is gone its neighbour. */
  refocus({ key, index, where }) {
    const again = this.drawn.get(key)?.node;
    if (again) focusAgain(again, where);
    else if (this.parent.childElementCount) focusAgain(this.parent.children[index] ?? this.parent.lastElementChild);
  }

  forget() {
    this.drawn.clear();
  }
}

/** Say something to whoever reads the screen, and to whoever hears it. */
export function say(words) {
  const place = document.getElementById("said");
  place.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (place.textContent = ""), 12000);
}
