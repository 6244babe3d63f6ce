import type { ApplicationConfig } from "../config/config.ts";
import { isAtCommit, type Mode } from "../domain/plan.ts";
import { type CommitSha, shortCommit } from "../domain/revision.ts";
import { sync } from "../reconcile/sync.ts";
import { findingLine } from "../report/finding-line.ts";
import { planText } from "../report/plan-text.ts";
import { stepWords } from "../report/step-words.ts";
import type { DemoRepository } from "./demo-repository.ts";
import type { SeenStack } from "./inspector.ts";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

/** The places of the shop's environments. */
export interface ShopEnvironment {
  readonly name: "develop" | "staging" | "production";
  readonly account: string;
  readonly region: string;
}

/** What the story needs. */
export interface ShopStory {
  readonly stage: Stage;
  readonly narrator: Narrator;
  readonly repository: DemoRepository;
  readonly environments: readonly ShopEnvironment[];
  readonly config: ApplicationConfig;
  /** Plays the build: pushes the image of a workload under a commit's tag. */
  readonly pushImage: (workload: string, tag: string) => Promise<void>;
}

const workloads = ["api", "daily-batch", "stock", "web", "worker"] as const;

/** Plays the main job from the first look to a broken manifest, and checks every statement against AWS and Git themselves. */
export async function playShopStory(story: ShopStory): Promise<string> {
  await firstLook(story);
  const page = await firstSync(story);
  await commitOnDevelop(story);
  await environmentOfDevelop(story);
  await mergeToRelease(story);
  await brokenManifest(story);
  return page;
}

async function firstLook({ stage, narrator, config }: ShopStory): Promise<void> {
  narrator.act("The first look changes nothing");
  const calls = stage.inspector.calls;
  const { eyes, hands, subject } = stage.open(inMode(config, "look"));
  const report = await sync(eyes, hands, subject, AbortSignal.timeout(60_000));
  for (const line of planText(report.plan).trimEnd().split("\n").slice(2)) narrator.say(line);
  const writes = stage.inspector.writesSince(calls);
  narrator.check("not one call that changes anything was made", writes.length === 0, writes.join(", "));
}

async function firstSync(story: ShopStory): Promise<string> {
  const { stage, narrator, config, environments } = story;
  narrator.act("The first sync takes the application over");
  const before = await allStacks(story);
  const page = await stage.start(config);
  const settled = await stage.until(() => isSettled(story));
  narrator.check("every environment comes to rest at its commit", settled, lastWords(stage));
  const after = await allStacks(story);
  const runtimes = [...after.values()].filter((stack) => stack.templateText.includes("nodejs20.x"));
  narrator.check(
    "no stack names the Lambda runtime that can no longer be created",
    runtimes.length === 0,
    names(runtimes),
  );
  const moved = [...after].filter(
    ([name, stack]) =>
      stack.parameters.get("ContainerImage") !== before.get(name)?.parameters.get("ContainerImage"),
  );
  narrator.check(
    "every service still runs the image that Copilot's pipeline had deployed",
    moved.length === 0,
    moved.map(([name]) => name).join(", "),
  );
  narrator.check(
    `all ${workloads.length * environments.length} stacks are there and well`,
    [...after.values()].every(isWell),
    names([...after.values()].filter((stack) => !isWell(stack))),
  );
  return page;
}

async function commitOnDevelop(story: ShopStory): Promise<void> {
  const { stage, narrator, repository, pushImage } = story;
  narrator.act("A commit on develop changes develop, and nothing else");
  const before = await allStacks(story);
  await repository.edit(
    "develop",
    "copilot/api/manifest.yml",
    (text) => text.replace("LOG_LEVEL: debug", "LOG_LEVEL: trace"),
    "Log more while we look for the slow query",
  );
  const head = await repository.edit(
    "develop",
    "api/server.mjs",
    (text) => text.replace('"shop"', '"shop, faster"'),
    "Answer faster",
  );
  narrator.say(`develop is at ${shortCommit(head)}; the build pushes the image of api`);
  await pushImage("api", head);
  const landed = await stage.until(async () => (await commitOf(story, "develop", "api")) === head);
  narrator.check(`develop's api is deployed from ${shortCommit(head)}`, landed, lastWords(stage));
  await stage.until(() => isSettled(story));
  const after = await allStacks(story);
  const image = after.get("shop-develop-api")?.parameters.get("ContainerImage") ?? "";
  narrator.check("it runs the image of that commit, by digest", image.includes("@sha256:"), image);
  const others = [...after].filter(([name]) => name !== "shop-develop-api");
  const touched = others.filter(
    ([name, stack]) => stack.lastChanged.getTime() !== before.get(name)?.lastChanged.getTime(),
  );
  narrator.check(
    "no other stack was touched",
    touched.length === 0,
    touched.map(([name]) => name).join(", "),
  );
}

