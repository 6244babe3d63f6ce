import { expect, test } from "vitest";
import type { Subscription } from "../../../src/manifest/parts/subscribe.ts";
import { forDeployment, type DeployableStack } from "../../../src/render/deployment/for-deployment.ts";
import type { WorkloadManifest } from "../../../src/manifest/workload-manifest.ts";
import { workloadInputs } from "../support/inputs.ts";
import { backendService, scheduledJob, workerService } from "../support/manifests.ts";
import { property, rendered } from "../support/rendered.ts";

function deployable(manifest: WorkloadManifest): Extract<DeployableStack, { kind: "deployable" }> {
  const inputs = workloadInputs();
  const result = forDeployment(manifest, inputs, rendered(manifest, inputs));
  if (result.kind === "refused") throw new Error(result.faults.map((fault) => fault.message).join("; "));
  return result;
}

function workerOf(...topics: readonly Subscription[]): WorkloadManifest {
  return workerService({ subscribe: { topics: topics.map((topic) => ({ service: "shop", ...topic })) } });
}

test.each<[string, Subscription, readonly string[]]>([
  [
    "with a hyphen may send to its own queue",
    { name: "new-orders", queue: true },
    ["topic-name-in-queue-policy"],
  ],
  [
    "with an underscore may, too",
    { name: "new_orders", queue: { delay: 1000 } },
    ["topic-name-in-queue-policy"],
  ],
  ["of letters alone always could", { name: "orders", queue: true }, []],
  ["that is FIFO always could", { name: "new-orders", queue: { fifo: true } }, []],
  ["without a queue of its own always could", { name: "new-orders" }, []],
])("a topic %s", (_, topic, codes) => {
  const { mended, stack } = deployable(workerOf(topic));
  expect(mended.map(({ code }) => code)).toEqual(codes);
  const policies = Object.entries(stack.template.Resources).filter(([id]) => id.endsWith("QueuePolicy"));
  expect(JSON.stringify(policies)).toContain(`-shop-${topic.name}`);
});

test("the mend touches nothing but the policies of those queues, and once", () => {
  const manifest = workerOf({ name: "new-orders", queue: true }, { name: "paid", queue: true });
  const before = rendered(manifest);
  const { stack } = deployable(manifest);
  const changed = Object.keys(before.template.Resources).filter(
    (id) => JSON.stringify(before.template.Resources[id]) !== JSON.stringify(stack.template.Resources[id]),
  );
  expect(changed).toEqual(["shopnewordersQueuePolicy"]);
  expect(forDeployment(manifest, workloadInputs(), stack)).toMatchObject({ mended: [], stack });
});

test.each<[string, WorkloadManifest, readonly string[]]>([
  ["ECS Exec", scheduledJob({ exec: true }), ["exec"]],
  [
    "leave the environment's security group",
    scheduledJob({ network: { vpc: { security_groups: { form: "map", groups: [], deny_default: true } } } }),
    ["network.vpc.security_groups.deny_default"],
  ],
  ["Service Connect", scheduledJob({ network: { connect: true } }), ["network.connect"]],
  ["nothing of the kind", scheduledJob({ exec: false, network: { connect: false } }), []],
])("a job that asks for %s is told what has no effect", (_, manifest, fields) => {
  expect(deployable(manifest).unheeded.map(({ field }) => field)).toEqual(fields);
});

test("a worker is told that settings of its queue have no effect without topics", () => {
  const alone = workerService({ subscribe: { queue: { retention: 60_000 } } });
  const withTopics = workerService({ subscribe: { topics: [], queue: { retention: 60_000 } } });
  expect(deployable(alone).unheeded).toMatchObject([{ field: "subscribe.queue" }]);
  expect(deployable(withTopics).unheeded).toEqual([]);
});

const command = "/TaskDefinition/Properties/ContainerDefinitions/0/Command";

test("words of a command that YAML would not read as text are text", () => {
  const words = ["sh", "-c", "echo start: all", "-", "", "5", "!Ref LogGroup"];
  const manifest = backendService({
    command: words,
    sidecars: { init: { image: "busybox", entrypoint: "a 'b: c'" } },
  });
  const { mended, stack } = deployable(manifest);
  expect(mended.map(({ code }) => code)).toEqual(["command-texts"]);
  expect(property(manifest, command)).toEqual([
    "sh",
    "-c",
    { "echo start": "all" },
    [null],
    null,
    5,
    { Ref: "LogGroup" },
  ]);
  expect(stack.template.Resources["TaskDefinition"]?.Properties?.["ContainerDefinitions"]).toMatchObject([
    { Command: ["sh", "-c", "echo start: all", "-", "", 5, { Ref: "LogGroup" }] },
    { EntryPoint: ["a", "b: c"] },
  ]);
});

test("a command that an override has replaced stays replaced", () => {
  const overrides = [{ path: "ContainerDefinitions[0].Command", value: [{ "Fn::Sub": "x" }] }];
  const manifest = backendService({ command: ["a: b"], taskdef_overrides: overrides });
  expect(deployable(manifest).mended).toEqual([]);
});

function refusedFields(manifest: WorkloadManifest): readonly string[] {
  const inputs = workloadInputs();
  const result = forDeployment(manifest, inputs, rendered(manifest, inputs));
  return result.kind === "refused" ? result.faults.map(({ field }) => field) : [];
}

test.each<[string, readonly { readonly kind: "text"; readonly text: string }[], readonly string[]]>([
  ["none but the denied default is refused", [], ["network.vpc.security_groups"]],
  ["one of its own is deployed", [{ kind: "text", text: "sg-1" }], []],
])("a service in security groups of which there is %s", (_, groups, fields) => {
  const network = { vpc: { security_groups: { form: "map", groups, deny_default: true } } } as const;
  expect(refusedFields(backendService({ network }))).toEqual(fields);
});

test("a file system without an id is refused", () => {
  const volumes = { data: { path: "/data", efs: { root_dir: "/x" } }, own: { path: "/own", efs: true } };
  expect(refusedFields(backendService({ storage: { volumes } }))).toEqual(["storage.volumes[data].efs.id"]);
});
