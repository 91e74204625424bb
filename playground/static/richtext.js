// The rich_text block.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelLink, date, groupMention, link, mention } from "./mrkdwn.js";

const STYLES = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code", highlight: "mark", client_highlight: "mark" };

const INLINE = {
  text: (one) => one.text,
  link: (one) => link(one.url, one.text || undefined),
  emoji: (one) => (one.unicode ? String.fromCodePoint(...one.unicode.split("-").map((code) => parseInt(code, 16))) : emoji(one.name)),
  user: (one) => mention(one.user_id),
  usergroup: (one) => groupMention(one.usergroup_id),
  channel: (one) => channelLink(one.channel_id),
  broadcast: (one) => broadcast(one.range),
  date: (one) => date(one.timestamp, one.format, one.fallback, one.url),
  team: (one) => one.team_id,
  color: (one) => [el("span", { class: "swatch", style: { background: one.value } }), one.value],
};

/** One element of a line, with its styles around it. */
export function inline(one) {
  let shown = INLINE[one.type]?.(one) ?? one.text ?? one.type;
  for (const [name, tag] of Object.entries(STYLES)) if (one.style?.[name]) shown = el(tag, {}, shown);
  return shown;
}

const section = (part) => el("div", { class: "rich-section" }, part.elements.map(inline));

/** Lists that follow each other with a deeper indent stand inside each other, as Slack shows them. */
function list(part) {
  const attributes = { class: `rich-list indent-${Math.min(part.indent ?? 0, 8)}` };
  if (part.style === "ordered") attributes.start = (part.offset ?? 0) + 1;
  return el(part.style === "ordered" ? "ol" : "ul", attributes, part.elements.map((item) => el("li", {}, item.elements.map(inline))));
}

const PARTS = {
  rich_text_section: section,
  rich_text_list: list,
  rich_text_quote: (part) => el("blockquote", {}, part.elements.map(inline)),
  rich_text_preformatted: (part) => el("pre", {}, part.elements.map(inline)),
};

/** A block's elements. */
export const richText = (block) => el("div", { class: "rich" }, block.elements.map((part) => PARTS[part.type]?.(part)));
