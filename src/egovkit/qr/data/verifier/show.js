// The verdict on the screen. Everything is text: nothing from a token becomes markup.

// What no one of these has is "not ours".
const VERDICTS = {
  genuine: "genuine",
  expired: "expired",
  revoked: "revoked",
  key_revoked: "revoked",
  suspended: "suspended",
  malformed: "damaged",
  bad_claims: "cannot_tell",
  issued_in_future: "cannot_tell",
  not_yet_valid: "cannot_tell",
  status_unknown: "cannot_tell",
  status_stale: "cannot_tell",
  no_crypto: "cannot_tell",
  no_algorithm: "cannot_tell",
  clock_behind: "cannot_tell",
  failed: "cannot_tell",
};

const MARKS = {
  genuine: "M6.5 12.5l3.7 3.7 7.3-8",
  expired: "M12 6.5v6l3.5 2.5",
  revoked: "M6.5 12h11",
  suspended: "M9.5 8v8m5-8v8",
  not_ours: "M8 8l8 8m0-8l-8 8",
  damaged: "M13 5.5l-3.5 6h5l-3.5 7",
  cannot_tell: "M8.7 9.2a3.3 3.3 0 1 1 4.6 3c-.8.4-1.3 1-1.3 2m0 3v.1",
};

function byId(id) {
  return document.getElementById(id);
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function showVerdict(outcome, trust) {
  const { code, detail } = outcome;
  const verdict = VERDICTS[code] || "not_ours";
  const headline = words[`verdict.${verdict}`];
  const values = {
    alg: detail.alg,
    kind: words[`kind.${detail.kind}`] || detail.kind,
    instant: detail.instant !== undefined && shownInstant(detail.instant, trust.zone),
  };
  const key = `reason.${code}`;
  const reason = fill(words[key] ? key : "reason.not_our_way", values);
  const { claims } = detail;
  const what = claims ? [heading("what"), listOf(rowsOf(claims, code, trust.zone))] : [];
  const how = listOf(checksOf(outcome, trust));
  how.className = "small";
  byId("detail").replaceChildren(...what, heading("how"), how);
  byId("verdict").dataset.verdict = verdict;
  byId("verdict").dataset.code = code;
  byId("mark").setAttribute("d", MARKS[verdict]);
  byId("headline").textContent = headline;
  byId("reason").textContent = reason;
  byId("live").textContent = `${headline}. ${reason}`;
}

function heading(key) {
  return element("h3", { textContent: words[key] });
}

function listOf(rows) {
  const list = element("dl");
  for (const [name, ...values] of rows)
    list.append(
      element(
        "div",
        {},
        element("dt", { textContent: name }),
        ...values.map((value) => element("dd", {}, value)),
      ),
    );
  return list;
}

// What the paper says, in the order in which it is printed.
function rowsOf(claims, code, zone) {
  const name = (key) => words[`claim.${key}`] || visible(key);
  const at = (seconds) => shownInstant(seconds, zone);
  const purpose = claims.set && claims.set.purpose;
  const kind = purpose ? words[`purpose.${purpose}`] || visible(purpose) : words.unknown_set;
  const rows = [
    [name("set"), kind],
    [name("issuer"), visible(claims.issuer)],
    [name("subject"), visible(claims.subject)],
  ];
  for (const { name: key, kind: form, value } of claims.own)
    rows.push([name(key), ...shownValues(value, form, zone, code)]);
  for (const key of ["issued_at", "not_before"])
    if (claims[key] !== undefined) rows.push([name(key), at(claims[key])]);
  const end = claims.expires_at;
  rows.push([name("expires_at"), end === undefined ? name("no_expiry") : at(end)]);
  if (claims.token_id) rows.push([name("token_id"), hex(claims.token_id)]);
  for (const [label, value] of claims.extra)
    rows.push([fill("unknown_claim", { label: plain(label) }), plain(value)]);
  return rows;
}

function shownValues(value, kind, zone, code) {
  if (kind === "instant") return [shownInstant(value, zone)];
  if (kind === "truth") return [value ? words.yes : words.no];
  if (kind === "octets" || kind === "digest") return [element("code", {}, hex(value))];
  if (kind === "papers") return value.length ? value.map(shownPaper) : ["–"];
  const text = visible(String(value));
  return [code === "genuine" && isAddress(text) ? linkTo(text) : text];
}

function shownPaper([name, digest]) {
  return element("span", {}, visible(name), element("code", {}, hex(digest)));
}

function isAddress(text) {
  return /^https:\/\/[!-~]+$/.test(text);
}

function linkTo(address) {
  return element("a", { href: address, rel: "noopener noreferrer", textContent: address });
}

// By which clock, zone, key and list; a reason code to read out to a help desk.
function checksOf({ code, detail, now }, trust) {
  const at = (seconds) => shownInstant(seconds, trust.zone);
  const rows = [[words.clock, `${at(now)} (${trust.zone})`]];
  if (detail.key) rows.push([words.signer, element("code", {}, detail.key.kid)]);
  if (detail.claims) rows.push([words.revocation, shownRevocation(detail, trust)]);
  if (trust.made !== null) rows.push([words.known, at(trust.made)]);
  if (code !== "genuine") rows.push([words.reason_code, element("code", {}, code)]);
  return rows;
}

function shownRevocation({ claims, list }, trust) {
  if (!trust.statuses) return words.not_asked;
  if (!claims.status) return words.not_listed;
  return fill("by_list", { instant: shownInstant(list.issued_at, trust.zone) });
}
