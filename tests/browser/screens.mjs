// Pages as pictures, compared with those that were looked at and found good. The text is set in the theme's own faces, which
// are the same on every machine; a picture is compared at a small size, so that a hair's breadth is no difference.
// `SITEGEN_BLESS=1 tests/browser/run screens` takes today's pictures as good. The pictures of a run, at full size, are in
// the folder that `SITEGEN_SCREENS` names, else in `target/screens`.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inLanes, launch, open } from "./browser.mjs";
import { kinds, ofOneLanguage, pages } from "./pages.mjs";
import { PRESETS } from "./presets.mjs";
import { serve } from "./server.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const GOOD = join(HERE, "screens");
const FULL = process.env.SITEGEN_SCREENS ?? join(HERE, "../../target/screens");
const WIDTHS = [390, 768, 1440];
const HEIGHT = 1400;
/** Width of the pictures that are kept, in pixels. */
const KEPT = 180;
/** Largest mean difference of a picture's grey, of 255; a card that moves by its own height makes about 6. */
const TOLERANCE = 3;
/** The theme's own faces for everything, and nothing that moves or tells the time. */
const FIXED = `
  :root { --serif: "Source Serif 4" !important; --sans: "Source Serif 4" !important; --mono: "Source Serif 4" !important; }
  * { animation: none !important; transition: none !important; caret-color: transparent !important; }
  .strips, .front-strip { visibility: hidden; }
`;
const FACES = ["Source Serif 4", "Schibsted Grotesk", "Bricolage Grotesque"];

export async function screens(folder, check) {
  await mkdir(FULL, { recursive: true });
  await mkdir(GOOD, { recursive: true });
  const browser = await launch();
  try {
    for (const preset of ["newspaper", ...PRESETS]) {
      const site = preset === "newspaper" ? folder : join(folder, "..", preset);
      const all = ofOneLanguage(kinds(await pages(site)).kinds);
      // The first preset stands for all kinds; of the others what they compose themselves.
      const shown = preset === "newspaper" ? all : all.filter(({ name }) => /^(home|article with notes|tags|tag)\b/u.test(name));
      await ofSite(browser, site, preset, shown, check);
    }
  } finally {
    await browser.close();
  }
}

async function ofSite(browser, site, preset, shown, check) {
  const server = await serve(site, 0);
  const wanted = shown.flatMap((kind) => WIDTHS.map((width) => ({ ...kind, width })));
  await inLanes(wanted, async (next) => {
    const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce" });
    const page = await context.newPage();
    const judge = await context.newPage();
    for (let one = next(); one; one = next()) {
      const { name, path, width } = one;
      const picture = await pictured(page, server.origin, path, width);
      const file = `${preset}-${name}-${width}.png`.replaceAll(/[ ,]+/gu, "-");
      await writeFile(join(FULL, file), picture);
      check(`screen: ${preset}: ${name} (${path}; ${width})`, await compared(judge, file, picture));
    }
    await context.close();
  });
  server.close();
}

/** What is seen of a page in a window of this width. */
async function pictured(page, origin, path, width) {
  await page.setViewportSize({ width, height: HEIGHT });
  await open(page, origin, path);
  await page.addStyleTag({ content: FIXED });
  await page.evaluate(ready, FACES);
  return page.screenshot({ animations: "disabled" });
}

/** Runs in the page: waits for faces and pictures. */
async function ready(faces) {
  const fonts = faces.flatMap((face) => [400, 700].map((weight) => document.fonts.load(`${weight} 1rem "${face}"`)));
  await Promise.all(fonts);
  const seen = [...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight);
  for (const image of seen) image.loading = "eager";
  await Promise.all(seen.map((image) => image.decode().catch(() => {})));
}

/** What is wrong with a picture beside the one that was found good. */
async function compared(judge, file, picture) {
  const small = await judge.evaluate(shrink, { data: picture.toString("base64"), width: KEPT });
  const kept = join(GOOD, file.replace(/png$/u, "webp"));
  if (process.env.SITEGEN_BLESS) {
    await writeFile(kept, Buffer.from(small, "base64"));
    return [];
  }
  const good = await readFile(kept, "base64").catch(() => null);
  if (good === null) return ["no picture to compare with: SITEGEN_BLESS=1 takes this one as good"];
  const difference = await judge.evaluate(distance, [small, good]);
  return difference <= TOLERANCE ? [] : [`differs by ${difference.toFixed(1)} of 255: ${join(FULL, file)}`];
}

/** Runs in a page: a picture in grey, so many pixels wide. */
async function shrink({ data, width }) {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
  const canvas = new OffscreenCanvas(width, Math.round((image.height * width) / image.width));
  const pen = canvas.getContext("2d");
  pen.filter = "grayscale(1)";
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.8 })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}

/** Runs in a page: the mean difference of two pictures; of different sizes they have nothing in common. */
async function distance(pair) {
  const [one, other] = await Promise.all(
    pair.map(async (data) => {
      const image = await createImageBitmap(await (await fetch(`data:image/webp;base64,${data}`)).blob());
      const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
      pen.drawImage(image, 0, 0);
      return pen.getImageData(0, 0, image.width, image.height);
    }),
  );
  if (one.width !== other.width || one.height !== other.height) return 255;
  let sum = 0;
  for (let at = 0; at < one.data.length; at += 4) sum += Math.abs(one.data[at] - other.data[at]);
  return sum / (one.width * one.height);
}
