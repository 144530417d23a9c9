// What the page does: it takes a text from its own fragment, the field or the camera.

let trust;
let outcome = null;
let turn = 0;

// A clock that is before the page was made is wrong, and then only what does not hang on
// the clock can be told.
function judged(code, detail, now) {
  const hangsOnClock = ["genuine", "issued_in_future", "not_yet_valid"].includes(code);
  const isBehind = trust.made !== null && now < trust.made - trust.leeway;
  if (!hangsOnClock || !isBehind) return { code, detail, now };
  return { code: "clock_behind", detail: { instant: trust.made }, now };
}

async function judge(text, base) {
  const now = Date.now() / 1000;
  try {
    return judged("genuine", await verify(text, trust, now, base), now);
  } catch (error) {
    if (error instanceof Refusal) return judged(error.code, error.detail, now);
    console.error(error);
    return { code: "failed", detail: {}, now };
  }
}

async function check(text, base) {
  const own = ++turn;
  byId("verdict").hidden = true;
  const found = await judge(text, base);
  if (own !== turn) return;
  outcome = found;
  show();
}

async function checkAndGo(text) {
  await check(text);
  byId("headline").focus();
}

function show() {
  byId("verdict").hidden = !outcome;
  byId("intro").hidden = Boolean(outcome);
  byId("asked").textContent = outcome ? words.ask_again : words.ask;
  if (outcome) showVerdict(outcome, trust);
}

// The page is where it is, which proves nothing: its own address is not held against
// the base. What else stands in it is what `verify` looks at in any link.
function checkFragment() {
  const { search, hash } = location;
  if (hash.length > 1) return check(`https://localhost/${search}${hash}`, null);
  turn++;
  outcome = null;
  show();
}

function checkField(event) {
  event.preventDefault();
  // What surrounds a pasted text is not part of it.
  const text = byId("text").value.trim();
  trouble(text ? "" : "nothing");
  if (text) checkAndGo(text);
  else byId("text").focus();
}

async function checkCamera() {
  trouble("");
  byId("camera").hidden = false;
  byId("scan").hidden = true;
  byId("stop").focus();
  try {
    const text = await scan(byId("video"));
    closeCamera();
    if (text === null) byId("scan").focus();
    else await checkAndGo(text);
  } catch (error) {
    closeCamera();
    trouble("no_scan");
    byId("scan").focus();
  }
}

function closeCamera() {
  byId("camera").hidden = true;
  byId("scan").hidden = false;
}

function trouble(key) {
  byId("trouble").textContent = key && words[key];
  byId("text").setAttribute("aria-invalid", String(key === "nothing"));
}

function speak(language) {
  const all = JSON.parse(byId("words").textContent);
  const at = all.language.indexOf(language);
  const other = all.language[1 - at];
  words = Object.fromEntries(Object.entries(all).map(([key, texts]) => [key, texts[at]]));
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-words]"))
    node.textContent = words[node.dataset.words];
  const heading = trust.title || words.title;
  trouble("");
  document.title = heading;
  byId("title").textContent = heading;
  byId("about").textContent = about();
  byId("language").textContent = all.own_name[1 - at];
  byId("language").lang = other;
  byId("language").onclick = () => speak(other);
  byId("language").hidden = false;
  show();
}

function about() {
  const named = Array.from(trust.keys.values(), ({ issuer }) => issuer).filter(Boolean);
  const issuers = Array.from(new Set(named), visible).join(", ");
  return issuers && fill("about", { issuers });
}

async function start() {
  trust = loadTrust(JSON.parse(byId("trust").textContent));
  speak(document.documentElement.lang);
  byId("ask").hidden = false;
  byId("form").addEventListener("submit", checkField);
  byId("scan").addEventListener("click", checkCamera);
  byId("stop").addEventListener("click", () => stopScan());
  addEventListener("hashchange", checkFragment);
  addEventListener("pagehide", () => stopScan());
  document.addEventListener("keydown", (event) => event.key === "Escape" && stopScan());
  checkFragment();
  const isAble = await canScan();
  byId("scan").hidden = !isAble;
  byId("no_scan").hidden = isAble;
}

document.addEventListener("DOMContentLoaded", start);
