import { describe, expect, test } from "vitest";
import {
  type ReadRegistry,
  withAccount,
  withoutWorkload,
  withWorkload,
} from "../../src/registry/change-registry.ts";
import { readRegistry } from "../../src/registry/read-registry.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { writeTemplate } from "../../src/template/write-template.ts";

const application = { name: "shop", tags: {} };

/** As Copilot's own programs write it, abridged: account ids without quotation marks, the guard with them. */
const copilots = `
Metadata:
  TemplateVersion: 'v1.30.1'
  Version: 7
  Workloads:
    - Name: api
      WithECR: true
    - Name: site
      WithECR: false
  Accounts:
    - 012345678901
    - 222222222222
  Services: "See #5140"
Resources:
  KMSKey:
    Type: AWS::KMS::Key
    Properties: { Custom: kept }
  ECRRepoapi:
    Type: AWS::ECR::Repository
    Properties: { RepositoryName: shop/api, Custom: kept }
Outputs:
  ECRRepoapi: { Value: !GetAtt ECRRepoapi.Arn }
  StackSetOpId: { Description: d, Value: 7 }
`;

const older = `
Metadata:
  TemplateVersion: 'v1.0.0'
  Version: "3"
  Services: [front-end, api]
  Accounts: []
Resources:
  KMSKey: { Type: AWS::KMS::Key }
`;

function read(text: string): ReadRegistry {
  const reading = readTemplate(text);
  if (reading.kind !== "read") throw new Error(reading.fault.message);
  const registry = readRegistry(reading.template);
  if (registry.kind !== "read") throw new Error(registry.fault);
  return { ...registry, template: reading.template };
}

describe("reading what the StackSet records", () => {
  test("account ids are texts, leading zeros and all", () => {
    expect(read(copilots).registry.accounts).toEqual(["012345678901", "222222222222"]);
  });

  test("a list of names from before the list of workloads means workloads with repositories", () => {
    expect(read(older)).toMatchObject({
      layout: "older",
      registry: {
        version: 3,
        workloads: [
          { name: "front-end", withRepository: true },
          { name: "api", withRepository: true },
        ],
      },
    });
  });

  test.each([
    ["no metadata", "Resources: {}", "no Metadata"],
    ["no version", "Metadata: { Workloads: [] }\nResources: {}", "Metadata.Version is null"],
    [
      "a version that is no number",
      "Metadata: { Version: one, Workloads: [] }\nResources: {}",
      "Metadata.Version is one",
    ],
    ["neither list", 'Metadata: { Version: 1, Services: "See #5140" }\nResources: {}', "neither a list"],
    ["a workload without a name", "Metadata: { Version: 1, Workloads: [{}] }\nResources: {}", "no Name"],
    [
      "an account that is none",
      "Metadata: { Version: 1, Workloads: [], Accounts: [x] }\nResources: {}",
      "00000000000x",
    ],
  ])("with %s it is not one that Copilot wrote", (_name, text, fault) => {
    const reading = readTemplate(text);
    const registry = reading.kind === "read" ? readRegistry(reading.template) : undefined;
    expect(registry?.kind === "unreadable" ? registry.fault : "").toContain(fault);
  });
});

