import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLeaseStore } from "../../src/aws/lease-store.ts";
import { makeSessions } from "../../src/aws/sessions.ts";
import { makeLease } from "../../src/lease/keep-lease.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { isDeep } from "../support/depth.ts";
import { writesSince } from "../support/aws-world.ts";
import { autoland } from "./autoland-process.ts";
import { type ServedShop, serveShop } from "./served-shop.ts";

const bucket = "acme-autoland";
const patience = 240_000;

/** A service that runs keeps the lease; the command beside it is a process of its own and waits its 40 seconds in real time. */
describe.skipIf(!isDeep)("autoland sync while a service keeps the lease (npm run test:all)", () => {
  let shop: ServedShop;
  const stop = new AbortController();
  let keeping: Promise<void> | undefined;

  beforeAll(async () => {
    shop = await serveShop("taken-over");
    const { environment, world } = shop;
    await appendFile(environment["AUTOLAND_CONFIG"] ?? "", `lease:\n  bucket: ${bucket}\n`);
    const region = environment["AWS_REGION"] ?? "";
    const credentials = {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    };
    await world.call({
      service: "s3",
      action: "CreateBucket",
      credentials,
      region,
      input: { Bucket: bucket },
    });
    const clients = { region, credentials, requestHandler: makeRequestHandler(world) };
    const service = makeLease({
      store: makeLeaseStore(makeSessions(clients, systemClock).application(), {
        bucket,
        prefix: "autoland/lease/",
      }),
      clock: systemClock,
      stopwatch: () => performance.now(),
      shares: 1,
      newName: randomUUID,
      self: "the service",
    });
    keeping = service.run(stop.signal);
    while (service.turnOf("shop") === undefined) await systemClock.sleep(50);
  }, patience);
  afterAll(() => shop?.[Symbol.asyncDispose]());

  test(
    "it waits, changes nothing, and says LeaseHeld with what to do; once the service has stopped it works",
    { timeout: patience },
    async () => {
      const { environment, repository, world } = shop;
      await repository.edit(
        "develop",
        "copilot/daily-batch/manifest.yml",
        (text) => text.replace("retries: 2", "retries: 3"),
        "More",
      );
      const calls = world.log.records.length;
      const begun = performance.now();
      const held = await autoland(["sync"], environment);
      const waited = (performance.now() - begun) / 1000;
      expect(held.stderr).toMatch(/LeaseHeld: shop: another task has the lease on it/);
      expect(held.stderr).toContain("→ It goes by itself");
      expect([held.code, held.stdout]).toEqual([1, ""]);
      expect(waited).toBeGreaterThanOrEqual(39);
      expect(waited).toBeLessThan(100);
      const written = writesSince(world, calls).filter((write) => !write.startsWith("s3:"));
      expect(written).toEqual([]);
      stop.abort(new Error("stopped"));
      await keeping;
      const done = await autoland(["sync"], environment);
      expect(done.stdout).toContain("1 applied, 0 failed");
      expect(done.code).toBe(0);
    },
  );
});
