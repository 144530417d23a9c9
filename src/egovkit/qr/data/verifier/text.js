// From the text of a code to the bytes of a token.

// What `verify` of egovkit refuses with a TokenError is refused here, by the same code.
class Refusal extends Error {
  constructor(code, detail = {}) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

function malformed() {
  return new Refusal("malformed");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LETTERS = BASE32 + BASE32.toLowerCase();
const ADDRESS = /^(https?:\/\/)([^/]*)(.*)$/is;

// How base32 begins when the first byte is tag 18, or the first two are tag 61.
const OURS = /^(?:2[I-L]|3A6)/i;

const OTHERS = [
  [/^HC1:/, "HC1"],
  [/^shc:\//, "SMART Health Card"],
  [/^eyJ/, "JSON Web Signature"],
  [/^(?:6BF|NCF|V7F|Y9F)/, "MOSIP Claim 169"],
];

// The bytes of a token, from its text or from the fragment of a link to it.
function readText(text, base, limits) {
  if (text.length > 2 * limits.text || Array.from(text).length > limits.text)
    throw new Refusal("too_large");
  const isLink = ADDRESS.test(text);
  const body = isLink ? fragmentOf(text, base) : text;
  if (OURS.test(body)) return sized(fromBase32(body), limits);
  const isPayment = body.startsWith("000201");
  if (/^[0-9]+$/.test(body) && !isPayment) return sized(fromDigits(body), limits);
  if (isLink) throw new Refusal("not_a_token", { kind: "link" });
  for (const [beginning, kind] of OTHERS)
    if (beginning.test(text)) throw new Refusal("format_not_asked", { kind });
  const payment = body.includes("A000000727") ? "vietqr" : "emv";
  throw new Refusal("not_a_token", { kind: isPayment ? payment : "other" });
}

function fragmentOf(text, base) {
  const [before] = text.split("#", 1);
  const [, , host] = ADDRESS.exec(before);
  const isOdd = !host || host.includes("@") || before.includes("?");
  const isForeign = base && addressOf(before) !== addressOf(base);
  if (isOdd || isForeign || /[^\x00-\x7F]/.test(before)) throw new Refusal("foreign_link");
  const fragment = text.slice(before.length + 1);
  if (!fragment) throw new Refusal("not_a_token", { kind: "link" });
  return fragment;
}

// Scheme and host have no case, the path has; no path is "/", as every browser takes it.
function addressOf(link) {
  const [, scheme, host, path] = ADDRESS.exec(link);
  return (scheme + host).toLowerCase() + (path || "/");
}

function sized(data, limits) {
  if (data.length > limits.token) throw new Refusal("too_large");
  return data;
}

// RFC 4648 base32 of either case, without padding and without spare bits.
function fromBase32(text) {
  const data = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw malformed();
    held = (held << 5) | (value % 32);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    data[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  if (held || [1, 3, 6].includes(text.length % 8)) throw malformed();
  return data;
}

// FIDO CTAP 2.2 section 11.5: seven bytes, the last first, are seventeen digits.
const BYTES_OF_DIGITS = { 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7 };

function fromDigits(text) {
  const data = [];
  for (let at = 0; at < text.length; at += 17) {
    const chunk = text.slice(at, at + 17);
    const size = BYTES_OF_DIGITS[chunk.length];
    if (!size) throw malformed();
    let number = BigInt(chunk);
    for (let n = 0; n < size; n++, number >>= 8n) data.push(Number(number & 255n));
    if (number) throw malformed();
  }
  return Uint8Array.from(data);
}
