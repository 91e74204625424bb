// The field to write in: commands with their hints, @people, #channels, shortcuts, files, previews of links.

import { completion, peopleLike } from "./completion.js";
import { el, icon, newId, say } from "./dom.js";
import { attachment } from "./messages.js";
import { menuButton } from "./popup.js";
import { MessageTarget } from "./targets.js";
import { act, upload } from "./wire.js";
import { channelOf, title, world } from "./world.js";

const drafts = new Map(); // by channel and thread: what was typed and not sent

/** The composer of a channel, or of a thread in it; `where()` says which. */
export class Composer {
  constructor(id, where, label) {
    Object.assign(this, { where, files: [], asked: "" });
    const hint = newId("hint");
    this.field = el("textarea", {
      id, rows: "1", "aria-label": label, "aria-autocomplete": "list", "aria-describedby": hint, spellcheck: "false",
      placeholder: label,
    });
    this.picked = el("input", { type: "file", multiple: true, class: "hidden", tabindex: "-1", "aria-hidden": "true" });
    this.attached = el("ul", { class: "files" });
    this.previews = el("div", { class: "previews" });
    this.box = el("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.field, this.attached, this.previews, this.alsoBox(), this.bar(hint), this.picked);
    this.closed = el("p", { class: "composer-closed" });
    this.node = el("div", {}, this.box, this.closed);
    completion(this.field, this.field, () => this.suggestions());
    this.listen();
  }

  bar(hint) {
    const shortcuts = () => world.seen.shortcuts.filter((one) => one.type === "global").map((one) => ({ text: one.name, description: one.description, run: () => world.shortcut(one) }));
    this.hint = el("span", { id: hint, class: "hint" });
    return el(
      "div",
      { class: "composer-bar" },
      menuButton({ "aria-label": "Shortcuts", title: "Shortcuts", class: "round" }, icon("bolt"), shortcuts),
      el("button", { type: "button", class: "round", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.picked.click() }, "+"),
      this.hint,
      el("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send")),
    );
  }

  /** In a thread: whether the reply goes to the channel too. */
  alsoBox() {
    this.also = el("input", { type: "checkbox", id: newId("also") });
    this.alsoWords = el("label", { for: this.also.id });
    return this.where().thread === undefined ? null : el("span", { class: "broadcast" }, this.also, this.alsoWords);
  }

