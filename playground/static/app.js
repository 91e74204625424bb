// The page: whose it is, what is open, and what is drawn when something changed.

import { isOpen, openTool, showAside, walkTabs } from "./aside.js";
import { Composer, closedBecause } from "./composer.js";
import { el, icon, say } from "./dom.js";
import { focusAgain, focusIn, toField, walkRegions } from "./focus.js";
import { home } from "./home.js";
import { forgetLog, more } from "./log.js";
import { MessageList } from "./messages.js";
import { showModals } from "./modals.js";
import { forgetPictures } from "./pictures.js";
import { showSidebar } from "./sidebar.js";
import { act, listen, read } from "./wire.js";
import { appDm, channelOf, isReply, messagesOf, title, world } from "./world.js";

const main = document.getElementById("main");
const list = new MessageList("Messages");
const replies = new MessageList("Replies", true);
const composer = new Composer("composer", () => ({ channel: world.channel }), "Message, or / for a command");
const replying = new Composer("reply", () => ({ channel: world.channel, thread: world.thread }), "Reply");
const scroller = el("div", { class: "scroller", tabindex: "-1" });
const heading = el("header", { class: "heading" });
const thread = el("section", { class: "thread", "aria-label": "Thread" });
const readUpTo = new Map(); // by person and channel: what this page has shown
const newFrom = new Map(); // by channel: what was read when it was opened
let stop = () => {};
let asking = null;

main.append(heading, scroller, composer.node);
thread.append(el("header", {}, el("h2", {}, "Thread"), el("button", { type: "button", class: "plain-button", "aria-label": "Close thread", onclick: () => closeThread() }, "×")), el("div", { class: "scroller" }, replies.node), replying.node);

function unread(channel) {
  const shown = readUpTo.get(`${world.user} ${channel.id}`) ?? "0";
  if (shown <= channel.read) return { count: channel.unread, mentions: channel.mentions };
  const later = messagesOf(channel.id).filter((one) => one.ts > shown && one.user !== world.user);
  const told = world.seen.notifications.filter((one) => one.channel === channel.id && one.ts > shown);
  return { count: later.length, mentions: told.length };
}

/** What stands in the channel that is open is read. */
function markRead() {
  const channel = channelOf(world.channel);
  const newest = messagesOf(world.channel).at(-1)?.ts;
  const key = `${world.user} ${world.channel}`;
  if (!newest || document.hidden || (readUpTo.get(key) ?? "0") >= newest) return;
  readUpTo.set(key, newest);
  if (channel.member) act("read", { channel: world.channel }).catch((error) => say(error.message));
}

function drawHeading(channel) {
  const print = JSON.stringify([channel, world.tab, world.seen.app, world.user]);
  if (drawHeading.print === print) return;
  drawHeading.print = print;
  const held = focusIn(heading);
  const app = channel === appDm();
  const sign = { public: "# ", private: icon("lock") }[channel.kind] ?? "";
  const about = [channel.shared && "Shared with another company", channel.archived && "Archived", !app && `${channel.members.length} members`].filter(Boolean);
  const join = !channel.member && !channel.archived && channel.kind === "public";
  heading.replaceChildren(
    el("h2", {}, sign, title(channel)), el("small", {}, about.join(" · ")), ...(app ? [tabs()] : []),
    ...(join ? [el("button", { type: "button", class: "button", onclick: () => act("join", { channel: channel.id }).catch((error) => say(error.message)) }, "Join channel")] : []),
  );
  if (held) focusAgain(heading, held);
}

function tabs() {
  const { home: hasHome, messages } = world.seen.app;
  const tab = (name, words) => el("button", { type: "button", role: "tab", "aria-selected": String(world.tab === name), onclick: () => openTab(name) }, words);
  return el("div", { class: "tabs", role: "tablist", "aria-label": "App", onkeydown: walkTabs }, hasHome && tab("home", "Home"), messages && tab("messages", "Messages"));
}

async function openTab(tab) {
  world.tab = tab;
  draw();
  await act("home", { tab }).catch((error) => say(error.message));
  ask();
}

function draw() {
  const channel = channelOf(world.channel) ?? world.seen.channels[0];
  world.channel = channel.id;
  const isHome = channel === appDm() && world.tab === "home" && world.seen.app.home;
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  drawHeading(channel);
  const shown = messagesOf(channel.id).filter((one) => !isReply(one) || one.only_you || one.subtype === "thread_broadcast");
  const wanted = isHome ? home(world.seen.home) : list.node;
  if (scroller.firstChild !== wanted) scroller.replaceChildren(wanted);
  if (!isHome) list.show(shown, `${world.user} ${channel.id}`, newFrom.get(channel.id));
  if (atEnd || draw.fresh) scroller.scrollTop = isHome ? 0 : scroller.scrollHeight;
  draw.fresh = false;
  composer.node.hidden = isHome;
  composer.show(closedBecause(channel.id));
  drawThread();
  markRead();
  showSidebar(unread);
  showModals(world.seen.modals);
  document.title = `${title(channel)} · Leadbot playground`;
  history.replaceState(null, "", `#${world.user}/${channel.id}`);
}

