import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { failureOf } from "../../src/domain/failure.ts";
import { readOperatorWords } from "../../src/program/operator-words.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "autoland-words-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const config = `applications:
  shop:
    source: { git: { url: /tmp/shop } }
    branches: { develop: [develop] }
    variables: { IMAGE_TAG: "{short}", TEAM: blue }
    waivers: [{ code: slow-health-check, reason: the service starts slowly }]
`;

test("an operator's variables and waivers are read from the configuration, with a stand-in for the commit", async () => {
  expect(await readOperatorWords(written("good.yml", config), "shop")).toEqual({
    variables: { IMAGE_TAG: "00000000", TEAM: "blue" },
    waivers: [{ code: "slow-health-check", reason: "the service starts slowly" }],
  });
});

test.each([
  ["no configuration file", path.join(folder, "none.yml"), "shop"],
  ["a configuration elsewhere", "ssm:/autoland/config", "shop"],
  ["another application", written("other.yml", config), "billing"],
])("with %s there is nothing to say", async (_name, location, application) => {
  expect(await readOperatorWords(location, application)).toEqual({ variables: {}, waivers: [] });
});

test("a configuration that cannot be used is not passed over", async () => {
  const file = written("bad.yml", "applications: 7\n");
  const thrown: unknown = await readOperatorWords(file, "shop").catch((error: unknown) => error);
  expect(failureOf(thrown).reason).toBe("ConfigInvalid");
});
