// What a reader with an empty cache loads for a page, compressed, without its pictures and videos.

import { open, watched } from "./browser.mjs";

const MOST = { page: 100_000, scripts: 10_000 };

export async function weight(browser, origin, kinds, check) {
  for (const kind of kinds) {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const { page } = await watched(context, origin);
    await open(page, origin, kind.path);
    await page.evaluate(() => document.fonts.ready);
    const loaded = await page.evaluate(() =>
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => [entry.name, entry.encodedBodySize]),
    );
    await context.close();
    const sum = (wanted) => loaded.filter(([url]) => wanted.test(url)).reduce((sum, [, size]) => sum + size, 0);
    const [all, scripts] = [sum(/(\/|\.(html|css|js|json|woff2))$/u), sum(/\.js$/u)];
    const findings = [];
    if (all > MOST.page || all === 0) findings.push(`${all} bytes`);
    if (scripts > MOST.scripts) findings.push(`${scripts} bytes of scripts`);
    check(`weight: ${kind.name} (${kind.path})`, findings);
  }
}
