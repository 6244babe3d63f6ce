import { beforeAll, describe, expect, test } from "vitest";
import { makeDriftEyes } from "../../src/aws/drift/make-drift-eyes.ts";
import type { DriftIgnoreRule } from "../../src/domain/drift.ts";
import type { HealMode } from "../../src/domain/healing.ts";
import type { Mode, Step } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import { approve } from "../../src/reconcile/decisions/approve.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import {
  type CopilotApplication,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { adoptedApplication, subjectWithRoles, withDriftRoles } from "../support/drift.ts";
import { watchedShop } from "../support/drift-watch.ts";

const test1 = { account: "111111111111", region: "eu-west-1" };
const production = { account: "222222222222", region: "eu-central-1" };
const signal = new AbortController().signal;

let adopted: DeployedByCopilot;
beforeAll(async () => {
  adopted = await withDriftRoles(await adoptedApplication(watchedShop));
}, 120_000);

interface Rules {
  readonly heal?: HealMode;
  readonly mode?: Mode;
  readonly ignore?: readonly DriftIgnoreRule[];
}

/** An application in which somebody changes things by hand, and passes over it. */
async function opened({ heal = "auto", mode = "apply", ignore = [] }: Rules = {}) {
  const application = await openDeployed(adopted);
  const { world, sessions, hands } = application;
  const eyes = { ...application.eyes, drift: makeDriftEyes(sessions, world.clock) };
  const roles = subjectWithRoles(application, adopted.options);
  const subject: Subject = {
    ...roles,
    drift: { ignore },
    environments: roles.environments.map((rule) => ({ ...rule, mode, heal })),
  };
  const call = (
    service: string,
    action: string,
    input: object,
    place = test1,
  ): Promise<Record<string, unknown>> =>
    world.run(
      world.call({
        service,
        action,
        input,
        credentials: world.issueCredentials(rootOf(place.account)),
        region: place.region,
      }),
    );
  const place = serviceOf(application, "books-test-search");
  return {
    application,
    place,
    call,
    pass: (): Promise<Report> => world.run(sync(eyes, hands, subject, signal)),
    approve: (plan: string) =>
      world.run(
        approve(
          { eyes, records: hands.records, subject },
          { environment: "test", plan, classes: [] },
          signal,
        ),
      ),
    service: async () => {
      const { services } = (await call("ecs", "DescribeServices", {
        cluster: place.cluster,
        services: [place.service],
      })) as {
        readonly services: readonly {
          readonly desiredCount: number;
          readonly taskDefinition: string;
          readonly status: string;
        }[];
      };
      return services[0];
    },
    later: (seconds: number) => world.run(world.clock.sleep(seconds * 1000)),
  };
}

function serviceOf(
  application: CopilotApplication,
  stack: string,
): { readonly cluster: string; readonly service: string } {
  const found = [...application.stack(stack).resources.values()].find(
    ({ type }) => type === "AWS::ECS::Service",
  );
  const [, cluster = "", service = ""] = (found?.physicalId.split(":")[5] ?? "").split("/");
  return { cluster, service };
}

function heals({ outcomes }: Report): readonly string[] {
  return outcomes.flatMap((outcome) =>
    outcome.step.kind === "heal" ? [outcome.kind === "skipped" ? outcome.reason : outcome.kind] : [],
  );
}

function stepsIn({ plan }: Report): readonly Step[] {
  return plan.environments.flatMap(({ steps }) => steps);
}

test("a number of tasks that somebody has set is put back, once, and nothing else is touched", async () => {
  const { call, pass, place, service, application } = await opened();
  await call("ecs", "UpdateService", { ...place, desiredCount: 4 });
  const begun = application.world.log.records.length;
  expect(heals(await pass())).toEqual(["applied"]);
  expect(await service()).toMatchObject({ desiredCount: 1 });
  const written = application.world.log.records
    .slice(begun)
    .filter(
      ({ via, action }) => via === undefined && /^(?:Update|Create|Register|Put|Delete|Execute)/.test(action),
    );
  expect(
    written
      .map(({ action, service: name }) => `${name}:${action}`)
      .filter((name) => !name.startsWith("ssm:")),
  ).toEqual(["ecs:UpdateService"]);
  const next = await pass();
  expect(stepsIn(next)).toEqual([]);
});

