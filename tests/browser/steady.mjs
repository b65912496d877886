// Nothing on a page moves once it is shown: while it loads, while it is scrolled to its end, on narrow and wide windows.

import { watched } from "./browser.mjs";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

export async function steady(browser, origin, kinds, check) {
  for (const viewport of SIZES) {
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    for (const kind of kinds) {
      const { page } = await watched(context, origin);
      await page.addInitScript(record);
      check(`steady: ${kind.name} (${kind.path}; ${viewport.width})`, await shifts(page, origin + encodeURI(kind.path)));
      await page.close();
    }
    await context.close();
  }
}

/** Runs in the page, before all else: what moved, by how much, and from where. */
function record() {
  globalThis.moved = [];
  const told = ({ node, previousRect: from, currentRect: to }) => {
    const html = node?.nodeType === 1 ? node.outerHTML.slice(0, 80) : node?.textContent.slice(0, 40);
    return `${html} from ${from.x.toFixed()},${from.y.toFixed()} to ${to.x.toFixed()},${to.y.toFixed()}`;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) globalThis.moved.push(`${entry.value.toFixed(4)}: ${entry.sources.map(told).join("; ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
}

async function shifts(page, url) {
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const end = () => document.documentElement.scrollHeight - innerHeight;
    for (let place = 0; place < end(); place += innerHeight * 0.9) {
      scrollTo({ top: place, behavior: "instant" });
      await frame();
    }
    scrollTo({ top: end(), behavior: "instant" });
    // Pictures that load when they come near.
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    await frame();
  });
  return page.evaluate(() => globalThis.moved);
}
