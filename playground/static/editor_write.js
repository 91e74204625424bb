// A rich_text block, put into a rich text field.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelName, group, personName } from "./world.js";

const TAGS = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };

/** Put a block into the field. */
export function write(field, block) {
  field.replaceChildren();
  let open = []; // the lists that an item may go on, by indent
  for (const part of block.elements) {
    if (part.type === "rich_text_list") open = put(field, part, open);
    else {
      field.append(whole(part));
      open = [];
    }
  }
}

/** A deeper list stands in the one before it. */
function put(field, part, before) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const indent = part.indent ?? 0;
  const open = before.slice(0, indent + 1);
  const isNext = before.length === indent + 1; // right after a list of the same depth, so it is another one
  if (open[indent] && (isNext || open[indent].localName !== tag)) open.length = indent;
  while (open.length <= indent) {
    const list = el(tag);
    (open.at(-1) ?? field).append(list);
    open.push(list);
  }
  open[indent].append(...part.elements.map((item) => el("li", {}, item.elements.map(piece))));
  return open;
}

function whole(part) {
  const tag = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[part.type] ?? "div";
  return el(tag, {}, part.elements.map(piece));
}

/** What stands as one piece: a mention, an emoji, whatever the page cannot edit. */
export function kept(one, shown) {
  const { style, ...element } = one;
  return el("span", { class: "mention", contenteditable: "false", dataset: { kept: JSON.stringify(element) } }, shown);
}

const SHOWN = {
  user: (one) => `@${personName(one.user_id)}`,
  usergroup: (one) => `@${group(one.usergroup_id)?.handle ?? one.usergroup_id}`,
  channel: (one) => `#${channelName(one.channel_id)}`,
  broadcast: (one) => `@${one.range}`,
  emoji: (one) => emoji(one.name),
};

/** A mention as it stands in the field. */
export const mention = (one) => kept(one, SHOWN[one.type](one));

function bare(one) {
  if (one.type === "text") return one.text.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
  if (one.type === "link") return el("a", { href: one.url }, one.text ?? one.url);
  return one.type in SHOWN ? mention(one) : kept(one, one.fallback ?? one.type);
}

function piece(one) {
  let shown = bare(one);
  for (const [name, tag] of Object.entries(TAGS)) if (one.style?.[name]) shown = el(tag, {}, shown);
  return shown;
}
