import pino from "pino";
import { describe, expect, test } from "vitest";
import type { StepOutcome } from "../../src/domain/report.ts";
import type { CallRecord } from "../../src/simulator/kernel/call-log.ts";
import { waitingChangeSets, workloadStacks } from "../flow/stacks-behind.ts";
import { isDeep } from "../support/depth.ts";
import { permissionTable, type PermissionRow } from "../support/permission-table.ts";
import { rarerStories } from "./rarer-stories.ts";
import { type ApplyStory, applyStories, type ApplyStoryName } from "./apply-stories.ts";

/** What came of a story in which one action was refused to who makes it, and what was left of it. */
interface Played {
  readonly outcomes: readonly string[];
  /** All that a person is told: what came of each step, and the log. */
  readonly told: string;
  /** Change sets that wait and shells, but for those that are written down to be swept. */
  readonly halfDone: readonly string[];
  readonly refusals: number;
  /** Each stack, once the action was allowed again and nothing was left to do. */
  readonly standing: readonly string[];
  readonly leftInTheEnd: readonly string[];
  /** What the pass has called. */
  readonly calls: readonly CallRecord[];
}

const lookers: Readonly<Record<string, string>> = {
  application: ":user/admin",
  environment: "/autoland-apply",
};
const rows = permissionTable().filter(({ part }) => part === "apply");

function isOf({ who, call }: PermissionRow, record: CallRecord): boolean {
  return (
    record.via === undefined &&
    `${record.service}:${record.action}` === call &&
    record.principal.includes(lookers[who] ?? "nobody")
  );
}

function nameOf({ who, call }: PermissionRow): string {
  return `${who} ${call}`;
}

async function play(name: ApplyStoryName, lack?: PermissionRow): Promise<Played> {
  const story = await applyStories[name]();
  const { shop } = story;
  const { world } = shop;
  const lines: string[] = [];
  const hands = {
    ...shop.hands,
    log: pino({ level: "info" }, { write: (line: string) => void lines.push(line) }),
  };
  const begun = world.log.records.length;
  if (lack !== undefined) refuse(story, lack);
  const report = await story.pass(hands);
  const calls = world.log.records.slice(begun);
  const refusals = lack === undefined ? 0 : calls.filter((call) => isOf(lack, call)).length;
  const halfDone = leftBehind(story, await swept(story));
  world.faults.clear();
  await world.run(world.clock.sleep(3_600_000));
  shop.hands.stalled.clear();
  await story.settle(shop.hands);
  return {
    outcomes: report.outcomes.map(lineOf).toSorted(),
    told: [...report.outcomes.map(saidOf), ...lines].join("\n"),
    halfDone,
    refusals,
    calls,
    standing: workloadStacks(world)
      .map((stack) => `${stack.name} ${stack.status} ${stack.current?.body}`)
      .toSorted(),
    leftInTheEnd: leftBehind(story, []),
  };
}

function refuse({ shop }: ApplyStory, { who, call, actions }: PermissionRow): void {
  const [service = "", action = ""] = call.split(":");
  const message = `User: somebody is not authorized to perform: ${actions.join(", ")} because no policy allows it`;
  shop.world.faults.add({
    service,
    action,
    principal: lookers[who] ?? "nobody",
    effect: { kind: "refuse", code: "AccessDenied", message, httpStatus: 403 },
  });
}

/** Names of the change sets that are written down, so that they are deleted once that is allowed. */
async function swept({ shop }: ApplyStory): Promise<readonly string[]> {
  shop.world.faults.clear();
  const records = await shop.world.run(shop.eyes.records.read("shop"));
  if (records.kind !== "present") throw new Error("the records cannot be read");
  return records.value.openChangeSets.map(({ changeSetName }) => changeSetName);
}

function leftBehind({ shop }: ApplyStory, known: readonly string[]): readonly string[] {
  const stacks = workloadStacks(shop.world);
  const sets = stacks.flatMap((stack) => waitingChangeSets(stack).map(({ name }) => ({ stack, name })));
  const unknown = sets.filter(({ name }) => !known.includes(name));
  const named = new Set(sets.filter(({ name }) => known.includes(name)).map(({ stack }) => stack));
  const shells = stacks.filter((stack) => stack.status === "REVIEW_IN_PROGRESS" && !named.has(stack));
  return [...unknown.map(({ name }) => `change set ${name}`), ...shells.map(({ name }) => `shell ${name}`)];
}

function lineOf(outcome: StepOutcome): string {
  const { kind, step } = outcome;
  const reason =
    kind === "failed" ? ` ${outcome.failure.reason}` : kind === "skipped" ? ` ${outcome.reason}` : "";
  return `${step.environment}/${step.workload ?? ""} ${step.kind} ${kind}${reason}`;
}

