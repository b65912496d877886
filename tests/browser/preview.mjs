// The preview in a browser: edits show without touching the page, mistakes show and go.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** How often a template is broken and mended. */
const CYCLES = 100;

const POST = "content/posts/one.md";
const post = (text) => `---\ntitle: One\ndate: 2026-07-01\n---\n\n${text}\n`;
const page = (more) =>
  `<!DOCTYPE html><html lang="en"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset(path="site.css") }}"></head>
<body><main>{{ page.content | safe }}${more}</main><div style="height: 3000px"></div></body></html>`;

/** A project of one post with its own template and style sheet. */
async function project() {
  const root = await mkdtemp(join(tmpdir(), "sitegen-preview-"));
  const write = async (path, text) => {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\n");
  await write(POST, post("The first text."));
  await write("templates/post.html", page(""));
  await write("static/site.css", "main { color: rgb(1, 2, 3); }\n");
  return { root, write };
}

/** Starts the program; answers where it shows the site. */
async function start(program, root) {
  const child = spawn(program, ["serve", "--port", "0", "--message-format", "json", "--root", root], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line);
    if (said.type !== "ready") continue;
    child.stdout.resume();
    return { child, origin: said.url.replace(/\/$/u, "") };
  }
  throw new Error("the preview did not start");
}

/** Runs the program of `SITEGEN` on a small site, and looks at it. */
export async function preview(browser, check) {
  const { root, write } = await project();
  const { child, origin } = await start(process.env.SITEGEN, root);
  const context = await browser.newContext();
  const tab = await context.newPage();
  const said = [];
  tab.on("pageerror", (error) => said.push(`script: ${error.message}`));
  const overlay = tab.locator("sitegen-preview .overlay");
  const main = tab.locator("main");
  const attempt = async (name, work) => {
    try {
      check(name, (await work()) ?? []);
    } catch (error) {
      check(name, [error.message]);
    }
  };
  try {
    await tab.goto(`${origin}/2026/07/01/one/`);
    await attempt("preview: the bar tells of the post", async () => {
      await tab.locator("sitegen-preview .bar").getByText(POST).waitFor();
    });
    await attempt("preview: an edit shows, and the page stays where it was", async () => {
      await tab.evaluate(() => scrollTo(0, 400));
      await write(POST, post("The second text."));
      await main.getByText("The second text.").waitFor();
      await tab.waitForFunction(() => scrollY === 400);
    });
    await attempt("preview: an edit of a style sheet shows without loading the page again", async () => {
      await tab.evaluate(() => (window.mark = "here"));
      await write("static/site.css", "main { color: rgb(4, 5, 6); }\n");
      await tab.waitForFunction(() => getComputedStyle(document.querySelector("main")).color === "rgb(4, 5, 6)");
      return (await tab.evaluate(() => window.mark)) === "here" ? [] : ["the page was loaded again"];
    });
    await attempt(`preview: ${CYCLES} times a template is broken and mended`, async () => {
      for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
        await write("templates/post.html", page("{% if %}"));
        await overlay.getByText("templates/post.html").first().waitFor();
        await write("templates/post.html", page(`<p>Cycle ${cycle}</p>`));
        await main.getByText(`Cycle ${cycle}`, { exact: true }).waitFor();
        await overlay.waitFor({ state: "hidden" });
      }
    });
    await attempt("preview: a page that cannot be made shows why, and what was there", async () => {
      await write("templates/post.html", page("{{ page.nothing.here }}"));
      await overlay.getByText("page.nothing.here").first().waitFor();
      const stays = await main.getByText("The second text.").isVisible();
      await tab.reload();
      await overlay.getByText("page.nothing.here").first().waitFor();
      await write("templates/post.html", page("<p>Mended</p>"));
      await main.getByText("Mended", { exact: true }).waitFor();
      await overlay.waitFor({ state: "hidden" });
      return stays ? [] : ["what was there is gone"];
    });
    await attempt("preview: other tabs follow too", async () => {
      const tabs = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
      await Promise.all(tabs.map((other) => other.goto(`${origin}/2026/07/01/one/`)));
      await write(POST, post("The third text."));
      await Promise.all([tab, ...tabs].map((each) => each.locator("main").getByText("The third text.").waitFor()));
    });
    await attempt("preview: the list of pages is there", async () => {
      await tab.goto(`${origin}/__sitegen/`);
      await tab.getByRole("link", { name: "/2026/07/01/one/" }).first().waitFor();
    });
    check("preview: its script says nothing", said);
  } finally {
    await context.close();
    child.kill("SIGINT");
    await rm(root, { recursive: true, force: true });
  }
}
