// The server: acts of a person, what they see, and the stream of changes.

import { world } from "./world.js";

async function answered(response) {
  const said = await response.json();
  if (!response.ok) throw new Error(said.problem ?? `The playground answered ${response.status}.`);
  return said;
}

const sent = (path, body) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Something that the person does. Throws an Error with a sentence where Slack's page would not let them. */
export const act = async (name, body = {}) => answered(await sent(`/page/${name}`, { user: world.user, ...body }));

/** The switches of control.py. */
export const turn = async (name, body = {}) => answered(await sent(`/playground/${name}`, body));
export const read = async (path) => answered(await fetch(path));
export const turnOff = async (name) => answered(await fetch(`/playground/${name}`, { method: "DELETE" }));

/** A file's bytes; gives the file object. */
export async function upload(file) {
  const kind = /^(text\/plain|multipart|application\/x-www)/.test(file.type) || !file.type ? "application/octet-stream" : file.type;
  const query = new URLSearchParams({ user: world.user, name: file.name });
  return (await answered(await fetch(`/page/upload?${query}`, { method: "POST", headers: { "Content-Type": kind }, body: file }))).file;
}

/** Told of every change that the person may know of; gives a function that ends it. */
export function listen(user, onChange, onState) {
  const source = new EventSource(`/page/stream?user=${encodeURIComponent(user)}`);
  source.onmessage = (event) => onChange(JSON.parse(event.data));
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  return () => source.close();
}
