// Dates as Slack writes them, in the zone of the person who reads.

import { me } from "./world.js";

const part = (at, options) => new Intl.DateTimeFormat("en-US", { timeZone: me().zone, ...options }).format(at);
const american = () => me().zone.startsWith("America/");
const ordinal = (day) => `${day}${day % 100 >= 11 && day % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
const isoDay = (at) => new Intl.DateTimeFormat("en-CA", { timeZone: me().zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** "2:02 PM", or "14:02" where people read it so. */
export const time = (at, seconds = false) =>
  part(at, { hour: american() ? "numeric" : "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined, hourCycle: american() ? "h12" : "h23" });

const long = (at, month) => `${part(at, { month })} ${ordinal(Number(part(at, { day: "numeric" })))}, ${part(at, { year: "numeric" })}`;
const short = (at) => part(at, { month: "short", day: "numeric", year: "numeric" });
const weekday = (at) => part(at, { weekday: "long" });

/** "today", "yesterday", "tomorrow", or nothing. */
function near(at) {
  const days = Math.round((Date.parse(isoDay(at)) - Date.parse(isoDay(new Date()))) / 86400000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? "";
}

function ago(at) {
  const seconds = (Date.now() - at) / 1000;
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]].find(([, one]) => Math.abs(seconds) >= one) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(-Math.trunc(seconds / size), unit);
}

const PLAIN = {
  date_num: isoDay,
  date_slash: (at) => part(at, { month: "2-digit", day: "2-digit", year: "numeric" }),
  date: (at) => long(at, "long"),
  date_short: short,
  date_long: (at) => `${weekday(at)}, ${long(at, "long")}`,
  date_long_full: (at) => `${weekday(at)}, ${long(at, "long")}`,
  day_divider: (at) => `${weekday(at)}, ${part(at, { month: "long" })} ${ordinal(Number(part(at, { day: "numeric" })))}`,
  time: (at) => time(at),
  time_secs: (at) => time(at, true),
  ago,
};

function token(name, at) {
  const plain = PLAIN[name.replace(/_pretty$/, "")];
  if (!plain) return null;
  return (name.endsWith("_pretty") && near(at)) || plain(at);
}

/** A format such as "{date_short_pretty} at {time}"; null where a token is none of Slack's. A relative word that begins it is capitalised. */
export function written(format, seconds) {
  const at = new Date(seconds * 1000);
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (all, name, place) => {
    const said = token(name, at);
    known &&= said !== null;
    return place === 0 && said ? said[0].toUpperCase() + said.slice(1) : said;
  });
  return known && /\{\w+\}/.test(format) ? text : null;
}

/** The line between two days. */
export const divider = (ts) => written("{day_divider_pretty}", Number(ts));
export const dayOf = (ts) => isoDay(new Date(ts * 1000));
export const whole = (ts) => `${written("{date_long}", Number(ts))} at ${time(new Date(ts * 1000), true)}`;

/** The person's date and time of a moment, for date fields: ["2026-11-03", "09:30"]. */
export function fieldsOf(seconds) {
  const at = new Date(seconds * 1000);
  return [isoDay(at), part(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })];
}

/** The moment at which it is this date and time where the person is, in seconds. */
export function momentOf(date, clock) {
  const wanted = Date.parse(`${date}T${clock}:00Z`) / 1000;
  const shown = (moment) => Date.parse(`${fieldsOf(moment).join("T")}:00Z`) / 1000;
  const first = wanted - (shown(wanted) - wanted);
  return first - (shown(first) - wanted);
}
