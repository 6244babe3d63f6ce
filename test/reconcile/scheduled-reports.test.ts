import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { makeReportBucket } from "../../src/aws/report-bucket.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { nextDue } from "../../src/config/schedule.ts";
import type { Clock } from "../../src/domain/clock.ts";
import type { Happening } from "../../src/domain/happening.ts";
import { absent, present } from "../../src/domain/observed.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { reportFormats, type ReportShelf } from "../../src/domain/report-shelf.ts";
import { openAudience } from "../../src/program/audience.ts";
import { makeReportFolder } from "../../src/program/report-folder.ts";
import { makeScheduledReports, type ScheduledReports } from "../../src/reconcile/scheduled-reports.ts";
import { driftInReport } from "../../src/report/drift-in-report.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeAwsWorld } from "../support/aws-world.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

test.each<[name: string, schedule: string, zone: string, after: string, due: string]>([
  ["winter time", "0 7 * * 1-5", "Europe/Berlin", "2026-11-26T06:00:00Z", "2026-11-27T06:00:00.000Z"],
  [
    "over a weekend and into summer time",
    "0 7 * * 1-5",
    "Europe/Berlin",
    "2026-03-27T06:00:00Z",
    "2026-03-30T05:00:00.000Z",
  ],
  [
    "a time that is skipped comes later",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-03-28T12:00:00Z",
    "2026-03-29T01:00:00.000Z",
  ],
  [
    "a time that comes twice: the first",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-10-24T12:00:00Z",
    "2026-10-25T00:30:00.000Z",
  ],
  [
    "a time that comes twice: not the second",
    "30 2 * * *",
    "Europe/Berlin",
    "2026-10-25T00:30:00Z",
    "2026-10-26T01:30:00.000Z",
  ],
  ["another zone", "0 7 * * *", "Asia/Kolkata", "2026-11-27T02:00:00Z", "2026-11-28T01:30:00.000Z"],
])("the next time: %s", (_name, schedule, zone, after, due) => {
  expect(nextDue(schedule, zone, new Date(after))?.toISOString()).toBe(due);
});

test.each<[name: string, reports: string, message: RegExp]>([
  ["no schedule", "{ schedule: daily, to: { folder: /r } }", /0 7 \* \* 1-5/],
  ["a day that never comes", '{ schedule: "0 0 30 2 *", to: { folder: /r } }', /come round/],
  ["seconds", '{ schedule: "0 0 7 * * *", to: { folder: /r } }', /five fields/],
  ["a zone that is none", '{ schedule: "0 7 * * *", timeZone: Mars/Olympus, to: { folder: /r } }', /IANA/],
  ["a relative folder", '{ schedule: "0 7 * * *", to: { folder: r } }', /absolute path/],
  [
    "two places",
    '{ schedule: "0 7 * * *", to: { folder: /r, s3: { bucket: acme } } }',
    /either|unknown|folder/i,
  ],
])("the configuration refuses %s", (_name, reports, message) => {
  const reading = parseConfig("autoland.yml", configWith(reports));
  if (reading.kind !== "invalid") throw new Error("it was taken");
  expect(reading.findings.map((finding) => finding.message).join("\n")).toMatch(message);
});

test("the configuration's defaults", () => {
  const reading = parseConfig(
    "autoland.yml",
    configWith('{ schedule: "0 7 * * *", to: { s3: { bucket: acme-reports } } }'),
  );
  if (reading.kind !== "config") throw new Error(JSON.stringify(reading.findings));
  expect(reading.config.reports).toEqual({
    schedule: "0 7 * * *",
    timeZone: "UTC",
    formats: ["text", "json", "markdown", "html"],
    to: { kind: "s3", bucket: "acme-reports", prefix: "autoland/reports/" },
  });
});

