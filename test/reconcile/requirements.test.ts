import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/domain/failure.ts";
import type { CommitSha, Revision } from "../../src/domain/revision.ts";
import type { Warrants } from "../../src/domain/warrants.ts";
import { look } from "../../src/reconcile/look.ts";
import { overtaking } from "../../src/reconcile/overtaking.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";

const signal = new AbortController().signal;

/** Says of each commit but the given ones that it has no signature, and counts how often it was asked. */
function vouchingFor(...good: readonly CommitSha[]): Warrants & { readonly asked: Revision[] } {
  const asked: Revision[] = [];
  return {
    asked,
    lacking: (revision) => {
      asked.push(revision);
      if (good.includes(revision.commit)) return Promise.resolve(undefined);
      const failure = {
        disposition: "wait",
        reason: "SignatureNotVerified",
        message: "no signature",
      } as const;
      return Promise.resolve({ ...failure, remedy: "sign it" });
    },
  };
}

function commitTo(shop: Shop, branch: string, count: number): CommitSha {
  const file = "copilot/worker/manifest.yml";
  const manifest = (shopFiles[file] ?? "").replace("LOG_LEVEL: info", `LOG_LEVEL: level${count}`);
  return shop.source.commit(branch, { [file]: manifest });
}

describe("what the operator requires of commits", () => {
  test("a head without it holds its environments, which keep what they have; others go on", async () => {
    const shop = await openAdoptedShop();
    const [bad, good] = [commitTo(shop, "develop", 1), commitTo(shop, "release", 2)];
    const calls = shop.world.log.records.length;
    const warrants = vouchingFor(good);
    const report = await shop.world.run(sync({ ...shop.eyes, warrants }, shop.hands, shop.subject(), signal));
    const [develop, staging] = report.plan.environments;
    expect(develop).toMatchObject({
      environment: "develop",
      revision: { commit: bad },
      steps: [],
      held: [{ reason: "SignatureNotVerified", remedy: "sign it" }],
    });
    expect(staging?.steps.map(({ kind }) => kind)).toEqual(["update-stack"]);
    expect(report.outcomes.map(({ kind, step }) => [step.environment, kind])).toEqual([
      ["staging", "applied"],
    ]);
    const inDevelop = shop.world.log.records
      .slice(calls)
      .filter(({ principal, via }) => via === undefined && principal.includes("222222222222"));
    expect(inDevelop.filter(({ action }) => !/^(?:Get|List|Describe|Assume)/.test(action))).toEqual([]);
  });

  test("once it is there the environment goes on by itself", async () => {
    const shop = await openAdoptedShop();
    const bad = commitTo(shop, "develop", 1);
    const eyes = { ...shop.eyes, warrants: vouchingFor(shop.source.head("release")) };
    await shop.world.run(sync(eyes, shop.hands, shop.subject(), signal));
    const now = { ...shop.eyes, warrants: vouchingFor(shop.source.head("release"), bad) };
    const report = await shop.world.run(sync(now, shop.hands, shop.subject(), signal));
    expect(report.outcomes.map(({ kind, step }) => [step.environment, kind])).toEqual([
      ["develop", "applied"],
    ]);
  });

  test("an environment that comes after another is held by its own commit, and one commit of a branch is asked about once", async () => {
    const shop = await openAdoptedShop();
    const first = shop.source.head("release");
    const next = commitTo(shop, "release", 1);
    const warrants = vouchingFor(first, shop.source.head("develop"));
    const { plan } = await shop.world.run(look({ ...shop.eyes, warrants }, shop.subject(), signal));
    const held = plan.environments.map(({ environment, held: all }) => [
      environment,
      all.map(({ reason }) => reason),
    ]);
    // Production takes what has passed staging, which has what is required.
    expect(held).toEqual([
      ["develop", []],
      ["staging", ["SignatureNotVerified"]],
      ["production", []],
    ]);
    expect(warrants.asked.map(({ commit }) => commit).toSorted()).toEqual(
      [shop.source.head("develop"), next, first].toSorted(),
    );
  });

  test("what cannot be told holds with its own reason", async () => {
    const shop = await openAdoptedShop();
    const warrants: Warrants = {
      lacking: () =>
        Promise.reject(
          new ReconcileError({ disposition: "retry", reason: "RepositoryUnreachable", message: "no answer" }),
        ),
    };
    const { plan } = await shop.world.run(look({ ...shop.eyes, warrants }, shop.subject(), signal));
    expect(plan.environments.map(({ held }) => held[0]?.reason)).toEqual(
      Array.from({ length: 3 }, () => "RepositoryUnreachable"),
    );
    expect(plan.environments.flatMap(({ steps }) => steps)).toEqual([]);
  });

  test("a newer commit without it ends no change that is running", async () => {
    const shop = await openAdoptedShop();
    const running = commitTo(shop, "develop", 1);
    const { plan } = await shop.look();
    const [develop] = plan.environments;
    if (develop === undefined) throw new Error("no develop");
    const bad = commitTo(shop, "develop", 2);
    const answers = await Promise.all(
      [vouchingFor(running), vouchingFor(running, bad)].map(async (warrants) =>
        overtaking(
          { source: shop.source, warrants },
          shop.subject(),
          develop,
          { pins: [] },
          shop.world.clock,
        )(signal),
      ),
    );
    expect(answers).toEqual([false, true]);
  });
});
