import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draftConfig } from "../../src/config/draft-config.ts";
import type {
  DraftEnvironment,
  DraftFacts,
  DraftPipeline,
  DraftStage,
} from "../../src/config/draft-facts.ts";
import { sourceOf } from "../../src/config/draft-source.ts";
import { configFailure, parseConfig } from "../../src/config/parse-config.ts";
import type { ApplicationConfig } from "../../src/config/config.ts";

function environment(name: string): DraftEnvironment {
  return { name, place: { account: "111122223333", region: "eu-west-1" } };
}

function stage(name: string, more: Partial<DraftStage> = {}): DraftStage {
  return { environment: name, needsApproval: false, runsBuilds: false, ...more };
}

function pipeline(name: string, stages: readonly (string | DraftStage)[], more: Partial<DraftPipeline> = {}) {
  return {
    file: `copilot/pipelines/${name}/manifest.yml`,
    provider: "GitHub",
    repository: "https://github.com/acme/shop",
    branch: name,
    stages: stages.map((each) => (typeof each === "string" ? stage(each) : each)),
    ...more,
  };
}

function recorded(names: readonly string[]): DraftFacts["environments"] {
  return { kind: "recorded", account: "999988887777", environments: names.map(environment) };
}

function facts(more: Partial<DraftFacts>): DraftFacts {
  const environments = recorded(["develop", "production", "staging"]);
  return { application: "shop", folder: "/home/ann/shop", environments, pipelines: [], unread: [], ...more };
}

/** The draft, and what the program makes of it. */
function drafted(more: Partial<DraftFacts>): {
  readonly text: string;
  readonly notes: readonly string[];
  readonly application: ApplicationConfig;
} {
  const draft = draftConfig(facts(more));
  if (draft.kind !== "drafted") throw new Error("nothing was drafted");
  const reading = parseConfig("autoland.yml", draft.config);
  if (reading.kind === "invalid")
    throw new Error(`${configFailure(reading.findings).message}\n${draft.config}`);
  const [application] = reading.config.applications;
  if (application === undefined) throw new Error("no application");
  return { text: draft.config, notes: draft.notes, application };
}

function orderOf({ branches, environments }: ApplicationConfig): object {
  return {
    branches: Object.fromEntries(branches.map(({ pattern, environments: names }) => [pattern, names])),
    after: Object.fromEntries(
      environments.flatMap(({ environment: name, after }) => (after === undefined ? [] : [[name, after]])),
    ),
  };
}

