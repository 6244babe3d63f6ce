import { beforeAll, describe, expect, test } from "vitest";
import { makeFounder } from "../../src/aws/founder.ts";
import { makeSessions, type Session, type Sessions } from "../../src/aws/sessions.ts";
import { type Failure, failureOf } from "../../src/domain/failure.ts";
import type { EnvironmentWish, Founded, FoundingStep } from "../../src/domain/founding.ts";
import { foundEnvironment } from "../../src/founding/found-environment.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { renderApplicationRoles } from "../../src/render/application/render-application-roles.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { type Principal, rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { writesSince } from "../support/aws-world.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";

const [account, other] = ["111111111111", "222222222222"];
const [region, far] = ["eu-west-1", "us-east-1"];

let deployed: DeployedByCopilot;
beforeAll(async () => {
  deployed = await deployByCopilot({
    files: new Map([
      ["copilot/.workspace", "application: books\n"],
      ["copilot/environments/test/manifest.yml", "name: test\ntype: Environment\n"],
      ["copilot/environments/extra/manifest.yml", "name: extra\ntype: Environment\n"],
      [
        "copilot/api/manifest.yml",
        "name: api\ntype: Backend Service\nimage:\n  location: nginx:1.29\n  port: 80\ncpu: 256\nmemory: 512\ncount: 1\n",
      ],
    ]),
    applicationAccount: account,
    region,
    domain: "example.com",
    copilotVersion: "v1.34.0",
    environments: [{ name: "test", account, region, stage: "initialised" }],
  });
});

/** Each call once, so that faults show. */
function sessionsIn(world: World, of: string): Sessions {
  const arn = `arn:aws:iam::${account}:user/admin`;
  const principal: Principal =
    of === account ? { kind: "user", account, arn, userName: "admin" } : rootOf(of);
  return makeSessions(
    {
      region,
      credentials: world.issueCredentials(principal),
      requestHandler: makeRequestHandler(world),
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 1 }),
    },
    world.clock,
  );
}

const wish: EnvironmentWish = { application: "books", environment: "extra", account: other, region: far };

function found(
  world: World,
  wanted: EnvironmentWish = wish,
  options: { readonly tell?: (step: FoundingStep) => void; readonly environment?: Session } = {},
): Promise<Founded> {
  const founder = makeFounder({
    sessions: sessionsIn(world, account),
    environment: options.environment ?? sessionsIn(world, wanted.account).application(wanted.region),
    clock: world.clock,
    templateVersion: "v1.34.0",
    renderRoles: (application) => (delegatedAccounts, templateVersion) =>
      renderApplicationRoles(application, { templateVersion, delegatedAccounts }),
  });
  return foundEnvironment(founder, wanted, options.tell ?? (() => undefined));
}

async function call(
  world: World,
  of: string,
  where: string,
  service: string,
  action: string,
  input: object,
): Promise<Record<string, unknown>> {
  const credentials = world.issueCredentials(rootOf(of));
  return world.run(world.call({ service, action, credentials, region: where, input }));
}

async function parameter(world: World, name: string): Promise<unknown> {
  const path = `/copilot/applications/books/environments/${name}`;
  const described = await call(world, account, region, "ssm", "DescribeParameters", {
    ParameterFilters: [{ Key: "Name", Values: [path] }],
  });
  const [entry] = described["Parameters"] as Record<string, unknown>[];
  if (entry === undefined) return undefined;
  const { Parameter: value } = (await call(world, account, region, "ssm", "GetParameter", {
    Name: path,
  })) as { Parameter: { Value: string } };
  const { TagList: tags } = await call(world, account, region, "ssm", "ListTagsForResource", {
    ResourceType: "Parameter",
    ResourceId: path,
  });
  const { Description, Type, Tier, DataType } = entry;
  return { Description, Type, Tier, DataType, value: value.Value, tags };
}

/** What stands of the environment everywhere; equal worlds give equal texts. */
async function everything(books: CopilotApplication): Promise<object> {
  const { world } = books;
  const { StackSet: set } = (await call(world, account, region, "cloudformation", "DescribeStackSet", {
    StackSetName: "books-infrastructure",
  })) as { StackSet: { TemplateBody: string; Regions: string[] } };
  const reading = readTemplate(set.TemplateBody);
  const roles = books.stack("books-infrastructure-roles");
  return {
    accounts: reading.kind === "read" ? reading.template.Metadata?.["Accounts"] : undefined,
    regions: set.Regions.toSorted(),
    delegated: roles.current?.parameters["AppDNSDelegatedAccounts"],
    trusted: JSON.stringify(roles.resources.get("DNSDelegationRole")?.live.properties).includes(other),
    stacks: books
      .stacks()
      .filter(({ name, status }) => name === "books-extra" && status !== "DELETE_COMPLETE")
      .map(({ status }) => status),
    record: await parameter(world, "extra"),
  };
}

const created = {
  accounts: [other],
  regions: [region, far],
  delegated: `${account},${other}`,
  trusted: true,
  stacks: ["CREATE_COMPLETE"],
};

