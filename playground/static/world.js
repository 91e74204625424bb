// What the page knows: what one person sees, as the server told it last.

export const world = { seen: null, user: "", channel: "", thread: "", tab: "messages", redraw() {} };

export const person = (id) => world.seen.people.find((one) => one.id === id);
export const channelOf = (id) => world.seen.channels.find((one) => one.id === id);
export const group = (id) => world.seen.groups.find((one) => one.id === id);
export const me = () => world.seen.person;

/** What people call somebody. */
export const personName = (id) => person(id)?.name ?? id;

/** A channel without its sign; those that the person may not see keep their secret. */
export const channelName = (id) => channelOf(id)?.name ?? "private channel";

/** The DM with the app. */
export const appDm = () => world.seen.channels.find((one) => one.kind === "im" && one.members.includes(world.seen.app.user_id));

/** How a channel is called in the side bar and in headings. */
export function title(channel) {
  if (channel.kind === "public" || channel.kind === "private") return channel.name;
  return channel.members.filter((id) => id !== world.user).map(personName).join(", ");
}

export const messagesOf = (channel) => world.seen.messages.filter((one) => one.channel === channel);
export const isReply = (message) => Boolean(message.thread_ts && message.thread_ts !== message.ts);
