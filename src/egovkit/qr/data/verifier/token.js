// The frame of a token: a tagged COSE_Sign1 (RFC 9052) that a key of ours has signed.

const SIGN1 = [0xd2, 0x84];
const CWT_SIGN1 = [0xd8, 0x3d, ...SIGN1];
const CONTEXT = [0x84, 0x6a, ...Array.from("Signature1", (letter) => letter.charCodeAt(0))];
const NO_EXTERNAL_DATA = 0x40;
const EMPTY_MAP = 0xa0;
const [ALG, CRIT, KID, CONTENT_TYPE] = [1, 2, 4, 16];

function readFrame(data) {
  const reader = new Reader(data, 1);
  const begins = (bytes) => bytes.every((byte, at) => data[at] === byte);
  if (!begins(SIGN1) && !begins(CWT_SIGN1)) throw malformed();
  const begin = (reader.at = begins(SIGN1) ? SIGN1.length : CWT_SIGN1.length);
  const header = byteString(reader);
  const headerEnd = reader.at;
  if (data[headerEnd] !== EMPTY_MAP) throw malformed();
  const payloadBegin = (reader.at += 1);
  const payload = byteString(reader);
  const payloadEnd = reader.at;
  const signature = byteString(reader);
  if (reader.at !== data.length) throw malformed();
  // The Sig_structure of section 4.4, of the bytes that came and not of what they mean.
  const signed = Uint8Array.from([
    ...CONTEXT,
    ...data.subarray(begin, headerEnd),
    NO_EXTERNAL_DATA,
    ...data.subarray(payloadBegin, payloadEnd),
  ]);
  return { header, payload, signature, signed };
}

function byteString(reader) {
  const [major, n] = reader.head();
  if (major !== BYTES) throw malformed();
  return reader.octets(n);
}

// The key that the header names. Nothing in a token supplies a key or chooses its kind.
function keyOf(protectedHeader, trust) {
  const isEmpty = protectedHeader.length === 0;
  const header = isEmpty ? new Map() : decode(protectedHeader, trust.limits);
  if (!(header instanceof Map)) throw malformed();
  if (header.has(CRIT)) throw new Refusal("critical_header");
  if (header.has(CONTENT_TYPE)) throw malformed();
  for (const label of header.keys())
    if (![ALG, KID].includes(label)) throw malformed();
  const kid = header.get(KID);
  if (kid == null) throw new Refusal("missing_kid");
  if (!(kid instanceof Uint8Array)) throw malformed();
  const key = trust.keys.get(hex(kid));
  if (!key) throw new Refusal("unknown_key");
  const alg = trust.algorithms.get(header.get(ALG));
  if (!alg) throw new Refusal("unsupported_algorithm");
  if (alg !== key.alg) throw new Refusal("algorithm_mismatch");
  return key;
}

function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// How Web Crypto calls the kind of a key, and what is done with it.
const NATIVE = {
  ES256: [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  Ed25519: [{ name: "Ed25519" }, { name: "Ed25519" }],
};

// What a device cannot check is never called wrong: it has a refusal of its own.
async function requireSignature(key, { signature, signed }) {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!subtle) throw new Refusal("no_crypto");
  const [kind, how] = NATIVE[key.alg];
  let isGood;
  try {
    const native = await subtle.importKey("raw", key.point, kind, false, ["verify"]);
    isGood = await subtle.verify(how, native, signature, signed);
  } catch (error) {
    throw new Refusal("no_algorithm", { alg: key.alg });
  }
  if (!isGood) throw new Refusal("bad_signature");
}
