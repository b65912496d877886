// Keeps the clocks and the exchanges of the home page at the reader's time. Without this script they stand as of the
// minute in which the page was built; everything they say was prepared by the build.

const MINUTE = 60_000;
const two = (number) => String(number).padStart(2, "0");
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const changesOf = (element) =>
  JSON.parse(element.dataset.changes).map((change) => ({ ...change, at: Date.parse(change.at), iso: change.at }));

function showClock(clock, now) {
  const last = clock.changes.findLast((change) => change.at <= now);
  const local = new Date(now + 1000 * (last?.offset ?? clock.offset));
  clock.time.textContent = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
  if (last) clock.label.textContent = last.label;
}

function left(words, milliseconds) {
  const minutes = Math.round(milliseconds / MINUTE);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  return fill(days ? words.days : words.hours, { days, hours, minutes: minutes % 60 });
}

function showExchange(exchange, now) {
  const next = exchange.changes.find((change) => change.at > now);
  const last = exchange.changes.findLast((change) => change.at <= now);
  // Past the last change that the build foretold nothing is known.
  const state = next ? (last?.state ?? exchange.state) : exchange.changes.length > 0 ? "unknown" : exchange.state;
  const words = exchange.words;
  exchange.element.dataset.state = state;
  exchange.element.querySelector(".exchange-state").textContent = words[state];
  const about = exchange.element.querySelector(".exchange-next");
  about.hidden = !next || next.state === "unknown";
  if (about.hidden) return;
  const pattern = { open: words.toOpen, lunch: words.toLunch, closed: words.toClosed }[next.state];
  about.querySelector(".exchange-left").textContent = fill(pattern, { time: left(words, next.at - now) });
  const time = about.querySelector("time");
  time.textContent = next.text;
  time.dateTime = next.iso;
}

const clocks = [...document.querySelectorAll(".clocks > li")].map((element) => ({
  label: element.querySelector(".clock-label"),
  time: element.querySelector("time"),
  offset: Number(element.dataset.offset),
  changes: changesOf(element),
}));
const exchanges = [...document.querySelectorAll(".exchanges > li")].map((element) => ({
  element,
  state: element.dataset.state,
  words: element.parentElement.dataset,
  changes: changesOf(element),
}));
const built = Date.parse(document.querySelector(".clocks, .exchanges")?.dataset.at ?? "");

function tick() {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  // A page that was built for a later time, such as a preview of tomorrow, stays as it is.
  if (now >= built) {
    for (const clock of clocks) showClock(clock, now);
    for (const exchange of exchanges) showExchange(exchange, now);
  }
}

function wait() {
  setTimeout(() => {
    tick();
    wait();
  }, MINUTE - (Date.now() % MINUTE));
}

tick();
wait();
// Timers of pages in the background are late.
document.addEventListener("visibilitychange", tick);
