import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultKit } from "../conformance/kit.ts";
import { pythonNeeds } from "../python/python-tools.ts";
import { ignoredChecks, type IgnoredCheck } from "./ignored-checks.ts";
import { kitAddons, kitTemplates } from "./kit-templates.ts";
import type { NamedTemplate } from "./named-template.ts";
import {
  applicationTemplates,
  deployTemplates,
  exampleTemplates,
  randomTemplates,
  typicalTemplates,
} from "./own-templates.ts";
import { runCfnLint, type LintFinding } from "./run-cfn-lint.ts";

const { missing, because } = pythonNeeds("cfn-lint");
const hasKit = existsSync(defaultKit);
const becauseOfKit = hasKit ? because : " (skipped: no conformance kit at ../shared/conformance)";

/** A quarter of an hour: half a second for each template, on a busy machine. */
const patience = 900_000;

const families: Readonly<Record<string, () => readonly NamedTemplate[]>> = {
  kit: () => (hasKit ? kitTemplates() : []),
  addons: () => (hasKit ? kitAddons() : []),
  examples: exampleTemplates,
  typical: typicalTemplates,
  random: () => randomTemplates({ seed: 20_261_120, ofEach: 12 }),
  application: applicationTemplates,
  deploy: deployTemplates,
};

interface Checked {
  readonly count: number;
  readonly findings: readonly LintFinding[];
}

/** All families at once, in few processes; the tests below share it. */
const checked = new Map<"all", Promise<ReadonlyMap<string, Checked>>>();

test.skipIf(missing || !hasKit)(
  `cfn-lint accepts the templates of all cases of the kit that can be deployed${becauseOfKit}`,
  async () => {
    const kit = await familyOf("kit");
    expect(unexplained(kit.findings)).toEqual([]);
    expect(kit.count).toBeGreaterThan(150);
  },
  patience,
);

test.skipIf(missing || !hasKit)(
  `cfn-lint accepts what is merged out of the addons of all cases of the kit${becauseOfKit}`,
  async () => {
    const addons = await familyOf("addons");
    expect(unexplained(addons.findings)).toEqual([]);
    expect(addons.count).toBeGreaterThan(80);
  },
  patience,
);

test.skipIf(missing)(
  `cfn-lint accepts the templates of all examples, in each environment${because}`,
  async () => {
    const examples = await familyOf("examples");
    expect(unexplained(examples.findings)).toEqual([]);
    expect(examples.count).toBeGreaterThan(5);
  },
  patience,
);

test.skipIf(missing)(
  `cfn-lint accepts a template of each type with the features that teams use together${because}`,
  async () => {
    const typical = await familyOf("typical");
    expect(unexplained(typical.findings)).toEqual([]);
    expect(typical.count).toBe(6);
  },
  patience,
);

test.skipIf(missing)(
  `cfn-lint accepts the template of a random valid manifest${because}`,
  async () => {
    const random = await familyOf("random");
    expect(unexplained(random.findings)).toEqual([]);
    expect(random.count).toBe(84);
  },
  patience,
);

test.skipIf(missing)(
  `cfn-lint accepts an application's roles, its registry and an environment's first stack${because}`,
  async () => {
    const application = await familyOf("application");
    expect(unexplained(application.findings)).toEqual([]);
    expect(application.count).toBe(3);
  },
  patience,
);

test.skipIf(missing)(
  `cfn-lint accepts the roles and the service that Autoland is installed with${because}`,
  async () => {
    const deploy = await familyOf("deploy");
    expect(unexplained(deploy.findings)).toEqual([]);
    expect(deploy.count).toBe(7);
  },
  patience,
);

test.skipIf(missing || !hasKit)(
  `every check that is ignored is still met${becauseOfKit}`,
  async () => {
    const all = (await allFamilies())
      .values()
      .flatMap(({ findings }) => findings)
      .toArray();
    expect(ignoredChecks.filter((check) => !all.some((finding) => fits(check, finding)))).toEqual([]);
  },
  patience,
);

test.skipIf(missing)(
  `cfn-lint refuses a template with a fault${because}`,
  async () => {
    const template = { Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketNam: "a" } } } };
    const found = await runCfnLint([{ name: "faulty", template }]);
    expect(unexplained(found)).toEqual([
      expect.stringContaining("E3002 at Resources/Bucket/Properties/BucketNam"),
    ]);
  },
  patience,
);

async function familyOf(name: string): Promise<Checked> {
  const found = (await allFamilies()).get(name);
  if (found === undefined) throw new Error(`there is no family ${name}`);
  return found;
}

function allFamilies(): Promise<ReadonlyMap<string, Checked>> {
  const known = checked.get("all") ?? checkAll();
  checked.set("all", known);
  return known;
}

async function checkAll(): Promise<ReadonlyMap<string, Checked>> {
  const templates = Object.entries(families).map(([family, make]) => ({ family, made: make() }));
  const findings = await runCfnLint(templates.flatMap(({ made }) => made));
  return new Map(
    templates.map(({ family, made }) => {
      const names = new Set(made.map(({ name }) => name));
      return [
        family,
        { count: made.length, findings: findings.filter(({ template }) => names.has(template)) },
      ];
    }),
  );
}

/** What no ignored check fits, one line for each place and message, with the first template that has it. */
function unexplained(findings: readonly LintFinding[]): readonly string[] {
  const rest = findings.filter((finding) => !ignoredChecks.some((check) => fits(check, finding)));
  const lines = Map.groupBy(rest, ({ rule, path, message }) => `${rule} at ${path}: ${message}`);
  return [...lines].map(([line, [first]]) => `${line} (${first?.template})`);
}

function fits(check: IgnoredCheck, { rule, message, path, template }: LintFinding): boolean {
  return (
    check.rule === rule &&
    (check.message?.test(message) ?? true) &&
    (check.path?.test(path) ?? true) &&
    (check.template?.test(template) ?? true)
  );
}