test("who goes on changing it back is not fought: the fourth time within a day a person is asked, after a restart as well", async () => {
  const { call, pass, place, service, later, approve: approved } = await opened();
  const change = (): Promise<unknown> => call("ecs", "UpdateService", { ...place, desiredCount: 4 });
  for (const _ of [1, 2, 3]) {
    await change();
    expect(heals(await pass())).toEqual(["applied"]);
    await later(1800);
  }
  await change();
  const waiting = await pass();
  expect(heals(waiting)).toEqual(["ApprovalMissing"]);
  expect(waiting.reasons[0]?.message).toContain(
    "put back 3 times within a day and somebody has changed it again",
  );
  expect(stepsIn(waiting)[0]?.because[1]).toMatch(
    /^what was put back at 2\S+Z, 2\S+Z, 2\S+Z was changed again$/,
  );
  expect(await service()).toMatchObject({ desiredCount: 4 });
  // Approved, it is put back once; changed once more, it waits again.
  const own = waiting.plan.environments.find(({ environment }) => environment === "test");
  await approved(own?.digest.slice(0, 16) ?? "");
  expect(heals(await pass())).toEqual(["applied"]);
  await later(1800);
  await pass();
  await change();
  expect(heals(await pass())).toEqual(["ApprovalExpired"]);
  // A day after all of that it is put back by itself again, and what was written down is gone once it is of no use.
  await later(25 * 3_600);
  expect(heals(await pass())).toEqual(["applied"]);
});

test("the step says what is put back and from what, and no commit is held up by it", async () => {
  const { call, pass, place } = await opened({ heal: "approve" });
  await call("ecs", "UpdateService", { ...place, desiredCount: 4 });
  const report = await pass();
  expect(stepsIn(report)).toMatchObject([
    {
      kind: "heal",
      workload: "search",
      fixes: [{ setting: "desired-count", from: "4", to: "1" }],
      because: ["desired count is 4 and not 1, as deployed: somebody has changed it live"],
    },
  ]);
});

test("with `approve` it waits for a person's word about exactly this step", async () => {
  const { call, pass, place, service, approve: approved } = await opened({ heal: "approve" });
  await call("ecs", "UpdateService", { ...place, desiredCount: 4 });
  const report = await pass();
  expect(heals(report)).toEqual(["ApprovalMissing"]);
  expect(await service()).toMatchObject({ desiredCount: 4 });
  const own = report.plan.environments.find(({ environment }) => environment === "test");
  await approved(own?.digest.slice(0, 16) ?? "");
  expect(heals(await pass())).toEqual(["applied"]);
  expect(await service()).toMatchObject({ desiredCount: 1 });
  // Something else than was approved waits anew.
  await call("ecs", "UpdateService", { ...place, desiredCount: 7 });
  expect(heals(await pass())).toEqual(["ApprovalMissing"]);
});

test("what was approved and done comes again, and waits for a word that is given since", async () => {
  const { application, call, pass, place, service, approve: approved } = await opened({ heal: "approve" });
  const change = (): Promise<unknown> => call("ecs", "UpdateService", { ...place, desiredCount: 4 });
  const approveAll = async (report: Report): Promise<void> => {
    const own = report.plan.environments.find(({ environment }) => environment === "test");
    await approved(own?.digest.slice(0, 16) ?? "");
  };
  await change();
  await approveAll(await pass());
  expect(heals(await pass())).toEqual(["applied"]);
  expect(heals(await pass())).toEqual([]);
  await application.world.run(application.world.clock.sleep(60_000));
  await change();
  const again = await pass();
  expect(heals(again)).toEqual(["ApprovalExpired"]);
  await approveAll(again);
  expect(heals(await pass())).toEqual(["applied"]);
  expect(await service()).toMatchObject({ desiredCount: 1 });
});

