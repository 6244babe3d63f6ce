import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { CustomResourceEvent } from "../../src/functions/custom-resource/event.ts";
import { envController } from "../../src/functions/handlers/env-controller.ts";
import { FakeCloudFormation } from "./fakes/cloudformation.ts";
import type { FakeStack } from "./fakes/cloudformation.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { AwsFault } from "./fakes/fault.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let cloudFormation: FakeCloudFormation;
let aws: FakeAws;
let environment: FakeStack;

const outputs = {
  CFNExecutionRoleARN: "arn:aws:iam::111111111111:role/shop-test-CFNExecutionRole",
  VpcId: "vpc-1",
  EnabledFeatures: ",,,,,",
  LastForceDeployID: "",
};

beforeEach(() => {
  cloudFormation = new FakeCloudFormation();
  aws = new FakeAws({ cloudformation: cloudFormation.service });
  cloudFormation.outputsOf = (parameters, before) =>
    parameters["ALBWorkloads"] === "" ? before : { ...before, PublicLoadBalancerDNSName: "lb.example" };
  environment = cloudFormation.add({
    name: "shop-test",
    capabilities: ["CAPABILITY_NAMED_IAM"],
    outputs: { ...outputs },
    parameters: {
      AppName: "shop",
      ALBWorkloads: "",
      InternalALBWorkloads: "",
      NATWorkloads: "jobs,api",
      EFSWorkloads: "api-v2",
      Aliases: "",
    },
  });
});

const properties = {
  Workload: "api",
  EnvStack: "shop-test",
  Parameters: ["ALBWorkloads", "Aliases"],
  EnvVersion: "v1.33.0",
};

function request(
  type: CustomResourceEvent["RequestType"],
  more: Record<string, unknown> = {},
): CustomResourceEvent {
  const existing = type === "Create" ? {} : { PhysicalResourceId: "envcontoller/shop-test/api" };
  return customResourceEvent(type, { ...properties, ...more }, existing);
}

describe("a workload is created", () => {
  test("it enters the lists it names, leaves the others, and gets the outputs as they are after the update", async () => {
    const { response } = await runFunction(envController, request("Create", { Aliases: ["a.example.com"] }), {
      aws,
    });
    expect(response).toEqual({
      Status: "SUCCESS",
      PhysicalResourceId: "envcontoller/shop-test/api",
      StackId: "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-test-api/5f0c",
      RequestId: "0f3d9a52-8f0b-4f6e-9a3c-000000000001",
      LogicalResourceId: "TheAction",
      Data: {
        CFNExecutionRoleARN: outputs.CFNExecutionRoleARN,
        VpcId: "vpc-1",
        PublicLoadBalancerDNSName: "lb.example",
      },
    });
    expect(environment.parameters).toEqual({
      AppName: "shop",
      ALBWorkloads: "api",
      InternalALBWorkloads: "",
      NATWorkloads: "jobs",
      EFSWorkloads: "api-v2",
      Aliases: '{"api":["a.example.com"]}',
    });
    expect(environment.status).toBe("UPDATE_COMPLETE");
  });

  test("the update keeps the template, the capabilities and untouched values, and runs with the environment's role", async () => {
    await runFunction(envController, request("Create"), { aws });
    expect(cloudFormation.updates).toEqual([
      {
        Version: "2010-05-15",
        StackName: "shop-test",
        UsePreviousTemplate: "true",
        RoleARN: outputs.CFNExecutionRoleARN,
        Capabilities: ["CAPABILITY_NAMED_IAM"],
        Parameters: [
          { ParameterKey: "AppName", UsePreviousValue: "true" },
          { ParameterKey: "ALBWorkloads", ParameterValue: "api" },
          { ParameterKey: "InternalALBWorkloads", UsePreviousValue: "true" },
          { ParameterKey: "NATWorkloads", ParameterValue: "jobs" },
          { ParameterKey: "EFSWorkloads", UsePreviousValue: "true" },
          { ParameterKey: "Aliases", UsePreviousValue: "true" },
        ],
      },
    ]);
  });

  test("the same request again changes nothing and gets the same attributes", async () => {
    const first = await runFunction(envController, request("Create"), { aws });
    const second = await runFunction(envController, request("Create"), { aws });
    expect(second.response).toEqual(first.response);
    expect(cloudFormation.updates).toHaveLength(1);
  });
});

