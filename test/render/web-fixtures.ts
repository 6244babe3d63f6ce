import type { Json, JsonMap, TemplateResource } from "../../src/domain/template.ts";
import type {
  BackendService,
  LoadBalancedWebService,
  RequestDrivenWebService,
  StaticSite,
} from "../../src/manifest/workload-manifest.ts";
import type { ImportedLoadBalancer, WorkloadInputs } from "../../src/render/inputs.ts";
import type { Resources } from "../../src/render/resources.ts";
import { workloadInputs } from "./support/inputs.ts";

/** The application with the domain example.com. */
export const applicationWithDomain: WorkloadInputs["application"] = {
  name: "shop",
  domain: "example.com",
  accountRootArn: "arn:aws:iam::999900001111:root",
  tags: {},
};

/** The environment `test` with certificates on its public or internal load balancer. */
export function environmentWithCertificates(side: "public" | "private"): WorkloadInputs["environment"] {
  const certificates = ["arn:aws:acm:eu-west-1:111122223333:certificate/c"];
  return {
    ...workloadInputs().environment,
    manifest: { type: "Environment", name: "test", http: { [side]: { certificates } } },
  };
}

/** A load balancer that someone else made, with listeners of the given protocols. */
export function importedLoadBalancer(...protocols: readonly ("HTTP" | "HTTPS")[]): ImportedLoadBalancer {
  return {
    arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/50dc6c495c0c9188",
    name: "shared",
    dnsName: "shared-1.eu-west-1.elb.amazonaws.com",
    hostedZoneId: "Z32O12XQLNTSW2",
    scheme: "internet-facing",
    securityGroups: ["sg-1", "sg-2"],
    listeners: protocols.map((protocol) => ({
      arn: `arn:listener/${protocol}`,
      port: protocol === "HTTP" ? 80 : 443,
      protocol,
    })),
  };
}

/** A Load Balanced Web Service `front` on port 8080 that answers to all paths. */
export function frontWith(given: Partial<LoadBalancedWebService> = {}): LoadBalancedWebService {
  return {
    type: "Load Balanced Web Service",
    name: "front",
    image: { location: "nginx", port: 8080 },
    http: { path: "/" },
    cpu: 256,
    memory: 512,
    count: 1,
    network: { vpc: { placement: "public" } },
    ...given,
  };
}

/** A Backend Service `api` on port 9000 behind the internal load balancer. */
export function apiWith(given: Partial<BackendService> = {}): BackendService {
  return {
    type: "Backend Service",
    name: "api",
    image: { location: "nginx", port: 9000 },
    http: { path: "/" },
    cpu: 256,
    memory: 512,
    count: 1,
    network: { vpc: { placement: "public" } },
    ...given,
  };
}

/** A Request-Driven Web Service `quick` on port 80. */
export function quickWith(given: Partial<RequestDrivenWebService> = {}): RequestDrivenWebService {
  return {
    type: "Request-Driven Web Service",
    name: "quick",
    image: { location: "public.ecr.aws/nginx/nginx:1", port: 80 },
    cpu: 1024,
    memory: 2048,
    ...given,
  };
}

/** A Static Site `docs`. */
export function docsWith(given: Partial<StaticSite> = {}): StaticSite {
  return { type: "Static Site", name: "docs", files: [{ source: "dist" }], ...given };
}

/** A resource's properties; a resource that is absent fails the test by name. */
export function propertiesOf(resources: Resources, id: string): JsonMap {
  return resourceOf(resources, id).Properties ?? {};
}

/** A resource; one that is absent fails the test by name. */
export function resourceOf(resources: Resources, id: string): TemplateResource {
  const resource = resources[id];
  if (resource === undefined) throw new Error(`no resource ${id} among ${Object.keys(resources).join(", ")}`);
  return resource;
}

/** Logical ids that a value refers to with `Ref`, `Fn::GetAtt` or `DependsOn`; pseudo parameters are left out. */
export function referencesIn(value: Json | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: Json | undefined, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === "Ref" && typeof part === "string") found.add(part);
    if (key === "Fn::GetAtt" && Array.isArray(part)) found.add(String(part[0]));
    if (key === "DependsOn") for (const id of [part].flat()) found.add(String(id));
    collect(part, found);
  }
}
