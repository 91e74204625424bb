// What is pasted into a rich text field, reduced to what Slack takes: styles, links, lists, quotes, code, lines.

import { el } from "./dom.js";
import { insert } from "./editor_tools.js";
import { addressOf } from "./link_dialog.js";

const INLINE = { B: "b", STRONG: "b", I: "i", EM: "i", S: "s", STRIKE: "s", DEL: "s", CODE: "code", TT: "code", KBD: "code", SAMP: "code" };
const DROPPED = ["STYLE", "SCRIPT", "HEAD", "TITLE", "META", "LINK", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "IMG", "SVG", "svg", "VIDEO", "AUDIO", "CANVAS", "SELECT", "INPUT", "TEXTAREA"];
const BLOCKS = "address, article, aside, blockquote, div, dl, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, table, tr, ul";
const ONE_ADDRESS = /^https?:\/\/\S+$/;

/** Takes a paste event. */
export function paste(event) {
  event.preventDefault();
  const plain = event.clipboardData.getData("text/plain");
  const markup = event.clipboardData.getData("text/html");
  const selected = getSelection();
  const inCode = selected.anchorNode?.parentElement?.closest("pre, code");
  if (ONE_ADDRESS.test(plain.trim()) && !selected.isCollapsed && !inCode) insert(el("a", { href: plain.trim() }, selected.toString()));
  else if (markup && !inCode) insert(...reduced(markup));
  else document.execCommand("insertText", false, plain);
}

/** The nodes that stay of some markup. It is parsed apart, where nothing of it runs or is fetched. */
export function reduced(markup) {
  const { body } = new DOMParser().parseFromString(markup, "text/html");
  const nodes = trimmed(children(body));
  return nodes.length === 1 && nodes[0].nodeName === "DIV" ? [...nodes[0].childNodes] : nodes;
}

const children = (node) => [...node.childNodes].flatMap(reduce);
const MADE_BLOCKS = ["DIV", "UL", "OL", "PRE", "BLOCKQUOTE"];
const isEdge = (one) => !one || MADE_BLOCKS.includes(one.nodeName);

/** Without the blanks that only stand between paragraphs. */
const trimmed = (nodes) => nodes.filter((one, index) => !isBlank(one) || (!isEdge(nodes[index - 1]) && !isEdge(nodes[index + 1])));
const isBlank = (one) => typeof one === "string" && !one.trim();

function reduce(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node.data.replace(/[ \t\r\n\f]+/g, " ")];
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.includes(node.nodeName)) return [];
  return (SPECIAL[node.nodeName] ?? other)(node);
}

const SPECIAL = {
  BR: () => [el("br")],
  A: (node) => {
    const address = addressOf(node.getAttribute("href") ?? "");
    return address && node.textContent.trim() ? [el("a", { href: address }, node.textContent.trim())] : children(node);
  },
  UL: list,
  OL: list,
  PRE: (node) => [el("pre", {}, node.textContent.replace(/\n$/, ""))],
  BLOCKQUOTE: (node) => [el("blockquote", {}, lines(node))],
  TR: (node) => [el("div", {}, [...node.cells].map((cell) => cell.textContent.trim()).join("\t"))],
  ...Object.fromEntries(["H1", "H2", "H3", "H4", "H5", "H6"].map((name) => [name, (node) => [el("div", {}, el("b", {}, node.textContent.trim()))]])),
};

/** Items, and the lists in them as lists of their own. */
function list(node) {
  const made = el(node.localName);
  for (const child of node.children) {
    if (child.nodeName === "UL" || child.nodeName === "OL") made.append(...list(child));
    if (child.nodeName !== "LI") continue;
    const nested = [...child.children].filter((one) => one.nodeName === "UL" || one.nodeName === "OL");
    for (const one of nested) one.remove();
    made.append(el("li", {}, lines(child)), ...nested.flatMap(list));
  }
  return made.childElementCount ? [made] : [];
}

/** The content without paragraphs: a break between them. */
function lines(node) {
  const parts = trimmed(children(node));
  return parts.flatMap((one, index) => (one.nodeName === "DIV" ? [...(index ? [el("br")] : []), ...one.childNodes] : [one]));
}

/** Paragraphs stay lines; of everything else only the style. */
function other(node) {
  if (!node.matches(BLOCKS)) return styled(node, children(node));
  if (node.querySelector(BLOCKS)) return trimmed(children(node));
  const inner = children(node);
  return inner.every(isBlank) ? [] : [el("div", {}, inner)];
}

/** The page's policy lets no style attribute work, so it is read as it is written. */
const BOLD = /font-weight:\s*(bold|[6-9]00)/i;
const NORMAL = /font-weight:\s*(normal|[1-4]00)/i;
const WRITTEN = [[BOLD, "b"], [/font-style:\s*italic/i, "i"], [/text-decoration[a-z-]*:[^;]*line-through/i, "s"]];

function styled(node, inner) {
  const style = node.getAttribute("style") ?? "";
  const own = INLINE[node.nodeName];
  const tags = WRITTEN.filter(([pattern]) => pattern.test(style)).map(([, tag]) => tag);
  if (own && !tags.includes(own) && !(own === "b" && NORMAL.test(style))) tags.push(own);
  if (!tags.length || inner.every(isBlank) || node.querySelector(BLOCKS)) return inner;
  return [tags.reduce((held, tag) => el(tag, {}, held), inner)].flat();
}
