// Draws files with mermaid in headless Chromium, and prints as JSON which words stand on
// the states and on the ways between them, or why mermaid refuses a file.
//
//   node mermaid.mjs MODULES CHROMIUM FILE...
//
// MODULES is the folder into which npm installed playwright-core and mermaid. With SHOTS
// set to a folder, each drawing is also photographed there.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const [modules, executablePath, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "package.json"));
const { chromium } = require("playwright-core");

async function draw(text) {
  try {
    const { svg } = await mermaid.render("drawing", text);
    document.body.innerHTML = svg;
    const words = (which) => [...document.querySelectorAll(which)]
      .map((label) => label.firstElementChild.innerText.trim()).filter(Boolean);
    return {
      states: words(".node foreignObject"),
      ways: words(".edgeLabel foreignObject"),
      arrows: document.querySelectorAll("path.transition").length,
    };
  } catch (error) {
    return { error: String(error) };
  }
}

const browser = await chromium.launch({
  executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1200 } });
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.setContent("<!DOCTYPE html><body></body>");
  await page.addScriptTag({ path: join(resolve(modules), "node_modules/mermaid/dist/mermaid.min.js") });
  const results = [];
  for (const file of files) {
    said.length = 0;
    const found = await page.evaluate(draw, readFileSync(file, "utf8"));
    results.push({ ...found, said: [...said] });
    if (process.env.SHOTS && !found.error)
      await page.locator("svg").screenshot({ path: join(process.env.SHOTS, `${basename(file)}.png`) });
  }
  console.log(JSON.stringify(results, null, 2));
} finally {
  await browser.close();
}
