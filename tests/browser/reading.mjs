// What helps to read an article: contents, code to copy, large pictures, footnotes, progress, colours of code.

import { open, watched } from "./browser.mjs";

const ARTICLE = "/2026/08/25/sandbox/";
const WIDE = { width: 1360, height: 900 };
const NARROW = { width: 390, height: 844 };

export async function reading(browser, origin, check) {
  const suites = { contents, copied, enlarged, footnotes, progress, colours };
  for (const [name, suite] of Object.entries(suites)) {
    for (const viewport of [WIDE, NARROW]) {
      const context = await browser.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] });
      const { page, said } = await watched(context, origin);
      await open(page, origin, ARTICLE);
      const findings = await suite(page, viewport);
      check(`reading: ${name} (${viewport.width})`, [...said, ...findings]);
      await context.close();
    }
  }
}

async function contents(page, viewport) {
  const findings = [];
  const list = page.locator(".contents");
  const isOpen = await list.evaluate((details) => details.open);
  if (isOpen !== (viewport === WIDE)) findings.push(isOpen ? "is open" : "is not open");
  if (!isOpen) await list.locator("summary").click();
  const links = await list.locator("a").all();
  if ((await list.locator("[aria-current]").count()) > 0) findings.push("a section is marked before the first");
  for (const link of [...links, links[0]]) {
    const hash = await link.getAttribute("href");
    await page.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: "instant" }), hash.slice(1));
    const marked = list.locator(`a[href="${hash}"][aria-current=location]`);
    await marked.waitFor({ state: "attached", timeout: 5000 }).catch(() => findings.push(`is not marked: ${hash}`));
    if ((await list.locator("[aria-current]").count()) !== 1) findings.push(`not one is marked at ${hash}`);
  }
  // The link of a heading is reached by keyboard and shown then.
  const anchor = page.locator("#lists .anchor");
  await page.keyboard.press("Tab");
  await anchor.focus();
  if ((await anchor.evaluate((link) => getComputedStyle(link).opacity)) !== "1") findings.push("the heading's link is not shown");
  await page.keyboard.press("Enter");
  if (!page.url().endsWith("#lists")) findings.push("the heading's link leads elsewhere");
  return findings;
}

async function copied(page) {
  const findings = [];
  const blocks = await page.locator(".prose pre").all();
  for (const block of blocks) {
    const code = (await block.locator("code").textContent()).replace(/\n$/u, "");
    const button = block.locator("xpath=following-sibling::button");
    await button.focus();
    await page.keyboard.press("Enter");
    await page.locator(".article > [role=status]").filter({ hasText: "Copied" }).waitFor({ state: "attached", timeout: 5000 });
    const text = await page.evaluate(() => navigator.clipboard.readText());
    if (text !== code) findings.push(`copied: ${text}, not ${code}`);
  }
  if (blocks.length < 5) findings.push(`${blocks.length} blocks of code`);
  return findings;
}

async function enlarged(page) {
  const findings = [];
  const dialog = page.locator("dialog[open]");
  // It loads when it comes near.
  await page.locator("#picture + figure img").scrollIntoViewIfNeeded();
  await page.locator("#picture + figure .enlarge").waitFor({ state: "attached", timeout: 5000 });
  const inLinks = await page.locator("a .enlarge").count();
  if (inLinks > 0) findings.push(`${inLinks} in links`);
  for (const picture of await page.locator(".enlarges").all()) {
    const button = picture.locator("xpath=(ancestor-or-self::picture | self::img)[1]/following-sibling::button");
    const shown = await picture.boundingBox();
    for (const way of ["keyboard", "mouse"]) {
      if (way === "mouse") await picture.click();
      else {
        await button.focus();
        await page.keyboard.press("Enter");
      }
      await dialog.waitFor({ timeout: 5000 });
      await dialog.locator("img").evaluate((image) => image.decode());
      const large = await dialog.locator("img").boundingBox();
      if (large.width < shown.width * 1.1) findings.push(`${large.width} px, not more than ${shown.width}`);
      if (!(await dialog.getAttribute("aria-label"))) findings.push("the dialog has no name");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached", timeout: 5000 });
      if (!(await button.evaluate((button) => button === document.activeElement))) findings.push(`the focus is lost (${way})`);
    }
  }
  if ((await page.locator(".enlarges").count()) < 2) findings.push("there are not two pictures to enlarge");
  return findings;
}

async function footnotes(page) {
  const findings = [];
  const marks = await page.locator(".footnote-mark a").all();
  if (marks.length === 0) findings.push("there are none");
  for (const mark of marks) {
    const [id, href] = [await mark.getAttribute("id"), await mark.getAttribute("href")];
    await mark.focus();
    await page.keyboard.press("Enter");
    const back = page.locator(`[id="${href.slice(1)}"] a[href="#${id}"]`);
    if ((await back.count()) !== 1) {
      findings.push(`no way back to ${id}`);
      continue;
    }
    if (!(await back.getAttribute("aria-label"))) findings.push(`the way back to ${id} has no name`);
    await back.focus();
    await page.keyboard.press("Enter");
    if (!(await mark.evaluate((mark) => mark.getBoundingClientRect().top >= 0))) findings.push(`${id} is out of sight`);
  }
  return findings;
}

async function progress(page) {
  const width = () =>
    page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const bar = document.getAnimations().find((animation) => animation.animationName === "read");
      if (!bar) return null;
      const { target, pseudoElement } = bar.effect;
      return new DOMMatrix(getComputedStyle(target, pseudoElement).transform).a;
    });
  const go = (place) =>
    page.evaluate((place) => {
      const { top, bottom } = document.querySelector(".article").getBoundingClientRect();
      const [start, end] = [scrollY + top, scrollY + bottom - innerHeight];
      scrollTo({ top: start + place * (end - start), behavior: "instant" });
    }, place);
  const findings = [];
  for (const place of [0, 0.5, 1]) {
    await go(place);
    const found = await width();
    if (found === null || Math.abs(found - place) > 0.02) findings.push(`${found} at ${place}`);
  }
  await page.emulateMedia({ reducedMotion: "reduce" });
  if ((await width()) !== null) findings.push("it moves for those who asked for less motion");
  return findings;
}

/** Every class of tokens on both grounds of code, in both schemes. */
async function colours(page) {
  const findings = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(() => {
      const block = document.createElement("pre");
      block.className = "code";
      block.innerHTML = [..."ksnbrfmtavopched"].map((name) => `<span class="${name}">x</span><span class="hl"><span class="${name}">x</span></span>`).join("");
      document.querySelector(".prose").append(block);
      const numbers = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
      const light = (colour) => {
        const [red, green, blue] = numbers(colour).map((part) => (part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const ground = (element) => {
        const own = getComputedStyle(element).backgroundColor;
        return /, 0\)$/.test(own) ? ground(element.parentElement) : own;
      };
      const all = [...block.querySelectorAll("span:not(.hl)")].map((token) => {
        const [one, other] = [light(getComputedStyle(token).color), light(ground(token))].sort((a, b) => b - a);
        return { name: token.className, ratio: (one + 0.05) / (other + 0.05) };
      });
      block.remove();
      return all;
    });
    for (const { name, ratio } of found) if (ratio < 4.5) findings.push(`${colorScheme} .${name}: ${ratio.toFixed(2)}`);
    if (found.length !== 32) findings.push(`${found.length} tokens`);
  }
  return findings;
}
