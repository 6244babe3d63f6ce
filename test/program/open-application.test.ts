import pino from "pino";
import { expect, test } from "vitest";
import type { ApplicationConfig } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { makeAws } from "../../src/aws/make-aws.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { openApplication } from "../../src/program/open-application.ts";
import { openWarrants } from "../../src/program/open-warrants.ts";
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

test.each<[string, string, Record<string, string>, boolean]>([
  ["nothing", github, token, false],
  ["nothing, said in two words", `${github}, require: { protectedBranch: false }`, token, false],
  ["a verified signature", `${github}, require: { verifiedSignature: true }`, token, true],
  [
    "a signature by one of its keys",
    `git: { url: https://git.example.com/shop.git }, require: { allowedSigners: ["a@b.c ssh-ed25519 AAAA"] }`,
    {},
    true,
  ],
])("of commits %s is required", (_what, source, environment, expected) => {
  expect(openWarrants(configured(source), surroundings(environment)) !== undefined).toBe(expected);
});

test("what GitHub is to tell without a credential is told of as not checked", async () => {
  const warrants = openWarrants(
    configured(`${github}, require: { protectedBranch: true }`),
    surroundings({}),
  );
  const revision = { repository: "acme/shop", branch: "develop", commit: commitSha("1".repeat(40)) };
  const lacking = await warrants?.lacking(revision, new AbortController().signal);
  expect(lacking).toMatchObject({ reason: "RequirementNotChecked" });
  expect(lacking?.remedy).toContain("GITHUB_TOKEN");
});

function surroundings(environment: Record<string, string>): Parameters<typeof openWarrants>[1] {
  return { clock: systemClock, cacheFolder: "/nowhere", environment };
}

function configured(source: string): ApplicationConfig {
  const text = `applications: { shop: { source: { ${source} }, branches: { develop: [develop] } } }\n`;
  const reading = parseConfig("autoland.yml", text);
  const [application] = reading.kind === "config" ? reading.config.applications : [];
  if (application === undefined) throw new Error("the configuration of the test has faults");
  return application;
}