async function refusal(books: CopilotApplication, work: Promise<unknown>): Promise<Failure> {
  return failureOf(
    await books.world.run(
      work.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  );
}

describe("creating an environment in another account and region", () => {
  test("takes Copilot's steps in Copilot's order, and writes the record as Copilot does", async () => {
    const books = await openDeployed(deployed);
    const calls = books.world.log.records.length;
    const told: string[] = [];
    const { steps } = await books.world.run(
      found(books.world, wish, {
        tell: ({ kind }) => told.push(`${kind} after ${writesSince(books.world, calls).length} writes`),
      }),
    );
    expect(steps.map(({ kind }) => kind)).toEqual([
      "delegate-dns",
      "enter-account",
      "open-region",
      "make-roles",
      "write-record",
    ]);
    expect(writesSince(books.world, calls)).toEqual([
      "cloudformation:DeleteChangeSet",
      "cloudformation:CreateChangeSet",
      "cloudformation:ExecuteChangeSet",
      "cloudformation:UpdateStackSet",
      "cloudformation:CreateStackInstances",
      "cloudformation:CreateStack",
      "ssm:PutParameter",
    ]);
    expect(told).toEqual([
      "delegate-dns after 0 writes",
      "enter-account after 3 writes",
      "open-region after 4 writes",
      "make-roles after 5 writes",
      "write-record after 6 writes",
    ]);
    expect(await everything(books)).toMatchObject(created);
    const copilots = JSON.stringify(await parameter(books.world, "test"));
    expect(JSON.stringify(await parameter(books.world, "extra"))).toBe(
      copilots
        .replaceAll(/\btest\b/g, "extra")
        .replaceAll(region, far)
        .replaceAll(/(?<=accountID\\":\\"|iam::)\d{12}/g, other),
    );
  });

  test("a second run finds everything there and writes nothing", async () => {
    const books = await openDeployed(deployed);
    await books.world.run(found(books.world));
    const before = await everything(books);
    const calls = books.world.log.records.length;
    expect((await books.world.run(found(books.world))).steps).toEqual([]);
    expect(writesSince(books.world, calls)).toEqual([]);
    expect(await everything(books)).toEqual(before);
  });

  test("it is then deployed from its manifest like any other, with its workloads", async () => {
    const books = await openDeployed(deployed);
    await books.world.run(found(books.world));
    const subject = {
      ...books.subject(),
      branches: [{ pattern: "main", matches: (name: string) => name === "main", environments: ["extra"] }],
      environments: [{ environment: "extra", mode: "apply" as const, roles: {} }],
    };
    const { signal } = new AbortController();
    for (let pass = 0; pass < 3; pass++) {
      const report = await books.world.run(sync(books.eyes, books.hands, subject, signal));
      expect(
        report.outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.failure.message] : [])),
      ).toEqual([]);
      if (pass === 2) expect(report.outcomes).toEqual([]);
    }
    const stack = books.stack("books-extra");
    expect([stack.status, [...stack.resources.keys()].includes("Cluster")]).toEqual([
      "UPDATE_COMPLETE",
      true,
    ]);
    expect(books.stack("books-extra-api").status).toBe("CREATE_COMPLETE");
    expect(books.stack("books-extra-api").account).toBe(other);
  });
});

describe("in the application's own account and region", () => {
  test("only the roles and the record are lacking", async () => {
    const books = await openDeployed(deployed);
    const { steps } = await books.world.run(
      found(books.world, { application: "books", environment: "second", account, region }),
    );
    expect(steps.map(({ kind }) => kind)).toEqual(["make-roles", "write-record"]);
    expect(await parameter(books.world, "second")).toBeDefined();
  });
});

describe("what an earlier environment left", () => {
  test("roles of a stack that was deleted are replaced", async () => {
    const books = await openDeployed(deployed);
    await books.world.run(found(books.world));
    await call(books.world, other, far, "cloudformation", "DeleteStack", { StackName: "books-extra" });
    await books.world.run(books.world.clock.sleep(600_000));
    expect((await everything(books)) as { stacks: unknown }).toMatchObject({ stacks: [] });
    const { steps } = await books.world.run(found(books.world));
    expect(steps.map(({ kind }) => kind)).toEqual(["make-roles"]);
    expect(await everything(books)).toMatchObject(created);
  });

  test("a record that was lost is written again from the stack's outputs", async () => {
    const books = await openDeployed(deployed);
    await books.world.run(found(books.world));
    const before = await everything(books);
    await call(books.world, account, region, "ssm", "DeleteParameter", {
      Name: "/copilot/applications/books/environments/extra",
    });
    const { steps } = await books.world.run(found(books.world));
    expect(steps.map(({ kind }) => kind)).toEqual(["write-record"]);
    expect(await everything(books)).toEqual(before);
  });

  test("somebody else's role of the name is left alone, and named", async () => {
    const books = await openDeployed(deployed);
    await call(books.world, other, far, "iam", "CreateRole", {
      RoleName: "books-extra-EnvManagerRole",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
    });
    const failure = await refusal(books, found(books.world));
    expect(failure).toMatchObject({ reason: "EnvironmentRolesFailed", disposition: "stall" });
    expect(failure.message).toMatch(/EnvironmentManagerRole.*already exists/);
    expect(await parameter(books.world, "extra")).toBeUndefined();
  });
});

