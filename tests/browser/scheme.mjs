// Light and dark: as the system has it, or as the reader chose, from the first paint on.

import { open, watched } from "./browser.mjs";

const ARTICLE = "/2026/08/25/sandbox/";

/** Runs in the page: how it looks. */
const seen = () => {
  const { colorScheme } = getComputedStyle(document.documentElement);
  const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  const bars = [...document.querySelectorAll("meta[name=theme-color]")].filter((meta) => matchMedia(meta.media).matches);
  return {
    scheme: colorScheme === "light dark" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : colorScheme,
    paper: red < 128 ? "dark" : "light",
    bar: bars.map((meta) => meta.dataset.scheme).join(),
    pictures: getComputedStyle(document.querySelector(".lead-image img")).filter === "none" ? "light" : "dark",
    atBody: globalThis.atBody,
    choice: document.querySelector(".scheme select").value,
  };
};

/** Runs in the page before all else: what the root says when the body begins, before which nothing is painted. */
const note = () => {
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    globalThis.atBody = document.documentElement.dataset.scheme;
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
};

export async function scheme(browser, origin, check) {
  for (const system of ["light", "dark"]) {
    const other = system === "light" ? "dark" : "light";
    const context = await browser.newContext({ colorScheme: system });
    await context.addInitScript(note);
    const { page, said } = await watched(context, origin);
    await open(page, origin, ARTICLE);
    check(`scheme: ${system}, as the system`, await compare(page, system, "auto"));
    const { page: tab } = await watched(context, origin);
    await open(tab, origin, ARTICLE);
    await page.locator(".scheme select").selectOption(other);
    check(`scheme: ${other}, chosen`, [...said, ...(await compare(page, other, other, "auto"))]);
    await tab.waitForFunction((other) => document.documentElement.dataset.scheme === other, other, { timeout: 5000 });
    check(`scheme: ${other} in another tab`, await compare(tab, other, other, "auto"));
    await page.reload();
    check(`scheme: ${other}, remembered`, [...said, ...(await compare(page, other, other))]);
    await page.emulateMedia({ media: "print", colorScheme: system });
    const printed = await page.evaluate(seen);
    check(`scheme: paper is light, ${other} chosen`, printed.paper === "light" ? [] : [JSON.stringify(printed)]);
    await page.emulateMedia({ media: "screen", colorScheme: system });
    check("scheme: by keyboard", await byKeyboard(page, system));
    await context.close();
  }
  check("scheme: nothing can be kept", await refused(browser, origin));
  check("scheme: without a script", await without(browser, origin));
}

async function compare(page, wanted, choice, atBody = choice) {
  const found = await page.evaluate(seen);
  const expected = { scheme: wanted, paper: wanted, bar: wanted, pictures: wanted, atBody, choice };
  return Object.keys(expected).flatMap((key) => (found[key] === expected[key] ? [] : [`${key}: ${found[key]}, not ${expected[key]}`]));
}

async function byKeyboard(page, system) {
  const select = page.locator(".scheme select");
  await select.focus();
  await page.keyboard.press("Home");
  const findings = await compare(page, system, "auto", await page.evaluate(() => globalThis.atBody));
  const name = await select.getAttribute("aria-label");
  return name === "Appearance" ? findings : [...findings, `its name is ${name}`];
}

async function refused(browser, origin) {
  const context = await browser.newContext({ colorScheme: "dark" });
  await context.addInitScript(note);
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("refused", "SecurityError");
      },
    });
  });
  const { page, said } = await watched(context, origin);
  await open(page, origin, ARTICLE);
  const findings = await compare(page, "dark", "auto");
  await page.locator(".scheme select").selectOption("light");
  findings.push(...(await compare(page, "light", "light", "auto")), ...said.filter((text) => !text.includes("refused")));
  findings.push(...said.filter((text) => text.startsWith("script:")));
  await context.close();
  return findings;
}

async function without(browser, origin) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await watched(context, origin);
  await open(page, origin, ARTICLE);
  const isShown = await page.locator(".scheme").isVisible();
  await context.close();
  return isShown ? ["a switch that does nothing is shown"] : [];
}
