// Between what stands in a rich text field and a rich_text block.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelName, group, personName } from "./world.js";

const STYLES = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };
const TAGS = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };
const LINES = ["DIV", "P"];

/** The block, or null where nothing stands there. */
export function read(field) {
  const parts = [];
  let open = null;
  const inlineTo = (elements) => {
    if (!elements.length) return;
    if (!open) parts.push((open = { type: "rich_text_section", elements: [] }));
    open.elements.push(...elements);
  };
  for (const [index, node] of [...field.childNodes].entries()) {
    const part = whole(node);
    if (part) {
      parts.push(part);
      open = null;
    } else if (LINES.includes(node.nodeName)) {
      const nested = [...node.childNodes].map(whole).filter(Boolean);
      if (nested.length) {
        parts.push(...nested);
        open = null;
        continue;
      }
      if (index && open) inlineTo([{ type: "text", text: "\n" }]);
      inlineTo(inside(node));
    } else inlineTo(inlines(node, {}));
  }
  const filled = parts.map(tidied).filter((part) => part.elements.length);
  return filled.length ? { type: "rich_text", elements: filled } : null;
}

/** A list, quote or code block. */
function whole(node) {
  if (node.nodeName === "UL" || node.nodeName === "OL") return list(node, 0)[0];
  if (node.nodeName === "BLOCKQUOTE") return { type: "rich_text_quote", elements: inside(node) };
  if (node.nodeName === "PRE") return { type: "rich_text_preformatted", elements: inside(node) };
  return null;
}

function list(node, indent) {
  const items = [...node.children].filter((one) => one.nodeName === "LI");
  return [{ type: "rich_text_list", style: node.nodeName === "OL" ? "ordered" : "bullet", indent, elements: items.map((item) => ({ type: "rich_text_section", elements: inside(item) })) }];
}

const inside = (node) => [...node.childNodes].flatMap((child, index) => (index && LINES.includes(child.nodeName) ? [{ type: "text", text: "\n" }] : []).concat(inlines(child, {})));

function inlines(node, style) {
  if (node.nodeType === Node.TEXT_NODE) return node.data ? [styled({ type: "text", text: node.data.replaceAll("\u00a0", " ") }, style)] : [];
  if (node.dataset?.user) return [styled({ type: "user", user_id: node.dataset.user }, style)];
  if (node.dataset?.kept) return [JSON.parse(node.dataset.kept)];
  if (node.nodeName === "BR") return node.nextSibling ? [{ type: "text", text: "\n" }] : [];
  if (node.nodeName === "A") return [styled({ type: "link", url: node.getAttribute("href"), text: node.textContent }, style)];
  const name = STYLES[node.nodeName];
  return [...node.childNodes].flatMap((child) => inlines(child, name ? { ...style, [name]: true } : style));
}

const styled = (element, style) => (Object.keys(style).length ? { ...element, style } : element);

/** Texts of the same style joined, blanks at the end gone. */
function tidied(part) {
  if (part.type === "rich_text_list") return { ...part, elements: part.elements.map(tidied) };
  const elements = [];
  for (const one of part.elements) {
    const before = elements.at(-1);
    if (one.type === "text" && before?.type === "text" && JSON.stringify(one.style) === JSON.stringify(before.style)) before.text += one.text;
    else elements.push({ ...one });
  }
  const end = elements.at(-1);
  if (end?.type === "text") end.text = end.text.replace(/\s+$/, "");
  return { ...part, elements: elements.filter((one) => one.type !== "text" || one.text) };
}

/** Put a block into the field. */
export function write(field, block) {
  field.replaceChildren(...block.elements.flatMap(drawn));
}

function drawn(part) {
  if (part.type === "rich_text_list") return [el(part.style === "ordered" ? "ol" : "ul", {}, part.elements.map((item) => el("li", {}, item.elements.map(piece))))];
  if (part.type === "rich_text_quote") return [el("blockquote", {}, part.elements.map(piece))];
  if (part.type === "rich_text_preformatted") return [el("pre", {}, part.elements.map(piece))];
  return [el("div", {}, part.elements.map(piece))];
}

const kept = (one, shown) => el("span", { class: "mention", contenteditable: "false", dataset: { kept: JSON.stringify(one) } }, shown);
const PIECES = {
  text: (one) => one.text.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line])),
  link: (one) => el("a", { href: one.url }, one.text ?? one.url),
  user: (one) => el("span", { class: "mention", contenteditable: "false", dataset: { user: one.user_id } }, `@${personName(one.user_id)}`),
  emoji: (one) => kept(one, emoji(one.name)),
  channel: (one) => kept(one, `#${channelName(one.channel_id)}`),
  usergroup: (one) => kept(one, `@${group(one.usergroup_id)?.handle ?? one.usergroup_id}`),
  broadcast: (one) => kept(one, `@${one.range}`),
};

function piece(one) {
  let shown = (PIECES[one.type] ?? ((other) => kept(other, other.fallback ?? other.type)))(one);
  for (const [name, tag] of Object.entries(TAGS)) if (one.style?.[name]) shown = el(tag, {}, shown);
  return shown;
}
