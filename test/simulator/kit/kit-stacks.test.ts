import { expect, test } from "vitest";
import type { JsonMap, Template } from "../../../src/domain/template.ts";
import { putHostedZone } from "../../../src/simulator/services/route53/put-hosted-zone.ts";
import { canonicalJson } from "../../../src/template/canonical-json.ts";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage, StackView } from "../cloudformation/stage.ts";
import { environmentFixture } from "./environment-fixture.ts";
import { domainOfNamedZone, kitAbsent, kitStacks, zoneIdOf } from "./kit-stacks.ts";
import type { KitStack } from "./kit-stacks.ts";

const stacks = kitStacks();

/** Cases that CloudFormation or ECS would refuse, because of what their manifests or Copilot ask for, and in which words. */
const refused: Readonly<Record<string, string>> = {
  "fz-lbws-034": "instance of Fn::GetAtt references undefined resource TargetGroup",
  "fz-lbws-040": "instance of Fn::GetAtt references undefined resource TargetGroup",
  "fz-lbws-061": "No Fargate configuration exists for given values",
  "fz-worker-055": "No Fargate configuration exists for given values",
  "lbws-addons": "Circular dependency between resources: [TaskDefinition, TaskRole, AddonsStack, Service]",
};
const accepted = stacks.filter((stack) => refusalOf(stack) === undefined);

test.skipIf(kitAbsent !== undefined)("the kit has template cases", () => {
  expect(stacks.length).toBeGreaterThanOrEqual(100);
});

test.skipIf(kitAbsent !== undefined).each(stacks.filter((stack) => refusalOf(stack) !== undefined))(
  "$id is refused in AWS's words",
  async (stack) => {
    const stage = setStage({ region: stack.region, seed: stack.id });
    await prepare(stage, stack, undefined);
    const outcome = put(stage, "CreateStack", stack.name, stack).then((view) => reasons(stage, view.StackId));
    const text = await outcome.catch((error: unknown) => String(error));
    expect(text).toContain(refusalOf(stack));
  },
);

test.skipIf(kitAbsent !== undefined).each(accepted)(
  "$id is created, updated to another case of its type, and deleted",
  async (stack) => {
    const next = neighbour(stack);
    const stage = setStage({ region: stack.region, seed: stack.id });
    await prepare(stage, stack, next);
    const created = await put(stage, "CreateStack", stack.name, stack);
    expect(reasonAndStatus(created)).toEqual([undefined, "CREATE_COMPLETE"]);
    await expectOutputs(stage, created, stack);
    if (next !== undefined) {
      const updated = await put(stage, "UpdateStack", stack.name, next);
      expect(reasonAndStatus(updated)).toEqual([undefined, "UPDATE_COMPLETE"]);
      await expectOutputs(stage, updated, next);
    }
    const removed = await stage.remove(stack.name);
    expect(reasonAndStatus(removed)).toEqual([undefined, "DELETE_COMPLETE"]);
    expect(await exportsOf(stage, removed.StackId)).toEqual([]);
  },
);

/** Another case of the same type in the same region, that differs, under the names of this one: a manifest that was changed. */
function neighbour(stack: KitStack): KitStack | undefined {
  const alike = accepted.filter(
    (other) =>
      other.type === stack.type && other.region === stack.region && sameTypes(stack.template, other.template),
  );
  const start = alike.indexOf(stack) + 1;
  const other = [...alike.slice(start), ...alike.slice(0, start)].find(({ template }) =>
    differs(template, stack.template),
  );
  if (other === undefined) return undefined;
  const { application, environment, name, tags } = stack;
  const names = Object.entries(stack.parameters).filter(([key]) => ownNames.has(key));
  const parameters = { ...other.parameters, ...Object.fromEntries(names) };
  return { ...other, application, environment, name, tags, parameters };
}

const ownNames = new Set(["AppName", "EnvName", "EnvironmentName", "WorkloadName"]);

/** Whether two templates differ in a resource that no condition guards: then an update has something to do. */
function differs(left: Template, right: Template): boolean {
  return livingText(left) !== livingText(right);
}

function livingText({ Resources }: Template): string {
  const living = Object.entries(Resources).filter(([, { Condition }]) => Condition === undefined);
  return canonicalJson(Object.fromEntries(living) as unknown as JsonMap);
}

/** A logical id that changes its type cannot be updated. */
function sameTypes(left: Template, right: Template): boolean {
  return Object.entries(left.Resources).every(
    ([id, { Type }]) => (right.Resources[id]?.Type ?? Type) === Type,
  );
}

