import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import { beforeAll, describe, expect, test } from "vitest";
import { isAtCommit, type Plan } from "../../src/domain/plan.ts";
import { nameInEnvironment } from "../../src/domain/target.ts";
import type { Json, JsonMap } from "../../src/domain/template.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { isJsonList, isJsonMap } from "../../src/template/json-pointer.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { writeTemplate } from "../../src/template/write-template.ts";
import { writesSince } from "../support/aws-world.ts";
import { bookshop, bookshopFiles } from "../support/bookshop.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { stackSteps } from "../support/steps.ts";

let deployed: DeployedByCopilot;
beforeAll(async () => {
  deployed = await deployByCopilot(bookshop);
});

/** What a plan would do: `environment/workload kind: classes of its changes`. */
function summary(plan: Plan): readonly string[] {
  return plan.environments.flatMap((environment) =>
    stackSteps(environment.steps).map((step) => {
      const classes = [...new Set(step.changes.map(({ subject }) => subject))].toSorted();
      return `${environment.environment} ${nameInEnvironment(step)} ${step.kind}: ${classes.join(", ")}`;
    }),
  );
}

const functions = "function-code, function-runtime";
const workloads = ["catalog", "mailer", "report", "search", "web"];
const refreshed = (environment: string): readonly string[] =>
  workloads.map((name) => `${environment} ${name} refresh-functions: ${functions}`);

describe("an application as Copilot leaves it", () => {
  test("differs in its functions and, where an older Copilot deployed last, in its template; in nothing else", async () => {
    const books = await openDeployed(deployed);
    const { plan } = await books.look();
    expect(summary(plan)).toEqual([
      ...refreshed("test"),
      `stage stage refresh-functions: ${functions}`,
      "stage stage update-stack: upgrade",
      ...refreshed("stage"),
      ...refreshed("prod"),
    ]);
    expect(plan.environments.flatMap(({ held }) => held)).toEqual([]);
    const steps = stackSteps(plan.environments.flatMap((environment) => environment.steps));
    const upgrade = steps.find(({ kind }) => kind === "update-stack");
    expect(upgrade?.because).toEqual([
      "the template of Copilot v1.22.1 becomes that of v1.34.0 in 4 places (Parameters AppRunnerPrivateWorkloads, Conditions CreateAppRunnerVPCEndpoint, Outputs EnabledFeatures, parameter AppRunnerPrivateWorkloads)",
    ]);
    expect(
      steps.flatMap(({ impact }) => [...impact.restarts, ...impact.replaces, ...impact.removes]),
    ).toEqual([]);
  });

  test("is only looked at while its environments are in look", async () => {
    const books = await openDeployed(deployed);
    const before = books.world.log.records.length;
    await books.look();
    expect(writesSince(books.world, before)).toEqual([]);
  });

  test("is taken over step by step; then planning finds nothing, no task was replaced, and Copilot's records are as they were", async () => {
    const books = await openDeployed(deployed);
    const [before, records] = [seenBy(books), await copilotRecords(books)];
    const reports = await books.settle();
    expect(reports.flatMap(({ outcomes }) => outcomes.filter(({ kind }) => kind === "failed"))).toEqual([]);
    const { plan } = await books.look();
    expect(summary(plan)).toEqual([]);
    expect(plan.environments.every(isAtCommit)).toBe(true);
    expect(await copilotRecords(books)).toEqual(records);
    const after = seenBy(books);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, stack] of after) {
      const { parameters, ...rest } = before.get(name) ?? { parameters: {} };
      expect(stack).toMatchObject(rest);
      // Nothing that Copilot keeps there is lost; the older environment gains a parameter.
      expect(stack.parameters).toMatchObject(parameters);
    }
  });

  test("whose manifests have moved on shows what is the commit's and what the newer template's", async () => {
    const books = await openDeployed(deployed);
    books.source.commit("main", {
      "copilot/environments/stage/manifest.yml":
        "name: stage\ntype: Environment\nhttp:\n  public:\n    access_logs:\n      prefix: alb\n",
      "copilot/web/manifest.yml": (bookshopFiles.get("copilot/web/manifest.yml") ?? "").replace(
        "cpu: 256\nmemory: 512",
        "cpu: 512\nmemory: 1024",
      ),
    });
    const { plan } = await books.look();
    const [, stage] = plan.environments;
    const own = stackSteps(stage?.steps ?? []).filter(({ workload }) => workload === undefined);
    const paths = (subject: string): readonly string[] =>
      own.flatMap(({ changes }) =>
        changes.filter((change) => change.subject === subject).map(({ path }) => path),
      );
    expect(paths("manifest").every((path) => path.startsWith("/Resources/ELBAccessLogsBucketPolicy"))).toBe(
      false,
    );
    expect(paths("manifest").length).toBeGreaterThan(0);
    expect(paths("upgrade")).toEqual([
      "/Parameters/AppRunnerPrivateWorkloads",
      "/Conditions/CreateAppRunnerVPCEndpoint",
      "/Outputs/EnabledFeatures/Value/Fn::Sub",
      "AppRunnerPrivateWorkloads",
    ]);
    const web = summary(plan).filter((line) => line.startsWith("test web"));
    expect(web).toEqual([`test web refresh-functions: ${functions}`, "test web update-stack: parameter"]);
  });

  test("is taken over without a restart where its templates spell numbers as text", async () => {
    const books = await openDeployed(deployed);
    for (const stack of stacksOf(books)) spellAsText(stack);
    const before = seenBy(books);
    const expected = (await (await openDeployed(deployed)).look()).plan;
    const { plan } = await books.look();
    expect(summary(plan)).toEqual(summary(expected));
    const reports = await books.settle();
    expect(reports.flatMap(({ outcomes }) => outcomes.filter(({ kind }) => kind === "failed"))).toEqual([]);
    expect(summary((await books.look()).plan)).toEqual([]);
    for (const [name, { tasks }] of seenBy(books)) expect(tasks).toEqual(before.get(name)?.tasks);
  });
});

