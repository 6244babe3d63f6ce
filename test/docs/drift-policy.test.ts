import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isJsonList, isJsonMap } from "../../src/template/json-pointer.ts";
import type { Json } from "../../src/domain/template.ts";
import { driftPermissions } from "../../src/permissions/drift-permissions.ts";
import { readTemplate } from "../../src/template/read-template.ts";

/** Every action that a template's policies allow. */
function actionsIn(file: string): ReadonlySet<string> {
  const text = readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8");
  const reading = readTemplate(text);
  if (reading.kind !== "read") throw new Error(`${file} cannot be read`);
  const found = new Set<string>();
  const collect = (value: Json): void => {
    if (isJsonList(value)) for (const item of value) collect(item);
    if (!isJsonMap(value)) return;
    const { Action: action, ...rest } = value;
    for (const one of isJsonList(action) ? action : action === undefined ? [] : [action])
      if (typeof one === "string" && one !== "sts:AssumeRole") found.add(one);
    for (const item of Object.values(rest)) collect(item);
  };
  for (const { Properties: properties } of Object.values(reading.template.Resources))
    collect(properties ?? {});
  return found;
}

const look = actionsIn("look-role.yml");
const drift = actionsIn("drift-policy.yml");
const needed = new Set(driftPermissions.flatMap(({ actions }) => actions.map(({ action }) => action)));

test("the look role and the policy for drift together allow every call that drift makes", () => {
  expect([...needed].filter((action) => !look.has(action) && !drift.has(action))).toEqual([]);
});

test("the policy for drift has nothing that the look role has already", () => {
  expect([...drift].filter((action) => look.has(action))).toEqual([]);
});

test("besides the calls that drift makes it has only what CloudFormation reads of resources as the caller", () => {
  expect([...drift].filter((action) => !needed.has(action)).toSorted()).toEqual([
    "ecr:DescribeRepositories",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "s3:GetBucket*",
    "s3:ListBucket",
  ]);
});
