// What blocks stand in, and what a person has put into their elements: a message, or a view.

import { act } from "./wire.js";

const INITIAL = {
  static_select: "initial_option", external_select: "initial_option", radio_buttons: "initial_option",
  multi_static_select: "initial_options", multi_external_select: "initial_options", checkboxes: "initial_options",
  users_select: "initial_user", channels_select: "initial_channel", conversations_select: "initial_conversation",
  multi_users_select: "initial_users", multi_channels_select: "initial_channels", multi_conversations_select: "initial_conversations",
  datepicker: "initial_date", timepicker: "initial_time", datetimepicker: "initial_date_time",
};
const EXTERNAL = ["external_select", "multi_external_select"];
export const isStateful = (element) => element.type in INITIAL || element.type.endsWith("_input");

/** A value as the server takes it: an option by its value, of external selects whole. */
function plain(element, value) {
  if (value === undefined || value === null || EXTERNAL.includes(element.type)) return value ?? null;
  if (Array.isArray(value)) return value.map((one) => plain(element, one));
  return value.type === undefined && typeof value === "object" ? value.value : value;
}

const preset = (element) => plain(element, element[INITIAL[element.type] ?? "initial_value"]);

/** The value in an entry of state.values. */
function entered(element, entry) {
  const [, value] = Object.entries(entry).find(([name]) => name !== "type") ?? [];
  return plain(element, value);
}

class Target {
  constructor() {
    this.values = {};
  }

  /** What an element holds now. */
  value(block, element) {
    const local = this.values[block.block_id]?.[element.action_id];
    if (local !== undefined) return local;
    const entry = this.state()?.[block.block_id]?.[element.action_id];
    return entry ? entered(element, entry) : preset(element);
  }

  set(block, element, value) {
    (this.values[block.block_id] ??= {})[element.action_id] = value;
  }

  options(block, element, typed) {
    return act("options", { ...this.body(), action_id: element.action_id, block_id: block.block_id, typed });
  }
}

export class MessageTarget extends Target {
  constructor(message) {
    super();
    this.message = message;
    this.surface = "message";
  }

  body() {
    return { channel: this.message.channel, ts: this.message.ts };
  }

  state() {
    return null;
  }

  use(block, element, value) {
    return act("click", { ...this.body(), action_id: element.action_id, block_id: block.block_id, value, values: this.values });
  }
}

const PAUSE = 250; // milliseconds of quiet after which a form's values are told

export class ViewTarget extends Target {
  constructor(view) {
    super();
    this.view = view;
    this.surface = view.type;
    this.unsaved = false;
  }

  body() {
    return { view: this.view.id };
  }

  state() {
    return this.view.state.values;
  }

  set(block, element, value) {
    super.set(block, element, value);
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep().catch(() => (this.unsaved = true)), PAUSE);
  }

  /** Elements that are gone, or changed their kind, hold nothing any more. */
  renewed(view) {
    const same = view.hash === this.view.hash;
    this.view = view;
    if (same) return;
    const known = view.state.values;
    for (const [block, held] of Object.entries(this.values))
      for (const action of Object.keys(held)) if (!this.unsaved || !known[block]?.[action]) delete held[action];
  }

  /** What was put in, told to the server, so that an update of the form keeps it. */
  async keep() {
    clearTimeout(this.timer);
    if (!this.unsaved) return;
    this.unsaved = false;
    const known = this.state();
    const values = {};
    for (const [block, held] of Object.entries(this.values))
      for (const [action, value] of Object.entries(held)) if (known[block]?.[action]) (values[block] ??= {})[action] = value;
    await act("fill", { ...this.body(), values });
  }

  async use(block, element, value) {
    await this.keep();
    return act("click", { ...this.body(), action_id: element.action_id, block_id: block.block_id, value });
  }
}
