import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { makeRecords } from "../../src/aws/records.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { makeSessions } from "../../src/aws/sessions.ts";
import { mostReleases } from "../../src/aws/releases.ts";
import type { Observed } from "../../src/domain/observed.ts";
import {
  type NewRecord,
  nothingRecorded,
  type RecordedState,
  type Records,
} from "../../src/domain/records.ts";
import type { Release } from "../../src/domain/release.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { type AwsWorld, makeAwsWorld } from "../support/aws-world.ts";

interface Bench extends AwsWorld {
  readonly records: Records;
  readonly read: () => Promise<Observed<RecordedState>>;
  readonly put: (name: string, value: string) => Promise<unknown>;
  readonly write: (record: NewRecord, application?: string) => Promise<void>;
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
    write: (record, application = "shop") => aws.world.run(records.record(application, record)),
  };
}

const root = "arn:aws:iam::111111111111:root";
const at = new Date("2026-11-20T08:00:00Z");
const commit = commitSha("a".repeat(40));
const failed = {
  kind: "failed-creation",
  environment: "test",
  workload: "api",
  digest: "d".repeat(64),
  cause: "Queue: name taken",
  at,
} as const;

/** One of each kind, as it is written and as it is read again; what people decide gets its time from the clock. */
const everyKind: readonly (readonly [NewRecord, Partial<RecordedState>])[] = [
  [
    failed,
    {
      failedCreations: [
        { environment: "test", workload: "api", digest: failed.digest, cause: failed.cause, at },
      ],
    },
  ],
  [
    { kind: "retry", environment: "test", workload: "api", at },
    { retries: [{ environment: "test", workload: "api", at: expect.any(Date) }] },
  ],
  [
    { kind: "drift-digest", day: "2026-11-20", messages: { slack: "C0123456789:1.2:0a" } },
    { driftDigests: [{ day: "2026-11-20", messages: { slack: "C0123456789:1.2:0a" } }] },
  ],
  [
    { kind: "healings", environment: "test", workload: "api", healed: [at, at] },
    { healings: [{ environment: "test", workload: "api", healed: [at, at] }] },
  ],
  [
    { kind: "redeployment", environment: "test", at },
    { redeployments: [{ environment: "test", at: expect.any(Date) }] },
  ],
  [
    {
      kind: "approval",
      environment: "test",
      plan: "0123456789abcdef",
      commit,
      steps: { api: ["1".repeat(32)], "": ["2".repeat(32)] },
      classes: ["refresh-functions"],
      at,
      until: at,
    },
    {
      approvals: [
        {
          environment: "test",
          plan: "0123456789abcdef",
          commit,
          steps: { api: ["1".repeat(32)], "": ["2".repeat(32)] },
          classes: ["refresh-functions"],
          at: expect.any(Date),
          until: at,
          by: root,
        },
      ],
    },
  ],
  [
    { kind: "spent", environment: "test", steps: { ["1".repeat(32)]: at, ["2".repeat(32)]: at } },
    { spent: [{ environment: "test", steps: { ["1".repeat(32)]: at, ["2".repeat(32)]: at } }] },
  ],
  [
    { kind: "suspension", what: { kind: "application" }, reason: "audit", owner: "ann", until: at, at },
    {
      suspensions: [
        {
          what: { kind: "application" },
          reason: "audit",
          owner: "ann",
          until: at,
          at: expect.any(Date),
          by: root,
        },
      ],
    },
  ],
  [
    {
      kind: "suspension",
      what: { kind: "target", environment: "test", workload: "api" },
      reason: "audit",
      at,
    },
    {
      suspensions: [
        {
          what: { kind: "target", environment: "test", workload: "api" },
          reason: "audit",
          at: expect.any(Date),
          by: root,
        },
      ],
    },
  ],
  [
    { kind: "pin", environment: "test", commit, reason: "it broke", at },
    { pins: [{ environment: "test", commit, reason: "it broke", at: expect.any(Date), by: root }] },
  ],
  [
    { kind: "accepted-head", environment: "test", commit, instead: commit, at },
    { acceptedHeads: [{ environment: "test", commit, instead: commit, at: expect.any(Date), by: root }] },
  ],
  [
    {
      kind: "trail",
      environment: "test",
      applied: { commit, at, failed: false },
      arrivals: [
        { commit, at },
        { commit, at, wellSince: at, gate: { passed: true, at, detail: "green" } },
      ],
    },
    {
      trails: [
        {
          environment: "test",
          applied: { commit, at, failed: false },
          arrivals: [
            { commit, at },
            { commit, at, wellSince: at, gate: { passed: true, at, detail: "green" } },
          ],
        },
      ],
    },
  ],
];

