// The other presets of the theme: every kind of page in each, as `looks` sees those of the first.

import { join } from "node:path";
import { launch } from "./browser.mjs";
import { kinds, ofOneLanguage, pages } from "./pages.mjs";
import { FEW, looks } from "./looks.mjs";
import { serve } from "./server.mjs";

export const PRESETS = ["blog", "brief", "explainer", "daily"];

/** `folder` holds a folder for each preset beside the site itself. */
export async function presets(folder, check) {
  for (const preset of PRESETS) {
    const site = join(folder, "..", preset);
    const server = await serve(site, 0);
    const browser = await launch();
    try {
      const shown = kinds(await pages(site));
      check(`${preset}: every kind of page is there`, shown.missing);
      const ofPreset = (name, findings) => check(`${preset}: ${name}`, findings);
      await looks(browser, server.origin, ofOneLanguage(shown.kinds), ofPreset, FEW);
    } finally {
      await browser.close();
      server.close();
    }
  }
}