test.each<[string, Rules, readonly string[]]>([
  ["report, which is what holds when nothing is said, plans nothing", { heal: "report" }, []],
  ["the mode look changes nothing, whatever heals", { mode: "look" }, ["LookOnly"]],
  ["in the mode approve everything waits for approval", { mode: "approve" }, ["ApprovalMissing"]],
  [
    "what an operator's rule lets pass stays",
    {
      ignore: [{ type: "AWS::ECS::Service", path: "/DesiredCount", reason: "a sale", expires: "2027-01-01" }],
    },
    [],
  ],
])("%s", async (_name, rules, expected) => {
  const { call, pass, place, service } = await opened(rules);
  await call("ecs", "UpdateService", { ...place, desiredCount: 4 });
  expect(heals(await pass())).toEqual(expected);
  expect(await service()).toMatchObject({ desiredCount: 4 });
});

describe("a task definition that somebody has put in place of the deployed one", () => {
  test("is put back, but not while the service is rolled out", async () => {
    const { call, pass, place, service, later } = await opened();
    const before = await service();
    const { taskDefinition } = (await call("ecs", "DescribeTaskDefinition", {
      taskDefinition: before?.taskDefinition,
    })) as {
      readonly taskDefinition: Readonly<Record<string, unknown>>;
    };
    const {
      family,
      containerDefinitions,
      cpu,
      memory,
      networkMode,
      requiresCompatibilities,
      executionRoleArn,
      taskRoleArn,
    } = taskDefinition;
    const registered = (await call("ecs", "RegisterTaskDefinition", {
      family,
      containerDefinitions,
      cpu,
      memory,
      networkMode,
      requiresCompatibilities,
      executionRoleArn,
      taskRoleArn,
    })) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
    const other = registered.taskDefinition.taskDefinitionArn;
    await call("ecs", "UpdateService", { ...place, taskDefinition: other });
    expect(heals(await pass())).toEqual([]);
    expect(await service()).toMatchObject({ taskDefinition: other });
    await later(1200);
    expect(heals(await pass())).toEqual(["applied"]);
    await later(1200);
    expect(await service()).toMatchObject({ taskDefinition: before?.taskDefinition });
    expect(stepsIn(await pass())).toEqual([]);
  });
});

test("a service that is gone is told of and never made anew", async () => {
  const { call, pass, place, service } = await opened();
  await call("ecs", "DeleteService", { ...place, force: true });
  expect(heals(await pass())).toEqual([]);
  expect((await service())?.status).not.toBe("ACTIVE");
});

test("bounds of scaling need a role that may set them: without it the step fails by name, with it they are put back", async () => {
  const { call, pass, application } = await opened();
  const { cluster, service } = serviceOf(application, "books-prod-web");
  const target = {
    ServiceNamespace: "ecs",
    ResourceId: `service/${cluster}/${service}`,
    ScalableDimension: "ecs:service:DesiredCount",
  };
  await call(
    "application-auto-scaling",
    "RegisterScalableTarget",
    { ...target, MaxCapacity: 40 },
    production,
  );
  const refused = await pass();
  expect(refused.outcomes.find(({ step }) => step.kind === "heal")).toMatchObject({
    kind: "failed",
    failure: { reason: "AccessDenied" },
  });
  await call(
    "iam",
    "PutRolePolicy",
    {
      RoleName: "books-prod-EnvManagerRole",
      PolicyName: "heal",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: [
              "application-autoscaling:DescribeScalableTargets",
              "application-autoscaling:RegisterScalableTarget",
            ],
            Resource: "*",
          },
        ],
      }),
    },
    production,
  );
  expect(heals(await pass())).toEqual(["applied"]);
  const answer = (await call(
    "application-auto-scaling",
    "DescribeScalableTargets",
    { ServiceNamespace: "ecs", ResourceIds: [target.ResourceId] },
    production,
  )) as { readonly ScalableTargets: readonly unknown[] };
  expect(answer.ScalableTargets).toMatchObject([{ MinCapacity: 2, MaxCapacity: 4 }]);
});
