// Selects: what each lists.

import { changed } from "./elements.js";
import { Picker, matching } from "./picker.js";
import { title, world } from "./world.js";

const SIGNS = { public: "#", private: "🔒", im: "", group: "" };
const item = (key, text, description) => ({ key, text, description, value: key });

const people = () => world.seen.people.filter((one) => !one.deleted).map((one) => item(one.id, one.name, one.role || (one.is_bot ? "app" : "")));
const place = (one) => item(one.id, `${SIGNS[one.kind]}${title(one)}`, one.shared ? "shared with another company" : "");

function channels() {
  return world.seen.channels.filter((one) => one.kind === "public" && !one.archived).map(place);
}

const KINDS = { im: "im", group: "mpim", private: "private", public: "public" };

function conversations(element) {
  const { include, exclude_external_shared_channels: unshared, exclude_bot_users: unbotted } = element.filter ?? {};
  const app = world.seen.app.user_id;
  const fits = (one) =>
    !one.archived && (!include || include.includes(KINDS[one.kind])) && !(unshared && one.shared) && !(unbotted && one.kind === "im" && one.members.includes(app));
  return world.seen.channels.filter(fits).map(place);
}

const ofOption = (option) => ({ key: option.value, text: option.text.text, description: option.description?.text, value: option.value });
const ofWhole = (option) => ({ ...ofOption(option), value: option });

function groupsOf(element, one) {
  if (element.option_groups?.length) return element.option_groups.map((group) => ({ label: group.label.text, items: group.options.map(one) }));
  return [{ items: (element.options ?? []).map(one) }];
}

const LISTS = {
  static_select: (element) => groupsOf(element, ofOption),
  users_select: () => [{ items: people() }],
  channels_select: () => [{ items: channels() }],
  conversations_select: (element) => [{ items: conversations(element) }],
};

/** An external select asks the app, with what is typed. */
async function suggested(at, typed) {
  const least = at.element.min_query_length ?? 3;
  if (typed.length < least) return { groups: [], note: `Type ${least - typed.length} more character${least - typed.length === 1 ? "" : "s"} to search.` };
  try {
    const found = await at.target.options(at.block, at.element, typed);
    const note = found.problems.length ? `Slack would refuse these options: ${found.problems.join("; ")}` : found.trouble;
    return { groups: groupsOf(found, ofWhole), note };
  } catch (error) {
    return { groups: [], note: error.message };
  }
}

/** The items that stand in it now. */
function chosenOf(at, kind) {
  const held = at.target.value(at.block, at.element);
  const values = Array.isArray(held) ? held : held ? [held] : [];
  if (kind === "external_select") return values.map(ofWhole);
  const all = LISTS[kind](at.element).flatMap((group) => group.items);
  return values.map((value) => all.find((one) => one.value === value) ?? item(value, value));
}

export function select(at) {
  const { element } = at;
  const multiple = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "");
  const external = kind === "external_select";
  const most = element.max_selected_items;
  const picker = new Picker({
    id: at.id,
    label: at.label ?? element.placeholder?.text ?? "Select an option",
    describedby: at.describedby,
    placeholder: element.placeholder?.text,
    multiple,
    clearable: at.isInput && at.block.optional,
    chosen: chosenOf(at, kind),
    wait: external ? 150 : 0,
    load: async (typed) => {
      if (multiple && most && picker.chosen.length >= most) return { groups: [{ items: picker.chosen }], note: `You can choose ${most} at most.` };
      return external ? suggested(at, typed) : matching(LISTS[kind](element), typed);
    },
    onchange: async (items) => {
      const values = items.map((one) => one.value);
      if (!(await changed(at, multiple ? values : (values[0] ?? null), picker.input))) return;
      picker.chosen = chosenOf(at, kind);
      picker.write();
    },
  });
  return picker.node;
}
