// The preview's part in a page: hears of changes, shows mistakes, and tells an editor about the post. It is put in by the
// preview alone and is in no file of the site.
"use strict";
(() => {
  const own = document.currentScript;
  const { token, base, reloads } = own.dataset;
  const tools = "/__sitegen/";
  let digest = own.dataset.digest;
  let working = Promise.resolve();

  const page = () => {
    const path = decodeURIComponent(location.pathname);
    return path.startsWith(base) ? path.slice(base.length) || "/" : path;
  };
  const ask = async (what) =>
    (await fetch(`${tools}${what}?page=${encodeURIComponent(page())}`, { cache: "no-store" })).json();
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  // ------------------------------------------------------------------------------------------------ what is shown
  const host = make("sitegen-preview", {});
  const root = host.attachShadow({ mode: "open" });
  root.append(make("link", { rel: "stylesheet", href: `${tools}client.css` }));
  const overlay = make("section", { class: "overlay", role: "alert", "aria-label": "Mistakes", hidden: "" });
  const bar = make("section", { class: "bar", "aria-label": "Preview", hidden: "" });
  root.append(overlay, bar);

  const link = (found) => {
    const at = found.line ? `:${found.line}:${found.column}` : "";
    const text = `${found.file}${at}`;
    if (!found.path) return make("code", {}, text);
    return make("a", { href: `vscode://file${encodeURI(found.path)}${at}`, title: "Open in the editor" }, text);
  };

  const lines = (found) => {
    if (!found.lines.length) return null;
    const width = String(found.lines.at(-1).number).length;
    const text = found.lines.flatMap(({ number, text, caret }) => {
      const line = `${String(number).padStart(width)} | ${text}`;
      if (caret === null) return [line];
      return [line, `${" ".repeat(width)} | ${text.slice(0, caret).replace(/[^\t]/g, " ")}^`];
    });
    return make("pre", { tabindex: "0" }, text.join("\n"));
  };

  const item = (found) =>
    make(
      "li",
      { class: found.level },
      make("p", { class: "place" }, make("strong", {}, found.level), " ", found.file ? link(found) : ""),
      make("p", { class: "message" }, found.message),
      lines(found),
      found.hint ? make("p", { class: "hint" }, found.hint) : null,
    );

  const button = (text, act) => {
    const element = make("button", { type: "button" }, text);
    element.addEventListener("click", act);
    return element;
  };

  const showMistakes = (state) => {
    const errors = state.diagnostics.filter(({ level }) => level === "error");
    overlay.hidden = errors.length === 0;
    const others = state.errors + state.warnings - errors.length;
    const more = others === 1 ? "And one more remark" : `And ${others} more remarks`;
    const title = errors.length === 1 ? "One mistake" : `${state.errors} mistakes`;
    overlay.replaceChildren(
      make("header", {}, make("h2", {}, title), button("Hide", () => (overlay.hidden = true))),
      make("ol", {}, ...errors.map(item)),
      ...(others > 0 ? [make("p", {}, make("a", { href: tools }, more))] : []),
    );
  };

  const barKey = "sitegen-preview-bar";
  const details = (title, content) => make("details", {}, make("summary", {}, title), content);
  const list = (items) => make("ul", {}, ...items.map((item) => make("li", {}, ...item)));
  const shareCard = ({ image, host, title, description }) =>
    make(
      "figure",
      { class: "card" },
      image ? make("img", { src: image, alt: "" }) : null,
      make("figcaption", {}, make("small", {}, host), make("b", {}, title), make("span", {}, description)),
    );

  const showFacts = async () => {
    const facts = sessionStorage.getItem(barKey) === "hidden" ? null : await ask("facts");
    bar.hidden = facts === null;
    if (facts === null) return;
    const hide = () => {
      sessionStorage.setItem(barKey, "hidden");
      bar.hidden = true;
    };
    const related = facts.related.map(({ title, url, reason, score, terms }) => [
      make("a", { href: url }, title),
      ` ${reason} ${score.toFixed(2)} ${terms.join(", ")}`,
    ]);
    bar.replaceChildren(
      ...(facts.status === "published" ? [] : [make("strong", { class: "badge" }, facts.status)]),
      link({ file: facts.source, path: facts.path }),
      make("span", {}, `${facts.words} words, ${facts.minutes} min`),
      ...(facts.wrong.length ? [details(`Remarks: ${facts.wrong.length}`, list(facts.wrong.map((wrong) => [wrong])))] : []),
      details(`Related: ${related.length}`, list(related)),
      details("Share card", shareCard(facts.card)),
      make("a", { href: tools }, "All pages"),
      button("Hide", hide),
    );
  };

  // --------------------------------------------------------------------------------------------------- what changes
  const sheets = (of) => [...of.querySelectorAll('link[rel~="stylesheet"]')];
  const load = async () => {
    const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const bare = fresh.cloneNode(true);
    for (const element of [...sheets(bare), ...bare.querySelectorAll(`script[src^="${tools}"]`)]) element.remove();
    // The tag is the digest of the page, with what it was compressed by.
    const is = (digest) => (answer.headers.get("ETag") ?? "").startsWith(`"${digest}`);
    return { fresh, bare: bare.documentElement.outerHTML, is };
  };

  // The page as the server sent it: scripts may have changed it since. None where it was edited in between.
  let sent = null;
  const swap = (old, sheet) =>
    new Promise((done) => {
      if (old.href === sheet.href) return done();
      const next = document.importNode(sheet, true);
      const finish = () => {
        old.remove();
        done();
      };
      next.addEventListener("load", finish, { once: true });
      next.addEventListener("error", finish, { once: true });
      old.after(next);
    });
  const replace = async () => {
    const { fresh, bare } = await load();
    const [before, after] = [sheets(document), sheets(fresh)];
    if (bare !== sent || before.length !== after.length) return location.reload();
    await Promise.all(after.map((sheet, place) => swap(before[place], sheet)));
  };

  const check = async (saved) => {
    if (saved && saved !== location.pathname) return location.assign(saved);
    const state = await ask("state");
    showMistakes(state);
    if (reloads === "true" && state.digest !== null && state.digest !== digest) {
      await replace();
      digest = state.digest;
    }
    await showFacts();
  };
  // One after the other; one that fails does not end the rest.
  const later = (work) => (working = working.then(work).catch(() => {}));

  document.body.append(host);
  later(() => check());
  later(async () => {
    const { bare, is } = await load();
    sent = is(digest) ? bare : null;
  });

  // A browser opens six connections to a host: of all tabs one listens and tells the others.
  const others = new BroadcastChannel("sitegen-preview");
  others.addEventListener("message", ({ data }) => later(() => check(data)));
  const tell = (saved) => {
    others.postMessage(saved);
    later(() => check(saved));
  };
  const listen = () => {
    const events = new EventSource(`${tools}events?token=${token}`);
    events.addEventListener("changed", ({ data }) => tell(JSON.parse(data).saved ?? null));
    // After a pause anything may have changed.
    events.addEventListener("open", () => tell(null));
    events.addEventListener("error", () => events.readyState === EventSource.CLOSED && again());
    addEventListener("pagehide", () => events.close());
  };
  // Another run of the preview has another token: once it answers, the page is asked for anew.
  const again = async () => {
    for (;;) {
      await new Promise((done) => setTimeout(done, 1000));
      if (await ask("state").then(() => true, () => false)) return location.reload();
    }
  };
  navigator.locks.request("sitegen-preview", () => {
    listen();
    return new Promise(() => {});
  });
})();
