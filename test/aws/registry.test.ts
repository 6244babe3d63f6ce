import { beforeAll, describe, expect, test } from "vitest";
import { makeRegistry } from "../../src/aws/registry.ts";
import type { ApplicationRecord, WorkloadType } from "../../src/domain/copilot-records.ts";
import { failureOf } from "../../src/domain/failure.ts";
import type { Registry } from "../../src/domain/registry.ts";
import { healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { openShop, sessionsOf, type Shop, shopAccount, shopRegion } from "../support/shop.ts";
import { readTemplate } from "../../src/template/read-template.ts";

const application: ApplicationRecord = {
  name: "shop",
  account: shopAccount,
  domain: "",
  domainHostedZoneId: "",
  tags: {},
};

function entry(name: string, type: WorkloadType = "Backend Service") {
  return { application, component: { application: "shop", name, type } };
}

/** The parts of AWS's answers that are looked at. */
interface Answer {
  readonly StackSet: { readonly TemplateBody: string; readonly Tags: object };
  readonly repositories: readonly { readonly repositoryName: string }[];
  readonly Parameters: readonly Record<"Description" | "Type" | "Tier" | "DataType", string>[];
  readonly Parameter: { readonly Value: string };
  readonly TagList: object;
  readonly image: { readonly imageId: { readonly imageDigest: string } };
}

async function call(shop: Shop, service: string, action: string, input: object): Promise<Answer> {
  const credentials = shop.world.issueCredentials(rootOf(shopAccount));
  return shop.world.run(
    shop.world.call({ service, action, credentials, region: shopRegion, input }),
  ) as unknown as Promise<Answer>;
}

function registryOf(shop: Shop): Registry {
  return makeRegistry(sessionsOf(shop.world, shopAccount), shop.world.clock);
}

/** What the StackSet records, with the workloads' names and repositories that really stand. */
async function stackSet(shop: Shop) {
  const { StackSet: set } = await call(shop, "cloudformation", "DescribeStackSet", {
    StackSetName: "shop-infrastructure",
  });
  const reading = readTemplate(set.TemplateBody);
  if (reading.kind !== "read") throw new Error(reading.fault.message);
  const {
    Version: version,
    Workloads: workloads,
    Services: guard,
    Accounts: accounts,
  } = reading.template.Metadata ?? {};
  const { repositories } = await call(shop, "ecr", "DescribeRepositories", {});
  return {
    version,
    workloads: (workloads as { Name: string }[]).map(({ Name }) => Name),
    guard,
    accounts,
    tags: set.Tags,
    repositories: repositories.map((item) => item.repositoryName).toSorted(),
  };
}

async function parameter(shop: Shop, name: string) {
  const path = `/copilot/applications/shop/components/${name}`;
  const { Parameters: found } = await call(shop, "ssm", "DescribeParameters", {
    ParameterFilters: [{ Key: "Name", Values: [path] }],
  });
  if (found.length === 0) return undefined;
  const { Parameter: value } = await call(shop, "ssm", "GetParameter", { Name: path });
  const { TagList: tags } = await call(shop, "ssm", "ListTagsForResource", {
    ResourceType: "Parameter",
    ResourceId: path,
  });
  const { Description, Type, Tier, DataType } = found[0] ?? {};
  return { value: value.Value, Description, Type, Tier, DataType, tags };
}

let shop: Shop;
let start: Snapshot;

beforeAll(async () => {
  shop = await openShop();
  start = shop.world.snapshot();
});

function fresh(): Registry {
  shop.world.faults.clear();
  healResources(shop.world);
  shop.world.restore(start);
  return registryOf(shop);
}

describe("registering", () => {
  test("enters the StackSet first, with the next version as the lock, and keeps everything else of it", async () => {
    const registry = fresh();
    const before = await stackSet(shop);
    const calls = shop.world.log.records.length;
    expect(await shop.world.run(registry.register(entry("orders-api")))).toBe("changed");
    expect(await stackSet(shop)).toEqual({
      ...before,
      version: Number(before.version) + 1,
      workloads: [...before.workloads, "orders-api"].toSorted(),
      repositories: [...before.repositories, "shop/orders-api"].toSorted(),
    });
    expect(before.guard).toBe("See #5140");
    const writes = shop.world.log.records
      .slice(calls)
      .filter((record) => record.via === undefined && /^(?:Update|Put)/.test(record.action));
    expect(writes.map((record) => record.action)).toEqual(["UpdateStackSet", "PutParameter"]);
    expect(writes[0]?.input).toMatchObject({
      OperationId: String(Number(before.version) + 1),
      OperationPreferences: { RegionConcurrencyType: "PARALLEL" },
    });
  });

  test("writes the record exactly as Copilot does, tags too", async () => {
    const registry = fresh();
    await shop.world.run(registry.register(entry("twin", "Load Balanced Web Service")));
    const copilots = JSON.stringify(await parameter(shop, "api"));
    expect(JSON.stringify(await parameter(shop, "twin"))).toBe(
      copilots.replaceAll(/(?<=[" :])api(?=[\\"])/g, "twin"),
    );
  });

  test("twice changes nothing the second time", async () => {
    const registry = fresh();
    await shop.world.run(registry.register(entry("orders")));
    const before = await stackSet(shop);
    expect(await shop.world.run(registry.register(entry("orders")))).toBe("unchanged");
    expect(await stackSet(shop)).toEqual(before);
  });

  test("a static site gets an entry and no repository", async () => {
    const registry = fresh();
    await shop.world.run(registry.register(entry("site", "Static Site")));
    const after = await stackSet(shop);
    expect(after.workloads).toContain("site");
    expect(after.repositories).not.toContain("shop/site");
  });

  test.each([
    ["different workloads", ["orders", "billing"]],
    ["the same workload", ["orders", "orders"]],
  ])("two at once of %s lose nothing", async (_name, names) => {
    fresh();
    const before = await stackSet(shop);
    const ends = await shop.world.run(
      Promise.all(names.map((name) => registryOf(shop).register(entry(name)))),
    );
    expect(ends).toContain("changed");
    const after = await stackSet(shop);
    const wanted = [...new Set([...before.workloads, ...names])].toSorted();
    expect(after.workloads).toEqual(wanted);
    for (const name of names) {
      expect(after.repositories).toContain(`shop/${name}`);
      expect(await parameter(shop, name)).toBeDefined();
    }
  });

  test("waits for an operation that somebody else runs", async () => {
    const registry = fresh();
    await call(shop, "cloudformation", "UpdateStackInstances", {
      StackSetName: "shop-infrastructure",
      Accounts: [shopAccount],
      Regions: [shopRegion],
      OperationId: "theirs",
    });
    const calls = shop.world.log.records.length;
    await shop.world.run(registry.register(entry("orders")));
    const refused = shop.world.log.records
      .slice(calls)
      .filter((record) => record.action === "UpdateStackSet" && record.outcome !== "ok");
    expect(refused).toEqual([]);
    expect((await stackSet(shop)).repositories).toContain("shop/orders");
  });

  test("an operation that fails in a region is told with CloudFormation's reason, and repeated once that is mended", async () => {
    const registry = fresh();
    await call(shop, "ecr", "CreateRepository", { repositoryName: "shop/orders" });
    const error: unknown = await shop.world.run(
      registry.register(entry("orders")).catch((thrown: unknown) => thrown),
    );
    expect(failureOf(error)).toMatchObject({ reason: "RegistryFailed", disposition: "stall" });
    expect(failureOf(error).message).toContain(shopRegion);
    expect(await parameter(shop, "orders")).toBeUndefined();
    await call(shop, "ecr", "DeleteRepository", { repositoryName: "shop/orders" });
    await shop.world.run(registry.register(entry("orders")));
    expect(await parameter(shop, "orders")).toBeDefined();
    expect((await stackSet(shop)).repositories).toContain("shop/orders");
  });

  test("a registry too large for a request goes by way of the artifact bucket", async () => {
    const registry = fresh();
    for (let number = 0; number < 45; number += 1)
      await shop.world.run(registry.register(entry(`service-with-a-rather-long-name-${number}`)));
    const calls = shop.world.log.records.filter(
      (record) => record.via === undefined && record.action === "UpdateStackSet",
    );
    expect(calls.at(-1)?.input).toHaveProperty("TemplateURL");
    expect((await stackSet(shop)).repositories.length).toBeGreaterThan(45);
  });

  test("a StackSet that Copilot did not write is left alone", async () => {
    const registry = fresh();
    await call(shop, "cloudformation", "UpdateStackSet", {
      StackSetName: "shop-infrastructure",
      TemplateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }),
      AdministrationRoleARN: `arn:aws:iam::${shopAccount}:role/shop-adminrole`,
      ExecutionRoleName: "shop-executionrole",
    });
    const error: unknown = await shop.world.run(
      registry.register(entry("orders")).catch((thrown: unknown) => thrown),
    );
    expect(failureOf(error).reason).toBe("RegistryUnreadable");
  });
});

