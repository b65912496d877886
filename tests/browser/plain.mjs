// Pages for readers without scripts, without a style sheet, or without a mouse.

import { open, watched } from "./browser.mjs";

export async function plain(browser, origin, kinds, check) {
  const withoutScripts = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  for (const kind of kinds) {
    const { page, said } = await watched(withoutScripts, origin);
    await open(page, origin, kind.path);
    check(`without scripts: ${kind.name} (${kind.path})`, [...said, ...(await unreadable(page))]);
    await page.close();
  }
  await withoutScripts.close();
  await withKeyboard(browser, origin, check);
}

async function unreadable(page) {
  const findings = [];
  if (!(await page.locator("h1").first().isVisible())) findings.push("its heading is not shown");
  const text = await page.locator("main").innerText();
  if (text.trim().length < 40) findings.push("its text is not shown");
  for (const link of await page.locator(".site-nav a, .languages a, .embed-title a").all()) {
    if (!(await link.isVisible())) findings.push(`not shown: ${await link.innerText()}`);
  }
  const buttons = await page.locator("button:visible").count();
  if (buttons > 0) findings.push(`${buttons} buttons that do nothing`);
  return findings;
}

async function withKeyboard(browser, origin, check) {
  const context = await browser.newContext();
  const { page } = await watched(context, origin);
  await open(page, origin, "/");
  await page.keyboard.press("Tab");
  const skip = page.locator(".skip:focus");
  const findings = [];
  if ((await skip.count()) !== 1) findings.push("the first stop is not the link to the content");
  else if (((await skip.boundingBox())?.x ?? -1) < 0) findings.push("the link to the content is not shown");
  await page.keyboard.press("Enter");
  if ((await page.locator("main:focus").count()) !== 1) findings.push("it does not lead to the content");
  check("keyboard: to the content", findings);
  await context.close();
}
