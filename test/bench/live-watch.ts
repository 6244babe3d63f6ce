import { parseArgs } from "node:util";
import pino from "pino";
import { makeAws } from "../../src/aws/make-aws.ts";
import { driftWatchOf } from "../../src/config/drift-watch-config.ts";
import type { DriftFinding } from "../../src/domain/drift.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { makeDriftWatch } from "../../src/reconcile/drift/watch/drift-watch.ts";
import { look } from "../../src/reconcile/look.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { MemorySource } from "../support/memory-source.ts";
import { writeFigures } from "./figures.ts";
import { fleetOf, fleetRegion } from "./fleet-application.ts";
import { makeWatchedWorld } from "./fleet-world.ts";
import { median } from "./measure.ts";

/**
 * What the live watch costs, and how long it takes until it tells of something that somebody has done by AWS's own calls: tasks of a
 * service set by hand, a target of scaling, a secret deleted. All on the virtual clock of a simulated AWS, so that seconds are the
 * world's, with the budget that the program has when the operator says nothing.
 */
const { targets: given = "100" } = parseArgs({
  options: { targets: { type: "string" }, json: { type: "boolean" } },
}).values;
const targets = Number(given);
/** How many things are done by hand, one after another, and by which seed. */
const edits = 9;
/** Seconds of the world in which nothing is done, over which calls are counted. */
const quietSeconds = 900;

const kinds = ["count", "scaling", "secret"] as const;
const workloads = { count: "api7", scaling: "web1", secret: "worker5" } as const;

const fleet = fleetOf(targets, "watched");
const { world, credentials } = await makeWatchedWorld(fleet);
const { clock } = world;
const functions = await loadFunctionCatalog();
const clients = { region: fleetRegion, credentials, requestHandler: makeRequestHandler(world) };
const aws = makeAws(clients, clock);
const settings = driftWatchOf(undefined);
if (settings === undefined) throw new Error("everything is watched unless the operator says otherwise");

/** Only what the watch itself asks: what a comparison by CloudFormation reads is the slow watch's, and counted apart. */
let calls: { readonly place: string; readonly name: string; readonly at: number }[] = [];
const told: { readonly at: number; readonly found: readonly DriftFinding[] }[] = [];
const counting = {
  ...aws.drift,
  paced: (pace: Parameters<typeof aws.drift.paced>[0]) =>
    aws.drift.paced(async (request, signal) => {
      await pace(request, signal);
      const { account, region, service, operation } = request;
      calls.push({
        place: `${account}/${region}`,
        name: `${service}:${operation}`,
        at: clock.now().getTime(),
      });
    }),
};
const watch = makeDriftWatch({
  members: fleet.map(({ name }) => ({ application: name, rules: [], isBusy: () => false })),
  eyes: counting,
  settings,
  clock,
  log: pino({ level: "silent" }),
  tell: (happening) => {
    if (happening.kind === "drift-looked")
      told.push({
        at: happening.at.getTime(),
        found: happening.found.filter(({ layer }) => layer === "live"),
      });
  },
});

const end = new AbortController();
const seconds: number[] = [];
let untilRead = 0;
let quiet = calls;
await world.run(tell());
report();

async function tell(): Promise<void> {
  for (const { name, files, config } of fleet) {
    const source = new MemorySource(`example/${name}`);
    source.commit("main", files);
    const eyes = { source, cloud: aws.cloud, records: aws.records, functions, clock };
    watch.saw(await look(eyes, config, end.signal));
  }
  const running = watch.run(end.signal);
  const begun = clock.now().getTime();
  await clock.sleep(1000);
  // Every stack's resources are asked for once, paced by the same budget.
  while (!isRoundOver()) await clock.sleep(1000);
  untilRead = (clock.now().getTime() - begun) / 1000;
  calls = [];
  await clock.sleep(quietSeconds * 1000);
  quiet = calls;
  calls = [];
  for (let index = 0; index < edits; index += 1) seconds.push(await editAndWait(index));
  end.abort();
  await running;
}

/** Whether the first round of direct reads is over: a minute went by in which no stack's resources were asked for. */
function isRoundOver(): boolean {
  const last = calls.findLast(({ name }) => name === "cloudformation:DescribeStackResources");
  return last === undefined ? false : clock.now().getTime() - last.at > 60_000;
}

