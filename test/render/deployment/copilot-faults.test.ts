import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { EnvironmentManifest } from "../../../src/manifest/environment-manifest.ts";
import { readWorkloadManifest } from "../../../src/manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../../src/manifest/workload-manifest.ts";
import { environmentForDeployment } from "../../../src/render/deployment/environment-for-deployment.ts";
import { forDeployment } from "../../../src/render/deployment/for-deployment.ts";
import { renderEnvironment } from "../../../src/render/environment/render-environment.ts";
import type { EnvironmentInputs, WorkloadInputs } from "../../../src/render/inputs.ts";
import { renderWorkload } from "../../../src/render/render-workload.ts";
import { compareTemplates } from "../../../src/template/compare-templates.ts";
import { templateJson } from "../../../src/template/template-json.ts";
import { workloadInputs } from "../support/inputs.ts";

/** What becomes of one of Copilot's faults on the way to deployment. */
type Outcome = "mended" | "refused" | "told";

const root = new URL("../../../", import.meta.url);

/** The rows of the table: the code and what a rendering for deployment does. */
const documented = readFileSync(new URL("docs/copilot-faults.md", root), "utf8")
  .split("\n")
  .flatMap((line): readonly (readonly [string, string])[] => {
    const [, code = "", , does = ""] =
      /^\| `([a-z-]+)` \|(.*)\| (mended|refused|told)[^|]*\|$/.exec(line) ?? [];
    return code === "" ? [] : [[code, does]];
  });

function read(text: string): WorkloadManifest {
  const reading = readWorkloadManifest(text, { file: "manifest.yml", environment: "test" });
  if (reading.kind === "read") return reading.manifest;
  throw new Error(reading.findings.map(({ message }) => message).join("; "));
}

function inputsIn(region: string, more: Partial<WorkloadInputs> = {}): WorkloadInputs {
  const { environment, application } = workloadInputs();
  return workloadInputs({
    environment: { ...environment, region },
    application: { ...application, domain: "example.com", accountRootArn: "arn:aws:iam::111122223333:root" },
    ...more,
  });
}

const backend = "name: api\ntype: Backend Service\nimage: { location: nginx, port: 80 }\n";
const job = "name: nightly\ntype: Scheduled Job\nimage: { location: nginx }\non: { schedule: '@daily' }\n";
const worker = "name: mailer\ntype: Worker Service\nimage: { location: nginx }\n";
const site = "name: docs\ntype: Static Site\nfiles: [{ source: dist }]\n";
const balancer: WorkloadInputs["importedLoadBalancer"] = {
  arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/1",
  name: "shared",
  dnsName: "shared.example.com",
  hostedZoneId: "Z1",
  scheme: "internet-facing",
  securityGroups: ["sg-1"],
  listeners: [{ arn: "arn:aws:elasticloadbalancing:eu-west-1:1:listener/1", port: 80, protocol: "HTTP" }],
};
const web = `name: web
type: Load Balanced Web Service
image: { location: nginx, port: 80 }
`;

interface FaultCase {
  readonly code: string;
  readonly outcome: Outcome;
  readonly text: string;
  readonly inputs: WorkloadInputs;
}

const cases = rows(
  [
    "imported-load-balancer-metrics",
    "mended",
    `${web}http: { path: /, alb: shared }\ncount: { range: 1-3, requests: 100 }\n`,
    workloadInputs({ importedLoadBalancer: balancer }),
  ],
  [
    "topic-name-in-queue-policy",
    "mended",
    `${worker}subscribe: { topics: [{ name: new-orders, service: shop, queue: true }] }\n`,
  ],
  ["command-texts", "mended", `${backend}command: [sh, -c, 'echo start: all']\n`],
  [
    "partition-of-arns",
    "mended",
    site,
    inputsIn("cn-north-1", {
      application: { name: "shop", tags: {} },
      assetMappingUrl: "s3://artifacts/mapping",
    }),
  ],
  [
    "sdk-layer-of-region",
    "mended",
    "name: front\ntype: Request-Driven Web Service\nimage: { location: public.ecr.aws/a/b, port: 80 }\nhttp: { alias: front.example.com }\n",
    inputsIn("il-central-1"),
  ],
  ["exec-anyway", "told", `${backend}exec: { enable: false }\n`],
  ["exec-of-job", "told", `${job}exec: true\n`],
  [
    "default-security-group-of-job",
    "told",
    `${job}network: { vpc: { security_groups: { deny_default: true } } }\n`,
  ],
  ["service-connect-of-job", "told", `${job}network: { connect: true }\n`],
  ["queue-without-topics", "told", `${worker}subscribe: { queue: { retention: 1h } }\n`],
  ["load-balancer-of-backend", "told", `${backend}http: { path: /, alb: shared }\n`],
  ["redirect-always", "told", `${backend}http: { path: /, redirect_to_https: false }\n`],
  [
    "records-of-additional-rules",
    "told",
    `${web}http:\n  path: /\n  alias: a.example.org\n  hosted_zone: Z1\n  additional_rules: [{ path: /b, alias: b.example.org, hosted_zone: Z2 }]\n`,
    workloadInputs({
      environment: {
        ...workloadInputs().environment,
        manifest: {
          name: "test",
          type: "Environment",
          http: { public: { certificates: ["arn:aws:acm:eu-west-1:111122223333:certificate/1"] } },
        },
      },
    }),
  ],
  [
    "no-security-group",
    "refused",
    `${backend}network: { vpc: { security_groups: { deny_default: true } } }\n`,
  ],
  [
    "file-system-without-id",
    "refused",
    `${backend}storage: { volumes: { data: { path: /data, efs: { root_dir: / } } } }\n`,
  ],
  [
    "secret-arn-ends-in-colon",
    "told",
    `${backend}secrets: { KEY: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3:password::' }\n`,
  ],
);

