// What opens beside a control: lists and menus. Escape and a click elsewhere close it; it stands above dialogs.

import { el, newId } from "./dom.js";

/** Show a popup at its anchor; gives the function that closes it. */
export function openAt(anchor, popup, onClose = () => {}) {
  popup.setAttribute("popover", "manual");
  anchor.after(popup);
  popup.showPopover();
  const put = () => settle(anchor, popup);
  const outside = (event) => popup.contains(event.target) || anchor.contains(event.target) || close();
  const moved = (event) => event.target !== popup && !popup.contains(event.target) && put();
  function close() {
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", moved, true);
    removeEventListener("resize", put);
    popup.remove();
    onClose();
  }
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("scroll", moved, true);
  addEventListener("resize", put);
  put();
  return close;
}

function settle(anchor, popup) {
  const box = anchor.getBoundingClientRect();
  const height = Math.min(popup.scrollHeight, 320);
  const above = box.bottom + height + 8 > innerHeight && box.top > height;
  const width = Math.max(box.width, 220);
  Object.assign(popup.style, {
    minWidth: `${width}px`,
    left: `${Math.max(8, Math.min(box.left, innerWidth - popup.offsetWidth - 8))}px`,
    top: above ? "auto" : `${box.bottom + 4}px`,
    bottom: above ? `${innerHeight - box.top + 4}px` : "auto",
  });
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** A button that opens a menu. items(): [{text, description?, url?, run()}], asked when it opens. */
export function menuButton(attributes, content, items) {
  const button = el("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes }, content);
  let close = null;
  const shut = (focus) => {
    close?.();
    if (focus) button.focus();
  };
  const open = () => {
    const menu = drawMenu(items(), shut, attributes["aria-label"]);
    button.setAttribute("aria-expanded", "true");
    close = openAt(button, menu, () => {
      close = null;
      button.setAttribute("aria-expanded", "false");
    });
    menu.querySelector("[role=menuitem]")?.focus();
  };
  button.addEventListener("click", () => (close ? shut(true) : open()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || close) return;
    event.preventDefault();
    open();
  });
  return button;
}

function drawMenu(items, shut, name) {
  const menu = el("div", { class: "popup menu", role: "menu", "aria-label": name });
  for (const item of items) {
    const run = () => {
      shut(true);
      item.run?.();
    };
    const text = [el("span", { id: newId("item") }, item.text), item.description && el("small", {}, item.description)];
    if (item.url) menu.append(el("a", { role: "menuitem", tabindex: "-1", href: item.url, target: "_blank", rel: "noopener noreferrer", onclick: run }, text));
    else menu.append(el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: run }, text));
  }
  if (!items.length) menu.append(el("div", { class: "note" }, "Nothing here."));
  menu.addEventListener("keydown", (event) => moveIn(menu, event, shut));
  return menu;
}

function moveIn(menu, event, shut) {
  const all = [...menu.querySelectorAll("[role=menuitem]")];
  if (event.key === "Escape" || event.key === "Tab") {
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    shut(event.key === "Escape");
  } else if (event.key in STEPS) {
    event.preventDefault();
    all.at((all.indexOf(document.activeElement) + STEPS[event.key] + all.length) % all.length)?.focus();
  } else if (event.key.length === 1) {
    all.find((one) => one.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}
