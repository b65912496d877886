// The clocks and exchanges of the home page: as of the build without a script, at the reader's time with it.

import { open, watched } from "./browser.mjs";

const BUILT = {
  clocks: "UTC 00:00 EST 19:00 GMT 00:00 CET 01:00 JST 09:00 HKT 08:00",
  exchanges: [
    "NYSE closed · opens in 14h 30m Tue 09:30 EST",
    "LSE closed · opens in 8h 0m Tue 08:00 GMT",
    "TSE open · lunch break in 2h 30m Tue 11:30 JST",
  ],
};

/** A reader's time, and what the page says then; the site was built for the beginning of December 2026. */
const TIMES = [
  ["2026-11-20T12:00:00Z", BUILT],
  ["2026-12-01T00:00:30Z", BUILT],
  [
    "2026-12-01T15:00:59Z",
    {
      clocks: "UTC 15:00 EST 10:00 GMT 15:00 CET 16:00 JST 00:00 HKT 23:00",
      exchanges: [
        "NYSE open · closes in 6h 0m Tue 16:00 EST",
        "LSE open · closes in 1h 30m Tue 16:30 GMT",
        "TSE closed · opens in 9h 0m Wed 09:00 JST",
      ],
    },
  ],
  [
    "2027-07-01T12:00:00Z",
    {
      clocks: "UTC 12:00 EDT 08:00 BST 13:00 CEST 14:00 JST 21:00 HKT 20:00",
      exchanges: ["NYSE hours not known", "LSE hours not known", "TSE hours not known"],
    },
  ],
];

export async function masthead(browser, { origin }, check) {
  const still = await browser.newContext({ javaScriptEnabled: false });
  check("masthead: without a script", await look(still, origin, null, BUILT));
  await still.close();
  for (const [time, expected] of TIMES) {
    const context = await browser.newContext();
    check(`masthead: at ${time}`, await look(context, origin, time, expected));
    await context.close();
  }
}

async function look(context, origin, time, expected) {
  const { page, said } = await watched(context, origin);
  if (time) await page.clock.setFixedTime(new Date(time));
  await open(page, origin, "/");
  const text = async (selector) => (await page.locator(selector).allInnerTexts()).map((all) => all.replace(/\s+/gu, " ").trim());
  const findings = [...said];
  const clocks = (await text(".clocks > li")).join(" ");
  if (clocks !== expected.clocks) findings.push(`clocks: ${clocks}`);
  const exchanges = (await text(".exchanges > li")).map((line) => line.replace(/^(\S+) (OPEN|CLOSED|LUNCH BREAK|HOURS NOT KNOWN)/u, (all) => all.replace(/ .*/u, (state) => state.toLowerCase())));
  for (const [place, line] of expected.exchanges.entries()) {
    if (exchanges[place] !== line) findings.push(`exchange: ${exchanges[place]}, not ${line}`);
  }
  await page.close();
  return findings;
}
