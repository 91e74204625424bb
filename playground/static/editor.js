// The rich text field: text with styles, lists, quotes, code, links and @-mentions, in and out as a rich_text block.

import { completion, peopleLike } from "./completion.js";
import { el } from "./dom.js";
import { read, write } from "./editor_content.js";
import { world } from "./world.js";

const TOOLS = [
  ["Bold", "B", () => document.execCommand("bold"), "b"],
  ["Italic", "I", () => document.execCommand("italic"), "i"],
  ["Strikethrough", "S", () => document.execCommand("strikeThrough"), "x", true],
  ["Ordered list", "1.", () => document.execCommand("insertOrderedList"), "7", true],
  ["Bulleted list", "•", () => document.execCommand("insertUnorderedList"), "8", true],
  ["Quote", "❝", () => block("blockquote"), "9", true],
  ["Code", "<>", () => wrapCode(), "c", true],
  ["Code block", "{ }", () => block("pre")],
];

function block(tag) {
  const inside = getSelection().anchorNode?.parentElement?.closest(tag);
  document.execCommand("formatBlock", false, inside ? "div" : tag);
}

function wrapCode() {
  const range = getSelection().rangeCount && getSelection().getRangeAt(0);
  if (!range || range.collapsed) return;
  const code = el("code", {}, range.toString());
  range.deleteContents();
  range.insertNode(code);
  getSelection().collapse(code, 1);
}

/** {node, field, value()}; the node tells "changed" when a tool was used. */
export function editor({ id, label, describedby, placeholder, initial, lines: [least, most] }) {
  const field = el("div", {
    id, class: "rich-field", contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-label": label, "aria-describedby": describedby,
    "aria-autocomplete": "list", style: { minHeight: `${least * 1.5}em`, maxHeight: `${most * 1.5 + 1}em` }, dataset: { placeholder: placeholder ?? "" },
  });
  if (initial) write(field, initial);
  const node = el("div", { class: "editor" });
  node.append(toolbar(field, node), field);
  completion(field, field, () => mentions(field, node));
  const empty = () => field.classList.toggle("empty", !field.textContent && !field.querySelector("li, [data-user]"));
  field.addEventListener("input", empty);
  node.addEventListener("changed", empty);
  field.addEventListener("keydown", (event) => shortcut(event, field, node));
  field.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  empty();
  return { node, field, value: () => read(field) };
}

const told = (node) => node.dispatchEvent(new Event("changed"));

function toolbar(field, node) {
  const bar = el("div", { class: "tools", role: "toolbar", "aria-label": "Formatting" });
  TOOLS.forEach(([name, sign, run], index) => {
    const press = () => {
      field.focus();
      run();
      told(node);
    };
    bar.append(el("button", { type: "button", "aria-label": name, title: name, tabindex: index ? "-1" : "0", onpointerdown: (event) => event.preventDefault(), onclick: press }, sign));
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = [...bar.children];
    if (step) all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  });
  return bar;
}

function shortcut(event, field, node) {
  if (!event.ctrlKey && !event.metaKey) return;
  const tool = TOOLS.find(([, , , key, shift]) => key && event.key.toLowerCase() === key && Boolean(shift) === event.shiftKey);
  if (!tool) return;
  event.preventDefault();
  tool[2]();
  told(node);
}

/** People for an @ that stands before the caret. */
function mentions(field, node) {
  const { anchorNode, anchorOffset } = getSelection();
  if (anchorNode?.nodeType !== Node.TEXT_NODE || !field.contains(anchorNode)) return null;
  const found = /(?:^|[\s\u00a0(])@([\p{L}\p{N}._-]*)$/u.exec(anchorNode.data.slice(0, anchorOffset));
  if (!found) return null;
  const people = peopleLike(found[1], world.seen.people).slice(0, 8);
  const from = anchorOffset - found[1].length - 1;
  return { name: "People", items: people.map((one) => ({ text: one.name, description: one.role, choose: () => mention(anchorNode, from, anchorOffset, one, node) })) };
}

function mention(place, from, to, person, node) {
  const range = document.createRange();
  range.setStart(place, from);
  range.setEnd(place, to);
  range.deleteContents();
  const chip = el("span", { class: "mention", contenteditable: "false", dataset: { user: person.id } }, `@${person.name}`);
  const after = document.createTextNode("\u00a0");
  range.insertNode(after);
  range.insertNode(chip);
  getSelection().collapse(after, 1);
  told(node);
}
