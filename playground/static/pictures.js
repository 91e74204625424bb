// Pictures. One from elsewhere is fetched only when a person asks for it, so that nothing leaves this machine by itself.

import { el, icon } from "./dom.js";
import { focusAgain } from "./focus.js";

const HERE = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const asked = new Set(); // addresses; drawn anew, they stay

/** Ask again before anything is fetched. */
export const forgetPictures = () => asked.clear();

/** The host that would be asked; empty where nothing would leave this machine. */
function hostOf(address) {
  const { protocol, host, hostname } = new URL(address, location.href);
  return HERE.test(hostname) || hostname === location.hostname || !/^https?:$/.test(protocol) ? "" : host;
}

/** A picture; where it does not load, its words. */
export function pictureOf(address, words = "", className = "picture") {
  const host = URL.canParse(address, location.href) ? hostOf(address) : "";
  return host && !asked.has(address) ? ask(address, host, words, className) : shown(address, words, className);
}

function shown(address, words, className) {
  const image = el("img", { class: className, src: address, alt: words, loading: "lazy", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(el("span", { class: `${className} broken`, role: "img", "aria-label": words || "Picture" }, words)));
  return image;
}

function ask(address, host, words, className) {
  const label = `Show picture from ${host}`;
  const show = () => {
    asked.add(address);
    const image = shown(address, words, className);
    const message = button.closest("[tabindex]");
    button.replaceWith(image);
    if (message) focusAgain(message);
  };
  const text = className === "tiny" ? icon("picture") : [icon("picture"), el("span", {}, label, words && el("small", {}, words))];
  const button = el("button", { type: "button", class: `${className} unseen`, title: label, "aria-label": words ? `${label}: ${words}` : label, onclick: show }, text);
  return button;
}
