import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { makeRecords } from "../../src/aws/records.ts";
import type { RecordedState, Records } from "../../src/domain/records.ts";
import type { Observed } from "../../src/domain/observed.ts";
import { type AwsWorld, makeAwsWorld } from "../support/aws-world.ts";

interface Bench extends AwsWorld {
  readonly records: Records;
  readonly read: () => Promise<Observed<RecordedState>>;
  readonly put: (name: string, value: string) => Promise<unknown>;
}

function bench(): Bench {
  const aws = makeAwsWorld();
  const records = makeRecords(aws.sessions, aws.world.clock);
  return {
    ...aws,
    records,
    read: () => aws.world.run(records.read("shop")),
    put: (name, value) =>
      aws.world.run(
        aws.session.ssm.send(new PutParameterCommand({ Name: name, Type: "String", Value: value })),
      ),
  };
}

const failed = { environment: "test", workload: "api", digest: "d".repeat(64), cause: "Queue: name taken" };

test("of an application of which nothing was recorded there is nothing", async () => {
  expect(await bench().read()).toEqual({ kind: "present", value: { failedCreations: [], retries: [] } });
});

test("what is written is read again, and written twice it stands there once, as it was last", async () => {
  const { records, world, read } = bench();
  const [early, late] = [new Date("2026-11-20T08:00:00Z"), new Date("2026-11-20T08:30:00Z")];
  for (const at of [early, late]) await world.run(records.recordFailedCreation("shop", { ...failed, at }));
  await world.run(records.recordRetry("shop", { environment: "test", workload: "api", at: late }));
  expect(await read()).toEqual({
    kind: "present",
    value: {
      failedCreations: [{ ...failed, at: late }],
      retries: [{ environment: "test", workload: "api", at: expect.any(Date) }],
    },
  });
});

test("records of more workloads than a page holds are all read, and no other application's", async () => {
  const { records, world, read } = bench();
  const at = new Date("2026-11-20T08:00:00Z");
  const names = Array.from({ length: 13 }, (_, index) => `api-${index}`);
  for (const workload of names)
    await world.run(records.recordFailedCreation("shop", { ...failed, workload, at }));
  await world.run(records.recordFailedCreation("shop-two", { ...failed, at }));
  const found = await read();
  expect(found.kind === "present" ? found.value.failedCreations.length : found).toBe(13);
});

test("a cause as long as AWS ever writes fits a standard parameter", async () => {
  const { records, world, read, session } = bench();
  const cause = "é".repeat(3_000);
  await world.run(
    records.recordFailedCreation("shop", { ...failed, cause, at: new Date("2026-11-20T08:00:00Z") }),
  );
  const Name = "/autoland/shop/failed-creations/test/api";
  const written = await world.run(session.ssm.send(new GetParameterCommand({ Name })));
  expect(Buffer.byteLength(written.Parameter?.Value ?? "")).toBeLessThan(4_096);
  expect((await read()).kind).toBe("present");
});

test("what else stands below the application's path, such as its configuration, disturbs nothing", async () => {
  const { put, read } = bench();
  await put("/autoland/shop/config", "applications:\n  shop: {}\n");
  expect(await read()).toEqual({ kind: "present", value: { failedCreations: [], retries: [] } });
});

test.each([["{"], ['{"at":"yesterday"}']])(
  "a record that reads %s is unreadable, with its name and what to do",
  async (value) => {
    const { put, read } = bench();
    await put("/autoland/shop/retries/test/api", value);
    expect(await read()).toMatchObject({
      kind: "unreadable",
      failure: {
        reason: "RecordUnreadable",
        message: expect.stringContaining("/autoland/shop/retries/test/api"),
        remedy: expect.stringContaining("delete-parameter"),
      },
    });
  },
);

test("records that may not be read are unreadable, not empty", async () => {
  const { read, world } = bench();
  const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
  world.faults.add({ service: "ssm", action: "GetParametersByPath", effect });
  expect(await read()).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
});
