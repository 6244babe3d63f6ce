import * as fc from "fast-check";
import type {
  Cdn,
  EnvironmentHttp,
  EnvironmentManifest,
  EnvironmentVpc,
} from "../../../src/manifest/environment-manifest.ts";
import type { EnvironmentInputs } from "../../../src/render/inputs.ts";

/** An environment with any of its features: a manifest, and what the look-ups found. */
export interface AnyEnvironment {
  readonly manifest: Partial<EnvironmentManifest>;
  readonly extra: Partial<EnvironmentInputs>;
}

const certificates = fc.constantFrom<readonly string[]>(
  [],
  ["arn:aws:acm:r:1:certificate/a"],
  ["arn:a", "arn:b"],
);

const vpc = fc.constantFrom<EnvironmentVpc>(
  {},
  { id: "vpc-1", subnets: { public: [{ id: "subnet-1" }, { id: "subnet-2" }] }, flow_logs: true },
  { id: "vpc-1", subnets: { private: [{ id: "subnet-3" }, { id: "subnet-4" }, { id: "subnet-5" }] } },
  { cidr: "10.1.0.0/16" },
  {
    cidr: "10.1.0.0/16",
    flow_logs: { retention: 30 },
    subnets: {
      public: [
        { cidr: "10.1.0.0/24", az: "a" },
        { cidr: "10.1.1.0/24", az: "b" },
        { cidr: "10.1.2.0/24", az: "c" },
      ],
      private: [
        { cidr: "10.1.3.0/24", az: "a" },
        { cidr: "10.1.4.0/24", az: "b" },
        { cidr: "10.1.5.0/24", az: "c" },
      ],
    },
  },
  {
    security_group: {
      ingress: [{ cidr: "0.0.0.0/0", ports: "80-90", ip_protocol: "tcp" }],
      egress: [{ cidr: "::/0", ports: 5, ip_protocol: "-1" }],
    },
  },
);

const cdn = fc.constantFrom<boolean | Cdn>(
  true,
  false,
  { terminate_tls: true },
  { certificate: "arn:aws:acm:us-east-1:1:certificate/c" },
  { static_assets: { location: "b.s3.amazonaws.com", alias: "a.example.com", path: "static/*" } },
);

const http: fc.Arbitrary<EnvironmentHttp> = fc.record({
  public: fc.record({
    certificates,
    access_logs: fc.constantFrom<NonNullable<EnvironmentHttp["public"]>["access_logs"] & {}>(
      true,
      false,
      { prefix: "p" },
      { bucket_name: "logs", prefix: "p" },
    ),
  }),
  private: fc.record({ certificates, ingress: fc.record({ vpc: fc.boolean() }) }),
});

/** Environments with every combination of features. */
export const anyEnvironment: fc.Arbitrary<AnyEnvironment> = fc
  .record({
    vpc,
    cdn,
    http,
    domain: fc.option(fc.constant("example.com"), { nil: undefined }),
    insights: fc.boolean(),
  })
  .map(({ vpc, cdn, http, domain, insights }) => ({
    manifest: { network: { vpc }, cdn, http, observability: { container_insights: insights } },
    extra: {
      application: {
        name: "shop",
        accountRootArn: "arn:aws:iam::111122223333:root",
        tags: {},
        ...(domain === undefined ? {} : { domain }),
      },
    },
  }));
