import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";

const page = readFileSync(new URL("../../docs/promotion.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);

test("the page has examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(5);
});

test.each(examples)("example %# of docs/promotion.md is a configuration", (text) => {
  expect(parseConfig("docs/promotion.md", text)).toMatchObject({ kind: "config" });
});

test("every reason of the rules has a row on the page", () => {
  const rows = [...page.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = ""]) => cell.split(", "));
  const said = new Set(rows.map((cell) => cell.replaceAll("`", "")));
  const sources = [
    "rules/look-only",
    "rules/suspended",
    "rules/frozen",
    "rules/outside-window",
    "rules/not-approved",
    "rules/pre-steps",
    "rules/waiting-for-environment",
    "approvals",
    "decide",
    "explain",
    "passing",
  ].map((name) => readFileSync(new URL(`../../src/promotion/${name}.ts`, import.meta.url), "utf8"));
  const reasons = sources.flatMap((text) =>
    [...text.matchAll(/(?:reason: |\? |: )"([A-Z][A-Za-z]+)"/g)].map(([, reason = ""]) => reason),
  );
  expect(reasons).toContain("GateOpen");
  expect([...new Set(reasons)].filter((reason) => !said.has(reason))).toEqual([]);
});