test("two pipelines that say everything leave nothing to check", () => {
  const { text, notes } = drafted({
    pipelines: [pipeline("develop", ["develop"]), pipeline("release", ["staging", "production"])],
  });
  expect(notes).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "# Autoland's configuration of shop, drafted by \`autoland init\`. It is the operator's file and is never read from
    # a branch that is deployed. Nothing is changed with it: every environment is only looked at.
    # Its environments come from Copilot's records in Parameter Store of account 999988887777, branches and order from
    #   copilot/pipelines.
    #
    # Next:
    #   autoland plan --config FILE     what would be done, and why; changes nothing
    #   docs/adopt.md                   how an application is taken over, one environment at a time
    applications:
      shop:
        source:
          github: { repository: acme/shop }
        branches:
          develop: [develop]
          release: [staging, production]
        environments:
          develop: # account 111122223333, eu-west-1
            mode: look
          staging: # account 111122223333, eu-west-1
            mode: look
          production: # account 111122223333, eu-west-1
            mode: look
            after: staging
    "
  `);
});

test("what could not be known stands where it matters", () => {
  const { text } = drafted({
    environments: recorded(["develop", "perf", "production", "staging"]),
    pipelines: [
      pipeline("develop", ["develop", stage("staging", { needsApproval: true })], { branch: undefined }),
      pipeline("release", ["staging", "gone", stage("production", { runsBuilds: true })]),
      pipeline("docs", ["develop"], { repository: "acme/docs" }),
    ],
    unread: [
      "the pipeline copilot/pipeline.yml cannot be read, and feeds nothing here: version is 2; it must be 1.",
    ],
  });
  expect(text).toMatchInlineSnapshot(`
    "# Autoland's configuration of shop, drafted by \`autoland init\`. It is the operator's file and is never read from
    # a branch that is deployed. Nothing is changed with it: every environment is only looked at.
    # Its environments come from Copilot's records in Parameter Store of account 999988887777, branches and order from
    #   copilot/pipelines.
    # CHECK: the pipeline copilot/pipeline.yml cannot be read, and feeds nothing here: version is 2; it must be 1.
    #
    # Next:
    #   answer the comments that begin with CHECK, and take them out
    #   autoland plan --config FILE     what would be done, and why; changes nothing
    #   docs/adopt.md                   how an application is taken over, one environment at a time
    applications:
      shop:
        # CHECK: copilot/pipelines/docs/manifest.yml deploys from another repository, acme/docs; an application has one, and
        #   this pipeline is left out.
        source:
          github: { repository: acme/shop }
        # CHECK: copilot/pipelines/develop/manifest.yml names no branch; Copilot takes \`main\` then.
        # CHECK: copilot/pipelines/release/manifest.yml deploys to gone, which has no record in Parameter Store; it is left
        #   out.
        # CHECK: no pipeline feeds perf; it is left out. Put it under its branch, and Autoland looks after it, too.
        branches:
          main: [develop, staging]
          release: [production]
        environments:
          develop: # account 111122223333, eu-west-1
            mode: look
          # CHECK: copilot/pipelines/develop/manifest.yml asks for an approval before staging; \`mode: approve\` does so, too,
          #   once it may change something.
          # CHECK: copilot/pipelines/develop/manifest.yml deploys to staging from main, and
          #   copilot/pipelines/release/manifest.yml from release; an environment follows one branch, here that of the
          #   first.
          staging: # account 111122223333, eu-west-1
            mode: look
            after: develop
          # CHECK: copilot/pipelines/release/manifest.yml runs commands before or after production, and Autoland runs none
          #   of the repository's; docs/promotion.md has gates and what runs before changes.
          production: # account 111122223333, eu-west-1
            mode: look
    "
  `);
});

test("without Parameter Store and pipelines the folders are all there is, and branch and order are guesses", () => {
  const { text } = drafted({
    environments: {
      kind: "from-files",
      why: "Parameter Store was not asked (--offline)",
      names: ["prod", "test"],
    },
  });
  expect(text).toMatchInlineSnapshot(`
    "# Autoland's configuration of shop, drafted by \`autoland init\`. It is the operator's file and is never read from
    # a branch that is deployed. Nothing is changed with it: every environment is only looked at.
    # Its environments come from the workspace's files.
    # CHECK: Parameter Store was not asked (--offline). The environments are those of copilot/environments and of the
    #   pipelines; which of them exist, and where, is not known.
    #
    # Next:
    #   answer the comments that begin with CHECK, and take them out
    #   autoland plan --config FILE     what would be done, and why; changes nothing
    #   docs/adopt.md                   how an application is taken over, one environment at a time
    applications:
      shop:
        # CHECK: no pipeline names the repository; /home/ann/shop is a folder of this machine. Write \`github: { repository:
        #   OWNER/NAME }\`, or the URL that git clones from.
        source:
          git: { url: /home/ann/shop }
        # CHECK: no pipeline says what feeds prod, test; \`main\` is a guess. Write their branches and order, and \`after\`
        #   where one is to wait for another.
        branches:
          main: [prod, test]
        environments:
          prod:
            mode: look
          test:
            mode: look
    "
  `);
});

describe("branches and order", () => {
  test.each<
    [what: string, given: Partial<DraftFacts>, branches: object, after: object, notes: readonly RegExp[]]
  >([
    [
      "stages come one after the other",
      { pipelines: [pipeline("main", ["develop", "staging", "production"])] },
      { main: ["develop", "staging", "production"] },
      { staging: "develop", production: "staging" },
      [],
    ],
    [
      "pipelines of one branch share its list, and only stages of one pipeline wait for each other",
      {
        pipelines: [
          pipeline("a", ["develop"], { branch: "main" }),
          pipeline("b", ["staging", "production"], { branch: "main" }),
        ],
      },
      { main: ["develop", "staging", "production"] },
      { production: "staging" },
      [],
    ],
    [
      "the same environment in two pipelines of one branch is told, and stands once",
      {
        pipelines: [
          pipeline("a", ["develop", "staging"], { branch: "main" }),
          pipeline("b", ["develop", "production"], { branch: "main" }),
        ],
      },
      { main: ["develop", "staging", "production"] },
      { staging: "develop", production: "develop" },
      [/deploys to develop from main, and copilot\/pipelines\/b\/manifest.yml does so, too/],
    ],
    [
      "the same environment in two branches follows the first, and nothing of the second waits for it",
      { pipelines: [pipeline("a", ["develop"]), pipeline("b", ["develop", "staging", "production"])] },
      { a: ["develop"], b: ["staging", "production"] },
      { production: "staging" },
      [/deploys to develop from a, and .+ from b; an environment follows one branch/],
    ],
    [
      "a stage that stands twice counts once",
      { pipelines: [pipeline("main", ["develop", "staging", "develop", "production"])] },
      { main: ["develop", "staging", "production"] },
      { staging: "develop", production: "staging" },
      [],
    ],
    [
      "a glob is no branch of a pipeline's, and what it feeds is left out",
      {
        pipelines: [
          pipeline("a", ["develop", "staging"]),
          pipeline("b", ["production"], { branch: "rel/*" }),
        ],
      },
      { a: ["develop", "staging"] },
      { staging: "develop" },
      [/follows "rel\/\*", which cannot be/, /no pipeline feeds production/],
    ],
    [
      "a branch that is not said is Copilot's usual one",
      { pipelines: [pipeline("a", ["develop", "staging", "production"], { branch: "" })] },
      { main: ["develop", "staging", "production"] },
      { staging: "develop", production: "staging" },
      [/names no branch; Copilot takes `main`/],
    ],
    [
      "without records an environment of a pipeline counts without its folder",
      {
        environments: { kind: "from-files", why: "Parameter Store was not asked", names: ["develop"] },
        pipelines: [pipeline("main", ["develop", "production"])],
      },
      { main: ["develop", "production"] },
      { production: "develop" },
      [/Parameter Store was not asked/, /only a pipeline names production/],
    ],
  ])("%s", (_, given, branches, after, notes) => {
    const draft = drafted(given);
    expect(orderOf(draft.application)).toEqual({ branches, after });
    expect(draft.notes).toEqual(notes.map((note) => expect.stringMatching(note) as string));
  });

  test("an environment whose record cannot be read is fed, and told", () => {
    const environments = {
      kind: "recorded",
      account: undefined,
      environments: [{ name: "develop" }],
    } as const;
    const { text, application } = drafted({ environments, pipelines: [pipeline("main", ["develop"])] });
    expect(orderOf(application)).toEqual({ branches: { main: ["develop"] }, after: {} });
    expect(text).toContain(
      "# CHECK: the record of the environment develop in Parameter Store cannot be read.\n",
    );
  });

  test("without any environment there is nothing to draft", () => {
    expect(
      draftConfig(facts({ environments: recorded([]), pipelines: [pipeline("main", ["develop"])] })),
    ).toEqual({
      kind: "no-environments",
    });
  });
});

describe("the repository", () => {
  test.each<[provider: string | undefined, repository: string | undefined, source: object | undefined]>([
    ["GitHub", "https://github.com/acme/shop", { kind: "github", repository: "acme/shop" }],
    ["GitHub", "https://github.com/acme/shop.git", { kind: "github", repository: "acme/shop" }],
    ["GitHubV1", "acme/shop", { kind: "github", repository: "acme/shop" }],
    [undefined, "git@github.com:acme/shop.git", { kind: "github", repository: "acme/shop" }],
    [
      "CodeCommit",
      "https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop/browse",
      { kind: "git", url: "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop" },
    ],
    [
      "CodeCommit",
      "https://cn-north-1.console.amazonaws.cn/codesuite/codecommit/repositories/shop/browse",
      { kind: "git", url: "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/shop" },
    ],
    [
      "Bitbucket",
      "https://bitbucket.org/acme/shop",
      { kind: "git", url: "https://bitbucket.org/acme/shop.git" },
    ],
    ["Bitbucket", "acme/shop", undefined],
    ["GitHub", "https://ann:s3cr3t@github.com/acme/shop", undefined],
    ["GitHub", "https://github.com.evil.example/acme/shop", undefined],
    ["GitHub", undefined, undefined],
  ])("of %s, %s", (provider, repository, source) => {
    expect(sourceOf(pipeline("main", [], { provider, repository }))).toEqual(source);
  });

  test("that cannot be read is told without its value, which may hold credentials", () => {
    const { text, notes } = drafted({
      pipelines: [pipeline("main", ["develop"], { repository: "https://ann:s3cr3t@git.example.com/shop" })],
    });
    expect(notes.join("\n")).toContain("names a repository that is none on GitHub");
    expect(text).not.toContain("s3cr3t");
  });
});

test("whatever files and records say, the draft is read without a finding and only looks", () => {
  const names = fc.oneof(
    fc.constantFrom("test", "stage", "prod", "null", "y", "constructor", "a b", "x: y", "# x", ""),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const words = fc.oneof(
    fc.constantFrom(
      "main",
      "develop",
      "release/1.x",
      "on",
      "1.10",
      "0x1",
      "*",
      "feat/#1",
      "it's",
      "__proto__",
      "a: b",
    ),
    fc.string({ unit: "binary", maxLength: 8 }),
    // Characters that act on terminals or end lines, oftener than chance has them.
    fc.string({
      unit: fc.constantFrom("a", ":", "#", "\n", "\r", "\u001B", "\u0085", "\u009B", "\u2028", "\uFEFF", '"'),
      maxLength: 6,
    }),
  );
  const stages = fc.array(
    fc.record({ environment: names, needsApproval: fc.boolean(), runsBuilds: fc.boolean() }),
    { maxLength: 5 },
  );
  const pipelines = fc.array(
    fc.record({
      file: fc.string({ unit: "binary", maxLength: 12 }),
      provider: fc.constantFrom("GitHub", "CodeCommit", "Bitbucket", undefined),
      repository: fc.option(fc.oneof(fc.constantFrom("acme/shop", "https://github.com/acme/docs"), words), {
        nil: undefined,
      }),
      branch: fc.option(words, { nil: undefined }),
      stages,
    }),
    { maxLength: 4 },
  );
  const environments = fc.oneof(
    fc.record({
      kind: fc.constant("recorded" as const),
      account: fc.option(words, { nil: undefined }),
      environments: fc.uniqueArray(
        fc.oneof(
          fc.record({ name: names }),
          fc.record({ name: names, place: fc.record({ account: words, region: words }) }),
        ),
        { selector: ({ name }) => name, maxLength: 6 },
      ),
    }),
    fc.record({ kind: fc.constant("from-files" as const), why: words, names: fc.uniqueArray(names) }),
  );
  const application = fc.constantFrom("shop", "null", "yes", "constructor", "N");
  let count = 0;
  fc.assert(
    fc.property(
      application,
      words,
      environments,
      pipelines,
      fc.array(words),
      (name, word, known, lines, unread) => {
        const given = facts({
          application: name,
          folder: `/x/${word}`,
          environments: known,
          pipelines: lines,
          unread,
        });
        if (draftConfig(given).kind === "no-environments") return;
        count += 1;
        const { application: read, text } = drafted(given);
        expect(read.application).toBe(name);
        expect(read.environments.every(({ mode }) => mode === "look")).toBe(true);
        expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      },
    ),
    { numRuns: 400 },
  );
  expect(count).toBeGreaterThan(200);
});
