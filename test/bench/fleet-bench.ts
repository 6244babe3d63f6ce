import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { z } from "zod";
import { counts, greeting, type measuredSetting, passDone } from "./fleet-wire.ts";
import { inImage } from "./in-image.ts";
import { startLimited } from "./memory-limit.ts";

/** AWS calls by `service:Operation`. */
export type Calls = Readonly<Record<string, number>>;

/** How many calls these are together. */
export function callsIn(calls: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** The simulated AWS of a fleet, a process of its own. */
export interface FleetAws {
  readonly targets: number;
  readonly url: string;
  readonly credentials: z.infer<typeof greeting>["credentials"];
  /** Milliseconds that its time is ahead of this process's. */
  readonly ahead: number;
  /** The calls since the last question. */
  calls(): Promise<Calls>;
  stop(): void;
}

/** Megabytes of objects that a world of 10,000 targets may be. */
const worldMegabytes = 6_000;

/** Starts the simulated AWS of a fleet; with `repositories` each application's repository is made in that folder. */
export async function serveFleet(targets: number, repositories?: string): Promise<FleetAws> {
  const place = repositories === undefined ? [] : ["--repositories", repositories];
  const child = fork(
    path.join(import.meta.dirname, "fleet-server.ts"),
    ["--targets", String(targets), ...place],
    {
      // Limits that this process was started with are none for the simulated AWS.
      execArgv: [`--max-old-space-size=${worldMegabytes}`],
    },
  );
  const { url, credentials, now } = greeting.parse(await answerOf(child, "the simulated AWS"));
  return {
    targets,
    url,
    credentials,
    ahead: new Date(now).getTime() - Date.now(),
    calls: async () => {
      const answer = answerOf(child, "the simulated AWS");
      child.send("count");
      return counts.parse(await answer).calls;
    },
    stop: () => child.disconnect(),
  };
}

/** What a pass over all applications gave and cost. */
export interface Pass {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly calls: Calls;
}

/** Autoland as it is measured: a process of its own with nothing else in it, under the limit of the smallest task. */
export interface MeasuredAutoland {
  /** A pass a minute after the last one; with a commit, every repository gets one first that asks for nothing new. Throws unless all is in sync. */
  pass(options?: { readonly commit: boolean }): Promise<Pass>;
  /** The most memory of the process and all that it has started, in MiB. */
  peak(): number;
  end(): Promise<void>;
}

/** The memory that the smallest task has in deploy/service.yml; what is measured may not take more, whatever it measures. */
const taskMebibytes = 512;
/** In milliseconds: what may be remembered is no older than it would be in a loop. */
const passEvery = 61_000;
/** Passes and commits of all processes that were before a simulated AWS: the next one goes on from there. */
const histories = new WeakMap<FleetAws, { passes: number; commits: number }>();

/** Starts the process that is measured before a fleet's AWS. */
export async function startAutoland(
  aws: FleetAws,
  { cache = false }: { readonly cache?: boolean } = {},
): Promise<MeasuredAutoland> {
  const history = histories.get(aws) ?? { passes: 0, commits: 0 };
  histories.set(aws, history);
  const { targets, url, credentials } = aws;
  const ahead = (): number => aws.ahead + history.passes * passEvery;
  const setting: z.infer<typeof measuredSetting> = {
    targets,
    url,
    credentials,
    ahead: ahead(),
    commits: history.commits,
    cache,
  };
  const program = path.join(import.meta.dirname, "measured-autoland.ts");
  const { child, watch, ended } = startLimited({
    command: [process.execPath, ...inImage.flags, program, JSON.stringify(setting)],
    mebibytes: taskMebibytes,
    environment: { ...process.env, ...inImage.environment },
    speaks: true,
  });
  child.stdout?.resume();
  child.stderr?.pipe(process.stderr);
  await answerOf(child, "the measured process");
  return {
    pass: async ({ commit } = { commit: false }) => {
      history.passes += 1;
      if (commit) history.commits += 1;
      await aws.calls();
      const answer = answerOf(child, "the measured process");
      child.send({ ahead: ahead(), commits: history.commits });
      const { cpuSeconds, wallSeconds, inSync, outcomes, held } = passDone.parse(await answer);
      if (inSync !== targets || outcomes > 0)
        throw new Error(
          `${inSync} of ${targets} targets are in sync, ${outcomes} steps were carried out: ${held ?? "nothing is held"}`,
        );
      return { cpuSeconds, wallSeconds, calls: await aws.calls() };
    },
    peak: () => watch.peak(),
    end: async () => {
      child.disconnect();
      await ended;
    },
  };
}

async function answerOf(child: ChildProcess, what: string): Promise<unknown> {
  const heard = new AbortController();
  try {
    const [message]: unknown[] = await Promise.race([
      once(child, "message", { signal: heard.signal }),
      once(child, "exit", { signal: heard.signal }).then(() => {
        throw new Error(`${what} ended with ${child.signalCode ?? `status ${child.exitCode}`}`);
      }),
    ]);
    return message;
  } finally {
    heard.abort();
  }
}
