import type { Happening } from "../../src/domain/happening.ts";
import { type EnvironmentPlan, type Step, stackOf } from "../../src/domain/plan.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { type CommitSha, commitSha } from "../../src/domain/revision.ts";
import { stackName } from "../../src/domain/stack.ts";
import type { Target } from "../../src/domain/target.ts";
import { paths } from "../../src/server/views/paths.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeBotChannel } from "../../src/slack/bot-channel.ts";
import { makeSlackClient } from "../../src/slack/slack-client.ts";
import { makeWebhookChannel } from "../../src/slack/webhook-channel.ts";
import type { Channel } from "../../src/telling/channel.ts";
import { makeTelling, type Telling } from "../../src/telling/keep-telling.ts";
import { makeMessageBook, type MessageBook } from "../../src/telling/message-book.ts";
import { planWith, stepFor as anyStep } from "../report/situations.ts";
import { MemoryRecords } from "../support/memory-records.ts";
import { SlackStub } from "../support/slack-stub.ts";

export const second = 1_000;
export const minute = 60 * second;
export const channel = "C0123456789";

/** A commit whose digits are all the same. */
export function commitOf(digit: string): CommitSha {
  return commitSha(digit.repeat(40));
}

/** Telling Slack on a virtual clock, with processes that can be killed. */
export interface SlackBench {
  readonly world: World;
  readonly slack: SlackStub;
  readonly records: MemoryRecords;
  readonly faults: unknown[];
  /** Starts a process; the one before is killed where it stands. */
  readonly start: () => void;
  readonly kill: () => void;
  readonly tell: (...happenings: readonly (HappeningOf | undefined)[]) => void;
  readonly pass: (milliseconds: number) => Promise<void>;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Something that happens now to `shop`, unless it says otherwise. */
export type HappeningOf = DistributiveOmit<Happening, "at" | "application"> & {
  readonly application?: string;
};

/** Makes another channel than Slack's. */
type OpenChannel = (given: { readonly clock: World["clock"]; readonly book: MessageBook }) => Channel;

/** Opens a bench with a bot, or with what another test wants. */
export function openBench(kind: "bot" | "webhook" | OpenChannel = "bot"): SlackBench {
  const world = makeWorld({ seed: "slack", start: new Date("2026-11-20T09:00:00Z"), services: [] });
  const { clock } = world;
  const slack = new SlackStub(() => clock.now());
  const records = new MemoryRecords();
  const faults: unknown[] = [];
  let telling: Telling | undefined;
  let stop: AbortController | undefined;
  const style = {
    mentions: { failed: ["S0000000001"], waiting: ["U0000000001"] },
    linkTo: (application: string, environment: string) =>
      `https://autoland.acme.example/${application}/${environment}`,
    driftAt: (application: string, target: Target) =>
      `https://autoland.acme.example${paths.drift(application, target)}`,
  };
  const openChannel = (): Channel => {
    const book = makeMessageBook(() => records);
    if (typeof kind === "function") return kind({ clock, book });
    if (kind === "webhook")
      return makeWebhookChannel({ address: slack.webhookAddress, style, book, clock, send: slack.send });
    const client = makeSlackClient({ token: slack.token, now: () => clock.now(), send: slack.send });
    return makeBotChannel({ client, style, book, clock, channelOf: () => channel });
  };
  const kill = (): void => stop?.abort(new Error("killed"));
  return {
    world,
    slack,
    records,
    faults,
    kill,
    start: () => {
      kill();
      stop = new AbortController();
      telling = makeTelling({
        channels: [openChannel()],
        clock,
        recall: async (application) => {
          const recent = await records.recentReleases(application, "test");
          const digest = records.written.findLast((record) => record.kind === "drift-digest");
          return { digest, recent: recent.kind === "present" ? recent.value : [], repository: "acme/shop" };
        },
        onFault: (_channel, error) => faults.push(error),
      });
      void telling.run(stop.signal);
    },
    tell: (...happenings) => {
      for (const happening of happenings)
        if (happening !== undefined) telling?.tell({ application: "shop", at: clock.now(), ...happening });
    },
    pass: (milliseconds) => world.run(clock.sleep(milliseconds)),
  };
}

/** A look at `shop` that finds `test` so. */
export function looked(commit: CommitSha, changes: Partial<EnvironmentPlan> = {}): HappeningOf {
  const revision = { repository: "acme/shop", branch: "release", commit };
  const plan = planWith({ revision, ...changes });
  const reasons = plan.environments.flatMap(({ held }) => held);
  return { kind: "looked", plan, health: [], reasons };
}

export function began(step: Step): HappeningOf {
  return { kind: "step-began", step };
}

export function applied(step: Step): HappeningOf {
  return { kind: "step-ended", outcome: { kind: "applied", step } };
}

export function failed(step: Step, message: string, reason = "StackFailed"): HappeningOf {
  const failure: Failure = { disposition: "stall", reason, message, remedy: "autoland retry test/api" };
  return { kind: "step-ended", outcome: { kind: "failed", step, failure } };
}

/** A step that creates the stack of a workload. */
export function stepFor(workload: string): Step {
  const step = anyStep(workload);
  const stack = stackOf(step);
  if (stack === undefined) throw new Error("the step has no stack");
  return { ...step, stack: { ...stack, name: stackName(`shop-test-${workload}`) } } as Step;
}