describe("entering a workload", () => {
  const changed = withWorkload(application, read(copilots), { name: "order-queue", withRepository: true });

  test("adds entry, repository and output under the next version", () => {
    expect(changed?.template.Metadata).toEqual({
      TemplateVersion: "v1.30.1",
      Version: 8,
      Workloads: [
        { Name: "api", WithECR: true },
        { Name: "order-queue", WithECR: true },
        { Name: "site", WithECR: false },
      ],
      Accounts: ["012345678901", "222222222222"],
      Services: "See #5140",
    });
    expect(changed?.template.Resources["ECRRepoorderDASHqueue"]?.Properties).toMatchObject({
      RepositoryName: "shop/order-queue",
    });
    expect(JSON.stringify(changed?.template.Resources["ECRRepoorderDASHqueue"])).toContain(
      "012345678901:root",
    );
    expect(changed?.template.Outputs?.["StackSetOpId"]).toEqual({ Description: "d", Value: 8 });
  });

  test("leaves everything else as it was written", () => {
    expect(changed?.template.Resources["KMSKey"]).toEqual(read(copilots).template.Resources["KMSKey"]);
    expect(changed?.template.Resources["ECRRepoapi"]).toEqual(
      read(copilots).template.Resources["ECRRepoapi"],
    );
  });

  test("gives a text that reads back to the same registry, guard included", () => {
    const again = read(writeTemplate(changed?.template ?? { Resources: {} }));
    expect(again.registry.workloads.map(({ name }) => name)).toEqual(["api", "order-queue", "site"]);
    expect(again.registry.accounts).toEqual(["012345678901", "222222222222"]);
    expect(again.template.Metadata?.["Services"]).toBe("See #5140");
  });

  test("that is entered changes nothing", () => {
    expect(withWorkload(application, read(copilots), { name: "api", withRepository: true })).toBeUndefined();
    expect(
      withWorkload(application, read(copilots), { name: "site", withRepository: false }),
    ).toBeUndefined();
  });

  test("gives back a repository that the template has lost", () => {
    const { ECRRepoapi: _lost, ...resources } = read(copilots).template.Resources;
    const lost = { ...read(copilots), template: { ...read(copilots).template, Resources: resources } };
    expect(
      withWorkload(application, lost, { name: "api", withRepository: true })?.template.Resources,
    ).toHaveProperty("ECRRepoapi");
  });

  test("of an older template renders it anew with all that it named", () => {
    const renewed = withWorkload(application, read(older), { name: "jobs", withRepository: true });
    expect(
      Object.keys(renewed?.template.Resources ?? {})
        .filter((id) => id.startsWith("ECRRepo"))
        .toSorted(),
    ).toEqual(["ECRRepoapi", "ECRRepofrontDASHend", "ECRRepojobs"]);
    expect(renewed?.template.Metadata?.["Services"]).toBe("See #5140");
  });
});

describe("taking a workload out", () => {
  test("takes its entry, repository and output, and no other", () => {
    const changed = withoutWorkload(application, read(copilots), "api");
    expect(changed?.template.Metadata?.["Workloads"]).toEqual([{ Name: "site", WithECR: false }]);
    expect(Object.keys(changed?.template.Resources ?? {})).toEqual(["KMSKey"]);
    expect(Object.keys(changed?.template.Outputs ?? {})).toEqual(["StackSetOpId"]);
  });

  test("that is not entered changes nothing", () => {
    expect(withoutWorkload(application, read(copilots), "nobody")).toBeUndefined();
  });

  test("keeps repositories that the list does not name: they are not what was asked for", () => {
    const stray = { ...read(copilots).template.Resources, ECRRepostray: { Type: "AWS::ECR::Repository" } };
    const withStray = { ...read(copilots), template: { ...read(copilots).template, Resources: stray } };
    expect(withoutWorkload(application, withStray, "api")?.template.Resources).toHaveProperty("ECRRepostray");
  });
});

describe("entering an account", () => {
  test("lets its root use the key, the bucket and every repository", () => {
    const changed = withAccount(application, read(copilots), "333333333333", "v1.34.0");
    for (const id of ["KMSKey", "PipelineBuiltArtifactBucketPolicy", "ECRRepoapi"])
      expect(JSON.stringify(changed?.template.Resources[id])).toContain("333333333333:root");
    expect(changed?.template.Metadata).toMatchObject({ TemplateVersion: "v1.30.1", Version: 8 });
  });

  test("mends the version that `svc delete` leaves", () => {
    const deleted = read(copilots.replace("'v1.30.1'", "'1.0'"));
    expect(withAccount(application, deleted, "333333333333", "v1.34.0")?.template.Metadata).toMatchObject({
      TemplateVersion: "v1.34.0",
    });
  });

  test("that is listed changes nothing", () => {
    expect(withAccount(application, read(copilots), "012345678901", "v1.34.0")).toBeUndefined();
  });
});
