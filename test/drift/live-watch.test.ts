import { beforeAll, expect, test } from "vitest";
import type { DriftCause, DriftFinding } from "../../src/domain/drift.ts";
import { driftTitle } from "../../src/domain/drift-standing.ts";
import { changeBehindBack } from "../../src/simulator/cloudformation/drift/tamper.ts";
import {
  type CopilotApplication,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { adoptedApplication, subjectWithRoles, withDriftRoles } from "../support/drift.ts";
import { type DriftLooked, type Watched, watchedShop, whileWatched } from "../support/drift-watch.ts";

let adopted: DeployedByCopilot;
let application: CopilotApplication;

beforeAll(async () => {
  adopted = await withDriftRoles(await adoptedApplication(watchedShop));
}, 120_000);

/** Comparisons one after another, and few looks: the world's hours cost the test less. */
const quick = {
  lookEvery: 300,
  settings: { comparisonsPerHour: 600, intervalMilliseconds: 60_000 },
} as const;
const production = { account: "222222222222", region: "eu-central-1" };

function titles(findings: readonly DriftFinding[]): readonly string[] {
  return findings.map((finding) => `${finding.environment}/${finding.workload ?? ""} ${driftTitle(finding)}`);
}

function hasFound(title: string): (looked: DriftLooked) => boolean {
  return ({ found }) => titles(found).includes(title);
}

function hasLost(title: string): (looked: DriftLooked) => boolean {
  return ({ gone }) => titles(gone).includes(title);
}

/** Cluster and service of a workload's stack, as ECS's API takes them. */
function serviceOf(stack: string): { readonly cluster: string; readonly service: string } {
  const found = [...application.stack(stack).resources.values()].find(
    ({ type }) => type === "AWS::ECS::Service",
  );
  const [, cluster = "", service = ""] = (found?.physicalId.split(":")[5] ?? "").split("/");
  return { cluster, service };
}

async function watched(
  story: (watched: Watched) => Promise<void>,
  options: Parameters<typeof whileWatched>[1] = {},
): Promise<void> {
  application = await openDeployed(adopted);
  const subject = subjectWithRoles(application, adopted.options);
  await whileWatched(application, { subject, ...options }, story);
}

test("what somebody does with AWS's own calls is found within a minute: services, what scales them, and secrets", async () => {
  await watched(async ({ pass, call, until }) => {
    await pass(120);
    await call("ecs", "UpdateService", { ...serviceOf("books-test-search"), desiredCount: 4 });
    expect(await until(hasFound("test/search Service /DesiredCount changed"), 60)).toBeLessThan(60);

    const { cluster, service } = serviceOf("books-prod-web");
    const scaling = {
      ServiceNamespace: "ecs",
      ResourceId: `service/${cluster}/${service}`,
      ScalableDimension: "ecs:service:DesiredCount",
    };
    await call(
      "application-auto-scaling",
      "RegisterScalableTarget",
      { ...scaling, MaxCapacity: 40 },
      production,
    );
    expect(await until(hasFound("prod/web AutoScalingTarget /MaxCapacity changed"), 60)).toBeLessThan(60);

    await call("ssm", "DeleteParameter", { Name: "/copilot/books/test/secrets/token" });
    expect(await until(hasFound("test/web TaskDefinition /Secrets deleted"), 60)).toBeLessThan(60);

    await call(
      "application-auto-scaling",
      "RegisterScalableTarget",
      { ...scaling, MaxCapacity: 4 },
      production,
    );
    expect(await until(hasLost("prod/web AutoScalingTarget /MaxCapacity changed"), 60)).toBeLessThan(60);
  });
});

test("who changed it and when is told once CloudTrail knows, and not of the next difference of the same place", async () => {
  await watched(
    async ({ told, pass, call, until }) => {
      await pass(600);
      const { service } = serviceOf("books-test-search");
      const change = (desiredCount: number): Promise<unknown> =>
        call("ecs", "UpdateService", { ...serviceOf("books-test-search"), desiredCount });
      const place = "test/search Service /DesiredCount changed";
      const begun = application.world.clock.now().getTime();
      await change(4);
      await until(hasFound(place), 120);
      expect(causesOf(told, "search")).toEqual([undefined]);
      const waited = await until((looked) => causesOf([looked], "search")[0]?.kind === "Call", 900);
      // CloudTrail shows a call five minutes late.
      expect(waited).toBeGreaterThan(200);
      const [cause] = causesOf(told, "search");
      expect(cause).toMatchObject({
        kind: "Call",
        by: "arn:aws:iam::111111111111:root",
        message: "UpdateService by arn:aws:iam::111111111111:root",
      });
      expect(Math.abs((cause?.at?.getTime() ?? 0) - begun)).toBeLessThan(5_000);
      expect(asked(service)).toBeLessThanOrEqual(2);
      await change(1);
      await until(hasLost(place), 120);
      await change(5);
      await until(hasFound(place), 120);
      expect(causesOf(told, "search")).toEqual([undefined]);
    },
    { lookEvery: 300 },
  );
});

test("where CloudTrail may not be asked, it is said so and with what", async () => {
  await watched(
    async ({ told, pass, call, until }) => {
      await pass(600);
      application.world.faults.add({
        service: "cloudtrail",
        action: "LookupEvents",
        effect: { kind: "refuse", code: "AccessDeniedException", message: "not authorized", httpStatus: 400 },
      });
      await call("ecs", "UpdateService", { ...serviceOf("books-test-search"), desiredCount: 4 });
      await until(hasFound("test/search Service /DesiredCount changed"), 120);
      await until((looked) => causesOf([looked], "search")[0] !== undefined, 900);
      expect(causesOf(told, "search")).toEqual([
        { kind: "NotKnown", message: "not known: role lacks cloudtrail:LookupEvents" },
      ]);
    },
    { lookEvery: 300 },
  );
});

/** The causes of a workload's live differences, as told last. */
function causesOf(told: readonly DriftLooked[], workload: string): readonly (DriftCause | undefined)[] {
  const target = told
    .at(-1)
    ?.standing.report.targets.find((one) => one.environment === "test" && one.workload === workload);
  const live = target?.layers.live;
  return live?.kind === "drifted" ? live.findings.map(({ cause }) => cause) : [];
}

/** How often CloudTrail was asked about a name. */
function asked(name: string): number {
  return application.world.log.records.filter(
    ({ action, input }) => action === "LookupEvents" && JSON.stringify(input).includes(`"${name}"`),
  ).length;
}

test("an application that nobody touched is in sync in all layers once each stack was compared, and nothing is told as found", async () => {
  await watched(async ({ pass, told }) => {
    await pass(700);
    expect(told.flatMap(({ found }) => titles(found))).toEqual([]);
    expect(told.at(-1)?.standing.report.counts).toEqual({ drifted: 0, inSync: 8, notChecked: 0 });
  }, quick);
});

test("before a stack was compared it is not checked, never in sync", async () => {
  await watched(async ({ pass, told }) => {
    await pass(1);
    expect(told[0]?.standing.report.counts).toEqual({ drifted: 0, inSync: 0, notChecked: 8 });
  });
});

test("a property that only CloudFormation compares is found by its turn, and seen to be gone", async () => {
  const settings = { ...quick.settings, compareEveryMilliseconds: 900_000 };
  await watched(
    async ({ pass, until }) => {
      await pass(700);
      const address = {
        account: "111111111111",
        region: "eu-west-1",
        stackName: "books-test-catalog",
        logicalId: "LogGroup",
      };
      const title = "test/catalog LogGroup /RetentionInDays changed";
      changeBehindBack(application.world, address, { RetentionInDays: 1 });
      await until(hasFound(title), 1500);
      changeBehindBack(application.world, address, { RetentionInDays: 30 });
      await until(hasLost(title), 1500);
    },
    { ...quick, settings },
  );
});

test("a stack that this process is changing is not asked about", async () => {
  const busy = new Set(["111111111111/eu-west-1/books-test-search"]);
  await watched(
    async ({ pass, call, told }) => {
      await pass(120);
      const before = application.world.log.records.length;
      await call("ecs", "UpdateService", { ...serviceOf("books-test-search"), desiredCount: 4 });
      await pass(600);
      expect(told.flatMap(({ found }) => titles(found))).toEqual([]);
      const asked = JSON.stringify(application.world.log.records.slice(before + 1));
      expect(asked).not.toContain(serviceOf("books-test-search").service);
    },
    { busy },
  );
});
