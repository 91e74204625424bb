// What a rich text field's buttons and keys do.

import { el, icon } from "./dom.js";
import { isList } from "./editor_read.js";
import { askLink } from "./link_dialog.js";

const DEEPEST = 8; // lists in lists

const at = (field, tag) => {
  const node = getSelection().anchorNode;
  const found = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(tag);
  return found && field.contains(found) && found !== field ? found : null;
};

const state = (name) => () => document.queryCommandState(name);
const inside = (tag) => (field) => Boolean(at(field, tag));
const run = (name) => () => document.execCommand(name);

// name, sign, what it does, whether it is on, the key with Ctrl, whether with Shift
export const TOOLS = [
  ["Bold", "B", run("bold"), state("bold"), "b"],
  ["Italic", "I", run("italic"), state("italic"), "i"],
  ["Strikethrough", "S", run("strikeThrough"), state("strikeThrough"), "x", true],
  ["Link", () => icon("link"), link, inside("a"), "u", true],
  ["Ordered list", "1.", run("insertOrderedList"), inside("ol"), "7", true],
  ["Bulleted list", "•", run("insertUnorderedList"), inside("ul"), "8", true],
  ["Quote", "❝", (field) => block(field, "blockquote"), inside("blockquote"), "9", true],
  ["Code", "<>", wrapCode, inside("code"), "c", true],
  ["Code block", "{ }", (field) => block(field, "pre"), inside("pre"), "c", true, true],
];

/** The tool whose key was pressed. */
export const toolOf = (event) =>
  event.ctrlKey || event.metaKey ? TOOLS.find(([, , , , key, shift, alt]) => event.key.toLowerCase() === key && Boolean(shift) === event.shiftKey && Boolean(alt) === event.altKey) : undefined;

function block(field, tag) {
  document.execCommand("formatBlock", false, at(field, tag) ? "div" : tag);
}

function wrapCode(field) {
  const code = at(field, "code");
  if (code) return code.replaceWith(...code.childNodes);
  const range = getSelection().rangeCount && getSelection().getRangeAt(0);
  if (!range || range.collapsed) return;
  insert(el("code", {}, range.toString()));
}

/** Nodes at the caret, in place of what is selected; it can be undone. */
export function insert(...nodes) {
  document.execCommand("insertHTML", false, el("div", {}, nodes).innerHTML);
}

/** Ask for a link's words and address; the one that the caret stands in is changed. */
async function link(field) {
  const selection = getSelection();
  const old = at(field, "a");
  const range = selection.rangeCount && field.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
  if (old) range.selectNode(old);
  const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(range?.toString() ?? "");
  const wanted = await askLink({ text: words, address: old?.getAttribute("href") ?? "" });
  field.focus();
  if (!wanted) return;
  if (range) {
    selection.removeAllRanges();
    selection.addRange(range);
  }
  if (wanted.address) insert(before, el("a", { href: wanted.address }, wanted.text), after);
  else document.execCommand("unlink");
}

/** Tab puts an item under the one before it, Shift+Tab takes it out; where that cannot be, Tab leaves the field. Gives whether it was done. */
export function nest(field, { shiftKey }) {
  const item = at(field, "li");
  if (!item) return false;
  let depth = 0;
  for (let node = item.parentElement; node !== field; node = node.parentElement) depth += Number(isList(node));
  if (shiftKey ? depth < 2 : !item.previousElementSibling || depth > DEEPEST) return false;
  document.execCommand(shiftKey ? "outdent" : "indent");
  return true;
}
