import { makeAws } from "../../src/aws/make-aws.ts";
import type { Config } from "../../src/config/config.ts";
import { failureOf } from "../../src/domain/failure.ts";
import type { Happening } from "../../src/domain/happening.ts";
import { makeLogger } from "../../src/program/logging.ts";
import { openApplication } from "../../src/program/open-application.ts";
import { makeLoop, type PassEnd } from "../../src/reconcile/reconcile.ts";
import { makeRememberedWishes } from "../../src/reconcile/remembered-wishes.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import type { Credentials } from "../../src/simulator/kernel/principal.ts";
import { callDirectly, makeDirectHandler } from "../../src/simulator/protocols/direct-calls.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { configurationOf, type Modes } from "./configuration.ts";
import type { Town } from "./founded.ts";
import { type Ears, type PeopleTold, tellPeople } from "./people-told.ts";
import { Life, mortalClock, mortalEntrance, mortalSource } from "./mortal.ts";
import { type ApplicationName, applications, autolandUser, homeAccount, region, userArn } from "./town.ts";

/** How a process of the product is started. */
export interface ProcessOptions {
  readonly name: string;
  readonly modes: Modes;
  /** Thrown from before each look at Git when something goes wrong there. */
  readonly disturbGit?: () => void;
  readonly listener?: ProcessListener;
  /** Where people are told; absent: nobody is. */
  readonly ears?: Ears;
}

/** Who watches a process from outside of it. */
export interface ProcessListener {
  readonly started: (name: string, config: Config, credentials: Credentials) => void;
  readonly ended: (name: string, how: "killed" | "stopped") => void;
  readonly asked: (name: string, requestId: string) => void;
  readonly answered: (name: string, action: string, output: Readonly<Record<string, unknown>>) => void;
  readonly told: (name: string, happening: Happening) => void;
  readonly passed: (name: string, end: PassEnd) => void;
  readonly logged: (name: string, line: string) => void;
  /** Something was said in another place, such as Slack. */
  readonly said: (name: string, where: string, text: string) => void;
}

/** The product as it runs: its loop with its real adapters, in a world. */
export interface ProductProcess {
  readonly name: string;
  readonly isOver: boolean;
  /** As `kill -9` does, now or when so many more calls have taken effect. */
  kill(afterCalls?: number): void;
  /** As SIGTERM does: resolves once it has come to its safe point. */
  stop(): Promise<void>;
  /** As a webhook does. */
  wake(application: ApplicationName): void;
  /** Lets the listener see every page, as people who open them do. */
  showPages(): Promise<void>;
  /**
   * Once the world is over: what still waits there is told that nothing comes any more. Whoever listens to a signal that is never raised stays
   * in memory for good, with the whole world.
   */
  forget(): void;
  /** Rejects when the product ends by itself, which it never may. */
  readonly fault: Promise<never>;
}

/** Starts one. Time is not let pass here. */
export function startProcess(town: Town, options: ProcessOptions): ProductProcess {
  const { world, sources, functions, isOverHttp = false } = town;
  const { name, listener } = options;
  const life = new Life(() => listener?.ended(name, "killed"));
  const config = configurationOf(options.modes);
  const credentials = credentialsOf(world);
  listener?.started(name, config, credentials);
  const clock = mortalClock(world, life);
  const entrance = mortalEntrance(world, life, {
    asked: (requestId) => listener?.asked(name, requestId),
    answered: ({ action }, output) => listener?.answered(name, action, output),
  });
  const aws = makeAws(
    {
      region,
      credentials,
      ...(isOverHttp
        ? { requestHandler: makeRequestHandler(entrance) }
        : { requestHandler: makeDirectHandler(entrance), onClient: callDirectly }),
      // Pauses between attempts pass in the world's time, or a throttled call would leave its clock standing.
      retryStrategy: retryOnClock(clock, { maxAttempts: 5 }),
    },
    clock,
  );
  const log = makeLogger({
    level: listener === undefined ? "silent" : "info",
    style: "json",
    write: (line) => (life.isOver ? undefined : listener?.logged(name, line)),
  });
  const wishes = makeRememberedWishes();
  let people: PeopleTold | undefined;
  const members = config.applications.map((application) => {
    const opened = openApplication(application, {
      aws,
      clock,
      log,
      functions,
      wishes,
      cacheFolder: "/nowhere",
      environment: {},
    });
    const source = mortalSource(
      sources[nameOf(application.application)],
      life,
      options.disturbGit ?? (() => undefined),
    );
    return {
      ...opened,
      eyes: { ...opened.eyes, source },
      hands: {
        ...opened.hands,
        tell: (happening: Happening) => {
          if (life.isOver) return;
          listener?.told(name, happening);
          people?.tell(happening);
        },
      },
    };
  });
  const random = makeRandom(`${world.seed} ${name}`);
  const loop = makeLoop({
    members,
    clock,
    random: () => random.next(),
    publish: (end) =>
      life.answer(async () => {
        listener?.passed(name, end);
        people?.tell(happeningOf(end));
      }),
  });
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    if (options.ears !== undefined)
      people = await tellPeople(options.ears, life, clock, members, (where, text) =>
        listener?.said(name, where, text),
      );
    await Promise.all([loop.run(stopping.signal), people?.run(stopping.signal)]);
  };
  const ended = run();
  const fault = ended.then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => {
      throw new Error(`the product ended by itself: ${failureOf(error).message}`, { cause: error });
    },
  );
  fault.catch(() => undefined);
  return {
    name,
    get isOver() {
      return life.isOver;
    },
    kill: (afterCalls) => (afterCalls === undefined ? life.end() : life.endAfter(afterCalls)),
    stop: async () => {
      if (life.isOver) return;
      stopping.abort();
      await Promise.race([ended.catch(() => undefined), world.clock.sleep(120_000)]);
      if (!life.isOver) life.end();
    },
    wake: (application) => loop.wake(application),
    forget: () => {
      life.end();
      stopping.abort();
    },
    showPages: async () => {
      for (const page of life.isOver ? [] : ((await people?.pages()) ?? []))
        listener?.said(name, "page", page);
    },
    fault,
  };
}

function happeningOf(end: PassEnd): Happening {
  return end.kind === "report"
    ? { kind: "pass-ended", application: end.report.plan.application, at: end.at, report: end.report }
    : { kind: "pass-failed", application: end.application, at: end.at, failure: end.failure };
}

function credentialsOf(world: World): Credentials {
  const arn = userArn(autolandUser);
  return world.issueCredentials({ kind: "user", account: homeAccount, arn, userName: autolandUser });
}

function nameOf(application: string): ApplicationName {
  const found = applications.find((name) => name === application);
  if (found === undefined) throw new Error(`no application ${application}`);
  return found;
}
