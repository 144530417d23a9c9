// CBOR as our tokens are written in it: one encoding for each value, and no other
// (RFC 8949 section 4.2.1, without floats, tags and undefined). A map becomes a Map,
// whose keys 1 and "1" differ.

const [UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, , SIMPLE] = [0, 1, 2, 3, 4, 5, 6, 7];
const SIMPLES = new Map([[20, false], [21, true], [22, null]]);
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// The least argument that needs 1, 2, 4 or 8 bytes of its own.
const LEAST = [24, 2 ** 8, 2 ** 16, 2 ** 32];

function decode(data, limits) {
  const reader = new Reader(data, limits.items);
  const value = reader.item(limits.depth);
  if (reader.at !== data.length) throw malformed();
  return value;
}

class Reader {
  constructor(data, items) {
    this.data = data;
    this.at = 0;
    this.room = items - 1;
  }

  item(depth) {
    const [major, n] = this.head();
    switch (major) {
      case UINT: return this.integer(n);
      case NEGATIVE: return this.integer(-1 - n);
      case BYTES: return this.octets(n);
      case TEXT: return this.text(n);
      case ARRAY: return this.array(n, depth);
      case MAP: return this.map(n, depth);
    }
    if (major !== SIMPLE || !SIMPLES.has(n)) throw malformed();
    return SIMPLES.get(n);
  }

  // The major type and the argument. Beyond 2^53 the argument is inexact, and refused.
  head() {
    const [first] = this.octets(1);
    const major = first >> 5;
    const info = first & 31;
    if (info < 24) return [major, info];
    if (major === SIMPLE || info > 27) throw malformed();
    const n = this.octets(1 << (info - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (n < LEAST[info - 24]) throw malformed();
    return [major, n];
  }

  integer(value) {
    if (!Number.isSafeInteger(value)) throw malformed();
    return value;
  }

  octets(n) {
    if (n > this.data.length - this.at) throw malformed();
    return this.data.subarray(this.at, (this.at += n));
  }

  text(n) {
    const data = this.octets(n);
    try {
      return UTF8.decode(data);
    } catch (error) {
      throw malformed();
    }
  }

  // Takes the children of a container out of the room, before any is read.
  enter(children, depth) {
    if (depth < 1) throw malformed();
    this.room -= children;
    if (this.room < 0) throw malformed();
  }

  array(n, depth) {
    this.enter(n, depth);
    const values = [];
    while (values.length < n) values.push(this.item(depth - 1));
    return values;
  }

  map(n, depth) {
    this.enter(2 * n, depth);
    const values = new Map();
    let last = new Uint8Array();
    while (values.size < n) {
      const begin = this.at;
      const key = this.key();
      const encoded = this.data.subarray(begin, this.at);
      if (!isBefore(last, encoded)) throw malformed();
      last = encoded;
      values.set(key, this.item(depth - 1));
    }
    return values;
  }

  key() {
    if (![UINT, NEGATIVE, TEXT].includes(this.data[this.at] >> 5)) throw malformed();
    return this.item(0);
  }
}

function isBefore(left, right) {
  for (let at = 0; at < right.length; at++)
    if (left[at] !== right[at]) return at >= left.length || left[at] < right[at];
  return false;
}
