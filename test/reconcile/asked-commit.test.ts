import { expect, test } from "vitest";
import { commitSha } from "../../src/domain/revision.ts";
import type { AskedCommit } from "../../src/reconcile/asked-commit.ts";
import { writesSince } from "../support/aws-world.ts";
import { marked } from "../support/promotion.ts";
import { openAdoptedShop, type Shop } from "../support/shop.ts";

function planned(
  shop: Shop,
  asked: AskedCommit,
): Promise<{
  readonly steps: readonly string[];
  readonly held: readonly string[];
  readonly behind?: string;
}> {
  const subject = { ...shop.subject(), asked };
  return shop.look({ ...subject, environments: subject.environments.slice(0, 1) }).then(({ plan }) => {
    const [develop] = plan.environments;
    return {
      steps: (develop?.steps ?? []).map((step) => `${step.kind} ${step.workload}`),
      held: (develop?.held ?? []).map(({ reason, remedy }) => `${reason} ${remedy}`),
      ...(develop?.behind === undefined ? {} : { behind: develop.behind.reason }),
    };
  });
}

test("any commit of the branch is planned for, and said to be another than the head", async () => {
  const shop = await openAdoptedShop();
  const first = shop.source.head("develop");
  const second = shop.source.commit("develop", marked("worker", "second"));
  const head = shop.source.commit("develop", marked("worker", "third"));
  expect(await planned(shop, { digits: second, for: "look" })).toEqual({
    steps: ["update-stack worker"],
    held: [],
    behind: "AskedCommit",
  });
  // What came to the environment is found by its first digits, and what it asks for is deployed.
  expect(await planned(shop, { digits: first.slice(0, 8), for: "look" })).toMatchObject({ steps: [] });
  expect(await planned(shop, { digits: head.slice(0, 7), for: "look" })).toEqual({
    steps: ["update-stack worker"],
    held: [],
  });
});

test("a commit of another branch, of none, and one that is not named in full is refused by name", async () => {
  const shop = await openAdoptedShop();
  const other = shop.source.commit("release", marked("worker", "other"));
  const held = async (digits: string): Promise<string> =>
    (await planned(shop, { digits, for: "look" })).held.join();
  expect(await held(other)).toMatch(/^NotInBranch git branch/);
  expect(await held(commitSha("0".repeat(40)))).toMatch(/^NotInBranch/);
  expect(await held("0123abc")).toMatch(/^CommitUnknown git rev-parse 0123abc/);
});

test("sync applies a commit only as the head of its branch; an older one is told to be a rollback, and nothing is written", async () => {
  const shop = await openAdoptedShop();
  const older = shop.source.commit("develop", marked("worker", "older"));
  const head = shop.source.commit("develop", marked("worker", "newer"));
  const subject = shop.subject();
  const only = { ...subject, environments: subject.environments.slice(0, 1) };
  const calls = shop.world.log.records.length;
  const refused = await shop.sync({ ...only, asked: { digits: older, for: "apply" } });
  expect(refused.outcomes).toEqual([]);
  expect(refused.plan.environments[0]?.held).toMatchObject([
    { reason: "CommitNotHead", remedy: `autoland rollback develop --to ${older.slice(0, 8)}` },
  ]);
  expect(writesSince(shop.world, calls).filter((call) => !call.startsWith("ssm:"))).toEqual([]);
  const applied = await shop.sync({ ...only, asked: { digits: head.slice(0, 7), for: "apply" } });
  expect(applied.outcomes.map(({ kind }) => kind)).toEqual(["applied"]);
});
