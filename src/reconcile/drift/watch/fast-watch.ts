import type { Failure } from "../../../domain/failure.ts";
import { driftKey } from "../../../domain/drift-standing.ts";
import type { Observed } from "../../../domain/observed.ts";
import { stackKey } from "../../../domain/stack.ts";
import { directPart } from "../../../drift/live-layer.ts";
import { type Reading, readingsOf, nextReading } from "../../../drift/watch/readings.ts";
import { factsOf, type KeptStack, placeOf, unpacked } from "./kept-stack.ts";
import { hasNew } from "./known-application.ts";
import type { WatchState } from "./watch-state.ts";
import { type WatchTools, workOn } from "./work-on.ts";

/** What a role may not read is asked for again after an hour: permissions may have been mended. In milliseconds. */
const deniedFor = 3_600_000;
/** For so long what was read stays what is known while reading fails for a while. In milliseconds. */
const goodFor = 300_000;

/** Reads the services of one account and region, what scales them and whether their secrets are there, round and round. */
export function readStacksOf(
  place: string,
  state: WatchState,
  tools: WatchTools,
  signal: AbortSignal,
): Promise<void> {
  const { clock, settings } = tools;
  const begun = new Map<string, number>();
  const notBefore = new Map<string, number>();
  return workOn(
    tools,
    async () => {
      const here = [...state.stacks.values()].filter((stack) => stack.hasService && placeOf(stack) === place);
      const readings = readingsOf(here);
      const now = clock.now().getTime();
      const next = nextReading(readings, { begun, notBefore }, settings.intervalMilliseconds, now);
      if (next.kind === "wait") return next.until;
      const reading = readings.find(({ key }) => key === next.key);
      if (reading === undefined) return now;
      begun.set(reading.key, now);
      const failure = await runReading(reading, state, tools, signal);
      if (failure?.reason === "AccessDenied") notBefore.set(reading.key, now + deniedFor);
      return clock.now().getTime();
    },
    signal,
  );
}

/** Does one reading; answers the first failure, for how long to leave it alone. */
async function runReading(
  reading: Reading,
  state: WatchState,
  tools: WatchTools,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const stacks = reading.stacks.flatMap((key) => state.stacks.get(key) ?? []).filter(state.isQuiet);
  const answers = await read(reading.kind, stacks, tools, signal);
  let failure: Failure | undefined;
  for (const stack of stacks) {
    const part = answers.get(stack);
    if (part === undefined) continue;
    const failed = failureIn(part);
    failure ??= failed;
    if (failed?.reason === "Throttled") tools.paces.refused(stack.stack);
    if (failed !== undefined && isBrief(failed, stack, tools.clock.now().getTime())) continue;
    await takeIn(stack, part, state, tools, signal);
  }
  return failure;
}

type Part = KeptStack["facts"];

async function read(
  kind: Reading["kind"],
  stacks: readonly KeptStack[],
  { eyes }: WatchTools,
  signal: AbortSignal,
): Promise<ReadonlyMap<KeptStack, Part>> {
  const checks = stacks.map(({ check }) => check);
  const parts = new Map<KeptStack, Part>();
  const keep = <Value>(
    answers: ReadonlyMap<string, Value>,
    some: readonly KeptStack[],
    toPart: (value: Value) => Part,
  ): void => {
    for (const stack of some) {
      const answer = answers.get(stackKey(stack.stack));
      if (answer !== undefined) parts.set(stack, toPart(answer));
    }
  };
  switch (kind) {
    case "services":
      keep(await eyes.readServices(checks, signal), stacks, (service) => ({ service }));
      break;
    case "scaling":
      keep(await eyes.readScaling(checks, signal), stacks, (scaling) => ({ scaling }));
      break;
    case "secrets": {
      const running = stacks.flatMap((stack) => {
        const taskDefinition = taskDefinitionOf(stack);
        return taskDefinition === undefined ? [] : [{ stack, check: { ...stack.check, taskDefinition } }];
      });
      const answers = await eyes.readSecrets(
        running.map(({ check }) => check),
        signal,
      );
      keep(
        answers,
        running.map(({ stack }) => stack),
        (secrets) => ({ secrets }),
      );
      break;
    }
  }
  return parts;
}

/** What the service runs, as it was read last; undefined before that. */
function taskDefinitionOf({ facts: { service } }: KeptStack): string | undefined {
  const known = service?.kind === "present" ? service.value.service : undefined;
  return known?.kind === "present" ? known.value.taskDefinition : undefined;
}

function failureIn({ service, scaling, secrets }: Part): Failure | undefined {
  const all: readonly (Observed<unknown> | undefined)[] = [
    service,
    service?.kind === "present" ? service.value.service : undefined,
    scaling,
    ...(secrets?.values() ?? []),
  ];
  const [first] = all.flatMap((item) => (item?.kind === "unreadable" ? [item.failure] : []));
  return first;
}

/** Whether a failure is one that passes, and what was read before is still new enough. */
function isBrief({ disposition }: Failure, { readAt }: KeptStack, now: number): boolean {
  return disposition === "retry" && readAt !== undefined && now - readAt < goodFor;
}

/** What was read becomes what is known, unless it was read while somebody began to change the stack. */
async function takeIn(
  stack: KeptStack,
  part: Part,
  state: WatchState,
  { eyes, clock }: WatchTools,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now().getTime();
  if (isSame(stack.facts, part)) {
    stack.readAt = now;
    return;
  }
  const facts = factsOf({ ...stack, facts: { ...stack.facts, ...part } });
  if (facts === undefined) return;
  const { template, parameters } = unpacked(stack);
  const { target, stack: id, compared } = stack;
  const comparison =
    compared?.isComplete === true ? ({ kind: "compared", resources: [] } as const) : undefined;
  const found = directPart({ target, stack: id, template, parameters, comparison, facts });
  const before = stack.direct?.findings ?? [];
  if (hasNew(found.findings, before, driftKey)) {
    const unchanged = await eyes.isUnchanged(stack.check, signal);
    if (unchanged.kind !== "present") return;
    if (!unchanged.value) stack.isStale = true;
  }
  if (!state.isQuiet(stack)) return;
  Object.assign(stack.facts, part);
  stack.direct = { ...found, facts };
  stack.readAt = now;
  // What is no more may still stand in CloudFormation's last comparison.
  if (hasNew(before, found.findings, driftKey)) stack.compareAt = now;
  state.publish(stack);
}

function isSame(facts: Part, part: Part): boolean {
  const before = Object.fromEntries(Object.keys(part).map((name) => [name, facts[name as keyof Part]]));
  return JSON.stringify(before, withMaps) === JSON.stringify(part, withMaps);
}

function withMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