  listen() {
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.box.requestSubmit();
    });
    this.field.addEventListener("input", () => this.typed());
    this.picked.addEventListener("change", () => this.attach());
  }

  /** What stands in it is nobody's any more. */
  forget() {
    this.shown = null;
    drafts.clear();
  }

  /** Another channel, person or thread. */
  show(closed) {
    const key = this.key();
    this.box.hidden = Boolean(closed);
    this.closed.hidden = !closed;
    this.closed.textContent = closed;
    const channel = channelOf(this.where().channel);
    this.alsoWords.textContent = ["public", "private"].includes(channel.kind) ? `Also send to #${channel.name}` : "Also send as direct message";
    if (this.shown === key) return;
    this.shown = key;
    this.files = [];
    this.also.checked = false;
    this.fill(drafts.get(key) ?? "", false);
  }

  key() {
    const { channel, thread } = this.where();
    return `${world.user} ${channel} ${thread ?? ""}`;
  }

  /** Put a line in, ready to be sent. */
  fill(line, focus = true) {
    this.field.value = line;
    if (focus) this.field.focus();
    this.typed();
  }

  typed() {
    drafts.set(this.key(), this.field.value);
    this.field.style.height = "auto";
    const { scrollHeight } = this.field; // 0 while it is not on the page
    if (scrollHeight) this.field.style.height = `${Math.min(scrollHeight, 160)}px`;
    const command = world.seen.commands.find((one) => this.field.value.startsWith(`${one.command} `) || this.field.value === one.command);
    this.hint.textContent = command ? `${command.command} ${command.hint}` : "";
    this.attached.replaceChildren(...this.files.map((one) => el("li", {}, one.name, el("button", { type: "button", class: "plain-button", "aria-label": `Remove ${one.name}`, onclick: () => this.detach(one) }, "×"))));
    this.preview();
  }

  async attach() {
    try {
      for (const file of this.picked.files) this.files.push(await upload(file));
    } catch (error) {
      say(error.message);
    }
    this.picked.value = "";
    this.typed();
  }

  detach(file) {
    this.files = this.files.filter((one) => one !== file);
    this.typed();
  }

  /** Links of the app's domains are shown to it before they are sent. */
  preview() {
    const links = (this.field.value.match(/https?:\/\/\S+/g) ?? []).filter((one) => world.seen.app.unfurl_domains.some((domain) => one.includes(domain)));
    const wanted = this.field.value.startsWith("/") ? "" : links.join(" ");
    if (wanted === this.asked) return;
    this.asked = wanted;
    this.unfurlId = null;
    this.previews.replaceChildren();
    if (wanted) setTimeout(() => wanted === this.asked && this.ask(), 400);
  }

  async ask() {
    const asked = this.asked;
    const { channel } = this.where();
    const found = await act("compose", { channel, text: this.field.value }).catch(() => ({ previews: [] }));
    if (asked !== this.asked) return;
    this.unfurlId = found.unfurl_id;
    this.showPreviews(found.previews);
  }

  /** The app has sent previews, maybe of the links that stand here. */
  async previewed(unfurlId) {
    if (unfurlId !== this.unfurlId) return;
    const { previews } = await act("previews", { unfurl_id: unfurlId });
    if (unfurlId === this.unfurlId) this.showPreviews(previews);
  }

  showPreviews(previews) {
    const { channel } = this.where();
    this.previews.replaceChildren(...previews.map((one) => attachment(one, new MessageTarget({ channel, ts: "" }))));
  }

  suggestions() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (/^\/\S*$/.test(before)) return this.commands(before);
    const people = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
    if (people) return { name: "People", items: peopleLike(people[1], world.seen.people.filter((one) => !one.is_bot)).slice(0, 8).map((one) => this.item(before, people[1].length + 1, `@${one.handle}`, one.name, one.role)) };
    const channel = /(?:^|\s)#([\w-]*)$/.exec(before);
    if (!channel) return null;
    const places = world.seen.channels.filter((one) => ["public", "private"].includes(one.kind) && one.name.startsWith(channel[1]));
    return { name: "Channels", items: places.map((one) => this.item(before, channel[1].length + 1, `#${one.name}`, `#${title(one)}`)) };
  }

  commands(before) {
    const known = world.seen.app.installed ? world.seen.commands.filter((one) => one.command.startsWith(before) && one.command !== before) : [];
    return { name: "Commands", items: known.map((one) => ({ ...this.item(before, before.length, one.command, one.command, one.description), hint: one.hint })) };
  }

  item(before, length, taken, text, description) {
    const choose = () => {
      this.field.setRangeText(`${taken} `, before.length - length, before.length, "end");
      this.typed();
    };
    return { text, description, choose };
  }

  async submit(event) {
    event.preventDefault();
    const line = this.field.value;
    if (this.busy || (!line.trim() && !this.files.length)) return;
    const { channel, thread } = this.where();
    if (line.startsWith("/") && thread) return say(`${line.split(" ")[0]} is not supported in threads. Sorry!`);
    this.busy = true;
    const files = this.files;
    this.files = [];
    this.fill("");
    try {
      if (line.startsWith("/")) {
        if (!(await command(channel, line)) && !this.field.value) this.fill(line); // what failed stays to be sent again
      }
      else await act("message", { channel, text: line, thread_ts: thread, broadcast: this.also.checked, files: files.map((one) => one.id) });
      this.also.checked = false;
      world.redraw();
    } catch (error) {
      this.files = files;
      this.fill(line);
      say(error.message);
    } finally {
      this.busy = false;
    }
  }
}

/** A slash command; what came of it is said. */
async function command(channel, line) {
  say("Sending…");
  const came = await act("command", { channel, line });
  if (came.problems.length) say(`Slack would refuse this answer: ${came.problems.join("; ")}`);
  else if (came.status) say(`Acknowledged in ${came.ack_ms} ms.`);
  else say("No acknowledgement came.");
  return came.status >= 200 && came.status < 300;
}

export const closedBecause = (channel) => channelOf(channel)?.composer ?? "";
