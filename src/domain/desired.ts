import type { WorkloadType } from "./copilot-records.ts";
import type { Failure } from "./failure.ts";
import type { Finding } from "./finding.ts";
import type { Judged } from "./judged.ts";
import type { CommitSha, Revision } from "./revision.ts";
import type { StackContent, StackId, TextMap } from "./stack.ts";
import type { CopySource } from "./stored-assets.ts";
import type { Template } from "./template.ts";

/** What one commit asks of one environment. */
export interface DesiredEnvironment {
  readonly application: string;
  readonly environment: string;
  readonly revision: Revision;
  /** Of the environment's own stack; absent where its record, stack or regional resources are not there, which holds everything. */
  readonly own?: DesiredEnvironmentStack;
  /** Names of the workloads whose folders the commit has, whether or not anything can be made of them. */
  readonly inGit: readonly string[];
  /** In the order of their names. */
  readonly workloads: readonly DesiredWorkload[];
  /** Warnings about the workspace as a whole. */
  readonly warnings: readonly Finding[];
}

/** What a commit asks of an environment's own stack, or why that cannot be said now. Its workloads do not wait for an answer. */
export type DesiredEnvironmentStack =
  | {
      readonly kind: "rendered";
      readonly stack: DesiredStack;
      readonly warnings: readonly Finding[];
      /** What policy judges before the stack is changed. */
      readonly judged: Judged;
    }
  | { readonly kind: "not-rendered"; readonly failure: Failure; readonly findings: readonly Finding[] }
  /** The commit has no manifest for it: nobody asks for anything, and what is deployed stays. */
  | { readonly kind: "not-in-git" };

/** What a commit asks of one workload in one environment, or why that cannot be said now. */
export type DesiredWorkload =
  | {
      readonly kind: "rendered";
      readonly workload: string;
      readonly type: WorkloadType;
      readonly stack: DesiredStack;
      readonly warnings: readonly Finding[];
      /** Address of the image of each container that is built, by container: what a rollback takes again. */
      readonly images: Readonly<Record<string, string>>;
      /** Workloads of the same environment whose stacks must be there first, such as publishers of its topics. */
      readonly dependsOn: readonly string[];
      /** What policy judges before the stack is changed. */
      readonly judged: Judged;
    }
  | {
      readonly kind: "not-rendered";
      readonly workload: string;
      /** Absent when the manifest could not be read. */
      readonly type?: WorkloadType;
      /** What was wrong and what follows from it; findings stand beside it when the fault is in a file. */
      readonly failure: Failure;
      readonly findings: readonly Finding[];
      /** The commit whose image is missing, where that is why. */
      readonly missingImage?: CommitSha;
    };

/** A stack as Git wants it. */
export interface DesiredStack {
  readonly id: StackId;
  /** The service role that CloudFormation works with; sticky once given, so it is always given. */
  readonly roleArn: string;
  /** With its stamp. */
  readonly template: Template;
  readonly parameters: TextMap;
  /**
   * Those of the parameters that others change: whatever the deployed value is when the change is made, it stays
   * (`UsePreviousValue`). `parameters` has the values as they were seen. They are no part of any digest. Absent: none.
   */
  readonly kept?: readonly string[];
  readonly tags: TextMap;
  /** The artifact bucket of the stack's region, for a template that is too large for a request. */
  readonly bucket: string;
  /**
   * What the manifest that is deployed now would become with today's templates, for telling a change of the manifest from one of the
   * templates; undefined where that cannot be said. Asked only of a stack that differs.
   */
  readonly deployedToday?: () => StackContent | undefined;
  /** Files that the template points at and that must be in the artifact bucket before it is deployed. */
  readonly artifacts: readonly Artifact[];
  /** Digest of template without stamp, parameters that are not kept, and tags (design.md 5): two stacks of one digest are one wish. */
  readonly digest: string;
}

/** A file in the artifact bucket. Its key holds its content's hash, so that writing it twice is the same as once. */
export interface Artifact {
  readonly bucket: string;
  readonly key: string;
  /** Without it and `copiedFrom`, somebody else put it there (Copilot, or an earlier deployment), and it only needs to be present. */
  readonly content?: Uint8Array;
  /** Where a build has put it; S3 copies it from there. */
  readonly copiedFrom?: CopySource;
}
