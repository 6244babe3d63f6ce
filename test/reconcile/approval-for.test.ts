import { expect, test } from "vitest";
import { noRules } from "../../src/domain/promotion.ts";
import type { Report } from "../../src/domain/report.ts";
import { approve } from "../../src/reconcile/decisions/approve.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { deskOf } from "../support/promotion.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";

const manifest = "copilot/worker/manifest.yml";
const patches = "copilot/worker/overrides/cfn.patches.yml";
const wider = `- op: add
  path: /Resources/TaskRole/Properties/Policies/-
  value:
    PolicyName: files
    PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-develop-files/*" }] }
`;

function asking(shop: Shop): Subject {
  const subject = shop.subject();
  const environments = subject.environments.map((rule) =>
    rule.environment === "develop"
      ? { ...rule, promotion: { ...noRules, approvalFor: ["permissions", "network", "deletion"] as const } }
      : rule,
  );
  return { ...subject, environments };
}

function told({ outcomes }: Report): readonly string[] {
  return outcomes.map((outcome) => (outcome.kind === "skipped" ? `skipped ${outcome.reason}` : outcome.kind));
}

test("where the operator asks for it, a change that widens permissions waits for a person though the mode is apply", async () => {
  const shop = await openAdoptedShop();
  const subject = asking(shop);
  shop.source.commit("develop", { [patches]: wider });
  const waiting = await shop.sync(subject);
  expect(told(waiting)).toEqual(["skipped ApprovalMissing"]);
  const [skipped] = waiting.outcomes;
  expect(skipped?.kind === "skipped" && skipped.because).toContain("it changes permissions");
  const plan = waiting.plan.environments.find(({ environment }) => environment === "develop")?.digest ?? "";

  const request = { environment: "develop", plan, classes: [] };
  const made = await shop.world.run(approve(deskOf(shop, subject), request, new AbortController().signal));
  expect(made.steps).toBe(1);
  expect(told(await shop.sync(subject))).toEqual(["applied"]);
});

test("what belongs to none of the classes goes on", async () => {
  const shop = await openAdoptedShop();
  const text = shopFiles[manifest] ?? "";
  shop.source.commit("develop", { [manifest]: text.replace("LOG_LEVEL: info", "LOG_LEVEL: debug") });
  expect(told(await shop.sync(asking(shop)))).toEqual(["applied"]);
});
