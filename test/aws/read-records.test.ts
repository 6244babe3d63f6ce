import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { type CopilotRecords, readRecords } from "../../src/aws/read-records.ts";
import { type AwsWorld, makeAwsWorld } from "../support/aws-world.ts";

const root = "/copilot/applications/shop";
const application = { name: "shop", account: "111111111111", domain: "", version: "1.0" };

function environment(name: string): object {
  const role = (kind: string): string => `arn:aws:iam::222222222222:role/shop-${name}-${kind}`;
  return {
    app: "shop",
    name,
    region: "eu-west-1",
    accountID: "222222222222",
    managerRoleARN: role("EnvManagerRole"),
    executionRoleARN: role("CFNExecutionRole"),
  };
}

async function withParameters(values: Readonly<Record<string, unknown>>): Promise<AwsWorld> {
  const aws = makeAwsWorld();
  for (const [name, value] of Object.entries(values)) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    await aws.world.run(
      aws.session.ssm.send(new PutParameterCommand({ Name: name, Type: "String", Value: text })),
    );
  }
  return aws;
}

function read({ world, session }: AwsWorld): Promise<CopilotRecords> {
  return world.run(readRecords(session, "shop"));
}

describe("Copilot's records", () => {
  test("an application that was never made is absent, and has neither environments nor components", async () => {
    const found = await read(await withParameters({}));
    expect(found.application).toEqual({ kind: "absent" });
    expect(found.environments).toEqual({ kind: "present", value: new Map() });
    expect(found.components).toEqual({ kind: "present", value: new Map() });
  });

  test("23 environments are read over all pages of ten", async () => {
    const names = Array.from({ length: 23 }, (_, index) => `env-${String(index).padStart(2, "0")}`);
    const aws = await withParameters({
      [root]: application,
      ...Object.fromEntries(names.map((name) => [`${root}/environments/${name}`, environment(name)])),
    });
    const { environments } = await read(aws);
    expect(
      environments.kind === "present" ? [...environments.value.keys()].toSorted() : environments,
    ).toEqual(names);
    const pages = aws.world.log.records.filter((record) => record.action === "GetParametersByPath");
    expect(pages.length).toBe(3);
  });

  test("another application whose name begins alike is not read", async () => {
    const aws = await withParameters({
      [root]: application,
      "/copilot/applications/shop-two/environments/test": environment("test"),
    });
    expect((await read(aws)).environments).toEqual({ kind: "present", value: new Map() });
  });

  test("one malformed environment is unreadable with its parameter's name, and the others are read", async () => {
    const found = await read(
      await withParameters({
        [root]: application,
        [`${root}/environments/test`]: environment("test"),
        [`${root}/environments/broken`]: "{",
      }),
    );
    const { environments } = found;
    if (environments.kind !== "present") throw new Error(environments.kind);
    expect(environments.value.get("test")).toMatchObject({
      kind: "present",
      value: { account: "222222222222" },
    });
    expect(environments.value.get("broken")).toMatchObject({
      kind: "unreadable",
      failure: {
        reason: "RecordUnreadable",
        message: expect.stringContaining(`${root}/environments/broken`),
      },
    });
  });

  test("one malformed component makes the listing of components unreadable: its type decides what may be done", async () => {
    const component = { app: "shop", name: "api", type: "Mainframe" };
    const found = await read(
      await withParameters({ [root]: application, [`${root}/components/api`]: component }),
    );
    expect(found.components).toMatchObject({ kind: "unreadable", failure: { reason: "RecordUnreadable" } });
    expect(found.environments.kind).toBe("present");
  });

  test.each([
    ["GetParameter", "unreadable", "present"],
    ["GetParametersByPath", "present", "unreadable"],
  ])("a refused %s is unreadable, never absent", async (action, record, listing) => {
    const aws = await withParameters({ [root]: application });
    const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
    aws.world.faults.add({ service: "ssm", action, effect });
    const found = await read(aws);
    expect([found.application.kind, found.environments.kind, found.components.kind]).toEqual([
      record,
      listing,
      listing,
    ]);
  });

  test("a page that fails in the middle makes the whole listing unreadable", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `env-${index}`);
    const aws = await withParameters({
      [root]: application,
      ...Object.fromEntries(names.map((name) => [`${root}/environments/${name}`, environment(name)])),
    });
    aws.world.faults.add({
      service: "ssm",
      action: "GetParametersByPath",
      nth: [2],
      effect: { kind: "throttle" },
    });
    expect((await read(aws)).environments).toMatchObject({
      kind: "unreadable",
      failure: { reason: "Throttled" },
    });
  });
});
