import type { ApplicationRecord, EnvironmentRecord, RegionalResources } from "./copilot-records.ts";
import type { Observed } from "./observed.ts";
import type { StackId, TextMap } from "./stack.ts";
import type { StackStatus } from "./stack-status.ts";
import type { Template } from "./template.ts";

/** An environment that is to be: of which application, and where. */
export interface EnvironmentWish {
  readonly application: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** What there is already of an environment, and of what it needs of its application. */
export interface Standing {
  /** Accounts that may write to the application's zone; undefined where the application has no domain. */
  readonly delegatedAccounts: readonly string[] | undefined;
  readonly registry: {
    /** Accounts that may use the application's buckets, keys and repositories, besides its own. */
    readonly accounts: readonly string[];
    readonly regions: readonly string[];
    /** No operation runs, and every region has what the registry says. */
    readonly isSettled: boolean;
  };
  /** The stack `<app>-<env>` in the environment's account. */
  readonly stack: Observed<FoundStack>;
}

/** A stack with the name of the environment's. */
export interface FoundStack {
  readonly id: StackId;
  readonly status: StackStatus;
  readonly tags: TextMap;
}

/** One thing to do for a new environment, in the order in which Copilot did them (copilot-model.md 4.2). */
export type FoundingStep =
  | { readonly kind: "delegate-dns"; readonly account: string }
  | { readonly kind: "enter-account"; readonly account: string }
  | { readonly kind: "open-region"; readonly region: string }
  | { readonly kind: "make-roles"; readonly stack: string }
  | { readonly kind: "write-record"; readonly parameter: string };

/** What came of it: the steps that were taken, none where everything stood. */
export interface Founded extends EnvironmentWish {
  readonly steps: readonly FoundingStep[];
}

/** The environment's first stack, with nothing but the two roles. */
export interface RolesStack {
  readonly id: StackId;
  readonly template: Template;
  readonly parameters: TextMap;
  readonly tags: TextMap;
}

/** The roles that an environment is reached and deployed through. */
export type EnvironmentRoles = Pick<EnvironmentRecord, "managerRoleArn" | "executionRoleArn">;

/**
 * What creating an environment does in AWS. Every method may be called again after a crash at any point and by two at once: it goes
 * on from what is there, and waits for operations that run. Failures are thrown as `ReconcileError`.
 */
export interface Founder {
  application(name: string, signal?: AbortSignal): Promise<Observed<ApplicationRecord>>;
  record(wish: EnvironmentWish, signal?: AbortSignal): Promise<Observed<EnvironmentRecord>>;
  look(application: ApplicationRecord, wish: EnvironmentWish, signal?: AbortSignal): Promise<Standing>;
  /** Lets an account write to the application's zone. */
  delegateDns(application: ApplicationRecord, account: string, signal?: AbortSignal): Promise<void>;
  /** Lets an account use what the application has in each region, and ends when every region knows. */
  enterAccount(application: ApplicationRecord, account: string, signal?: AbortSignal): Promise<void>;
  /** Makes the application's bucket, key and repositories in a region. */
  openRegion(application: ApplicationRecord, region: string, signal?: AbortSignal): Promise<void>;
  /** What the application has in a region. */
  regional(
    application: ApplicationRecord,
    region: string,
    signal?: AbortSignal,
  ): Promise<Observed<RegionalResources>>;
  /**
   * Makes the stack with the environment's own account's credentials. Roles of these names that an environment of the application left
   * behind are deleted first: they would be in the way.
   */
  makeRoles(stack: RolesStack, signal?: AbortSignal): Promise<void>;
  /** The roles that the stack says it has. */
  roles(stack: StackId, signal?: AbortSignal): Promise<EnvironmentRoles>;
  /** Writes the record exactly as Copilot does; one that is there is never overwritten. */
  writeRecord(record: EnvironmentRecord, signal?: AbortSignal): Promise<"written" | "already-there">;
}
