// Lighthouse on pages of a built site, as on a telephone, run by hand: it is no part of the suites, as its figures depend
// on the machine. `npm install --no-save --prefix FOLDER lighthouse` first; then
//
//     sitegen build -o /tmp/site -u http://127.0.0.1:8931/
//     LIGHTHOUSE=FOLDER/node_modules/lighthouse node tests/browser/lighthouse.mjs /tmp/site [PATH…]
//
// It prints the scores of each page and what keeps them below 100, and fails below those that are asked for.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const PAGES = [
  "/",
  "/2025/09/23/measuring-retrieval-2-scores/",
  "/2026/07/05/alibaba-sets-date-for-staff-to-leave-claude-code/",
  "/tags/verification/",
  "/stories/",
  "/search/",
];
const LEAST = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };
const [PORT, DEBUGGER] = [8931, 9231];

const [, , folder, ...paths] = process.argv;
const { default: lighthouse } = await import(pathToFileURL(join(process.env.LIGHTHOUSE, "core/index.js")));
const server = await serve(folder, PORT);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", `--remote-debugging-port=${DEBUGGER}`],
});
try {
  for (const path of paths.length > 0 ? paths : PAGES) await measure(path);
} finally {
  await browser.close();
  server.close();
}

async function measure(path) {
  const { lhr } = await lighthouse(server.origin + path, { port: DEBUGGER, output: "json", logLevel: "error" });
  const scores = Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]);
  console.log(`${path}: ${scores.map(([name, score]) => `${name} ${score}`).join(", ")}`);
  for (const [name, score] of scores) {
    if (score < (LEAST[name] ?? 0)) process.exitCode = 1;
    if (score === 100) continue;
    for (const { id, weight } of lhr.categories[name].auditRefs) {
      const audit = lhr.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`  ${id}: ${audit.displayValue ?? audit.title}`);
    }
  }
}
