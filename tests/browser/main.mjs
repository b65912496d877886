// Runs the suites on a built site: `node main.mjs FOLDER [SUITE…]`, with PORT and CHROMIUM set by `run`. Without names
// all of them are run.

import { access } from "./access.mjs";
import { embeds } from "./embeds.mjs";
import { launch } from "./browser.mjs";
import { kinds, ofOneLanguage, pages } from "./pages.mjs";
import { looks } from "./looks.mjs";
import { masthead } from "./masthead.mjs";
import { pictures } from "./pictures.mjs";
import { plain } from "./plain.mjs";
import { presets } from "./presets.mjs";
import { preview } from "./preview.mjs";
import { reading } from "./reading.mjs";
import { scheme } from "./scheme.mjs";
import { screens } from "./screens.mjs";
import { search } from "./search.mjs";
import { serve } from "./server.mjs";
import { share } from "./share.mjs";
import { steady } from "./steady.mjs";
import { strict } from "./strict.mjs";
import { validity } from "./validity.mjs";
import { weight } from "./weight.mjs";

const [, , folder, ...wanted] = process.argv;
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
  const { origin } = server;
  const suites = {
    presets: () => presets(folder, check),
    screens: () => screens(folder, check),
    looks: () => looks(browser, origin, shown.kinds, check),
    embeds: () => embeds(browser, server, check),
    masthead: () => masthead(browser, server, check),
    share: () => share(browser, server, check),
    search: () => search(browser, server, check),
    plain: () => plain(browser, origin, shown.kinds, check),
    access: () => access(browser, origin, ofOneLanguage(shown.kinds), check),
    scheme: () => scheme(browser, origin, check),
    reading: () => reading(browser, origin, check),
    steady: () => steady(browser, origin, ofOneLanguage(shown.kinds), check),
    weight: () => weight(browser, origin, shown.kinds, check),
    strict: () => strict(browser, folder, all, check),
    preview: () => preview(browser, check),
  };
  if (wanted.includes("pictures")) await pictures(folder);
  const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
  check("suites are named as they are", wanted.filter((name) => !["validity", "pictures"].includes(name) && !suites[name]));
  const one = async () => {
    for (const [name, suite] of Object.entries(suites).filter(([name]) => isWanted(name))) {
      const start = Date.now();
      await suite();
      console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
    }
  };
  await Promise.all([isWanted("validity") ? validity(folder, all, check) : null, one()]);
  console.log(`${all.length} pages, ${shown.kinds.length} kinds, ${((Date.now() - began) / 1000).toFixed(0)} s`);
} finally {
  await browser.close();
  server.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
