import { beforeAll, expect, test } from "vitest";
import { type DriftReport, findingsOf, verdictOf } from "../../src/domain/drift.ts";
import { changeBehindBack, deleteBehindBack } from "../../src/simulator/cloudformation/drift/tamper.ts";
import { driftHtml } from "../../src/report/drift-html.ts";
import { driftJson } from "../../src/report/drift-json.ts";
import { driftMarkdown } from "../../src/report/drift-markdown.ts";
import { driftText } from "../../src/report/drift-text.ts";
import { bookshop } from "../support/bookshop.ts";
import {
  type CopilotApplication,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { adoptedApplication, lookAtDrift } from "../support/drift.ts";

let adopted: DeployedByCopilot;

beforeAll(async () => {
  adopted = await adoptedApplication(bookshop);
}, 120_000);

const place = { account: "111111111111", region: "eu-west-1" };

/** Layer, resource or name, path and departure of everything that a report has. */
function found(report: DriftReport): readonly string[] {
  return report.targets.flatMap((target) =>
    findingsOf(target).map(({ layer, subject, path, departure, environment, workload }) => {
      const what = subject.kind === "resource" ? subject.logicalId : subject.kind;
      return `${environment}/${workload ?? ""} ${layer} ${what}${path} ${departure}`;
    }),
  );
}

async function after(
  change: (application: CopilotApplication) => void | Promise<void>,
): Promise<DriftReport> {
  const application = await openDeployed(adopted);
  await change(application);
  return lookAtDrift(application);
}

test("an application that nobody touched is in sync in all three layers", async () => {
  const report = await after(() => undefined);
  expect(found(report)).toEqual([]);
  expect(report.counts).toEqual({ drifted: 0, inSync: 18, notChecked: 0 });
});

test("a manifest that changed in Git is drift of Git, and not of the template", async () => {
  const report = await after(({ source }) => {
    const text = bookshop.files.get("copilot/search/manifest.yml") ?? "";
    source.commit("main", { "copilot/search/manifest.yml": text.replace("cpu: 512", "cpu: 1024") });
  });
  const places = ["test", "stage", "prod"].map((name) => `${name}/search git manifestcpu changed`);
  expect(found(report)).toEqual(places);
});

test("layout and comments of a manifest, and what it says of another environment, are no drift", async () => {
  const report = await after(({ source }) => {
    const text = bookshop.files.get("copilot/web/manifest.yml") ?? "";
    source.commit("main", {
      "copilot/web/manifest.yml": `# a comment\n${text.replace("count: 1", "count:   1")}`,
    });
  });
  expect(found(report)).toEqual([]);
});

test("a stack that somebody updated with other parameters is drift of the template, and says so", async () => {
  const report = await after(async ({ world }) => {
    const credentials = world.issueCredentials({
      kind: "root",
      account: place.account,
      arn: `arn:aws:iam::${place.account}:root`,
    });
    const call = (action: string, input: object): Promise<Record<string, unknown>> =>
      world.run(world.call({ service: "cloudformation", action, credentials, region: place.region, input }));
    const described = (await call("DescribeStacks", { StackName: "books-test-search" })) as {
      readonly Stacks: readonly { readonly Parameters: readonly { readonly ParameterKey: string }[] }[];
    };
    const names = described.Stacks[0]?.Parameters.map(({ ParameterKey }) => ParameterKey) ?? [];
    await call("UpdateStack", {
      StackName: "books-test-search",
      UsePreviousTemplate: true,
      Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
      Parameters: names.map((ParameterKey) =>
        ParameterKey === "LogRetention"
          ? { ParameterKey, ParameterValue: "7" }
          : { ParameterKey, UsePreviousValue: true },
      ),
    });
    await world.run(world.clock.sleep(1_200_000));
  });
  expect(found(report)).toEqual(["test/search template parameterLogRetention changed"]);
  const [finding] = report.targets.flatMap(findingsOf);
  expect(finding?.cause).toMatchObject({ kind: "ChangedOutside" });
  expect(finding).toMatchObject({ expected: "30", actual: "7" });
});

test("what is changed or gone behind CloudFormation's back is drift of what is live, in nested stacks too", async () => {
  const report = await after(({ world, stack }) => {
    changeBehindBack(
      world,
      { ...place, stackName: "books-test-catalog", logicalId: "LogGroup" },
      { RetentionInDays: 1 },
    );
    const nested = [...stack("books-test-mailer").resources.values()].find(
      ({ logicalId }) => logicalId === "AddonsStack",
    );
    const stackName = nested?.physicalId.split("/")[1] ?? "";
    deleteBehindBack(world, { ...place, stackName, logicalId: "Letters" });
  });
  expect(found(report)).toEqual([
    "test/catalog live LogGroup/RetentionInDays changed",
    "test/mailer live Letters deleted",
  ]);
  expect(report.counts).toEqual({ drifted: 2, inSync: 16, notChecked: 0 });
});

test("what cannot be read is not checked, and never in sync", async () => {
  const report = await after(({ world }) => {
    world.faults.add({
      service: "cloudformation",
      action: "DetectStackDrift",
      region: "eu-central-1",
      effect: { kind: "refuse", code: "AccessDenied", message: "no" },
    });
  });
  expect(found(report)).toEqual([]);
  expect(report.counts).toEqual({ drifted: 0, inSync: 12, notChecked: 6 });
});

test("two reports of the same are the same in every form, and no form has a time of looking in it", async () => {
  const once = await after(() => undefined);
  const again = await after(() => undefined);
  for (const form of [driftText, driftMarkdown, driftJson, (report: DriftReport) => driftHtml([report])])
    expect(form(again)).toEqual(form(once));
  expect(driftText(once)).toContain("0 drifted, 18 in sync, 0 not checked.");
  expect(once.targets.every((target) => verdictOf(target) === "in-sync")).toBe(true);
});
