// Runs the suites on a built site: `node main.mjs FOLDER`, with PORT and CHROMIUM set by `run`.

import { embeds } from "./embeds.mjs";
import { launch } from "./browser.mjs";
import { kinds, pages } from "./pages.mjs";
import { looks } from "./looks.mjs";
import { masthead } from "./masthead.mjs";
import { plain } from "./plain.mjs";
import { preview } from "./preview.mjs";
import { search } from "./search.mjs";
import { serve } from "./server.mjs";
import { share } from "./share.mjs";
import { validity } from "./validity.mjs";

const folder = process.argv[2];
const began = Date.now();
let [passed, failed] = [0, 0];

/** Notes one check: what was looked at, and what is wrong with it. */
function check(name, findings) {
  if (findings.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${name}`);
  for (const finding of findings.slice(0, 12)) console.log(`  ${finding}`);
  if (findings.length > 12) console.log(`  and ${findings.length - 12} more`);
}

const all = await pages(folder);
const server = await serve(folder, Number(process.env.PORT));
const browser = await launch();
try {
  const shown = kinds(all);
  check("every kind of page is among those that are looked at", shown.missing);
  await Promise.all([
    validity(folder, all, check),
    looks(browser, server.origin, shown.kinds, check)
      .then(() => embeds(browser, server, check))
      .then(() => masthead(browser, server, check))
      .then(() => share(browser, server, check))
      .then(() => search(browser, server, check))
      .then(() => plain(browser, server.origin, shown.kinds, check))
      .then(() => preview(browser, check)),
  ]);
  console.log(`${all.length} pages, ${shown.kinds.length} kinds, ${((Date.now() - began) / 1000).toFixed(0)} s`);
} finally {
  await browser.close();
  server.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
