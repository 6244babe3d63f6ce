import pino from "pino";
import { expect, test } from "vitest";
import type { ApplicationConfig } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { makeAws } from "../../src/aws/make-aws.ts";
import { openApplication } from "../../src/program/open-application.ts";
import { systemClock } from "../../src/program/system-clock.ts";

const github = "github: { repository: acme/shop }";
const token = { GITHUB_TOKEN: "ghp_1" };

test.each<[string, string, Record<string, string>, string]>([
  ["by the API with a token", github, token, "acme/shop"],
  ["by git's own protocol without a credential", github, {}, "https://github.com/acme/shop.git"],
  [
    "by git's own protocol without a credential for the company's own server",
    github,
    { AUTOLAND_GITHUB_URL: "https://github.example.com" },
    "https://github.example.com/acme/shop.git",
  ],
  [
    "by git where the configuration says so, whatever the environment holds",
    "git: { url: https://git.example.com/shop.git }",
    token,
    "https://git.example.com/shop.git",
  ],
])("a repository is read %s", async (_how, source, environment, expected) => {
  const application = openApplication(configured(source), {
    aws: makeAws({}, systemClock),
    clock: systemClock,
    log: pino({ level: "silent" }),
    functions: await loadFunctionCatalog(),
    cacheFolder: "/nowhere",
    environment,
  });
  expect(application.eyes.source.repository).toBe(expected);
});

function configured(source: string): ApplicationConfig {
  const text = `applications: { shop: { source: { ${source} }, branches: { develop: [develop] } } }\n`;
  const reading = parseConfig("autoland.yml", text);
  const [application] = reading.kind === "config" ? reading.config.applications : [];
  if (application === undefined) throw new Error("the configuration of the test has faults");
  return application;
}