describe("two at once", () => {
  test("for the same environment end with one", async () => {
    const books = await openDeployed(deployed);
    await books.world.run(Promise.all([found(books.world), found(books.world)]));
    expect(await everything(books)).toMatchObject(created);
  });

  test("for different accounts lose nothing of each other's", async () => {
    const books = await openDeployed(deployed);
    const third = { ...wish, environment: "third", account: "333333333333" };
    await books.world.run(Promise.all([found(books.world), found(books.world, third)]));
    const after = (await everything(books)) as { accounts: string[]; delegated: string };
    expect(after.accounts.toSorted()).toEqual([other, third.account]);
    expect(after.delegated.split(",").toSorted()).toEqual([account, other, third.account]);
    expect(await parameter(books.world, "third")).toBeDefined();
  });
});

describe("is refused with nothing changed", () => {
  const cases: readonly [
    name: string,
    wanted: Partial<EnvironmentWish>,
    reason: string,
    message: RegExp,
    remedy: RegExp,
  ][] = [
    [
      "for a name that exists elsewhere",
      { environment: "test" },
      "EnvironmentExists",
      /exists in account 111111111111, eu-west-1/,
      /--region eu-west-1/,
    ],
    ["for an invalid name", { environment: "Prod_1" }, "NameInvalid", /"Prod_1"/, /such as/],
    ["for a name with two hyphens", { environment: "a--b" }, "NameInvalid", /"a--b"/, /such as/],
    [
      "for a name whose roles IAM would not take",
      { environment: "e".repeat(50) },
      "NameInvalid",
      /IAM takes 64/,
      /at most 41 characters/,
    ],
    ["for a region that is none", { region: "Ireland" }, "NameInvalid", /"Ireland"/, /--region/],
    [
      "for an application that is not registered",
      { application: "films" },
      "ApplicationNotRegistered",
      /no application films/,
      /get-parameters-by-path/,
    ],
  ];
  test.each(cases)("%s", async (_name, wanted, reason, message, remedy) => {
    const books = await openDeployed(deployed);
    const calls = books.world.log.records.length;
    const failure = await refusal(books, found(books.world, { ...wish, ...wanted }));
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toMatch(remedy);
    expect(writesSince(books.world, calls)).toEqual([]);
  });

  test("for another account whose role may not be assumed", async () => {
    const books = await openDeployed(deployed);
    const calls = books.world.log.records.length;
    const environment = sessionsIn(books.world, account).as(`arn:aws:iam::${other}:role/nobody`, far);
    const failure = await refusal(books, found(books.world, wish, { environment }));
    expect(failure).toMatchObject({ reason: "RoleRefused" });
    expect(failure.message).toContain(`arn:aws:iam::${other}:role/nobody`);
    expect(writesSince(books.world, calls)).toEqual([]);
  });

  test("where a stack of the name is somebody else's", async () => {
    const books = await openDeployed(deployed);
    await call(books.world, other, far, "cloudformation", "CreateStack", {
      StackName: "books-extra",
      TemplateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }),
    });
    await books.world.run(books.world.clock.sleep(60_000));
    const calls = books.world.log.records.length;
    expect(await refusal(books, found(books.world))).toMatchObject({ reason: "NameTaken" });
    expect(writesSince(books.world, calls)).toEqual([]);
  });
});

const interruptions: readonly (readonly [string, FaultEffect])[] = [
  ["before its effect", { kind: "timeout", phase: "before-effect" }],
  ["after its effect", { kind: "timeout", phase: "after-effect" }],
];

test.each(interruptions)(
  "interrupted at each call %s, the same command again ends with one environment",
  async (_name, effect) => {
    const books = await openDeployed(deployed);
    const { world } = books;
    const start = world.snapshot();
    const calls = world.log.records.length;
    await world.run(found(world));
    const whole = world.log.records.slice(calls).filter(({ via }) => via === undefined).length;
    let interrupted = 0;
    for (let nth = 1; nth <= whole; nth += 1) {
      world.restore(start);
      world.faults.clear();
      world.faults.add({ nth: [nth], effect });
      // What answers that something is not there has no effect after which it could be interrupted.
      interrupted += await world.run(
        found(world).then(
          () => 0,
          () => 1,
        ),
      );
      world.faults.clear();
      await world.run(found(world));
      expect(await everything(books), `interrupted at call ${nth}`).toMatchObject(created);
      if (nth % 6 !== 0) continue;
      const writes = world.log.records.length;
      expect((await world.run(found(world))).steps).toEqual([]);
      expect(writesSince(world, writes)).toEqual([]);
    }
    expect(interrupted).toBeGreaterThan(25);
  },
);
