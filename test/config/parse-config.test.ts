import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configFailure, parseConfig } from "../../src/config/parse-config.ts";
import type { ConfigReading } from "../../src/config/parse-config.ts";

const sane = `applications:
  shop:
    source:
      git: { url: https://git.example.com/shop.git }
      interval: 5m
    branches:
      develop: [develop]
      release/*: [staging, production]
    environments:
      develop: { mode: apply }
      staging:
        mode: apply
        roles:
          look: arn:aws:iam::111122223333:role/autoland-look
      production: { mode: approve, after: staging }
`;

test("a sane configuration is read, with its defaults", () => {
  const reading = parseConfig("autoland.yml", sane.replace("      interval: 5m\n", ""));
  if (reading.kind !== "config") throw new Error(configFailure(reading.findings).message);
  expect(reading.config.applications).toMatchObject([
    {
      application: "shop",
      source: { kind: "git", url: "https://git.example.com/shop.git", interval: 30_000 },
      branches: [
        { pattern: "develop", matches: expect.any(Function), environments: ["develop"] },
        { pattern: "release/*", matches: expect.any(Function), environments: ["staging", "production"] },
      ],
      environments: [
        { environment: "develop", mode: "apply", roles: {} },
        {
          environment: "staging",
          mode: "apply",
          roles: { look: "arn:aws:iam::111122223333:role/autoland-look" },
        },
        { environment: "production", mode: "approve", after: "staging", roles: {} },
      ],
    },
  ]);
});

test("a repository on GitHub is named by owner and name", () => {
  const reading = parseConfig(
    "c.yml",
    sane.replace("git: { url: https://git.example.com/shop.git }", "github: { repository: acme/shop }"),
  );
  expect(reading).toMatchObject({
    config: { applications: [{ source: { kind: "github", repository: "acme/shop", interval: 300_000 } }] },
  });
  expect(
    findingsOf(
      parseConfig(
        "c.yml",
        sane.replace("git: { url: https://git.example.com/shop.git }", "github: { repository: shop }"),
      ),
    ),
  ).toMatchObject([{ code: "invalid-format", message: expect.stringContaining("`owner/name`") }]);
});

describe("what is required of commits", () => {
  const git = "git: { url: https://git.example.com/shop.git }";
  const requiring = (source: string, required: string): ConfigReading =>
    parseConfig("c.yml", sane.replace(git, `${source}\n      require: ${required}`));

  test.each([
    [
      "github: { repository: acme/shop }",
      "{ protectedBranch: true }",
      { require: { protectedBranch: true } },
    ],
    [
      "github: { repository: acme/shop }",
      "{ protectedBranch: true, verifiedSignature: true }",
      { require: { protectedBranch: true, verifiedSignature: true } },
    ],
    [
      git,
      '{ allowedSigners: ["dev@acme.example ssh-ed25519 AAAA", \'*@acme.example namespaces="git" sk-ssh-ed25519@openssh.com AAAA== Dev\'] }',
      {
        allowedSigners: [
          "dev@acme.example ssh-ed25519 AAAA",
          '*@acme.example namespaces="git" sk-ssh-ed25519@openssh.com AAAA== Dev',
        ],
      },
    ],
  ])("%s with %s", (source, required, expected) => {
    expect(requiring(source, required)).toMatchObject({ config: { applications: [{ source: expected }] } });
  });

  test.each([
    [git, "{ protectedBranch: true }", "inconsistent-values", "asked of GitHub's API"],
    [git, "{ verifiedSignature: true }", "inconsistent-values", "keys have to be named"],
    [
      "github: { repository: acme/shop }",
      "{ allowedSigners: [a@b.c ssh-ed25519 AAAA] }",
      "inconsistent-values",
      "for `source.git`",
    ],
    [git, "{ allowedSigners: [] }", "empty-value", ""],
    [git, '{ allowedSigners: ["ssh-ed25519 AAAA"] }', "invalid-format", "allowed signers"],
    [
      git,
      '{ allowedSigners: ["a@b.c ssh-ed25519 AAAA\\neve ssh-ed25519 BBBB"] }',
      "invalid-format",
      "one line",
    ],
    [git, '{ allowedSigners: ["# a comment ssh-ed25519 AAAA"] }', "invalid-format", "allowed signers"],
  ])("%s with %s is refused", (source, required, code, said) => {
    const findings = findingsOf(requiring(source, required));
    expect(findings).toMatchObject([{ code, message: expect.stringContaining(said) }]);
  });
});

