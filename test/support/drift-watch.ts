import pino from "pino";
import { makeDriftEyes } from "../../src/aws/drift/make-drift-eyes.ts";
import type { DriftIgnoreRule } from "../../src/domain/drift.ts";
import type { Happening } from "../../src/domain/happening.ts";
import { stackKey } from "../../src/domain/stack.ts";
import { makeDriftWatch } from "../../src/reconcile/drift/watch/drift-watch.ts";
import { type DriftWatchConfig, driftWatchOf } from "../../src/config/drift-watch-config.ts";
import { look } from "../../src/reconcile/look.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { bookshop } from "./bookshop.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import type { CopilotApplication } from "./copilot-application.ts";

/** A look for drift that the watch has told of. */
export type DriftLooked = Extract<Happening, { kind: "drift-looked" }>;

/** An application while it is watched and looked at every half minute. */
export interface Watched {
  readonly told: readonly DriftLooked[];
  /** Seconds of the world's time. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Makes a call of AWS's API as the account's root. */
  readonly call: (
    service: string,
    action: string,
    input: object,
    place?: Place,
  ) => Promise<Record<string, unknown>>;
  /** Waits for a telling that meets the condition, at most so many seconds; answers how many it took. */
  readonly until: (condition: (looked: DriftLooked) => boolean, seconds: number) => Promise<number>;
}

interface Place {
  readonly account: string;
  readonly region: string;
}

const home: Place = { account: "111111111111", region: "eu-west-1" };

const usualSettings = usual();

function usual(): DriftWatchConfig {
  const settings = driftWatchOf(undefined);
  if (settings === undefined) throw new Error("an operator who says nothing has everything watched");
  return settings;
}

/** Watches an application while the story is told; ends with it. */
export async function whileWatched(
  application: CopilotApplication,
  options: {
    readonly settings?: Partial<DriftWatchConfig>;
    readonly rules?: readonly DriftIgnoreRule[];
    readonly busy?: ReadonlySet<string>;
    /** With which roles; Copilot's own when absent. */
    readonly subject?: Subject;
    /** Seconds between two looks; 30 when absent. */
    readonly lookEvery?: number;
  },
  story: (watched: Watched) => Promise<void>,
): Promise<void> {
  const { world, eyes, sessions } = application;
  const { lookEvery = 30, subject = application.subject("look") } = options;
  const { clock } = world;
  const told: DriftLooked[] = [];
  const watch = makeDriftWatch({
    members: [
      {
        application: subject.application,
        rules: options.rules ?? [],
        isBusy: (stack) => options.busy?.has(stackKey(stack)) === true,
      },
    ],
    eyes: makeDriftEyes(sessions, clock),
    settings: { ...usualSettings, ...options.settings },
    clock,
    log: pino({ level: "silent" }),
    tell: (happening) => {
      if (happening.kind === "drift-looked") told.push(happening);
    },
  });
  const end = new AbortController();
  const passes = async (): Promise<void> => {
    while (!end.signal.aborted) {
      watch.saw(await look(eyes, subject, end.signal));
      await clock.sleep(lookEvery * 1000, end.signal);
    }
  };
  const watched: Watched = {
    told,
    pass: (seconds) => clock.sleep(seconds * 1000),
    call: (service, action, input, place = home) =>
      world.call({
        service,
        action,
        input,
        credentials: world.issueCredentials(rootOf(place.account)),
        region: place.region,
      }),
    until: async (condition, seconds) => {
      const begun = clock.now().getTime();
      const before = told.length;
      for (let waited = 0; waited <= seconds; waited += 1) {
        const found = told.slice(before).find(condition);
        if (found !== undefined) return (found.at.getTime() - begun) / 1000;
        await clock.sleep(1000);
      }
      throw new Error(`nothing of the kind was told in ${seconds} s`);
    },
  };
  await world.run(
    (async () => {
      const background = Promise.allSettled([passes(), watch.run(end.signal)]);
      try {
        await story(watched);
      } finally {
        end.abort();
        await background;
      }
    })(),
  );
}

const webManifest = "copilot/web/manifest.yml";

/** Three services of the bookshop in two environments; its web service has a secret, and is scaled in production. */
export const watchedShop = {
  ...bookshop,
  files: new Map(
    [...bookshop.files]
      .filter(([file]) => !/^copilot\/(?:mailer|report)\//.test(file))
      .map(([file, text]) => [
        file,
        file === webManifest
          ? `${text}secrets:\n  TOKEN: /copilot/books/\${COPILOT_ENVIRONMENT_NAME}/secrets/token\n`
          : text,
      ]),
  ),
  environments: bookshop.environments.filter(({ name }) => name !== "stage"),
};
