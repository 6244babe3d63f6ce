import { describe, expect, test } from "vitest";
import type { WorkloadManifest } from "../../../src/manifest/workload-manifest.ts";
import { forDeployment, type DeployableStack } from "../../../src/render/deployment/for-deployment.ts";
import type { RenderedStack, WorkloadInputs } from "../../../src/render/inputs.ts";
import { renderWorkload } from "../../../src/render/render-workload.ts";
import {
  apiWith,
  applicationWithDomain,
  docsWith,
  frontWith,
  importedLoadBalancer,
  propertiesOf,
  quickWith,
} from "../web-fixtures.ts";
import { workloadInputs } from "../support/inputs.ts";

type Deployable = Extract<DeployableStack, { kind: "deployable" }>;

function rendered(manifest: WorkloadManifest, inputs: WorkloadInputs): RenderedStack {
  const result = renderWorkload(manifest, inputs);
  if (result.kind === "refused") throw new Error(result.faults.map((fault) => fault.message).join("; "));
  return result.stack;
}

function deployable(manifest: WorkloadManifest, inputs: WorkloadInputs): Deployable {
  const result = forDeployment(manifest, inputs, rendered(manifest, inputs));
  if (result.kind === "refused") throw new Error(result.faults.map((fault) => fault.message).join("; "));
  return result;
}

const scaled = frontWith({
  count: {
    range: "1-5",
    requests: { form: "value", value: 100 },
    response_time: { form: "value", value: 2000 },
  },
});
const inGovCloud = { ...workloadInputs().environment, region: "us-gov-west-1" };
const siteInGovCloud = workloadInputs({
  environment: inGovCloud,
  assetMappingUrl: "s3://artifacts/mapping/a",
});

test("where no fault is, the stack stays the very same", () => {
  const stack = rendered(frontWith(), workloadInputs());
  const result = forDeployment(frontWith(), workloadInputs(), stack);
  expect(result).toEqual({ kind: "deployable", stack, mended: [], unheeded: [] });
});

describe("autoscaling behind an imported load balancer", () => {
  const inputs = workloadInputs({ importedLoadBalancer: importedLoadBalancer("HTTP") });

  test.each(["AutoScalingPolicyALBSumRequestCountPerTarget", "AutoScalingPolicyALBAverageResponseTime"])(
    "%s measures the imported load balancer and its target group",
    (policy) => {
      const { stack } = deployable(scaled, inputs);
      expect(propertiesOf(stack.template.Resources, policy)).toMatchObject({
        TargetTrackingScalingPolicyConfiguration: {
          CustomizedMetricSpecification: {
            Namespace: "AWS/ApplicationELB",
            Dimensions: [
              { Name: "LoadBalancer", Value: "app/shared/50dc6c495c0c9188" },
              {
                Name: "TargetGroup",
                Value: { "Fn::GetAtt": ["TargetGroupForImportedALB", "TargetGroupFullName"] },
              },
            ],
          },
        },
      });
    },
  );

  test("without such scaling nothing is mended", () => {
    expect(deployable(frontWith(), inputs).mended).toEqual([]);
  });

  test("on the environment's load balancer nothing is mended", () => {
    expect(deployable(scaled, workloadInputs()).mended).toEqual([]);
  });
});

describe("ARNs of another partition", () => {
  test("a site's bucket, artifacts and tasks are named in the region's partition", () => {
    const { stack, mended } = deployable(docsWith(), siteInGovCloud);
    expect(mended.map(({ code }) => code)).toEqual(["partition-of-arns"]);
    expect(JSON.stringify(stack.template.Resources)).not.toMatch(/arn:aws:/);
  });

  test("what the manifest names stays", () => {
    const certificate = "arn:aws:acm:us-east-1:111122223333:certificate/c";
    const { stack } = deployable(docsWith({ http: { alias: "a.org", certificate } }), siteInGovCloud);
    expect(JSON.stringify(stack.template.Resources["CloudFrontDistribution"])).toContain(certificate);
  });

  test("in the partition aws nothing is mended", () => {
    const inputs = workloadInputs({ assetMappingUrl: "s3://artifacts/mapping/a" });
    expect(deployable(docsWith(), inputs).mended).toEqual([]);
  });
});

test("a custom domain in a region without a known layer goes without one", () => {
  const environment = { ...workloadInputs().environment, region: "eu-south-2" };
  const inputs = workloadInputs({ application: applicationWithDomain, environment });
  const { stack, mended } = deployable(quickWith({ http: { alias: "web.example.com" } }), inputs);
  expect(mended.map(({ code }) => code)).toEqual(["sdk-layer-of-region"]);
  expect(Object.keys(propertiesOf(stack.template.Resources, "CustomDomainFunction"))).not.toContain("Layers");
});

test("mending twice is mending once", () => {
  for (const [manifest, inputs] of [
    [scaled, workloadInputs({ importedLoadBalancer: importedLoadBalancer("HTTP") })],
    [docsWith(), siteInGovCloud],
  ] as const) {
    const { stack } = deployable(manifest, inputs);
    expect(forDeployment(manifest, inputs, stack)).toMatchObject({ stack });
  }
});

test("a template with a place that has no value is refused", () => {
  const manifest = frontWith({ secrets: { TOKEN: { kind: "text", text: "" } } });
  expect(forDeployment(manifest, workloadInputs(), rendered(manifest, workloadInputs()))).toMatchObject({
    kind: "refused",
    faults: [
      {
        code: "value-missing",
        message: expect.stringContaining(
          "/Resources/TaskDefinition/Properties/ContainerDefinitions/0/Secrets/0/ValueFrom",
        ),
      },
    ],
  });
});

test("what cannot work where it goes is refused", () => {
  const manifest = frontWith({ http: { path: "/", alias: [{ name: "www.example.com" }] } });
  expect(forDeployment(manifest, workloadInputs(), rendered(manifest, workloadInputs()))).toMatchObject({
    kind: "refused",
    faults: [{ code: "alias-without-domain", field: "http.alias" }],
  });
});

test.each([
  [
    "records of additional rules",
    frontWith({
      http: {
        path: "/",
        alias: [{ name: "a.example.com" }],
        additional_rules: [{ path: "b", alias: [{ name: "b.example.com" }], hosted_zone: "Z1" }],
      },
    }),
    workloadInputs({ application: applicationWithDomain }),
    ["records-of-additional-rules"],
  ],
  [
    "a redirect that an imported load balancer makes anyway",
    frontWith({ http: { path: "/", redirect_to_https: false } }),
    workloadInputs({
      application: applicationWithDomain,
      importedLoadBalancer: importedLoadBalancer("HTTP", "HTTPS"),
    }),
    ["redirect-always"],
  ],
  [
    "a Backend Service's own load balancer",
    apiWith({ http: { path: "/", alb: "shared" } }),
    workloadInputs(),
    ["load-balancer-of-backend"],
  ],
])("it is said that nobody heeds %s", (_, manifest, inputs, expected) => {
  expect(deployable(manifest, inputs).unheeded.map(({ code }) => code)).toEqual(expected);
});
