// Charts: pie, bar, line, area. Each has its figures as words for whoever cannot see it, and a title on each mark.

import { el, svg } from "./dom.js";

const COLORS = ["#1d7bd4", "#e8912d", "#2a9d63", "#b5488f", "#7a5af0", "#c9372c", "#0f8b8d", "#8a6d00", "#5b7083", "#d46a9f", "#3b5ba5", "#6b8e23"];
const WIDTH = 460;
const HEIGHT = 220;
const EDGE = { left: 46, right: 10, top: 10, bottom: 40 };
const number = (value) => new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(value);

/** The data_visualization block. */
export function chart(block) {
  const { chart: data } = block;
  const names = data.type === "pie" ? data.segments.map((one) => one.label) : data.series.map((one) => one.name);
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${block.title}. ${inWords(data)}` });
  picture.append(...(data.type === "pie" ? pie(data) : plot(data)));
  const legend = names.length > 1 || data.type === "pie";
  return el("figure", {}, el("figcaption", {}, el("b", {}, block.title)), picture, legend && el("ul", { class: "legend" }, names.map((name, index) => el("li", {}, el("span", { class: "swatch", style: { background: COLORS[index % COLORS.length] } }), name))));
}

function inWords(data) {
  if (data.type === "pie") return data.segments.map((one) => `${one.label}: ${number(one.value)}`).join(", ");
  return data.series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${number(point.value)}`).join(", ")}`).join(". ");
}

const mark = (name, attributes, words) => svg(name, attributes, svg("title", {}, words));

function pie({ segments }) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  const [x, y, radius] = [WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - 8];
  let from = -Math.PI / 2;
  return segments.map((one, index) => {
    const share = one.value / total;
    const to = from + share * 2 * Math.PI;
    const at = (angle) => `${x + radius * Math.cos(angle)} ${y + radius * Math.sin(angle)}`;
    const path = share > 0.9999 ? `M ${x} ${y - radius} A ${radius} ${radius} 0 1 1 ${x - 0.01} ${y - radius} Z` : `M ${x} ${y} L ${at(from)} A ${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${at(to)} Z`;
    from = to;
    return mark("path", { d: path, fill: COLORS[index % COLORS.length], class: "slice" }, `${one.label}: ${number(one.value)} (${Math.round(share * 100)} %)`);
  });
}

/** Round steps that hold all values. */
function scale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * size).find((one) => one >= rough);
  const [from, to] = [Math.floor(low / step) * step, Math.ceil(high / step) * step || step];
  const ticks = [];
  for (let tick = from; tick <= to + step / 2; tick += step) ticks.push(Number(tick.toPrecision(12)));
  return { from, to, ticks };
}

function plot(data) {
  const { categories, x_label: across, y_label: up } = data.axis_config;
  const { from, to, ticks } = scale(data.series.flatMap((one) => one.data.map((point) => point.value)));
  const room = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const y = (value) => EDGE.top + room.height * (1 - (value - from) / (to - from));
  const slot = room.width / categories.length;
  const middle = (category) => EDGE.left + slot * (categories.indexOf(category) + 0.5);
  const draw = data.type === "bar" ? bars(data, { slot, middle, y }) : curves(data, { middle, y, base: y(Math.max(from, 0)) });
  return [...grid(ticks, y), ...labels(categories, middle), ...axisNames(across, up), ...draw];
}

const grid = (ticks, y) =>
  ticks.flatMap((tick) => [
    svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(tick), y2: y(tick), class: tick === 0 ? "axis" : "grid" }),
    svg("text", { x: EDGE.left - 6, y: y(tick) + 3, "text-anchor": "end" }, number(tick)),
  ]);

function labels(categories, middle) {
  const every = Math.ceil(categories.length / 8);
  return categories.filter((_, index) => index % every === 0).map((one) => svg("text", { x: middle(one), y: HEIGHT - EDGE.bottom + 14, "text-anchor": "middle" }, one));
}

const axisNames = (across, up) => [
  ...(across ? [svg("text", { x: WIDTH / 2, y: HEIGHT - 6, "text-anchor": "middle", class: "axis-name" }, across)] : []),
  ...(up ? [svg("text", { x: 10, y: HEIGHT / 2 - 10, "text-anchor": "middle", class: "axis-name", transform: `rotate(-90 10 ${HEIGHT / 2 - 10})` }, up)] : []),
];

function bars(data, { slot, middle, y }) {
  const width = (slot * 0.7) / data.series.length;
  return data.series.flatMap((one, index) =>
    one.data.map((point) => {
      const [top, bottom] = [y(Math.max(point.value, 0)), y(Math.min(point.value, 0))];
      const x = middle(point.label) - slot * 0.35 + width * index;
      return mark("rect", { x, y: top, width, height: Math.max(0.5, bottom - top), rx: 1.5, fill: COLORS[index % COLORS.length] }, `${one.name}, ${point.label}: ${number(point.value)}`);
    }),
  );
}

function curves(data, { middle, y, base }) {
  return data.series.flatMap((one, index) => {
    const color = COLORS[index % COLORS.length];
    const points = one.data.map((point) => [middle(point.label), y(point.value)]);
    const line = points.map((point) => point.join(",")).join(" ");
    const area = svg("polygon", { points: `${points[0][0]},${base} ${line} ${points.at(-1)[0]},${base}`, fill: color, class: "area" });
    const dots = one.data.map((point, number_) => mark("circle", { cx: points[number_][0], cy: points[number_][1], r: 3, fill: color }, `${one.name}, ${point.label}: ${number(point.value)}`));
    return [...(data.type === "area" ? [area] : []), svg("polyline", { points: line, fill: "none", stroke: color, "stroke-width": 2 }), ...dots];
  });
}
