import { beforeAll, describe, expect, test } from "vitest";

import type { StackStep } from "../../src/domain/plan.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { bookshop, bookshopFiles } from "../support/bookshop.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { stackSteps, stepLabel } from "../support/steps.ts";
import { listeningWatcher } from "../support/watcher.ts";

let deployed: DeployedByCopilot;
beforeAll(async () => {
  deployed = await deployByCopilot(bookshop);
});

/** A change that fails beside a refresh, of a workload's stack and of an environment's. */
const changes = [
  {
    stack: "books-test-search",
    files: {
      "copilot/search/manifest.yml": `${bookshopFiles.get("copilot/search/manifest.yml")}variables:\n  HEAP: 512m\n`,
    },
    fails: { type: "AWS::ECS::Service" },
  },
  {
    stack: "books-stage",
    files: {
      "copilot/environments/stage/manifest.yml": `${bookshopFiles.get("copilot/environments/stage/manifest.yml")}network: {vpc: {flow_logs: true}}\n`,
    },
    fails: { type: "AWS::EC2::FlowLog" },
  },
] as const;

describe("functions are refreshed in a step of their own, first", () => {
  test.each(changes)(
    "so that $stack is rolled back when its change fails",
    async ({ stack, files, fails }) => {
      const books = await openDeployed(deployed);
      books.source.commit("main", files);
      failResources(books.world, { stackName: stack, ...fails, during: "forward", reason: "no" });
      const report = await books.sync();
      const own = report.outcomes.filter(({ step }) => stepLabel(step).endsWith(` ${stack}`));
      expect(own.map(({ kind, step }) => `${kind} ${stepLabel(step)}`)).toEqual([
        `applied refresh-functions ${stack}`,
        `failed update-stack ${stack}`,
      ]);
      expect(books.stack(stack).status).toBe("UPDATE_ROLLBACK_COMPLETE");
      expect(books.stacks().filter(({ status }) => status === "UPDATE_ROLLBACK_FAILED")).toEqual([]);
    },
  );

  test.each(changes)("for otherwise $stack would be stuck", async ({ stack, files, fails }) => {
    const books = await openDeployed(deployed);
    books.source.commit("main", files);
    failResources(books.world, { stackName: stack, ...fails, during: "forward", reason: "no" });
    await applyAtOnce(books, stack);
    // Lambda refuses to go back to a runtime that it has blocked.
    expect(books.stack(stack).status).toBe("UPDATE_ROLLBACK_FAILED");
  });
});

/** Applies all that differs in one change set, as it would be without the separate step. */
async function applyAtOnce(books: CopilotApplication, stack: string): Promise<void> {
  const { plan, observed } = await books.look();
  const steps = stackSteps(plan.environments.flatMap((environment) => environment.steps));
  const whole = steps.find((step) => step.kind === "update-stack" && step.stack.name === stack);
  const record = observed.environments.get(stack.split("-")[1] ?? "")?.record;
  if (whole === undefined || record?.kind !== "present") throw new Error(`nothing is planned for ${stack}`);
  const change = changeOf(whole, record.value);
  await books.world.run(books.hands.writer.upload(change));
  await books.world.run(books.hands.writer.prepare(change));
  await books.world.run(books.hands.writer.execute(change));
  await books.world.run(books.hands.writer.follow(change, listeningWatcher()));
}

function changeOf(
  step: StackStep,
  {
    executionRoleArn,
    managerRoleArn,
  }: { readonly executionRoleArn: string; readonly managerRoleArn: string },
): Parameters<CopilotApplication["hands"]["writer"]["prepare"]>[0] {
  return {
    kind: "update",
    stack: step.desired,
    changeSetName: "autoland-all-at-once",
    includeNested: false,
    executionRoleArn,
    managerRoleArn,
    roles: {},
  };
}
