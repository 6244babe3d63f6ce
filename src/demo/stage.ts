import path from "node:path";
import type { Logger } from "pino";
import { makeAws } from "../aws/make-aws.ts";
import type { ApplicationConfig } from "../config/config.ts";
import type { Clock } from "../domain/clock.ts";
import type { Report } from "../domain/report.ts";
import { loadFunctionCatalog } from "../program/function-catalog.ts";
import { openApplication, type OpenApplication } from "../program/open-application.ts";
import { run } from "../program/run.ts";
import type { PassEnd } from "../reconcile/reconcile.ts";
import type { Credentials } from "../simulator/kernel/principal.ts";
import type { World } from "../simulator/kernel/world.ts";
import { serveWorld } from "../simulator/protocols/serve-world.ts";
import { type Inspector, makeInspector } from "./inspector.ts";

/** Where the story plays: a served world, Autoland in front of it, and ways to wait and to look behind the scenes. */
export interface Stage {
  readonly clock: Clock;
  readonly inspector: Inspector;
  readonly awsUrl: string;
  /** Opens the application as `autoland` would, with another configuration each time if need be. */
  open(config: ApplicationConfig): OpenApplication;
  /** Starts the loop; answers the address of its page. */
  start(config: ApplicationConfig): Promise<string>;
  /** The last pass that ended. */
  readonly last: PassEnd | undefined;
  /** Waits until something is so; gives up after two hours of simulated time and answers false. */
  until(isSo: () => boolean | Promise<boolean>): Promise<boolean>;
  close(): Promise<void>;
}

/** What a stage is built from. */
export interface StageInputs {
  readonly world: World;
  /** Of somebody in the application's account, as an ECS task would have them. */
  readonly credentials: Credentials;
  readonly region: string;
  readonly log: Logger;
  readonly folder: string;
  readonly port: number;
  readonly onReport: (report: Report) => void;
}

/** Serves the world and prepares Autoland to work with it over HTTP, by the SDK's real clients. */
export async function makeStage(inputs: StageInputs): Promise<Stage> {
  const { world, log } = inputs;
  const served = await serveWorld(world);
  const functions = await loadFunctionCatalog();
  const stop = new AbortController();
  const passes: { last?: PassEnd } = {};
  let running: Promise<void> = Promise.resolve();
  const clients = { endpoint: served.url, region: inputs.region, credentials: inputs.credentials };
  const aws = makeAws(clients, world.clock);
  const open = (config: ApplicationConfig): OpenApplication =>
    openApplication(config, {
      aws,
      clock: world.clock,
      log,
      functions,
      cacheFolder: path.join(inputs.folder, "cache"),
      environment: process.env,
    });
  const stage: Stage = {
    clock: world.clock,
    inspector: makeInspector(world),
    awsUrl: served.url,
    open,
    start: (config) => {
      const started = Promise.withResolvers<string>();
      running = run(
        {
          applications: [open(config)],
          clock: world.clock,
          log,
          page: { port: inputs.port, access: { kind: "open", names: "loopback" } },
          random: Math.random,
          onListening: started.resolve,
          onPass: async (end) => {
            passes.last = end;
            if (end.kind === "report") inputs.onReport(end.report);
          },
        },
        stop.signal,
      );
      running.catch(started.reject);
      return started.promise;
    },
    get last() {
      return passes.last;
    },
    until: async (isSo) => {
      const deadline = world.clock.now().getTime() + patience;
      while (!(await isSo())) {
        if (world.clock.now().getTime() > deadline) return false;
        await world.clock.sleep(lookEvery);
      }
      return true;
    },
    close: async () => {
      stop.abort();
      await running;
      await served.close();
      world.stop();
    },
  };
  return stage;
}

/** Milliseconds of simulated time. */
const patience = 2 * 3_600_000;
const lookEvery = 5_000;
