import { expect, test } from "vitest";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage, StackView } from "../cloudformation/stage.ts";
import { kitAbsent, kitStacks } from "./kit-stacks.ts";
import type { KitStack } from "./kit-stacks.ts";

const stacks = kitStacks();

function kitStack(id: string): KitStack {
  const found = stacks.find((stack) => stack.id === id);
  if (found === undefined) throw new Error(`the kit has no case ${id}`);
  return found;
}

async function deploy(stage: Stage, stack: KitStack, role?: string): Promise<StackView> {
  const bucket = { Bucket: "kit-templates", CreateBucketConfiguration: { LocationConstraint: stage.region } };
  await stage.call("CreateBucket", bucket, "s3").catch((error: unknown) => {
    if (!String(error).includes("already own")) throw error;
  });
  const Body = new TextEncoder().encode(JSON.stringify(stack.template));
  await stage.call("PutObject", { Bucket: "kit-templates", Key: stack.id, Body }, "s3");
  await stage.call("CreateStack", {
    StackName: stack.name,
    TemplateURL: `https://kit-templates.s3.${stage.region}.amazonaws.com/${stack.id}`,
    Capabilities: ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(role === undefined ? {} : { RoleARN: role }),
  });
  return stage.settled(stack.name);
}

function output(stack: StackView, key: string): string | undefined {
  return stack.Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
}

function parameter(stack: StackView, key: string): string | undefined {
  return stack.Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
}

test.skipIf(kitAbsent !== undefined)(
  "a service that wants a load balancer gets it: its function updates the environment as its own role, and takes it back",
  async () => {
    const stage = setStage();
    const environment = await deploy(stage, kitStack("env-basic"));
    expect([environment.StackStatus, output(environment, "PublicLoadBalancerDNSName")]).toEqual([
      "CREATE_COMPLETE",
      undefined,
    ]);
    const role = output(environment, "CFNExecutionRoleARN");
    const service = await deploy(stage, kitStack("lbws-container-settings"), role);
    expect([service.StackStatus, service.RoleARN]).toEqual(["CREATE_COMPLETE", role]);
    const changed = await stage.settled("demo-test");
    expect(parameter(changed, "ALBWorkloads")).not.toBe("");
    expect(output(changed, "PublicLoadBalancerDNSName")).toMatch(/\.us-west-2\.elb\.amazonaws\.com$/);
    const updates = stage.world.log.records.filter(({ action }) => action === "UpdateStack");
    expect(updates).toMatchObject([
      { outcome: "ok", principal: expect.stringContaining("EnvControllerRole") },
    ]);
    expect((await stage.remove(service.StackId.split("/")[1] ?? "")).StackStatus).toBe("DELETE_COMPLETE");
    expect(parameter(await stage.settled("demo-test"), "ALBWorkloads")).toBe("");
  },
);

test.skipIf(kitAbsent !== undefined)(
  "services that are deployed at once take turns on their environment",
  async () => {
    const stage = setStage();
    const environment = await deploy(stage, kitStack("env-basic"));
    const role = output(environment, "CFNExecutionRoleARN");
    const base = kitStack("lbws-container-settings");
    const services = ["one", "two", "three"].map((name) => ({
      ...base,
      id: name,
      name: `demo-test-${name}`,
      parameters: { ...base.parameters, WorkloadName: name },
    }));
    const ended = await Promise.all(services.map((service) => start(stage, service, role)));
    const statuses: string[] = [];
    for (const name of ended) statuses.push((await stage.settled(name)).StackStatus);
    expect(statuses).toEqual(["CREATE_COMPLETE", "CREATE_COMPLETE", "CREATE_COMPLETE"]);
    const listed = parameter(await stage.settled("demo-test"), "ALBWorkloads") ?? "";
    expect(listed.split(",").toSorted()).toEqual(["one", "three", "two"]);
  },
);

async function start(stage: Stage, stack: KitStack, role: string | undefined): Promise<string> {
  await stage.call("CreateStack", {
    StackName: stack.name,
    TemplateBody: JSON.stringify(stack.template),
    Capabilities: ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    RoleARN: role,
  });
  return stack.name;
}
