import { expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { approve as approveSteps } from "../../src/reconcile/decisions/approve.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { writesSince } from "../support/aws-world.ts";
import { deskOf } from "../support/promotion.ts";
import { openAdoptedShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const patches = "copilot/worker/overrides/cfn.patches.yml";
const addons = "copilot/worker/addons/events.yml";

test("an include is asked for, approved once, judged as CloudFormation made it, and then is as Git asks", async () => {
  const shop = await openAdoptedShop();
  const snippet = await store(shop, "RetentionInDays: 14\n");
  shop.source.commit("develop", { [patches]: including("/Resources/LogGroup/Properties", snippet) });
  const asked = await shop.sync();
  expect(told(asked)).toEqual(["skipped PolicyViolation"]);
  expect(asked.reasons.map(({ remedy }) => remedy)[0]).toContain("autoland approve develop --plan");
  await approve(shop, asked);
  expect(told(await shop.sync())).toEqual(["applied"]);
  expect(await shop.sync().then(({ outcomes, reasons }) => ({ outcomes, reasons }))).toEqual({
    outcomes: [],
    reasons: [],
  });
  expect(await deployedTemplate(shop)).toContain('"RetentionInDays":14');
});

test("what stands behind an approved include by the time of the change is what counts", async () => {
  const shop = await openAdoptedShop();
  const snippet = await store(shop, statement("s3:GetObject", "arn:aws:s3:::shop-develop-files/*"));
  const policies = "/Resources/TaskRole/Properties/Policies/-";
  shop.source.commit("develop", { [patches]: including(policies, snippet) });
  await approve(shop, await shop.sync());
  await store(shop, statement("iam:*", "*"));
  const calls = shop.world.log.records.length;
  const { outcomes } = await shop.sync();
  const [outcome] = outcomes;
  if (outcome?.kind !== "failed") throw new Error(`expected a refusal, got ${outcome?.kind}`);
  expect(outcome.failure.reason).toBe("TransformRefused");
  expect(outcome.failure.message).toContain("iam-wildcard");
  expect(outcome.failure.message).toContain("which was not planned");
  expect(writesSince(shop.world, calls).filter((write) => write.includes("ChangeSet"))).toEqual([
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
  ]);
});

test("a permission that no rule stops is refused all the same when the plan did not say it", async () => {
  const shop = await openAdoptedShop();
  const harmless = statement("s3:GetObject", "arn:aws:s3:::shop-develop-files/*");
  const snippet = await store(shop, harmless);
  shop.source.commit("develop", {
    [patches]: including("/Resources/TaskRole/Properties/Policies/-", snippet),
  });
  await approve(shop, await shop.sync());
  const [outcome] = (await shop.sync()).outcomes;
  expect(outcome?.kind === "failed" && outcome.failure.message).toContain(
    "TaskRole allows s3:GetObject on arn:aws:s3:::shop-develop-files/*, which was not planned",
  );
});

test("an include in addons is judged in the nested change set; where there is none it is refused", async () => {
  const shop = await openAdoptedShop();
  const snippet = await store(shop, "DisplayName: events\n");
  shop.source.commit("develop", { [addons]: topic(`        Fn::Transform: ${includeText(snippet)}`) });
  await approve(shop, await shop.sync());
  const [unread] = (await shop.sync()).outcomes;
  expect(unread?.kind === "failed" && unread.failure.message).toContain("cannot be read");
  shop.source.commit("develop", { [addons]: topic("        DisplayName: first") });
  expect(told(await shop.sync())).toEqual(["applied"]);
  await shop.world.run(shop.world.clock.sleep(10 * 60_000));
  shop.source.commit("develop", { [addons]: topic(`        Fn::Transform: ${includeText(snippet)}`) });
  await approve(shop, await shop.sync());
  expect(told(await shop.sync())).toEqual(["applied"]);
});

/** Puts a snippet where the environment's manager role may read it: into the artifact bucket. */
async function store(shop: Shop, text: string): Promise<string> {
  const { observed } = await shop.look();
  const regional = observed.environments.get("develop")?.regional;
  if (regional?.kind !== "present") throw new Error("there is no artifact bucket");
  const Bucket = regional.value.artifactBucket;
  const Body = new TextEncoder().encode(text);
  await call(shop, shopAccount, "s3", "PutObject", { Bucket, Key: "manual/snippet.yml", Body });
  return `s3://${Bucket}/manual/snippet.yml`;
}

function call(shop: Shop, account: string, service: string, action: string, input: object): Promise<unknown> {
  const credentials = shop.world.issueCredentials(rootOf(account));
  return shop.world.run(shop.world.call({ service, action, credentials, region: shopRegion, input }));
}

function includeText(location: string): string {
  return `{ Name: AWS::Include, Parameters: { Location: "${location}" } }`;
}

function including(path: string, location: string): string {
  return path.endsWith("-")
    ? `- { op: add, path: ${path}, value: { Fn::Transform: ${includeText(location)} } }\n`
    : `- { op: add, path: "${path}/Fn::Transform", value: ${includeText(location)} }\n`;
}

function statement(action: string, resource: string): string {
  const allow = `{ Effect: Allow, Action: "${action}", Resource: "${resource}" }`;
  return `{ PolicyName: more, PolicyDocument: { Version: "2012-10-17", Statement: [${allow}] } }\n`;
}

function topic(property: string): string {
  return `Parameters:
  App: { Type: String }
  Env: { Type: String }
  Name: { Type: String }
Resources:
  Events:
    Type: AWS::SNS::Topic
    Properties:
${property}
`;
}

function told({ outcomes }: Report): readonly string[] {
  return outcomes.map((outcome) => {
    if (outcome.kind === "skipped") return `skipped ${outcome.reason}`;
    return outcome.kind === "failed" ? `failed ${outcome.failure.message}` : outcome.kind;
  });
}

/** A person says yes to what develop waits with, as `autoland approve` does. */
async function approve(shop: Shop, { plan }: Report): Promise<void> {
  const digest = plan.environments.find(({ environment }) => environment === "develop")?.digest ?? "";
  const request = { environment: "develop", plan: digest, classes: [] };
  await shop.world.run(approveSteps(deskOf(shop), request, new AbortController().signal));
}

/** The template of develop's worker as it is deployed, after its transforms. */
async function deployedTemplate(shop: Shop): Promise<string> {
  const input = { StackName: "shop-develop-worker" };
  const answer = await call(shop, "222222222222", "cloudformation", "GetTemplate", input);
  return (answer as { readonly TemplateBody: string }).TemplateBody;
}
