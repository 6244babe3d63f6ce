import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import type { ApplicationConfig } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type DemoRepository, makeDemoRepository } from "../../src/demo/demo-repository.ts";
import { readFolder } from "../../src/demo/read-folder.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import type { Source } from "../../src/domain/source.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { makeAws } from "../../src/aws/make-aws.ts";
import { openApplication } from "../../src/program/open-application.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import type { Credentials } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { serveWorld } from "../../src/simulator/protocols/serve-world.ts";
import { seedApplication } from "../../src/simulator/seeding/seed-application.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";

const account = "111111111111";
const region = "eu-west-1";
const services = [...awsServices, cloudFormationService];
const shop = fileURLToPath(new URL("../../examples/shop", import.meta.url));

/** How many times faster than real time a served world runs: an update of a stack takes a second or two. */
const factor = 100;

/** The shop in a real Git repository, with a configuration file, in front of a simulated AWS that answers over HTTP. */
export interface ServedShop extends AsyncDisposable {
  readonly world: World;
  readonly repository: DemoRepository;
  /** The environment of an `autoland` process that works with this shop. */
  readonly environment: Readonly<Record<string, string>>;
  /** The one living stack of this name. */
  stack(name: string): StackRecord;
}

/**
 * Seeds and serves a shop. `taken-over`: Autoland has passed over it until nothing was left to do, on a virtual clock, so that a
 * process has only to do what the test commits.
 */
export async function serveShop(since: "copilot" | "taken-over"): Promise<ServedShop> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "autoland-end-to-end-"));
  const repository = await makeDemoRepository(shop, path.join(folder, "shop"));
  const past = makeWorld({
    seed: "end-to-end",
    start: new Date("2026-05-04T09:00:00Z"),
    services,
    authorize,
  });
  const { administrator } = await seedApplication(past, {
    files: await readFolder(shop),
    applicationAccount: account,
    region,
    environments: [
      { name: "develop", account: "222222222222", region },
      { name: "staging", account: "333333333333", region },
      { name: "production", account: "333333333333", region },
    ],
    copilotVersion: "v1.34.0",
  });
  const today = new Date("2026-11-20T09:00:00Z");
  await past.run(past.clock.sleep(today.getTime() - past.clock.now().getTime()));
  const config = configText(repository.folder);
  await writeFile(path.join(folder, "autoland.yml"), config);
  const runner = ownFunctionRunner(await loadOwnFunctions());
  setFunctionRunner(past, runner);
  if (since === "taken-over") await takeOver(past, administrator, config, path.join(folder, "cache"));
  const world = makeWorld({
    seed: "end-to-end",
    start: past.clock.now(),
    clock: { kind: "scaled", factor },
    services,
    authorize,
  });
  world.restore(past.snapshot());
  setFunctionRunner(world, runner);
  const served = await serveWorld(world);
  return {
    world,
    repository,
    environment: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      AUTOLAND_CACHE: path.join(folder, "cache"),
      AUTOLAND_CONFIG: path.join(folder, "autoland.yml"),
      AWS_ENDPOINT_URL: served.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: administrator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
    },
    stack: (name) => {
      const stacks = world.cells.everywhere(regionState).flatMap(({ value }) => [...value.stacks.values()]);
      const found = stacks.find((stack) => stack.name === name && stack.deletedAt === undefined);
      if (found === undefined) throw new Error(`there is no stack ${name}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await served.close();
      world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function takeOver(
  world: World,
  credentials: Credentials,
  config: string,
  cacheFolder: string,
): Promise<void> {
  const application = openApplication(applicationIn(config), {
    aws: makeAws({ region, credentials, requestHandler: makeRequestHandler(world) }, world.clock),
    clock: world.clock,
    log: pino({ level: "silent" }),
    functions: await loadFunctionCatalog(),
    cacheFolder,
    environment: process.env,
  });
  const { hands, subject } = application;
  const eyes = { ...application.eyes, source: await inMemory(application.eyes.source) };
  const signal = new AbortController().signal;
  for (let pass = 0; pass < 10; pass += 1) {
    const report = await world.run(sync(eyes, hands, subject, signal));
    if (report.outcomes.length === 0) return;
  }
  throw new Error("the shop was not taken over in ten passes");
}

/** A repository of one commit, read once: while git runs, a virtual clock cannot tell work from rest. */
async function inMemory(source: Source): Promise<Source> {
  const heads = await source.heads();
  const [commit] = heads.values();
  if (commit === undefined) throw new Error("the served shop's repository is empty");
  const all = await source.tree(commit, [""]);
  const blobs = await source.blobs(all.flatMap((entry) => (entry.kind === "file" ? [entry.blob] : [])));
  return {
    repository: source.repository,
    heads: async () => heads,
    tree: async (_commit, under) =>
      all.filter(({ path: file }) =>
        under.some((folder) => folder === "" || file === folder || file.startsWith(`${folder}/`)),
      ),
    blobs: async () => blobs,
    sinceLastTouch: async () => [commit],
    isAncestor: async () => true,
    authors: async () => undefined,
  };
}

function applicationIn(config: string): ApplicationConfig {
  const reading = parseConfig("autoland.yml", config);
  const [application] = reading.kind === "config" ? reading.config.applications : [];
  if (application === undefined) throw new Error("the configuration of the served shop has faults");
  return application;
}

function configText(repository: string): string {
  return `applications:
  shop:
    source:
      git:
        url: ${repository}
      interval: 5s
    branches:
      develop: [develop]
      release: [staging, production]
    environments:
      develop:
        mode: apply
      staging:
        mode: apply
      production:
        mode: apply
        after: staging
`;
}
