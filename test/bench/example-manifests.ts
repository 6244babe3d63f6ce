import { workloadTypes, type WorkloadType } from "../../src/domain/copilot-records.ts";

/** A manifest's text as teams write them, of the types in turn; no two numbers give the same text. */
export function exampleManifest(number: number): string {
  const type = workloadTypes[number % workloadTypes.length] ?? "Backend Service";
  return `name: ${shortNames[type]}-${number}\ntype: ${type}\n${bodies[type](number)}`;
}

const shortNames: Readonly<Record<WorkloadType, string>> = {
  "Load Balanced Web Service": "web",
  "Request-Driven Web Service": "run",
  "Backend Service": "api",
  "Worker Service": "mailer",
  "Static Site": "docs",
  "Scheduled Job": "report",
};

const bodies: Readonly<Record<WorkloadType, (number: number) => string>> = {
  "Load Balanced Web Service": (number) => `http:
  path: /shop${number}
  healthcheck: { path: /ready, interval: 15s, success_codes: 200-299 }
  deregistration_delay: 30s
  additional_rules:
    - path: admin
      stickiness: true
image:
  location: example/web:${number}
  port: 8080
${task(number)}count:
  range: 2-${(number % 8) + 3}
  cpu_percentage: 70
  requests: ${1000 + number}
${observed}`,
  "Request-Driven Web Service": (number) => `image:
  location: public.ecr.aws/example/run:${number}
  port: 8080
http:
  healthcheck: { path: /ready, interval: 10s }
cpu: 1024
memory: 2048
variables:
  LOG_LEVEL: info
  NUMBER: "${number}"
network:
  vpc:
    placement: private
`,
  "Backend Service": (number) => `image:
  location: example/api:${number}
  port: 8080
  healthcheck: { command: ["CMD-SHELL", "curl -f http://localhost:8080/ready || exit 1"], interval: 10s }
${task(number)}count:
  range: { min: 1, max: ${(number % 9) + 2}, spot_from: 2 }
  cpu_percentage: { value: 60, cooldown: { in: 2m, out: 30s } }
publish:
  topics:
    - name: orders
      fifo: true
${observed}`,
  "Worker Service": (number) => `image:
  location: example/mailer:${number}
${task(number)}count:
  range: 1-${(number % 20) + 2}
  queue_delay: { acceptable_latency: 10m, msg_processing_time: 250ms }
subscribe:
  topics:
    - name: orders
      service: api-${number}
      queue: { dead_letter: { tries: 5 }, timeout: 30s }
    - name: refunds
      service: api-${number}
      filter_policy: { store: [example] }
  queue: { retention: 96h, timeout: 60s }
${observed}`,
  "Static Site": (number) => `files:
  - source: site-${number}
    recursive: true
`,
  "Scheduled Job": (number) => `image:
  location: example/report:${number}
on:
  schedule: "${number % 60} 9 * * 1-5"
timeout: ${(number % 50) + 1}m
retries: 2
${task(number)}`,
};

const observed = `observability:
  tracing: awsxray
deployment:
  rollback_alarms: { cpu_utilization: 80, memory_utilization: 90 }
`;

function task(number: number): string {
  return `cpu: 512
memory: 1024
platform: linux/x86_64
exec: true
variables:
  LOG_LEVEL: info
  NUMBER: "${number}"
  DB_HOST: { from_cfn: "shop-test-DbHost" }
  FEATURES: checkout,search,recommendations
secrets:
  DB_PASSWORD: /copilot/shop/test/secrets/db_password
  API_KEY: { secretsmanager: "shop/test/api-key-${number}" }
storage:
  ephemeral: 50
  volumes:
    uploads: { path: /uploads, efs: true, read_only: false }
sidecars:
  envoy:
    image: envoyproxy/envoy:v1.28
    port: 9901
    essential: false
    variables: { LEVEL: warn }
    mount_points: [{ source_volume: uploads, path: /in }]
logging:
  destination: { Name: cloudwatch, region: eu-west-1, log_group_name: "/shop/${number}" }
network:
  vpc:
    placement: private
`;
}
