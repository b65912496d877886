// The whole site under a policy that is stricter than the one that it is published with. What a reader asks to be
// loaded from another host is looked at in embeds.mjs.

import { serve } from "./server.mjs";
import { inLanes, watched } from "./browser.mjs";

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

export async function strict(browser, folder, all, check) {
  const server = await serve(folder, 0, POLICY);
  // A page at an old address leads away at once.
  const shown = all.filter(({ kind }) => kind !== "alias");
  await inLanes(shown, async (next) => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const { page, said, left } = await watched(context, server.origin);
    await page.addInitScript(() => {
      globalThis.violations = [];
      addEventListener("securitypolicyviolation", (event) => {
        globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    for (let path = next()?.path; path; path = next()?.path) {
      said.length = 0;
      left.length = 0;
      await page.goto(server.origin + encodeURI(path), { waitUntil: "load" });
      const violations = await page.evaluate(() => globalThis.violations);
      check(`strict policy: ${path}`, [...violations, ...said, ...left.map((url) => `asks for ${url}`)]);
    }
    await context.close();
  });
  server.close();
}
