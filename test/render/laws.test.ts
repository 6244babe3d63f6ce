import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonMap } from "../../src/domain/template.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../../src/render/inputs.ts";
import { workloadInputs } from "./support/inputs.ts";
import { randomManifest, type EcsType } from "./support/random-manifests.ts";
import { rendered } from "./support/rendered.ts";
import { undefinedReferences } from "./support/undefined-references.ts";

const types: readonly EcsType[] = ["Backend Service", "Worker Service", "Scheduled Job"];

const addons = {
  template: {
    Resources: {
      Access: { Type: "AWS::IAM::ManagedPolicy" },
      Password: { Type: "AWS::SecretsManager::Secret" },
      Group: { Type: "AWS::EC2::SecurityGroup" },
    },
    Outputs: {
      AccessArn: { Value: { Ref: "Access" } },
      DbPassword: { Value: { Ref: "Password" } },
      GroupId: { Value: { Ref: "Group" } },
    },
  },
  parameters: {},
};

const certificates = ["arn:aws:acm:eu-west-1:111122223333:certificate/1"];

const inputs: fc.Arbitrary<WorkloadInputs> = fc
  .tuple(fc.boolean(), fc.boolean(), fc.boolean())
  .map(([hasAddons, bounded, https]) => {
    const base = workloadInputs(hasAddons ? { addons } : {});
    const { manifest } = base.environment;
    return {
      ...base,
      application: { ...base.application, ...(bounded ? { permissionsBoundary: "Limits" } : {}) },
      environment: https
        ? { ...base.environment, manifest: { ...manifest, http: { private: { certificates } } } }
        : base.environment,
    };
  });

test.each(types)("a rendered %s refers to nothing that its template does not define", (type) => {
  fc.assert(
    fc.property(randomManifest(type), inputs, (manifest, given) => {
      expect(undefinedReferences(rendered(read(manifest), given).template)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test.each(types)("rendering a %s twice gives the same, down to the order of keys", (type) => {
  fc.assert(
    fc.property(randomManifest(type), inputs, (manifest, given) => {
      expect(JSON.stringify(rendered(read(manifest), given))).toBe(
        JSON.stringify(rendered(read(manifest), given)),
      );
    }),
    { numRuns: 100 },
  );
});

test.each(types)("a %s has a value for every parameter of its template, and no other values", (type) => {
  fc.assert(
    fc.property(randomManifest(type), inputs, (manifest, given) => {
      const { template, parameters } = rendered(read(manifest), given);
      expect(Object.keys(parameters).toSorted()).toEqual(Object.keys(template.Parameters ?? {}).toSorted());
    }),
    { numRuns: 100 },
  );
});

test.each(types)("a rendering of a %s leaves its manifest and its inputs as they were", (type) => {
  fc.assert(
    fc.property(randomManifest(type), inputs, (manifest, given) => {
      const typed = read(manifest);
      const before = JSON.stringify([typed, given]);
      rendered(typed, given);
      expect(JSON.stringify([typed, given])).toBe(before);
    }),
    { numRuns: 50 },
  );
});

test("Copilot's own tags go before those of the application and the caller", () => {
  const base = workloadInputs();
  const given = workloadInputs({
    application: { ...base.application, tags: { team: "core", "copilot-service": "other" } },
    additionalTags: { team: "shop" },
  });
  const manifest = read({ name: "api", type: "Backend Service", image: { location: "nginx" } });
  expect(rendered(manifest, given).tags).toEqual({
    team: "shop",
    "copilot-application": "shop",
    "copilot-environment": "test",
    "copilot-service": "api",
  });
});

/** Reads a manifest as any reader would; JSON is YAML. */
function read(manifest: JsonMap): WorkloadManifest {
  const reading = readWorkloadManifest(JSON.stringify(manifest), { file: "copilot/x/manifest.yml" });
  if (reading.kind === "read") return reading.manifest;
  throw new Error(reading.findings.map((finding) => `${finding.field}: ${finding.message}`).join("; "));
}