/** What Copilot, and ECS, see of a stack. */
interface SeenStack {
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Ids of task definitions and services: another one is a rollout. */
  readonly tasks: readonly string[];
  readonly manifest: Json | undefined;
}

function seenBy(books: CopilotApplication): ReadonlyMap<string, SeenStack> {
  return new Map(
    stacksOf(books).map((stack) => {
      const { parameters = {}, tags = {}, body = "" } = stack.current ?? {};
      const tasks = [...stack.resources.values()]
        .filter(({ type }) => type === "AWS::ECS::TaskDefinition" || type === "AWS::ECS::Service")
        .map(({ physicalId }) => physicalId);
      const reading = readTemplate(body);
      const manifest = reading.kind === "read" ? reading.template.Metadata?.["Manifest"] : undefined;
      return [stack.name, { parameters, tags, tasks, manifest }];
    }),
  );
}

/** The stacks of environments and workloads, not the nested ones of addons, nor the application's. */
function stacksOf(books: CopilotApplication): readonly StackRecord[] {
  return books
    .stacks()
    .filter(({ name, parentId }) => /^books-(?:test|stage|prod)/.test(name) && parentId === undefined);
}

async function copilotRecords({ world, sessions }: CopilotApplication): Promise<readonly unknown[]> {
  const command = new GetParametersByPathCommand({ Path: "/copilot", Recursive: true });
  const { Parameters: parameters = [] } = await world.run(sessions.application().ssm.send(command));
  return parameters.map(({ Name, Value, Version, LastModifiedDate }) => [
    Name,
    Value,
    Version,
    LastModifiedDate,
  ]);
}

/** Rewrites the template that a stack was deployed with, numbers as the texts that spell them. */
function spellAsText(stack: StackRecord): void {
  if (stack.current === undefined) throw new Error(`${stack.name} was never deployed`);
  const reading = readTemplate(stack.current.body);
  if (reading.kind !== "read") throw new Error(`the template of ${stack.name} cannot be read`);
  const { template } = reading;
  const resources = Object.entries(template.Resources).map(
    ([id, { Properties: properties, ...resource }]) => [
      id,
      { ...resource, ...(properties === undefined ? {} : { Properties: spelledMap(properties) }) },
    ],
  );
  const body = writeTemplate({ ...template, Resources: Object.fromEntries(resources) });
  stack.current = { ...stack.current, body };
  for (const resource of stack.resources.values())
    resource.live = { ...resource.live, properties: spelledMap(resource.live.properties) };
}

function spelled(value: Json): Json {
  if (typeof value === "number") return String(value);
  if (isJsonList(value)) return value.map(spelled);
  return isJsonMap(value) ? spelledMap(value) : value;
}

function spelledMap(map: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, spelled(item)]));
}
