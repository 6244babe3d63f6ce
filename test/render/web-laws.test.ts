import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonMap } from "../../src/domain/template.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import { forDeployment } from "../../src/render/deployment/for-deployment.ts";
import type { WorkloadInputs } from "../../src/render/inputs.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import { workloadInputs } from "./support/inputs.ts";
import { randomWebManifest, type WebType } from "./support/random-web-manifests.ts";
import { undefinedReferences } from "./support/undefined-references.ts";

const types: readonly WebType[] = ["Load Balanced Web Service", "Request-Driven Web Service", "Static Site"];

const balancer: NonNullable<WorkloadInputs["importedLoadBalancer"]> = {
  arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/1",
  name: "shared",
  dnsName: "shared.example.com",
  hostedZoneId: "Z1",
  scheme: "internet-facing",
  securityGroups: ["sg-1"],
  listeners: [
    { arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/1", port: 80, protocol: "HTTP" },
    { arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/2", port: 443, protocol: "HTTPS" },
  ],
};

/** Any environment: with or without a domain, imported certificates, and addons. */
const inputs: fc.Arbitrary<WorkloadInputs> = fc
  .record({
    domain: fc.boolean(),
    certificates: fc.boolean(),
    region: fc.constantFrom("eu-west-1", "cn-north-1"),
  })
  .map(({ domain, certificates, region }) => {
    const base = workloadInputs({ assetMappingUrl: "s3://artifacts/mapping" });
    const http = { public: { certificates: ["arn:aws:acm:eu-west-1:111122223333:certificate/1"] } };
    return {
      ...base,
      images: { proxy: { kind: "pushed", repository: "registry/shop/web", tag: "1" } },
      application: {
        ...base.application,
        accountRootArn: "arn:aws:iam::111122223333:root",
        ...(domain ? { domain: "example.com" } : {}),
      },
      environment: {
        ...base.environment,
        region,
        manifest: { ...base.environment.manifest, ...(certificates ? { http } : {}) },
      },
    };
  });

interface Counts {
  rendered: number;
  deployable: number;
}

test("a service that scales by two metrics of an imported load balancer is mended once", () => {
  const scaled = {
    name: "web",
    type: "Load Balanced Web Service",
    image: { location: "nginx", port: 8080 },
    http: { path: "/", alb: "shared" },
    count: { range: { min: 1, max: 5 }, requests: 100, response_time: "2s" },
  };
  const [given] = fc.sample(inputs, { numRuns: 1, seed: 1 });
  if (given === undefined) throw new Error("no inputs were drawn");
  const counts: Counts = { rendered: 0, deployable: 0 };
  holds(scaled, given, counts);
  expect(counts.deployable).toBe(1);
});

test.each(types)(
  "any valid %s renders, twice to the same, and what is deployed of it refers to nothing undefined",
  (type) => {
    const counts: Counts = { rendered: 0, deployable: 0 };
    fc.assert(
      fc.property(randomWebManifest(type), inputs, (source, given) => holds(source, given, counts)),
      { numRuns: 400 },
    );
    // A law about nothing would hold, too.
    expect(counts.rendered).toBeGreaterThan(20);
    expect(counts.deployable).toBeGreaterThan(10);
  },
);

function holds(source: JsonMap, given: WorkloadInputs, counts: Counts): void {
  const reading = readWorkloadManifest(JSON.stringify(source), { file: "manifest.yml", environment: "test" });
  if (reading.kind === "invalid") return;
  const { manifest } = reading;
  const imports =
    manifest.type === "Load Balanced Web Service" &&
    typeof manifest.http === "object" &&
    manifest.http.alb !== undefined;
  const all = imports ? { ...given, importedLoadBalancer: balancer } : given;
  const result = renderWorkload(manifest, all);
  // What cannot be rendered is said with a place; nothing throws.
  if (result.kind === "refused") {
    expect(result.faults.every(({ message }) => message.length > 20)).toBe(true);
    return;
  }
  counts.rendered += 1;
  expect(JSON.stringify(renderWorkload(manifest, all))).toBe(JSON.stringify(result));
  const deployable = forDeployment(manifest, all, result.stack);
  if (deployable.kind === "refused") return;
  counts.deployable += 1;
  expect(undefinedReferences(deployable.stack.template)).toEqual([]);
  expect(forDeployment(manifest, all, deployable.stack)).toMatchObject({ kind: "deployable", mended: [] });
}
