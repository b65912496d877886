// The browser, and pages that tell what went wrong on them.

import { chromium } from "playwright-core";

const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--no-sandbox",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: QUIET });
}

/** Pages at a time. */
const LANES = 2;

/** Runs `lane` as often as there are lanes, at a time; each takes what is to be looked at from its `next`, until none is left. */
export async function inLanes(items, lane) {
  const waiting = [...items];
  await Promise.all(Array.from({ length: LANES }, () => lane(() => waiting.shift())));
}

/** A page of `context` with what it says: errors, violations of the policy, requests that leave `origin`. */
export async function watched(context, origin) {
  const page = await context.newPage();
  const said = [];
  const left = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) said.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => said.push(`script: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) said.push(`${response.status()}: ${response.url()}`);
  });
  // Nothing leaves this machine; what would have is noted.
  await page.route("**", (route) => {
    const url = route.request().url();
    if (url.startsWith(`${origin}/`) || url.startsWith("data:")) return route.continue();
    left.push(url);
    return route.abort();
  });
  return { page, said, left };
}

/** Opens a page of the site, its pictures included. */
export async function open(page, origin, path) {
  await page.goto(origin + encodeURI(path.replace(/index\.html$/u, "")), { waitUntil: "load" });
}
