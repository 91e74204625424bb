// What stands in a rich text field, as a rich_text block.

import { EMOJI } from "./emoji.js";

const STYLES = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };
const LINES = ["DIV", "P"];
export const isList = (node) => node.nodeName === "UL" || node.nodeName === "OL";
const isWhole = (node) => isList(node) || node.nodeName === "BLOCKQUOTE" || node.nodeName === "PRE";

/** The block, or null where nothing stands there. */
export function read(field) {
  const reader = new Reader();
  reader.all(field, {});
  reader.flush();
  const filled = reader.parts.map(tidied).filter(hasContent);
  return filled.length ? { type: "rich_text", elements: filled } : null;
}

/** Goes through the field; lines gather until a list, a quote, code or the end comes. */
class Reader {
  constructor() {
    this.parts = [];
    this.lines = [];
    this.line = null;
    this.wrote = false;
  }

  all(parent, style) {
    for (const node of parent.childNodes) this.one(node, style);
  }

  one(node, style) {
    if (isWhole(node)) {
      this.flush();
      this.add(whole(node));
    } else if (LINES.includes(node.nodeName)) this.paragraph(node, style);
    else if (node.nodeName === "BR") this.breaks(node);
    else if (node.nodeType === Node.ELEMENT_NODE && !node.dataset.kept && node.nodeName !== "A") this.all(node, styleOf(node, style));
    else this.put(piece(node, style));
  }

  /** Chromium makes a quote, or a code block, of each line. */
  add(parts) {
    const [before, one] = [this.parts.at(-1), parts[0]];
    this.wrote = true;
    if (one && before?.type === one.type && !one.style) before.elements.push({ type: "text", text: "\n" }, ...one.elements);
    else this.parts.push(...parts);
  }

  put(elements) {
    if (!elements.length) return;
    this.wrote = true;
    if (!this.line) this.lines.push((this.line = []));
    this.line.push(...elements);
  }

  /** Begins a line of its own; an empty one is a blank line. */
  paragraph(node, style) {
    this.line = null;
    this.wrote = false;
    this.all(node, style);
    if (!this.wrote) this.lines.push([]);
    this.wrote = true;
    this.line = null;
  }

  /** The last one of a paragraph only holds its place. */
  breaks(node) {
    if (!node.nextSibling) return;
    if (!this.line) this.lines.push([]);
    this.line = null;
  }

  flush() {
    if (this.lines.length) this.parts.push({ type: "rich_text_section", elements: joined(this.lines) });
    this.lines = [];
    this.line = null;
  }
}

const joined = (lines) => lines.flatMap((line, index) => (index ? [{ type: "text", text: "\n" }, ...line] : line));

/** A list with those in it, a quote, a code block. */
function whole(node) {
  if (isList(node)) return lists(node, 0);
  if (node.nodeName === "PRE") return [{ type: "rich_text_preformatted", elements: inside([...node.childNodes]) }];
  return [{ type: "rich_text_quote", elements: inside([...node.childNodes]) }];
}

/** Slack's lists are flat: an item that is deeper begins a list with a deeper indent; a numbered one that goes on after it says from where. */
function lists(node, indent) {
  const style = node.nodeName === "OL" ? "ordered" : "bullet";
  const parts = [];
  let open = null;
  let count = 0;
  for (const child of node.children) {
    const nested = isList(child) ? [child] : [...child.children].filter(isList);
    if (!isList(child)) {
      if (!open) parts.push((open = { type: "rich_text_list", style, indent, ...(style === "ordered" && count ? { offset: count } : {}), elements: [] }));
      open.elements.push({ type: "rich_text_section", elements: inside([...child.childNodes].filter((one) => !isList(one))) });
      count += 1;
    }
    if (nested.length) open = null;
    parts.push(...nested.flatMap((one) => lists(one, indent + 1)));
  }
  return parts;
}

/** The lines of some nodes; what cannot stand in there is its text. */
function inside(nodes) {
  const reader = new Reader();
  for (const node of nodes) {
    if (isWhole(node)) reader.paragraph(node, {});
    else reader.one(node, {});
  }
  return joined([...reader.parts.flatMap((part) => (part.style ? part.elements.map((one) => one.elements) : [part.elements])), ...reader.lines]);
}

function styleOf(node, style) {
  const name = STYLES[node.nodeName];
  return name ? { ...style, [name]: true } : style;
}

const styled = (element, style) => (Object.keys(style).length ? { ...element, style: { ...element.style, ...style } } : element);

/** A text, a mention, a link. */
function piece(node, style) {
  if (node.nodeType === Node.TEXT_NODE) return written(node.data.replaceAll("\u00a0", " "), style, Boolean(node.parentElement.closest("code, pre")));
  if (node.dataset?.kept) return [styled(JSON.parse(node.dataset.kept), style)];
  if (node.nodeName !== "A") return [];
  const url = node.getAttribute("href");
  const text = node.textContent;
  return text ? [styled(text === url ? { type: "link", url } : { type: "link", url, text }, inner(node, style))] : [];
}

/** The style of a link whose words are bold as a whole. */
const inner = (node, style) => (node.childNodes.length === 1 && node.firstElementChild ? inner(node.firstElementChild, styleOf(node.firstElementChild, style)) : style);

const MEANT = /(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"])|:([a-z0-9_+-]+):/g;
const unicode = (name) => [...EMOJI.get(name)].map((one) => one.codePointAt(0).toString(16)).join("-");

/** Text, with the links and the :emoji: that were typed into it; in code they stay text. */
function written(text, style, asItIs) {
  const out = [];
  let from = 0;
  const put = (element) => out.push(styled(element, style));
  const plain = (to) => to > from && put({ type: "text", text: text.slice(from, to) });
  for (const found of asItIs ? [] : text.matchAll(MEANT)) {
    const [all, url, name] = found;
    if (name && !EMOJI.has(name)) continue;
    plain(found.index);
    put(url ? { type: "link", url } : { type: "emoji", name, unicode: unicode(name) });
    from = found.index + all.length;
  }
  plain(text.length);
  return out;
}

const hasContent = (part) => (part.type === "rich_text_list" ? part.elements.some(hasContent) : part.elements.length > 0);

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

export const isEmpty = (field) => !field.textContent && !field.querySelector("li, [data-kept]");
