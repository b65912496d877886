// Every page against the HTML standard.

import { execFile } from "node:child_process";
import { HtmlValidate } from "html-validate";
import vnu from "vnu-jar";

/** Rules of html-validate that differ from its recommended ones, each with the reason. */
const RULES = {
  // Titles are those of articles; their length is their author's business.
  "long-title": "off",
  // IDs of footnotes are `fn:1`, as many feed readers and themes know them. The standard forbids only blanks.
  "valid-id": ["error", { relaxed: true }],
  // A wide table scrolls in a `div` that the keyboard can reach; a `section` would be one more in the outline.
  "prefer-native-element": ["error", { exclude: ["region"] }],
};

export async function validity(folder, all, check) {
  await Promise.all([nuHtmlChecker(folder, all, check), htmlValidate(all, check)]);
}

async function nuHtmlChecker(folder, all, check) {
  const options = ["-jar", String(vnu), "--errors-only", "--format", "json", "--exit-zero-always", "--skip-non-html", folder];
  const { messages } = await new Promise((done, fail) => {
    execFile("java", options, { maxBuffer: 2 ** 28 }, (error, _, told) => {
      if (error) fail(error);
      else done(JSON.parse(told));
    });
  });
  const found = new Map();
  for (const message of messages) {
    const path = decodeURIComponent(message.url).split(folder)[1];
    found.set(path, [...(found.get(path) ?? []), message]);
  }
  for (const page of all) {
    const findings = found.get(page.path) ?? [];
    check(
      `vnu ${page.path}`,
      findings.map((message) => `line ${message.lastLine}: ${message.message}`),
    );
    found.delete(page.path);
  }
  check(
    "vnu names the pages that it was given",
    [...found].map(([path, findings]) => `${path}: ${findings[0].message}`),
  );
}

async function htmlValidate(all, check) {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: RULES });
  for (const page of all) {
    const report = await validator.validateString(page.text, page.path);
    const messages = report.results.flatMap((result) => result.messages);
    check(
      `html-validate ${page.path}`,
      messages.map((message) => `line ${message.line}: ${message.message} (${message.ruleId})`),
    );
  }
}
