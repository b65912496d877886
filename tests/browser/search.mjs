// The search: its page and its dialog, by keyboard, with filters, in Chinese, under a strict policy.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { open, watched } from "./browser.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARTICLE = "/2026/07/05/alibaba-sets-date-for-staff-to-leave-claude-code/";
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const RESULTS = ".search-results li";

export async function search(browser, { origin }, check) {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  check("search: by the page, from an address", await byAddress(context, origin));
  check("search: filters", await filters(context, origin));
  check("search: Back comes back", await back(context, origin));
  check("search: nothing found", await nothing(context, origin));
  check("search: Chinese", await chinese(context, origin));
  check("search: the dialog, by keyboard", await dialog(context, origin));
  for (const colorScheme of ["light", "dark"]) check(`search: axe, ${colorScheme}`, await barriers(context, origin, colorScheme));
  await context.close();
  check("search: without a script", await plain(browser, origin));
  check("search: more results, and on a phone", await more(browser, origin));
}

/** A page under the policy that a careful host gives, with what it says. */
async function strict(context, origin) {
  const { page, said, left } = await watched(context, origin);
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`${event.violatedDirective}: ${event.blockedURI}`)));
  await page.route(`${origin}/**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": POLICY } });
  });
  const findings = () => [...said, ...left.map((url) => `asks for ${url}`)];
  return { page, findings };
}

const found = (page, text) => page.locator(".search-status").filter({ hasText: text }).waitFor({ timeout: 15000 });

async function byAddress(context, origin) {
  const { page, findings } = await strict(context, origin);
  await open(page, origin, "/search/?q=Alibaba");
  await found(page, /Results: [1-9]/);
  const first = page.locator(RESULTS).filter({ has: page.locator(`a[href="${ARTICLE}"]`) });
  const marked = await first.locator("mark").allInnerTexts();
  const date = await first.locator("time").getAttribute("datetime");
  const titles = (await page.locator(`${RESULTS} a`).allInnerTexts()).slice(0, 2);
  await page.close();
  const wrong = titles.filter((title) => !title.includes("Alibaba")).map((title) => `among the first: ${title}`);
  if (!marked.some((word) => word.includes("Alibaba"))) wrong.push(`marked: ${marked}`);
  if (date !== "2026-07-05") wrong.push(`dated ${date}`);
  return [...findings(), ...wrong];
}

async function filters(context, origin) {
  const { page, findings } = await strict(context, origin);
  await open(page, origin, "/search/?section=Opinion");
  await found(page, /Results: [1-9]/);
  const wrong = [];
  const count = async () => Number((await page.locator(".search-status").innerText()).replace(/\D/g, ""));
  const section = page.locator("#search-section option:checked");
  if (!(await section.innerText()).startsWith("Opinion (")) wrong.push(`chosen: ${await section.innerText()}`);
  const all = await count();
  const options = page.locator("#search-date option:not([disabled])");
  const values = await options.evaluateAll((list) => list.map((option) => [option.value, option.textContent]));
  const [month, told] = values.find(([value]) => value.length === 7);
  await page.locator("#search-date").selectOption(month);
  await page.waitForURL(/date=/u);
  await found(page, /Results: [1-9]/);
  await page.waitForFunction((all) => document.querySelectorAll(".search-results li").length < all, all);
  if (`(${await count()})` !== /\(\d+\)$/u.exec(told)?.[0]) wrong.push(`${told}, but ${await count()} results`);
  const dates = await page.locator(`${RESULTS} time`).evaluateAll((times) => times.map((time) => time.dateTime));
  if (dates.some((date) => !date.startsWith(month))) wrong.push(`not all of ${month}: ${dates}`);
  await page.close();
  return [...findings(), ...wrong];
}

async function back(context, origin) {
  const { page, findings } = await strict(context, origin);
  await open(page, origin, "/search/");
  await page.locator("#search-query").fill("tokens");
  await found(page, /Results: [1-9]/);
  await page.locator(`${RESULTS} a`).first().click();
  await page.waitForURL((url) => url.pathname !== "/search/");
  await page.goBack();
  await found(page, /Results: [1-9]/);
  const query = await page.locator("#search-query").inputValue();
  await page.close();
  return query === "tokens" ? findings() : [...findings(), `asked again: ${query}`];
}

async function nothing(context, origin) {
  const { page, findings } = await strict(context, origin);
  await open(page, origin, "/search/");
  // Of a word that is nowhere Pagefind finds those that begin alike; in runes there are none.
  await page.locator("#search-query").fill("ᚠᚢᚦᚨᚱᚲ");
  await found(page, /Nothing found for “ᚠᚢᚦᚨᚱᚲ”/u);
  const rest = await page.locator(`${RESULTS}, .search-more:visible`).count();
  await page.close();
  return rest === 0 ? findings() : [...findings(), `${rest} results`];
}

async function chinese(context, origin) {
  const { page, findings } = await strict(context, origin);
  await open(page, origin, "/zh/");
  await page.keyboard.press("/");
  await page.locator("dialog #search-query").fill("人工智能");
  await found(page, /搜索结果：[1-9]/);
  const addresses = await page.locator(`${RESULTS} a`).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const marked = await page.locator(`${RESULTS} mark`).allInnerTexts();
  await page.close();
  const wrong = addresses.filter((address) => !address.startsWith("/zh/")).map((address) => `not Chinese: ${address}`);
  if (!marked.some((word) => word.includes("人工"))) wrong.push(`marked: ${marked}`);
  return [...findings(), ...wrong];
}

async function dialog(context, origin) {
  const { page, findings } = await strict(context, origin);
  const wrong = [];
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
  await open(page, origin, ARTICLE);
  await page.locator(".search-link").focus();
  await page.keyboard.press("/");
  await page.locator("dialog[open]").waitFor();
  if ((await focused()) !== "search-query") wrong.push(`opened with ${await focused()}`);
  await page.keyboard.type("permissions/");
  await found(page, /Results: [1-9]/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const at = await page.evaluate(() => [...document.querySelectorAll(".search-results a")].indexOf(document.activeElement));
  if (at !== 1) wrong.push(`two steps down lead to ${at}`);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  if ((await focused()) !== "search-query") wrong.push(`up from the first leads to ${await focused()}`);
  await page.keyboard.press("Escape");
  if (await page.locator("dialog[open]").count()) {
    // The first press empties a field of a search.
    await page.keyboard.press("Escape");
  }
  if (await page.locator("dialog[open]").count()) wrong.push("Escape does not close it");
  if ((await focused()) !== "search-link") wrong.push(`closed with ${await focused()}`);
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.type("retrieval");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\/\?q=.*retrieval/u);
  await found(page, /Results: [1-9]/);
  await page.close();
  return [...findings(), ...wrong];
}

async function barriers(context, origin, colorScheme) {
  const { page, said } = await watched(context, origin);
  await page.emulateMedia({ colorScheme });
  await open(page, origin, ARTICLE);
  await page.evaluate(AXE);
  await page.keyboard.press("/");
  await page.locator("dialog #search-query").fill("tokens");
  await found(page, /Results: [1-9]/);
  await page.locator("dialog summary").click();
  const { violations } = await page.evaluate(() => globalThis.axe.run("dialog"));
  await page.close();
  return [...said, ...violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`))];
}

