// Verifies links by WebCrypto alone, as the page of another maker would, and prints
// the claims as JSON: text keys, bytes in hexadecimal.
//
//   echo '{"links": [...], "keys": [JWK, ...]}' | node verify.mjs
import { readFileSync } from "node:fs";

const { subtle } = globalThis.crypto;
const KINDS = {
  "-7": [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  "-8": [{ name: "Ed25519" }, { name: "Ed25519" }],
};

const { links, keys } = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const link of links) answers.push(await claimsOf(new URL(link).hash.slice(1)));
console.log(JSON.stringify(answers));

async function claimsOf(text) {
  const [tag, frame] = [0xd2, read(bytesOf(text), 1)[0]];
  if (bytesOf(text)[0] !== tag) throw new Error("no COSE_Sign1");
  const [header, , payload, signature] = frame;
  const [head] = read(header, 0);
  const kid = Buffer.from(head["4"], "hex").toString("base64url");
  const jwk = keys.find((key) => key.kid === kid);
  const [imported, used] = KINDS[head["1"]];
  const key = await subtle.importKey("jwk", jwk, imported, false, ["verify"]);
  const signed = Buffer.concat([
    Buffer.from([0x84, 0x6a]), Buffer.from("Signature1"),
    string(header), string(Buffer.alloc(0)), string(payload),
  ]);
  const isGenuine = await subtle.verify(used, key, signature, signed);
  return isGenuine ? read(payload, 0)[0] : null;
}

function bytesOf(text) {
  return /^\d+$/.test(text) ? bytesOfDigits(text) : bytesOfBase32(text);
}

function bytesOfBase32(text) {
  let bits = "";
  for (const letter of text)
    bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, 0);
  return Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
}

function bytesOfDigits(text) {
  const sizes = { 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7 };
  return Buffer.concat(
    text.match(/.{1,17}/g).map((digits) => {
      const block = Buffer.alloc(8);
      block.writeBigUInt64LE(BigInt(digits));
      return block.subarray(0, sizes[digits.length]);
    }),
  );
}

function string(data) {
  const short = data.length < 24 ? [0x40 + data.length] : [0x58, data.length];
  return Buffer.concat([Buffer.from(short), data]);
}

// Returns the item that begins at a place, and where the next one begins. Bytes within
// a map become hexadecimal, so that the claims are JSON.
function read(data, at) {
  const [kind, info] = [data[at] >> 5, data[at] & 31];
  if (kind === 7) return [{ 20: false, 21: true, 22: null }[info], at + 1];
  const size = info < 24 ? 0 : 1 << (info - 24);
  let argument = info;
  if (size) argument = Number(BigInt(`0x${data.toString("hex", at + 1, at + 1 + size)}`));
  at += 1 + size;
  if (kind === 0) return [argument, at];
  if (kind === 1) return [-1 - argument, at];
  if (kind === 2) return [data.subarray(at, at + argument), at + argument];
  if (kind === 3) return [data.toString("utf8", at, at + argument), at + argument];
  const items = [];
  for (let left = kind === 5 ? 2 * argument : argument; left; left -= 1) {
    const [item, next] = read(data, at);
    items.push(item);
    at = next;
  }
  if (kind === 4) return [items, at];
  const entries = [];
  for (let i = 0; i < items.length; i += 2)
    entries.push([String(items[i]), plain(items[i + 1])]);
  return [Object.fromEntries(entries), at];
}

function plain(item) {
  if (Array.isArray(item)) return item.map(plain);
  return Buffer.isBuffer(item) ? item.toString("hex") : item;
}
