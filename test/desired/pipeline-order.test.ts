import { expect, test } from "vitest";
import { pipelineOrder } from "../../src/desired/dependencies.ts";
import { openAdoptedShop, shopFiles } from "../support/shop.ts";

/** A change that makes a new task definition. */
function edited(workload: string): Record<string, string> {
  const file = `copilot/${workload}/manifest.yml`;
  const addition = `\ntaskdef_overrides: [{ path: "ContainerDefinitions[0].StopTimeout", value: 60 }]\n`;
  return { [file]: `${shopFiles[file] ?? ""}${addition}` };
}

function pipeline(stages: string): string {
  return `name: p\nversion: 1\nsource: { provider: GitHub, properties: { branch: develop } }\nstages: ${stages}\n`;
}

const afterWorker = "[{ name: develop, deployments: { worker: , api: { depends_on: [worker] } } }]";

test.each<[string, readonly string[], Record<string, readonly string[]>]>([
  ["without pipelines there is no order", [], {}],
  ["a deployment comes after what it depends on", [pipeline(afterWorker)], { worker: [], api: ["worker"] }],
  ["a stage of another environment says nothing", [pipeline(afterWorker.replace("develop", "staging"))], {}],
  ["a stage without deployments says nothing", [pipeline("[{ name: develop }]")], {}],
  [
    "what several pipelines say is taken together",
    [
      pipeline(afterWorker),
      pipeline("[{ name: develop, deployments: { web: , api: { depends_on: [web] } } }]"),
    ],
    { worker: [], web: [], api: ["worker", "web"] },
  ],
  [
    "a workload does not wait for itself",
    [pipeline("[{ name: develop, deployments: { api: { depends_on: [api] } } }]")],
    { api: [] },
  ],
  [
    "a pipeline that cannot be read says nothing and takes nothing from the others",
    ["stages: [", pipeline(afterWorker)],
    { worker: [], api: ["worker"] },
  ],
])("%s", (_which, texts, expected) => {
  const pipelines = texts.map((text, index) => ({
    name: `p${index}`,
    manifest: { path: `copilot/pipelines/p${index}/manifest.yml`, text },
    buildspec: undefined,
    overrides: { kind: "none" } as const,
  }));
  expect(Object.fromEntries(pipelineOrder({ pipelines }, "develop"))).toEqual(expected);
});

test.each([
  ["api", "daily-batch", ["daily-batch", "api"]],
  ["daily-batch", "api", ["api", "daily-batch"]],
])(
  "with %s after %s in a pipeline's manifest, the plan and the changes have that order",
  async (last, first, expected) => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", {
      ...edited("api"),
      ...edited("daily-batch"),
      "copilot/pipelines/p/manifest.yml": pipeline(
        `[{ name: develop, deployments: { ${first}: , ${last}: { depends_on: [${first}] } } }]`,
      ),
    });
    const calls = shop.world.log.records.length;
    const report = await shop.sync();
    const steps = report.plan.environments.find(({ environment }) => environment === "develop")?.steps ?? [];
    expect(steps.map(({ workload }) => workload)).toEqual(expected);
    const executed = shop.world.log.records
      .slice(calls)
      .filter(({ action, via }) => action === "ExecuteChangeSet" && via === undefined)
      .map(({ input }) =>
        ["api", "daily-batch"]
          .filter((name) => JSON.stringify(input).includes(`shop-develop-${name}`))
          .join(),
      );
    expect(executed).toEqual(expected);
    expect(report.outcomes.map(({ kind, step }) => `${step.workload} ${kind}`)).toEqual(
      expected.map((name) => `${name} applied`),
    );
  },
);
