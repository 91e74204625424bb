// The markdown block: standard markdown, as far as Slack translates it.

import { el } from "./dom.js";
import { emojis, link } from "./mrkdwn.js";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|~~([^~]+)~~|\*([^*\s][^*]*)\*|(?<!\w)_([^_]+)_(?!\w)|!?\[([^\]]*)\]\(([^)\s]+)\)|(https?:\/\/[^\s)<>]+)/;

function inline(source) {
  const out = [];
  let rest = source;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    const [all, code, bold, strong, struck, italic, slanted, label, address, bare] = found;
    out.push(...emojis(rest.slice(0, found.index)));
    if (code) out.push(el("code", {}, code));
    else if (bold ?? strong) out.push(el("b", {}, inline(bold ?? strong)));
    else if (struck) out.push(el("s", {}, inline(struck)));
    else if (italic ?? slanted) out.push(el("i", {}, inline(italic ?? slanted)));
    else out.push(link(address ?? bare, address ? label || address : undefined));
    rest = rest.slice(found.index + all.length);
  }
  return [...out, ...emojis(rest)];
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function rows(lines) {
  const [head, , ...body] = lines.map(cells);
  const row = (tag, values) => el("tr", {}, values.map((value) => el(tag, {}, inline(value))));
  return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, row("th", head)), el("tbody", {}, body.map((one) => row("td", one)))));
}

function items(lines) {
  const ordered = /^\s*\d/.test(lines[0]);
  const start = ordered ? parseInt(lines[0], 10) : null;
  return el(ordered ? "ol" : "ul", { start }, lines.map((line) => el("li", {}, inline(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+(?:\[( |x)\]\s)?/, (all, box) => (box ? (box === "x" ? "☑ " : "☐ ") : ""))))));
}

const KINDS = [
  ["heading", /^#{1,6}\s/],
  ["rule", /^(?:---+|\*\*\*+)$/],
  ["list", /^\s*(?:[-*+]|\d+[.)])\s/],
  ["quote", /^>/],
  ["table", /^\|.*\|\s*$/],
  ["blank", /^\s*$/],
];
const kind = (line) => KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? "text";

const DRAW = {
  heading: (lines) => lines.map((line) => el(`h${Math.min(6, line.indexOf(" ") + 2)}`, {}, inline(line.replace(/^#+\s/, "")))),
  rule: () => [el("hr")],
  list: (lines) => [items(lines)],
  quote: (lines) => [el("blockquote", {}, lines.flatMap((line, index) => [index ? el("br") : "", ...inline(line.replace(/^>\s?/, ""))]))],
  table: (lines) => [lines.length > 1 ? rows(lines) : el("p", {}, inline(lines[0]))],
  blank: () => [],
  text: (lines) => [el("p", {}, lines.flatMap((line, index) => [index ? el("br") : "", ...inline(line)]))],
};

/** A whole text. */
export function markdown(source) {
  const root = el("div", { class: "markdown" });
  source.split(/^```\w*\n([\s\S]*?)\n?```\s*$/m).forEach((part, index) => {
    if (index % 2) root.append(el("pre", {}, part));
    else root.append(...paragraphs(part));
  });
  return root;
}

function paragraphs(source) {
  const groups = [];
  for (const line of source.split("\n")) {
    const name = kind(line);
    if (groups.at(-1)?.name === name) groups.at(-1).lines.push(line);
    else groups.push({ name, lines: [line] });
  }
  return groups.flatMap(({ name, lines }) => DRAW[name](lines));
}
