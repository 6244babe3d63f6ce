import fc from "fast-check";
import type { Mode } from "../../src/domain/plan.ts";
import type { ShopEnvironmentName } from "../support/shop.ts";

/** The two branches that feed the shop's environments. */
export type ShopBranch = "develop" | "release";

/** The workloads that Copilot deployed, and `extra`, which only commits bring. */
export type ShopWorkload = "api" | "worker" | "daily-batch" | "extra";

/** One thing that happens to the shop: people commit, builds push, AWS fails, somebody else acts, Autoland passes. */
export type Move =
  /** A manifest that is well, with one of a few values in it: the same value may come again (A→B→A). */
  | {
      readonly kind: "write";
      readonly branch: ShopBranch;
      readonly workload: ShopWorkload;
      readonly mark: number;
    }
  | {
      readonly kind: "change-sources";
      readonly branch: ShopBranch;
      readonly workload: BuiltWorkload;
      readonly version: number;
    }
  | { readonly kind: "break"; readonly branch: ShopBranch; readonly workload: BuiltWorkload }
  | { readonly kind: "remove"; readonly branch: ShopBranch; readonly workload: ShopWorkload }
  /** The worker's queues go from the manifest: with them would go what is in them. */
  | { readonly kind: "drop-queues"; readonly branch: ShopBranch }
  | { readonly kind: "merge-develop-to-release" }
  | { readonly kind: "delete-branch"; readonly branch: ShopBranch }
  | { readonly kind: "recreate-branch"; readonly branch: ShopBranch; readonly from: "itself" | "the other" }
  /** The branch goes back by so many of its heads, and perhaps on from there by another commit. */
  | {
      readonly kind: "force-push";
      readonly branch: ShopBranch;
      readonly back: number;
      readonly mark: number | undefined;
    }
  /** A person accepts what a branch was rewritten to. */
  | { readonly kind: "accept-head"; readonly environment: ShopEnvironmentName }
  | {
      readonly kind: "retry";
      readonly environment: ShopEnvironmentName;
      readonly workload: ShopWorkload;
    }
  | { readonly kind: "push-image"; readonly branch: ShopBranch; readonly workload: BuiltWorkload }
  | {
      readonly kind: "fail-resource";
      readonly environment: ShopEnvironmentName;
      readonly workload: ShopWorkload;
      readonly verb: "create" | "update";
      readonly during: "forward" | "rollback";
      readonly times: number;
    }
  | { readonly kind: "heal-resources" }
  /** The calls after the next so many go wrong in this way. */
  | {
      readonly kind: "disturb-calls";
      readonly trouble: "throttle" | "server-error" | "lost-answer" | "no-connection" | "expired";
      readonly whose: "environment" | "application";
      readonly after: number;
    }
  /** Somebody else updates a stack directly, and waits for the end or not. */
  | {
      readonly kind: "interfere";
      readonly environment: ShopEnvironmentName;
      readonly workload: BuiltWorkload;
      readonly waits: boolean;
    }
  /** Somebody else prepares a change set on a stack and leaves it there. */
  | {
      readonly kind: "prepare-elsewhere";
      readonly environment: ShopEnvironmentName;
      readonly workload: BuiltWorkload;
    }
  /** Somebody else deletes a stack, and waits for the end or not. */
  | {
      readonly kind: "delete-elsewhere";
      readonly environment: ShopEnvironmentName;
      readonly workload: BuiltWorkload;
      readonly waits: boolean;
    }
  /** During the next pass, after so many of its calls, somebody else updates a stack directly. */
  | {
      readonly kind: "overtake";
      readonly environment: ShopEnvironmentName;
      readonly workload: BuiltWorkload;
      readonly after: number;
    }
  | { readonly kind: "set-mode"; readonly environment: ShopEnvironmentName; readonly mode: Mode }
  | { readonly kind: "wait"; readonly minutes: number }
  /** A pass; with a number it is killed after so many calls, and the next one begins with new adapters. */
  | { readonly kind: "pass"; readonly killedAfter?: number };

