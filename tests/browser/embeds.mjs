// Embeds ask no other host for anything until a reader presses their button.

import { open, watched } from "./browser.mjs";

const PAGE = "/2026/08/25/sandbox/";

export async function embeds(browser, { origin, policy }, check) {
  const context = await browser.newContext();
  const { page, left } = await watched(context, origin);
  await open(page, origin, PAGE);
  await page.waitForLoadState("networkidle");
  check("embeds: nothing leaves the site before a click", left);
  const frames = await page.locator(".embed[data-frame]").evaluateAll((all) => all.map((embed) => embed.dataset.frame));
  await page.close();

  const allowed = /frame-src ([^;]*)/u.exec(policy)?.[1].split(" ") ?? [];
  const hosts = frames.map((frame) => new URL(frame).origin);
  check("embeds: the page has one for each host that may be framed", allowed.filter((host) => !hosts.includes(host)));
  for (const frame of frames) {
    const isAllowed = allowed.includes(new URL(frame).origin);
    check(`embeds: ${frame}`, await press(context, origin, frame, isAllowed ? framed : refused));
  }
  await context.close();
}

async function press(context, origin, frame, expected) {
  const { page, left } = await watched(context, origin);
  await open(page, origin, PAGE);
  const embed = page.locator(`.embed[data-frame="${frame}"]`);
  const findings = await expected(page, embed, frame);
  const other = left.filter((url) => url !== frame);
  await page.close();
  return [...findings, ...other.map((url) => `asks for ${url}, too`)];
}

/** The policy allows the frame: it takes the place of the button. */
async function framed(page, embed, frame) {
  const asked = page.waitForRequest((request) => request.url() === frame, { timeout: 10_000 }).catch(() => null);
  await embed.locator("button").click();
  const findings = [];
  if (!(await asked)) findings.push("the click asks for nothing");
  const inserted = embed.locator("iframe");
  if ((await inserted.count()) !== 1) return [...findings, "the click inserts no frame"];
  if ((await inserted.getAttribute("src")) !== frame) findings.push("the frame leads elsewhere");
  if (!(await inserted.getAttribute("title"))) findings.push("the frame has no title");
  return findings;
}

/** It does not: no empty frame is left behind, and the link is. */
async function refused(page, embed) {
  const violation = page.waitForEvent("console", { predicate: (message) => message.text().includes("frame-src") });
  await embed.locator("button").click();
  await violation;
  await embed.locator("iframe").waitFor({ state: "detached", timeout: 10_000 });
  return (await embed.locator(".embed-title a:focus").count()) === 1 ? [] : ["the link is not where the reader is"];
}
