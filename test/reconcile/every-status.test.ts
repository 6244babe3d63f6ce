import { describe, expect, test } from "vitest";
import { type Held, pendingHolds } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import { environmentStackName } from "../../src/domain/stack-names.ts";
import { type StackStatus, stackStatuses } from "../../src/domain/stack-status.ts";
import { holdsData } from "../../src/plan/replacement.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { type Stage, stageOn } from "../simulator/cloudformation/stage.ts";
import { one, reach, ways } from "../simulator/cloudformation/ways-to-statuses.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { writesSince } from "../support/aws-world.ts";
import { openAdoptedShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

/** Of the environment `develop`, and of `qa`, which this test adds. */
const account = "222222222222";
const minute = 60_000;

/** What holds data in every stack that somebody brings into a status; an import has only what it takes in. */
const data = {
  Bucket: { Type: "AWS::S3::Bucket" },
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  },
  Files: { Type: "AWS::EFS::FileSystem" },
  Database: {
    Type: "AWS::RDS::DBInstance",
    Properties: { DBInstanceClass: "db.t4g.micro", Engine: "postgres", AllocatedStorage: "20" },
  },
};

/** Whose stack it is, and what Git asks for. */
interface Kind {
  readonly stack: string;
  readonly environment: string;
  readonly workload?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const workload: Kind = {
  stack: "shop-develop-cache",
  environment: "develop",
  workload: "cache",
  tags: {
    "copilot-application": "shop",
    "copilot-environment": "develop",
    "copilot-service": "cache",
  },
  files: {
    "copilot/cache/manifest.yml":
      'name: cache\ntype: Backend Service\nimage: { location: "nginx:1.29", port: 6379 }\ncpu: 256\nmemory: 512\ncount: 1\n',
  },
};

const environment: Kind = {
  stack: environmentStackName("shop", "qa"),
  environment: "qa",
  tags: { "copilot-application": "shop", "copilot-environment": "qa" },
  files: {
    "copilot/.workspace": "application: shop\n",
    "copilot/environments/qa/manifest.yml": "name: qa\ntype: Environment\n",
  },
};

/** Where a stack ends that somebody brought into a status: at rest as Git asks, or held with this reason. */
type Ends = Readonly<Record<StackStatus, string>>;

const workloadEnds: Ends = {
  CREATE_COMPLETE: "DataAtRisk",
  CREATE_FAILED: "FailedCreate",
  CREATE_IN_PROGRESS: "DataAtRisk",
  DELETE_COMPLETE: "CREATE_COMPLETE",
  DELETE_FAILED: "StackStuck",
  DELETE_IN_PROGRESS: "CREATE_COMPLETE",
  IMPORT_COMPLETE: "UPDATE_COMPLETE",
  IMPORT_IN_PROGRESS: "UPDATE_COMPLETE",
  IMPORT_ROLLBACK_COMPLETE: "UPDATE_COMPLETE",
  IMPORT_ROLLBACK_FAILED: "StackStuck",
  IMPORT_ROLLBACK_IN_PROGRESS: "UPDATE_COMPLETE",
  REVIEW_IN_PROGRESS: "CREATE_COMPLETE",
  ROLLBACK_COMPLETE: "CREATE_COMPLETE",
  ROLLBACK_FAILED: "FailedCreate",
  ROLLBACK_IN_PROGRESS: "CREATE_COMPLETE",
  UPDATE_COMPLETE: "DataAtRisk",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "DataAtRisk",
  UPDATE_FAILED: "StackStuck",
  UPDATE_IN_PROGRESS: "DataAtRisk",
  UPDATE_ROLLBACK_COMPLETE: "DataAtRisk",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "DataAtRisk",
  UPDATE_ROLLBACK_FAILED: "StackStuck",
  UPDATE_ROLLBACK_IN_PROGRESS: "DataAtRisk",
};
const environmentEnds: Ends = {
  ...workloadEnds,
  CREATE_FAILED: "EnvironmentStuck",
  DELETE_FAILED: "EnvironmentStuck",
  IMPORT_ROLLBACK_FAILED: "EnvironmentStuck",
  REVIEW_IN_PROGRESS: "EnvironmentStuck",
  ROLLBACK_COMPLETE: "EnvironmentStuck",
  ROLLBACK_FAILED: "EnvironmentStuck",
  ROLLBACK_IN_PROGRESS: "EnvironmentStuck",
  UPDATE_FAILED: "EnvironmentStuck",
  UPDATE_ROLLBACK_FAILED: "EnvironmentStuck",
  DELETE_COMPLETE: "EnvironmentNotDeployed",
  DELETE_IN_PROGRESS: "EnvironmentNotDeployed",
};

describe.each([
  ["workload's", workload, workloadEnds],
  ["environment's", environment, environmentEnds],
] as const)("a %s stack that somebody brought into", (_name, kind, ends) => {
  test.each(stackStatuses)("%s ends at rest, or held with what a person does", async (status) => {
    const { shop, subject } = await open(kind);
    const stage = await enter(shop, kind, status);
    const there = shop.world.snapshot();
    const began = shop.world.clock.now().getTime();
    const calls = shop.world.log.records.length;
    const isRunning = status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
    if (isRunning) {
      const during = await shop.sync(subject);
      expect(heldOf(kind, during).map(({ reason }) => reason)).toEqual([
        kind.workload === undefined ? "EnvironmentBusy" : "StackBusy",
      ]);
      expect(writesTo(shop, calls)).toEqual([]);
    }
    await settle(stage);
    healResources(shop.world);
    const report = await passes(shop, subject);
    expect(endOf(shop, kind, report)).toBe(ends[status]);
    for (const { reason, message, remedy } of heldOf(kind, report)) {
      expect(message, reason).toMatch(/\S/);
      expect(remedy, `${reason}: ${message}`).toMatch(/aws |autoland |commit|Git/i);
      expect(report.reasons.map((each) => each.reason)).toContain(reason);
    }
    const lost = deletedData(shop);
    const elapsed = shop.world.clock.now().getTime() - began;
    shop.world.restore(there);
    await settle(stage);
    healResources(shop.world);
    await shop.world.run(shop.world.clock.sleep(elapsed));
    const lostAnyway = deletedData(shop);
    expect(lost.filter((id) => !lostAnyway.includes(id))).toEqual([]);
  });
});

test.each(["CREATE_COMPLETE", "ROLLBACK_COMPLETE"] as const)(
  "a stack of another application that has the workload's name and is %s is left alone",
  async (status) => {
    const { shop, subject } = await open(workload);
    await enter(shop, { ...workload, tags: { "copilot-application": "shop-develop" } }, status);
    healResources(shop.world);
    const calls = shop.world.log.records.length;
    const report = await passes(shop, subject);
    expect(endOf(shop, workload, report)).toBe("ForeignStack");
    expect(writesTo(shop, calls)).toEqual([]);
    expect(stackOf(shop, workload)?.status).toBe(status);
  },
);

test("somebody else's change set in a shell without tags is not executed and not deleted by Autoland, which makes the stack by its own", async () => {
  const { shop, subject } = await open(workload);
  await enter(shop, { ...workload, tags: {} }, "REVIEW_IN_PROGRESS");
  const calls = shop.world.log.records.length;
  expect(endOf(shop, workload, await passes(shop, subject))).toBe("CREATE_COMPLETE");
  expect(writesTo(shop, calls)).toEqual([
    "cloudformation:CreateChangeSet",
    "cloudformation:ExecuteChangeSet",
  ]);
});

/** The shop with the workload or the environment in its registers and in Git, and an operator's role that may do everything. */
async function open(kind: Kind): Promise<{ readonly shop: Shop; readonly subject: Subject }> {
  const shop = await openAdoptedShop();
  const role = await makeApplyRole(shop);
  shop.source.commit(kind.environment, kind.files);
  const executionRole = `arn:aws:iam::${account}:role/shop-develop-CFNExecutionRole`;
  const put = (name: string, value: object): Promise<unknown> =>
    stageOn(shop.world, { account: shopAccount, region: shopRegion }).call(
      "PutParameter",
      { Name: `/copilot/applications/shop/${name}`, Type: "String", Value: JSON.stringify(value) },
      "ssm",
    );
  if (kind.workload === undefined)
    await put("environments/qa", {
      app: "shop",
      name: "qa",
      region: shopRegion,
      accountID: account,
      registryURL: "",
      executionRoleARN: executionRole,
      managerRoleARN: role,
    });
  else await put("components/cache", { app: "shop", name: "cache", type: "Backend Service" });
  const { environment: name } = kind;
  const subject: Subject = {
    ...shop.subject(),
    branches: [{ pattern: name, matches: (branch) => branch === name, environments: [name] }],
    environments: [{ environment: name, mode: "apply", roles: { apply: role } }],
  };
  return { shop, subject };
}

/** Somebody of the environment's account brings the stack into the status. */
async function enter({ world }: Shop, kind: Kind, status: StackStatus): Promise<Stage> {
  const Tags = Object.entries(kind.tags).map(([Key, Value]) => ({ Key, Value }));
  const stage = stageOn(world, { account, region: shopRegion }, (action, given) => {
    const input = given as Readonly<Record<string, unknown>>;
    if (input["StackName"] !== "s") return input;
    const named = { ...input, StackName: kind.stack };
    if (!/^(?:CreateStack|UpdateStack|CreateChangeSet)$/.test(action)) return named;
    const { Resources } = JSON.parse(String(input["TemplateBody"])) as { readonly Resources: object };
    const TemplateBody = JSON.stringify({
      Resources: input["ChangeSetType"] === "IMPORT" ? Resources : { ...data, ...Resources },
    });
    return { ...named, Tags, TemplateBody };
  });
  if (status === "DELETE_COMPLETE") {
    await stage.create("s", one);
    await stage.remove("s");
    return stage;
  }
  await ways[status](stage);
  await reach(stage, "s", status);
  expect((await stage.describe("s")).StackStatus).toBe(status);
  return stage;
}

/** What somebody began comes to its end. */
async function settle(stage: Stage): Promise<void> {
  await stage.settled("s").catch(() => undefined);
}

/** Passes until there is nothing to do any more, twenty minutes apart; at most eight. */
async function passes(shop: Shop, subject: Subject): Promise<Report> {
  for (let pass = 0; pass < 8; pass += 1) {
    const report = await shop.sync(subject);
    if (!report.outcomes.some(({ kind }) => kind === "applied")) return report;
    await shop.world.run(shop.world.clock.sleep(20 * minute));
  }
  throw new Error("it did not come to rest");
}

function heldOf(kind: Kind, { plan }: Report): readonly Held[] {
  return plan.environments.flatMap((planned) =>
    pendingHolds(planned).filter((held) => held.workload === kind.workload),
  );
}

function endOf(shop: Shop, kind: Kind, report: Report): string {
  const held = heldOf(kind, report).map(({ reason }) => reason);
  const failed = report.outcomes.flatMap((outcome) =>
    outcome.kind === "failed" ? [outcome.failure.reason] : [],
  );
  const words = [...new Set([...held, ...failed])];
  return words.length > 0 ? words.join(", ") : (stackOf(shop, kind)?.status ?? "gone");
}

function stackOf({ world }: Shop, { stack }: Kind): StackRecord | undefined {
  const { stacks, names } = world.cells.at(regionState, { account, region: shopRegion });
  return stacks.get(names.get(stack) ?? "");
}

/** What held data and was deleted, by what CloudFormation's events say. */
function deletedData({ world }: Shop): readonly string[] {
  const { stacks } = world.cells.at(regionState, { account, region: shopRegion });
  return [...stacks.values()].flatMap(({ id, events }) =>
    events
      .filter(
        ({ type, status, physicalId }) =>
          holdsData(type) && status === "DELETE_COMPLETE" && physicalId !== id,
      )
      .map(({ physicalId }) => `${id} ${physicalId}`),
  );
}

function writesTo({ world }: Shop, calls: number): readonly string[] {
  return writesSince(world, calls).filter(
    (call) => call.startsWith("cloudformation:") && !call.endsWith("StackSet"),
  );
}
