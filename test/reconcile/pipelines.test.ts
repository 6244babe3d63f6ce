import { beforeEach, describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";
import { stepLabel } from "../support/steps.ts";

let shop: Shop;

async function call(service: string, action: string, input: object): Promise<void> {
  const credentials = shop.world.issueCredentials(rootOf(shopAccount));
  await shop.world.run(shop.world.call({ service, action, credentials, region: shopRegion, input }));
}

/** A pipeline as Copilot leaves it, abridged: what counts is its tag and the names of its stages. */
async function makePipeline(name: string, environments: readonly string[]): Promise<void> {
  const action = {
    Name: "CreateOrUpdate-api",
    ActionTypeId: { Category: "Deploy", Owner: "AWS", Provider: "CloudFormation", Version: "1" },
    RunOrder: 1,
  };
  const stages = ["Source", "Build", ...environments.map((environment) => `DeployTo-${environment}`)];
  await call("cloudformation", "CreateStack", {
    StackName: `pipeline-shop-${name}`,
    TemplateBody: JSON.stringify({
      Resources: {
        Pipeline: {
          Type: "AWS::CodePipeline::Pipeline",
          Properties: {
            RoleArn: `arn:aws:iam::${shopAccount}:role/pipeline`,
            ArtifactStore: { Type: "S3", Location: "artifacts" },
            Stages: stages.map((Name) => ({ Name, Actions: [action] })),
          },
        },
      },
    }),
    Tags: [
      { Key: "copilot-application", Value: "shop" },
      { Key: "copilot-pipeline", Value: name },
    ],
  });
  await shop.world.run(shop.world.clock.sleep(120_000));
}

function ends(report: Report): readonly string[] {
  return report.outcomes.map(
    (outcome) =>
      `${outcome.kind} ${stepLabel(outcome.step)}${outcome.kind === "skipped" ? ` ${outcome.reason}` : ""}`,
  );
}

const api = shopFiles["copilot/api/manifest.yml"] ?? "";
const louder = { "copilot/api/manifest.yml": api.replace("LOG_LEVEL: debug", "LOG_LEVEL: trace") };

beforeEach(async () => {
  // The adapter loads it in real time, for which a virtual clock does not wait.
  await import("@aws-sdk/client-codepipeline");
  shop = await openAdoptedShop();
}, 60_000);

describe("an environment that one of Copilot's pipelines deploys to", () => {
  test("gets nothing until the stage is switched off with the command of the plan, and is planned all the same", async () => {
    await makePipeline("release", ["develop", "staging"]);
    shop.source.commit("develop", louder);
    const held = await shop.sync();
    expect(ends(held)).toEqual(["skipped update-stack shop-develop-api PipelineActive"]);
    const [hold] = held.plan.environments[0]?.held ?? [];
    expect(hold?.message).toMatch(/^pipeline-shop-release-Pipeline-\S+ still deploys to develop/);
    const words =
      /--region (\S+) --pipeline-name (\S+) --stage-name (\S+) --transition-type (\S+) --reason "(.+)"$/.exec(
        hold?.remedy ?? "",
      );
    const [, , pipelineName, stageName, transitionType, reason] = words ?? [];
    await call("codepipeline", "DisableStageTransition", { pipelineName, stageName, transitionType, reason });
    expect(ends(await shop.sync())).toEqual(["applied update-stack shop-develop-api"]);
  });

  test("is held by its own stage only", async () => {
    await makePipeline("release", ["staging"]);
    shop.source.commit("develop", louder);
    expect(ends(await shop.sync())).toEqual(["applied update-stack shop-develop-api"]);
  });

  test("is not held where the configuration says so, and pipelines are then not looked at", async () => {
    await makePipeline("release", ["develop"]);
    shop.source.commit("develop", louder);
    const subject = shop.subject();
    const environments = subject.environments.map((rule) => ({ ...rule, pipelines: "ignore" as const }));
    const calls = shop.world.log.records.length;
    expect(ends(await shop.sync({ ...subject, environments }))).toEqual([
      "applied update-stack shop-develop-api",
    ]);
    expect(shop.world.log.records.slice(calls).filter(({ service }) => service === "codepipeline")).toEqual(
      [],
    );
  });

  test("that is in sync says so, and is at its commit", async () => {
    await makePipeline("release", ["develop"]);
    const { plan } = await shop.look();
    expect(plan.environments[0]?.held.map(({ reason }) => reason)).toEqual(["PipelineActive"]);
    expect(plan.environments[0]?.steps).toEqual([]);
  });
});

test("pipelines that cannot be looked at hold what is to be applied", async () => {
  shop.source.commit("develop", louder);
  const effect = { kind: "refuse", code: "AccessDeniedException", message: "no", httpStatus: 400 } as const;
  shop.world.faults.add({ service: "resource-groups-tagging-api", account: shopAccount, effect });
  expect(ends(await shop.sync())).toEqual(["skipped update-stack shop-develop-api PipelineUnknown"]);
});

test("an application without pipelines is asked about them once in a while", async () => {
  const calls = shop.world.log.records.length;
  for (let pass = 0; pass < 4; pass += 1) await shop.look();
  const asked = shop.world.log.records
    .slice(calls)
    .filter(({ service, account }) => service === "resource-groups-tagging-api" && account === shopAccount);
  expect(asked).toHaveLength(1);
});
