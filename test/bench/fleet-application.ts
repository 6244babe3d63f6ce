import { defaultImages } from "../../src/domain/image-settings.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";
import type { ApplicationConfig } from "../../src/config/config.ts";
import type { SeedEnvironment } from "../../src/simulator/seeding/seed-options.ts";

/** One application of the fleet: its repository's files, where its environments are, and the operator's configuration. */
export interface FleetApplication {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly environments: readonly SeedEnvironment[];
  readonly config: ApplicationConfig;
}

/** The account that every application is registered in, and its region. */
export const fleetAccount = "111111111111";
export const fleetRegion = "eu-west-1";

/** Where Autoland keeps what it read, when it is told to. */
export const cacheBucket = "fleet-cache";

const places: readonly SeedEnvironment[] = [
  { name: "develop", account: "222222222222", region: fleetRegion },
  { name: "test", account: "222222222222", region: "us-east-1" },
  { name: "staging", account: "333333333333", region: fleetRegion },
  { name: "eu", account: "333333333333", region: fleetRegion },
  { name: "us", account: "333333333333", region: "us-east-1" },
];

/** The accounts that environments are in; each has a role to look with. */
export const fleetEnvironmentAccounts = ["222222222222", "333333333333"];

/**
 * Applications of together so many targets: five environments each, ten workloads each or four where that is too many, in three
 * accounts and two regions; 1,000 targets are 20 applications of 10 workloads in 5 environments. No two manifests are equal.
 */
export function fleetOf(targets: number, kind: FleetKind = "plain"): readonly FleetApplication[] {
  const workloads = Math.min(10, Math.max(1, Math.floor(targets / places.length)));
  const count = targets / (workloads * places.length);
  if (!Number.isInteger(count)) throw new Error(`${targets} is not a multiple of 50, nor below 50 and of 5`);
  return Array.from({ length: count }, (_, index) => fleetApplication(nameOf(index), workloads, kind));
}

/** Names are as long as each other: what AWS makes of a name may be cut where it gets too long. */
function nameOf(index: number): string {
  return `fleet${String(index).padStart(4, "0")}`;
}

/** How many workloads each application of a fleet has. */
export function workloadsOf([first]: readonly FleetApplication[]): number {
  if (first === undefined) throw new Error("a fleet has at least one application");
  return Object.keys(first.files).length - places.length - 1;
}

/** Plain, or with what a live watch reads besides services: web services that are scaled, workers with a secret. */
export type FleetKind = "plain" | "watched";

/** One application by its name, which stands in everything that it asks for. */
export function fleetApplication(name: string, workloads = 10, kind: FleetKind = "plain"): FleetApplication {
  const files: Record<string, string> = { "copilot/.workspace": `application: ${name}\n` };
  for (const place of places) {
    files[`copilot/environments/${place.name}/manifest.yml`] =
      `name: ${place.name}\ntype: Environment\nobservability:\n  container_insights: false\n`;
  }
  for (let at = 0; at < workloads; at += 1) {
    const { workload, text } = manifest(name, at);
    files[`copilot/${workload}/manifest.yml`] = kind === "plain" ? text : watched(name, text);
  }
  return { name, files, environments: places, config: configFor(name) };
}

function watched(application: string, text: string): string {
  if (text.includes("type: Load Balanced"))
    return text.replace(
      "\ncount: 1\n",
      "\ncount:\n  range: 1-4\n  cpu_percentage: 70\n  memory_percentage: 80\n",
    );
  return text.includes("type: Worker")
    ? `${text}secrets:\n  TOKEN: /copilot/${application}/\${COPILOT_ENVIRONMENT_NAME}/secrets/token\n`
    : text;
}

/** Services behind the load balancer first, then workers on their topic, services without an address, and a job. */
function manifest(application: string, at: number): { readonly workload: string; readonly text: string } {
  const id = `${application}-${at}`;
  if (at < 4) {
    return {
      workload: `web${at}`,
      text: `name: web${at}\ntype: Load Balanced Web Service\nimage:\n  location: example/web:${id}\n  port: 8080\nhttp:\n  path: /web${at}\n  healthcheck:\n    path: /ready\n    interval: 15s\npublish:\n  topics:\n    - name: orders\n${task(id)}${stages(at)}`,
    };
  }
  if (at < 7) {
    return {
      workload: `worker${at}`,
      text: `name: worker${at}\ntype: Worker Service\nimage:\n  location: example/worker:${id}\nsubscribe:\n  topics:\n    - name: orders\n      service: web${at - 4}\n  queue:\n    dead_letter:\n      tries: 5\n${task(id)}${stages(at)}`,
    };
  }
  if (at < 9) {
    return {
      workload: `api${at}`,
      text: `name: api${at}\ntype: Backend Service\nimage:\n  location: example/api:${id}\n  port: 8080\n${task(id)}${stages(at)}`,
    };
  }
  return {
    workload: "report",
    text: `name: report\ntype: Scheduled Job\nimage:\n  location: example/report:${id}\non:\n  schedule: "30 9 * * 1-5"\ntimeout: 20m\nretries: 2\n${task(id)}`,
  };
}

function task(id: string): string {
  return `cpu: 256\nmemory: 512\nexec: true\nvariables:\n  LOG_LEVEL: info\n  NUMBER: "${id}"\n  FEATURES: checkout,search,recommendations\n`;
}

function stages(at: number): string {
  return `count: 1\nenvironments:\n  develop:\n    variables:\n      LOG_LEVEL: debug\n  us:\n    count: ${(at % 3) + 1}\n  eu:\n    count: ${(at % 3) + 1}\n`;
}

function configFor(application: string): ApplicationConfig {
  return {
    application,
    variables: {},
    waivers: [],
    identities: [],
    assets: {},
    images: defaultImages,
    policy: defaultPolicy,
    otherApplications: [],
    source: { kind: "git", url: `https://git.example/${application}.git`, interval: 60_000 },
    branches: [
      { pattern: "main", matches: (name) => name === "main", environments: places.map(({ name }) => name) },
    ],
    environments: places.map(({ name, account }) => ({
      environment: name,
      mode: "apply",
      roles: { look: `arn:aws:iam::${account}:role/autoland-look` },
    })),
  };
}
