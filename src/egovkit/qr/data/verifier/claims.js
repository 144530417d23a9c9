// From the payload of a token to its claims, by the tables that Python wrote.

const LAST_SECOND = 253402300799;

function isText(value) {
  return typeof value === "string" && value !== "";
}

// CBOR as it is read here has no floats: every number is a whole one.
function isWhole(value) {
  return typeof value === "number";
}

function isDigest(value) {
  return value instanceof Uint8Array && value.length === 32;
}

function isPaper(value) {
  return Array.isArray(value) && value.length === 2 && isText(value[0]) && isDigest(value[1]);
}

function isStatus(value) {
  const list = value instanceof Map && value.size === 1 && value.get("status_list");
  if (!(list instanceof Map) || list.size !== 2) return false;
  return isText(list.get("uri")) && isWhole(list.get("idx")) && list.get("idx") >= 0;
}

const KINDS = {
  text: isText,
  integer: isWhole,
  truth: (value) => typeof value === "boolean",
  octets: (value) => value instanceof Uint8Array,
  digest: isDigest,
  instant: (value) => isWhole(value) && value >= 0 && value <= LAST_SECOND,
  papers: (value) => Array.isArray(value) && value.every(isPaper),
  status: isStatus,
};

function badClaims() {
  return new Refusal("bad_claims");
}

// The envelope by names, the claims of the set in their order, and what is unknown.
function readClaims(payload, trust) {
  if (!(payload instanceof Map)) throw badClaims();
  const claims = { set: null, own: [], extra: [] };
  for (const [label, value] of payload) {
    const [name, kind] = trust.envelope.get(label) || [];
    if (name) claims[name] = fitting(value, kind);
    else if (!trust.sets.has(label)) claims.extra.push([label, value]);
    else if (claims.set) throw badClaims();
    else claims.set = trust.sets.get(label);
  }
  if (!claims.issuer || !claims.subject) throw badClaims();
  if (claims.expires_at <= claims.issued_at) throw badClaims();
  if (claims.set) readSet(claims, payload.get(claims.set.label));
  return claims;
}

function readSet(claims, inner) {
  if (!(inner instanceof Map)) throw badClaims();
  const unknown = new Map(inner);
  for (const [number, name, kind, isOptional] of claims.set.claims) {
    unknown.delete(number);
    if (isOptional && !inner.has(number)) continue;
    claims.own.push({ name, kind, value: fitting(inner.get(number), kind) });
  }
  if (unknown.size) claims.extra.push([claims.set.label, unknown]);
}

function fitting(value, kind) {
  if (!KINDS[kind](value)) throw badClaims();
  return value;
}