/** Does one thing by hand and answers after how many seconds it was told of. */
async function editAndWait(index: number): Promise<number> {
  // Not in step with the watch: each is done at another part of a round.
  await clock.sleep((7 + 13 * index) * 1000);
  const before = told.length;
  const at = clock.now().getTime();
  const { environment, workload, title } = await edit(index);
  const isIt = (finding: DriftFinding): boolean =>
    finding.environment === environment &&
    finding.workload === workload &&
    (finding.subject.kind === "resource" ? finding.subject.type : "") === title;
  for (let waited = 0; waited < 3600; waited += 1) {
    const found = told.slice(before).find((one) => one.found.some(isIt));
    if (found !== undefined) return (found.at - at) / 1000;
    await clock.sleep(1000);
  }
  throw new Error(`${title} of ${environment}/${workload} was not found within an hour`);
}

async function edit(
  index: number,
): Promise<{ readonly environment: string; readonly workload: string; readonly title: string }> {
  const kind = kinds[index % kinds.length] ?? "count";
  const application = fleet[(index * 7) % fleet.length];
  // The two environments in which scaling is overridden by a number are not for it.
  const place = application?.environments[Math.floor(index / kinds.length) % 3];
  if (application === undefined || place === undefined) throw new Error("the fleet is empty");
  const { name: environment, account, region } = place;
  const workload = workloads[kind];
  const call = (service: string, action: string, input: object): Promise<unknown> =>
    world.call({ service, action, input, credentials: world.issueCredentials(rootOf(account)), region });
  const arn = serviceArn(`${application.name}-${environment}-${workload}`);
  const [, cluster = "", service = ""] = (arn.split(":")[5] ?? "").split("/");
  switch (kind) {
    case "count":
      await call("ecs", "UpdateService", { cluster, service, desiredCount: 6 });
      return { environment, workload, title: "AWS::ECS::Service" };
    case "scaling":
      await call("application-auto-scaling", "RegisterScalableTarget", {
        ServiceNamespace: "ecs",
        ResourceId: `service/${cluster}/${service}`,
        ScalableDimension: "ecs:service:DesiredCount",
        MaxCapacity: 30,
      });
      return { environment, workload, title: "AWS::ApplicationAutoScaling::ScalableTarget" };
    case "secret":
      await call("ssm", "DeleteParameter", {
        Name: `/copilot/${application.name}/${environment}/secrets/token`,
      });
      return { environment, workload, title: "AWS::ECS::TaskDefinition" };
  }
}

function serviceArn(stackName: string): string {
  const stack: StackRecord | undefined = world.cells
    .everywhere(regionState)
    .flatMap(({ value }) => [...value.stacks.values()])
    .find(({ name }) => name === stackName);
  const service = [...(stack?.resources.values() ?? [])].find(({ type }) => type === "AWS::ECS::Service");
  if (service === undefined) throw new Error(`stack ${stackName} has no service`);
  return service.physicalId;
}

function report(): void {
  const slow =
    /DetectStackDrift|DescribeStackDriftDetectionStatus|DescribeStackResourceDrifts|DescribeStacks/;
  const direct = quiet.filter(({ name }) => !slow.test(name));
  const compared = quiet.filter(({ name }) => slow.test(name));
  const names = Map.groupBy(direct, ({ name }) => name);
  writeFigures({
    figures: {
      targets,
      "accounts and regions": new Set(quiet.map(({ place }) => place)).size,
      "seconds to detection, longest": Math.max(...seconds),
      "seconds to detection, median": median(seconds),
      "things done by hand": seconds.length,
      "seconds until everything was read once": untilRead,
      "direct calls an hour": perHour(direct),
      "direct calls in any minute of one account and region, most": mostInMinute(direct),
      "budget of direct calls in a minute of one account and region": settings?.callsPerMinute ?? 0,
      "comparisons an hour": perHour(compared.filter(({ name }) => name.endsWith(":DetectStackDrift"))),
      "calls for comparisons an hour": perHour(compared),
      ...Object.fromEntries(
        [...names]
          .toSorted(([, a], [, b]) => b.length - a.length)
          .map(([name, some]) => [`an hour ${name}`, perHour(some)]),
      ),
    },
  });
}

function perHour(some: readonly unknown[]): number {
  return Math.round((some.length * 3600) / quietSeconds);
}

function mostInMinute(some: typeof calls): number {
  const places = Map.groupBy(some, ({ place }) => place);
  return Math.max(
    ...[...places.values()].flatMap((own) =>
      own.map(({ at }, index) => own.slice(index).filter((other) => other.at < at + 60_000).length),
    ),
  );
}