describe("forgetting", () => {
  test("empties the repository over pages, images of several platforms too, then takes entry and record away", async () => {
    const registry = fresh();
    const before = await stackSet(shop);
    await shop.world.run(registry.register(entry("orders")));
    await pushMany("orders", 230);
    expect(await shop.world.run(registry.forget({ application, workload: "orders" }))).toBe("changed");
    expect(await stackSet(shop)).toEqual({ ...before, version: Number(before.version) + 2 });
    expect(await parameter(shop, "orders")).toBeUndefined();
    expect(await shop.world.run(registry.forget({ application, workload: "orders" }))).toBe("unchanged");
  });

  test("takes nothing from any other workload", async () => {
    const registry = fresh();
    const before = await stackSet(shop);
    await shop.world.run(registry.forget({ application, workload: "worker" }));
    const after = await stackSet(shop);
    expect(after.workloads).toEqual(before.workloads.filter((name) => name !== "worker"));
    expect(after.repositories).toEqual(before.repositories.filter((name) => name !== "shop/worker"));
  });
});

const interruptions: readonly (readonly [string, FaultEffect])[] = [
  ["before its effect", { kind: "timeout", phase: "before-effect" }],
  ["after its effect", { kind: "timeout", phase: "after-effect" }],
];

describe.each(interruptions)("interrupted at each call, %s,", (_name, effect) => {
  test("registering ends entered once", async () => {
    const interrupted = await interruptEach(
      effect,
      async () => {},
      (registry) => registry.register(entry("orders")),
      async () => {
        const after = await stackSet(shop);
        expect(after.repositories).toContain("shop/orders");
        expect(after.workloads.filter((name) => name === "orders")).toHaveLength(1);
        expect(await parameter(shop, "orders")).toBeDefined();
      },
    );
    expect(interrupted).toBeGreaterThan(8);
  });

  test("forgetting ends clean", async () => {
    const interrupted = await interruptEach(
      effect,
      async (registry) => {
        await shop.world.run(registry.register(entry("orders")));
        await pushMany("orders", 110);
      },
      (registry) => registry.forget({ application, workload: "orders" }),
      async () => {
        const after = await stackSet(shop);
        expect(after.repositories).not.toContain("shop/orders");
        expect(after.workloads).not.toContain("orders");
        expect(await parameter(shop, "orders")).toBeUndefined();
      },
    );
    expect(interrupted).toBeGreaterThan(10);
  });
});

