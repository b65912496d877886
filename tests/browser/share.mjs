// Sharing: the address in the clipboard, and the reader's own server of Mastodon, which the browser remembers.

import { open, watched } from "./browser.mjs";

const ARTICLE = "/2026/07/05/alibaba-sets-date-for-staff-to-leave-claude-code/";

export async function share(browser, { origin }, check) {
  check("share: without a script", await without(browser, origin));
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  check("share: the address is copied", await copied(context, origin));
  check("share: on a server that the reader names", await named(context, origin));
  await context.close();
}

async function without(browser, origin) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page, said } = await watched(context, origin);
  await open(page, origin, ARTICLE);
  const shown = (await page.locator(".share li:visible").allInnerTexts()).map((text) => text.trim()).join(" ");
  await context.close();
  return shown === "X LinkedIn Bluesky Mastodon E-mail" ? said : [...said, `shown: ${shown}`];
}

async function copied(context, origin) {
  const { page, said } = await watched(context, origin);
  await open(page, origin, ARTICLE);
  await page.locator(".share-copy").click();
  await page.locator(".share-status").filter({ hasText: "Copied" }).waitFor({ timeout: 5000 });
  const address = await page.evaluate(() => navigator.clipboard.readText());
  const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
  await page.close();
  return address === canonical ? said : [...said, `copied: ${address}, not ${canonical}`];
}

/** What a reader types, and the server that is meant. */
const SERVERS = [
  ["@ada@chaos.example", "chaos.example"],
  ["https://Social.example/@ada", "social.example"],
  ["social.example:8443", "social.example:8443"],
];

async function named(context, origin) {
  const findings = [];
  for (const [typed, server] of SERVERS) {
    const { page, left } = await watched(context, origin);
    await open(page, origin, ARTICLE);
    await page.locator(".share summary").click();
    await page.locator("#share-instance").fill("nowhere");
    await page.keyboard.press("Enter");
    if (left.length > 0) findings.push(`"nowhere" led to ${left}`);
    await page.locator("#share-instance").fill(typed);
    const led = page.waitForEvent("request", (request) => request.isNavigationRequest());
    await page.keyboard.press("Enter");
    const url = new URL((await led).url());
    const text = url.searchParams.get("text") ?? "";
    if (url.host !== server || url.pathname !== "/share") findings.push(`${typed} led to ${url}`);
    if (!text.startsWith("Alibaba sets a date") || !text.endsWith(ARTICLE)) findings.push(`shared: ${text}`);
    await page.close();
    const { page: next } = await watched(context, origin);
    await open(next, origin, ARTICLE);
    const kept = await next.locator("#share-instance").inputValue();
    if (kept !== server) findings.push(`remembered: ${kept}, not ${server}`);
    await next.close();
  }
  return findings;
}
