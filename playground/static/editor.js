// The rich text field: text with styles, lists in lists, quotes, code, links and mentions, in and out as a rich_text block.

import { completion, peopleLike } from "./completion.js";
import { el } from "./dom.js";
import { paste } from "./editor_paste.js";
import { isEmpty, read } from "./editor_read.js";
import { nest, TOOLS, toolOf } from "./editor_tools.js";
import { mention, write } from "./editor_write.js";
import { world } from "./world.js";

/** {node, field, value()}; the node tells "changed" when a tool was used. */
export function editor({ id, label, describedby, placeholder, initial, lines: [least, most] }) {
  const field = el("div", {
    id, class: "rich-field", contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-label": label, "aria-describedby": describedby,
    "aria-autocomplete": "list", style: { minHeight: `${least * 1.5}em`, maxHeight: `${most * 1.5 + 1}em` }, dataset: { placeholder: placeholder ?? "" },
  });
  if (initial) write(field, initial);
  const node = el("div", { class: "editor" });
  node.append(toolbar(field, node), field);
  completion(field, field, () => suggestions(field, node));
  const empty = () => field.classList.toggle("empty", isEmpty(field));
  field.addEventListener("input", empty);
  node.addEventListener("changed", empty);
  field.addEventListener("keydown", (event) => pressed(event, field, node));
  field.addEventListener("paste", paste);
  empty();
  return { node, field, value: () => read(field) };
}

const told = (node) => node.dispatchEvent(new Event("changed"));

/** Use a tool; some ask something before it is done. */
async function use([, , run], field, node) {
  await run(field);
  told(node);
}

function toolbar(field, node) {
  const bar = el("div", { class: "tools", role: "toolbar", "aria-label": "Formatting" });
  TOOLS.forEach((tool, index) => {
    const [name, sign, , , key, shift, alt] = tool;
    const press = () => {
      field.focus();
      use(tool, field, node);
    };
    const keys = ["Ctrl", alt && "Alt", shift && "Shift", key.toUpperCase()].filter(Boolean).join("+");
    const about = { "aria-label": name, "aria-pressed": "false", title: `${name} (${keys})`, "aria-keyshortcuts": keys.replace("Ctrl", "Control") };
    bar.append(el("button", { type: "button", ...about, tabindex: index ? "-1" : "0", onpointerdown: (event) => event.preventDefault(), onclick: press }, typeof sign === "string" ? sign : sign()));
  });
  const show = () => field.contains(getSelection().anchorNode) && TOOLS.forEach(([, , , isOn], index) => bar.children[index].setAttribute("aria-pressed", String(isOn(field))));
  for (const name of ["keyup", "pointerup", "changed"]) node.addEventListener(name, show);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = [...bar.children];
    if (step) all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  });
  return bar;
}

function pressed(event, field, node) {
  const tool = toolOf(event);
  const isTab = event.key === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (tool) use(tool, field, node);
  else if (!isTab || !nest(field, event)) return;
  event.preventDefault();
  if (!tool) told(node);
}

/** What an @ or a # before the caret may mean. */
function suggestions(field, node) {
  const { anchorNode, anchorOffset } = getSelection();
  if (anchorNode?.nodeType !== Node.TEXT_NODE || !field.contains(anchorNode) || anchorNode.parentElement.closest("pre, code, a")) return null;
  const found = /(?:^|[\s\u00a0(])([@#])([\p{L}\p{N}._-]*)$/u.exec(anchorNode.data.slice(0, anchorOffset));
  if (!found) return null;
  const [, sign, typed] = found;
  const from = anchorOffset - typed.length - 1;
  const item = ({ text, description, element }) => ({ text, description, choose: () => put(anchorNode, from, anchorOffset, element, node) });
  const items = sign === "@" ? [...people(typed), ...groups(typed)] : channels(typed);
  return { name: sign === "@" ? "People" : "Channels", items: items.slice(0, 8).map(item) };
}

const people = (typed) => peopleLike(typed, world.seen.people).map((one) => ({ text: one.name, description: one.role, element: { type: "user", user_id: one.id } }));

function groups(typed) {
  const wanted = typed.toLowerCase();
  const found = world.seen.groups.filter((one) => one.handle.startsWith(wanted) || one.name.toLowerCase().startsWith(wanted));
  return found.map((one) => ({ text: `@${one.handle}`, description: one.name, element: { type: "usergroup", usergroup_id: one.id } }));
}

function channels(typed) {
  const found = world.seen.channels.filter((one) => ["public", "private"].includes(one.kind) && one.name.startsWith(typed.toLowerCase()));
  return found.map((one) => ({ text: `#${one.name}`, description: one.archived ? "archived" : "", element: { type: "channel", channel_id: one.id } }));
}

/** The mention in place of what was typed, and a blank after it. */
function put(place, from, to, element, node) {
  const range = document.createRange();
  range.setStart(place, from);
  range.setEnd(place, to);
  range.deleteContents();
  const after = document.createTextNode("\u00a0");
  range.insertNode(after);
  range.insertNode(mention(element));
  getSelection().collapse(after, 1);
  told(node);
}
