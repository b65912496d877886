// A host that serves a folder as static hosts do: with the headers that `_headers` gives, and compressed.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".xml": "application/xml; charset=utf-8",
};
/** Names with a fingerprint never change what they lead to. */
const FOREVER = /\.[0-9a-f]{12}\.\w+$/;

/** The rules of a `_headers` file: a pattern on a line of its own, then its headers, indented. */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    const [, name, value] = /^\s+([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (name) rules.at(-1)?.headers.push([name, value]);
    else if (line.trim() && !line.startsWith("#")) rules.push({ pattern: glob(line.trim()), headers: [] });
  }
  return rules;
}

function glob(pattern) {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "u");
}

/**
 * Serves `folder` on `port`; `policy` is the Content-Security-Policy of the front page. With `strict`, that policy stands
 * in place of the one of `_headers`.
 */
export async function serve(folder, port, strict = null) {
  const rules = parseHeaders(await readFile(join(folder, "_headers"), "utf8"));
  const headersOf = (path) => rules.filter((rule) => rule.pattern.test(path)).flatMap((rule) => rule.headers);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    for (const [name, value] of headersOf(path)) response.setHeader(name, value);
    if (strict) response.setHeader("Content-Security-Policy", strict);
    if (FOREVER.test(path)) response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    try {
      send(request, response, TYPES[extname(file)], await readFile(file));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const policy = headersOf("/").find(([name]) => name.toLowerCase() === "content-security-policy")?.[1] ?? "";
  return { origin: `http://127.0.0.1:${server.address().port}`, policy, close: () => server.close() };
}

function send(request, response, type, bytes) {
  response.setHeader("Content-Type", type ?? "application/octet-stream");
  const isText = type && /charset|json|svg/.test(type);
  if (!isText || !/\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) return response.end(bytes);
  response.setHeader("Content-Encoding", "gzip");
  return response.end(gzipSync(bytes));
}
