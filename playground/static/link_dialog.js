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
export function askLink(link) {
  const dialog = document.getElementById("link");
  return new Promise((done) => {
    const close = (answer) => {
      dialog.close();
      done(answer); // at once: the next key belongs to the field again
    };
    dialog.addEventListener("close", () => done(null), { once: true });
    const first = draw(dialog, link, close);
    dialog.showModal();
    first.focus();
  });
}

/** Fills the dialog; gives the field to begin with. */
function draw(dialog, { text, address }, close) {
  const words = el("input", { class: "field", id: "link-text", autocomplete: "off" });
  const place = el("input", { class: "field", id: "link-address", autocomplete: "off", inputmode: "url", "aria-describedby": "link-error" });
  const error = el("div", { class: "error", id: "link-error", role: "alert" });
  words.value = text;
  place.value = address;
  const save = (event) => {
    event.preventDefault();
    const found = addressOf(place.value.trim());
    if (found) return close({ text: words.value.trim() || place.value.trim(), address: found });
    error.textContent = "Type an address, for example https://acme.example.";
    place.setAttribute("aria-invalid", "true");
    place.focus();
  };
  const button = (label, answer) => el("button", { type: "button", class: "button", onclick: () => close(answer) }, label);
  dialog.setAttribute("aria-labelledby", "link-title");
  dialog.replaceChildren(
    el("header", {}, el("h2", { id: "link-title" }, address ? "Change link" : "Add link")),
    el("form", { onsubmit: save },
      el("div", { class: "view-body" },
        el("div", { class: "input" }, el("label", { class: "label", for: "link-text" }, "Text"), words),
        el("div", { class: "input" }, el("label", { class: "label", for: "link-address" }, "Link"), place, error)),
      el("footer", {}, address && button("Remove", { text, address: "" }), button("Cancel", null), el("button", { type: "submit", class: "button primary" }, "Save"))),
  );
  return text ? place : words;
}
