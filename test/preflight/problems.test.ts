import { describe, expect, test } from "vitest";
import type { EnvironmentRecord } from "../../src/domain/copilot-records.ts";
import { absent, type Observed, present, unreadable } from "../../src/domain/observed.ts";
import type { FoundImage } from "../../src/domain/preflight.ts";
import { imageProblems, isInEcr } from "../../src/preflight/image-problems.ts";
import { importProblems } from "../../src/preflight/import-problems.ts";
import { publisherProblems } from "../../src/preflight/publisher-problems.ts";
import { secretPlace, secretProblems } from "../../src/preflight/secret-problems.ts";

const record: EnvironmentRecord = {
  application: "shop",
  name: "test",
  account: "222222222222",
  region: "eu-west-1",
  managerRoleArn: "",
  executionRoleArn: "",
};
const denied = unreadable({ disposition: "stall", reason: "AccessDenied", message: "not allowed" });
const address = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api:abc";

function image(...platforms: readonly string[]): Observed<FoundImage> {
  return present({ digest: "sha256:1", platforms: platforms.map((text) => platformOf(text)) });
}

describe("an image", () => {
  const needed = { container: "api", address, platform: { os: "linux", architecture: "amd64" } };
  test.each<[string, Observed<FoundImage>, string]>([
    ["that is there for the platform", image("linux/amd64"), ""],
    ["that is there for several", image("linux/arm64", "linux/amd64"), ""],
    ["of which only the manifest is known", present({ digest: "sha256:1", platforms: undefined }), ""],
    ["for another platform", image("linux/arm64"), "stop ImagePlatformMismatch"],
    ["for another system", image("windows/amd64"), "stop ImagePlatformMismatch"],
    ["that is not there", absent, "stop ImageMissing"],
    ["that nobody may look at", denied, "tell PreflightIncomplete"],
  ])("%s", (_which, found, expected) => {
    const problems = imageProblems([needed], new Map([[address, found]]));
    expect(problems.map(({ weight, reason }) => `${weight} ${reason}`).join()).toBe(expected);
  });

  test("names the image, what it is for, what is needed, and a command", () => {
    const [problem] = imageProblems([needed], new Map([[address, image("linux/arm64")]]));
    expect(problem?.message).toBe(
      `the image of api, ${address}, is for linux/arm64; its task runs on linux/amd64`,
    );
    expect(problem?.remedy).toContain("docker buildx build --platform linux/amd64 --push");
  });

  test.each([
    ["linux/amd64", ""],
    ["linux/arm64", "tell ImagePlatformUnknown"],
    ["windows/amd64", "tell ImagePlatformUnknown"],
  ])("of which only the manifest is known, for a task on %s: %s", (wanted, expected) => {
    const single = present({ digest: "sha256:1", platforms: undefined });
    const problems = imageProblems(
      [{ ...needed, platform: platformOf(wanted) }],
      new Map([[address, single]]),
    );
    expect(problems.map(({ weight, reason }) => `${weight} ${reason}`).join()).toBe(expected);
    for (const { message, remedy } of problems) {
      expect(message).toContain(`image of api, ${address}, is for is not known`);
      expect(message).toContain(`its task runs on ${wanted}`);
      expect(remedy).toContain(`docker buildx imagetools inspect ${address}`);
    }
  });

  test.each([
    [address, true],
    ["111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api", false],
    ["nginx:1.29", false],
    [`111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api@sha256:${"a".repeat(64)}`, true],
  ])("%s is looked up: %s", (text, expected) => {
    expect(isInEcr(text)).toBe(expected);
  });
});

function platformOf(text: string): { readonly os: string; readonly architecture: string } {
  const [os = "", architecture = ""] = text.split("/");
  return { os, architecture };
}

const ssm = "arn:aws:ssm:eu-west-1:222222222222:parameter";
const manager = "arn:aws:secretsmanager:eu-west-1:222222222222:secret";

