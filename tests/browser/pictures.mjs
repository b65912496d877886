// Takes the pictures of docs/pictures: `tests/browser/run pictures`. Not a test; run it when the look has changed, and look.

import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, open } from "./browser.mjs";
import { serve } from "./server.mjs";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
const STORY = "/stories/alibaba-claude-code/";
const ARTICLE = "/2026/07/05/alibaba-sets-date-for-staff-to-leave-claude-code/";
const CODE = "/2026/08/11/json-you-can-trust/";
const PICTURES = [
  { name: "newspaper", path: "/" },
  { name: "blog", preset: "blog", path: "/" },
  { name: "brief", preset: "brief", path: "/" },
  { name: "explainer", preset: "explainer", path: "/" },
  { name: "daily", preset: "daily", path: "/" },
  { name: "article", path: ARTICLE },
  { name: "article-dark", path: CODE, dark: true },
  { name: "story", path: STORY },
  { name: "telephone", path: "/", width: 390, height: 844, scale: 2 },
  { name: "telephone-dark", preset: "daily", path: "/", width: 390, height: 844, scale: 2, dark: true },
];

export async function pictures(folder) {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launch();
  try {
    for (const picture of PICTURES) await take(browser, folder, picture);
  } finally {
    await browser.close();
  }
}

async function take(browser, folder, { name, preset, path, width = 1280, height = 960, scale = 1, dark = false }) {
  const server = await serve(preset ? join(folder, "..", preset) : folder, 0);
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // Faces that come late are left out of a first view; the second has them.
  await open(page, server.origin, path);
  await page.reload({ waitUntil: "networkidle" });
  await page.screenshot({ path: join(FOLDER, `${name}.jpg`), quality: 84, type: "jpeg" });
  await context.close();
  server.close();
}