describe("a workload is updated", () => {
  test("only the environment's version changed: its outputs are returned without an update", async () => {
    environment.parameters = { ...environment.parameters, ALBWorkloads: "api", NATWorkloads: "jobs" };
    const { response } = await runFunction(envController, request("Update", { EnvVersion: "v1.34.0" }), {
      aws,
    });
    expect(response).toMatchObject({ Status: "SUCCESS", Data: { VpcId: "vpc-1" } });
    expect(aws.calls).toEqual(["cloudformation:DescribeStacks"]);
  });

  test.each([
    {
      situation: "other aliases",
      live: '{"web":["w.example.com"],"api":["old.example.com"]}',
      aliases: ["b.example.com", "a.example.com"],
      after: '{"web":["w.example.com"],"api":["b.example.com","a.example.com"]}',
    },
    {
      situation: "the same aliases in another order",
      live: '{"api":["a.example.com","b.example.com"]}',
      aliases: ["b.example.com", "a.example.com"],
      after: '{"api":["b.example.com","a.example.com"]}',
    },
    {
      situation: "no alias any more while others have some",
      live: '{"api":["a.example.com"],"web":["w.example.com"]}',
      aliases: [],
      after: '{"web":["w.example.com"]}',
    },
    { situation: "no alias any more anywhere", live: '{"api":["a.example.com"]}', aliases: [], after: "" },
  ])("$situation: the parameter holds what is asked for", async ({ live, aliases, after }) => {
    environment.parameters["Aliases"] = live;
    const { response } = await runFunction(envController, request("Update", { Aliases: aliases }), { aws });
    expect(response.Status).toBe("SUCCESS");
    expect(environment.parameters["Aliases"]).toBe(after);
  });
});

describe("a workload is deleted", () => {
  test("it leaves every list and the aliases; names that only begin alike stay", async () => {
    environment.parameters = {
      ...environment.parameters,
      ALBWorkloads: "web,api",
      Aliases: '{"api":["a.example.com"]}',
    };
    const { response } = await runFunction(envController, request("Delete"), { aws });
    expect(response).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "envcontoller/shop-test/api",
      Data: {},
    });
    expect(environment.parameters).toMatchObject({
      ALBWorkloads: "web",
      NATWorkloads: "jobs",
      EFSWorkloads: "api-v2",
      Aliases: "",
    });
  });

  test("deleting again makes no update", async () => {
    await runFunction(envController, request("Delete"), { aws });
    const { response } = await runFunction(envController, request("Delete"), { aws });
    expect(response.Status).toBe("SUCCESS");
    expect(cloudFormation.updates).toHaveLength(1);
  });

  test("an environment that is gone or going needs nothing", async () => {
    cloudFormation.startElsewhere(environment, 1000, "DELETE_IN_PROGRESS");
    expect((await runFunction(envController, request("Delete"), { aws })).response.Status).toBe("SUCCESS");
    cloudFormation.stacks.clear();
    expect((await runFunction(envController, request("Delete"), { aws })).response.Status).toBe("SUCCESS");
    expect(cloudFormation.updates).toEqual([]);
  });
});