async function prepare(stage: Stage, stack: KitStack, next: KitStack | undefined): Promise<void> {
  const both = next === undefined ? [stack] : [stack, next];
  for (const { addons } of both) if (addons !== undefined) await upload(stage, addons.url, addons.text);
  for (const name of new Set(both.flatMap(boundaryNames))) {
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    await stage.call("CreatePolicy", { PolicyName: name, PolicyDocument }, "iam");
  }
  const groups = both.flatMap(({ template }) => Object.values(template.Resources));
  for (const name of new Set(groups.flatMap((group) => domainOfNamedZone(group) ?? []))) {
    putHostedZone(stage.world, { account: stage.account, name, id: zoneIdOf(name) });
  }
  if (stack.kind === "environment") return;
  const environments = Map.groupBy(both, ({ application, environment }) => `${application}-${environment}`);
  for (const [name, workloads] of environments) {
    const Tags = Object.entries(workloads[0]?.tags ?? {})
      .filter(([key]) => key !== "copilot-service")
      .map(([Key, Value]) => ({ Key, Value }));
    const made = await stage.create(name, environmentFixture(workloads, await exportNames(stage)), { Tags });
    expect(made.StackStatus).toBe("CREATE_COMPLETE");
  }
}

/** Names of the policies that bound a template's roles. */
function boundaryNames({ template }: KitStack): readonly string[] {
  const text = JSON.stringify(
    Object.values(template.Resources).map(({ Properties }) => Properties?.["PermissionsBoundary"]),
  );
  return [...text.matchAll(/:policy\/([A-Za-z0-9_-]+)/g)].map((match) => match[1] ?? "");
}

async function upload(stage: Stage, url: string, text: string): Promise<void> {
  const { hostname, pathname } = new URL(url);
  const Bucket = hostname.split(".s3")[0] ?? "";
  await stage
    .call("CreateBucket", { Bucket, CreateBucketConfiguration: { LocationConstraint: stage.region } }, "s3")
    .catch((error: unknown) => {
      if (!String(error).includes("already own")) throw error;
    });
  await stage.call(
    "PutObject",
    { Bucket, Key: pathname.slice(1), Body: new TextEncoder().encode(text) },
    "s3",
  );
}

async function put(stage: Stage, action: string, name: string, stack: KitStack): Promise<StackView> {
  const key = `templates/${stack.id}.json`;
  const url = `https://templates-of-the-kit.s3.${stage.region}.amazonaws.com/${key}`;
  await upload(stage, url, JSON.stringify(stack.template));
  await stage.call(action, {
    StackName: name,
    TemplateURL: url,
    Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
  });
  return stage.settled(name);
}

/** Names of roles have 64 characters at most, and Copilot does not shorten those of an environment. */
function refusalOf({ id, application, environment }: KitStack): string | undefined {
  const role = `${application}-${environment}-CFNExecutionRole`;
  if (role.length > 64)
    return "at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64";
  return refused[id];
}

async function exportNames(stage: Stage): Promise<ReadonlySet<string>> {
  const { Exports } = await stage.call("ListExports");
  return new Set((Exports as readonly { Name: string }[]).map(({ Name }) => Name));
}

async function reasons(stage: Stage, stackId: string): Promise<string> {
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: stackId });
  return JSON.stringify(StackEvents);
}

function reasonAndStatus({ StackStatus, StackStatusReason }: StackView): readonly (string | undefined)[] {
  return [StackStatusReason, StackStatus];
}

async function expectOutputs(stage: Stage, view: StackView, stack: KitStack): Promise<void> {
  const unconditional = Object.entries(stack.template.Outputs ?? {}).filter(
    ([, output]) => output["Condition"] === undefined,
  );
  const keys = view.Outputs.map(({ OutputKey }) => OutputKey);
  expect(keys).toEqual(expect.arrayContaining(unconditional.map(([key]) => key)));
  for (const { OutputValue } of view.Outputs) expect(OutputValue).not.toMatch(/\$\{|undefined|\[object/);
  const exported = unconditional.filter(([, output]) => output["Export"] !== undefined);
  expect((await exportsOf(stage, view.StackId)).length).toBeGreaterThanOrEqual(exported.length);
}

async function exportsOf(stage: Stage, stackId: string): Promise<readonly unknown[]> {
  const { Exports } = await stage.call("ListExports");
  return (Exports as readonly { ExportingStackId: string }[]).filter(
    ({ ExportingStackId }) => ExportingStackId === stackId,
  );
}
