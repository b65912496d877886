// Pages of each kind as readers see them: light and dark, wide and narrow.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inLanes, open, watched } from "./browser.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [WIDE, NARROW] = [1280, 360];
const WIDTHS = [WIDE, NARROW];
/** What axe holds pages to: WCAG 2.2, A and AA, and its authors' advice. The rule on small targets is off unless asked for. */
const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};
/** Rules on colours, which alone differ in the dark. */
const COLOURS = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
/** What axe is asked of a page: which rules, in which scheme, at which width. */
const ALL = WIDTHS.flatMap((width) => [
  { width, colorScheme: "light", options: RULES },
  { width, colorScheme: "dark", options: COLOURS },
]);
/** The same of a page whose twin was asked all: what its colours, its sizes and the places of its parts may change. */
export const FEW = [
  { width: WIDE, colorScheme: "light", options: COLOURS },
  { width: WIDE, colorScheme: "dark", options: COLOURS },
  { width: NARROW, colorScheme: "light", options: RULES },
];

export async function looks(browser, origin, kinds, check, asked = ALL) {
  await inLanes(kinds, async (next) => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    for (let kind = next(); kind; kind = next()) await look(context, origin, kind, check, asked);
    await context.close();
  });
}

async function look(context, origin, { name, path }, check, asked) {
  const { page, said, left } = await watched(context, origin);
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  await page.setViewportSize({ width: WIDE, height: 900 });
  await open(page, origin, path);
  const violations = await page.evaluate(() => globalThis.violations);
  check(`quiet: ${name} (${path})`, [...violations, ...said, ...left.map((url) => `asks for ${url}`)]);
  await page.evaluate(AXE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    check(`fits: ${name} (${path}; ${width})`, await page.evaluate(overflowing));
    for (const { colorScheme, options } of asked.filter((way) => way.width === width)) {
      await page.emulateMedia({ colorScheme });
      check(`axe: ${name} (${path}; ${colorScheme}, ${width})`, await barriers(page, options));
    }
  }
  await page.close();
}

/** What axe finds. */
async function barriers(page, options) {
  const { violations } = await page.evaluate((options) => globalThis.axe.run(options), options);
  const told = (rule, node) => `${rule.id}: ${node.target.join(" ")}: ${node.html.slice(0, 120)}`;
  return violations.flatMap((rule) => rule.nodes.map((node) => told(rule, node)));
}

/** Runs in the page: what stands out at its sides, if it can be scrolled sideways. */
export function overflowing() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const outside = [...document.body.querySelectorAll("*")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > root.clientWidth + 1 || left < -1;
  });
  const told = outside.map((element) => `stands out: ${element.outerHTML.slice(0, 100)}`);
  return [`${root.scrollWidth - root.clientWidth} px wider than the window`, ...told.slice(0, 5)];
}