describe("others write the environment too", () => {
  test("an update that runs, or cleans up, is waited for", async () => {
    cloudFormation.startElsewhere(environment, 3);
    const { response, seconds } = await runFunction(envController, request("Create"), { aws });
    expect(response.Status).toBe("SUCCESS");
    expect(seconds).toBeGreaterThanOrEqual(4 * 15);
  });

  test("an update that begins between the look and the write is waited for", async () => {
    let first = true;
    aws.beforeCall = ({ operation }) => {
      if (operation !== "UpdateStack" || !first) return;
      first = false;
      cloudFormation.startElsewhere(environment, 2, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    };
    const { response } = await runFunction(envController, request("Create"), { aws });
    expect(response.Status).toBe("SUCCESS");
    expect(environment.parameters["ALBWorkloads"]).toBe("api");
  });

  test("an entry that another writer lost is made again", async () => {
    let lost = false;
    cloudFormation.afterUpdate = (stack) => {
      if (lost) return;
      lost = true;
      stack.parameters["ALBWorkloads"] = "web";
    };
    const { response } = await runFunction(envController, request("Create"), { aws });
    expect(response.Status).toBe("SUCCESS");
    expect(environment.parameters["ALBWorkloads"]).toBe("web,api");
  });

  test("workloads that come and go in any order leave each list with exactly those that want it", async () => {
    const workload = fc.constantFrom("api", "web", "jobs", "mail");
    const lists = fc.subarray(["ALBWorkloads", "NATWorkloads", "EFSWorkloads"]);
    const steps = fc.array(
      fc.record({ workload, lists, type: fc.constantFrom("Create", "Update", "Delete") }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        environment.parameters = { ALBWorkloads: "", NATWorkloads: "", EFSWorkloads: "", Aliases: "" };
        const wanted = new Map<string, readonly string[]>();
        for (const step of history) {
          const wish = { Workload: step.workload, Parameters: step.lists };
          const { response } = await runFunction(
            envController,
            customResourceEvent(step.type, { ...properties, ...wish }),
            { aws },
          );
          expect(response.Status).toBe("SUCCESS");
          wanted.set(step.workload, step.type === "Delete" ? [] : step.lists);
        }
        for (const list of ["ALBWorkloads", "NATWorkloads", "EFSWorkloads"]) {
          const members = (environment.parameters[list] ?? "").split(",").filter((name) => name !== "");
          const expected = [...wanted].filter(([, names]) => names.includes(list)).map(([name]) => name);
          expect(members.toSorted()).toEqual(expected.toSorted());
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("something is wrong", () => {
  test("the environment does not exist", async () => {
    cloudFormation.stacks.clear();
    expect(await reasonOf(request("Create"))).toBe(
      "Entering api in environment stack shop-test: There is no stack shop-test; deploy the environment first. (Log: /aws/lambda/shop-test-function/2026/11/20/[$LATEST]abc)",
    );
  });

  test("the environment's template is too old for a list", async () => {
    delete environment.parameters["EFSWorkloads"];
    expect(await reasonOf(request("Create", { Parameters: ["EFSWorkloads"] }))).toContain(
      "knows no parameter EFSWorkloads: it is too old. Deploy the environment first.",
    );
  });

  test("the environment rolls the update back: the reason is its own, and no second update is made", async () => {
    cloudFormation.rollsBack = () => "Resource limit of load balancers exceeded";
    const reason = await reasonOf(request("Create"));
    expect(reason).toContain(
      "shop-test took the entry back (UPDATE_ROLLBACK_COMPLETE: Resource limit of load balancers exceeded)",
    );
    expect(cloudFormation.updates).toHaveLength(1);
  });

  test("the environment takes no update until a person mends it", async () => {
    environment.status = "UPDATE_ROLLBACK_FAILED";
    expect(await reasonOf(request("Update"))).toContain(
      "is in UPDATE_ROLLBACK_FAILED state and can not be updated. Bring the stack to a complete status",
    );
  });

  test("another writer wins every time", async () => {
    cloudFormation.afterUpdate = (stack) => {
      stack.parameters["ALBWorkloads"] = "";
    };
    expect(await reasonOf(request("Create"))).toContain("shop-test lost the entry 5 times");
  });

  test("the aliases of the environment are not JSON", async () => {
    environment.parameters["Aliases"] = "{api";
    expect(await reasonOf(request("Update"))).toContain('Aliases holds "{api"; it takes JSON like');
  });

  test("the environment stays busy: the answer goes out half a minute before Lambda's timeout", async () => {
    cloudFormation.startElsewhere(environment, 10_000);
    const { response, seconds } = await runFunction(envController, request("Update"), { aws });
    expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "envcontoller/shop-test/api" });
    expect(response.Reason).toContain("Waited 870 seconds for shop-test, which is in UPDATE_IN_PROGRESS,");
    expect(seconds).toBeLessThanOrEqual(870);
    expect(seconds).toBeGreaterThan(840);
  });

  test("AWS refuses: its code and words are passed on", async () => {
    aws.beforeCall = ({ operation }) => {
      if (operation === "UpdateStack")
        throw new AwsFault("AccessDenied", "User is not authorized to perform: iam:PassRole", 403);
    };
    expect(await reasonOf(request("Create"))).toContain(
      "AccessDenied: User is not authorized to perform: iam:PassRole",
    );
  });
});

test("outputs that do not fit into a response shrink to those that workloads read", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`AddonOutput${index}`, "x".repeat(80)]),
  );
  environment.outputs = {
    ...outputs,
    ...many,
    HTTPListenerArn: "arn:listener",
    EnvironmentSecurityGroup: "sg-1",
  };
  const { response, body } = await runFunction(envController, request("Update"), { aws });
  expect(response.Data).toEqual({
    PublicLoadBalancerDNSName: "lb.example",
    HTTPListenerArn: "arn:listener",
    EnvironmentSecurityGroup: "sg-1",
  });
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
});

async function reasonOf(event: CustomResourceEvent): Promise<string> {
  const { response } = await runFunction(envController, event, { aws });
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "envcontoller/shop-test/api" });
  expect(response.Data).toBeUndefined();
  return response.Reason ?? "";
}
