import { describe, expect, test } from "vitest";
import type { StaticSite } from "../../../src/manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../../../src/render/inputs.ts";
import { renderStaticSite } from "../../../src/render/static-site.ts";
import { applicationWithDomain, docsWith, propertiesOf, referencesIn, resourceOf } from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

function mappingPathOf(assetMappingUrl: string): unknown {
  const { Resources } = renderStaticSite(docsWith(), workloadInputs({ assetMappingUrl })).template;
  return propertiesOf(Resources, "TriggerStateMachineAction")["AssetMappingFilePath"];
}

const mapping = "s3://artifacts/local-assets/mapping/abc";
const withDomain = workloadInputs({ application: applicationWithDomain, assetMappingUrl: mapping });
const withoutDomain = workloadInputs({ assetMappingUrl: mapping });
const certificate = "arn:aws:acm:us-east-1:111122223333:certificate/c";

describe("under which name a site is served, and with which certificate", () => {
  const managed = { Ref: "CertificateValidatorAction" };
  test.each([
    ["only CloudFront's own without a domain", {}, withoutDomain, undefined, undefined],
    ["its name under the application's domain", {}, withDomain, "docs.test.shop.example.com", managed],
    ["the manifest's alias", { http: { alias: "example.com" } }, withDomain, "example.com", managed],
    [
      "the manifest's alias with its certificate, domain or not",
      { http: { alias: "example.org", certificate } },
      withoutDomain,
      "example.org",
      certificate,
    ],
    [
      "its name under the domain, with a certificate",
      { http: { certificate } },
      withDomain,
      "docs.test.shop.example.com",
      certificate,
    ],
  ] satisfies readonly (readonly [
    string,
    Partial<StaticSite>,
    WorkloadInputs,
    string | undefined,
    unknown,
  ])[])("%s", (_, manifest, inputs, alias, arn) => {
    const { template } = renderStaticSite(docsWith(manifest), inputs);
    expect(propertiesOf(template.Resources, "CloudFrontDistribution")["DistributionConfig"]).toEqual(
      alias === undefined
        ? expect.not.objectContaining({ Aliases: expect.anything() })
        : expect.objectContaining({
            Aliases: [alias],
            ViewerCertificate: expect.objectContaining({ AcmCertificateArn: arn }),
          }),
    );
    expect(template.Outputs?.["CloudFrontDistributionAlternativeDomainName"]?.["Value"]).toBe(alias);
  });
});

test("a managed alias is written to its zone and gets a certificate of CloudFront's region", () => {
  const { Resources } = renderStaticSite(docsWith(), withDomain).template;
  expect(propertiesOf(Resources, "CertificateValidatorAction")).toMatchObject({
    Aliases: ["docs.test.shop.example.com"],
    IsCloudFrontCertificate: true,
    RootDNSRole: "arn:aws:iam::999900001111:role/shop-DNSDelegationRole",
  });
  expect(propertiesOf(Resources, "CustomDomainAction")["PublicAccessHostedZoneID"]).toBe("Z2FDTNDATAQYW2");
});

test("an alias with a certificate of its own needs no custom resource", () => {
  const { Resources } = renderStaticSite(
    docsWith({ http: { alias: "a.com", certificate } }),
    withDomain,
  ).template;
  expect(
    Object.keys(Resources).filter((id) => id.startsWith("Custom") || id.startsWith("Certificate")),
  ).toEqual([]);
});

test.each([
  ["without a managed alias", withoutDomain],
  ["with a managed alias", withDomain],
])("files are copied after everything else stands, %s", (_, inputs) => {
  const { Resources } = renderStaticSite(docsWith(), inputs).template;
  const others = Object.keys(Resources).filter(
    (id) =>
      !["TriggerStateMachineAction", "CloudFrontViewerRequestRewriteFunction", "AddonsStack"].includes(id),
  );
  const { DependsOn: awaited = [] } = resourceOf(Resources, "TriggerStateMachineAction");
  expect(new Set(awaited)).toEqual(new Set(others));
});

test("the copying starts anew when the mapping file is another one", () => {
  expect(mappingPathOf("s3://artifacts/mapping/one")).toBe("mapping/one");
  expect(mappingPathOf("s3://artifacts/mapping/two")).toBe("mapping/two");
});

test.each([
  ["with a domain", withDomain],
  ["without a domain", withoutDomain],
])("the template refers to nothing that it does not define, %s", (_, inputs) => {
  const { template } = renderStaticSite(docsWith(), inputs);
  const defined = new Set([...Object.keys(template.Parameters ?? {}), ...Object.keys(template.Resources)]);
  const references = [...referencesIn(JSON.parse(JSON.stringify(template)))];
  expect(references.filter((id) => !id.startsWith("AWS::") && !defined.has(id))).toEqual([]);
});
