// Plays scenes on a verifier's page in headless Chromium, and prints as JSON what came of
// them: the verdict, what axe-core finds, and every request, error and breach of policy.
//
//   node page.mjs MODULES CHROMIUM SCENES
//
// MODULES is the folder into which npm installed playwright-core and axe-core. SCENES is
// a JSON file: a list of {name, page, now, size} with, as the scene needs it, `fragment`,
// `paste`, `scan`, `switch`, `vectors`, `without` ("Ed25519", "subtle"), `served`, `dark`
// and `shot`.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, scenes] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const SIZES = {
  desk: { width: 1280, height: 900 },
  phone: { width: 360, height: 740 },
  small: { width: 280, height: 560 },
};
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
];

// Runs in the page before its own script: a clock, and what the device has and has not.
function prepare({ now, without, scan }) {
  Date.now = () => now * 1000;
  globalThis.breaches = [];
  addEventListener("securitypolicyviolation", (event) => breaches.push(event.violatedDirective));
  if (without === "subtle") Object.defineProperty(crypto, "subtle", { value: undefined });
  if (without === "Ed25519") {
    const { importKey } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.importKey = function (format, data, how, ...rest) {
      if (how.name !== "Ed25519") return importKey.call(this, format, data, how, ...rest);
      return Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
    };
  }
  delete globalThis.BarcodeDetector;
  if (!scan) return;
  let looks = 0;
  globalThis.BarcodeDetector = class {
    static getSupportedFormats() {
      return Promise.resolve(["qr_code"]);
    }
    detect({ videoWidth }) {
      const isSeen = videoWidth > 0 && ++looks > 2;
      return Promise.resolve(isSeen ? [{ rawValue: scan }] : []);
    }
  };
}

async function play(context, address, scene) {
  const page = await context.newPage();
  await page.setViewportSize(SIZES[scene.size ?? "phone"]);
  await page.emulateMedia({ colorScheme: scene.dark ? "dark" : "light" });
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const errors = [];
  page.on("console", (message) => errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(prepare, scene);
  await page.addInitScript({ content: axe });
  const fragment = scene.fragment ? `#${scene.fragment}` : "";
  await page.goto((scene.served ? address(scene.page) : pathToFileURL(scene.page).href) + fragment);
  await context.setOffline(true);
  await act(page, scene);
  const seen = scene.vectors
    ? { codes: await page.evaluate(codesOf, JSON.parse(readFileSync(scene.vectors, "utf8"))) }
    : await page.evaluate(look);
  if (scene.shot) await page.screenshot({ path: scene.shot, fullPage: true });
  const breaches = await page.evaluate(() => breaches);
  await context.setOffline(false);
  await page.close();
  return { name: scene.name, requests: requests.slice(1), errors, breaches, ...seen };
}

// By the keyboard alone, as somebody without a mouse would.
async function act(page, { paste, scan, fragment, ...scene }) {
  if (paste) {
    await page.locator("#text").focus();
    await page.keyboard.insertText(paste);
    await page.keyboard.press("Enter");
  }
  if (scan) {
    await page.locator("#scan:not([hidden])").focus();
    await page.keyboard.press("Enter");
  }
  if (paste || scan || fragment) await page.waitForSelector("#verdict[data-code]:not([hidden])");
  if (scene.switch) {
    await page.locator("#language").focus();
    await page.keyboard.press("Enter");
  }
}

async function look() {
  const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
  const root = document.documentElement;
  const text = (id) => document.getElementById(id).innerText;
  const verdict = document.getElementById("verdict");
  return {
    verdict: verdict.hidden ? null : verdict.dataset.verdict,
    code: verdict.dataset.code,
    headline: text("headline"),
    reason: text("reason"),
    detail: text("detail"),
    live: document.getElementById("live").textContent,
    title: document.title,
    focus: document.activeElement.id,
    camera: !document.getElementById("camera").hidden,
    violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    passes: passes.length,
    overflow: root.scrollWidth - root.clientWidth,
  };
}

async function codesOf(vectors) {
  const codes = [];
  for (const { text, at, base } of vectors)
    codes.push(
      await verify(text, trust, Date.parse(at) / 1000, base).then(
        () => null,
        (error) => error.code ?? String(error),
      ),
    );
  return codes;
}

const server = createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(readFileSync(decodeURIComponent(request.url)));
});
await new Promise((started) => server.listen(0, "127.0.0.1", started));
const address = (path) => `http://127.0.0.1:${server.address().port}${encodeURI(path)}`;
const profile = mkdtempSync(join(tmpdir(), "egovkit-browser-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath, args: ARGUMENTS, headless: true,
});
try {
  const results = [];
  for (const scene of JSON.parse(readFileSync(scenes, "utf8")))
    results.push(await play(context, address, scene));
  console.log(JSON.stringify(results, null, 2));
} finally {
  await context.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
