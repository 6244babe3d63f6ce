import { expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { openAdoptedShop, type Shop } from "../support/shop.ts";

const file = "copilot/api/addons/orders.yml";

function addons(resources: string): string {
  return `Parameters:
  App: { Type: String }
  Env: { Type: String }
  Name: { Type: String }
Resources:
${resources}`;
}

const table = `  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub \${App}-\${Env}-\${Name}-orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;
const topic = `  Events:
    Type: AWS::SNS::Topic
`;

function ends(report: Report): readonly string[] {
  return [
    ...report.outcomes.map((outcome) =>
      outcome.kind === "failed" ? `failed ${outcome.failure.message}` : outcome.kind,
    ),
    ...report.plan.environments.flatMap((plan) => plan.held.map((held) => `${held.reason}: ${held.message}`)),
  ];
}

async function pass(shop: Shop, text: string | null): Promise<readonly string[]> {
  shop.source.commit("develop", { [file]: text });
  // A nested stack cleans up for a while after its parent is done.
  await shop.world.run(shop.world.clock.sleep(10 * 60_000));
  return ends(await shop.sync());
}

test("addons are created and changed as planned, each resource explained; a table in them is not let go of", async () => {
  const shop = await openAdoptedShop();
  expect(await pass(shop, addons(table))).toEqual(["applied"]);
  expect(await pass(shop, addons(table + topic))).toEqual(["applied"]);
  expect(await pass(shop, addons(table))).toEqual(["applied"]);
  const [held, ...others] = await pass(shop, addons(topic));
  expect(held).toContain("DataAtRisk");
  expect(held).toContain("AddonsStack/Orders");
  expect(others).toEqual([]);
  expect((await pass(shop, null))[0]).toContain("DataAtRisk");
});