function saidOf(outcome: StepOutcome): string {
  if (outcome.kind === "failed") return outcome.failure.message;
  return outcome.kind === "skipped" ? outcome.because : "";
}

const names = Object.keys(applyStories) as ApplyStoryName[];
const stories = new Map<ApplyStoryName, Played>();
for (const name of names) stories.set(name, await play(name));

function storyWith(row: PermissionRow): ApplyStoryName | undefined {
  return names.find((name) => stories.get(name)?.calls.some((call) => isOf(row, call)) === true);
}

const register = [
  "develop/extra create-stack skipped DependencyFailed",
  "develop/extra register-workload failed AccessDenied",
];
const everyStack = [
  "develop/api update-stack failed AccessDenied",
  "develop/extra create-stack failed AccessDenied",
  "staging/worker update-stack failed AccessDenied",
];
const removal = "develop/daily-batch delete-stack failed AccessDenied";
const newTasks = "develop/worker redeploy failed AccessDenied";

/** What ends otherwise than with all permissions; everything else of the story ends as it does then. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "application cloudformation:DescribeStackSet": register,
  "application cloudformation:ListStackSetOperations": register,
  "application cloudformation:ListStackInstances": register,
  "application cloudformation:UpdateStackSet": register,
  "application cloudformation:DescribeStackSetOperation": register,
  "application ssm:PutParameter": register,
  "environment cloudformation:CreateChangeSet": everyStack,
  "environment cloudformation:DescribeChangeSet": everyStack,
  "environment cloudformation:ExecuteChangeSet": everyStack,
  "environment cloudformation:DescribeStackEvents": everyStack,
  "environment cloudformation:DescribeStacks": [...everyStack, removal].toSorted(),
  "environment cloudformation:DescribeStackResource": [removal, newTasks],
  "environment cloudformation:DeleteStack": [removal],
  "environment ecs:ListTasks": [removal],
  "environment ecs:UpdateService": [newTasks],
  "environment ecs:DescribeServices": [newTasks],
  "environment ecs:DescribeTasks": ["develop/api update-stack failed CircuitBreaker"],
};

/** Of what is refused there nothing is to be said: a file that cannot be asked for is put once more (docs/permissions.md); a cancellation does without. */
const silent = new Set([
  "environment s3:HeadObject",
  "environment ecs:ListServiceDeployments",
  "environment ecs:StopServiceDeployment",
]);

const played = rows.filter((row) => storyWith(row) !== undefined);
/** `npm test` plays some of them. */
const sample = new Set([
  "application cloudformation:UpdateStackSet",
  "environment cloudformation:ExecuteChangeSet",
  "environment cloudformation:DeleteChangeSet",
  "environment cloudformation:CancelUpdateStack",
]);

test("the stories make the calls of the table but for those that rarer-permissions-to-apply plays", () => {
  const others = new Set(rows.filter((row) => !played.includes(row)).map(nameOf));
  expect([...others].toSorted()).toEqual(Object.keys(rarerStories));
});

test.each<[ApplyStoryName, readonly string[]]>([
  [
    "changes",
    [
      "develop/api update-stack applied",
      "develop/daily-batch delete-stack applied",
      "develop/extra create-stack applied",
      "develop/extra register-workload applied",
      "develop/worker redeploy applied",
      "staging/worker update-stack applied",
    ],
  ],
  ["failing", ["develop/api update-stack failed ContainerExited"]],
  ["ended", ["develop/api update-stack failed ContainerExited"]],
  ["leftover", ["staging/worker update-stack applied"]],
])("with all permissions of %s everything is done and nothing is left", (name, outcomes) => {
  expect(stories.get(name)).toMatchObject({ outcomes, halfDone: [], leftInTheEnd: [] });
});

describe.each(played.filter((row) => isDeep || sample.has(nameOf(row))))("without $who $call", (row) => {
  test("the rest is done, what is not is said by the action's name, nothing is left half done, and with it all ends well", async () => {
    const name = storyWith(row) ?? "changes";
    const all = stories.get(name);
    const seen = await play(name, row);
    expect(seen.refusals).toBeGreaterThan(0);
    expect(seen.outcomes.filter((line) => all?.outcomes.includes(line) !== true)).toEqual(
      expected[nameOf(row)] ?? [],
    );
    expect(seen.outcomes.length).toBe(all?.outcomes.length);
    if (!silent.has(nameOf(row))) expect(seen.told).toContain(row.actions[0]);
    expect(seen.halfDone).toEqual([]);
    expect(seen.leftInTheEnd).toEqual([]);
    expect(seen.standing).toEqual(all?.standing);
  });
});
