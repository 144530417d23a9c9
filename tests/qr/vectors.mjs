// Judges vectors by the script of a verifier's page, and prints their codes as JSON.
//
//   node vectors.mjs PAGE VECTORS
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const [page, vectors] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const [, json] = page.match(/<script[^>]* id="trust">(.*)<\/script>/);
const [, script] = page.match(/<script>([^]*)<\/script>/);

// The script starts when the document is loaded, and here no document ever is.
globalThis.document = { addEventListener() {} };
runInThisContext(script);

const trusted = loadTrust(JSON.parse(json));
const codes = [];
for (const { text, at, base } of JSON.parse(vectors))
  codes.push(await codeOf(text, Date.parse(at) / 1000, base));
console.log(JSON.stringify(codes));

async function codeOf(text, now, base) {
  try {
    await verify(text, trusted, now, base);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code;
  }
}
