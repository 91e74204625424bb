// The right column: "Try this", the log of the wire with its faults, or a thread.

import { el } from "./dom.js";
import { showFaults } from "./faults.js";
import { showLog } from "./log.js";
import { TRY } from "./tryit.js";
import { personName, world } from "./world.js";

const aside = document.getElementById("aside");
const TABS = { try: ["Try this", rail], wire: ["Wire", () => showLog()], faults: ["Faults", () => showFaults()] };
let open = "try";
const panel = el("div", { id: "tool", role: "tabpanel", class: "tool", tabindex: "-1" });
const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "Tools" });
for (const [name, [words]] of Object.entries(TABS))
  tabs.append(el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "tool", onclick: () => openTool(name) }, words));
tabs.addEventListener("keydown", walkTabs);

/** Arrow keys go from tab to tab. */
export function walkTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const all = [...event.currentTarget.children];
  if (step) all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
}

/** Shows a tool. */
export function openTool(name) {
  open = name;
  for (const tab of tabs.children) {
    const on = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", `tab-${name}`);
  panel.replaceChildren(TABS[name][1]());
}

/** Once the page knows whose it is; a thread stands in front of the tools. */
export function showAside(thread) {
  aside.classList.toggle("with-thread", Boolean(thread));
  const wanted = thread ? [thread] : [tabs, panel];
  if (aside.firstChild !== wanted[0]) aside.replaceChildren(...wanted);
  if (!panel.firstChild) openTool(open);
}

export const isOpen = (name) => open === name;

function rail() {
  const group = ({ title, lines, people = [] }) =>
    el(
      "section",
      {},
      el("h3", {}, title),
      el("ul", { class: "rail" }, [
        ...lines.map(([line, says]) => el("li", {}, el("button", { type: "button", onclick: () => world.fill(line) }, el("code", {}, line), el("small", {}, says)))),
        ...people.map(([id, says]) => el("li", {}, el("button", { type: "button", onclick: () => world.be(id) }, el("b", {}, `Be ${personName(id)}`), el("small", {}, says)))),
      ]),
    );
  return el("div", {}, el("p", { class: "note" }, "A click puts the line into the message field; Enter sends it."), TRY.map(group));
}
