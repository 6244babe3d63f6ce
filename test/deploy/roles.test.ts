import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Asker, NeededPermission, Part } from "../../src/domain/needed-permission.ts";
import type { Json } from "../../src/domain/template.ts";
import { applicationPermissions } from "../../src/permissions/application-permissions.ts";
import { driftPermissions } from "../../src/permissions/drift-permissions.ts";
import { environmentPermissions } from "../../src/permissions/environment-permissions.ts";
import { readTemplate } from "../../src/template/read-template.ts";

/**
 * The roles of `deploy/` allow exactly what the table of permissions says, and `test/docs/permissions.test.ts` holds that table against
 * every call of a shop's life: so they are the union over recorded calls.
 */
const table = [...applicationPermissions, ...environmentPermissions, ...driftPermissions];

describe.each<[file: string, who: Asker, part: Part | undefined, exceptions: Exceptions]>([
  ["task-role.yml", "application", undefined, {}],
  ["look-role.yml", "environment", "look", {}],
  ["apply-role.yml", "environment", "apply", { notInTable: ["iam:SimulatePrincipalPolicy"] }],
  [
    "drift-policy.yml",
    "environment",
    "drift",
    // CloudFormation compares as whoever asks: reads of what Copilot's own stacks are mostly made of.
    {
      notInTable: [
        "ecr:DescribeRepositories",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "s3:GetBucket*",
        "s3:ListBucket",
      ],
    },
  ],
])("deploy/%s", (file, who, part, { notInTable = [] }) => {
  test("allows every action of its rows, and no other", () => {
    // The policy for drift stands beside the look role, and does not say again what that allows.
    const beside = part === "drift" ? actionsIn("look-role.yml") : new Set<string>();
    expect([...actionsIn(file)].toSorted()).toEqual(
      [
        ...new Set([
          ...neededBy((need) => need.who === who && (part === undefined || need.part === part)).filter(
            (action) => !beside.has(action),
          ),
          ...notInTable,
        ]),
      ].toSorted(),
    );
  });

  test("names a sort of resource wherever AWS has one to name", () => {
    const open = statementsIn(file)
      .filter(({ resources }) => resources.includes("*"))
      .flatMap(({ actions }) => actions);
    const changing = open.filter(
      (action) => !/:(?:Get|List|Describe|BatchGet|BatchDescribe|Lookup|Detect)/.test(action),
    );
    // AWS knows no resource for it.
    expect(changing.filter((action) => action !== "ecs:RegisterTaskDefinition")).toEqual([]);
  });
});

interface Exceptions {
  readonly notInTable?: readonly string[];
}

test("the addons of the Copilot workspace allow what task-role.yml allows, and reading the configuration", () => {
  const own = statementsIn("task-role.yml", "TaskRole").map(({ text }) =>
    text.replaceAll("${Application}", "${Manages}").replaceAll('{"Ref":"Application"}', '{"Ref":"Manages"}'),
  );
  const addons = statementsIn("copilot/autoland/addons/permissions.yml").map(({ text }) => text);
  expect(addons.slice(0, -1)).toEqual(own);
  expect(addons.at(-1)).toContain("parameter/autoland/configuration");
});

test("the addons' policy is as short as a managed policy must be", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
  const text = statementsIn("copilot/autoland/addons/permissions.yml").map((statement) => statement.text);
  const filled = text
    .join("")
    .replaceAll("${AWS::Partition}", "aws")
    .replaceAll("${AWS::Region}", "ap-southeast-1")
    .replaceAll("${AWS::AccountId}", "1".repeat(12))
    .replaceAll("${Manages}", "a-long-name-of-an-application")
    .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, "$1");
  expect(filled.length).toBeLessThan(6_144);
});

function neededBy(choose: (need: NeededPermission) => boolean): readonly string[] {
  return table.filter(choose).flatMap(({ actions }) => actions.map(({ action }) => action));
}

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly Json[];
  readonly text: string;
}

function actionsIn(file: string): ReadonlySet<string> {
  return new Set(statementsIn(file).flatMap(({ actions }) => actions));
}

/** Every statement that allows something to the role, wherever it stands in the template; or those of one resource. */
function statementsIn(file: string, resource?: string): readonly Statement[] {
  const reading = readTemplate(readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8"));
  if (reading.kind !== "read") throw new Error(`${file} is no template`);
  const found: Statement[] = [];
  const look = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === "object" && value !== null) {
      const map = value as Readonly<Record<string, Json>>;
      if (map["Effect"] === "Allow" && map["Resource"] !== undefined)
        found.push({
          actions: [map["Action"]].flat().map(String),
          resources: [map["Resource"]].flat(),
          text: JSON.stringify(map),
        });
      else Object.values(map).forEach(look);
    }
  };
  for (const [id, definition] of Object.entries(reading.template.Resources))
    if (resource === undefined || id === resource) look(definition as unknown as Json);
  return found;
}
