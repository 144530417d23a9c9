// Whether a paper is genuine: the checks of `verify` of egovkit, in its order. Instants
// are seconds since 1970.

const [VALID, INVALID, SUSPENDED] = [0, 1, 2];

// Returns the claims, the key and the status list that was asked; throws a Refusal.
async function verify(text, trust, now, base = trust.base) {
  const frame = readFrame(readText(text, base, trust.limits));
  const key = keyOf(frame.header, trust);
  await requireSignature(key, frame);
  const claims = readClaims(decode(frame.payload, trust.limits), trust);
  if (key.issuer !== null && claims.issuer !== key.issuer) throw new Refusal("wrong_issuer");
  const purpose = claims.set && claims.set.purpose;
  if (key.purposes.length && !key.purposes.includes(purpose)) throw new Refusal("wrong_purpose");
  requireKeyInForce(key, claims.issued_at);
  requireBegun(claims, now, trust.leeway);
  const seen = { claims, key, list: null };
  if (claims.status && trust.statuses) requireGood(seen, trust, now);
  if (now >= claims.expires_at + trust.leeway)
    throw new Refusal("expired", { ...seen, instant: claims.expires_at });
  return seen;
}

function requireKeyInForce(key, issued) {
  if (key.refused_from !== null && issued >= key.refused_from) throw new Refusal("key_revoked");
  const isOutside =
    issued === undefined
      ? key.is_dated
      : (key.first !== null && issued < key.first) || (key.last !== null && issued > key.last);
  if (isOutside) throw new Refusal("key_not_in_force");
}

function requireBegun({ issued_at, not_before }, now, leeway) {
  if (issued_at > now + leeway) throw new Refusal("issued_in_future", { instant: issued_at });
  if (not_before > now + leeway) throw new Refusal("not_yet_valid", { instant: not_before });
}

// Notes in `seen` the list that speaks for the paper.
function requireGood(seen, trust, now) {
  const place = seen.claims.status.get("status_list");
  const idx = place.get("idx");
  const list = latest(trust.statuses, place.get("uri"), seen.claims.issuer);
  if (!list) throw new Refusal("status_unknown");
  if (list.good_until !== null && now >= list.good_until + trust.leeway)
    throw new Refusal("status_stale", { instant: list.good_until });
  if (idx >= (list.packed.length * 8) / list.bits) throw new Refusal("status_unknown");
  const bit = idx * list.bits;
  const status = (list.packed[Math.floor(bit / 8)] >> bit % 8) & ((1 << list.bits) - 1);
  seen.list = list;
  if (status === INVALID) throw new Refusal("revoked", seen);
  if (status === SUSPENDED) throw new Refusal("suspended", seen);
  if (status !== VALID) throw new Refusal("status_unknown");
}

function latest(lists, uri, issuer) {
  return lists
    .filter((list) => list.uri === uri && (list.issuer === null || list.issuer === issuer))
    .reduce((last, list) => (last && last.issued_at >= list.issued_at ? last : list), null);
}

// What Python wrote as JSON, made ready to look things up in.
function loadTrust(json) {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return {
    ...json,
    keys: new Map(json.keys.map((key) => [key.kid, { ...key, point: bytes(key.point) }])),
    statuses:
      json.statuses &&
      json.statuses.map((list) => ({ ...list, packed: bytes(list.packed) })),
    algorithms: new Map(json.algorithms),
    envelope: new Map(json.envelope),
    sets: new Map(json.sets.map((set) => [set.label, set])),
  };
}
