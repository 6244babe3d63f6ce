import { describe, expect, test } from "vitest";
import type { EnvironmentManifest } from "../../../src/manifest/environment-manifest.ts";
import { environmentForDeployment } from "../../../src/render/deployment/environment-for-deployment.ts";
import { renderEnvironment } from "../../../src/render/environment/render-environment.ts";
import type { EnvironmentInputs } from "../../../src/render/inputs.ts";

const inputs: EnvironmentInputs = {
  application: {
    name: "shop",
    domain: "example.com",
    accountRootArn: "arn:aws:iam::111111111111:root",
    tags: {},
  },
  name: "test",
  artifactBucketArn: "arn:aws:s3:::artifacts",
  artifactKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/1",
  functionRuntime: "nodejs24.x",
  cidrPrefixListIds: [],
  publicLoadBalancerSourceIps: [],
  templateVersion: "v1.34.0",
  additionalTags: {},
};

function faults(
  manifest: Partial<EnvironmentManifest>,
  parameters: Readonly<Record<string, string>>,
  region = "eu-west-1",
): readonly string[] {
  const whole: EnvironmentManifest = { type: "Environment", name: "test", ...manifest };
  const all = { ...inputs, deployedParameters: parameters };
  const rendered = renderEnvironment(whole, all);
  if (rendered.kind === "refused") throw new Error("refused by the renderer");
  const result = environmentForDeployment(whole, all, region, rendered.stack);
  return result.kind === "refused"
    ? result.faults.map(({ message }) => message)
    : result.unheeded.map(({ code }) => code);
}

describe("an environment's manifest on its way to deployment", () => {
  test("a distribution needs an alias of each service behind it", () => {
    const both = { ALBWorkloads: "api,web", Aliases: '{"web":["web.example.com"]}' };
    expect(faults({ cdn: true }, both)).toEqual([
      "cdn is on, and api would be behind the distribution without a name of its own there.",
    ]);
    expect(faults({ cdn: true }, { ...both, Aliases: '{"web":["w"],"api":["a"]}' })).toEqual([]);
    expect(faults({ cdn: false }, both)).toEqual([]);
    expect(faults({ cdn: true }, {})).toEqual([]);
  });

  test("a log bucket of its own needs a region that Copilot's template knows", () => {
    const logs = { http: { public: { access_logs: true } } };
    expect(faults(logs, {})).toEqual([]);
    expect(faults(logs, {}, "ap-south-2")[0]).toContain("no account of Elastic Load Balancing");
    const named = { http: { public: { access_logs: { bucket_name: "logs" } } } };
    expect(faults(named, {}, "ap-south-2")).toEqual([]);
  });

  test("flow logs that are switched off are told to be on, as Copilot has them", () => {
    expect(faults({ network: { vpc: { flow_logs: false } } }, {})).toEqual(["flow-logs-anyway"]);
    expect(faults({ network: { vpc: { flow_logs: true } } }, {})).toEqual([]);
  });
});
