import { describe, expect, test } from "vitest";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";

const file = "copilot/environments/prod/manifest.yml";
const arn = "arn:aws:acm:eu-west-1:123456789012:certificate/x";
const cdnArn = "arn:aws:acm:us-east-1:123456789012:certificate/x";
const subnets = (...ids: readonly string[]): string => ids.map((id) => `{id: ${id}}`).join(", ");

describe("what an environment may be", () => {
  test.each([
    ["nothing but its name", ""],
    [
      "an imported VPC with private subnets only",
      `network: {vpc: {id: vpc-1, subnets: {private: [${subnets("a", "b")}]}}}`,
    ],
    [
      "an adjusted VPC without zones",
      "network: {vpc: {cidr: 10.0.0.0/16, subnets: {public: [{cidr: 10.0.0.0/24}], private: [{cidr: 10.0.1.0/24}]}}}",
    ],
    ["a CDN that ends TLS with its own certificate", `cdn: {certificate: ${cdnArn}, terminate_tls: true}`],
    [
      "a CDN with certificates on both",
      `cdn: {certificate: ${cdnArn}}\nhttp: {public: {certificates: [${arn}]}}`,
    ],
    ["an ingress of the CDN with a CDN", "cdn: true\nhttp: {public: {ingress: {cdn: true}}}"],
    [
      "subnets of the internal load balancer that are imported",
      `network: {vpc: {id: vpc-1, subnets: {private: [${subnets("a", "b")}]}}}\nhttp: {private: {subnets: [b]}}`,
    ],
    [
      "a rule with port 0",
      "network: {vpc: {security_group: {ingress: [{cidr: 0.0.0.0/0, ip_protocol: -1, ports: 0}]}}}",
    ],
  ])("%s", (_situation, lines) => {
    expect(read(lines)).toMatchObject({
      kind: "read",
      warnings: [],
      manifest: { type: "Environment", name: "prod" },
    });
  });
});

describe("what an environment may not be", () => {
  test.each([
    [
      "imported and adjusted at once",
      "network: {vpc: {id: vpc-1, cidr: 10.0.0.0/16}}",
      "mutually-exclusive",
      "network.vpc",
    ],
    [
      "imported with one public subnet",
      `network: {vpc: {id: vpc-1, subnets: {public: [${subnets("a")}], private: [${subnets("b", "c")}]}}}`,
      "out-of-range",
      "network.vpc.subnets.public",
    ],
    [
      "imported with a subnet without an id",
      `network: {vpc: {id: vpc-1, subnets: {public: [${subnets("a", "b")}, {}]}}}`,
      "required-field-missing",
      "network.vpc.subnets.public[2].id",
    ],
    [
      "adjusted with two ranges for three zones",
      "network: {vpc: {cidr: 10.0.0.0/16, subnets: {public: [{cidr: a, az: x}, {cidr: a, az: y}], private: [{cidr: c, az: x}, {cidr: d, az: y}]}}}",
      "inconsistent-values",
      "network.vpc.subnets.public",
    ],
    [
      "a CDN with a certificate that nothing uses",
      `cdn: {certificate: ${cdnArn}}`,
      "inconsistent-values",
      "cdn.terminate_tls",
    ],
    [
      "a CDN with a certificate of another region",
      `cdn: {certificate: ${arn}, terminate_tls: true}`,
      "wrong-region",
      "cdn.certificate",
    ],
    [
      "an ingress of a CDN that is off",
      "cdn: false\nhttp: {public: {ingress: {cdn: true}}}",
      "unsupported-combination",
      "http.public.ingress.cdn",
    ],
    [
      "the older ingress of a CDN that is off",
      "http: {public: {security_groups: {ingress: {restrict_to: {cdn: true}}}}}",
      "unsupported-combination",
      "http.public.security_groups.ingress.restrict_to.cdn",
    ],
    [
      "internal subnets without an imported VPC",
      "http: {private: {subnets: [a]}}",
      "unsupported-combination",
      "http.private.subnets",
    ],
    [
      "internal subnets named twice",
      `network: {vpc: {id: v, subnets: {private: [${subnets("a", "b")}]}}}\nhttp: {private: {subnets: [a, a]}}`,
      "unknown-subnet",
      "http.private.subnets",
    ],
    [
      "a certificate that is no ARN",
      "http: {private: {certificates: [mine]}}",
      "invalid-arn",
      "http.private.certificates[0]",
    ],
    [
      "ports in a quoted number",
      "network: {vpc: {security_group: {egress: [{cidr: a, ip_protocol: tcp, ports: '80'}]}}}",
      "invalid-format",
      "network.vpc.security_group.egress[0].ports",
    ],
    [
      "flow logs that are a word",
      "network: {vpc: {flow_logs: {retention: long}}}",
      "wrong-type",
      "network.vpc.flow_logs.retention",
    ],
    [
      "access logs with keys that nobody knows",
      "http: {public: {access_logs: {bucket: x}}}",
      "wrong-type",
      "http.public.access_logs",
    ],
    [
      "an unknown variable",
      `http: {public: {certificates: ["\${CERT}"]}}`,
      "undefined-variable",
      "http.public.certificates[0]",
    ],
  ])("%s", (_situation, lines, code, field) => {
    const reading = read(lines);
    const errors =
      reading.kind === "invalid" ? reading.findings.filter((finding) => finding.severity === "error") : [];
    expect(errors).toMatchObject([{ code, field }]);
  });
});

function read(lines: string): ReturnType<typeof readEnvironmentManifest> {
  const interpolation = { application: "shop", environment: "prod", variables: {} };
  return readEnvironmentManifest(`name: prod\ntype: Environment\n${lines}\n`, { file, interpolation });
}
