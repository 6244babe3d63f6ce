import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { example } from "../../src/config/reference-page.ts";
import { generatedPages } from "../docs/generated-pages.ts";

test.each([...generatedPages()])(
  "%s is what the code generates; otherwise run `npm run -s docs`",
  (file, text) => {
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).toBe(text);
  },
);

test("the example of the reference page is a configuration", () => {
  expect(parseConfig("docs/configuration.md", example)).toMatchObject({ kind: "config" });
});
