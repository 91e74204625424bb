// Blocks. Each gets its data and the target it stands in.

import { chart } from "./charts.js";
import { el, newId } from "./dom.js";
import { drawElement, picture } from "./elements.js";
import { richText } from "./richtext.js";
import { markdown } from "./markdown.js";
import { link, text } from "./mrkdwn.js";
import { pictureOf } from "./pictures.js";
import { dataTable, table } from "./tables.js";

/** One block; what is not known is shown by its name. */
export function drawBlock(block, target) {
  const node = (BLOCKS[block.type] ?? unknown)(block, target);
  node.classList.add("block", `block-${block.type}`);
  node.dataset.block = block.block_id ?? "";
  return node;
}

export const drawBlocks = (blocks, target) => blocks.map((block) => drawBlock(block, target));
const unknown = (block) => el("div", { class: "note" }, `A ${block.type} block`);
const at = (element, block, target) => ({ element, block, target, isInput: false });

const LONG = 700; // characters after which Slack folds a section that is not expanded

function section(block, target) {
  const body = el("div", { class: "section-body" });
  if (block.text) body.append(folded(block));
  if (block.fields) body.append(el("div", { class: "fields" }, block.fields.map((one) => el("div", {}, text(one)))));
  return el("div", {}, body, block.accessory && el("div", { class: "accessory" }, drawElement(at(block.accessory, block, target))));
}

function folded(block) {
  const shown = el("div", { class: "section-text" }, text(block.text));
  if (block.expand || block.text.text.length <= LONG) return shown;
  shown.classList.add("folded");
  const more = el("button", { type: "button", class: "link-button", "aria-expanded": "false" }, "See more");
  more.addEventListener("click", () => {
    const open = !shown.classList.toggle("folded");
    more.textContent = open ? "See less" : "See more";
    more.setAttribute("aria-expanded", String(open));
  });
  return el("div", {}, shown, more);
}

const actions = (block, target) => el("div", {}, block.elements.map((one) => drawElement(at(one, block, target))));
const context = (block) => el("div", {}, block.elements.map((one) => (one.type === "image" ? picture(one, "tiny") : el("span", {}, text(one)))));

function image(block) {
  const title = block.title && el("figcaption", {}, text(block.title));
  return el("figure", {}, title, picture(block));
}

/** A field with its label, hint, and the place where an error is said. */
function input(block, target) {
  const id = newId("input");
  const names = { hint: `${id}-hint`, error: `${id}-error` };
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const label = block.label.text + (block.optional ? " (optional)" : "");
  const words = [el("span", {}, text(block.label)), block.optional && el("span", { class: "optional" }, " (optional)")];
  const element = drawElement({ element: block.element, block, target, isInput: true, label, id, describedby: `${names.error} ${names.hint}` });
  return el(
    "div",
    { class: "input" },
    el(grouped ? "div" : "label", { class: "label", for: grouped ? null : id }, words),
    element,
    el("div", { class: "error", id: names.error, role: "alert" }),
    block.hint && el("div", { class: "hint", id: names.hint }, text(block.hint)),
  );
}

const LEVELS = { default: "", info: "Information", warning: "Warning", error: "Error", success: "Done" };

function alert(block) {
  const level = block.level ?? "default";
  return el("div", { class: `alert alert-${level}`, role: "note", "aria-label": LEVELS[level] || null }, text(block.text));
}

function card(block, target) {
  const small = block.icon && picture(block.icon, "tiny");
  const lines = ["title", "subtitle", "body", "subtext"].filter((name) => block[name]).map((name) => el("div", { class: `card-${name}` }, text(block[name])));
  return el(
    "article",
    { class: "card" },
    block.hero_image && picture(block.hero_image, "hero"),
    el("div", { class: "card-lines" }, small, el("div", {}, lines)),
    block.actions && el("div", { class: "block-actions" }, block.actions.map((one) => drawElement(at(one, block, target)))),
  );
}

function carousel(block, target) {
  return el("div", { role: "group", "aria-label": `${block.elements.length} cards`, tabindex: "0" }, drawBlocks(block.elements, target));
}

function container(block, target) {
  const heading = [
    block.icon && picture(block.icon, "tiny"),
    el("span", {}, el("b", {}, block.rich_text_title ? richText(block.rich_text_title) : text(block.title)), block.subtitle && el("small", {}, text(block.subtitle))),
  ];
  const body = el("div", { class: "container-body" }, drawBlocks(block.child_blocks, target));
  const width = `container width-${block.width ?? "standard"} ${block.has_header_divider ? "ruled" : ""}`;
  if (!block.is_collapsible) return el("div", { class: width }, el("div", { class: "container-head" }, heading), body);
  return el("details", { class: width, open: !block.default_collapsed }, el("summary", { class: "container-head" }, heading), body);
}

function video(block) {
  const about = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  return el(
    "figure",
    {},
    about && el("small", {}, about),
    el("figcaption", {}, el("b", {}, block.title_url ? link(block.title_url, block.title.text) : text(block.title))),
    block.description && el("div", {}, text(block.description)),
    link(block.video_url, "", { class: "video", "aria-label": `Play ${block.title.text}` }),
    pictureOf(block.thumbnail_url, block.alt_text),
  );
}

const STATUS = { pending: "○", in_progress: "◐", complete: "✓", error: "!" };

function task(block) {
  const status = block.status ?? "pending";
  const sources = block.sources?.map((one) => link(one.url, one.text ?? one.url));
  const more = [block.details && richText(block.details), block.output && richText(block.output), sources?.length && el("div", { class: "sources" }, sources)];
  const head = [el("span", { class: `task-sign ${status}`, role: "img", "aria-label": status.replace("_", " ") }, STATUS[status]), block.title];
  return more.some(Boolean) ? el("details", { class: "task" }, el("summary", {}, head), more) : el("div", { class: "task" }, head);
}

const plan = (block, target) => el("div", {}, el("b", {}, block.title), drawBlocks(block.tasks, target));

function provider(block, target) {
  const state = block.is_connected ? ["Connected", block.connected_identity && text(block.connected_identity)] : block.auth_url && link(block.auth_url, "Connect", { class: "button" });
  return el("div", { class: "card" }, el("b", {}, text(block.name)), block.description && el("div", {}, text(block.description)), el("div", {}, state), block.accessory && drawElement(at(block.accessory, block, target)));
}

const LEVEL = (block) => Math.min(6, 2 + (block.level ?? 1));

const BLOCKS = {
  section,
  actions,
  context,
  context_actions: actions,
  divider: () => el("hr"),
  header: (block) => el(`h${LEVEL(block)}`, {}, text(block.text)),
  image,
  input,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  table,
  data_table: dataTable,
  data_visualization: chart,
  alert,
  card,
  carousel,
  container,
  video,
  plan,
  task_card: task,
  file: (block) => el("div", { class: "note" }, `File ${block.external_id}`),
  auth_provider: provider,
};
