// The pages of a built site, and one of each kind.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Pages that have something of their own, by the end of their path; the others are found by their kind. */
const CHOSEN = {
  "article in a series": "/2025/09/23/measuring-retrieval-2-scores/index.html",
  "article with notes": "/alibaba-sets-date-for-staff-to-leave-claude-code/index.html",
  "every element": "/sandbox/index.html",
  "article that runs from right to left": "/التحقق-من-أخبار-الذكاء-الاصطناعي/index.html",
  "authors": "/authors/index.html",
  "categories": "/categories/index.html",
  "companies": "/companies/index.html",
  "series": "/series/index.html",
  "tags": "/tags/index.html",
  "author with a portrait": "/authors/jun-hayasaka/index.html",
  "author without one": "/authors/mara-lindqvist/index.html",
  "category": "/categories/measurement/index.html",
  "company": "/companies/alibaba/index.html",
  "parts of a series": "/series/measuring-retrieval/index.html",
  "tag, second page": "/tags/verification/page/2/index.html",
  "front, second page": "/page/2/index.html",
};

/** Every HTML file: path from the root, text, kind and language. Pages at old addresses have no kind. */
export async function pages(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".html")).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      const kind = /<body class="page-([a-z-]+)/.exec(text)?.[1] ?? "alias";
      const lang = /<html lang="([^"]+)"/.exec(text)?.[1] ?? "";
      return { path: `/${file}`, text, kind, lang };
    }),
  );
}

/** Kinds without those that differ from others in their language alone. */
export function ofOneLanguage(kinds) {
  return kinds.filter(({ name }) => !name.endsWith(", zh") || name === "post, zh");
}

/** The largest page of each kind in each language, and those chosen by hand; a chosen one that is gone is missing. */
export function kinds(all) {
  const named = new Map();
  const missing = [];
  for (const [name, end] of Object.entries(CHOSEN)) {
    const page = all.find((page) => page.path.endsWith(end));
    if (page) named.set(page.path, name);
    else missing.push(`no page for “${name}”: ${end}`);
  }
  const largest = new Map();
  for (const page of all) {
    // A page at an old address leads away at once.
    if (page.kind === "alias") continue;
    const key = `${page.kind}, ${page.lang}`;
    if (page.text.length > (largest.get(key)?.text.length ?? 0)) largest.set(key, page);
  }
  for (const [key, page] of largest) if (!named.has(page.path)) named.set(page.path, key);
  return { missing, kinds: [...named].map(([path, name]) => ({ name, path })) };
}
