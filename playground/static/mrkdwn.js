// mrkdwn as Slack shows it: entities, mentions, links and dates in <>, *bold* _italic_ ~struck~ `code`, ``` blocks, > quotes, :emoji:.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { written } from "./dates.js";
import { channelName, channelOf, group, personName, world } from "./world.js";

const decoded = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const SAFE = /^(https?:|mailto:|tel:|slack:)/i;

/** A text object. */
export function text(object) {
  if (!object) return "";
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return el("span", { class: "plain" }, object.emoji === false ? object.text : emojis(object.text));
}

/** A link that opens beside; where the address is none that a person may follow, its words alone. */
export function link(address, label, attributes = {}) {
  if (!SAFE.test(address)) return el("span", {}, label ?? address);
  const shown = label ?? address.replace(/^(mailto|tel):/, "");
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: label ? address : null, ...attributes }, shown);
}

/** @somebody; the reader's own name stands out. */
export function mention(id) {
  return el("span", { class: id === world.user ? "mention mention-me" : "mention" }, `@${personName(id)}`);
}

export function channelLink(id) {
  if (!channelOf(id)) return el("span", { class: "mention" }, `#${channelName(id)}`);
  return el("button", { type: "button", class: "mention", onclick: () => world.go(id) }, `#${channelName(id)}`);
}

export const broadcast = (range) => el("span", { class: "mention mention-me" }, `@${range}`);
export const groupMention = (id, label) => {
  const known = group(id);
  return el("span", { class: known?.users.includes(world.user) ? "mention mention-me" : "mention" }, label ?? `@${known?.handle ?? id}`);
};

/** A date in the reader's zone; the fallback where the format is none of Slack's. */
export function date(seconds, format, fallback, address) {
  const shown = written(format, seconds) ?? fallback ?? format;
  return address ? link(address, shown) : el("time", { datetime: new Date(seconds * 1000).toISOString(), title: fallback }, shown);
}

/** :names: as emoji. */
export function emojis(plain) {
  const parts = plain.split(/(:[a-z0-9_+-]+(?:::skin-tone-\d)?:)/);
  return parts.map((part, index) => (index % 2 ? emoji(part.slice(1, -1)) : part));
}

/** A whole text. */
export function mrkdwn(source, { verbatim = false } = {}) {
  const root = el("span", { class: "mrkdwn" });
  source.split(/```\n?([\s\S]+?)\n?```/).forEach((part, index) => {
    if (index % 2) root.append(el("pre", {}, literal(part)));
    else if (part) root.append(...lines(index ? part.replace(/^\n/, "") : part, verbatim));
  });
  return root;
}

/** Quotes together, other lines with breaks between. */
function lines(source, verbatim) {
  const out = [];
  let quote = null;
  source.split("\n").forEach((line, index, all) => {
    const quoted = /^&gt; ?/.exec(line) ?? /^> ?/.exec(line);
    if (quoted) {
      if (quote) quote.append(el("br"));
      else out.push((quote = el("blockquote")));
      quote.append(...inline(line.slice(quoted[0].length), verbatim));
      return;
    }
    const afterQuote = quote !== null;
    quote = null;
    if (index && !afterQuote) out.push(el("br"));
    if (line || index < all.length - 1) out.push(...inline(line, verbatim));
  });
  return out;
}

const PIECES = /`([^`\n]+)`|<([^<>\n]+)>|(:[a-z0-9_+-]+:)|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"])/;
const STYLES = [["*", "b"], ["_", "i"], ["~", "s"]].map(([sign, tag]) => {
  const word = `[\\p{L}\\p{N}${sign}]`;
  return { tag, pattern: new RegExp(`(?<!${word})[${sign}](?=[^\\s${sign}])[^\\n]*?(?<![\\s${sign}])[${sign}](?!${word})`, "u") };
});

/** One line: styles outside, then pieces. */
function inline(source, verbatim) {
  const styled = firstStyle(source);
  if (!styled) return pieces(source, verbatim);
  const [before, tag, inside, after] = styled;
  return [...pieces(before, verbatim), el(tag, {}, inline(inside, verbatim)), ...inline(after, verbatim)];
}

/** The first pair of signs that formats: outside of code and <>, with no word right before or after, no blank right inside. */
function firstStyle(source) {
  const hidden = source.replace(/`[^`\n]+`|<[^<>\n]+>/g, (all) => "\u0001".repeat(all.length));
  let best = null;
  for (const { tag, pattern } of STYLES) {
    const found = pattern.exec(hidden);
    if (found && (!best || found.index < best.index)) best = { index: found.index, length: found[0].length, tag };
  }
  if (!best) return null;
  const end = best.index + best.length;
  return [source.slice(0, best.index), best.tag, source.slice(best.index + 1, end - 1), source.slice(end)];
}

function pieces(source, verbatim) {
  const out = [];
  let rest = source;
  for (let found = PIECES.exec(rest); found; found = PIECES.exec(rest)) {
    if (found.index) out.push(decoded(rest.slice(0, found.index)));
    const [all, code, inside, name, address] = found;
    if (code) out.push(el("code", {}, literal(code)));
    else if (inside) out.push(token(inside));
    else if (name) out.push(emoji(name.slice(1, -1)));
    else out.push(verbatim ? decoded(address) : link(decoded(address)));
    rest = rest.slice(found.index + all.length);
  }
  if (rest) out.push(decoded(rest));
  return out;
}

/** In code only what stands in <> means something. */
const literal = (source) => source.split(/<([^<>\n]+)>/).map((part, index) => (index % 2 ? token(part) : decoded(part)));

function token(inside) {
  const bar = inside.indexOf("|");
  const target = decoded(bar < 0 ? inside : inside.slice(0, bar));
  const label = bar < 0 ? undefined : decoded(inside.slice(bar + 1));
  if (target.startsWith("@")) return label === undefined ? mention(target.slice(1)) : document.createTextNode(decoded(`<${inside}>`)); // obsolete, and shown as it stands
  if (target.startsWith("#")) return channelLink(target.slice(1));
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, address] = target.split("^");
    return date(Number(seconds), format ?? "", label, address);
  }
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(target, label);
}