function drawThread() {
  const root = world.thread && messagesOf(world.channel).find((one) => one.ts === world.thread);
  if (root) {
    replies.show([root, ...messagesOf(world.channel).filter((one) => isReply(one) && one.thread_ts === root.ts)], `${world.user} ${root.ts}`);
    replying.show(closedBecause(world.channel));
  } else world.thread = "";
  showAside(root ? thread : null);
}

/** What the person sees now; one question at a time, and one more if something changed meanwhile. */
function ask() {
  if (asking) {
    ask.again = true;
    return asking;
  }
  const user = world.user;
  asking = (async () => {
    do {
      ask.again = false;
      const seen = await read(`/page/as/${encodeURIComponent(user)}`);
      if (user !== world.user) continue;
      world.seen = seen;
      draw();
    } while (ask.again && user === world.user);
  })()
    .catch((error) => say(error instanceof TypeError ? "The playground has stopped. Start it again with make demo." : error.message))
    .finally(() => {
      asking = null;
      if (ask.again) ask();
    });
  return asking;
}

function closeThread() {
  const root = document.querySelector(`#main [data-ts="${world.thread}"]`);
  world.thread = "";
  draw();
  if (root?.isConnected) root.focus();
  else toField();
}

Object.assign(world, {
  redraw: ask,

  /** Be another person. */
  async be(user) {
    stop();
    newFrom.clear();
    showModals([]);
    Object.assign(world, { user, thread: "", tab: "messages" });
    draw.fresh = true;
    stop = listen(user, changed, (up) => up && ask());
    while (asking) await asking;
    await ask();
    newFrom.set(world.channel, channelOf(world.channel).read);
  },

  /** As when the page is opened. */
  async begin(user, channel) {
    forget();
    say("");
    world.channel = channel;
    await world.be(user);
    openTool("try");
    document.getElementById("composer").focus();
  },

  /** Open a channel. */
  go(channel) {
    Object.assign(world, { channel, thread: "" });
    newFrom.set(channel, readUpTo.get(`${world.user} ${channel}`) ?? channelOf(channel).read);
    const app = channel === appDm()?.id;
    world.tab = app && world.seen.app.home ? "home" : "messages";
    draw.fresh = true;
    draw();
    if (app) openTab(world.tab);
    if (!closedBecause(channel)) document.getElementById("composer").focus();
  },

  openThread(ts) {
    world.thread = ts;
    draw();
    document.getElementById("reply").focus();
  },

  /** Put a line into the composer. */
  fill(line) {
    if (closedBecause(world.channel)) world.go(world.seen.channels.find((one) => !one.composer)?.id ?? world.channel);
    composer.fill(line);
  },

  /** A shortcut, of a message or global. */
  async shortcut(one, message) {
    try {
      const came = await act("shortcut", { callback_id: one.callback_id, ...(message ? { channel: message.channel, ts: message.ts } : {}) });
      if (came.trouble) say(came.trouble);
      else if (!came.status) say("No acknowledgement came.");
    } catch (error) {
      say(error.message);
    }
    ask();
  },
});

/** Nothing is left of what was typed, looked at or fetched before. */
function forget() {
  for (const one of [composer, replying]) one.forget();
  for (const one of [readUpTo, newFrom]) one.clear();
  forgetPictures();
  forgetLog();
}

function changed(change) {
  if (change.kind === "reset") forget();
  if (change.kind === "preview") for (const one of [composer, replying]) one.previewed(change.unfurl_id).catch((error) => say(error.message));
  else if (change.kind !== "wire") ask();
  else if (isOpen("wire")) more().catch((error) => say(error.message));
}

// What is closed is gone: nothing finds a field of a form that nobody sees.
for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", () => dialog.open || dialog.replaceChildren());
document.addEventListener("visibilitychange", () => world.seen && draw());
document.addEventListener("keydown", walkRegions);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  toField();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (world.thread) closeThread();
});

const [user, channel] = location.hash.slice(1).split("/");
const { people } = await read("/page/data");
await world.begin(people.some((one) => one.id === user) ? user : "UCARA", channel || "CSALES");
