import { expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { openAdoptedShop } from "../support/shop.ts";
import { stepLabel } from "../support/steps.ts";

function told(report: Report): readonly string[] {
  return [
    ...report.outcomes.map(({ kind, step }) => `${kind} ${stepLabel(step)}`),
    ...report.plan.environments.flatMap((plan) =>
      plan.held.map(({ environment, workload, reason }) => `held ${environment}/${workload ?? ""} ${reason}`),
    ),
  ];
}

test("a CDK override is refused with the reason and a way out, and nothing of it is run or read", async () => {
  const shop = await openAdoptedShop();
  shop.source.commit("develop", {
    "copilot/worker/overrides/cdk.json": '{ "app": "touch /tmp/was-run" }',
    "copilot/worker/overrides/stack.ts": "process.exit(9);",
    "copilot/api/overrides/cfn.patches.yml":
      "- op: add\n  path: /Resources/LogGroup/Properties/Tags\n  value: [{ Key: team, Value: shop }]\n",
  });
  const report = await shop.sync();
  expect(told(report)).toEqual(["applied update-stack shop-develop-api", "held develop/worker CannotRender"]);
  expect(report.plan.environments[0]?.held).toMatchObject([
    {
      message: expect.stringContaining("would run code from the repository with Autoland's credentials"),
      remedy: expect.stringContaining("overrides/cfn.patches.yml"),
    },
  ]);
});

test("a patch that fails in one environment stops the workload there, and goes on in the other", async () => {
  const shop = await openAdoptedShop();
  // Only production scales by itself, so only its template has what is patched.
  const commit = shop.source.commit("release", {
    "copilot/api/overrides/cfn.patches.yml":
      "- op: replace\n  path: /Resources/AutoScalingTarget/Properties/MaxCapacity\n  value: 12\n",
  });
  const subject = shop.subject();
  const environments = subject.environments.map(({ after: _order, ...environment }) => environment);
  const report = await shop.sync({ ...subject, environments });
  expect(told(report)).toEqual(["applied update-stack shop-production-api", "held staging/api CannotRender"]);
  const [held] = report.plan.environments.flatMap((plan) => plan.held);
  expect(held?.message).toContain("copilot/api/overrides/cfn.patches.yml");
  expect(held?.message).toContain("AutoScalingTarget");
  expect(report.plan.environments.map((plan) => plan.revision?.commit)).toContain(commit);
});

test("what looks like a variable in a patch is CloudFormation's, and is left to it", async () => {
  const shop = await openAdoptedShop();
  shop.source.commit("develop", {
    "copilot/api/overrides/cfn.patches.yml":
      "- op: add\n  path: /Resources/LogGroup/Properties/Tags\n  value: [{ Key: of, Value: !Sub '${AWS::AccountId}-${COPILOT_ENVIRONMENT_NAME}' }]\n",
  });
  const { plan } = await shop.look();
  const [step] = plan.environments.flatMap(({ steps }) => steps);
  if (step === undefined || !("desired" in step)) throw new Error("nothing is planned");
  expect(step.desired.template.Resources["LogGroup"]?.Properties?.["Tags"]).toEqual([
    { Key: "of", Value: { "Fn::Sub": "${AWS::AccountId}-${COPILOT_ENVIRONMENT_NAME}" } },
  ]);
});
