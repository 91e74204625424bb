// What is typed into: one line, several, numbers, addresses, rich text, files.

import { el, say } from "./dom.js";
import { changed, use } from "./elements.js";
import { editor } from "./editor.js";
import { upload } from "./wire.js";
import { world } from "./world.js";

const TYPES = { number_input: "text", email_text_input: "email", url_text_input: "url", plain_text_input: "text" };
const QUIET = 500; // milliseconds without a key after which on_character_entered tells

/** A field for text, or something richer. */
export function typed(at) {
  if (at.element.type === "rich_text_input") return richField(at);
  if (at.element.type === "file_input") return files(at);
  return at.element.type in TYPES ? line(at) : el("span", { class: "note" }, `(${at.element.type})`);
}

function line(at) {
  const { element } = at;
  const several = element.multiline;
  const field = el(several ? "textarea" : "input", {
    id: at.id, class: "field", type: several ? null : TYPES[element.type], rows: several ? "4" : null, placeholder: element.placeholder?.text,
    inputmode: element.type === "number_input" ? "decimal" : null, maxlength: element.max_length, "aria-label": at.label, "aria-describedby": at.describedby, autocomplete: "off",
  });
  field.value = at.target.value(at.block, element) ?? "";
  const value = () => field.value || null;
  listenTo(at, field, value);
  return field;
}

/** Each change is kept; told on Enter, or as it is typed, where the block dispatches. */
function listenTo(at, field, value) {
  const on = at.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  field.addEventListener("input", () => {
    at.target.set(at.block, at.element, value());
    clearTimeout(timer);
    if (at.block.dispatch_action && on.includes("on_character_entered")) timer = setTimeout(() => use(at, value(), field), QUIET);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (at.block.dispatch_action && on.includes("on_enter_pressed")) {
      event.preventDefault();
      use(at, value(), field);
    } else if (field.tagName === "INPUT" && at.isInput) {
      event.preventDefault();
      field.dispatchEvent(new CustomEvent("wants-submit", { bubbles: true }));
    }
  });
}

function richField(at) {
  const { element } = at;
  const made = editor({
    id: at.id, label: at.label, describedby: at.describedby, placeholder: element.placeholder?.text, initial: at.target.value(at.block, element),
    lines: [element.min_lines ?? 3, element.max_lines ?? 8],
  });
  listenTo(at, made.field, made.value);
  made.node.addEventListener("changed", () => at.target.set(at.block, element, made.value()));
  return made.node;
}

function files(at) {
  const { element } = at;
  const list = el("ul", { class: "files" });
  const accept = element.filetypes?.map((kind) => `.${kind.replace(/^\./, "")}`).join(",");
  const field = el("input", { id: at.id, type: "file", multiple: (element.max_files ?? 10) > 1, accept, "aria-label": at.label, "aria-describedby": at.describedby });
  const held = () => at.target.value(at.block, element) ?? [];
  const show = () => list.replaceChildren(...held().map((id) => fileLine(id, () => set(held().filter((one) => one !== id)))));
  const set = (ids) => {
    changed(at, ids);
    show();
  };
  field.addEventListener("change", async () => {
    field.setAttribute("aria-busy", "true");
    try {
      for (const file of [...field.files]) {
        const made = await upload(file);
        world.seen.files.push(made);
        set([...held(), made.id]);
      }
    } catch (error) {
      say(error.message);
    }
    field.value = "";
    field.removeAttribute("aria-busy");
  });
  show();
  return el("div", { class: "file-input" }, field, list);
}

function fileLine(id, remove) {
  const file = world.seen.files.find((one) => one.id === id);
  const name = file?.name ?? id;
  return el("li", {}, `${name} (${Math.max(1, Math.round((file?.size ?? 0) / 1024))} KB)`, el("button", { type: "button", class: "plain-button", "aria-label": `Remove ${name}`, onclick: remove }, "×"));
}