async function plain(browser, origin) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page, said } = await watched(context, origin);
  await open(page, origin, "/");
  await page.locator(".search-link").click();
  await page.waitForURL(/\/search\/$/u);
  const text = await page.locator("main").innerText();
  const links = await page.locator("main .actions a").allInnerTexts();
  const boxes = await page.locator(".search-box:visible").count();
  await context.close();
  const wrong = boxes === 0 && text.includes("JavaScript") && links.includes("Archive") ? [] : [`shown: ${text}`];
  return [...said, ...wrong];
}

async function more(browser, origin) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const { page, said } = await watched(context, origin);
  await open(page, origin, ARTICLE);
  await page.locator(".search-link").click();
  await page.locator("dialog #search-query").fill("the");
  await found(page, /Results: [1-9]\d/);
  await page.locator(".search-more").click();
  await page.waitForFunction(() => document.querySelectorAll(".search-results li").length > 10);
  const at = await page.evaluate(() => [...document.querySelectorAll(".search-results a")].indexOf(document.activeElement));
  const wide = await page.locator("dialog").evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  await context.close();
  const wrong = at === 10 ? [] : [`more leads to ${at}`];
  if (wide > 0) wrong.push(`${wide} px wider than the dialog`);
  return [...said, ...wrong];
}