/** One commit asks something of an environment and of a workload in it. */
async function environmentOfDevelop(story: ShopStory): Promise<void> {
  const { stage, narrator, repository, environments } = story;
  narrator.act("An environment's own manifest is deployed before its workloads");
  const place = environments.find(({ name }) => name === "develop");
  if (place === undefined) throw new Error("the shop has no environment develop");
  const own = (): Promise<SeenStack | undefined> =>
    stage.inspector.stack(place.account, place.region, "shop-develop");
  const before = await own();
  const head = await repository.editAll(
    "develop",
    {
      "copilot/environments/develop/manifest.yml": (text) =>
        text.replace("container_insights: false", "container_insights: true"),
      "copilot/worker/manifest.yml": (text) => text.replace("LOG_LEVEL: info", "LOG_LEVEL: debug"),
    },
    "Watch develop's containers, and let the worker say more",
  );
  const landed = await stage.until(async () => (await commitOf(story, "develop", "worker")) === head);
  narrator.check(`develop's worker is deployed from ${shortCommit(head)}`, landed, lastWords(stage));
  await stage.until(() => isSettled(story));
  const [after, worker] = [await own(), (await allStacks(story)).get("shop-develop-worker")];
  narrator.check("develop's own stack is, too", after?.commit === head && isWell(after), after?.status);
  const inOrder = after !== undefined && worker !== undefined && after.lastChanged < worker.lastChanged;
  narrator.check("the environment was changed first", inOrder);
  const lists = ["ALBWorkloads", "NATWorkloads", "Aliases"];
  const lost = lists.filter((name) => after?.parameters.get(name) !== before?.parameters.get(name));
  narrator.check("what the workloads had entered in it is all there", lost.length === 0, lost.join(", "));
}

async function mergeToRelease(story: ShopStory): Promise<void> {
  const { stage, narrator, repository } = story;
  narrator.act("A merge to release lands in staging, and then in production");
  const before = await allStacks(story);
  const head = await repository.merge("develop", "release");
  narrator.say(`release is at ${shortCommit(head)}; its api has the image that develop runs`);
  const landed = await stage.until(async () => (await commitOf(story, "production", "api")) === head);
  narrator.check(`production's api is deployed from ${shortCommit(head)}`, landed, lastWords(stage));
  await stage.until(() => isSettled(story));
  const after = await allStacks(story);
  const [staging, production] = [after.get("shop-staging-api"), after.get("shop-production-api")];
  narrator.check("staging's is deployed from the same commit", staging?.commit === head, staging?.commit);
  const inOrder =
    staging !== undefined && production !== undefined && staging.lastChanged < production.lastChanged;
  narrator.check("staging was changed first", inOrder);
  narrator.check(
    "both run the image that develop tried",
    imageOf(staging) === imageOf(after.get("shop-develop-api")) && imageOf(production) === imageOf(staging),
  );
  const develop = [...after].filter(([name]) => name.startsWith("shop-develop-"));
  const touched = develop.filter(
    ([name, stack]) => stack.lastChanged.getTime() !== before.get(name)?.lastChanged.getTime(),
  );
  narrator.check("develop was not touched", touched.length === 0, touched.map(([name]) => name).join(", "));
}

