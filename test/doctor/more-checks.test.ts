import { buildProject } from "../support/build-project.ts";
import { describe, expect, test } from "vitest";
import { makeExaminer } from "../../src/aws/examine.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { buildChecks } from "../../src/doctor/build-checks.ts";
import { managerRoleCheck } from "../../src/doctor/manager-role-check.ts";
import { slackWebhookCheck } from "../../src/doctor/telling-checks.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import { loadClients } from "../support/loaded-clients.ts";

const account = "111111111111";
const region = "eu-west-1";

function applicationIn(more: string) {
  const reading = parseConfig(
    "autoland.yml",
    `applications:\n  shop:\n    source: { git: { url: /srv/shop } }\n    branches: { main: [develop, production] }\n${more}`,
  );
  if (reading.kind !== "config") throw new Error(JSON.stringify(reading.findings));
  const [application] = reading.config.applications;
  if (application === undefined) throw new Error("no application");
  return application;
}

describe("projects of CodeBuild", () => {
  test("are looked for, whatever names them: for missing images, as gates, before changes", async () => {
    await loadClients();
    const world = makeSimulatedAws({ seed: "projects" });
    const credentials = world.issueCredentials(rootOf(account));
    const template = {
      Resources: {
        Project: buildProject("shop-images", account),
      },
    };
    const input = { StackName: "builds", TemplateBody: JSON.stringify(template) };
    await world.run(
      world.call({ service: "cloudformation", action: "CreateStack", credentials, region, input }),
    );
    await world.run(world.clock.sleep(120_000));
    const application = applicationIn(`    images: { codebuild: { project: shop-images } }
    environments:
      develop: { mode: apply, gate: { codebuild: { project: shop-tests } } }
      production: { mode: apply, after: develop, before: { codebuild: { project: shop-images, region: us-east-1 } } }
`);
    const examiner = makeExaminer(
      { region, credentials, requestHandler: makeRequestHandler(world) },
      world.clock,
    );
    const checks = await world.run(buildChecks(examiner, application, region, new AbortController().signal));
    expect(checks.map(({ outcome, message }) => `${outcome}: ${message}`)).toEqual([
      "ok: CodeBuild project shop-images of `applications.shop.images.codebuild` is there, in eu-west-1",
      "missing: there is no CodeBuild project shop-tests in eu-west-1, which `applications.shop.environments.develop.gate.codebuild` names",
      "missing: there is no CodeBuild project shop-images in us-east-1, which `applications.shop.environments.production.before.codebuild` names",
    ]);
    expect(checks[1]?.remedy).toContain("aws codebuild list-projects --region eu-west-1");
  });
});

describe("Copilot's own role", () => {
  const role = `arn:aws:iam::${account}:role/shop-develop-EnvManagerRole`;
  const look = "arn:aws:iam::111111111111:role/autoland-look";
  const [develop] = applicationIn("").environments;
  if (develop === undefined) throw new Error("no environment");

  test.each([
    [
      "looking only",
      { ...develop, mode: "look" as const },
      ["ListStacks", "ListExports"],
      ["ContinueUpdateRollback"],
    ],
    [
      "changing as well",
      { ...develop, mode: "apply" as const },
      ["ListStacks", "ContinueUpdateRollback", "StopServiceDeployment"],
      [],
    ],
    [
      "with a look role",
      { ...develop, mode: "apply" as const, roles: { look } },
      ["ContinueUpdateRollback"],
      ["ListStacks"],
    ],
  ])(
    "%s: what is off without a role of one's own is said, with how to get one",
    (_how, environment, off, not) => {
      const check = managerRoleCheck("shop/develop", role, environment);
      const said = (check?.details ?? []).join("\n");
      for (const action of off) expect(said).toContain(action);
      for (const action of not) expect(said).not.toContain(action);
      expect(check).toMatchObject({ outcome: "off", area: "roles" });
      expect(check?.remedy).toContain("aws cloudformation deploy");
    },
  );

  test("is not spoken of where it is not used", () => {
    const roles = { look, apply: "arn:aws:iam::111111111111:role/autoland-apply" };
    expect(managerRoleCheck("shop/develop", role, { ...develop, mode: "apply", roles })).toBeUndefined();
    expect(managerRoleCheck("shop/develop", role, { ...develop, roles: { look } })).toBeUndefined();
  });
});

describe("the address of an incoming webhook", () => {
  test.each<[address: string, outcome: string]>([
    ["https://hooks.slack.com/services/T00000000/B00000000/abcDEF123", "unknown"],
    ["https://hooks.slack-gov.com/services/T00000000/B00000000/abcDEF123", "unknown"],
    ["https://hooks.slack.com/services/T00000000/B00000000/", "missing"],
    ["https://hooks.slack.com.evil.example/services/T0/B0/x", "missing"],
    ["http://hooks.slack.com/services/T0/B0/x", "missing"],
    ["xoxb-123", "missing"],
    ["https://hooks.slack.com/services/T0/B0/x\n", "missing"],
  ])("%j is %s, and is never shown", (address, outcome) => {
    const check = slackWebhookCheck(address, "SLACK_WEBHOOK");
    expect(check.outcome).toBe(outcome);
    expect(JSON.stringify(check)).not.toContain(address.trim());
  });
});