test("of an application of which nothing was recorded there is nothing", async () => {
  expect(await bench().read()).toEqual({ kind: "present", value: nothingRecorded });
});

describe("what is written is read again, stands there once however often it is written, and can be taken away", () => {
  test.each(everyKind.map(([record, expected]) => [record.kind, record, expected] as const))(
    "%s",
    async (_kind, record, expected) => {
      const { records, world, read, write } = bench();
      await write(record);
      await write(record);
      expect(await read()).toEqual({ kind: "present", value: { ...nothingRecorded, ...expected } });
      await world.run(records.forget("shop", record));
      await world.run(records.forget("shop", record));
      expect(await read()).toEqual({ kind: "present", value: nothingRecorded });
    },
  );
});

test("who decided is who wrote the record last, and unknown where that may not be asked", async () => {
  const { read, write, world } = bench();
  await write({ kind: "pin", environment: "test", commit, at });
  const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
  world.faults.add({ service: "ssm", action: "DescribeParameters", effect });
  const found = await read();
  expect(found.kind === "present" && found.value.pins).toEqual([
    { environment: "test", commit, at: expect.any(Date) },
  ]);
});

test("what somebody decided on the page is theirs when the process wrote it down, and nobody's else by text alone", async () => {
  const { world, region, records, read, write } = bench();
  await write({ kind: "pin", environment: "test", commit, at, login: "alice" });
  expect(await read()).toMatchObject({ value: { pins: [{ by: "page:alice" }] } });
  const mallory = {
    kind: "user",
    account: "111111111111",
    arn: "arn:aws:iam::111111111111:user/mallory",
    userName: "mallory",
  } as const;
  const forging = makeSessions(
    {
      region,
      credentials: world.issueCredentials(mallory),
      requestHandler: makeRequestHandler(world),
      maxAttempts: 1,
    },
    world.clock,
  );
  const forged = makeRecords(forging, world.clock);
  await world.run(forged.record("shop", { kind: "pin", environment: "test", commit, at, login: "alice" }));
  expect(await world.run(records.read("shop"))).toMatchObject({ value: { pins: [{ by: mallory.arn }] } });
});

test("records of more workloads than a page holds are all read, and no other application's", async () => {
  const { read, write } = bench();
  const names = Array.from({ length: 13 }, (_, index) => `api-${index}`);
  for (const workload of names) await write({ ...failed, workload });
  await write(failed, "shop-two");
  const found = await read();
  expect(found.kind === "present" ? found.value.failedCreations.length : found).toBe(13);
});

test("a cause as long as AWS ever writes fits a standard parameter", async () => {
  const { world, read, session, write } = bench();
  await write({ ...failed, cause: "é".repeat(3_000) });
  const Name = "/autoland/shop/current/failed-creations/test/api";
  const written = await world.run(session.ssm.send(new GetParameterCommand({ Name })));
  expect(Buffer.byteLength(written.Parameter?.Value ?? "")).toBeLessThan(4_096);
  expect((await read()).kind).toBe("present");
});

test("what does not fit a parameter is refused by name and size", async () => {
  const steps = { api: Array.from({ length: 200 }, () => "1".repeat(32)) };
  const { write } = bench();
  await expect(
    write({ kind: "approval", environment: "test", plan: "p", commit, steps, classes: [], at, until: at }),
  ).rejects.toMatchObject({ failure: { reason: "RecordTooLarge" } });
});

test("what else stands below the application's path, such as its configuration, disturbs nothing", async () => {
  const { put, read } = bench();
  await put("/autoland/shop/config", "applications:\n  shop: {}\n");
  await put("/autoland/shop/current/later-kind/test", "{}");
  expect(await read()).toEqual({ kind: "present", value: nothingRecorded });
});

test.each([
  ["{", "retries/test/api", "test"],
  ['{"schemaVersion":1,"at":"yesterday"}', "retries/test/api", "test"],
  ['{"schemaVersion":2,"at":"2026-11-20T08:00:00Z"}', "retries/test/api", "test"],
  ["{}", "suspensions/target/test/api", "test"],
  ["{}", "suspensions/application", undefined],
])(
  "a record that reads %s under %s is named as unreadable, with what to do",
  async (value, name, environment) => {
    const { put, read } = bench();
    await put(`/autoland/shop/current/${name}`, value);
    const found = await read();
    expect(found.kind === "present" && found.value.unreadable).toMatchObject([
      {
        ...(environment === undefined ? {} : { environment }),
        failure: {
          reason: "RecordUnreadable",
          message: expect.stringContaining(`/autoland/shop/current/${name}`),
          remedy: expect.stringContaining("delete-parameter"),
        },
      },
    ]);
  },
);

