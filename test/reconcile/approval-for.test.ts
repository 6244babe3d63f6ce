import { expect, test } from "vitest";
import { noRules } from "../../src/domain/promotion.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
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
  const commit = shop.source.commit("develop", { [patches]: wider });
  const waiting = await shop.sync(subject);
  expect(told(waiting)).toEqual(["skipped ApprovalMissing"]);
  const [skipped] = waiting.outcomes;
  expect(skipped?.kind === "skipped" && skipped.because).toContain("it changes permissions");
  const [step] = waiting.plan.environments[0]?.steps ?? [];
  const at = shop.world.clock.now();
  await shop.world.run(
    shop.hands.records.record("shop", {
      kind: "approval",
      environment: "develop",
      plan: (waiting.plan.environments[0]?.digest ?? "").slice(0, 16),
      commit,
      steps: { worker: [(step?.digest ?? "").slice(0, 32)] },
      classes: [],
      at,
      until: new Date(at.getTime() + 3_600_000),
    }),
  );
  expect(told(await shop.sync(subject))).toEqual(["applied"]);
});

test("what belongs to none of the classes goes on", async () => {
  const shop = await openAdoptedShop();
  const text = shopFiles[manifest] ?? "";
  shop.source.commit("develop", { [manifest]: text.replace("LOG_LEVEL: info", "LOG_LEVEL: debug") });
  expect(told(await shop.sync(asking(shop)))).toEqual(["applied"]);
});
