// Strips of the wire and the markets: filled from /wire.json where the page does not have them, and moved for those who
// do not ask for less motion. A button pauses each; pointing at one or moving into it does too.

const STEP = 30; // Pixels a second.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

for (const strips of document.querySelectorAll(".strips")) {
  const filled = strips.dataset.from ? fill(strips) : Promise.resolve();
  // Without the file the frame stays empty and hidden.
  filled.then(() => strips.querySelectorAll(".strip:not([hidden])").forEach(move), () => {});
}

async function fill(strips) {
  const answer = await fetch(strips.dataset.from);
  if (!answer.ok) return;
  const { wire, markets } = await answer.json();
  show(strips.querySelector(".wire"), wire, wireItem);
  show(strips.querySelector(".markets"), markets, marketItem);
}

function show(strip, items, make) {
  if (!strip || items.length === 0) return;
  const list = strip.querySelector(".strip-items");
  list.append(...items.map((item) => make(item, list.dataset)));
  strip.hidden = false;
}

function wireItem({ time, clock, tag, headline, url }) {
  return line(timeOf(time, clock), text("b", "wire-source", tag), link(url, "", headline));
}

function marketItem(market, words) {
  const parts = [link(market.url, "market-name", market.label), text("span", "market-price", market.price)];
  if (market.change) {
    const { direction, shape, text: amount } = market.change;
    const change = text("span", `market-${direction}`, "");
    const mark = text("span", "", shape);
    mark.ariaHidden = "true";
    change.append(mark, text("span", "visually-hidden", words[direction]), ` ${amount}`);
    parts.push(change);
  }
  if (market.note) {
    const note = text("small", "market-note", "");
    if (market.stale) note.append(text("b", "", words.stale), " ");
    if (market.source) note.append(`${market.source} `);
    if (market.as_of) note.append(`${words.asOf} `, timeOf(market.as_of, when(market)));
    parts.push(note);
  }
  return line(...parts);
}

// An old price says its day.
function when({ as_of, clock, stale }) {
  if (!stale) return clock;
  const language = document.querySelector(".strips[lang]")?.lang || document.documentElement.lang;
  const day = new Date(as_of).toLocaleDateString(language, { day: "numeric", month: "short", timeZone: "UTC" });
  return `${day} ${clock}`;
}

function line(...parts) {
  const item = document.createElement("li");
  parts.forEach((part, place) => item.append(...(place ? [" ", part] : [part])));
  return item;
}

function text(name, className, content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = content;
  return element;
}

function link(url, className, content) {
  if (!url || !/^https?:/.test(url)) return text("span", className, content);
  const element = text("a", className, content);
  element.href = url;
  element.rel = "external noopener";
  return element;
}

function timeOf(instant, shown) {
  const element = text("time", "", shown);
  element.dateTime = instant;
  return element;
}

function move(strip) {
  const list = strip.querySelector(".strip-items");
  const button = strip.querySelector(".strip-pause");
  const overflows = () => list.scrollWidth > list.clientWidth + 1;
  let paused = false;
  let before = 0;
  let place = 0;

  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.move : button.dataset.pause;
  });
  const offer = () => {
    button.hidden = calm.matches || !overflows();
  };
  calm.addEventListener("change", offer);
  new ResizeObserver(offer).observe(list);

  const rests = () => paused || button.hidden || list.matches(":hover") || list.matches(":focus-within") || document.hidden;
  const frame = (now) => {
    const passed = Math.min(now - before, 100);
    before = now;
    // Someone may have moved it; less than a pixel is lost in `scrollLeft` and kept here.
    if (Math.abs(Math.abs(list.scrollLeft) - place) > 2) place = Math.abs(list.scrollLeft);
    if (!rests()) {
      const end = list.scrollWidth - list.clientWidth;
      place = place >= end ? 0 : Math.min(end, place + (STEP * passed) / 1000);
      list.scrollLeft = getComputedStyle(list).direction === "rtl" ? -place : place;
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
