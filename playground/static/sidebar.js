// The side bar: who one is, channels, direct messages, the app.

import { el, icon, Keyed } from "./dom.js";
import { appDm, title, world } from "./world.js";

const side = document.getElementById("side");
const lists = {};

function section(name, label) {
  const list = el("ul", { "aria-label": label });
  lists[name] = new Keyed(list);
  return el("section", {}, el("h2", {}, label), list);
}

const chooser = el("select", { id: "person", onchange: () => world.be(chooser.value) });
const clock = el("small", { class: "zone" });

side.append(
  el("header", {}, el("h1", {}, "Acme"), el("small", {}, "A local Slack. Nothing leaves this machine.")),
  el("div", { class: "who" }, el("label", { for: "person" }, "You are"), chooser, clock),
  section("channels", "Channels"),
  section("people", "Direct messages"),
  section("apps", "Apps"),
);

const SIGN = { public: "#", private: icon("lock"), im: "@", group: "@" };

/** Shows the channels that the person may see, with what is unread. */
export function showSidebar(unread) {
  const { seen } = world;
  const dm = appDm();
  people();
  const order = seen.channels.filter((one) => one !== dm).sort((one, other) => one.archived - other.archived);
  const entry = (one) => ({ key: one.id, data: [one.id, title(one), one.archived, one.shared, one.member, unread(one), world.channel === one.id], draw: () => draw(one, unread(one)) });
  lists.channels.show(order.filter((one) => ["public", "private"].includes(one.kind)).map(entry));
  lists.people.show(order.filter((one) => ["im", "group"].includes(one.kind)).map(entry));
  lists.apps.show(seen.app.installed && dm ? [entry(dm)] : []);
}

function people() {
  const list = world.seen.people.filter((one) => !one.is_bot && !one.deleted);
  const print = JSON.stringify(list);
  if (people.print !== print) chooser.replaceChildren(...list.map((one) => new Option(one.role ? `${one.name}, ${one.role}` : one.name, one.id)));
  people.print = print;
  chooser.value = world.user;
  const at = new Intl.DateTimeFormat("en-GB", { timeZone: world.seen.person.zone, hour: "2-digit", minute: "2-digit" }).format();
  clock.textContent = `${world.seen.person.zone.replace("_", " ")}, ${at}`;
}

function draw(channel, { count, mentions }) {
  const current = world.channel === channel.id;
  const words = [channel.archived && "archived", channel.shared && "shared", !channel.member && "not a member", count && `${count} unread`, mentions && `${mentions} mentions`].filter(Boolean);
  const name = title(channel);
  const sign = channel.kind === "group" ? String(channel.members.length - 1) : SIGN[channel.kind];
  const shown = [el("span", { class: "sign", "aria-hidden": "true" }, sign.cloneNode ? sign.cloneNode(true) : sign), el("span", { class: "name" }, name), channel.shared && el("span", { class: "badge", "aria-hidden": "true" }, "shared"), channel.archived && el("span", { class: "badge", "aria-hidden": "true" }, "archived")];
  const badge = mentions ? el("span", { class: "count", "aria-hidden": "true" }, String(mentions)) : null;
  return el(
    "li",
    {},
    el("button", { type: "button", class: `${count ? "unread" : ""} ${channel.archived ? "archived" : ""}`, "aria-current": current ? "page" : null, "aria-label": [name, ...words].join(", "), onclick: () => world.go(channel.id) }, shown, badge),
  );
}
