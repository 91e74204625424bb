// Asks for the words and the address of a link.

import { el } from "./dom.js";

const SAFE = ["http:", "https:", "mailto:", "tel:"];

/** An address that a person may follow, "https://" added where it has no scheme; null where it is none. */
export function addressOf(typed) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`;
  if (/\s/.test(typed) || !URL.canParse(whole)) return null;
  const { protocol, hostname, pathname } = new URL(whole);
  return SAFE.includes(protocol) && (hostname || pathname) ? whole : null;
}

/** Resolves to {text, address}, without an address where the link is to go, or to null. */
export function askLink({ text, address }) {
  const dialog = document.getElementById("link");
  const words = el("input", { class: "field", id: "link-text", autocomplete: "off" });
  const place = el("input", { class: "field", id: "link-address", autocomplete: "off", inputmode: "url", "aria-describedby": "link-error" });
  const error = el("div", { class: "error", id: "link-error", role: "alert" });
  let answer = null;
  words.value = text;
  place.value = address;
  const save = (event) => {
    event.preventDefault();
    const found = addressOf(place.value.trim());
    error.textContent = found ? "" : "Type an address, for example https://acme.example.";
    place.setAttribute("aria-invalid", String(!found));
    if (!found) return place.focus();
    answer = { text: words.value.trim() || place.value.trim(), address: found };
    dialog.close();
  };
  const remove = () => {
    answer = { text, address: "" };
    dialog.close();
  };
  const button = (label, onclick) => el("button", { type: "button", class: "button", onclick }, label);
  dialog.setAttribute("aria-labelledby", "link-title");
  dialog.replaceChildren(
    el("header", {}, el("h2", { id: "link-title" }, address ? "Change link" : "Add link")),
    el("form", { onsubmit: save },
      el("div", { class: "view-body" },
        el("div", { class: "input" }, el("label", { class: "label", for: "link-text" }, "Text"), words),
        el("div", { class: "input" }, el("label", { class: "label", for: "link-address" }, "Link"), place, error)),
      el("footer", {}, address && button("Remove", remove), button("Cancel", () => dialog.close()), el("button", { type: "submit", class: "button primary" }, "Save"))),
  );
  dialog.showModal();
  (text ? place : words).focus();
  return new Promise((done) => dialog.addEventListener("close", () => done(answer), { once: true }));
}
