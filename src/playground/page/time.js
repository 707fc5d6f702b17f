// Local times of people, and Slack's date tokens. All moments are Unix seconds.

const formats = new Map();

function parts(seconds, tz, options) {
  const name = tz + JSON.stringify(options);
  let format = formats.get(name);
  if (!format) {
    const make = (timeZone) => new Intl.DateTimeFormat("en-GB", { timeZone, ...options });
    try {
      format = make(tz);
    } catch {
      format = make("UTC"); // a zone this browser does not know
    }
    formats.set(name, format);
  }
  return Object.fromEntries(format.formatToParts(new Date(seconds * 1000)).map((p) => [p.type, p.value]));
}

const NUMBERS = { hourCycle: "h23", hour: "2-digit", minute: "2-digit", second: "2-digit" };
const CALENDAR = { year: "numeric", month: "2-digit", day: "2-digit" };

/** "14:05". */
export function clock(seconds, tz) {
  const p = parts(seconds, tz, NUMBERS);
  return `${p.hour}:${p.minute}`;
}

/** "Thu 19 Nov". */
export function day(seconds, tz) {
  const p = parts(seconds, tz, { weekday: "short", day: "numeric", month: "short" });
  return `${p.weekday} ${p.day} ${p.month}`;
}

/** Seconds since local midnight, by the wall clock. */
export function ofDay(seconds, tz) {
  const p = parts(seconds, tz, NUMBERS);
  return Number(p.hour) * 3600 + Number(p.minute) * 60 + Number(p.second);
}

/** The name people use for a zone: its city. */
export const city = (tz) => (tz ?? "UTC").split("/").pop().replaceAll("_", " ");

/** Seconds from now to the next 09:00 of a zone. */
export const untilMorning = (now, tz) => untilClock(now, tz, 9 * 3600);

/** Seconds from now until a zone's clock shows so many seconds after midnight; looks twice, since clocks may change. */
function untilClock(now, tz, shown) {
  const wait = (shown - ofDay(now, tz) + 86400) % 86400 || 86400;
  const first = now + wait;
  const off = ofDay(first, tz) - shown;
  return Math.round(first - off - now);
}

/** The next moment at which it is such a weekday ("Fri", or any from Monday to Friday) and time ("10:00") in a zone. */
export function next(now, tz, time, weekday) {
  const [hours, minutes] = time.split(":").map(Number);
  let at = now;
  for (let days = 0; days < 9; days += 1) {
    at += untilClock(at, tz, hours * 3600 + minutes * 60);
    const name = day(at, tz).slice(0, 3);
    if (weekday ? name === weekday : !["Sat", "Sun"].includes(name)) break;
  }
  return at;
}

/** A moment as a box for date and time holds it: "2026-11-26T15:00". */
export function wall(seconds, tz) {
  const p = { ...parts(seconds, tz, CALENDAR), ...parts(seconds, tz, NUMBERS) };
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** The moment a box for date and time holds, read on a zone's clock; null when it is empty. */
export function moment(value, tz) {
  const told = Date.parse(`${value}Z`) / 1000;
  if (!Number.isFinite(told)) return null;
  const off = (at) => Date.parse(`${wall(at, tz)}Z`) / 1000 - Math.floor(at / 60) * 60;
  const first = told - off(told);
  return told - off(first);
}

/** Which calendar day it is there, as days since the epoch. */
export function dayNumber(seconds, tz) {
  const p = parts(seconds, tz, CALENDAR);
  return Math.round(Date.UTC(Number(p.year), Number(p.month) - 1, Number(p.day)) / 86400000);
}

function pretty(seconds, now, tz) {
  const away = dayNumber(seconds, tz) - dayNumber(now, tz);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[away];
}

function ordinal(n) {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return n + ((!teen && { 1: "st", 2: "nd", 3: "rd" }[n % 10]) || "th");
}

function ago(seconds, now) {
  const away = now - seconds;
  const size = Math.abs(away);
  const [n, unit] =
    size < 60
      ? [size, "second"]
      : size < 3600
        ? [size / 60, "minute"]
        : size < 86400
          ? [size / 3600, "hour"]
          : [size / 86400, "day"];
  const words = `${Math.floor(n)} ${unit}${Math.floor(n) === 1 ? "" : "s"}`;
  return away < 0 ? `in ${words}` : `${words} ago`;
}

/** Fills Slack's date tokens (`{date_short_pretty} at {time}`) for a reader in `tz`. */
export function fillTokens(format, seconds, now, tz) {
  const p = { ...parts(seconds, tz, CALENDAR), ...parts(seconds, tz, NUMBERS) };
  const long = parts(seconds, tz, { weekday: "long", month: "long" });
  const short = parts(seconds, tz, { month: "short" });
  const number = Number(p.day);
  const year = Math.abs(seconds - now) > 183 * 86400 ? `, ${p.year}` : "";
  const words = {
    date_num: `${p.year}-${p.month}-${p.day}`,
    date_slash: `${p.day}/${p.month}/${p.year}`,
    date: `${long.month} ${ordinal(number)}${year}`,
    date_short: `${short.month} ${number}, ${p.year}`,
    date_long: `${long.weekday}, ${long.month} ${ordinal(number)}${year}`,
    date_long_full: `${long.weekday}, ${long.month} ${ordinal(number)}, ${p.year}`,
    time: `${p.hour}:${p.minute}`,
    time_secs: `${p.hour}:${p.minute}:${p.second}`,
    ago: ago(seconds, now),
  };
  words.day_divider_pretty = words.date_long;
  return format.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    const plain = token.replace(/_pretty$/, "");
    if (plain !== token && pretty(seconds, now, tz)) return pretty(seconds, now, tz);
    return words[token] ?? words[plain] ?? whole;
  });
}
