// Pages for those who see them large, in colours of their own, without pictures, or go through them by keyboard.

import { open, watched } from "./browser.mjs";
import { overflowing } from "./looks.mjs";

/** Ways of looking at a page. The second is a window of 1280 × 1024 at 400 %. */
const WAYS = [
  { name: "320 px", width: 320, height: 640 },
  { name: "400 %", width: 320, height: 256 },
  { name: "telephone", width: 390, height: 844, stops: true },
  { name: "wide", width: 1280, height: 900, stops: true, outline: true },
  { name: "own colours", width: 1280, height: 900, forcedColors: "active", stops: true },
];

export async function access(browser, origin, kinds, check) {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  for (const kind of kinds) {
    const { page } = await watched(context, origin);
    await open(page, origin, kind.path);
    await page.evaluate(loaded);
    for (const { name, width, height, forcedColors = "none", ...way } of WAYS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ forcedColors });
      const findings = await page.evaluate(overflowing);
      if (way.stops) {
        // From here on the browser takes the reader for one with a keyboard.
        await page.keyboard.press("Tab");
        findings.push(...(await page.evaluate(stops)));
      }
      if (way.outline) findings.push(...(await page.evaluate(outline)));
      check(`access: ${kind.name} (${kind.path}; ${name})`, findings);
    }
    await page.close();
    check(`access: ${kind.name} (${kind.path}; without pictures)`, await withoutPictures(context, origin, kind.path));
  }
  await context.close();
}

async function withoutPictures(context, origin, path) {
  const { page } = await watched(context, origin);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.route(/\.(png|svg|jpe?g|webp|avif)$/u, (route) => route.abort());
  await open(page, origin, path);
  const findings = await page.evaluate(overflowing);
  const text = await page.locator("main").innerText();
  if (!(await page.locator("h1").first().isVisible()) || text.length < 40) findings.push("its text is not shown");
  await page.close();
  return findings;
}

/** Runs in the page: waits for its pictures. */
async function loaded() {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}

/** Runs in the page: each stop of the keyboard shows that it is one, and nothing lies over it. */
function stops() {
  const findings = [];
  const all = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0'], video[controls]");
  for (const element of all) {
    if (element.disabled || !element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })) continue;
    element.focus();
    if (document.activeElement !== element) continue;
    const told = element.outerHTML.slice(0, 90);
    const ringed = element.closest(".scheme") ?? element;
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(ringed);
    if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) findings.push(`nothing shows the focus: ${told}`);
    if (Number(opacity) < 1) findings.push(`is not shown when it has the focus: ${told}`);
    if (element.matches("video")) continue;
    const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    const isUncovered = ({ left, right, top, bottom }) => {
      const [x, y] = [(left + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
      const hit = document.elementFromPoint(x, y);
      return hit && (element.contains(hit) || hit.contains(element));
    };
    // A long one may be cut by the window; one of its lines is enough.
    if (!boxes.some(isUncovered)) findings.push(`is not seen when it has the focus: ${told}`);
  }
  return findings;
}

/** Runs in the page: headings go down one level at a time; parts of a page have names where there are several. */
function outline() {
  const findings = [];
  let last = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!heading.checkVisibility()) continue;
    const level = Number(heading.tagName[1]);
    if (level > last + 1) findings.push(`h${level} after h${last}: ${heading.textContent.trim().slice(0, 60)}`);
    last = level;
  }
  for (const part of ["main", "body > header", "body > footer"]) {
    const count = document.querySelectorAll(part).length;
    if (count !== 1) findings.push(`${count} of ${part}`);
  }
  const names = [...document.querySelectorAll("nav")].map((nav) => nav.ariaLabel ?? nav.getAttribute("aria-labelledby"));
  if (names.includes(null) || new Set(names).size < names.length) findings.push(`navigation is named ${names.join(", ")}`);
  for (const table of document.querySelectorAll("table")) {
    const isNamed = table.caption ?? table.closest("[aria-label], [aria-labelledby]");
    if (!isNamed) findings.push(`a table has no name: ${table.outerHTML.slice(0, 80)}`);
    if (!table.querySelector("th")) findings.push(`a table has no headers: ${table.outerHTML.slice(0, 80)}`);
  }
  return findings;
}
