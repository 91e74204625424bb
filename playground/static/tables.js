// Tables: the plain one, and the one that is paged and sorted by its reader.

import { el } from "./dom.js";
import { richText } from "./richtext.js";

const shown = (cell) => (cell.type === "rich_text" ? richText(cell) : String(cell.text ?? cell.value));
const rank = (cell) => (cell.type === "raw_number" ? cell.value : (cell.text ?? ""));
const aligned = (block, index, cell) => ({ textAlign: block.column_settings?.[index]?.align ?? (cell.type === "raw_number" ? "right" : "left") });

function row(block, cells, tag, header) {
  const draw = (cell, index) => {
    const wrapped = block.column_settings?.[index]?.is_wrapped;
    const scope = tag === "th" ? "col" : index === header ? "row" : null;
    return el(scope ? "th" : "td", { scope, class: wrapped ? "wrapped" : null, style: aligned(block, index, cell) }, shown(cell));
  };
  return el("tr", {}, cells.map(draw));
}

/** The table block: its first row is the header. */
export function table(block) {
  const [head, ...body] = block.rows;
  return el("div", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, el("table", {}, el("thead", {}, row(block, head, "th")), el("tbody", {}, body.map((cells) => row(block, cells, "td"))))));
}

const PAGE = 5; // rows, unless the block says otherwise

/** The data_table block. */
export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE;
  const state = { page: 0, column: -1, down: false };
  const body = el("tbody");
  const place = el("span", { "aria-live": "polite" });
  const heads = head.map((cell, index) => sorter(cell, block, index, () => sort(index)));
  const turn = (step, name) => el("button", { type: "button", class: "button small", "aria-label": name, onclick: () => go(state.page + step) }, step < 0 ? "‹" : "›");
  const [back, on] = [turn(-1, "Previous page"), turn(1, "Next page")];
  const last = Math.ceil(rows.length / size) - 1;

  function sort(index) {
    state.down = state.column === index && !state.down;
    state.column = index;
    rows.sort((one, other) => compare(rank(one[index]), rank(other[index])) * (state.down ? -1 : 1));
    heads.forEach((each, number) => each.setAttribute("aria-sort", number === index ? (state.down ? "descending" : "ascending") : "none"));
    go(0);
  }

  function go(page) {
    state.page = page;
    body.replaceChildren(...rows.slice(page * size, (page + 1) * size).map((cells) => row(block, cells, "td", block.row_header_column_index ?? 0)));
    place.textContent = `${page * size + 1}–${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`;
    back.disabled = page === 0;
    on.disabled = page === last;
  }

  go(0);
  const grid = el("table", {}, el("caption", {}, block.caption), el("thead", {}, el("tr", {}, heads)), body);
  return el("div", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": block.caption }, grid), last > 0 && el("div", { class: "pager" }, back, place, on));
}

const compare = (one, other) => (typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other)));

function sorter(cell, block, index, onclick) {
  const button = el("button", { type: "button", class: "sorter", onclick }, shown(cell));
  return el("th", { scope: "col", "aria-sort": "none", style: aligned(block, index, cell) }, button);
}