async function brokenManifest(story: ShopStory): Promise<void> {
  const { stage, narrator, repository } = story;
  narrator.act("A broken manifest is reported and harms nothing");
  const before = await allStacks(story);
  const calls = stage.inspector.calls;
  const broken = await repository.edit(
    "develop",
    "copilot/worker/manifest.yml",
    (text) => text.replace("cpu: 256", "cpu: a lot"),
    "Give the worker more",
  );
  const reported = await stage.until(() => heldAt(stage, broken));
  narrator.check("it is reported with file, line and what would be right", reported, lastWords(stage));
  for (const line of lastWords(stage).split("\n")) narrator.say(line);
  const after = await allStacks(story);
  const touched = [...after].filter(
    ([name, stack]) => stack.lastChanged.getTime() !== before.get(name)?.lastChanged.getTime(),
  );
  narrator.check(
    "no stack was touched",
    touched.length === 0 && stage.inspector.writesSince(calls).length === 0,
    touched.map(([name]) => name).join(", "),
  );
  const mended = await repository.edit(
    "develop",
    "copilot/worker/manifest.yml",
    (text) => text.replace("cpu: a lot", "cpu: 512").replace("memory: 512", "memory: 1024"),
    "Give the worker 512 CPU units",
  );
  narrator.say(`the team mends it with ${shortCommit(mended)}`);
  const landed = await stage.until(async () => (await commitOf(story, "develop", "worker")) === mended);
  narrator.check(`develop's worker is deployed from ${shortCommit(mended)}`, landed, lastWords(stage));
}

function inMode(config: ApplicationConfig, mode: Mode): ApplicationConfig {
  return { ...config, environments: config.environments.map((environment) => ({ ...environment, mode })) };
}

/** Whether CloudFormation has come to rest, and the loop's last pass, at the branches' heads, found nothing left to do. */
async function isSettled(story: ShopStory): Promise<boolean> {
  const { last } = story.stage;
  if (last?.kind !== "report") return false;
  for (const plan of last.report.plan.environments) {
    const head = await story.repository.head(plan.revision?.branch ?? "develop");
    if (plan.revision?.commit !== head || !isAtCommit(plan)) return false;
  }
  const stacks = await allStacks(story);
  return [...stacks.values()].every((stack) => stack.status.endsWith("_COMPLETE"));
}

async function allStacks({ stage, environments }: ShopStory): Promise<ReadonlyMap<string, SeenStack>> {
  const found = new Map<string, SeenStack>();
  for (const { name, account, region } of environments) {
    for (const workload of workloads) {
      const stack = await stage.inspector.stack(account, region, `shop-${name}-${workload}`);
      if (stack !== undefined) found.set(stack.name, stack);
    }
  }
  return found;
}

async function commitOf(
  story: ShopStory,
  environment: ShopEnvironment["name"],
  workload: string,
): Promise<string | undefined> {
  const place = story.environments.find((item) => item.name === environment);
  if (place === undefined) return undefined;
  const stack = await story.stage.inspector.stack(
    place.account,
    place.region,
    `shop-${environment}-${workload}`,
  );
  return stack !== undefined && isWell(stack) ? stack.commit : undefined;
}

function heldAt(stage: Stage, commit: CommitSha): boolean {
  if (stage.last?.kind !== "report") return false;
  return stage.last.report.plan.environments.some(
    (plan) =>
      plan.revision?.commit === commit &&
      plan.held.some((held) => held.findings.some((finding) => finding.place.line > 0)),
  );
}

/** What the loop last said is held or failed. */
function lastWords(stage: Stage): string {
  if (stage.last === undefined) return "no pass ended yet";
  if (stage.last.kind === "failure") return stage.last.failure.message;
  const { plan, outcomes } = stage.last.report;
  const held = plan.environments.flatMap((environment) =>
    environment.held.flatMap((item) => [
      `${item.environment}/${item.workload ?? ""}: ${item.reason}`,
      ...item.findings.map(findingLine),
    ]),
  );
  const failed = outcomes.flatMap((outcome) =>
    outcome.kind === "failed" ? [`${stepWords(outcome.step)}: ${outcome.failure.message}`] : [],
  );
  return [...held, ...failed].join("\n");
}

function imageOf(stack: SeenStack | undefined): string | undefined {
  return stack?.parameters.get("ContainerImage");
}

function isWell(stack: SeenStack): boolean {
  return stack.status === "CREATE_COMPLETE" || stack.status === "UPDATE_COMPLETE";
}

function names(stacks: readonly SeenStack[]): string {
  return stacks.map((stack) => `${stack.name} ${stack.status}`).join(", ");
}