function rows(
  ...all: readonly (readonly [code: string, outcome: Outcome, manifest: string, inputs?: WorkloadInputs])[]
): readonly FaultCase[] {
  return all.map(([code, outcome, text, inputs = workloadInputs()]) => ({ code, outcome, text, inputs }));
}

interface EnvironmentCase {
  readonly code: string;
  readonly outcome: Outcome;
  readonly changes: Partial<EnvironmentManifest>;
  readonly region: string;
  readonly deployedParameters: Readonly<Record<string, string>>;
}

const environments: readonly EnvironmentCase[] = [
  {
    code: "flow-logs-anyway",
    outcome: "told",
    changes: { network: { vpc: { flow_logs: false } } },
    region: "eu-west-1",
    deployedParameters: {},
  },
  {
    code: "access-logs-region",
    outcome: "refused",
    changes: { http: { public: { access_logs: true } } },
    region: "mx-central-1",
    deployedParameters: {},
  },
  {
    code: "cdn-alias-missing",
    outcome: "refused",
    changes: { cdn: true },
    region: "eu-west-1",
    deployedParameters: { ALBWorkloads: "api", Aliases: "" },
  },
];

describe("a fault of Copilot's", () => {
  test.each(cases)("$code is $outcome, and as Copilot it stays", ({ code, outcome, text, inputs }) => {
    const manifest = read(text);
    const asCopilot = renderWorkload(manifest, inputs);
    if (asCopilot.kind === "refused")
      throw new Error(asCopilot.faults.map(({ message }) => message).join("; "));
    const deployable = forDeployment(manifest, inputs, asCopilot.stack);
    if (deployable.kind === "refused") {
      expect(outcome).toBe("refused");
      expect(deployable.faults.map((fault) => fault.code)).toContain(code);
      return;
    }
    const [from, to] = [asCopilot.stack, deployable.stack].map(({ template }) => templateJson(template));
    const differences = compareTemplates(from ?? null, to ?? null, { ignore: [] });
    const told = outcome === "mended" ? deployable.mended : deployable.unheeded;
    expect(told.map((item) => item.code)).toContain(code);
    expect(differences.length > 0).toBe(outcome === "mended");
  });

  test.each(environments)("$code of an environment is $outcome", ({ code, outcome, ...given }) => {
    const { changes, region, deployedParameters } = given;
    const manifest: EnvironmentManifest = { name: "test", type: "Environment", ...changes };
    const inputs: EnvironmentInputs = {
      application: { name: "shop", domain: "example.com", tags: {} },
      name: "test",
      artifactBucketArn: "arn:aws:s3:::artifacts",
      artifactKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
      functionRuntime: "nodejs24.x",
      cidrPrefixListIds: [],
      publicLoadBalancerSourceIps: [],
      templateVersion: "v1.34.0",
      additionalTags: {},
      deployedParameters,
    };
    const asCopilot = renderEnvironment(manifest, inputs);
    if (asCopilot.kind === "refused") throw new Error("refused");
    const deployable = environmentForDeployment(manifest, inputs, region, asCopilot.stack);
    expect(deployable.kind === "refused").toBe(outcome === "refused");
    const told = deployable.kind === "refused" ? deployable.faults : deployable.unheeded;
    expect(told.map((fault) => fault.code)).toContain(code);
  });

  test("stands in docs/copilot-faults.md with what is done about it, and nothing else does", () => {
    const sources = globSync("src/render/deployment/*.ts", { cwd: root }).map((file) =>
      readFileSync(new URL(file, root), "utf8"),
    );
    const codes = sources.flatMap((text) =>
      [...text.matchAll(/code: "([a-z-]+)"/g)].map(([, code]) => code ?? ""),
    );
    expect(documented.map(([code]) => code).toSorted()).toEqual([...new Set(codes)].toSorted());
    const differing = cases.filter(
      ({ code, outcome }) => !documented.some(([row, does]) => row === code && does === outcome),
    );
    expect(differing.map(({ code }) => code)).toEqual([]);
  });

  test("has a test: here, or where names and load balancers are tested", () => {
    const others = globSync("test/**/*.test.ts", { cwd: root }).map((file) =>
      readFileSync(new URL(file, root), "utf8"),
    );
    const untested = documented.filter(([code]) => !others.some((text) => text.includes(`"${code}"`)));
    expect(untested.map(([code]) => code)).toEqual([]);
  });
});