/** Interrupts the work at its first call, then at its second, and so on until it goes through; each time it is begun again. */
async function interruptEach(
  effect: FaultEffect,
  prepare: (registry: Registry) => Promise<void>,
  work: (registry: Registry) => Promise<unknown>,
  check: () => Promise<void>,
): Promise<number> {
  const registry = fresh();
  await prepare(registry);
  const prepared = shop.world.snapshot();
  for (let nth = 1; ; nth += 1) {
    shop.world.restore(prepared);
    shop.world.faults.clear();
    shop.world.faults.add({ nth: [nth], effect });
    const ended = await shop.world.run(
      work(registryOf(shop)).then(
        () => true,
        () => false,
      ),
    );
    shop.world.faults.clear();
    if (ended) return nth - 1;
    await shop.world.run(work(registryOf(shop)));
    await check();
  }
}

/** Images with tags, and one for two platforms that refers to two of them. */
async function pushMany(workload: string, count: number): Promise<void> {
  const repositoryName = `shop/${workload}`;
  const digests: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.docker.distribution.manifest.v2+json",
      config: {
        mediaType: "application/vnd.docker.container.image.v1+json",
        size: 1,
        digest: `sha256:${"0".repeat(64)}`,
      },
      layers: [],
      annotations: { number: String(number) },
    });
    const { image } = await call(shop, "ecr", "PutImage", {
      repositoryName,
      imageManifest,
      imageTag: `v${number}`,
    });
    digests.push(image.imageId.imageDigest);
  }
  const manifests = digests.slice(0, 2).map((digest, index) => ({
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    size: 1,
    digest,
    platform: { os: "linux", architecture: index === 0 ? "amd64" : "arm64" },
  }));
  await call(shop, "ecr", "PutImage", {
    repositoryName,
    imageManifest: JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.docker.distribution.manifest.list.v2+json",
      manifests,
    }),
    imageManifestMediaType: "application/vnd.docker.distribution.manifest.list.v2+json",
    imageTag: "all",
  });
}