test("an environment without settings is only looked at", () => {
  const reading = parseConfig("c.yml", sane.slice(0, sane.indexOf("    environments:")));
  expect(
    reading.kind === "config" && reading.config.applications[0]?.environments.map((each) => each.mode),
  ).toEqual(["look", "look", "look"]);
});

test("a branch is called by its text, though YAML would make a number of it", () => {
  const reading = parseConfig("c.yml", sane.replace("develop: [develop]", "1.10: [develop]"));
  expect(reading.kind === "config" && reading.config.applications[0]?.branches[0]?.pattern).toBe("1.10");
});

test("aliases are followed", () => {
  const text = sane
    .replace("{ mode: apply }", "&free { mode: apply }")
    .replace(/staging:\n[\s\S]*?look\n/, "staging: *free\n");
  const reading = parseConfig("c.yml", text);
  expect(reading.kind === "config" && reading.config.applications[0]?.environments[1]?.mode).toBe("apply");
});

describe("what is wrong is named with its place and what would be right", () => {
  test.each<[string, string, string, string, RegExp]>([
    ["an unknown key", "    branches:", "    branchs:", "unknown-key 6:5", /Did you mean `branches`\?/],
    [
      "an unknown key far from any other",
      "      interval: 5m",
      "      colour: red",
      "unknown-key 5:7",
      /`git`, `github`, `require`, `interval`/,
    ],
    [
      "a key of a later version",
      "{ mode: apply }",
      "{ mode: apply, variables: {} }",
      "not-supported-yet 10:31",
      /does not act on .*variables.* yet/,
    ],
    [
      "a build's place that is the same for every commit",
      "    environments:",
      "    assets: { site: { s3: s3://acme-builds/shop } }\n    environments:",
      "invalid-format 9:27",
      /so that no commit gets another one's files/,
    ],
    [
      "a build's place that is no place in S3",
      "    environments:",
      "    assets: { site: { s3: 'https://builds/{commit}/' } }\n    environments:",
      "invalid-format 9:27",
      /without a slash at its end/,
    ],
    [
      "no source",
      "git: { url: https://git.example.com/shop.git }",
      "",
      "at-least-one-required 3:5",
      /`git: \{ url \}` or/,
    ],
    [
      "two sources",
      "git: { url: https://git.example.com/shop.git }",
      "git: { url: /shop }\n      github: { repository: acme/shop }",
      "mutually-exclusive 5:7",
      /one repository/,
    ],
    [
      "a password in the URL",
      "https://git",
      "https://ada:secret@git",
      "invalid-format 4:19",
      /holds credentials/,
    ],
    [
      "a token in the URL",
      "https://git",
      "https://ghp_secret@git",
      "invalid-format 4:19",
      /holds credentials/,
    ],
    ["an interval without a unit", "5m", "30", "wrong-type 5:17", /such as `30s` or `5m`/],
    ["an interval of another shape", "5m", "5 minutes", "invalid-format 5:17", /such as `30s` or `5m`/],
    ["an interval that is too short", "5m", "1s", "invalid-format 5:17", /from `5s` to `24h`/],
    [
      "a mode that there is not",
      "mode: apply }",
      "mode: aply }",
      "invalid-enum-value 10:24",
      /Did you mean `apply`\?/,
    ],
    [
      "an environment under two branches",
      "[staging, production]",
      "[staging, production, develop]",
      "environment-fed-twice 8:40",
      /`develop` and by `release\/\*`/,
    ],
    [
      "an environment under a name and a glob that fits it",
      "develop: [develop]",
      "release/1: [staging, develop]",
      "environment-fed-twice 8:19",
      /`release\/1` and by `release\/\*`/,
    ],
    [
      "an environment twice under one branch",
      "[develop]",
      "[develop, develop]",
      "environment-fed-twice 7:26",
      /twice under `develop`/,
    ],
    [
      "settings of an environment that no branch feeds",
      "      develop: { mode",
      "      develp: { mode",
      "environment-not-fed 10:7",
      /Did you mean `develop`\?/,
    ],
    [
      "after an environment of another branch",
      "after: staging",
      "after: develop",
      "inconsistent-values 15:43",
      /fed by another branch/,
    ],
    [
      "after itself",
      "after: staging",
      "after: production",
      "inconsistent-values 15:43",
      /cannot come after itself/,
    ],
    [
      "after one that comes later",
      "[staging, production]",
      "[production, staging]",
      "inconsistent-values 15:43",
      /stands before staging/,
    ],
    [
      "after one that does not exist",
      "after: staging",
      "after: stagign",
      "inconsistent-values 15:43",
      /Did you mean `staging`\?/,
    ],
    [
      "a job before changes without a role that may run it",
      "mode: approve, after: staging",
      "mode: approve, after: staging, before: { job: migrate }",
      "inconsistent-values 15:67",
      /may not register a task definition/,
    ],
    ["a list that is a text", "[develop]", "develop", "wrong-type 7:16", /must be a list; it is text/],
    ["a list without an environment", "[develop]", "[]", "empty-value 7:16", /must name at least one/],
    ["an environment that is a number", "[develop]", "[develop, 12]", "wrong-type 7:26", /quotes/],
    [
      "an environment's name that cannot be",
      "[develop]",
      "[dev_elop]",
      "invalid-format 7:17",
      /letters, digits and dashes/,
    ],
    [
      "an application's name that cannot be",
      "  shop:\n",
      "  my shop:\n",
      "invalid-format 2:3",
      /letters, digits and dashes/,
    ],
    [
      "a branch that cannot be",
      "develop: [",
      "'a b': [",
      "invalid-format 7:7",
      /cannot be the name of a branch/,
    ],
    [
      "a glob with brackets",
      "release/*: [",
      "'release-[0-9]': [",
      "invalid-format 8:7",
      /`\*`, `\*\*` and `\?`/,
    ],
    [
      "a role that is no ARN",
      "arn:aws:iam::111122223333:role/autoland-look",
      "autoland-look",
      "invalid-format 14:17",
      /ARN of a role/,
    ],
    [
      "settings left empty",
      "develop: { mode: apply }",
      "develop:",
      "wrong-type 10:7",
      /must be a map; it is empty/,
    ],
    [
      "a key twice",
      "    environments:\n",
      "    environments:\n      staging: {}\n",
      "invalid-yaml 12:7",
      /second time/,
    ],
    ["broken YAML", "[develop]", "[develop", "invalid-yaml 8:7", /./],
  ])("%s", (_situation, from, to, expected, words) => {
    expect(sane).toContain(from);
    const findings = findingsOf(parseConfig("autoland.yml", sane.replace(from, to)));
    const found = findings.map(({ code, place }) => `${code} ${place.line}:${place.column}`);
    expect(found).toContain(expected);
    const finding = findings[found.indexOf(expected)];
    expect(`${finding?.message} ${finding?.remedy}`).toMatch(words);
    expect(finding?.place.file).toBe("autoland.yml");
  });

  test.each([
    ["an empty text", "", "required-field-missing"],
    ["a comment only", "# later\n", "required-field-missing"],
    ["a list", "- shop\n", "wrong-type"],
    ["no application", "applications: {}\n", "empty-value"],
    ["applications left empty", "applications:\n", "wrong-type"],
    [
      "no branch",
      "applications: { shop: { source: { git: { url: /x } }, branches: {} } }\n",
      "invalid-format",
    ],
    ["aliases in a circle", "applications: &a { shop: *a }\n", "invalid-yaml"],
    ["a bomb of aliases", bomb(), "invalid-yaml"],
    ["a text of 2 MiB", `# ${"x".repeat(2 * 1024 * 1024)}`, "invalid-yaml"],
    ["nothing but brackets", "[".repeat(60_000), "invalid-yaml"],
    [
      "four thousand keys",
      Array.from({ length: 4000 }, (_, index) => `k${index}: 1`).join("\n"),
      "unknown-key",
    ],
  ])("%s", (_situation, text, code) => {
    expect(findingsOf(parseConfig("env:AUTOLAND_CONFIG", text)).map((finding) => finding.code)).toContain(
      code,
    );
  });

  test("everything is reported at once, in the order of the text", () => {
    const text = sane
      .replace("5m", "5 minutes")
      .replace("    branches:", "    branchs:")
      .replace("apply }", "aply }");
    const lines = findingsOf(parseConfig("c.yml", text)).map((finding) => finding.place.line);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test("a password is in no finding", () => {
    const text = sane.replace("https://git", "https://ada:hunter2secret@git");
    expect(JSON.stringify(parseConfig("c.yml", text))).not.toContain("hunter2secret");
  });
});

test.each(["constructor", "__proto__", "toString"])("%s is as unknown as any other key", (key) => {
  for (const at of ["      interval: 5m\n", "    branches:\n", "      develop: { mode: apply }\n"]) {
    const indent = at.slice(0, at.search(/\S/));
    const findings = findingsOf(parseConfig("c.yml", sane.replace(at, `${indent}${key}: 1\n${at}`)));
    expect(findings.length).toBe(1);
    expect(findings[0]?.code).toMatch(/^unknown-key$|^environment-not-fed$|^wrong-type$|^invalid-yaml$/);
  }
});

describe("as one failure", () => {
  test("a configuration that is only ahead of its time is NotSupportedYet", () => {
    const text = sane.replace("{ mode: apply }", "{ mode: apply, variables: {} }");
    expect(configFailure(findingsOf(parseConfig("c.yml", text)))).toMatchObject({
      disposition: "stall",
      reason: "NotSupportedYet",
      message: expect.stringMatching(/^c\.yml:10:31: /),
    });
  });

  test("any other is ConfigInvalid, with a line for each finding", () => {
    const text = sane.replace("5m", "5 minutes").replace("apply }", "aply }");
    const failure = configFailure(findingsOf(parseConfig("c.yml", text)));
    expect(failure.reason).toBe("ConfigInvalid");
    expect(failure.message.split("\n").length).toBe(2);
  });
});

test("any text is either a configuration or has findings with a place, and nothing throws", () => {
  const fragment = fc.constantFrom(
    ..."applications: |  shop: |    source:|      git: { url: /x }|    branches: |{ a: [b] }|\n|\n|- |&a |*a|? |<<: *a|__proto__: x|[|]|'|\"|12|null|!!set |%YAML 1.1\n---\n|\t|constructor: 1".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
      const reading = parseConfig("c.yml", fragments.join(""));
      if (reading.kind === "config") return;
      expect(reading.findings.length).toBeGreaterThan(0);
      for (const { place } of reading.findings) expect(place.line >= 1 && place.column >= 1).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function findingsOf(reading: ConfigReading): Extract<ConfigReading, { kind: "invalid" }>["findings"] {
  if (reading.kind === "config") throw new Error("the configuration was accepted");
  return reading.findings;
}

function bomb(): string {
  const lines = Array.from({ length: 12 }, (_, index) => {
    const inner = index === 0 ? "x" : Array.from({ length: 12 }, () => `*a${index - 1}`).join(", ");
    return `a${index}: &a${index} [${inner}]`;
  });
  return `applications:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