test("a folder gets the latest and a dated copy in every form, and the second run differs in one line each", async () => {
  const folder = await newFolder();
  const { reports, run } = rig(makeReportFolder(folder), "2026-11-26T12:00:00Z");
  tellAll(reports);
  await run("2026-11-27T12:00:00Z");
  const names = ["txt", "json", "md", "html"]
    .flatMap((form) => [`drift.${form}`, `status.${form}`])
    .toSorted();
  expect(await filesIn(folder)).toEqual(
    [
      ...names.map((name) => `shop/${name}`),
      ...names.map((name) => `shop/dated/2026-11-27T0600Z/${name}`),
    ].toSorted(),
  );
  const first = new Map(
    await Promise.all(names.map(async (name) => [name, await textOf(folder, `shop/${name}`)] as const)),
  );
  for (const name of names)
    expect(await textOf(folder, `shop/dated/2026-11-27T0600Z/${name}`)).toBe(first.get(name));
  const shelf = makeReportFolder(folder);
  const { signal } = new AbortController();
  expect(await shelf.read("shop/drift.json", signal)).toEqual(present(first.get("drift.json")));
  expect(await shelf.read("books/drift.json", signal)).toEqual(absent);
  expect((await shelf.read("shop", signal)).kind).toBe("unreadable");
  expect(first.get("drift.txt")).toContain("/RetentionInDays");
  expect(first.get("drift.html")).toMatch(/<\/small><\/p>\n<\/body>\n<\/html>\n$/);
  expect(JSON.parse(first.get("drift.json") ?? "")).toMatchObject({ kind: "drift", application: "shop" });
  expect(JSON.parse(first.get("status.json") ?? "")).toMatchObject({ kind: "status", application: "shop" });
  await run("2026-11-30T12:00:00Z");
  for (const name of names) {
    const before = (first.get(name) ?? "").split("\n");
    const after = (await textOf(folder, `shop/${name}`)).split("\n");
    expect(after.length).toBe(before.length);
    const changed = after.filter((line, index) => line !== before[index]);
    expect(changed).toEqual([expect.stringMatching(/written at 2026-11-30T06:00|\/2026-11-30T06:00/)]);
  }
});

test("times that passed while nothing ran are not made up for", async () => {
  const written: string[] = [];
  const { reports, run } = rig(listShelf(written), "2026-11-26T12:00:00Z");
  tellAll(reports);
  await run("2026-11-26T23:00:00Z");
  const later = rig(listShelf(written), "2026-12-02T12:00:00Z");
  tellAll(later.reports);
  await later.run("2026-12-03T12:00:00Z");
  expect(new Set(written.filter((name) => name.includes("dated")).map((name) => name.split("/")[2]))).toEqual(
    new Set(["2026-12-03T0600Z"]),
  );
});

test("of an application that was never looked at, or that another task looks after, nothing is written", async () => {
  const written: string[] = [];
  const { reports, run } = rig(
    listShelf(written),
    "2026-11-26T12:00:00Z",
    (application) => application !== "shop",
  );
  tellAll(reports);
  await run("2026-11-27T12:00:00Z");
  expect(written).toEqual([]);
});

test("a folder that cannot be written is told once for all applications with its remedy, and tried at the next time", async () => {
  const folder = await newFolder();
  const place = path.join(folder, "reports");
  await writeFile(place, "a file stands in the way");
  const { reports, run, logged } = rig(makeReportFolder(place), "2026-11-26T12:00:00Z");
  tellAll(reports);
  tellAll(reports, "books");
  await run("2026-11-27T12:00:00Z");
  expect(logged.filter(({ level }) => level === 50)).toEqual([
    expect.objectContaining({
      reason: "ReportNotWritten",
      message: expect.stringContaining(place) as string,
      remedy: expect.stringContaining("reports.to.folder") as string,
      applications: ["books", "shop"],
    }),
  ]);
  await rm(place);
  await run("2026-11-30T12:00:00Z");
  expect((await filesIn(place)).filter((name) => name.startsWith("shop/dated/"))[0]).toContain(
    "2026-11-30T0600Z",
  );
  expect((await filesIn(place)).some((name) => path.basename(name).startsWith("."))).toBe(false);
});