describe("a secret", () => {
  const tagged = present(
    new Set([`${ssm}/copilot/shop/test/secrets/KEY`, `${ssm}/PLAIN`, `${manager}:db-AbCdEf`]),
  );
  const existing = present(new Set(["/untagged"]));
  test.each([
    ["a parameter with both tags", "/copilot/shop/test/secrets/KEY", ""],
    ["a parameter without folders", "PLAIN", ""],
    ["a parameter by its ARN", `${ssm}/PLAIN`, ""],
    ["a secret by its ARN", `${manager}:db-AbCdEf`, ""],
    ["a secret's key", `${manager}:db-AbCdEf:password::`, ""],
    ["a secret without the characters that AWS adds", `${manager}:db`, ""],
    ["a secret whose name only begins like it", `${manager}:d`, "SecretMissing"],
    ["a parameter without the tags", "/untagged", "SecretUntagged"],
    ["a parameter that is not there", "/gone", "SecretMissing"],
    [
      "a secret of another region",
      "arn:aws:secretsmanager:us-east-1:222222222222:secret:db-AbCdEf",
      "SecretElsewhere",
    ],
    ["a parameter of another account", "arn:aws:ssm:eu-west-1:333333333333:parameter/x", "SecretElsewhere"],
  ])("%s", (_which, from, expected) => {
    const problems = secretProblems(
      [{ container: "api", variable: "KEY", from }],
      { tagged, existing },
      record,
    );
    expect(problems.map(({ reason }) => reason).join()).toBe(expected);
  });

  test("that several containers take is one problem, with the command that mends it", () => {
    const needed = ["api", "sidecar"].map((container) => ({ container, variable: "KEY", from: "/untagged" }));
    expect(secretProblems(needed, { tagged, existing }, record)).toEqual([
      {
        weight: "stop",
        reason: "SecretUntagged",
        message:
          "parameter /untagged, which KEY is taken from, lacks the tags copilot-application=shop and copilot-environment=test; the task's role may read no secret without both",
        remedy:
          "aws ssm add-tags-to-resource --region eu-west-1 --resource-type Parameter --resource-id /untagged --tags Key=copilot-application,Value=shop Key=copilot-environment,Value=test",
      },
    ]);
  });

  test("says both where nobody may see whether it is there", () => {
    const needed = [{ container: "api", variable: "KEY", from: "/untagged" }];
    const [problem] = secretProblems(needed, { tagged, existing: denied }, record);
    expect(problem?.reason).toBe("SecretMissing");
    expect(problem?.message).toContain("or lacks the tags");
    expect(problem?.remedy).toMatch(/add-tags-to-resource.* — or, where it is not there: .*put-parameter/);
  });

  test("is not called missing when nobody could look", () => {
    const needed = [{ container: "api", variable: "KEY", from: "/x" }];
    const problems = secretProblems(needed, { tagged: denied, existing }, record);
    expect(problems.map(({ weight, reason }) => `${weight} ${reason}`)).toEqual(["tell PreflightIncomplete"]);
  });

  test.each([
    ["/a/b", { service: "ssm", name: "/a/b" }],
    [`${ssm}/a/b`, { service: "ssm", name: "/a/b" }],
    [`${ssm}/B`, { service: "ssm", name: "B" }],
    [`${manager}:x/y-AbCdEf:key::`, { service: "secretsmanager", name: "x/y-AbCdEf" }],
  ])("%s is found at its place", (from, expected) => {
    expect(secretPlace(from, record)).toMatchObject(expected);
  });
});

describe("an import", () => {
  test.each<[string, Parameters<typeof importProblems>[1], string]>([
    ["that a stack exports", present(new Set(["a"])), ""],
    ["that no stack exports", present(new Set(["b"])), "stop ImportMissing"],
    ["that nobody may look for", denied, "tell PreflightIncomplete"],
    ["where the role is Copilot's own", undefined, ""],
  ])("%s", (_which, exports, expected) => {
    const problems = importProblems(["a"], exports, record);
    expect(problems.map(({ weight, reason }) => `${weight} ${reason}`).join()).toBe(expected);
  });
});

test("a publisher must be there, or about to be", () => {
  const about = { deployed: new Set(["api"]), planned: new Set(["orders"]) };
  const problems = publisherProblems(["api", "orders", "ghost"], about);
  expect(problems.map(({ reason, message }) => [reason, message])).toEqual([
    [
      "PublisherMissing",
      "it subscribes to a topic of ghost, which is not deployed here and is not about to be",
    ],
  ]);
});
