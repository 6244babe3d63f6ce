import type { Mode } from "../../src/domain/plan.ts";
import type { ChangeByHand, FailedCreation } from "./changes-by-hand.ts";
import type { ApplicationName, BranchName, BuiltWorkload, EnvironmentName, WorkloadName } from "./town.ts";

interface In {
  readonly application: ApplicationName;
}

/** Where people commit. */
export interface OnBranch extends In {
  readonly branch: BranchName;
}

/** Where something is done to what runs. */
export interface InEnvironment extends In {
  readonly environment: EnvironmentName;
}

/** One thing that happens in a world. */
export type Move =
  /** A manifest that is well, with one of a few values in it: the same value may come again (A→B→A). */
  | ({ readonly kind: "write"; readonly workload: WorkloadName; readonly mark: number } & OnBranch)
  /** A variable of a service is a secret, which people should not do and do. */
  | ({ readonly kind: "write-secret"; readonly workload: BuiltWorkload } & OnBranch)
  | ({
      readonly kind: "change-sources";
      readonly workload: BuiltWorkload;
      readonly version: number;
    } & OnBranch)
  | ({ readonly kind: "break"; readonly workload: BuiltWorkload } & OnBranch)
  | ({ readonly kind: "remove"; readonly workload: WorkloadName } & OnBranch)
  /** The worker's queues go from the manifest: with them would go what is in them. */
  | ({ readonly kind: "drop-queues" } & OnBranch)
  | ({ readonly kind: "merge" } & In)
  /** The branch goes back by so many of its heads and on from there. */
  | ({ readonly kind: "force-push"; readonly back: number; readonly mark: number } & OnBranch)
  /** A build pushes the images of the branch's head; they may be bad. */
  | ({ readonly kind: "push-images"; readonly behaviour: string | undefined } & OnBranch)
  | ({ readonly kind: "approve" } & InEnvironment)
  | ({ readonly kind: "suspend"; readonly minutes: number } & InEnvironment)
  | ({ readonly kind: "resume" } & InEnvironment)
  | ({ readonly kind: "retry"; readonly workload: WorkloadName } & InEnvironment)
  | ({ readonly kind: "roll-back" } & InEnvironment)
  | ({ readonly kind: "redeploy"; readonly workload: BuiltWorkload | undefined } & InEnvironment)
  /** The operator changes the configuration, and the process starts anew. */
  | ({ readonly kind: "set-mode"; readonly mode: Mode | undefined } & InEnvironment)
  /** A person changes a stack by hand, which may take its time. */
  | ({
      readonly kind: "change-by-hand";
      readonly workload: WorkloadName;
      readonly how: ChangeByHand;
      readonly minutes: number;
    } & InEnvironment)
  /** A person makes a workload's first stack by hand, and fails. */
  | ({
      readonly kind: "create-by-hand";
      readonly workload: WorkloadName;
      readonly ends: FailedCreation;
    } & InEnvironment)
  /** A person gives a service another number of tasks. */
  | ({ readonly kind: "scale-by-hand"; readonly workload: BuiltWorkload } & InEnvironment)
  /** People free the stacks that nothing else can free. */
  | { readonly kind: "free-stacks" }
  /** A person deletes Copilot's record of a workload by hand. */
  | ({ readonly kind: "lose-record"; readonly workload: BuiltWorkload } & In)
  | ({
      readonly kind: "fail-resources";
      readonly workload: WorkloadName;
      readonly during: "forward" | "rollback";
      readonly times: number;
      /** Seconds until they do. */
      readonly after: number;
    } & InEnvironment)
  /** The next change of a stack fails, and so does its way back: by what passes by itself, or not. */
  | ({
      readonly kind: "fail-both-ways";
      readonly workload: BuiltWorkload;
      readonly passes: boolean;
    } & InEnvironment)
  /** The next changes of a stack take so many minutes. */
  | ({
      readonly kind: "slow-resources";
      readonly workload: WorkloadName;
      readonly minutes: number;
    } & InEnvironment)
  | { readonly kind: "heal-resources" }
  /** Somebody opens every page. */
  | { readonly kind: "look-at-pages" }
  /** Somebody asks for develop to be merged, and reads the comment below. */
  | ({ readonly kind: "pull-request" } & In)
  /** What is asked of CloudFormation next is changed on the way, as a hook or macro of the account does. */
  | { readonly kind: "meddle-with-template" }
  | { readonly kind: "kill"; readonly afterCalls: number }
  | { readonly kind: "restart" }
  /** A hint that something has changed, as a webhook's delivery is: a pass begins wherever things stand. */
  | ({ readonly kind: "hint" } & In)
  | { readonly kind: "rival"; readonly minutes: number }
  | { readonly kind: "silence"; readonly account: string; readonly minutes: number };