/** The workloads whose images are built from the repository. */
export type BuiltWorkload = Exclude<ShopWorkload, "extra">;

const branch = fc.constantFrom<ShopBranch[]>("develop", "release");
const built = fc.constantFrom<BuiltWorkload[]>("api", "worker", "daily-batch");
const workload = fc.constantFrom<ShopWorkload[]>("api", "worker", "daily-batch", "extra");
const environment = fc.constantFrom<ShopEnvironmentName[]>("develop", "staging", "production");
const few = fc.nat({ max: 2 });

const pass: fc.Arbitrary<Move> = fc.record({ kind: fc.constant("pass") });
const killedPass: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant("pass"),
  killedAfter: fc.integer({ min: 1, max: 120 }),
});

const write: fc.Arbitrary<Move> = fc.record({ kind: fc.constant("write"), branch, workload, mark: few });

const commit: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: write },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("change-sources"),
      branch,
      workload: built,
      version: few,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("break"), branch, workload: built }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove"), branch, workload }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop-queues"), branch }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("merge-develop-to-release") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete-branch"), branch }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("recreate-branch"),
      branch,
      from: fc.constantFrom("itself", "the other"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("force-push"),
      branch,
      back: fc.integer({ min: 1, max: 3 }),
      mark: fc.option(few, { nil: undefined }),
    }),
  },
);

const trouble: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant("fail-resource"),
    environment,
    workload,
    verb: fc.constantFrom("create", "update"),
    during: fc.constantFrom("forward", "forward", "rollback"),
    times: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ kind: fc.constant("heal-resources") }),
  fc.record({
    kind: fc.constant("disturb-calls"),
    trouble: fc.constantFrom("throttle", "server-error", "lost-answer", "no-connection", "expired"),
    whose: fc.constantFrom("environment", "environment", "application"),
    after: fc.integer({ min: 1, max: 80 }),
  }),
  fc.record({ kind: fc.constant("accept-head"), environment }),
  fc.record({ kind: fc.constant("retry"), environment, workload }),
  fc.record({
    kind: fc.constant("overtake"),
    environment,
    workload: built,
    after: fc.integer({ min: 1, max: 120 }),
  }),
  fc.record({ kind: fc.constant("interfere"), environment, workload: built, waits: fc.boolean() }),
  fc.record({ kind: fc.constant("prepare-elsewhere"), environment, workload: built }),
  fc.record({ kind: fc.constant("delete-elsewhere"), environment, workload: built, waits: fc.boolean() }),
  fc.record({ kind: fc.constant("set-mode"), environment, mode: fc.constantFrom("look", "apply", "apply") }),
  fc.record({ kind: fc.constant("wait"), minutes: fc.integer({ min: 1, max: 90 }) }),
);

const image: fc.Arbitrary<Move> = fc.record({ kind: fc.constant("push-image"), branch, workload: built });

/** Chapters of commits and trouble, each closed by a pass, some of which are killed. */
const chapters = fc
  .array(
    fc.tuple(
      fc.array(
        fc.oneof(
          { weight: 5, arbitrary: commit },
          { weight: 2, arbitrary: trouble },
          { weight: 1, arbitrary: image },
        ),
        { minLength: 1, maxLength: 4 },
      ),
      fc.oneof({ weight: 3, arbitrary: pass }, { weight: 1, arbitrary: killedPass }),
    ),
    { minLength: 2, maxLength: 7 },
  )
  .map((list) => list.flatMap(([moves, end]) => [...moves, end]));

/** In every other history one environment begins in `look`, and may leave it later. */
const beginning: fc.Arbitrary<readonly Move[]> = fc.oneof(
  fc.constant([]),
  fc.tuple(fc.record({ kind: fc.constant("set-mode"), environment, mode: fc.constant("look") })),
);

/** Histories that begin with everything applied by Autoland. */
export const histories: fc.Arbitrary<readonly Move[]> = fc
  .tuple(beginning, chapters)
  .map(([first, rest]) => [...first, ...rest]);
