import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { causes } from "../../src/diagnosis/causes.ts";
import { runbookEntries, sourceFiles } from "./reasons-in-code.ts";

/** docs/runbook.md is made of the code's syntax; here it is held against the code's text, read in another way. */
const named = new Set(runbookEntries().map(({ reason }) => reason));
const text = sourceFiles()
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

test("no reason is missing: every literal that the code calls a reason, and every cause, has a row", () => {
  const given = /(?:\breason: |\b(?:hold|refusal|reading|end|stall)\(\s*)"((?:[A-Z][a-z0-9]+)+)"/g;
  const written = text.matchAll(given).map(([, reason = ""]) => reason);
  const missing = [...new Set([...written, ...causes.map(({ reason }) => reason)])].filter(
    (it) => !named.has(it),
  );
  expect(missing).toEqual([]);
  expect(named.size).toBeGreaterThan(150);
});

test("none is dead: the code has each as a word of its own", () => {
  expect([...named].filter((reason) => !text.includes(`"${reason}"`))).toEqual([]);
});

test("each says something, in its message or as a remedy", () => {
  const mute = runbookEntries().filter(
    ({ messages, remedies }) => messages.size === 0 && remedies.size === 0,
  );
  expect(mute.map(({ reason }) => reason)).toEqual([]);
});
