// Words, instants and foreign text, as a reader is to see them.

let words = {};

function fill(key, values) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Text out of a token may hold what turns the writing around or cannot be seen. It is
// shown by its number, so that nobody reads something else than what was signed.
function visible(text) {
  return text.replace(
    /[\p{C}\p{Z}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/gu,
    (letter) => (letter === " " ? " " : `[U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`),
  );
}

const DAY = { day: "2-digit", month: "2-digit", year: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };

function shownInstant(seconds, zone) {
  const at = new Date(seconds * 1000);
  return `${formatIn(zone, DAY).format(at)} ${formatIn(zone, TIME).format(at)}`;
}

// An old device may not know the zone; what it shows always names the one it took.
function formatIn(timeZone, how) {
  try {
    return new Intl.DateTimeFormat(words.locale, { ...how, timeZone });
  } catch (error) {
    return new Intl.DateTimeFormat(words.locale, { ...how, timeZone: "UTC" });
  }
}

// Any value of CBOR in one line, for claims that this page has no name for.
function plain(value) {
  if (value instanceof Uint8Array) return `h'${hex(value)}'`;
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  if (value instanceof Map)
    return `{${Array.from(value, ([key, inner]) => `${plain(key)}: ${plain(inner)}`).join(", ")}}`;
  return typeof value === "string" ? visible(JSON.stringify(value)) : String(value);
}
