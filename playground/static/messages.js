// Messages of a channel, and of a thread.

import { drawBlocks } from "./blocks.js";
import { el, icon, Keyed, say } from "./dom.js";
import { dayOf, divider, time, whole } from "./dates.js";
import { emoji, EMOJI, QUICK } from "./emoji.js";
import { walkItems } from "./focus.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { pictureOf } from "./pictures.js";
import { menuButton } from "./popup.js";
import { MessageTarget } from "./targets.js";
import { act } from "./wire.js";
import { isReply, person, personName, world } from "./world.js";

const HEARD = 1000; // ms that a new message needs to be read out; drawn anew before, as when it is marked as read, it would be lost
const targets = new Map(); // by message: what was put into its elements

function targetOf(message) {
  const key = `${message.channel} ${message.ts}`;
  if (!targets.has(key)) targets.set(key, new MessageTarget(message));
  const target = targets.get(key);
  if (JSON.stringify(target.message.blocks) !== JSON.stringify(message.blocks)) target.values = {};
  target.message = message;
  return target;
}

/** A list of messages; `thread` is the root's ts in a thread's list. */
export class MessageList {
  constructor(label, thread = false) {
    this.node = el("ol", { class: "messages", "aria-label": label, "aria-live": "off", onkeydown: (event) => walkItems(this.node, event) });
    this.keyed = new Keyed(this.node);
    this.thread = thread;
  }

  /** Shows them; `place` says whose they are, `news` is the ts after which all is new to the person. */
  show(messages, place, news) {
    this.hear(messages, place);
    const items = [];
    let day = "";
    let fresh = Boolean(news);
    for (const message of messages) {
      const today = dayOf(Number(message.ts));
      if (!this.thread && today !== day) items.push(line(`day ${today}`, divider(message.ts), "day"));
      day = today;
      if (fresh && message.ts > news && message.user !== world.user) {
        items.push(line("new", "New", "news"));
        fresh = false;
      }
      items.push({ key: message.ts, data: [message, world.user, this.thread, shownNames(message)], draw: () => drawMessage(message, this.thread) });
    }
    this.keyed.show(items);
  }

  /** What is new in a list that was there before is read out; another channel is not, nor what is drawn anew. */
  hear(messages, place) {
    const known = this.place === place ? this.keyed.drawn : null;
    this.place = place;
    if (!known) this.heardUntil = 0;
    else if (messages.some((one) => !known.has(one.ts))) this.heardUntil = performance.now() + HEARD;
    this.node.setAttribute("aria-live", performance.now() < this.heardUntil ? "polite" : "off");
  }
}

const line = (key, words, className) => ({ key, data: words, draw: () => el("li", {}, el("div", { class: `rule ${className}`, role: "separator", "aria-label": words }, el("span", {}, words))) });
const shownNames = () => world.seen.people.map((one) => one.name).join();

function drawMessage(message, inThread) {
  const who = person(message.user);
  const item = el("li", { class: message.only_you ? "message only-you" : "message", tabindex: "0", "aria-label": `${message.author}, ${time(new Date(message.ts * 1000))}`, dataset: { ts: message.ts } });
  item.append(
    avatar(message, who),
    el(
      "div",
      { class: "message-body" },
      message.only_you && el("div", { class: "only" }, icon("eye"), "Only visible to you"),
      el("header", {}, el("b", {}, message.author), badge(who, message), el("time", { title: whole(message.ts) }, time(new Date(message.ts * 1000)))),
      isReply(message) && message.subtype === "thread_broadcast" && broadcast(message, inThread),
      content(message),
      reactions(message),
      !inThread && replies(message),
      message.only_you && el("button", { type: "button", class: "link-button dismiss", onclick: () => dismiss(message) }, "Dismiss message"),
    ),
  );
  if (!message.only_you) item.append(tools(message, inThread));
  return item;
}

/** A reply that was sent to the channel too. */
function broadcast(message, inThread) {
  if (inThread) return el("small", {}, "Also sent to the channel");
  return el("small", {}, "replied to ", el("button", { type: "button", class: "link-button", onclick: () => world.openThread(message.thread_ts) }, "a thread"));
}

const dismiss = (message) => act("dismiss", { channel: message.channel, ts: message.ts }).catch((error) => say(error.message));

const HUES = { UDORA: 265, UCARA: 330, UANA: 20, UBEN: 205, UVERA: 155, UDAN: 45, UGUS: 95, UOLGA: 300 };

/** A square with the initials. */
export function avatar(message, who) {
  const app = !who || who.is_bot;
  const initials = (message.author ?? "?").split(/\s+/).map((word) => word[0]).join("").slice(0, 2);
  return el("span", { class: app ? "avatar app" : "avatar", "aria-hidden": "true", style: app ? {} : { background: `hsl(${HUES[who.id] ?? 190} 45% 42%)` } }, initials);
}

function badge(who, message) {
  if (who?.is_bot || message.bot_id) return el("span", { class: "badge" }, "APP");
  if (who?.stranger) return el("span", { class: "badge" }, "OTHER COMPANY");
  return who?.guest ? el("span", { class: "badge" }, "GUEST") : null;
}

