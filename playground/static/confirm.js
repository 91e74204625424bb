// The confirm dialog of an element.

import { el } from "./dom.js";
import { text } from "./mrkdwn.js";

/** Ask; resolves to whether the person said yes. Without a confirm object: yes at once. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  const yes = el("button", { type: "button", class: `button ${confirm.style ?? "primary"}`, onclick: () => dialog.close("yes") }, text(confirm.confirm));
  const no = el("button", { type: "button", class: "button", onclick: () => dialog.close("") }, text(confirm.deny));
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.setAttribute("aria-describedby", "confirm-text");
  dialog.replaceChildren(
    el("h2", { id: "confirm-title" }, text(confirm.title)),
    el("div", { id: "confirm-text", class: "confirm-text" }, text(confirm.text)),
    el("footer", {}, no, yes),
  );
  dialog.returnValue = "";
  dialog.showModal();
  yes.focus();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
