// Opens pages in headless Chromium as a desk and a phone show them, and prints as JSON
// what axe-core finds and whether a page scrolls sideways.
//
//   node browser.mjs MODULES CHROMIUM PAGE...
//
// MODULES is the folder into which npm installed playwright-core and axe-core. With
// SHOTS set to a folder, each page is also photographed and printed as PDF there.
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, ...pages] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const SIZES = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

async function look(context, path, size) {
  const page = await context.newPage();
  await page.setViewportSize(SIZES[size]);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const errors = [];
  page.on("console", (message) => errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(pathToFileURL(resolve(path)).href);
  const found = await page.evaluate(async (source) => {
    (0, eval)(source);
    const { violations, incomplete, passes } = await axe.run(document, { resultTypes: ["violations"] });
    const told = (rules) => rules.map((rule) => ({
      id: rule.id, help: rule.help, nodes: rule.nodes.map((node) => node.target.join(" ")),
    }));
    const root = document.documentElement;
    return {
      violations: told(violations), incomplete: told(incomplete), passes: passes.length,
      overflow: root.scrollWidth - root.clientWidth,
    };
  }, axe);
  if (process.env.SHOTS) {
    const name = join(process.env.SHOTS, `${basename(path, ".html")}-${size}`);
    await page.screenshot({ path: `${name}.png`, fullPage: true });
    if (size === "desk") await page.pdf({ path: `${name}.pdf`, preferCSSPageSize: true });
  }
  await page.close();
  return { page: basename(path), size, requests: requests.slice(1), errors, ...found };
}

const profile = mkdtempSync(join(tmpdir(), "egovkit-browser-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath, args: ARGUMENTS, headless: true, bypassCSP: true,
});
try {
  const results = [];
  for (const path of pages)
    for (const size of Object.keys(SIZES)) results.push(await look(context, path, size));
  console.log(JSON.stringify(results, null, 2));
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