function content(message) {
  const target = targetOf(message);
  const node = el("div", { class: "content" });
  if (message.blocks?.length) node.append(...drawBlocks(message.blocks, target));
  else if (message.text) node.append(el("div", { class: "block" }, mrkdwn(message.text)));
  if (message.edited) (node.lastElementChild ?? node).append(el("span", { class: "edited" }, " (edited)"));
  node.append(...(message.attachments ?? []).map((one) => attachment(one, target)), ...(message.files ?? []).map(file));
  return node;
}

/** An attachment, or a link's preview. */
export function attachment(one, target) {
  const fields = one.fields?.map((field) => el("div", {}, el("b", {}, field.title), el("div", {}, mrkdwn(String(field.value ?? "")))));
  const footer = [one.footer, one.ts && time(new Date(one.ts * 1000))].filter(Boolean).join(" · ");
  const color = one.color && `#${one.color.replace("#", "")}`;
  return el(
    "div",
    { class: "attachment" },
    one.pretext && el("div", {}, mrkdwn(one.pretext)),
    el(
      "div",
      { class: "attachment-body", style: color ? { borderLeftColor: { "#good": "#2eb67d", "#warning": "#ecb22e", "#danger": "#e01e5a" }[color] ?? color } : {} },
      one.author_name && el("small", {}, one.author_link ? link(one.author_link, one.author_name) : one.author_name),
      one.title && el("b", {}, one.title_link ? link(one.title_link, one.title) : one.title),
      one.text && el("div", {}, mrkdwn(one.text)),
      fields?.length && el("div", { class: "fields" }, fields),
      one.blocks && drawBlocks(one.blocks, target),
      one.image_url && pictureOf(one.image_url, one.fallback),
      one.thumb_url && !one.image_url && pictureOf(one.thumb_url, one.fallback, "thumb"),
      footer && el("small", {}, footer),
    ),
  );
}

function file(one) {
  if (one.mimetype.startsWith("image/")) return el("a", { href: one.url_private, target: "_blank", rel: "noopener" }, el("img", { class: "picture", src: one.url_private, alt: one.alt_txt || one.title }));
  return el("a", { class: "file", href: one.url_private_download, target: "_blank", rel: "noopener" }, icon("file"), el("span", {}, el("b", {}, one.title), el("small", {}, `${one.filetype}, ${Math.max(1, Math.round(one.size / 1024))} KB`)));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  const toggle = (one) => react(message, one.name, one.users.includes(world.user));
  return el("div", { class: "reactions" }, message.reactions.map((one) =>
    el("button", {
      type: "button", class: one.users.includes(world.user) ? "mine" : "", "aria-pressed": String(one.users.includes(world.user)), onclick: () => toggle(one),
      "aria-label": `${one.name}, ${one.users.map(personName).join(", ")}`, title: one.users.map(personName).join(", "),
    }, emoji(one.name), ` ${one.count}`)));
}

export async function react(message, name, remove = false) {
  try {
    await act("react", { channel: message.channel, ts: message.ts, name, remove });
  } catch (error) {
    say(error.message);
  }
}

function replies(message) {
  if (!message.reply_count) return null;
  const newest = message.latest_reply && time(new Date(message.latest_reply * 1000));
  return el("button", { type: "button", class: "replies", onclick: () => world.openThread(message.ts) }, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`, newest && el("small", {}, ` last at ${newest}`));
}

/** What stands at a message when it is pointed at, or has the focus. */
function tools(message, inThread) {
  const reactWith = (name) => react(message, name, message.reactions?.some((one) => one.name === name && one.users.includes(world.user)));
  const emojis = () => [...new Set([...QUICK, ...EMOJI.keys()])].slice(0, 40).map((name) => ({ text: `${emoji(name)} ${name}`, run: () => reactWith(name) }));
  return el(
    "div",
    { class: "message-tools", role: "toolbar", "aria-label": "Message actions" },
    el("button", { type: "button", "aria-label": "React with white_check_mark", title: "Done", onclick: () => reactWith("white_check_mark") }, icon("check")),
    menuButton({ "aria-label": "Add reaction", title: "Add reaction" }, icon("face"), emojis),
    !inThread && el("button", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => world.openThread(isReply(message) ? message.thread_ts : message.ts) }, icon("talk")),
    menuButton({ "aria-label": "More actions", title: "More actions" }, "⋯", () => menu(message)),
  );
}

/** The app's message shortcuts, from the manifest, and what Slack has itself. */
function menu(message) {
  const shortcuts = world.seen.app.installed ? world.seen.shortcuts.filter((one) => one.type === "message") : [];
  const copy = { text: "Copy text", run: () => navigator.clipboard?.writeText(message.shown).then(() => say("Copied.")) };
  return [...shortcuts.map((one) => ({ text: one.name, description: "Leadbot", run: () => world.shortcut(one, message) })), copy];
}