test("records that may not be read are unreadable, not empty", async () => {
  const { read, world } = bench();
  const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
  world.faults.add({ service: "ssm", action: "GetParametersByPath", effect });
  expect(await read()).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
});

const releaseOf = (number: number, workloads: number): Release => ({
  environment: "test",
  commit: commitSha(number.toString(16).padStart(40, "0")),
  branch: "release",
  startedAt: at,
  endedAt: at,
  outcome: "deployed",
  workloads: Object.fromEntries(
    Array.from({ length: workloads }, (_, index) => [
      `workload-${index}`,
      {
        stack: "d".repeat(64),
        images: {
          main: `111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api@sha256:${"e".repeat(64)}`,
        },
      },
    ]),
  ),
});

describe("releases", () => {
  test.each([0, 1, 100])("of %i workloads are read as they were written", async (workloads) => {
    const { records, world } = bench();
    const release = releaseOf(1, workloads);
    await world.run(records.recordRelease("shop", release, []));
    await world.run(records.recordRelease("shop", release, []));
    const name = { application: "shop", environment: "test", commit: release.commit };
    expect(await world.run(records.readRelease(name))).toEqual({ kind: "present", value: release });
  });

  test("whose part is gone are unreadable, and those that never were are absent", async () => {
    const { records, world, session } = bench();
    const release = releaseOf(1, 100);
    await world.run(records.recordRelease("shop", release, []));
    const { DeleteParameterCommand } = await import("@aws-sdk/client-ssm");
    const Name = `/autoland/shop/releases/test/${release.commit}/2`;
    await world.run(session.ssm.send(new DeleteParameterCommand({ Name })));
    const at = { application: "shop", environment: "test" };
    expect(await world.run(records.readRelease({ ...at, commit: release.commit }))).toMatchObject({
      kind: "unreadable",
      failure: { reason: "RecordUnreadable" },
    });
    expect(await world.run(records.readRelease({ ...at, commit }))).toEqual({ kind: "absent" });
  });

  test("of ten workloads are one parameter, and the second one is written without a list of all", async () => {
    const { records, world } = bench();
    await world.run(records.recordRelease("shop", releaseOf(1, 10), []));
    const since = world.log.records.length;
    await world.run(records.recordRelease("shop", releaseOf(2, 10), []));
    expect(world.log.records.slice(since).map(({ action }) => action)).toEqual(["PutParameter"]);
  });

  test("that another process has written are swept once they are listed", async () => {
    const { records, sessions, world } = bench();
    const others = makeRecords(sessions, world.clock);
    for (let number = 1; number <= mostReleases + 5; number += 1) {
      const writer = number % 2 === 0 ? records : others;
      await world.run(writer.recordRelease("shop", releaseOf(number, 1), []));
      await world.run(world.clock.sleep(60_000));
    }
    const next = makeRecords(sessions, world.clock);
    await world.run(next.recordRelease("shop", releaseOf(mostReleases + 6, 1), []));
    const listed = await world.run(next.listReleases("shop", "test"));
    expect(listed.kind === "present" && listed.value).toHaveLength(mostReleases);
  });

  test("written by an earlier version, with all workloads in further parts, are read", async () => {
    const { records, put, world } = bench();
    const release = releaseOf(1, 2);
    const name = `/autoland/shop/releases/test/${release.commit}`;
    const { workloads, startedAt, endedAt, branch, outcome } = release;
    const head = { branch, outcome, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
    await put(`${name}/1`, JSON.stringify({ schemaVersion: 1, workloads }));
    await put(name, JSON.stringify({ schemaVersion: 1, ...head, parts: 1 }));
    const at = { application: "shop", environment: "test", commit: release.commit };
    expect(await world.run(records.readRelease(at))).toEqual({ kind: "present", value: release });
  });

  test("are kept up to a number, the newest and those that are named", async () => {
    const { records, world } = bench();
    const first = releaseOf(1, 40);
    for (let number = 1; number <= mostReleases + 5; number += 1) {
      await world.run(
        records.recordRelease("shop", releaseOf(number, number === 1 ? 40 : 1), [first.commit]),
      );
      await world.run(world.clock.sleep(60_000));
    }
    const listed = await world.run(records.listReleases("shop", "test"));
    const commits = listed.kind === "present" ? listed.value : [];
    expect(commits).toHaveLength(mostReleases + 1);
    expect(commits[0]).toBe(releaseOf(mostReleases + 5, 1).commit);
    expect(commits.at(-1)).toBe(first.commit);
    const name = { application: "shop", environment: "test", commit: first.commit };
    expect(await world.run(records.readRelease(name))).toEqual({ kind: "present", value: first });
  });
});
