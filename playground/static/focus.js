// Where the focus was when what held it is drawn anew, and where it goes when that is gone.

const CONTROLS = "a[href], button, input, select, textarea, summary, [contenteditable=true], [tabindex]";
const controls = (node) => [...node.querySelectorAll(CONTROLS)];
const nameOf = (node) => node.getAttribute("aria-label") ?? node.textContent;

/** Which control of a node has the focus; null where none has. */
export function focusIn(node) {
  const active = document.activeElement;
  if (!node?.contains(active)) return null;
  return { index: active === node ? -1 : controls(node).indexOf(active), name: nameOf(active) };
}

/** Give it to the same control of a node that took the place: by name, or the node itself, or the first that can take it. */
export function focusAgain(node, { index, name } = { index: -1, name: "" }) {
  const all = controls(node);
  const same = index >= 0 && (nameOf(all[index] ?? node) === name ? all[index] : all.find((one) => nameOf(one) === name));
  (same || (node.tabIndex >= 0 ? node : all[0]))?.focus({ preventScroll: true });
}

/** Who opened what stands in front now; `back()` gives it the focus again, even if it was drawn anew meanwhile. */
export function opener() {
  const holder = document.activeElement?.closest("[data-ts]") ?? document.activeElement?.closest("[data-block]");
  const [name, value] = Object.entries(holder?.dataset ?? {}).find(([key]) => key === "ts" || key === "block") ?? [];
  const where = focusIn(holder);
  return function back() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const again = name && document.querySelector(`[data-${name}="${CSS.escape(value)}"]`);
    if (again) focusAgain(again, where);
    else toField();
  };
}

/** The message field, or where there is none the middle of the page. */
export function toField() {
  const field = document.getElementById("composer");
  (field.checkVisibility() ? field : document.getElementById("main")).focus();
}

const REGIONS = ["side", "main", "aside"];
const FIRST = { side: "[aria-current]", main: "#composer", aside: "#reply, [aria-selected=true], button" };

/** F6 goes from part to part, as in Slack; with Shift the other way round. */
export function walkRegions(event) {
  if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const here = REGIONS.findIndex((id) => document.getElementById(id).contains(document.activeElement));
  const next = document.getElementById(REGIONS.at((here + (event.shiftKey ? -1 : 1)) % REGIONS.length));
  const wanted = [...next.querySelectorAll(FIRST[next.id])].find((one) => one.checkVisibility()) ?? next;
  wanted.focus();
}

const STEPS = { ArrowDown: (at) => at + 1, ArrowUp: (at) => Math.max(0, at - 1), Home: () => 0, End: () => -1 };

/** Arrow keys, Home and End go from one child of a list to the next, while one of them has the focus. */
export function walkItems(list, event) {
  const all = [...list.children].filter((one) => one.tabIndex === 0);
  const here = all.indexOf(event.target);
  if (here < 0 || !(event.key in STEPS)) return;
  event.preventDefault();
  (all.at(STEPS[event.key](here)) ?? all.at(-1)).focus();
}
