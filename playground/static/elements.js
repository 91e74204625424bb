// Elements in sections, actions and inputs. at = {element, block, target, isInput, label, id, describedby}.

import { confirmed } from "./confirm.js";
import { el, icon, newId, say } from "./dom.js";
import { fieldsOf, momentOf } from "./dates.js";
import { text } from "./mrkdwn.js";
import { pictureOf } from "./pictures.js";
import { menuButton } from "./popup.js";
import { select } from "./selects.js";
import { typed } from "./inputs.js";
import { me, world } from "./world.js";

/** An element, by its type. */
export function drawElement(at) {
  const draw = ELEMENTS[at.element.type] ?? (at.element.type.endsWith("_select") ? select : typed);
  return draw(at);
}

/** Use it: tell the app, say what went wrong. */
export async function use(at, value, control) {
  control?.setAttribute("aria-busy", "true");
  try {
    const came = await at.target.use(at.block, at.element, value);
    if (came.trouble || came.problems.length) say(came.trouble || `Slack would refuse the app's answer: ${came.problems.join("; ")}`);
    control?.classList.toggle("troubled", Boolean(came.trouble));
    world.redraw();
  } catch (error) {
    say(error.message);
  } finally {
    control?.removeAttribute("aria-busy");
  }
}

/** A choice was made: it is kept, and told where the element tells each one. Resolves to whether the person did not confirm. */
export async function changed(at, value, control) {
  const tells = !at.isInput || at.block.dispatch_action;
  if (tells && !(await confirmed(at.element.confirm))) return true;
  at.target.set(at.block, at.element, value);
  if (tells) await use(at, value, control);
  return false;
}

function button(at) {
  const { element } = at;
  const control = el(
    element.url ? "a" : "button",
    {
      class: `button ${element.style ?? ""}`, "aria-label": element.accessibility_label, type: element.url ? null : "button", href: element.url,
      target: element.url ? "_blank" : null, rel: element.url ? "noopener noreferrer" : null,
      onclick: async (event) => {
        if (element.confirm && element.url) event.preventDefault();
        if (control.getAttribute("aria-busy") || !(await confirmed(element.confirm))) return;
        if (element.confirm && element.url) window.open(element.url, "_blank", "noopener");
        use(at, element.value, control);
      },
    },
    text(element.text),
  );
  control.dataset.action = element.action_id;
  return control;
}

function workflowButton(at) {
  return el("button", { type: "button", class: `button ${at.element.style ?? ""}`, onclick: () => say("Workflows run in Slack only.") }, text(at.element.text));
}

function overflow(at) {
  const items = () => at.element.options.map((option) => ({
    text: option.text.text, description: option.description?.text, url: option.url,
    run: async () => (await confirmed(at.element.confirm)) && use(at, option.value, control),
  }));
  const control = menuButton({ class: "button overflow", "aria-label": "More actions" }, "⋯", items);
  return control;
}

function choices(at, type) {
  const name = newId("choice");
  const held = at.target.value(at.block, at.element);
  const isOn = (option) => (Array.isArray(held) ? held.includes(option.value) : held === option.value);
  const group = el("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", "aria-label": at.label, "aria-describedby": at.describedby, id: at.id });
  at.element.options.forEach((option, index) => {
    const box = el("input", { type, name, value: option.value, id: `${name}-${index}`, checked: isOn(option) });
    group.append(el("div", { class: "choice" }, box, el("label", { for: box.id }, text(option.text), option.description && el("small", {}, text(option.description)))));
  });
  group.addEventListener("change", async () => {
    const on = [...group.querySelectorAll("input:checked")].map((box) => box.value);
    if (await changed(at, type === "radio" ? (on[0] ?? null) : on, group)) group.replaceWith(choices(at, type));
  });
  return group;
}

const common = (at) => ({ id: at.id, "aria-label": at.label, "aria-describedby": at.describedby });

/** A date or a time; while a year is being typed nothing is told. */
function moment(at, type) {
  const field = el("input", { ...common(at), type, class: "field", "aria-label": at.label ?? at.element.placeholder?.text ?? (type === "date" ? "Date" : "Time") });
  field.value = at.target.value(at.block, at.element) ?? "";
  let told = field.value;
  const tell = async () => {
    if (field.value === told || (type === "date" && field.value && field.value < "1900")) return;
    told = field.value;
    if (await changed(at, field.value || null, field)) field.value = at.target.value(at.block, at.element) ?? "";
  };
  field.addEventListener("change", tell);
  const zone = at.element.timezone;
  return el("span", { class: "moment", title: at.element.placeholder?.text }, field, zone && el("small", {}, zone.replace("_", " ")));
}

function dateTime(at) {
  const held = at.target.value(at.block, at.element);
  const [day, clock] = held ? fieldsOf(held) : ["", ""];
  const name = at.label ?? "When";
  const date = el("input", { ...common(at), type: "date", class: "field", "aria-label": `${name}: date` });
  const time = el("input", { type: "time", class: "field", "aria-label": `${name}: time`, "aria-describedby": at.describedby });
  Object.assign(date, { value: day });
  Object.assign(time, { value: clock });
  let told = held;
  const tell = () => {
    const value = date.value >= "1900" && time.value ? momentOf(date.value, time.value) : null;
    if (value === told || (value === null && (date.value || time.value))) return;
    told = value;
    changed(at, value, date);
  };
  for (const field of [date, time]) field.addEventListener("change", tell);
  return el("span", { class: "moment" }, date, time, el("small", {}, me().zone.replace("_", " ")));
}

function feedback(at) {
  const one = (name) => {
    const { text: label, value, accessibility_label: spoken } = at.element[name];
    const sign = name === "positive_button" ? icon("up") : icon("down");
    const control = el("button", { type: "button", class: "button small", "aria-label": spoken ?? label.text, title: label.text, onclick: () => use(at, value, control) }, sign);
    return control;
  };
  return el("span", { class: "feedback" }, one("positive_button"), one("negative_button"));
}

function iconButton(at) {
  const run = async () => (await confirmed(at.element.confirm)) && use(at, at.element.value, control);
  const control = el("button", { type: "button", class: "button small", "aria-label": at.element.accessibility_label ?? at.element.text.text, onclick: run }, icon("bin"));
  const only = at.element.visible_to_user_ids;
  return only && !only.includes(world.user) ? null : control;
}

/** A picture, by address or by file. */
export function picture(element, className = "picture") {
  const source = element.image_url ?? element.slack_file?.url ?? (element.slack_file && `/files/${element.slack_file.id}`);
  return pictureOf(source, element.alt_text, className);
}

const ELEMENTS = {
  button,
  workflow_button: workflowButton,
  overflow,
  checkboxes: (at) => choices(at, "checkbox"),
  radio_buttons: (at) => choices(at, "radio"),
  datepicker: (at) => moment(at, "date"),
  timepicker: (at) => moment(at, "time"),
  datetimepicker: dateTime,
  feedback_buttons: feedback,
  icon_button: iconButton,
  image: (at) => picture(at.element),
};
