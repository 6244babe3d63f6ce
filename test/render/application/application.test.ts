import { expect, test } from "vitest";
import { renderApplicationRoles } from "../../../src/render/application/render-application-roles.ts";
import { renderRegistry, repositoryId } from "../../../src/render/application/render-registry.ts";
import { readTemplate } from "../../../src/template/read-template.ts";
import { writeTemplate } from "../../../src/template/write-template.ts";

const application = {
  name: "shop",
  account: "111111111111",
  domain: "example.com",
  domainHostedZoneId: "Z1",
  permissionsBoundary: "Limit",
  tags: { team: "a" },
};

const registry = {
  version: 3,
  workloads: [
    { name: "web-site", withRepository: false },
    { name: "api-one", withRepository: true },
  ],
  accounts: ["333333333333", "022222222222"],
};

test("the registry lists workloads and accounts in order, and has a repository for each workload with images", () => {
  const { template, tags } = renderRegistry(application, registry, "v1.34.0");
  expect(template.Metadata).toEqual({
    TemplateVersion: "v1.34.0",
    Version: 3,
    Workloads: [
      { Name: "api-one", WithECR: true },
      { Name: "web-site", WithECR: false },
    ],
    Accounts: ["022222222222", "333333333333"],
    Services: "See #5140",
  });
  expect(Object.keys(template.Resources)).toEqual([
    "KMSKey",
    "PipelineBuiltArtifactBucketPolicy",
    "PipelineBuiltArtifactBucket",
    "ECRRepoapiDASHone",
  ]);
  expect(repositoryId("api-one")).toBe("ECRRepoapiDASHone");
  expect(template.Outputs?.["StackSetOpId"]?.["Value"]).toBe(3);
  expect(tags).toEqual({ team: "a", "copilot-application": "shop" });
});

test("the registry's accounts survive being written and read: a leading zero is no number", () => {
  const { template } = renderRegistry(application, registry, "v1.34.0");
  expect(readTemplate(writeTemplate(template))).toEqual({ kind: "read", template });
});

test("equal registries give equal templates, whatever the order of their workloads and accounts", () => {
  const turned = {
    ...registry,
    workloads: registry.workloads.toReversed(),
    accounts: registry.accounts.toReversed(),
  };
  expect(renderRegistry(application, turned, "v1")).toEqual(renderRegistry(application, registry, "v1"));
});

test("the roles stack lists the application's own account last, once", () => {
  const options = {
    templateVersion: "v1",
    delegatedAccounts: ["222222222222", "111111111111", "222222222222"],
  };
  const { parameters, template } = renderApplicationRoles(application, options);
  expect(parameters["AppDNSDelegatedAccounts"]).toBe("222222222222,111111111111");
  expect(Object.keys(parameters).toSorted()).toEqual(Object.keys(template.Parameters ?? {}).toSorted());
});
