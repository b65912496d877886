// The search: on its own page, and in a dialog on any other, which opens on `/`. What searches is Pagefind, which is
// loaded when a reader begins. Without this script the link leads to the search page, which names other ways.

const PAGE = 10;
const OPTIONS = { excerptLength: 32, excerptEllipsis: "…" };
const link = document.querySelector(".search-link");
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function make(name, className, ...children) {
  const element = Object.assign(document.createElement(name), { className });
  element.append(...children);
  return element;
}

/** Pagefind with all parts of an index, warm. */
async function load(index) {
  const pagefind = await import(new URL(`${index}pagefind.js`, location.href));
  await pagefind.options(OPTIONS);
  const [response] = await Promise.all([fetch(`${index}parts.json`, { cache: "no-cache" }), pagefind.init()]);
  const { parts } = await response.json();
  const others = Array.from({ length: parts - 1 }, (_, place) => pagefind.mergeIndex(`${index}${place + 2}/`, OPTIONS));
  await Promise.all(others);
  // The first question takes twice as long as others: one about everything goes before it.
  const { results } = await pagefind.search(null);
  await results[0]?.data();
  return pagefind;
}

/** An excerpt with its marks as nodes: nothing of it is read as HTML. */
function excerpt(text) {
  const plain = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  return text
    .split(/(<mark>.*?<\/mark>)/u)
    .filter(Boolean)
    .map((part) => (part.startsWith("<mark>") ? make("mark", "", plain(part.slice(6, -7))) : plain(part)));
}

/** Makes a box search; gives its input, and a function that takes up what an address asks. */
function start(box, language, told) {
  const [form, input] = [box.querySelector("form"), box.querySelector("input")];
  const [status, list, more] = [".search-status", ".search-results", ".search-more"].map((part) => box.querySelector(part));
  const selects = [...box.querySelectorAll("select")];
  const wanted = new Map();
  let [loading, found, turn] = [null, [], 0];
  box.hidden = false;

  const day = (value, month) =>
    new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: month ? undefined : "numeric", timeZone: "UTC" }).format(
      new Date(`${value}T00:00Z`),
    );
  const label = (name, value) => (name === "date" && value.length > 4 ? day(`${value}-01`, true) : value);

  /** The values of each filter with how many articles each would leave. */
  function offer(counts, alone) {
    for (const select of selects) {
      const name = select.name;
      const values = Object.keys(alone[name] ?? {});
      if (select.options.length === 1) {
        values.sort(name === "date" ? (a, b) => (a < b ? 1 : -1) : (a, b) => a.localeCompare(b, language));
        select.append(...values.map((value) => Object.assign(make("option"), { value })));
        select.parentElement.hidden = values.length === 0;
        select.value = wanted.get(name) ?? "";
      }
      for (const option of [...select.options].slice(1)) {
        const count = (select.value ? alone : counts)[name]?.[option.value] ?? 0;
        option.textContent = `${label(name, option.value)} (${count})`;
        option.disabled = count === 0 && !option.selected;
      }
    }
  }

  const begin = () =>
    (loading ??= load(box.dataset.index).then(async (pagefind) => {
      const all = await pagefind.filters();
      offer(all, all);
      return pagefind;
    }));

  function result({ url, meta, filters, excerpt: text }) {
    const about = (filters.section ?? []).map((name) => make("span", "", name));
    if (meta.date) {
      const iso = meta.date.replace(/^d(....)(..)(..)$/u, "$1-$2-$3");
      about.push(Object.assign(make("time", "", day(iso)), { dateTime: iso }));
    }
    const title = Object.assign(make("a", "", meta.title), { href: url });
    return make("li", "", make("p", "search-title", title), make("p", "meta", ...about), make("p", "search-excerpt", ...excerpt(text)));
  }

  async function show(mine) {
    const next = found.slice(list.children.length, list.children.length + PAGE);
    const results = await Promise.all(next.map((one) => one.data()));
    if (mine !== turn) return;
    list.append(...results.map(result));
    more.hidden = list.children.length >= found.length;
  }

  async function search() {
    const mine = ++turn;
    const query = input.value.trim();
    try {
      if (!query && !loading && wanted.size === 0) return;
      if (!list.children.length) status.textContent = box.dataset.waiting;
      const pagefind = await begin();
      if (mine !== turn) return;
      const filters = Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.name, select.value]));
      told(query, filters);
      const asked = query || Object.keys(filters).length > 0;
      const answer = asked ? await pagefind.search(query || null, { filters }) : { results: [], filters: await pagefind.filters() };
      if (mine !== turn) return;
      offer(answer.filters, answer.totalFilters ?? answer.filters);
      found = answer.results;
      list.replaceChildren();
      more.hidden = true;
      const number = new Intl.NumberFormat(language).format(found.length);
      await show(mine);
      if (mine !== turn) return;
      status.textContent = !asked ? "" : found.length || !query ? fill(box.dataset.found, { number }) : fill(box.dataset.none, { query });
    } catch (error) {
      loading = null;
      status.textContent = box.dataset.failed;
      console.warn(error);
    }
  }

  let timer;
  input.addEventListener("focus", () => begin().catch(() => (loading = null)), { once: true });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  for (const select of selects) select.addEventListener("change", search);
  more.addEventListener("click", async () => {
    const first = list.children.length;
    await show(turn);
    list.children[first]?.querySelector("a").focus();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...list.querySelectorAll("a")];
    const place = links.indexOf(event.target);
    if (!step || (event.target !== input && place < 0)) return;
    const to = place + step;
    if (to >= links.length || to < -1) return;
    event.preventDefault();
    (to < 0 ? input : links[to]).focus();
  });

  const take = (parameters) => {
    input.value = parameters.get("q") ?? "";
    wanted.clear();
    for (const select of selects) {
      const value = parameters.get(select.name) ?? "";
      if (value) wanted.set(select.name, value);
      select.value = value;
      if (value) box.querySelector("details").open = true;
    }
    return search();
  };
  return { form, input, take, search };
}

/** The search page: what is asked stands in its address, so that Back comes back to it. */
function startPage(box) {
  const address = (query, filters) => {
    const parameters = new URLSearchParams({ ...(query && { q: query }), ...filters }).toString();
    return location.pathname + (parameters && `?${parameters}`);
  };
  const { form, input, take, search } = start(box, document.documentElement.lang, (query, filters) =>
    history.replaceState(null, "", address(query, filters)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", location.href);
    search();
  });
  const arrive = () => take(new URLSearchParams(location.search));
  addEventListener("popstate", arrive);
  arrive();
  return () => input.select();
}

/** The dialog, with the box of the search page. */
async function makeDialog() {
  const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
  const box = document.importNode(page.querySelector(".search-box"), true);
  const styles = document.importNode(page.querySelector("#search-styles"), true);
  const dialog = make("dialog", "search-dialog", box);
  const { lang, dir } = page.documentElement;
  Object.assign(dialog, { lang, dir, ariaLabel: link.textContent });
  await new Promise((done) => {
    styles.onload = styles.onerror = done;
    document.head.append(styles);
  });
  document.body.append(dialog);
  const { input } = start(box, lang, () => {});
  const close = box.querySelector(".search-close");
  close.hidden = false;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return () => {
    dialog.showModal();
    input.select();
  };
}

let opened;
const box = document.querySelector("main .search-box");
const open = box
  ? startPage(box)
  : async () => {
      opened ??= makeDialog();
      try {
        (await opened)();
      } catch {
        location.assign(link.href);
      }
    };

const types = "input, textarea, select, [contenteditable], dialog *";
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(types)) return;
  event.preventDefault();
  open();
});
link?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open();
});