test("S3 is written with nothing but PutObject; a bucket that is missing is told, and written when it is there", async () => {
  const { world, account, region, session } = makeAwsWorld();
  const credentials = world.issueCredentials(rootOf(account));
  const ask = (action: string, input: object): Promise<Record<string, unknown>> =>
    world.run(world.call({ service: "s3", action, credentials, region, input }));
  const shelf = makeReportBucket(session, { bucket: "acme-reports", prefix: "autoland/reports/" });
  const { reports, logged, runIn } = rig(shelf, "2026-11-20T09:00:00Z", undefined, world.clock);
  tellAll(reports);
  const spend = (hours: number): Promise<unknown> => {
    const stop = new AbortController();
    const ending = world.clock.sleep(hours * 3_600_000).then(() => stop.abort());
    return world.run(Promise.all([runIn(stop.signal), ending]));
  };
  // The next weekday is Monday.
  await spend(3 * 24);
  expect(logged.filter(({ level }) => level === 50)).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("s3://acme-reports/autoland/reports/shop/") as string,
    }),
  ]);
  await ask("CreateBucket", {
    Bucket: "acme-reports",
    CreateBucketConfiguration: { LocationConstraint: region },
  });
  const begun = world.log.records.length;
  await spend(24);
  expect(new Set(world.log.records.slice(begun).map(({ action }) => action))).toEqual(new Set(["PutObject"]));
  const { Contents } = await ask("ListObjectsV2", { Bucket: "acme-reports" });
  const keys = (Contents as { readonly Key: string }[]).map(({ Key }) => Key);
  expect(keys).toContain("autoland/reports/shop/drift.html");
  expect(keys).toContain("autoland/reports/shop/dated/2026-11-24T0600Z/status.json");
  expect(keys).toHaveLength(16);
  const none = new AbortController().signal;
  const last = await world.run(shelf.read("shop/drift.json", none));
  expect(driftInReport(last)).toMatchObject({
    kind: "known",
    targets: [{ environment: "test", workload: "api", verdict: "drifted" }],
  });
  expect(await world.run(shelf.read("books/drift.json", none))).toEqual(absent);
});

test("what a listener is told without secrets is written without them", async () => {
  const texts: string[] = [];
  const shelf: ReportShelf = { ...listShelf([]), write: async (_name, { text }) => void texts.push(text) };
  const { reports, run } = rig(shelf, "2026-11-26T12:00:00Z");
  const audience = await openAudience({}, [reports.tell], pino({ level: "silent" }));
  audience.tell(looked("shop", "AWS says: https://me:hunter2secret@example.com/ is not reachable"));
  await run("2026-11-27T12:00:00Z");
  expect(texts).toHaveLength(8);
  expect(texts.join("")).toContain("is not reachable");
  expect(texts.join("")).not.toContain("hunter2secret");
});

function rig(
  shelf: ReportShelf,
  start: string,
  isOurs: (application: string) => boolean = () => true,
  given?: Clock,
): {
  readonly reports: ScheduledReports;
  readonly run: (until: string) => Promise<void>;
  readonly runIn: (signal: AbortSignal) => Promise<void>;
  readonly logged: readonly Record<string, unknown>[];
} {
  let now = Date.parse(start);
  let end = { at: now, stop: new AbortController() };
  const clock: Clock = given ?? {
    now: () => new Date(now),
    sleep: async (milliseconds, signal) => {
      now = Math.min(now + milliseconds, end.at);
      if (now >= end.at) end.stop.abort();
      signal?.throwIfAborted();
    },
  };
  const logged: Record<string, unknown>[] = [];
  const log = pino(
    {},
    { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const settings = { schedule: "0 7 * * 1-5", timeZone: "Europe/Berlin", formats: reportFormats };
  const reports = makeScheduledReports({ settings, shelf, clock, log, isOurs });
  const run = (until: string): Promise<void> => {
    end = { at: Date.parse(until), stop: new AbortController() };
    return reports.run(end.stop.signal);
  };
  return { reports, run, runIn: (signal) => reports.run(signal), logged };
}

function tellAll(reports: ScheduledReports, application = "shop"): void {
  const at = new Date("2026-11-19T08:00:00Z");
  reports.tell(driftLooked(application, at, [driftTarget("test", "api", [liveDrift("test", "api")])]));
  reports.tell(looked(application, "a window is closed"));
}

function looked(application: string, message: string): Happening {
  const plan: Plan = {
    application,
    environments: [
      { environment: "test", mode: "look", steps: [], held: [], inSync: [], warnings: [], digest: "0" },
    ],
    inconsistencies: [],
    digest: "0",
  };
  return {
    kind: "looked",
    application,
    at: new Date("2026-11-19T08:00:00Z"),
    plan,
    health: [{ environment: "test", workload: "api", status: "Healthy", message: "runs", at: new Date(0) }],
    reasons: [{ environment: "test", reason: "WindowClosed", message }],
  };
}

function listShelf(written: string[]): ReportShelf {
  return { read: async () => absent, write: async (name) => void written.push(name) };
}

function configWith(reports: string): string {
  return `applications:\n  shop:\n    source: { git: { url: /repo } }\n    branches: { main: [test] }\nreports: ${reports}\n`;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "autoland-reports-"));
  folders.push(folder);
  return folder;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

async function textOf(folder: string, name: string): Promise<string> {
  return readFile(path.join(folder, name), "utf8");
}
